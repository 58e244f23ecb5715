from odoo import api, fields, models

STEPS = (100, 90, 80)
BATCH = 200
WOKEN = "med_credit.woken"


class MedCreditAccount(models.Model):
    """Alerts at 80, 90 and 100 % of the limit; stopped orders freed by payments."""

    _inherit = "med.credit.account"

    alert_step = fields.Integer(
        string="Alerted At (%)", readonly=True, copy=False, help="The last step of the limit that was told."
    )

    @api.model
    def _wake_soon(self):
        """Have stopped orders judged and alerts sent as soon as this is committed."""
        data = self.env.cr.postcommit.data
        if data.get(WOKEN):
            return
        data[WOKEN] = True
        for xmlid in ("med_credit.ir_cron_credit_recheck", "med_credit.ir_cron_credit_alert"):
            cron = self.env.ref(xmlid, raise_if_not_found=False)
            if cron:
                # sudo: whoever books a payment may not run jobs
                cron.sudo()._trigger()

    @api.model
    def _cron_recheck(self):
        """Judge again what was stopped on credit; owners of what may go on are told once."""
        refusals = self.env["med.gate.refusal"].search([("state", "=", "open"), ("partner_id_int", "!=", 0)])
        waiting = refusals.filtered(
            lambda row: any(f["check"].startswith("credit_") for f in row.findings or [])
        )
        partners = self.env["res.partner"].browse(set(waiting.mapped("partner_id_int"))).exists()
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(partners))
        for start in range(0, len(partners), BATCH):
            batch = partners[start : start + BATCH]
            self.env["med.gate.refusal"]._recheck(partners=batch)
            if not cron._commit_progress(len(batch)):
                break

    @api.model
    def _cron_alerts(self):
        """Tell once when an account reaches a step of its limit; begin anew when it falls."""
        accounts = self.search([("company_id.med_credit_since", "!=", False)], order="id")
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(accounts))
        for start in range(0, len(accounts), BATCH):
            batch = accounts[start : start + BATCH]
            batch._alert()
            if not cron._commit_progress(len(batch)):
                break

    def _alert(self):
        """Note the step each account stands at; one task where it is a new, higher one."""
        for company, accounts in self.grouped("company_id").items():
            if not company._med_credit_is_on():
                continue
            figures = self.env["med.credit.exposure"]._figures(accounts.partner_id, company)
            for account in accounts.filtered(lambda a: a.limit > 0):
                used = figures[account.partner_id.id]["exposure"] * 100 / account.limit
                step = next((step for step in STEPS if used >= step), 0)
                if step > account.alert_step:
                    account._tell_step(step, used)
                if step != account.alert_step:
                    account.alert_step = step

    def _tell_step(self, step, used):
        """One task for one person: the salesperson, who can ask for money or for more limit."""
        partner = self.partner_id
        # sudo: the customer's salesperson may be a colleague
        user = partner.sudo().user_id or self.sudo().create_uid
        if not user.active or user.share or user == self.env.ref("base.user_root"):
            user = self.env.ref("base.user_admin")
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=user.id,
            summary=self.env._(
                "%(customer)s has used %(used)s %% of the limit",
                customer=partner.display_name,
                used=int(used),
            ),
        )
