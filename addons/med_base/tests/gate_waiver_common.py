from odoo.addons.med_base.tests.gate_common import GateCommon

RULE = "test_late_paper"


class GateWaiverCommon(GateCommon):
    """A company rule that may be waived: the paper of the partner is late.

    ``cls.days_late`` is the fact it is judged on; 0 means the paper came.
    """

    days_late = 3

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.check = cls.env["med.gate.check"].create(
            {
                "code": RULE,
                "name": "Paper is late",
                "law": "House rule 7",
                "severity_confirm": "block",
                "severity_ship": "block",
                "waiver_group_id": cls.env.ref("med_base.group_quality_head").id,
                "next_action": "request_release",
            }
        )
        cls.sales = cls.users["sales"]
        cls.head = cls.users["quality_head"]

    def setUp(self):
        super().setUp()
        test = self
        model = self.env.registry["sale.order"]
        original = model._gate_findings

        def findings(records, stage):
            found = original(records, stage)
            for line in records._gate_lines(stage) if test.days_late else ():
                found.append(
                    records._gate_line_document(line)._gate_finding(
                        RULE,
                        line=line,
                        subject=line.order_id.partner_id,
                        message=f"The paper is {test.days_late} days late.",
                        facts={"days_late": test.days_late},
                    )
                )
            return found

        self.patch(model, "_gate_findings", findings)
        self.order = self._create_sale_order(self.partner, self.good)

    def _finding(self, order=None):
        order = order or self.order
        return next(f for f in order.action_gate_check() if f["check"] == RULE)

    def _draft(self, user=None, **vals):
        """A waiver of the order's finding, not yet asked for."""
        values = {
            "res_model": "sale.order",
            "res_id": self.order.id,
            "check_code": RULE,
            "digest": self._finding()["digest"],
            **vals,
        }
        return self.env["med.gate.waiver"].with_user(user or self.sales).create(values)

    def _requested(self, reason="The customer's courier is on the way.", until=None):
        waiver = self._draft()
        waiver.action_request(reason, until or self.env.company._med_today())
        return waiver

    def _granted(self):
        waiver = self._requested()
        self._signed(waiver).action_grant()
        return waiver

    def _signed(self, waiver, user=None):
        """The waiver as the signing dialog hands it to the method."""
        return waiver.with_user(user or self.head)._with_ticket("sign", ("action_grant", "1"))
