from markupsafe import Markup

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..medpapers.scope_text import read_scope, wider

MARKS = {
    "understood": "text-success",
    "ignored": "text-muted",
    "withheld": "bg-warning-subtle",
    "unknown": "bg-danger-subtle text-decoration-underline",
}


class MedCredential(models.Model):
    """The printed scope is read, shown beside its text, and confirmed by a person."""

    _inherit = "med.credential"

    scope_reading = fields.Html(
        string="Understood", compute="_compute_scope_reading", sanitize=False
    )
    scope_can_apply = fields.Boolean(compute="_compute_scope_reading")
    scope_can_widen = fields.Boolean(compute="_compute_scope_reading")

    def _read_scope(self):
        """``medpapers`` reading of the printed scope."""
        self.ensure_one()
        return read_scope(self.scope_text, self.type_id.default_class or "")

    @api.depends("scope_text", "type_id")
    @api.depends_context("lang")
    def _compute_scope_reading(self):
        for credential in self:
            reading = credential._read_scope()
            credential.scope_can_apply = bool(reading.lines)
            credential.scope_can_widen = reading.wide_lines != reading.lines
            credential.scope_reading = credential.scope_text and (
                credential._marked_text(reading) + credential._reading_lines(reading)
            )

    def _marked_text(self, reading):
        """The text with what became of each piece as colour."""
        text, at, parts = self.scope_text, 0, []
        for piece in reading.pieces:
            parts.append(Markup("%s") % text[at : piece.start])
            parts.append(
                Markup('<span class="%s">%s</span>')
                % (MARKS[piece.kind], text[piece.start : piece.end])
            )
            at = piece.end
        parts.append(Markup("%s") % text[at:])
        return Markup('<p class="mb-2" style="white-space: pre-wrap">%s</p>') % Markup("").join(parts)

    def _reading_lines(self, reading):
        items = [self._describe_line(line) for line in reading.lines]
        reasons = self._withheld_reasons()
        items += [
            Markup('<span class="bg-warning-subtle">%s</span>')
            % self.env._("Not taken: %(text)s (%(reason)s)", text=text, reason=reasons[reason])
            for text, reason in reading.withheld
        ]
        items += [
            Markup('<span class="bg-danger-subtle">%s</span>')
            % self.env._("Not recognised: %(text)s", text=text)
            for text in reading.unknown(self.scope_text)
        ]
        rows = Markup("").join(Markup("<li>%s</li>") % item for item in items)
        return Markup('<ul class="mb-0">%s</ul>') % rows

    def _withheld_reasons(self):
        """Why a part of a scope text is left to a person."""
        return {
            "class": self.env._("it does not say of which class"),
            "words": self.env._("words beside it may limit it"),
            "sub": self.env._("a part of a category, or a range: please decide"),
            "blocked": self.env._("an exception that is not understood: nothing of its class is taken"),
        }

    def _describe_line(self, line):
        """One understood line in plain words."""
        labels = dict(
            self.env["med.credential.scope"]._fields["device_class"]._description_selection(self.env)
        )
        parts = [_by_catalogue(line.categories) or self.env._("all categories")]
        if line.excluded:
            parts.append(self.env._("without %(codes)s", codes=_by_catalogue(line.excluded)))
        flags = {
            "ivd_only": self.env._("only in-vitro diagnostic reagents"),
            "ivd": self.env._("with in-vitro diagnostic reagents"),
            "cold_chain": self.env._("with cold chain"),
            "no_implant": self.env._("without implants"),
        }
        said = [text for name, text in flags.items() if getattr(line, name)]
        if line.ivd_only:
            said.remove(flags["ivd"])
        return f"{labels[''.join(line.classes)]}: " + " · ".join([*parts, *said])

    # confirmation --------------------------------------------------------

    def action_apply_scope(self):
        """Take over what was understood as the scope of this draft.

        :raise UserError: nothing was understood; the lines stay as they are
        """
        return self._apply_scope(self._read_scope().lines)

    def action_apply_scope_wide(self):
        """Take over all categories that are named, to be narrowed by hand."""
        return self._apply_scope(self._read_scope().wide_lines)

    def _apply_scope(self, lines):
        self.ensure_one()
        self.check_access("write")
        if not lines:
            raise UserError(
                self.env._(
                    "Nothing in the printed scope of %(paper)s was understood. Enter its lines "
                    "by hand.",
                    paper=self.display_name,
                )
            )
        scopes = self.env["med.credential.scope"]
        mode = self._read_scope().mode
        vals = {
            "scope_ids": [
                Command.clear(),
                *[Command.create(scopes._from_scope_line(line)) for line in lines],
            ]
        }
        if mode and not self.business_mode:
            vals["business_mode"] = mode
        return self.write(vals)

    def _scope_beyond_text(self):
        """Scope lines that reach beyond what the printed text was read to say."""
        self.ensure_one()
        if not self.scope_text:
            return self.env["med.credential.scope"]
        plain = {line._as_scope_line(): line for line in self.scope_ids}
        beyond = wider(list(plain), self._read_scope().lines)
        return self.env["med.credential.scope"].concat(*[plain[line] for line in beyond])


def _by_catalogue(codes):
    """"2017: 02 04; 2002: 6815" of a set of codes."""
    found = {}
    for code in sorted(codes):
        found.setdefault(code[:4], []).append(code[5:])
    return "; ".join(f"{name}: {' '.join(found[name])}" for name in sorted(found, reverse=True))
