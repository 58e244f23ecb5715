"""Papers, files and a company that may trade: what the tests of qualification start from."""

from datetime import timedelta

from odoo import Command

from odoo.addons.med_base.tests.common import USCC, MedBaseCommon


def _blank_page():
    """A PDF of one empty page, as small as the format allows."""
    objects = (
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<>>>>",
    )
    text, places = "%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(f"{len(text):010d} 00000 n \n")
        text += f"{number} 0 obj{body}endobj\n"
    start = len(text)
    text += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{''.join(places)}"
    text += f"trailer<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF"
    return text.encode()


SCAN = _blank_page()
NUMBERS = {
    "operating_licence": "苏苏药监械经营许20231234号",
    "operating_filing": "苏苏药监械经营备20231234号",
    "registration_certificate": "国械注准20213139918",
    "filing_certificate": "浙杭械备20209122",
}
# what the field dictionaries of types may ask for
FILLED = {"legal_representative": "Test Person", "business_mode": "wholesale"}


class MedQualificationCommon(MedBaseCommon):
    """Our company is live, small, and licensed for every class and category."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = cls.env.company._med_today()
        cls.company = cls.env.company
        cls.company._guarded_write({"med_mode": "live"})
        cls.company.med_approval_size = "small"
        cls.company.partner_id.write(
            {
                "med_party_type_id": cls._party_type("own_company").id,
                "country_id": cls.env.ref("base.cn").id,
                "vat": False,
                "med_uscc": USCC["own_company"],
            }
        )
        cls.head = cls.users["quality_head"]
        cls.officer = cls.users["quality_officer"]
        cls.sales = cls.users["sales"]
        cls.own_papers = cls._license_ourselves()

    @classmethod
    def _license_ourselves(cls):
        """Business licence, class III licence and class II filing for everything."""
        own = cls.company.partner_id
        return {
            "business_licence": cls._paper_in_force("business_licence", own),
            "operating_licence": cls._paper_in_force(
                "operating_licence", own, classes="3", business_mode="wholesale"
            ),
            "operating_filing": cls._paper_in_force(
                "operating_filing", own, classes="2", business_mode="wholesale"
            ),
        }

    @classmethod
    def _type(cls, code):
        """The shipped credential type of that code."""
        return cls.env.ref(f"med_qualification.credential_type_{code}")

    @classmethod
    def _scan(cls, user=None, raw=SCAN, name="paper.pdf"):
        """A file as the form uploads it: not yet bound to a record."""
        files = cls.env["ir.attachment"].with_user(user or cls.env.user)
        return files.create({"name": name, "raw": raw, "res_model": "med.credential"})

    @classmethod
    def _paper_vals(cls, code, subject, classes="", categories=(), user=None, **vals):
        """Values of a complete paper of a type for a partner or product."""
        kind = cls._type(code)
        name = "product_id" if subject._name == "product.product" else "partner_id"
        number = NUMBERS.get(code, f"NO-{code}-1")
        if kind.number_grammar == "uscc" and name == "partner_id" and subject.med_uscc:
            number = subject.med_uscc
        values = {
            "type_id": kind.id,
            name: subject.id,
            "number": number,
            "issuer": cls._issuer(kind, number, subject),
            "date_issued": cls.today - timedelta(300),
            "date_valid_from": cls.today - timedelta(300),
            "attachment_ids": [Command.link(cls._scan(user).id)],
            **{name: FILLED[name] for name in kind._rules_of_fields() if name in FILLED},
        }
        if kind.expiry == "required":
            values["date_valid_to"] = cls.today + timedelta(700)
        if classes:
            values["scope_ids"] = [
                Command.create(cls._scope_vals(device_class, categories))
                for device_class in classes
            ]
        return {**values, **vals}

    @classmethod
    def _issuer(cls, kind, number, subject):
        """An office that has not given this number to another party."""
        papers = cls.env["med.credential"].search(
            [("type_id", "=", kind.id), ("number", "=", number), ("partner_id", "!=", False)]
        )
        taken = subject._name == "res.partner" and papers.filtered(
            lambda p: p.commercial_partner_id != subject.commercial_partner_id
            and p.issuer == "Test office"
        )
        return f"Test office {subject.id}" if taken else "Test office"

    @classmethod
    def _scope_vals(cls, device_class, categories=(), **vals):
        ids = [cls._category(code).id for code in categories]
        base = {"device_class": device_class, "is_ivd": not ids, "is_cold_chain": not ids}
        return {**base, "category_ids": [Command.set(ids)], **vals}

    @classmethod
    def _create_paper(cls, code, subject, user=None, **vals):
        """A draft paper made by ``user`` (default the sales user)."""
        user = user or cls.users["sales"]
        papers = cls.env["med.credential"].with_user(user)
        return papers.create(cls._paper_vals(code, subject, user=user, **vals))

    @classmethod
    def _paper_in_force(cls, code, subject, **vals):
        """A paper as if its approval had just ended."""
        if code == "need_statement":
            vals.setdefault("need_reason", "Used in its own clinic")
        paper = cls.env["med.credential"].create(cls._paper_vals(code, subject, **vals))
        paper._put_in_force()
        return paper

    @classmethod
    def _create_dossier(cls, subject, direction="customer", user=None, **vals):
        """A draft file made by ``user`` (default the sales user)."""
        name = "product_id" if subject._name == "product.product" else "partner_id"
        dossiers = cls.env["med.dossier"].with_user(user or cls.users["sales"])
        return dossiers.create({name: subject.id, "direction": direction, **vals})

    @classmethod
    def _admit(cls, subject, direction="customer", papers=(), **vals):
        """An admitted file with papers in force: ``{"business_licence": {}}`` or codes."""
        papers = papers if isinstance(papers, dict) else dict.fromkeys(papers, {})
        made = {
            code: cls._paper_in_force(code, subject, **paper) for code, paper in papers.items()
        }
        dossier = cls._create_dossier(subject, direction, user=cls.env.user, **vals)
        dossier._guarded_write({"state": "qualified", "qualified_on": cls.today})
        return dossier, made

    @classmethod
    def _admit_dealer(cls, name="Test dealer", classes="23", **vals):
        """A dealer admitted with licence and filing for these classes."""
        dealer = cls._create_partner("distributor", name=name, **vals)
        papers = {"business_licence": {}}
        if "3" in classes:
            papers["operating_licence"] = {"classes": "3"}
        if "2" in classes:
            papers["operating_filing"] = {"classes": "2"}
        cls._admit(dealer, "customer", papers)
        return dealer

    @classmethod
    def _register(cls, product, **vals):
        """The product's certificate in force and its file admitted."""
        code = "filing_certificate" if product.med_device_class == "1" else "registration_certificate"
        cls._admit(product, "product", {code: vals})
        return product

    def _codes(self, document, stage=None):
        """{(check, severity)} of the findings of a document."""
        return {(f["check"], f["severity"]) for f in document.action_gate_check(stage)}

    def _stops(self, document, stage=None):
        """Sorted codes of the checks that stop a document."""
        return sorted({code for code, severity in self._codes(document, stage) if severity == "block"})
