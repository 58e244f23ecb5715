from datetime import timedelta

from odoo.tests import Form, tagged

from .common import MedQualificationCommon

BASE = {"business_licence": {}}


@tagged("post_install", "-at_install")
class TestPartnerScreen(MedQualificationCommon):
    """What is missing, wrong or ending is on the party, with one click to mend it."""

    def _dealer(self, papers, **vals):
        dealer = self._create_partner("distributor", **vals)
        self._admit(dealer, "customer", papers, trades_class_3=False)
        return dealer.with_user(self.sales)

    def _full(self, **filing):
        return {**BASE, "operating_filing": {"classes": "2", **filing}}

    def test_q12_light_is_green_with_all_papers_and_grey_without_file(self):
        self.assertEqual(self._dealer(self._full()).med_light, "green")
        stranger = self._create_partner("distributor").with_user(self.sales)
        self.assertEqual(stranger.med_light, "none")

    def test_q12_light_is_red_where_a_required_paper_has_ended(self):
        end = self.today - timedelta(1)
        dealer = self._dealer({"business_licence": {"date_valid_to": end}, **self._full_filing()})
        self.assertEqual(dealer.med_light, "red")
        self.assertIn("Business Licence", dealer.med_qualification_hint)

    def _full_filing(self):
        return {"operating_filing": {"classes": "2"}}

    def test_q12_light_is_yellow_where_a_paper_ends_soon_or_is_missing_for_some_goods(self):
        soon = self.today + timedelta(5)
        ending = self._dealer({"business_licence": {"date_valid_to": soon}, **self._full_filing()})
        self.assertEqual(ending.med_light, "yellow")
        self.assertEqual(self._dealer(BASE).med_light, "yellow")

    def test_q12_an_optional_expired_paper_does_not_turn_the_party_red(self):
        dealer = self._dealer(self._full())
        old = self.today - timedelta(9)
        self._paper_in_force("delivery_place_paper", dealer.sudo(), date_valid_to=old)
        dealer.invalidate_recordset()
        self.assertEqual(dealer.med_light, "green")
        line = dealer.med_missing_line_ids.filtered(lambda li: li.status == "expired")
        self.assertTrue(line)
        self.assertFalse(line.is_required)

    def test_q12_each_missing_paper_opens_its_form_with_type_and_party(self):
        dealer = self._dealer(BASE)
        line = dealer.med_missing_line_ids.filtered("is_required")
        self.assertEqual(line.status, "missing")
        context = line.action_add_paper()["context"]
        self.assertEqual(context["default_partner_id"], dealer.id)
        self.assertEqual(context["default_type_id"], self._type("operating_filing").id)
        papers = self.env["med.credential"].with_user(self.sales).with_context(**context)
        form = Form(papers)
        self.assertEqual(form.type_id, self._type("operating_filing"))
        self.assertEqual(form.holder_name, dealer.name)

    def test_q12_an_ending_paper_opens_as_its_new_version(self):
        soon = self.today + timedelta(5)
        dealer = self._dealer({"business_licence": {"date_valid_to": soon}, **self._full_filing()})
        line = dealer.med_missing_line_ids.filtered(lambda li: li.status == "expiring")
        context = line.action_renew_paper()["context"]
        self.assertEqual(context["default_supersedes_id"], line.credential_id.id)
        self.assertEqual(context["default_number"], line.credential_id.number)
        mend = dealer.action_med_mend()["context"]
        self.assertEqual(mend["default_supersedes_id"], line.credential_id.id)

    def test_q12_wrong_papers_are_listed_with_what_is_wrong(self):
        dealer = self._dealer(self._full(holder_name="Somebody else"))
        wrong = dealer.med_wrong_paper_ids.filtered(lambda c: c.type_code == "operating_filing")
        self.assertIn("Somebody else", wrong.mend_text)

    def test_q14_a_half_filled_draft_says_what_is_still_missing(self):
        dealer = self._dealer(self._full())
        self._create_paper("quality_agreement", dealer, attachment_ids=False)
        draft = dealer.med_wrong_paper_ids.filtered(lambda c: c.state == "draft")
        self.assertIn("Missing: Files", draft.mend_text)

    def test_q12_a_product_shows_its_missing_certificate_in_red(self):
        device = self._create_device("3", name="Bare plate")
        device = device.with_user(self.sales)
        self.assertEqual(device.med_light, "none")
        dossier = self._create_dossier(device.sudo(), "product", user=self.officer)
        dossier._guarded_write({"state": "qualified"})
        device.invalidate_recordset()
        self.assertIn(device.med_light, ("yellow", "red"))
        self.assertIn("Registration Certificate", device.med_hint)
        self.assertEqual(device.product_tmpl_id.med_hint, device.med_hint)
        context = device.product_tmpl_id.action_med_add_paper()["context"]
        self.assertEqual(context["default_product_id"], device.id)

    def test_partner_list_of_lights_costs_the_same_for_twice_as_many(self):
        ids = [self._dealer(self._full(), name=f"D{n}").id for n in range(12)]
        partners = self.env["res.partner"].with_user(self.sales)

        def queries(some):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            partners.browse(some).mapped("med_light")
            return self.cr.sql_log_count - before

        queries(ids)
        self.assertLessEqual(queries(ids), queries(ids[:6]))
