from odoo import api, fields, models
from odoo.exceptions import AccessDenied, UserError
from odoo.http import request
from odoo.tools import SQL

from ..models.med_sign_base import PURPOSE
from ..models.med_sign_lock import MAX_ATTEMPTS


class MedSignWizard(models.TransientModel):
    """Asks who sits there, each time, and only then calls the signed method.

    Made by ``action_med_sign`` only; what will be called cannot be written by a
    client, so the dialog runs listed methods with the arguments it was opened with.
    """

    _name = "med.sign.wizard"
    _description = "Sign"
    _transient_max_hours = 0.5

    user_id = fields.Many2one("res.users", readonly=True)
    res_model = fields.Char(readonly=True)
    res_ids = fields.Json(readonly=True)
    res_name = fields.Char("Document", readonly=True)
    method_name = fields.Char(readonly=True)
    arguments = fields.Json(readonly=True)
    meaning = fields.Char("You Confirm", readonly=True)
    means = fields.Selection([("password", "Password"), ("totp", "One-time Code")], readonly=True)
    secret = fields.Char("Password or Code", store=False)
    message = fields.Char(readonly=True)

    # --- opened by the server only -------------------------------------------
    @api.model
    def _open_for(self, records, method, arguments):
        """A dialog for one call.

        :raise UserError: no interactive session, locked out, no means to sign
        """
        self._check_interactive()
        self.env["med.sign.lock"]._check_open()
        vals = {
            "user_id": self.env.uid,
            "res_model": records._name,
            "res_ids": records.ids,
            "res_name": ", ".join(records.mapped("display_name"))[:200],
            "method_name": method,
            "arguments": arguments,
            "meaning": self.env["med.sign.rule"]._meaning(records, method),
            "means": self._means(),
        }
        wizard = self._with_ticket("create").create(vals)
        return self.browse(wizard.id)

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS base
        if not self._has_ticket("create"):
            raise UserError(self.env._("The signing dialog is opened by the document's button."))
        return super().create(vals_list)

    def write(self, vals):
        # EXTENDS base: clients write nothing but the secret, which is not stored
        if set(vals) - {"secret"} and not self._has_ticket("sign_dialog", vals):
            raise UserError(self.env._("The signing dialog cannot be changed once it is open."))
        return super().write(vals)

    @api.model
    def _means(self):
        """How the user proves who he is: password, else a one-time code."""
        if self._has_password():
            return "password"
        if self.env.user.totp_enabled:
            return "totp"
        raise UserError(
            self.env._(
                "To sign you need a password or two-factor authentication. Set one up "
                "under My Preferences, Security."
            )
        )

    @api.model
    def _has_password(self):
        rows = self.env.execute_query(SQL("SELECT password FROM res_users WHERE id = %s", self.env.uid))
        return bool(rows and rows[0][0])

    @api.model
    def _check_interactive(self):
        """Signing needs a person at a screen: a signed-in session, no API key."""
        if not self._is_interactive():
            raise UserError(
                self.env._(
                    "Signing needs a person signed in with the browser. It cannot be "
                    "done with an API key: open the document and press the button."
                )
            )

    @api.model
    def _is_interactive(self):
        return bool(
            request
            and request.session.uid == self.env.uid
            and not request.httprequest.headers.get("Authorization")
        )

    def _action(self, **values):
        """The dialog as an action."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Sign"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            **values,
        }

    # --- signing ---------------------------------------------------------------
    def action_sign(self, secret=None):
        """Check the secret and call the method this dialog was opened for.

        :param secret: password or code; the dialog's form sends it in the context
            as ``secret``
        :return: the method's result, or this dialog again with a message
        """
        self.ensure_one()
        self._check_interactive()
        if self.user_id != self.env.user:
            raise UserError(self.env._("This dialog belongs to somebody else."))
        self.env["med.sign.lock"]._check_open()
        secret = secret or self.env.context.get("secret")
        lock_id, attempts = self.env["med.sign.lock"]._count()
        if not self._is_right(secret):
            # answered, not raised: a rollback would forget the attempt
            self.env["med.sign.lock"]._failed(lock_id, attempts)
            self._with_ticket("sign_dialog").write({"message": self._wrong(attempts)})
            return self._action()
        self.env["med.sign.lock"]._succeeded(lock_id)
        return self._call()

    def _is_right(self, secret):
        """Whether the secret is the user's password or present code."""
        user = self.env.user
        credential = {"type": "password", "login": user.login, "password": secret}
        if self.means == "totp":
            if not (secret or "").strip().isdigit():
                return False
            credential = {"type": "totp", "token": int(secret.strip())}
        try:
            user._check_credentials(credential, {"interactive": True})
        except AccessDenied:
            return False
        return True

    def _wrong(self, attempts):
        return self.env._(
            "That is not right. Attempt %(count)s of %(max)s.",
            count=attempts,
            max=MAX_ATTEMPTS,
        )

    def _call(self):
        """Call the method on the same records with the signature as its ticket."""
        records = self.env[self.res_model].browse(self.res_ids).exists()
        records._med_check_signable(self.method_name)
        if not records:
            raise UserError(self.env._("%(document)s does not exist any more.", document=self.res_name))
        signature = self._make_signature(records)
        context = {k: v for k, v in self.env.context.items() if k != "secret"}
        # the method must not see the secret the dialog's form sent along
        records = records.with_context(context)  # pylint: disable=context-overridden
        signed = records._with_ticket(PURPOSE, (self.method_name, str(signature.id)))
        result = getattr(signed, self.method_name)(**(self.arguments or {}))
        if isinstance(result, dict) and result.get("type"):
            return result
        return {"type": "ir.actions.act_window_close", "infos": {"signed": True}}

    def _make_signature(self, records):
        company = self.env.company
        if "company_id" in records._fields:
            company = records.sudo().company_id[:1] or company  # sudo: its company
        signature = (
            self.env["med.signature"]
            # sudo: nobody holds the right to create signatures
            .sudo()
            ._with_ticket("create")
            .create(
                {
                    "user_id": self.env.uid,
                    "user_name": self.env.user.name,
                    "signed_at": fields.Datetime.now(),
                    "company_id": company.id,
                    "res_model": self.res_model,
                    "res_ids": records.ids,
                    "res_name": self.res_name,
                    "method_name": self.method_name,
                    "meaning": self.meaning,
                    "means": self.means,
                }
            )
        )
        self.env["med.ledger.entry"]._append(
            "signature.given",
            record=records[:1],
            facts={
                "signature": signature.id,
                "method": self.method_name,
                "means": self.means,
                "records": records.ids,
            },
            company=company,
        )
        return signature
