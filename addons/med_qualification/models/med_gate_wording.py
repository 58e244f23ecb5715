from odoo import fields, models


class MedGateQualification(models.AbstractModel):
    """What findings say: who, which paper, what is wrong, for which product, what next."""

    _inherit = "med.gate.qualification"

    def _mode_message(self, own, partner, product, wanted):
        texts = {
            "retail": self.env._(
                "The licence of %(own)s does not say retail: %(product)s cannot be sold to "
                "the consumer %(partner)s.",
                own=own.name,
                product=product.display_name,
                partner=partner.name,
            ),
            "wholesale": self.env._(
                "The licence of %(own)s says retail only: %(product)s cannot be sold "
                "wholesale to %(partner)s.",
                own=own.name,
                product=product.display_name,
                partner=partner.name,
            ),
        }
        return texts[wanted]

    def _product_message(self, code, product, row, outcome):
        values = {"product": product.display_name, "paper": row._paper_names()}
        if outcome.status == "altered":
            return self._altered_message(product.display_name, values["paper"])
        return {
            "product_unregistered": self.env._(
                "%(product)s has no approved %(paper)s: it may not be traded.", **values
            ),
            "product_revoked": self.env._(
                "The %(paper)s of %(product)s was revoked: it may not be traded.", **values
            ),
            "product_expired": self.env._(
                "The %(paper)s of %(product)s has expired: only goods made before may be "
                "traded. Ask quality about the production date.",
                **values,
            ),
        }[code]

    def _file_message(self, case, partner, dossier):
        """Why a party without an approved file, or a stopped one, cannot be traded with."""
        if dossier and dossier.is_altered:
            return self._altered_file_message(dossier)
        if not partner.active:
            return self._archived_message(partner)
        if dossier and dossier._is_overdue():
            return self._overdue_message(partner, dossier)
        kind = partner.med_party_type_id
        if not kind:
            return self.env._(
                "%(partner)s has no party type and no approved file. Choose its type on "
                "the party, then add its papers and submit the file.",
                partner=partner.name,
            )
        if case["direction"] == "customer" and (kind.is_individual or kind.is_foreign):
            return self.env._(
                "%(partner)s is marked as %(type)s, which its name and address do not bear "
                "out. Correct its party type, its country, or whether it is a company.",
                partner=partner.name,
                type=kind.name,
            )
        values = {
            "partner": partner.name,
            "date": fields.Date.to_string(dossier.provisional_until) if dossier else "",
            "reason": dossier.decision_reason or "" if dossier else "",
        }
        texts = self._file_texts(values)
        return texts.get(dossier.state if dossier else "none", texts["stopped"])

    def _file_texts(self, values):
        """{state of the file: sentence}; ``stopped`` for those that quality stopped."""
        draft = self.env._(
            "The file of %(partner)s is not approved. Complete its papers and submit it to quality.",
            **values,
        )
        return {
            "none": self.env._(
                "%(partner)s has no file yet. When its papers are in, submit the file to quality.", **values
            ),
            "draft": draft,
            "rejected": draft,
            "review": self.env._(
                "The file of %(partner)s is being reviewed by quality. Wait, or ask the reviewer.", **values
            ),
            "provisional": self.env._(
                "The provisional admission of %(partner)s ended on %(date)s. Complete its "
                "papers and submit the file.",
                **values,
            ),
            "stopped": self.env._("Trade with %(partner)s was stopped by quality: %(reason)s", **values),
        }

    def _need_message(self, direction, line, partner, row, outcome):
        """Reason in plain words: who, which paper, what is wrong, for which product."""
        product = line._gate_product() if line else self.env["product.product"]
        classes = dict(product._fields["med_device_class"]._description_selection(self.env))
        values = {
            "party": partner.name,
            "paper": row._paper_names(),
            "product": product.display_name or "",
            "device_class": classes.get(product.med_device_class, ""),
        }
        if outcome.status == "altered":
            return self._altered_message(values["party"], values["paper"])
        if outcome.status == "broken":
            return self._broken_message(outcome, values)
        if outcome.status == "renewing":
            return self.env._(
                "The %(paper)s of %(party)s is under renewal: the acceptance notice is on "
                "file.",
                **values,
            )
        if not product or not row._as_need().is_for_goods:
            return self._identity_message(outcome, values)
        if outcome.status == "scope":
            return self._scope_message(outcome.reason, values)
        if outcome.status in ("expired", "revoked"):
            return self._ended_message(direction, values)
        return self._missing_message(direction, outcome.status, values)

    def _altered_message(self, subject, paper):
        return self.env._(
            "The content or the file of the %(paper)s of %(subject)s differs from what was "
            "approved: it does not count. Add it as a new version and have it reviewed "
            "again.",
            paper=paper,
            subject=subject,
        )

    def _archived_message(self, partner):
        return self.env._(
            "%(partner)s is archived: its file is kept, nothing is traded with it. Choose the "
            "party that took its place, or ask quality to restore it.",
            partner=partner.name,
        )

    def _overdue_message(self, partner, dossier):
        return self.env._(
            "%(partner)s had to be reviewed again by %(date)s (%(reason)s), and was not. Submit "
            "its file to quality.",
            partner=partner.name,
            date=fields.Date.to_string(dossier.requalify_by),
            reason=dossier.requalify_text,
        )

    def _altered_file_message(self, dossier):
        return self.env._(
            "The file of %(name)s differs from what was approved: it does not count. Open "
            "it again and have it reviewed.",
            name=dossier.name,
        )

    def _identity_message(self, outcome, values):
        if outcome.status in ("expired", "revoked"):
            return self.env._(
                "The %(paper)s of %(party)s is not valid any more.",
                **values,
            )
        return self.env._("%(party)s has no approved %(paper)s.", **values)

    def _ended_message(self, direction, values):
        texts = {
            "customer": self.env._(
                "The %(paper)s of %(party)s is not valid any more: it cannot buy "
                "%(device_class)s product %(product)s.",
                **values,
            ),
            "supplier": self.env._(
                "The %(paper)s of %(party)s is not valid any more: it cannot supply "
                "%(device_class)s product %(product)s.",
                **values,
            ),
            "own": self.env._(
                "Our own %(paper)s is not valid any more: %(party)s may not trade "
                "%(device_class)s product %(product)s. Tell the quality head.",
                **values,
            ),
        }
        return texts[direction]

    def _missing_message(self, direction, status, values):
        texts = {
            "customer": self.env._(
                "%(party)s has no %(paper)s and cannot buy %(device_class)s product "
                "%(product)s.",
                **values,
            ),
            "supplier": self.env._(
                "%(party)s has no %(paper)s and cannot supply %(device_class)s product "
                "%(product)s.",
                **values,
            ),
            "own": self.env._(
                "We (%(party)s) have no %(paper)s and may not trade %(device_class)s "
                "product %(product)s.",
                **values,
            ),
        }
        if status != "pending":
            return texts[direction]
        return texts[direction] + " " + self.env._("The paper is entered and waits for approval.")

    def _scope_message(self, reason, values):
        texts = {
            "ivd": self.env._(
                "The %(paper)s of %(party)s does not cover in-vitro diagnostic reagents: "
                "%(product)s.",
                **values,
            ),
            "cold_chain": self.env._(
                "The %(paper)s of %(party)s does not cover cold chain goods: %(product)s.",
                **values,
            ),
            "no_scope": self.env._(
                "No scope is entered for the %(paper)s of %(party)s, so it covers nothing: "
                "%(product)s. Enter the scope of the paper.",
                **values,
            ),
            "class": self.env._(
                "The %(paper)s of %(party)s does not cover %(device_class)s: %(product)s.",
                **values,
            ),
        }
        return texts.get(reason) or self.env._(
            "The scope of the %(paper)s of %(party)s does not cover the category of "
            "%(product)s. Compare scope and product, or ask for the extended paper.",
            **values,
        )
