from odoo import models

EXCERPT = 2000


class MedInspectorFile(models.AbstractModel):
    """Orders, deliveries, waivers, refusals and the ledger in an inspector's file."""

    _inherit = "med.inspector.file"

    def _builders(self):
        # EXTENDS med.inspector.file
        return [
            *super()._builders(),
            self._table_orders,
            self._table_deliveries,
            self._table_waivers,
            self._table_refusals,
            self._table_ledger,
            self._table_verification,
        ]

    def _case(self, partner, company, day, since):
        # EXTENDS med.inspector.file
        case = super()._case(partner, company, day, since)
        period = [
            ("company_id", "=", company.id),
            ("partner_id.commercial_partner_id", "=", case["party"].id),
        ]
        orders = [*period, ("date_order", ">=", case["start"]), ("date_order", "<=", case["moment"])]
        done = [
            *period,
            ("state", "=", "done"),
            ("date_done", ">=", case["start"]),
            ("date_done", "<=", case["moment"]),
        ]
        case["sales"] = self.env["sale.order"].search(orders, order="date_order, id")
        case["purchases"] = self.env["purchase.order"].search(orders, order="date_order, id")
        case["pickings"] = self.env["stock.picking"].search(done, order="date_done, id")
        return case

    def _documents(self, case):
        """[(model, ids)] of the records whose waivers and ledger entries belong to it."""
        return [
            (records._name, records.ids)
            for records in (
                case["files"],
                case["papers"],
                case["sales"],
                case["purchases"],
                case["pickings"],
                case["party"],
            )
            if records
        ]

    def _of_documents(self, documents):
        """Domain of rows that name one of these documents."""
        domain = ["|"] * (len(documents) - 1)
        for model, ids in documents:
            domain += ["&", ("res_model", "=", model), ("res_id", "in", ids)]
        return domain

    # tables --------------------------------------------------------------

    def _table_orders(self, case):
        rows = []
        for order in [*case["sales"], *case["purchases"]]:
            for line in order.order_line.filtered(lambda li: not li.display_type and li.product_id):
                product = line.product_id
                rows.append(
                    [
                        self._clock(order.date_order),
                        order.name,
                        self.env._("Sale") if order._name == "sale.order" else self.env._("Purchase"),
                        self._label(order._name, "state", order.state),
                        product.display_name,
                        product.med_registration_no,
                        line.product_uom_qty if order._name == "sale.order" else line.product_qty,
                        line.product_uom_id.name,
                        line.price_total,
                    ]
                )
        headers = [
            self.env._("Date"),
            self.env._("Order"),
            self.env._("Kind"),
            self.env._("State"),
            self.env._("Product"),
            self.env._("Registration / Filing No."),
            self.env._("Quantity"),
            self.env._("Unit"),
            self.env._("Amount"),
        ]
        return self.env._("Orders"), headers, rows

    def _table_deliveries(self, case):
        rows = [
            [
                self._clock(picking.date_done),
                picking.name,
                self._label("stock.picking.type", "code", picking.picking_type_code),
                picking.origin,
                line.product_id.display_name,
                line.product_id.med_registration_no,
                line.lot_id.name or line.lot_name,
                line.quantity,
                line.product_uom_id.name,
            ]
            for picking in case["pickings"]
            for line in picking.move_line_ids
        ]
        headers = [
            self.env._("Date"),
            self.env._("Transfer"),
            self.env._("Kind"),
            self.env._("Order"),
            self.env._("Product"),
            self.env._("Registration / Filing No."),
            self.env._("Lot / Serial"),
            self.env._("Quantity"),
            self.env._("Unit"),
        ]
        return self.env._("Deliveries"), headers, rows

    def _table_waivers(self, case):
        judged = ("sale.order", "purchase.order", "stock.picking")
        documents = [d for d in self._documents(case) if d[0] in judged]
        waivers = self.env["med.gate.waiver"]
        if documents:
            domain = [*self._of_documents(documents), ("create_date", "<=", case["moment"])]
            waivers = waivers.search(domain, order="id")
        rows = [
            [
                self._clock(waiver.create_date),
                waiver.res_name,
                waiver.message,
                waiver.reason,
                waiver.requested_by_id.name,
                self._waiver_state(waiver, case),
                waiver.granted_by_id.name if self._is_decided(waiver, case) else "",
                waiver.valid_until or None,
            ]
            for waiver in waivers
        ]
        headers = [
            self.env._("Time"),
            self.env._("Document"),
            self.env._("Finding"),
            self.env._("Reason"),
            self.env._("Asked By"),
            self.env._("State on the Day"),
            self.env._("Decided By"),
            self.env._("Valid Until"),
        ]
        return self.env._("Waivers"), headers, rows

    def _is_decided(self, waiver, case):
        return bool(waiver.decided_at) and waiver.decided_at <= case["moment"]

    def _waiver_state(self, waiver, case):
        """A waiver decided later was still asked for; one that ran out later still held."""
        state = waiver.state
        if state in ("granted", "refused", "expired") and not self._is_decided(waiver, case):
            state = "requested"
        if state == "expired" and waiver.valid_until and waiver.valid_until >= case["day"]:
            state = "granted"
        return self._label(waiver._name, "state", state)

    def _table_refusals(self, case):
        refusals = self.env["med.gate.refusal"].search(
            [
                ("partner_id_int", "=", case["party"].id),
                ("company_id_int", "=", case["company"].id),
                ("create_date", ">=", case["start"]),
                ("create_date", "<=", case["moment"]),
            ],
            order="id",
        )
        rows = [
            [
                self._clock(refusal.create_date),
                refusal.res_name,
                self._label(refusal._name, "stage", refusal.stage),
                refusal.user_name,
                refusal.reasons,
                refusal.count,
            ]
            for refusal in refusals
        ]
        headers = [
            self.env._("Time"),
            self.env._("Document"),
            self.env._("Stage"),
            self.env._("Tried By"),
            self.env._("Reasons"),
            self.env._("Attempts"),
        ]
        return self.env._("Refusals"), headers, rows

    def _table_ledger(self, case):
        entries = self.env["med.ledger.entry"].search(
            [*self._of_documents(self._documents(case)), ("logged_at", "<=", case["moment"])],
            order="id desc",
            limit=EXCERPT,
        ).sorted("id")
        hidden = set(case["papers"].filtered("is_sensitive").ids)
        rows = [
            [
                entry.id,
                self._clock(entry.logged_at),
                entry.user_name,
                entry.event_label,
                entry.res_name,
                self._facts(entry, hidden),
                entry.seal_number or None,
                entry.hash,
            ]
            for entry in entries
        ]
        headers = [
            self.env._("No."),
            self.env._("Time"),
            self.env._("User"),
            self.env._("Event"),
            self.env._("Record"),
            self.env._("Facts"),
            self.env._("Seal"),
            self.env._("SHA-256"),
        ]
        return self.env._("Ledger Excerpt"), headers, rows

    def _facts(self, entry, hidden):
        """What an entry tells, nothing of papers with personal data."""
        if entry.res_model == "med.credential" and entry.res_id in hidden:
            return ""
        return entry.facts_line

    def _table_verification(self, case):
        """Every hash, list and chain of the ledger, recomputed while the file is made."""
        result = self.env["med.ledger.entry"].verify()
        verdict = (
            self.env._("The ledger is unchanged")
            if result["ok"]
            else self.env._("The ledger was changed: first at entry %(id)s", id=result["first_broken"])
        )
        rows = [
            [self.env._("Result"), verdict],
            [self.env._("Entries"), result["entries"]],
            [self.env._("Seals"), result["seals"]],
            [self.env._("Not Sealed Yet"), result["unsealed"]],
        ]
        return self.env._("Verification"), [self.env._("Item"), self.env._("Value")], rows
