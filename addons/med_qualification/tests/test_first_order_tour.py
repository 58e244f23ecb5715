import io

from reportlab.pdfgen.canvas import Canvas

from odoo import Command
from odoo.tests import HttpCase, tagged

from .common import MedQualificationCommon


def _pdf():
    """A real file of one page: the viewer of the review screen reads it."""
    buffer = io.BytesIO()
    page = Canvas(buffer)
    page.drawString(72, 720, "Operating filing, class II")
    page.save()
    return buffer.getvalue()


@tagged("post_install", "-at_install")
class TestFirstOrderTour(MedQualificationCommon, HttpCase):
    """One order from refusal to delivery, each person in the browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.med_approval_size = "standard"
        cls.dealer = cls._admit_dealer("Tour dealer", classes="3")
        cls.products = [
            cls._on_stock(device_class, name=f"Tour {name}")
            for device_class, name in (
                ("3", "plate"),
                ("2", "dressing"),
                ("2", "monitor"),
                ("1", "gauze"),
            )
        ]

    @classmethod
    def _on_stock(cls, device_class, **vals):
        product = cls._register(cls._create_device(device_class, **vals))
        cls._add_stock(product, 10, cls._create_lot(product, f"T-{vals['name']}"))
        return product

    def _sales_order(self, name):
        order = self._create_sale_order(self.dealer, self.products)
        self.start_tour(f"/odoo/sales/{order.id}", name, login=self.sales.login)
        return order

    def _review(self, job):
        action = self.env.ref("med_base.med_approval_review_action").id
        self.start_tour(
            f"/odoo/action-{action}",
            "med_first_order_review",
            login=self.users[job].login,
        )

    def test_q17_q23_order_refused_split_approved_confirmed_delivered(self):
        order = self._sales_order("med_first_order_refused_and_split")
        self.assertEqual(order.state, "sale")
        copy = self.env["sale.order"].search(
            [("gate_split_from_id", "=", order.id)]
        )
        self.assertEqual(copy.state, "draft")
        self.assertEqual(len(copy.order_line), 2)

        paper = self._create_paper(
            "operating_filing",
            self.dealer,
            classes="2",
            attachment_ids=[Command.link(self._scan(self.sales, raw=_pdf()).id)],
        )
        paper.with_user(self.sales).action_submit()
        self._review("quality_officer")
        self._review("quality_head")
        self.assertEqual(paper.state, "valid")
        self.assertEqual(copy.activity_ids.user_id, self.sales)
        self.assertEqual(copy.state, "draft", "nothing confirms by itself")

        self.start_tour(
            f"/odoo/sales/{copy.id}",
            "med_first_order_copy_confirmed",
            login=self.sales.login,
        )
        for delivery in (order | copy).picking_ids:
            self.start_tour(
                f"/odoo/action-stock.action_picking_tree_all/{delivery.id}",
                "med_first_order_delivered",
                login=self.users["keeper"].login,
            )
        self.assertEqual(set((order | copy).picking_ids.mapped("state")), {"done"})
