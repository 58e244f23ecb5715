"""A document under approval that exists in tests only, and people to decide on it."""

from contextlib import contextmanager
from unittest.mock import patch

from odoo import api, fields, models
from odoo.orm.model_classes import add_to_registry

from ..wizards.med_sign_wizard import MedSignWizard
from .common import MedBaseCommon


class MedTestPaper(models.Model):
    _module = None
    _name = "med.test.paper"
    _inherit = ["mail.thread", "med.guarded.mixin", "med.approval.mixin"]
    _description = "Test Paper"

    _med_signed_methods = {"action_burn": "I burn this paper."}

    name = fields.Char(required=True)
    note = fields.Char()
    price = fields.Float(digits=(16, 2))
    partner_id = fields.Many2one("res.partner")
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)
    decider_id = fields.Many2one("res.users")
    line_ids = fields.One2many("med.test.paper.line", "paper_id")
    attachment_ids = fields.One2many("ir.attachment", "res_id", domain=[("res_model", "=", "med.test.paper")])
    state = fields.Selection([("draft", "Draft"), ("valid", "Valid")], default="draft", copy=False)
    log = fields.Char(copy=False)

    def _approval_content_fields(self):
        return ["name", "price", "partner_id", "line_ids.quantity"]

    def _approval_review_notes(self):
        return ["Look twice."]

    def _approval_on_submitted(self, request):
        self.log = "submitted"

    def _approval_on_approved(self, request):
        self._guarded_write({"state": "valid"})

    def _approval_on_returned(self, request, reason):
        self.log = f"returned {reason}"

    def _approval_on_rejected(self, request, reason):
        self.log = f"rejected {reason}"

    def _approval_on_withdrawn(self, request):
        self.log = "withdrawn"

    def _approval_on_voided(self, request, reason):
        self.log = "voided"

    def action_burn(self, ash=None):
        signature = self._med_require_signature("action_burn")
        self.log = f"burnt {ash} {signature.meaning}"

    def action_secret(self):
        self.log = "secret"

    def _action_private(self):
        self.log = "private"


class MedTestPaperLine(models.Model):
    _module = None
    _name = "med.test.paper.line"
    _description = "Test Paper Line"

    paper_id = fields.Many2one("med.test.paper", ondelete="cascade")
    quantity = fields.Float(digits=(16, 2))

    @api.depends("quantity")
    def _compute_display_name(self):
        for line in self:
            line.display_name = f"Line {line.quantity}"


FAKES = (MedTestPaperLine, MedTestPaper)


class ApprovalCommon(MedBaseCommon):
    """``cls._paper()`` makes a document as the salesperson, who has no quality job."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._add_fake_models()
        cls.company = cls.env.company
        cls.company.med_approval_size = "standard"
        cls.sales = cls.users["sales"]
        cls.officer = cls.users["quality_officer"]
        cls.head = cls.users["quality_head"]
        cls.owner = cls.users["owner"]
        cls._only_our_people()

    @classmethod
    def _only_our_people(cls):
        """Nobody else of the database decides: who is asked is part of the tests."""
        deciders = cls.env.ref("med_base.group_quality_officer").all_user_ids
        deciders |= cls.env.ref("med_base.group_owner").all_user_ids
        ours = cls.env["res.users"].union(*cls.users.values())
        (deciders - ours).active = False

    @classmethod
    def _add_fake_models(cls):
        for fake in FAKES:
            add_to_registry(cls.registry, fake)
        names = [fake._name for fake in FAKES]
        cls.registry._setup_models__(cls.env.cr, names)
        cls.registry.init_models(cls.env.cr, names, {"module": "med_base"})
        cls.addClassCleanup(cls._remove_fake_models)
        cls.env["ir.model.access"].create(
            [
                {
                    "name": name,
                    "model_id": cls.env["ir.model"]._get_id(name),
                    "group_id": cls.env.ref("base.group_user").id,
                    "perm_read": True,
                    "perm_write": True,
                    "perm_create": True,
                    "perm_unlink": True,
                }
                for name in names
            ]
        )

    @classmethod
    def _remove_fake_models(cls):
        for fake in FAKES:
            for parent in (*fake._inherit, "base"):
                cls.registry[parent]._inherit_children.discard(fake._name)
            del cls.registry.models[fake._name]
        cls.registry._setup_models__(cls.env.cr)

    @classmethod
    def _paper(cls, user=None, **vals):
        """A draft paper with one line, made by ``user`` (the salesperson)."""
        user = user or cls.sales
        values = {
            "name": "Paper",
            "price": 10.0,
            "line_ids": [fields.Command.create({"quantity": 5.0})],
        }
        return cls.env["med.test.paper"].with_user(user).create({**values, **vals})

    @classmethod
    def _submitted(cls, user=None, **vals):
        paper = cls._paper(user, **vals)
        paper.action_submit()
        return paper

    def _request(self, paper):
        return paper.sudo().approval_request_id

    def _kinds(self, paper):
        return self._request(paper).decision_ids.mapped("kind")

    @contextmanager
    def _at_a_screen(self):
        """As if the user were signed in with a browser."""
        with patch.object(MedSignWizard, "_is_interactive", lambda self: True):
            yield

    def _sign(self, records, method, secret=None, **kwargs):
        """Sign as the records' user; his password is his login."""
        with self._at_a_screen():
            action = records.action_med_sign(method, **kwargs)
            wizard = records.env["med.sign.wizard"].browse(action["res_id"])
            return wizard.action_sign(secret or records.env.user.login)
