from odoo.tests import tagged

from .common import MedQualificationCommon


@tagged("post_install", "-at_install")
class TestQueryGrowth(MedQualificationCommon):
    """What is judged together costs the same number of queries for N and for 2 N."""

    def _queries(self, call):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        call()
        return self.cr.sql_log_count - before

    def test_the_gate_asks_no_more_for_twice_as_many_lines(self):
        dealer = self._admit_dealer()
        devices = [
            self._register(self._create_device("2", name=f"Device {n}")) for n in range(20)
        ]
        small = self._create_sale_order(dealer, devices[:10])
        large = self._create_sale_order(dealer, devices)
        small.action_gate_check()
        few = self._queries(small.action_gate_check)
        many = self._queries(large.action_gate_check)
        self.assertLessEqual(many, few)

    def test_partner_states_cost_the_same_for_twice_as_many_partners(self):
        dealers = [self._admit_dealer(name=f"Dealer {n}") for n in range(20)]
        ids = [dealer.id for dealer in dealers]
        partners = self.env["res.partner"].with_user(self.sales)
        partners.browse(ids).mapped("med_qualification_state")
        few = self._queries(lambda: partners.browse(ids[:10]).mapped("med_qualification_state"))
        many = self._queries(lambda: partners.browse(ids).mapped("med_qualification_state"))
        self.assertLessEqual(many, few)

    def test_a_search_by_state_costs_the_same_for_twice_as_many_partners(self):
        partners = self.env["res.partner"].with_user(self.sales)
        domain = [("med_qualification_state", "=", "qualified")]
        for n in range(10):
            self._admit_dealer(name=f"Dealer {n}")
        partners.search(domain)
        few = self._queries(lambda: partners.search(domain))
        for n in range(10, 20):
            self._admit_dealer(name=f"Dealer {n}")
        many = self._queries(lambda: partners.search(domain))
        self.assertLessEqual(many, few)

    def test_judging_twice_as_many_rows_costs_the_same(self):
        dealers = [self._admit_dealer(name=f"Dealer {n}") for n in range(20)]
        rows = self.env["med.qualification.status"].union(*(d.med_status_ids for d in dealers))
        rows._judge()
        few = self._queries(rows[:10]._judge)
        many = self._queries(rows._judge)
        self.assertLessEqual(many, few)

    def test_a_list_of_files_costs_the_same_for_twice_as_many(self):
        dossiers = [self._admit_dealer(name=f"Dealer {n}").med_dossier_ids.id for n in range(20)]
        files = self.env["med.dossier"].with_user(self.officer)
        names = ["name", "qualification_state", "missing_text"]
        files.browse(dossiers).read(names)
        few = self._queries(lambda: files.browse(dossiers[:10]).read(names))
        many = self._queries(lambda: files.browse(dossiers).read(names))
        self.assertLessEqual(many, few)

    def test_rules_are_read_once_and_a_changed_rule_binds_at_once(self):
        service = self.env["med.qualification"]
        rows = service._rows("customer", self.company, self.today)
        row = rows[0][0]
        again = self._queries(lambda: service._rows("customer", self.company, self.today))
        self.assertEqual(again, 0, "the rules were read again")
        row.date_to = "2001-01-01"
        left = [found for found, _need in service._rows("customer", self.company, self.today)]
        self.assertNotIn(row, left)

    def test_papers_of_products_are_found_by_indexes_beside_any_number_of_others(self):
        device, sister = (self._create_device("2", name=name) for name in ("Device", "Sister"))
        self._register(device, product_ids=[(4, sister.id)])
        certificate = device.med_credential_ids
        credentials = self.env["med.credential"].with_user(self.officer)
        domain = credentials._domain_of_products(device | sister)
        self.assertIn(certificate, credentials.search(domain))
        self.assertIn(certificate, credentials.search(credentials._domain_of_products(sister)))
        # a relation within an OR makes PostgreSQL read every paper of the house
        self.assertNotIn("EXISTS", credentials.sudo()._search(domain).select().code)
        papers = self.env["med.qualification"]._papers_of_products(device | sister, self.company)
        self.assertEqual([p.key for p in papers[sister.id]], certificate.ids)
        self.assertEqual([p.key for p in papers[device.id]], certificate.ids)
