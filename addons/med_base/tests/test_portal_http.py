"""A portal user and the remote interface: nothing of ours is read, written or called."""

import inspect

from odoo.exceptions import UserError
from odoo.service.model import call_kw
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .gate_common import GateCommon

DOCUMENTS = (
    "account.move",
    "product.product",
    "product.template",
    "purchase.order",
    "res.company",
    "res.partner",
    "res.users",
    "sale.order",
    "stock.lot",
    "stock.move",
    "stock.picking",
)
ARGUMENTS = {
    "check": "device_class_missing",
    "date": "2099-01-01",
    "digest": "0" * 64,
    "job": "quality_head",
    "line_id": False,
    "method": "action_grant",
    "res_model": "sale.order",
    "stage": "confirm",
    "valid_until": "2099-01-01",
}
# screens that refuse to open, addresses that refuse to answer
HARMLESS = ("ir.actions.act_window", "ir.actions.act_url", "ir.actions.client")


@tagged("post_install", "-at_install")
class TestPortalHttp(GateCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal = new_test_user(
            cls.env, login="med_portal", password="med_portal", groups="base.group_portal"
        )
        cls.portal.partner_id.parent_id = cls.partner
        cls.order = cls._create_sale_order(cls.partner, cls.stopped)
        cls.order.message_subscribe(cls.portal.partner_id.ids)
        cls.order.sudo().gate_split_from_id = cls._create_sale_order(cls.partner, cls.stopped)

    def _tables(self):
        """Names of our models that hold records."""
        found = self.env["ir.model"].search([("model", "=like", "med.%")])
        return [name for name in found.mapped("model") if name in self.env and not self.env[name]._abstract]

    def _services(self):
        """Names of our models without records, but mixins, whose heirs are called."""
        found = self.env["ir.model"].search([("model", "=like", "med.%")]).mapped("model")
        abstract = [name for name in found if name in self.env and self.env[name]._abstract]
        return [name for name in abstract if not self.env.registry.descendants([name], "_inherit") - {name}]

    def _methods(self, model):
        """Public methods that only addons of the suite give to a model: {name: parameters}."""
        bases = [base for base in type(self.env[model]).__mro__ if base.__module__]
        ours = [base for base in bases if base.__module__.startswith("odoo.addons.med_")]
        theirs = {name for base in bases if base not in ours for name in vars(base)}
        methods = {}
        for base in ours:
            for name in set(vars(base)) - theirs:
                function = inspect.unwrap(vars(base)[name]) if callable(vars(base)[name]) else None
                if not name.startswith("_") and inspect.isfunction(function):
                    methods.setdefault(name, list(inspect.signature(function).parameters.values())[1:])
        return methods

    def _call(self, model, method, args, **kwargs):
        """What JSON-2, JSON-RPC and XML-RPC run for the portal user; None when refused."""
        with self.env.cr.savepoint() as savepoint:
            try:
                return call_kw(self.env[model].with_user(self.portal), method, args, kwargs)
            except UserError:  # AccessError and MissingError, too
                return None
            finally:
                savepoint.rollback()
                self.env.invalidate_all()

    def _ids(self, model):
        known = {"sale.order": self.order, "res.users": self.portal, "res.partner": self.portal.partner_id}
        records = known.get(model) or self.env[model].sudo().search([], limit=1)
        return records.ids or [1]

    def test_k19_portal_user_reads_and_writes_no_model_of_ours(self):
        tables = self._tables()
        self.assertGreater(len(tables), 40)
        for model in tables:
            ids = self._ids(model)
            for method, args in (
                ("search_read", [[], ["display_name"]]),
                ("search_count", [[]]),
                ("read", [ids, ["display_name"]]),
                ("formatted_read_group", [[], [], ["__count"]]),
                ("export_data", [ids, ["id"]]),
                ("create", [{}]),
                ("copy", [ids]),
                ("write", [ids, {"create_date": False}]),
                ("unlink", [ids]),
            ):
                with self.subTest(model=model, method=method):
                    self.assertIsNone(self._call(model, method, args))

    @mute_logger("odoo.sql_db")
    def test_k19_portal_user_calls_no_method_of_ours(self):
        called = 0
        for model in [*self._tables(), *self._services(), *DOCUMENTS]:
            for method, parameters in self._methods(model).items():
                required = [p for p in parameters if p.default is p.empty]
                named = [p.name for p in required if p.kind == p.POSITIONAL_OR_KEYWORD]
                values = [ARGUMENTS.get(name, 1) for name in named]
                if not getattr(getattr(type(self.env[model]), method), "_api_model", False):
                    values.insert(0, [] if self.env[model]._abstract else self._ids(model))
                with self.subTest(model=model, method=method):
                    told = self._call(model, method, values)
                    if told is not None:
                        self.assertIsInstance(told, dict)
                        self.assertIn(told.get("type"), HARMLESS)
                    called += 1
        self.assertGreater(called, 100)

    @mute_logger("odoo.http", "odoo.addons.rpc.controllers.json2")
    def test_k19_portal_customer_does_not_read_our_judgement_of_his_order(self):
        # sudo: the test hands out keys
        keys = self.env["res.users.apikeys"].with_user(self.portal).sudo()
        headers = {"Authorization": f"bearer {keys._generate('rpc', 'test', None)}"}

        def read(name):
            values = {"ids": self.order.ids, "fields": [name]}
            return self.url_open("/json/2/sale.order/read", json=values, headers=headers)

        self.assertEqual(read("name").json()[0]["name"], self.order.name)
        prefixes = ("gate_", "med_", "approval_")
        own = [name for name in self.env["sale.order"]._fields if name.startswith(prefixes)]
        self.assertIn("gate_panel", own)
        for name in own:
            with self.subTest(name):
                answer = read(name)
                if answer.status_code == 200:
                    self.assertFalse(answer.json()[0][name], answer.text[:300])
                else:
                    self.assertEqual(answer.status_code, 403, answer.text[:300])

    @mute_logger("odoo.http")
    def test_k19_portal_session_gets_no_further_than_a_key(self):
        self.authenticate("med_portal", "med_portal")
        for model, method, args in (
            ("med.gate.check", "search_read", [[]]),
            ("sale.order", "action_gate_check", [self.order.ids]),
            ("med.ledger.entry", "verify", []),
        ):
            params = {"model": model, "method": method, "args": args, "kwargs": {}}
            answer = self.url_open(f"/web/dataset/call_kw/{model}/{method}", json={"params": params})
            self.assertIn("error", answer.json(), (model, method, answer.text[:300]))
