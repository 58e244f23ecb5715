"""Loads the demonstration's cast into a database: what is there already stays.

Called as ``load(env)`` by `make run` after the installation. Master data is made by the
system as a set-up would; every decision (jobs, papers, files, orders, receipts) is made
by the fitting person through the buttons' methods.
"""

import base64
import logging
from datetime import timedelta

from odoo import Command, fields

# absolute: this file is loaded by its path
from odoo.addons.med_qualification.demo import (  # pylint: disable=odoo-addons-relative-import
    cast,
    letters,
    life,
    outside,
    papers,
    protection,
    requalification,
)

_logger = logging.getLogger(__name__)
MODULE = "med_demo"


def load(env):
    """Make what is missing of the cast. ``env`` is that of the superuser."""
    env = env(context={**env.context, "lang": "zh_CN"})
    Loader(env).run()
    life.load(env)
    letters.load(env)
    requalification.load(env)
    outside.load(env)


class Loader:
    """One pass over the cast; ``ref`` finds what an earlier pass has made."""

    def __init__(self, env):
        self.env = env(context={**env.context, "lang": "zh_CN", "tracking_disable": True})
        self.company = env.ref("base.main_company")
        self.today = self.company._med_today()

    def run(self):
        """Everything, in the order in which a company would do it."""
        self.company_data()
        self.people()
        self.own_file()
        self.parties()
        self.products()
        self.go_live()
        self.opening_stock()
        self.waiting_review()
        self.order_of_the_story()
        protection.load(self.env)
        _logger.info("demonstration cast: complete")

    # helpers -------------------------------------------------------------

    def ref(self, name):
        """The record of an earlier pass, or None."""
        return self.env.ref(f"{MODULE}.{name}", raise_if_not_found=False)

    def keep(self, name, record):
        """Remember a record under a name; returns it."""
        self.env["ir.model.data"].create(
            {
                "module": MODULE,
                "name": name,
                "model": record._name,
                "res_id": record.id,
                "noupdate": True,
            }
        )
        return record

    def make(self, name, model, vals, login=None):
        """Create a record once, as a person of the cast or as the system."""
        found = self.ref(name)
        if found:
            return found
        record = self.as_user(self.env[model], login).create(vals)
        return self.keep(name, record.with_env(self.env))

    def user(self, login):
        """The cast's user with that login."""
        return self.env["res.users"].search([("login", "=", login)], limit=1)

    def as_user(self, records, login):
        """The same records as a person of the cast; unchanged without a login."""
        if not login:
            return records
        context = {"lang": "zh_CN", "allowed_company_ids": self.company.ids}
        return records.with_user(self.user(login)).with_context(**context)

    def day(self, offset):
        """Date that many days from today; False for None."""
        return self.today + timedelta(days=offset) if offset is not None else False

    # company and people --------------------------------------------------

    def company_data(self):
        """Our own company: name, code, address, warehouse, calendar."""
        if self.ref("company"):
            return
        self.keep("company", self.company)
        own = cast.COMPANY
        self.company.write({"name": own["name"], "phone": own["phone"]})
        self.company.partner_id.write(
            {**self.address(own), "med_uscc": own["uscc"], "lang": "zh_CN"}
        )
        self.company.write({"med_approval_size": "standard"})
        self.company.resource_calendar_id.tz = "Asia/Shanghai"
        self.env["res.partner"].browse(self.company.partner_id.id).tz = "Asia/Shanghai"
        self.warehouse_place()
        admin = self.env.ref("base.user_admin")
        admin.write({"lang": "zh_CN", "tz": "Asia/Shanghai"})

    def warehouse_place(self):
        """The licensed warehouse as a delivery address of our company."""
        own = cast.COMPANY
        place = self.env["res.partner"].create(
            {
                "name": own["warehouse"],
                "parent_id": self.company.partner_id.id,
                "type": "delivery",
                "city": own["warehouse_city"],
                "street": own["warehouse_street"],
                "country_id": self.env.ref("base.cn").id,
            }
        )
        self.warehouse().write({"name": own["warehouse"], "partner_id": place.id})

    def warehouse(self):
        """The first warehouse of the company."""
        domain = [("company_id", "=", self.company.id)]
        return self.env["stock.warehouse"].search(domain, limit=1)

    def address(self, party):
        """Values of name-independent address fields."""
        state = party.get("state")
        return {
            "country_id": self.env.ref(f"base.{party.get('country', 'cn')}").id,
            "state_id": state and self.env.ref(f"base.state_cn_{state}").id,
            "city": party["city"],
            "street": party["street"],
            "zip": party.get("zip", False),
        }

    def people(self):
        """One login for each job; login and password are the name of its group."""
        for login, name, jobs in cast.PEOPLE:
            user = self.make(f"user_{login}", "res.users", self.user_vals(login, name))
            self.jobs(user, jobs)
        if not self.company.med_quality_head_id:
            self.company.med_quality_head_id = self.user("quality_head")

    def user_vals(self, login, name):
        """Values of a user without any job yet."""
        return {
            "name": name,
            "login": login,
            "password": login,
            "email": f"{login}@kangze.example",
            "lang": "zh_CN",
            "tz": "Asia/Shanghai",
            "company_id": self.company.id,
            "company_ids": [Command.set(self.company.ids)],
            "group_ids": [Command.set(self.env.ref("base.group_user").ids)],
        }

    def jobs(self, user, jobs):
        """Jobs by requests which the quality head grants; the first head is named."""
        grants = self.env["med.role.grant"]
        held = user.med_role_ids.mapped("code")
        for job in jobs:
            if job in held:
                continue
            if job == "quality_head" and grants._is_head_missing():
                grants.action_name_first_head(user.id)
                continue
            request = grants.action_request(user.id, job, "演示")
            self.as_user(request, "quality_head").action_grant("演示:四十人公司的分工")

    def go_live(self):
        """The quality head ends trial mode."""
        if not self.company._med_is_live():
            self.as_user(self.company, "quality_head").action_med_go_live()

    # papers --------------------------------------------------------------

    def scope_vals(self, lines):
        """One2many commands of a scope."""
        return [
            Command.create(
                {
                    "device_class": device_class,
                    "category_ids": [Command.set(self.categories(codes).ids)],
                    "is_ivd": "ivd" in flags,
                    "is_cold_chain": "cold" in flags,
                }
            )
            for device_class, codes, flags in lines
        ]

    def categories(self, codes):
        """Device categories of codes like ``2017:04``."""
        found = self.env["med.device.category"]
        for code in codes:
            catalogue, number = code.split(":")
            domain = [("catalogue", "=", catalogue), ("code", "=", number)]
            found |= found.search(domain, limit=1)
        return found

    def credential_vals(self, paper, holder, subject):
        """Values of a draft credential."""
        kind = self.env["med.credential.type"].search([("code", "=", paper["type"])])
        start = self.day(paper["from"])
        return {
            "type_id": kind.id,
            "number": paper["number"],
            "issuer": paper["issuer"],
            "holder_name": holder["name"],
            "legal_representative": holder.get("legal", False),
            "address": holder.get("place", False),
            "warehouse_address": holder.get("store", False),
            "business_mode": paper.get("mode", False),
            "date_issued": start,
            "date_valid_from": start,
            "date_valid_to": self.day(paper["to"]),
            "scope_ids": self.scope_vals(paper.get("scope", [])),
            "scope_text": cast.scope_text(paper.get("scope", [])),
            **subject,
        }

    def paper(self, name, paper, holder, subject, login):
        """A draft credential with a picture of the paper."""
        found = self.ref(name)
        if found:
            return found
        vals = self.credential_vals(paper, holder, subject)
        title = cast.TITLES[paper["type"]]
        scan = login == "quality_officer"  # our own papers: scanned, others' photographed
        image = papers.draw_paper(*self.printed(title, paper, holder))
        file = self.as_user(self.env["ir.attachment"], login).create(
            {
                "name": f"{title}_{holder['name']}.{'pdf' if scan else 'png'}",
                "datas": base64.b64encode(
                    papers.as_pdf(image) if scan else papers.as_png(image)
                ),
            }
        )
        vals["attachment_ids"] = [Command.set(file.ids)]
        return self.make(name, "med.credential", vals, login)

    def printed(self, title, paper, holder):
        """Arguments of ``papers.draw_paper``."""
        rows = [("编号", paper["number"]), (holder.get("label", "单位名称"), holder["name"])]
        rows += holder.get("rows", [])
        if paper.get("mode"):
            rows.append(("经营方式", "批发"))
        if paper.get("scope"):
            rows.append(("范围", cast.scope_text(paper["scope"])))
        start, end = self.day(paper["from"]), self.day(paper["to"])
        rows.append(("有效期限", f"{start} 至 {end or '长期'}"))
        return title, rows, paper["issuer"], f"{start:%Y年%m月%d日}"

    def party_holder(self, party):
        """Who stands on a party's papers."""
        place = f"{party['city']}{party['street']}"
        rows = [("统一社会信用代码", party["uscc"])] if party.get("uscc") else []
        rows += [("法定代表人", party["legal"]), ("住所", place)]
        if party.get("warehouse_street"):
            rows.append(("库房地址", party["warehouse_city"] + party["warehouse_street"]))
        return {
            "name": party["name"],
            "legal": party["legal"],
            "place": place,
            "store": party.get("warehouse_street", False),
            "rows": rows,
        }

    def approve(self, document):
        """Standard route: quality officer, then quality head (one step if the same)."""
        for login in ("quality_officer", "quality_head"):
            if document.approval_state == "pending" and (
                self.as_user(document, login).approval_can_decide
            ):
                self.as_user(document, login).action_approve("演示:原件已核对")
            document.invalidate_recordset()

    def admit(self, name, vals, login):
        """A file with the papers entered so far, submitted and approved."""
        dossier = self.make(name, "med.dossier", vals, login)
        if dossier.state == "draft":
            self.as_user(dossier, login).action_submit()
            self.approve(dossier)
        return dossier

    def own_file(self):
        """Our own licence, filing and scope: judged before anybody else's."""
        subject = {"partner_id": self.company.partner_id.id}
        holder = self.party_holder(cast.COMPANY)
        for paper in cast.OWN_PAPERS:
            name = f"paper_own_{paper['type']}"
            self.paper(name, paper, holder, subject, "quality_officer")
        self.admit("dossier_own", {"direction": "own", **subject}, "quality_officer")

    def parties(self):
        """Customers and suppliers with their papers and files.

        One licence lapsed after it had been approved; here both happen today.
        """
        rule = self.env.ref("med_qualification.precheck_rule_expired")
        kept = rule.severity
        rule.severity = "warn"
        self.parties_with_papers()
        rule.severity = kept

    def parties_with_papers(self):
        """The parties of the cast, one after the other."""
        for key, party in cast.PARTIES.items():
            login = "sales" if "customer" in party["directions"] else "purchaser"
            partner = self.make(f"party_{key}", "res.partner", self.party_vals(party))
            subject = {"partner_id": partner.id}
            for paper in party["papers"]:
                name = f"paper_{key}_{paper['type']}"
                self.paper(name, paper, self.party_holder(party), subject, login)
            for direction in party["directions"]:
                vals = {"direction": direction, **subject}
                self.admit(f"dossier_{key}_{direction}", vals, login)
            self.renewals(key, party)

    def party_vals(self, party):
        """Values of a partner."""
        kind = self.env.ref(f"med_base.party_type_{party['type']}")
        return {
            "name": party["name"],
            "is_company": True,
            "med_party_type_id": kind.id,
            "med_uscc": party["uscc"],
            "lang": "zh_CN",
            **self.address(party),
        }

    def renewals(self, key, party):
        """Renewals that the office accepted and has not decided: 延续办理中."""
        for paper in party["papers"]:
            credential = self.ref(f"paper_{key}_{paper['type']}")
            if "renewing" in paper and not credential.renewal_accepted_on:
                accepted, notice = paper["renewing"]
                self.as_user(credential, "quality_officer").action_register_renewal(
                    fields.Date.to_string(self.day(accepted)), notice
                )

    # products and stock --------------------------------------------------

    def products(self):
        """Products with their certificates and, except for one, approved files."""
        for key, item in cast.PRODUCTS.items():
            product = self.make(
                f"product_{key}", "product.product", self.product_vals(item), "quality_officer"
            )
            self.certificate(key, item, product)
            if item.get("admitted", True):
                vals = {"direction": "product", "product_id": product.id}
                self.admit(f"dossier_product_{key}", vals, "purchaser")

    def product_vals(self, item):
        """Values of a device variant."""
        seller = self.ref(f"party_{item['seller']}")
        return {
            "name": item["name"],
            "default_code": item["code"],
            "barcode": item["di"],
            "type": "consu",
            "is_storable": True,
            "tracking": item["tracking"],
            "invoice_policy": "delivery",
            "list_price": item["price"],
            "standard_price": item["cost"],
            "is_medical_device": True,
            "med_device_class": item["class"],
            "med_category_ids": [Command.set(self.categories(item["categories"]).ids)],
            "med_is_ivd": item.get("ivd", False),
            "med_is_implant": item.get("implant", False),
            "med_is_cold_chain": item.get("cold", False),
            "med_specification": item["spec"],
            "med_di": item["di"],
            "med_registration_no": item["certificate"]["number"],
            "med_registrant": item["registrant"],
            "med_origin": item["origin"],
            "seller_ids": [Command.create({"partner_id": seller.id, "price": item["cost"]})],
        }

    def certificate(self, key, item, product):
        """Draft registration or filing of a product, reviewed with the product's file."""
        holder = {
            "name": item["registrant"],
            "label": "注册人/备案人",
            "rows": [
                ("产品名称", item["name"]),
                ("型号规格", item["spec"]),
                ("产品标识 UDI-DI", item["di"]),
            ],
        }
        subject = {"product_id": product.id}
        name = f"paper_product_{key}"
        self.paper(name, item["certificate"], holder, subject, "purchaser")

    def opening_stock(self):
        """Goods by lot: ordered, received and put away by the people of the cast."""
        sellers = {}
        for key, item in cast.PRODUCTS.items():
            if item["stock"]:
                sellers.setdefault(item["seller"], []).append((key, item))
        for seller, items in sellers.items():
            if not self.ref(f"purchase_{seller}"):
                self.purchase(seller, items)

    def purchase(self, seller, items):
        """One purchase order, confirmed and received with its lots."""
        lines = [
            Command.create(
                {
                    "product_id": self.ref(f"product_{key}").id,
                    "product_qty": sum(quantity for _lot, quantity in item["stock"]),
                    "price_unit": item["cost"],
                }
            )
            for key, item in items
        ]
        vals = {"partner_id": self.ref(f"party_{seller}").id, "order_line": lines}
        order = self.make(f"purchase_{seller}", "purchase.order", vals, "purchaser")
        self.as_user(order, "purchaser").button_confirm()
        # sudo: the receipt of the order, whoever made it
        picking = self.as_user(order.sudo().picking_ids, "receiver")
        lots = {self.ref(f"product_{key}").id: item["stock"] for key, item in items}
        for move in picking.move_ids:
            move.move_line_ids = [Command.clear()] + [
                Command.create(self.move_line_vals(move, lot, quantity))
                for lot, quantity in lots[move.product_id.id]
            ]
            move.picked = True
        picking.button_validate()

    def move_line_vals(self, move, lot, quantity):
        """Values of a received lot."""
        return {
            "product_id": move.product_id.id,
            "product_uom_id": move.product_uom.id,
            "picking_id": move.picking_id.id,
            "location_id": move.location_id.id,
            "location_dest_id": move.location_dest_id.id,
            "lot_name": lot,
            "quantity": quantity,
        }

    def waiting_review(self):
        """The file of one product waits for the quality officer, with its certificate."""
        vals = {"direction": "product", "product_id": self.ref("product_suture").id}
        dossier = self.make("dossier_product_suture", "med.dossier", vals, "purchaser")
        if dossier.state == "draft" and not dossier.approval_request_ids:
            self.as_user(dossier, "purchaser").action_submit()

    def order_of_the_story(self):
        """A quotation of which two lines are stopped and two may go."""
        quantities = {"plate": 2, "dressing": 10, "monitor": 1, "gauze": 5}
        lines = [
            Command.create(
                {"product_id": self.ref(f"product_{key}").id, "product_uom_qty": quantity}
            )
            for key, quantity in quantities.items()
        ]
        vals = {"partner_id": self.ref("party_herui").id, "order_line": lines}
        self.make("order_herui", "sale.order", vals, "sales")
