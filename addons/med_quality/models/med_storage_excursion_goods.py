from odoo import fields, models
from odoo.exceptions import UserError

# goods that lay in these places at the begin or came there before the end
LAY_THERE = """
    WITH flow AS (
        SELECT product_id, lot_id, location_dest_id AS place, quantity_product_uom AS quantity, date
          FROM stock_move_line
         WHERE state = 'done' AND date > %(begin)s AND location_dest_id = ANY(%(places)s)
         UNION ALL
        SELECT product_id, lot_id, location_id, -quantity_product_uom, date
          FROM stock_move_line
         WHERE state = 'done' AND date > %(begin)s AND location_id = ANY(%(places)s)
    ), now AS (
        SELECT product_id, lot_id, location_id AS place, quantity FROM stock_quant
         WHERE location_id = ANY(%(places)s)
    ), there AS (
        SELECT product_id, lot_id, place, quantity AS at_begin, 0 AS came FROM now
         UNION ALL
        SELECT product_id, lot_id, place, -quantity,
               CASE WHEN quantity > 0 AND date <= %(until)s THEN quantity ELSE 0 END FROM flow
    )
    SELECT b.product_id, b.lot_id, b.place, GREATEST(SUM(b.at_begin), 0) + SUM(b.came) AS quantity
      FROM there b
      JOIN product_product v ON v.id = b.product_id
      JOIN product_template t ON t.id = v.product_tmpl_id AND t.is_medical_device
     GROUP BY b.product_id, b.lot_id, b.place
    HAVING GREATEST(SUM(b.at_begin), 0) + SUM(b.came) > 0
     ORDER BY b.product_id, b.lot_id, b.place"""


