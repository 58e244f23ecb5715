from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .common import USCC, MedBaseCommon


@tagged("post_install", "-at_install")
class TestMasterData(MedBaseCommon):
    def test_q31_both_catalogues_are_complete_and_searchable(self):
        categories = self.env["med.device.category"].with_user(self.users["sales"])
        by_catalogue = dict(categories._read_group([], ["catalogue"], ["__count"]))
        self.assertEqual(by_catalogue, {"2017": 22, "2002": 43})
        found = categories.name_search("6840")
        self.assertEqual([found_id for found_id, _name in found], [self._category("6840", "2002").id])

    def test_q31_device_is_classified_on_variant_and_template(self):
        officer = self.users["quality_officer"]
        device = self._create_device("3", ("04", "13")).with_user(officer)
        template = device.product_tmpl_id
        self.assertEqual(template.med_device_class, "3")
        self.assertEqual(template.med_category_ids.mapped("code"), ["04", "13"])
        template.write({"med_is_implant": True, "med_specification": "4 mm x 40 mm"})
        self.assertTrue(device.med_is_implant)
        self.assertEqual(device.med_specification, "4 mm x 40 mm")
        found = template.search([("med_device_class", "=", "3"), ("med_category_ids.code", "=", "13")])
        self.assertIn(template, found)

    def test_q31_values_given_at_creation_reach_the_variant(self):
        template = (
            self.env["product.template"]
            .with_user(self.users["quality_officer"])
            .create(
                {
                    "name": "Suture",
                    "is_medical_device": True,
                    "med_device_class": "3",
                    "med_registration_no": "国械注进20223029276",
                    "med_category_ids": [(6, 0, self._category("02").ids)],
                }
            )
        )
        variant = template.product_variant_id
        self.assertEqual(variant.med_device_class, "3")
        self.assertEqual(variant.med_registration_no, "国械注进20223029276")
        self.assertEqual(variant.med_category_ids, self._category("02"))

    def test_purchaser_may_add_a_device_but_not_its_quality_data(self):
        purchaser = self.users["purchaser"]
        templates = self.env["product.template"].with_user(purchaser)
        device = templates.create({"name": "Dressing", "is_medical_device": True})
        with self.assertRaises(AccessError):
            device.med_device_class = "1"
        with self.assertRaises(AccessError):
            device.product_variant_id.write({"med_registration_no": "X"})
        with self.assertRaises(AccessError):
            templates.create({"name": "Plate", "med_is_implant": True})
        device.product_variant_id.write({"med_device_class": False, "weight": 1.0})
        self.assertEqual(device.weight, 1.0)

    def test_copy_of_a_device_is_a_device_without_quality_data(self):
        device = self._create_device("3", med_registration_no="国械注准20213139918")
        copy = device.product_tmpl_id.with_user(self.users["purchaser"]).copy()
        self.assertTrue(copy.is_medical_device)
        self.assertFalse(copy.med_registration_no)
        self.assertFalse(copy.med_device_class)

    def test_q1_party_types_cover_the_trade(self):
        codes = set(self.env["med.party.type"].search([]).mapped("code"))
        self.assertLessEqual(
            {
                "hospital",
                "agent",
                "distributor",
                "supplier",
                "overseas_supplier",
                "testing_body",
                "carrier",
                "consumer",
                "own_company",
            },
            codes,
        )

    def test_credit_code_is_normalised_and_checked(self):
        sales = self.users["sales"]
        partner = self._create_partner("distributor", med_uscc="91320505 ma3lw9n23d")
        partner = partner.with_user(sales)
        self.assertEqual(partner.med_uscc, USCC["distributor"])
        self.assertEqual(partner.vat, USCC["distributor"])
        with self.assertRaisesRegex(ValidationError, "91320505MA3LW9N23X"):
            partner.med_uscc = "91320505MA3LW9N23X"

    def test_credit_code_comes_from_the_tax_number(self):
        partner = self._create_partner("supplier", vat=USCC["supplier"].lower())
        self.assertEqual(partner.med_uscc, USCC["supplier"])
        self.assertFalse(partner._med_missing_uscc())

    def test_code_is_free_where_the_type_has_none_and_missing_where_required(self):
        foreign = self._create_partner("overseas_supplier", country_id=self.env.ref("base.se").id)
        foreign.med_uscc = "SE556677"
        self.assertEqual(foreign.med_uscc, "SE556677")
        self.assertFalse(foreign.vat)
        hospital = self._create_partner("hospital")
        army = self._create_partner("military_hospital")
        self.assertEqual((hospital + army + foreign)._med_missing_uscc(), hospital)

    def test_contact_shares_type_and_code_of_its_company(self):
        company = self._create_partner("hospital", med_uscc=USCC["hospital"])
        contact = self._create_partner(False, name="Nurse", is_company=False, parent_id=company.id)
        self.assertEqual(contact.med_party_type_id, self._party_type("hospital"))
        self.assertEqual(contact.med_uscc, USCC["hospital"])

    def test_own_company_is_a_party(self):
        self.assertEqual(self.company.partner_id.med_party_type_id.code, "own_company")
        other = self.env["res.company"].create({"name": "Second Company"})
        self.assertEqual(other.partner_id.med_party_type_id.code, "own_company")
        self.assertEqual(other.med_approval_size, "standard")

    def test_only_quality_staff_put_a_party_outside_mainland_law(self):
        values = {
            "name": "Abroad",
            "is_company": True,
            "med_party_type_id": self._party_type("foreign_buyer").id,
        }
        with self.assertRaises(AccessError):
            self.env["res.partner"].with_user(self.users["sales"]).create(values)
        officer = self.users["quality_officer"]
        partner = self.env["res.partner"].with_user(officer).create(values)
        contact = (
            self.env["res.partner"]
            .with_user(self.users["sales"])
            .create({"name": "Buyer", "parent_id": partner.id})
        )
        self.assertEqual(contact.med_party_type_id.code, "foreign_buyer")
