from odoo import fields, models


class MedSetup(models.Model):
    """Questions about the own file and the seal, and the steps of the plan about papers."""

    _inherit = "med.setup"

    seal_image = fields.Image(string="Seal Picture", max_width=600, max_height=600)

    def _setup_questions(self):
        # EXTENDS med_base
        question = {
            "code": "seal",
            "title": self.env._("Seal picture"),
            "why": self.env._(
                "Outgoing packs and slips carry the seal (GSP art. 53, 88). A picture with a "
                "transparent ground looks best."
            ),
            "sequence": 105,
        }
        return [*super()._setup_questions(), question]

    def _apply_seal(self):
        if self.seal_image:
            # sudo: see _set_company
            self.company_id.sudo().med_seal_image = self.seal_image

    def _apply_classes(self):
        # EXTENDS med_base: the own file asks the papers of these classes
        super()._apply_classes()
        return self._change_own_file(
            {"trades_class_2": self.trades_class_2, "trades_class_3": self.trades_class_3}
        )

    def _apply_goods(self):
        # EXTENDS med_base
        super()._apply_goods()
        return self._change_own_file(
            {
                "trades_implant": self.med_has_implants,
                "trades_ivd": self.med_has_ivd,
                "trades_cold_chain": self.med_has_cold_chain,
            }
        )

    def _change_own_file(self, vals):
        """Write into the own file while it is a draft, making it first if need be."""
        company = self.company_id
        # sudo: the consultant prepares the own file; it is decided by others
        dossiers = self.env["med.dossier"].sudo()
        own = dossiers.search([("direction", "=", "own"), ("company_id", "=", company.id)], limit=1)
        if not own:
            own = dossiers.create(
                {"direction": "own", "company_id": company.id, "partner_id": company.partner_id.id}
            )
        changed = {name: value for name, value in vals.items() if own[name] != value}
        if changed and own.state != "draft":
            return self.env._("Your own file is decided: quality staff change it there.")
        own.write(changed)
        return None

    def _plan_items(self):
        # EXTENDS med_base
        company = self.company_id
        # sudo: figures for who sets up; the files themselves are another matter
        files = self.env["med.dossier"].sudo()
        own = files.search([("direction", "=", "own"), ("company_id", "=", company.id)], limit=1)
        labels = dict(files._fields["state"]._description_selection(self.env))
        item = {
            "day": 1,
            "name": self.env._("Own file approved"),
            "is_done": own.state == "qualified",
            "value": labels.get(own.state, "–"),
            "action": "med_qualification.med_dossier_action_own",
        }
        return [*super()._plan_items(), item, *self._plan_of_files(files)]

    def _plan_of_files(self, files):
        """How much of what was taken over is admitted."""
        counts = self._file_counts(files)
        waiting = files.search_count(
            [
                ("company_id", "=", self.company_id.id),
                ("legacy_admission_id", "!=", False),
                ("state", "=", "provisional"),
            ]
        )
        return [
            {
                "day": 2,
                "name": self.env._("Products and certificates taken over and admitted"),
                "action": "med_qualification.med_import_run_action",
                **_share(counts, "product"),
            },
            {
                "day": 3,
                "name": self.env._("Customers and suppliers taken over and admitted"),
                "action": "med_qualification.med_legacy_admission_action",
                **_share(counts, "customer", "supplier"),
            },
            {
                "day": 60,
                "name": self.env._("Files of existing parties completed"),
                "is_done": bool(counts) and not waiting,
                "value": self.env._("%(count)s still open", count=waiting),
                "action": "med_qualification.med_dossier_action_legacy",
            },
        ]

    def _file_counts(self, files):
        """{(direction, state): count} of the company's files."""
        groups = files._read_group(
            [("company_id", "=", self.company_id.id)], ["direction", "state"], ["__count"]
        )
        return {(direction, state): count for direction, state, count in groups}


def _share(counts, *directions):
    """What of the files of some directions is admitted, as figures of a step."""
    total = sum(count for (direction, _state), count in counts.items() if direction in directions)
    good = sum(
        count
        for (direction, state), count in counts.items()
        if direction in directions and state in ("qualified", "provisional")
    )
    return {"is_done": bool(total) and good == total, "value": f"{good} / {total}"}
