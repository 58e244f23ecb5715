import inspect
from datetime import timedelta

from odoo import models
from odoo.exceptions import AccessError
from odoo.service.model import get_public_method
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from odoo.addons.med_base.tests.common import USCC

from .common import MedQualificationCommon

JOBS = ("sales", "aftersales", "auditor", "owner", "consultant")
NEWEST = 3  # records of each model that are tried
# what these jobs do by the way of their work; nothing of it decides
ALLOWED = {
    ("aftersales", "med.site.visit", "unlink"),  # a draft
    ("consultant", "med.setup", "action_open"),
    ("sales", "med.credential", "action_file_under_both"),  # makes a draft
    ("sales", "med.credential", "action_snooze"),  # reminders only
    ("sales", "med.credential", "action_submit"),
    ("sales", "med.credential", "unlink"),  # a draft
    ("sales", "med.delivery.place", "unlink"),  # a draft
    ("sales", "med.dossier", "action_submit"),
    ("sales", "med.dossier", "unlink"),  # a draft
    ("sales", "med.portal.link", "action_revoke"),
    ("sales", "med.site.visit", "unlink"),  # a draft
}


@tagged("post_install", "-at_install")
class TestMethodAttacks(MedQualificationCommon):
    """Every public method of ours, called as JSON-2 calls it, by jobs that do not decide."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dealer = cls._admit_dealer("Target", med_uscc=USCC["distributor"])
        cls.dossier = cls.dealer.med_dossier_ids
        cls.device = cls._register(cls._create_device("3", name="Target device"))
        cls.dossier._reopen("by_hand", {}, "Attack")
        cls.dossier._reopen("register", {}, "Attack")
        cls.env["med.dossier.restriction"].with_user(cls.officer).create(
            {"dossier_id": cls.dossier.id, "for_class_1": True, "reason": "Attack"}
        )
        cls.waiting = cls._create_dossier(cls._create_partner("distributor", med_uscc=USCC["distributor"]))
        cls._create_paper("business_licence", cls.waiting.partner_id)
        cls._create_paper("operating_licence", cls.waiting.partner_id, classes="3")
        cls._create_paper("operating_filing", cls.waiting.partner_id, classes="2")
        cls.waiting.with_user(cls.officer).action_submit()
        draft = cls._create_partner("hospital", name="Draft hospital")
        cls._create_dossier(draft, user=cls.officer)
        cls._create_paper("institution_licence", draft, user=cls.officer)
        cls._more()
        cls.models = sorted(
            name
            for name, model in cls.env.registry.items()
            if "med.guarded.mixin" in _parents(model)
            and not model._abstract
            and not model._transient
            and model._original_module in ("med_base", "med_qualification")
        )

    @classmethod
    def _more(cls):
        """Records of the other decided models, each as it stands before its decision."""
        partner = {"partner_id": cls.dealer.id}
        env = cls.env(user=cls.officer)
        env["med.background.finding"].create({**partner, "summary": "Penalty", "source": "Court"})
        env["med.site.visit"].create({**partner, "visited_on": cls.today})
        env["med.delivery.place"].create({**partner, "name": "Ward", "address_id": cls.dealer.id})
        env["med.portal.link"]._make(cls.dealer)
        target = {"dossier_id": cls.dossier.id}
        cls.env["med.legacy.admission"].create({"line_ids": [(0, 0, target)]})

    def _snapshot(self):
        """{model: guarded columns of all rows}."""
        self.env.flush_all()
        found = {}
        for name in self.models:
            model = self.env[name]
            names = ["id", *(n for n in model._guarded_names() if _is_column(model, n))]
            columns = SQL(", ").join(SQL("t.%s::text", SQL.identifier(n)) for n in names)
            table = SQL.identifier(model._table)
            query = SQL("SELECT md5(string_agg(ROW(%s)::text, '' ORDER BY t.id)) FROM %s t", columns, table)
            found[name] = self.env.execute_query(query)[0][0]
        return found

    def _calls(self, name):
        """(method, keyword arguments) of all that a client can call on a model of ours."""
        model = self.env[name]
        for method in dir(type(model)):
            if method.startswith("_") or not _is_ours(type(model), method):
                continue
            try:
                function = get_public_method(model, method)
            except (AccessError, AttributeError):
                continue
            yield method, self._arguments(function)

    def _arguments(self, function):
        until = str(self.today + timedelta(3))
        values = {"until": until, "valid_until": until, "kind": "approved", "day": until}
        arguments = {}
        for parameter in list(inspect.signature(function).parameters.values())[1:]:
            if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
                continue
            arguments[parameter.name] = values.get(parameter.name, "Attack")
        return arguments

    def _changed_by(self, job, name, method, arguments, before):
        """Names of the models whose guarded fields a call changed."""
        changed = set()
        records = self.env[name].search([], limit=NEWEST, order="id desc")
        for record in [*records, records.browse()]:
            try:
                with self.env.cr.savepoint():
                    target = record.with_user(self.users[job])
                    getattr(target, method)(**arguments)
                    now = self._snapshot()
                    changed |= {model for model in now if now[model] != before[model]}
                    raise _Back
            except _Back:  # pylint: disable=except-pass
                pass
            except Exception:  # pylint: disable=except-pass
                # house: ok, whatever stops the call, it changed nothing
                pass
        return changed

    @mute_logger("odoo.sql_db", "odoo.addons.base.models.ir_rule", "odoo.models.unlink")
    def test_k01_no_public_method_decides_for_a_job_that_does_not(self):
        self.env.flush_all()
        before = self._snapshot()
        found = set()
        for job in JOBS:
            for name in self.models:
                for method, arguments in self._calls(name):
                    if self._changed_by(job, name, method, arguments, before):
                        found.add((job, name, method))
        self.assertEqual(found - ALLOWED, set())
        self.assertIn(("sales", "med.credential", "action_submit"), found, "the calls do reach methods")


class _Back(Exception):
    """Takes a call back after it was looked at."""


def _parents(model):
    return {getattr(parent, "_name", None) for parent in model.__mro__}


def _is_column(model, name):
    field = model._fields.get(name)
    return field is not None and field.store and bool(field.column_type)


def _is_ours(model, method):
    return any(
        method in vars(parent) and parent.__module__.startswith("odoo.addons.med_")
        for parent in model.__mro__
        if parent is not models.BaseModel
    )
