from odoo import api, models

from ..medpapers import places


class MedGateQualification(models.AbstractModel):
    """Where goods go to and leave from: delivery places, licensed warehouses."""

    _inherit = "med.gate.qualification"

    def _prepare_places(self, documents, stage, company, own):
        """Addresses and places of customers, our warehouses; two queries."""
        targets = documents._gate_ship_to(stage)
        parties = self.env["res.partner"]
        for buyer, address in targets.values():
            parties |= buyer | address.commercial_partner_id
        return {
            "targets": targets,
            "places": self.env["med.delivery.place"]._of_parties(parties, company),
            "warehouses": documents._gate_warehouses(stage),
        }

    @api.model
    def _stores_of(self, case, document):
        """Companies that only store for the buyer by a known place: no buyers themselves."""
        buyer, address = case["targets"].get(document, (None, None))
        if not address or address.commercial_partner_id == buyer:
            return self.env["res.partner"]
        place = self._known_place(case, document, buyer, address)
        return address.commercial_partner_id if place else self.env["res.partner"]

    @api.model
    def _known_place(self, case, document, buyer, address):
        day = case["days"][document]
        wanted = address | address.commercial_partner_id
        for place in case["places"]:
            is_theirs = place.partner_id == buyer and place.address_id in wanted
            # the address of a company that stores for it must be named itself or as a whole
            if is_theirs and (place.address_id == address or place.address_id != buyer):
                if place._is_known_on(day):
                    return place
        return None

    def _place_findings(self, case, document):
        """A reminder where goods go to an address that no paper names."""
        buyer, address = case["targets"].get(document, (None, None))
        if not address or not buyer or case["direction"] != "customer":
            return []
        party = address.commercial_partner_id
        if self._is_consumer(party) or self._is_abroad(party) or party == case["own"]:
            return []
        if self._known_place(case, document, buyer, address) or self._is_licensed_site(
            case, party, address
        ):
            return []
        return [
            document._gate_finding(
                "delivery_place",
                line=self._whole(document),
                subject=address,
                message=self._place_message(party, address),
                facts={"partner": party.id, "address": address.id},
            )
        ]

    def _is_licensed_site(self, case, party, address):
        """The party's own address, or one that its papers name."""
        if address == party:
            return True
        street = f"{address.street or ''}{address.street2 or ''}"
        if not places.written(street):
            return address.type == "contact"
        own = f"{party.street or ''}{party.street2 or ''}"
        if places.written(street) == places.written(own):
            return True
        keys = [paper.key for paper in case["papers"].get(party.id, ())]
        # sudo: addresses on papers are compared, whoever ships
        papers = self.env["med.credential"].sudo().browse(keys)
        papers = papers.filtered(lambda paper: paper.state in ("valid", "renewing"))
        texts = papers.mapped("address") + papers.mapped("warehouse_address")
        return places.is_named(street, [text for text in texts if text])

    def _place_message(self, party, address):
        return self.env._(
            "%(address)s of %(party)s is neither its licensed site nor a known delivery "
            "place. Enter the place with one paper that shows it.",
            address=address.display_name.replace("\n", " "),
            party=party.name,
        )

    def _warehouse_findings(self, case, document):
        """Devices leave from warehouses on our own licence, where it names any."""
        warehouse = case["warehouses"].get(document)
        licensed = case["licensed_warehouses"]
        if not warehouse or not licensed or warehouse in licensed:
            return []
        return [
            document._gate_finding(
                "own_warehouse",
                line=self._whole(document),
                subject=case["own"],
                message=self.env._(
                    "Warehouse %(warehouse)s is on none of our own licences: devices may "
                    "not leave from it. Choose a licensed one, or tell the quality head.",
                    warehouse=warehouse.name,
                ),
                facts={"warehouse": warehouse.id},
            )
        ]

    @api.model
    def _licensed_warehouses(self, papers, day):
        """Warehouses that our papers in force on a day name; none: all are licensed."""
        keys = [
            p.key for p in papers if p.status_on(day) in ("valid", "expiring", "renewing")
        ]
        # sudo: our licence is judged whoever sells
        return self.env["med.credential"].sudo().browse(keys).warehouse_ids
