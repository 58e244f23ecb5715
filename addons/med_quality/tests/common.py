"""An admitted supplier and customer, a device, and the ways of goods through the zones."""

from datetime import timedelta

from odoo.addons.med_qualification.tests.common import MedQualificationCommon


class MedQualityCommon(MedQualificationCommon):
    """The company inspects goods; ``cls.device`` is a class II device with lots, admitted, without expiry."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.med_quality_since = cls.env.company._med_today() - timedelta(days=30)
        cls.warehouse._med_create_zones()
        cls.inspector = cls.users["inspector"]
        cls.keeper = cls.users["keeper"]
        cls.receiver = cls.users["receiver"]
        cls.customer = cls._admit_dealer()
        cls.supplier = cls._admit_supplier()
        cls.device = cls._create_device("2", use_expiration_date=False)
        cls._register(cls.device)

    @classmethod
    def _admit_supplier(cls, name="Test supplier", **vals):
        """A supplier admitted with licence and filing for every class."""
        supplier = cls._create_partner("supplier", name=name, **vals)
        papers = {
            "business_licence": {},
            "operating_licence": {"classes": "3"},
            "operating_filing": {"classes": "2"},
        }
        cls._admit(supplier, "supplier", papers)
        return supplier

    @classmethod
    def _zone(cls, zone):
        """The place of that zone in the warehouse."""
        return {
            "await": cls.warehouse.med_await_id,
            "return": cls.warehouse.med_return_id,
            "rejected": cls.warehouse.med_rejected_id,
            "released": cls.warehouse.lot_stock_id,
        }[zone]

    @classmethod
    def _stock(cls, product=None, quantity=10.0, lot=None, zone="released", **lot_vals):
        """Goods of a lot in a zone, as an import puts them there. Returns the lot."""
        product = product or cls.device
        if not lot or isinstance(lot, str):
            name = lot or f"LOT-{cls.env['stock.lot'].search_count([('product_id', '=', product.id)]) + 1}"
            lot = cls._create_lot(product, name=name, **lot_vals)
        cls._add_stock(product, quantity, lot=lot, location=cls._zone(zone))
        return lot

    @classmethod
    def _receive(cls, product=None, quantity=10.0, lot_name="LOT-IN", partner=None, **lot_vals):
        """A receipt from the supplier, validated; its lot carries ``lot_vals``."""
        product = product or cls.device
        picking = cls._create_picking(partner or cls.supplier, product, code="incoming", quantity=quantity)
        picking.action_confirm()
        for line in picking.move_ids.move_line_ids:
            line.lot_name = lot_name
        picking.move_ids.picked = True
        picking._action_done()
        if lot_vals:
            picking.move_line_ids.lot_id.write(lot_vals)
        return picking

    @classmethod
    def _ship(cls, product=None, quantity=1.0, lot=None, location=None, done=True):
        """A delivery to the customer; of this lot by a line made by hand, if one is given."""
        product = product or cls.device
        picking = cls._create_picking(cls.customer, product, quantity=quantity)
        if location:
            picking.location_id = location
            picking.move_ids.location_id = location
        picking.action_confirm()
        if lot is None:
            picking.action_assign()
        else:
            picking.move_ids.move_line_ids.unlink()
            cls.env["stock.move.line"].create(
                {
                    "move_id": picking.move_ids.id,
                    "picking_id": picking.id,
                    "product_id": product.id,
                    "lot_id": lot.id,
                    "quantity": quantity,
                    "location_id": picking.location_id.id,
                    "location_dest_id": picking.location_dest_id.id,
                }
            )
        if done:
            picking.move_ids.picked = True
            picking._action_done()
        return picking
