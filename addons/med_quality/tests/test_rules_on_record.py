import json

from odoo.tests import tagged

from .common import MedQualityCommon

# model: what is written to one of its rows
RULES = {
    "med.zone.rule": {"law": "House rule"},
    "med.inspection.plan": {"needs_two": True},
    "med.inspection.plan.item": {"is_identity": True},
    "med.expiry.rung": {"active": False},
    "med.quality.alert.rule": {"cases": 7},
}


@tagged("post_install", "-at_install")
class TestRulesOnRecord(MedQualityCommon):
    """Whoever changes a rule of quality stands in the ledger, with what it was before."""

    def _entries(self, rule):
        record = rule._rule_record()
        domain = [("event", "=", rule._rule_event), ("res_model", "=", record._name)]
        return self.env["med.ledger.entry"].search([*domain, ("res_id", "=", record.id)])

    def test_qm4_each_change_of_a_rule_is_on_record(self):
        for model, vals in RULES.items():
            rule = self.env[model].search([], limit=1)
            (name,) = vals
            rule.write({name: not vals[name] if isinstance(vals[name], bool) else rule[name]})
            before, old = self._entries(rule), rule._rule_plain(name)
            rule.write(vals)
            entry = self._entries(rule) - before
            with self.subTest(model):
                facts = json.loads(entry.facts) if isinstance(entry.facts, str) else entry.facts
                self.assertEqual(facts["change_kind"], "changed")
                self.assertEqual(facts["changes"], {name: [old, vals[name]]})

    def test_a_write_that_changes_nothing_is_not_told(self):
        rule = self.env["med.zone.rule"].search([], limit=1)
        before = self._entries(rule)
        rule.write({"law": rule.law})
        self.assertFalse(self._entries(rule) - before)

    def test_what_the_system_moves_on_is_no_decision(self):
        place = self.warehouse.lot_stock_id
        rule = self.env["med.count.rule"].create({"name": "Weekly", "location_id": place.id})
        before = self._entries(rule)
        rule.next_on = self.today
        self.assertFalse(self._entries(rule) - before)
        rule.unlink()
        self.assertEqual(len(self._entries(rule) - before), 1)