class MedStorageExcursion(models.Model):
    """What lay there, its hold, and its release or rejection."""

    _inherit = "med.storage.excursion"

    def _hold_goods(self):
        """Note the devices that lay in the area meanwhile, and hold their lots."""
        for record in self.filtered(lambda excursion: excursion._holds()):
            known = {(line.product_id.id, line.lot_id.id, line.location_id.id) for line in record.line_ids}
            rows = [row for row in record._lay_there() if (row[0], row[1] or False, row[2]) not in known]
            if not rows:
                continue
            # sudo: goods are noted by the readings of whoever records them
            lines = self.env["med.storage.excursion.line"].sudo()
            added = lines._with_ticket("create").create(
                [
                    {
                        "excursion_id": record.id,
                        "product_id": product,
                        "lot_id": lot,
                        "location_id": place,
                        "quantity": quantity,
                    }
                    for product, lot, place, quantity in rows
                ]
            )
            reason = self.env._(
                "%(area)s was out of its limits since %(moment)s (%(name)s)",
                area=record.area_id.display_name,
                moment=fields.Datetime.context_timestamp(record, record.begin_at).strftime("%Y-%m-%d %H:%M"),
                name=record.name,
            )
            # sudo: the hold is the rule's, not the right of whoever reads the thermometer
            added._without_ticket().lot_id.sudo()._med_hold(reason, record.company_id, origin=record)

    def _lay_there(self):
        """(product, lot, location, quantity) of devices in the area between begin and end."""
        places = self.area_id._all_locations()
        if not places:
            return []
        for model in ("stock.quant", "stock.move.line", "product.template"):
            self.env[model].flush_model()
        self.env.cr.execute(
            LAY_THERE,
            {
                "begin": self.begin_at,
                "until": self.end_at or fields.Datetime.now(),
                "places": [place.id for place in places],
            },
        )
        return self.env.cr.fetchall()

    # decision -------------------------------------------------------------

    def action_release(self):
        """Release everything: the goods bore it."""
        self._check_may_decide()
        # sudo: verdicts are written by the decision only
        self.sudo().line_ids._with_ticket("verdict").write({"verdict": "release"})
        return self._decide()

    def action_reject(self):
        """Reject everything: the goods did not bear it."""
        self._check_may_decide()
        # sudo: as above
        self.sudo().line_ids._with_ticket("verdict").write({"verdict": "reject"})
        return self._decide()

    def action_decide(self):
        """Decide lot by lot as the lines say."""
        self._check_may_decide()
        missing = self.line_ids.filtered(lambda line: not line.verdict)
        if missing:
            raise UserError(
                self.env._(
                    "%(goods)s: say of each lot whether it is released or rejected.",
                    goods=", ".join(missing.mapped("display_name")),
                )
            )
        return self._decide()

    def _check_may_decide(self):
        """Quality staff, with cause and assessment, once the place is inside its limits again."""
        self.check_access("write")
        if not self.env.user.has_group("med_base.group_quality_officer"):
            raise UserError(self.env._("Excursions are assessed by quality staff. Ask a quality officer."))
        for record in self:
            if record.state != "open":
                raise UserError(self.env._("%(excursion)s has been decided already.", excursion=record.name))
            if not record.cause or not (record.assessment or "").strip():
                raise UserError(
                    self.env._(
                        "%(excursion)s: enter the cause and what you judged on before you decide.",
                        excursion=record.name,
                    )
                )
            if record.is_ongoing:
                raise UserError(
                    self.env._(
                        "%(excursion)s: %(area)s is still out of its limits. Move the goods or mend the "
                        "place, and record a reading inside the limits first.",
                        excursion=record.name,
                        area=record.area_id.display_name,
                    )
                )

            record._check_other_person()

    def _check_other_person(self):
        """Who entered or voided the readings does not judge by them, where somebody else can."""
        # sudo: who recorded what counts, whoever may read it
        mine = (
            self.env["med.storage.reading"]
            .sudo()
            .search(
                [
                    ("area_id", "=", self.area_id.id),
                    ("read_at", ">=", self.begin_at),
                    ("read_at", "<=", self.end_at),
                    "|",
                    ("void_by_id", "=", self.env.uid),
                    "&",
                    ("recorded_by_id", "=", self.env.uid),
                    ("source", "!=", "file"),
                ],
                limit=1,
            )
        )
        if mine and self._other_officers():
            raise UserError(
                self.env._(
                    "%(excursion)s: you recorded or voided its readings, so another officer decides on it.",
                    excursion=self.name,
                )
            )

    def _other_officers(self):
        # sudo: whether there is a second person at all, whoever asks
        return (
            self.env["res.users"]
            .sudo()
            .search(
                [
                    ("id", "!=", self.env.uid),
                    ("share", "=", False),
                    ("company_ids", "in", self.company_id.ids),
                    ("all_group_ids", "in", self.env.ref("med_base.group_quality_officer").ids),
                ],
                limit=1,
            )
        )

    def _decide(self):
        """Lift the holds of what is released; what is rejected becomes a nonconformity."""
        for record in self:
            rejected = record.line_ids.filtered(lambda line: line.verdict == "reject")
            released = record.line_ids - rejected
            record._guarded_write(
                {
                    "state": "partly" if rejected and released else "rejected" if rejected else "released",
                    "decided_by_id": self.env.uid,
                    "decided_at": fields.Datetime.now(),
                }
            )
            rejected._open_nonconformities()
            record._lift(record.line_ids.lot_id - rejected.lot_id)
            record.activity_unlink(["mail.mail_activity_data_todo"], only_automated=False)
            record._log_decision(released, rejected)
        return True

    def _lift(self, lots):
        blocks = self._blocks().filtered(lambda block: block.lot_id in lots)
        if blocks:
            reason = self.env._("%(excursion)s: %(text)s", excursion=self.name, text=self.assessment)
            blocks.sudo(False).action_lift(reason)

    def _log_decision(self, released, rejected):
        self.env["med.ledger.entry"]._append(
            "storage.excursion_decided",
            record=self,
            company=self.company_id,
            facts={
                "state": self.state,
                "cause": self.cause,
                "assessment": self.assessment,
                "mkt": self.mkt,
                "mkt_month": self.mkt_month,
                "released": released.lot_id.ids,
                "rejected": rejected.lot_id.ids,
            },
        )
