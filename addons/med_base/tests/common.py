"""What every test of the suite starts from: one user per job and small factories."""

from unittest.mock import patch

from odoo import Command
from odoo.tests import new_test_user

from odoo.addons.base.tests.common import BaseCommon

JOBS = (
    "quality_head",
    "quality_officer",
    "receiver",
    "inspector",
    "keeper",
    "reviewer",
    "auditor",
    "purchaser",
    "sales",
    "billing",
    "finance",
    "aftersales",
    "owner",
    "consultant",
)

# valid by GB 32100; invented
USCC = {
    "distributor": "91320505MA3LW9N23D",
    "hospital": "12330108470012356W",
    "supplier": "91440305MA6GY2K86M",
    "own_company": "91330106MA2KQ7X18B",
}


class MedBaseCommon(BaseCommon):
    """``cls.users[job]`` is a plain user who holds exactly that job."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # hashing the passwords of test users slowly would be most of the tests' time
        rounds = "odoo.addons.base.models.res_users.MIN_ROUNDS"
        cls.startClassPatcher(patch(rounds, 1))
        cls.users = cls._create_job_users()
        cls.plain_user = new_test_user(cls.env, login="med_test_plain", groups="base.group_user")
        cls.admin_user = new_test_user(cls.env, login="med_test_admin", groups="base.group_system")
        cls.warehouse = cls.env["stock.warehouse"].search([("company_id", "=", cls.env.company.id)], limit=1)

    @classmethod
    def _create_job_users(cls):
        """One user per job, made in one call: {job: user}."""
        users = cls.env["res.users"].create(
            [
                {
                    "name": f"Med Test {job.replace('_', ' ').title()}",
                    "login": f"med_test_{job}",
                    "password": f"med_test_{job}",
                    "email": f"{job}@example.com",
                    "company_id": cls.env.company.id,
                    "company_ids": [Command.set(cls.env.company.ids)],
                    "group_ids": [Command.set(cls.env.ref(f"med_base.group_{job}").ids)],
                }
                for job in JOBS
            ]
        )
        return dict(zip(JOBS, users, strict=True))

    @classmethod
    def _create_job_user(cls, *jobs, login=None, **vals):
        """A user of the current company who holds these jobs.

        :param jobs: job codes: group names without ``group_``
        :param login: default ``med_test_<jobs>``; password is the same
        """
        login = login or f"med_test_{'_'.join(jobs)}"
        groups = ",".join(f"med_base.group_{job}" for job in jobs)
        vals.setdefault("name", login.replace("_", " ").title())
        return new_test_user(cls.env, login=login, groups=groups, password=login, **vals)

    @classmethod
    def _party_type(cls, code):
        """The shipped party type of that code."""
        return cls.env.ref(f"med_base.party_type_{code}")

    @classmethod
    def _category(cls, code, catalogue="2017"):
        """The shipped device category: ``_category("04")``."""
        return cls.env.ref(f"med_base.device_category_{catalogue}_{code}")

    @classmethod
    def _create_partner(cls, party_type="distributor", **vals):
        """A company of that party type (code, False for none) in China."""
        # EXTENDS base
        values = {
            "name": f"Test {party_type or 'partner'}",
            "is_company": True,
            "country_id": cls.env.ref("base.cn").id,
        }
        if party_type:
            values["med_party_type_id"] = cls._party_type(party_type).id
        return cls.env["res.partner"].create({**values, **vals})

    @classmethod
    def _create_device(cls, device_class="2", categories=("14",), **vals):
        """A storable device variant, tracked by lot, sold and invoiced on order."""
        values = {
            "name": f"Test device class {device_class}",
            "type": "consu",
            "is_storable": True,
            "tracking": "lot",
            "list_price": 100.0,
            "invoice_policy": "order",
            "taxes_id": [Command.clear()],
            "supplier_taxes_id": [Command.clear()],
            "is_medical_device": True,
            "med_device_class": device_class,
            "med_category_ids": [Command.set([cls._category(code).id for code in categories])],
        }
        return cls.env["product.product"].create({**values, **vals})

    @classmethod
    def _create_goods(cls, **vals):
        """A storable product that is no device, without lots."""
        values = {"is_medical_device": False, "tracking": "none", "name": "Test goods"}
        return cls._create_device(False, (), **{**values, **vals})

    @classmethod
    def _create_lot(cls, product, name="LOT-1", **vals):
        return cls.env["stock.lot"].create({"name": name, "product_id": product.id, **vals})

    @classmethod
    def _add_stock(cls, product, quantity=10.0, lot=None, location=None):
        """Put pieces on stock as a system import would."""
        location = location or cls.warehouse.lot_stock_id
        cls.env["stock.quant"]._update_available_quantity(product, location, quantity, lot_id=lot)

    @classmethod
    def _create_sale_order(cls, partner, products, user=None, quantity=1.0, **vals):
        """A draft quotation of one line per product, made by ``user``.

        :param products: recordset, or list of (product, quantity)
        :param user: who makes it and is its salesperson, default the sales user
        """
        user = user or cls.users["sales"]
        lines = [
            Command.create({"product_id": product.id, "product_uom_qty": qty})
            for product, qty in cls._pairs(products, quantity)
        ]
        order = cls.env["sale.order"].with_user(user)
        return order.create(
            {
                "partner_id": partner.id,
                "user_id": user.id,
                "order_line": lines,
                **vals,
            }
        )

    @classmethod
    def _create_purchase_order(cls, partner, products, user=None, quantity=1.0, **vals):
        """A draft purchase order of one line per product, made by ``user``."""
        user = user or cls.users["purchaser"]
        lines = [
            Command.create({"product_id": product.id, "product_qty": qty, "price_unit": 50.0})
            for product, qty in cls._pairs(products, quantity)
        ]
        order = cls.env["purchase.order"].with_user(user)
        return order.create({"partner_id": partner.id, "order_line": lines, **vals})

    @classmethod
    def _create_picking(cls, partner, products, code="outgoing", quantity=1.0, **vals):
        """A draft transfer of the warehouse: code outgoing, incoming or internal."""
        picking_type = {
            "outgoing": cls.warehouse.out_type_id,
            "incoming": cls.warehouse.in_type_id,
            "internal": cls.warehouse.int_type_id,
        }[code]
        suppliers = cls.env.ref("stock.stock_location_suppliers")
        customers = cls.env.ref("stock.stock_location_customers")
        stock = cls.warehouse.lot_stock_id
        source = suppliers if code == "incoming" else stock
        target = customers if code == "outgoing" else stock
        moves = [
            Command.create(
                {
                    "product_id": product.id,
                    "product_uom_qty": qty,
                    "product_uom": product.uom_id.id,
                    "location_id": source.id,
                    "location_dest_id": target.id,
                }
            )
            for product, qty in cls._pairs(products, quantity)
        ]
        return cls.env["stock.picking"].create(
            {
                "partner_id": partner.id,
                "picking_type_id": picking_type.id,
                "location_id": source.id,
                "location_dest_id": target.id,
                "move_ids": moves,
                **vals,
            }
        )

    @staticmethod
    def _pairs(products, quantity):
        return [item if isinstance(item, tuple) else (item, quantity) for item in products]
