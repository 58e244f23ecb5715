from markupsafe import Markup

from odoo import api, models
from odoo.fields import Domain

BATCH = 200


class MedQualification(models.AbstractModel):
    """What a decision means for documents that are open already."""

    _inherit = "med.qualification"

    @api.model
    def _reevaluate(self, partners, products, reason):
        """Judge open quotations, orders, transfers of these again and tell each owner once.

        Reservations stay unless the company says otherwise; shipping is stopped anyway.
        What is stopped now stands on the list of stopped documents and is judged again
        when a paper or file of these is approved.
        :param partners: res.partner whose standing got worse
        :param products: product.product whose standing got worse
        :param reason: what happened, for the owners to read
        :return: {res.users: [documents]} told now
        """
        self = self.sudo()  # sudo: documents of colleagues whom the decider may not read
        partners, products = partners.sudo().commercial_partner_id, products.sudo()
        held = {}
        for documents in self._open_documents(partners, products):
            for start in range(0, len(documents), BATCH):
                held |= self._stopped_of(documents[start : start + BATCH], partners, products)
        fresh = self.env["med.gate.refusal"]._hold(held)
        self._unreserve_stopped(held)
        told = {}
        for document in fresh:
            told.setdefault(self._owner_of(document), []).append(document)
        for owner, documents in told.items():
            self._tell_stopped(owner, documents, partners or products, reason)
        self._log_reevaluated(partners, products, held)
        return told

    @api.model
    def _open_documents(self, partners, products):
        """Recordsets of the open documents of parties and products, by model."""
        open_sale = Domain("state", "in", ("draft", "sent")) | (
            Domain("state", "=", "sale") & Domain("delivery_status", "!=", "full")
        )
        open_states = {
            "sale.order": open_sale,
            "purchase.order": Domain("state", "in", ("draft", "sent", "to approve")),
            "stock.picking": Domain("state", "not in", ("draft", "done", "cancel")),
        }
        parties = {
            "sale.order": ("partner_id", "partner_shipping_id"),
            "purchase.order": ("partner_id",),
            "stock.picking": ("partner_id", "move_ids.sale_line_id.order_id.partner_id"),
        }
        return [
            self.env[model].search(is_open & self._domain_of(model, parties[model], partners, products))
            for model, is_open in open_states.items()
        ]

    def _domain_of(self, model, parties, partners, products):
        """Domain of the documents of these parties, products, or of our own company."""
        own = self.env["res.company"].search([("partner_id", "in", partners.ids)])
        lines = "move_ids" if model == "stock.picking" else "order_line"
        domain = Domain(f"{lines}.product_id", "in", products.ids)
        domain |= Domain("company_id", "in", own.ids)  # our own papers concern every party
        for name in parties:
            domain |= Domain(name, "child_of", partners.ids)
        return domain

    @api.model
    def _stopped_of(self, documents, partners, products):
        """{document: (stage, its stopping findings about these parties and products)}."""
        stopped = {}
        for stage, group in documents.grouped(self._stage_of).items():
            for finding in group._gate_evaluate(stage) if stage else []:
                about = finding["subject_model"] == "res.partner" and finding["subject_id"] in partners.ids
                if group._gate_is_stop(finding) and (about or finding["product_id"] in products.ids):
                    document = group.browse(finding["document_id"])
                    stopped.setdefault(document, (stage, []))[1].append(finding)
        return stopped

    @api.model
    def _stage_of(self, document):
        """The next stage of a document; of a confirmed order the one it passed."""
        return document._gate_next_stage() or (
            document._name == "sale.order" and document._gate_confirm_stage
        )

    @api.model
    def _owner_of(self, document):
        owner = document._gate_owner()
        return owner if owner.active else self.env.user

    @api.model
    def _tell_stopped(self, owner, documents, subjects, reason):
        """One message to one person: these documents of yours are stopped now."""
        items = Markup().join(
            Markup("<li>%s</li>") % document._get_html_link() for document in documents
        )
        subjects[:1].activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=owner.id,
            summary=self._med_spoken_to(owner).env._(
                "Stopped by quality: %(count)s document(s)", count=len(documents)
            ),
            note=Markup("<p>%s</p><ul>%s</ul>") % (reason, items),
        )

    @api.model
    def _unreserve_stopped(self, held):
        """Free the goods reserved for stopped deliveries where the company wants it."""
        pickings = self.env["stock.picking"].union(
            *(d for d in held if d._name == "stock.picking" and held[d][0] == "ship")
        )
        pickings.filtered(lambda p: p.company_id.med_unreserve_stopped).do_unreserve()

    @api.model
    def _log_reevaluated(self, partners, products, held):
        for company in {document._gate_company() for document in held}:
            names = [d.display_name for d in held if d._gate_company() == company]
            self.env["med.ledger.entry"]._append(
                "qualification.reevaluated",
                None,
                {"partners": partners.ids, "products": products.ids, "documents": names},
                company,
            )

    @api.model
    def _recheck(self, partners, products):
        # EXTENDS: an approved renewal answers the requalification that waited for it
        # sudo: requalifications are written by the file's methods only
        files = self.env["med.dossier"].sudo()
        waiting = files.search(
            Domain("open_requalification_ids.reason_code", "=", "expiry")
            & (Domain("partner_id", "in", partners.ids) | Domain("product_id", "in", products.ids))
        )
        for dossier in waiting:
            if dossier.status_ids.state != "expired":
                rows = dossier.open_requalification_ids
                rows = rows.filtered(lambda r: r.reason_code == "expiry")
                rows._close("done", self.env._("The paper was renewed"))
        return super()._recheck(partners, products)
