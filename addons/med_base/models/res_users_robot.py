from odoo import fields, models


class ResUsers(models.Model):
    """By what the group robots mention a person: mobile number or user id."""

    _inherit = "res.users"

    med_robot_wecom = fields.Char(
        string="WeCom ID", copy=False, help="User id or mobile number, as in the company's WeCom."
    )
    med_robot_dingtalk = fields.Char(
        string="DingTalk ID", copy=False, help="Mobile number or user id, as in the company's DingTalk."
    )
    med_robot_feishu = fields.Char(
        string="Feishu ID", copy=False, help="Open id or user id: Feishu's robots know no mobile numbers."
    )

    @property
    def SELF_READABLE_FIELDS(self):
        return [*super().SELF_READABLE_FIELDS, "med_robot_wecom", "med_robot_dingtalk", "med_robot_feishu"]

    @property
    def SELF_WRITEABLE_FIELDS(self):
        return [*super().SELF_WRITEABLE_FIELDS, "med_robot_wecom", "med_robot_dingtalk", "med_robot_feishu"]

    def _med_robot_mention(self, kind):
        """The person's identifier in a service, or False.

        :param kind: ``wecom``, ``dingtalk`` or ``feishu``
        """
        self.ensure_one()
        user = self.sudo()  # sudo: whoever causes a message need not read the numbers
        return (user[f"med_robot_{kind}"] or "").strip() or False
