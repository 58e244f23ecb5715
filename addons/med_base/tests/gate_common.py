from odoo.addons.med_base.tests.common import MedBaseCommon


class GateCommon(MedBaseCommon):
    """A live company with a device that may go and one that the gate stops.

    The stop used here is the kernel's own: a device without a class.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._only_kernel_checks()
        cls.env.company.sudo()._guarded_write({"med_mode": "live"})
        cls.partner = cls._create_partner("distributor")
        cls.good = cls._create_device("2", name="Gate test good device")
        cls.stopped = cls._create_device(False, name="Gate test unclassed device")
        cls.goods = cls._create_goods()

    @classmethod
    def _only_kernel_checks(cls):
        """The kernel is tested by itself, whatever addons stand on it."""
        rows = cls.env["med.gate.check"].search([])
        names = rows.get_external_id()
        rows.filtered(lambda row: not names[row.id].startswith("med_base.")).active = False

    def _checks(self, document, stage=None):
        return {f["check"] for f in document.action_gate_check(stage)}

    def _confirmed(self, products=None):
        order = self._create_sale_order(self.partner, products or [self.good])
        order.action_confirm()
        return order
