"""A laboratory with a sample on its way, and a direct delivery that waits for its inspection."""

from odoo import Command

LABORATORY = "浙江衡准检验检测有限公司"
USCC = "91330108MA2H9T4X61"
PURPOSE = "首批到货送检"


def load(env):
    """The laboratory of the cast, a sample sent to it, a direct delivery; once only."""
    env = env(context={**env.context, "lang": "zh_CN"})
    inspector = env["res.users"].search([("login", "=", "inspector")], limit=1)
    laboratory = _laboratory(env)
    if inspector:
        _sample(env, laboratory, inspector)
        _direct(env, inspector)


def _laboratory(env):
    partners = env["res.partner"]
    found = partners.search([("med_uscc", "=", USCC), ("parent_id", "=", False)], limit=1)
    return found or partners.create(
        {
            "name": LABORATORY,
            "is_company": True,
            "med_uscc": USCC,
            "med_party_type_id": env.ref("med_base.party_type_testing_body").id,
            "country_id": env.ref("base.cn").id,
            "city": "杭州",
        }
    )


def _sample(env, laboratory, inspector):
    requests = env["med.lab.request"].with_user(inspector).with_context(lang="zh_CN")
    if requests.search_count([("purpose", "=", PURPOSE), ("company_id", "=", env.company.id)]):
        return
    product = env["product.product"].search([("med_di", "=", "06909999100040")], limit=1)
    if not product:
        return
    tests = env.ref("med_quality.lab_test_sterility") | env.ref("med_quality.lab_test_eo")
    request = requests.create(
        {
            "laboratory_id": laboratory.id,
            "product_id": product.id,
            "lot_id": env["stock.lot"].search([("product_id", "=", product.id)], limit=1, order="id").id,
            "quantity": 5,
            "purpose": PURPOSE,
            "standard": "产品技术要求第 2.3、2.5 条",
            "is_blocking": False,
            "line_ids": [Command.create({"test_id": test.id}) for test in tests],
        }
    )
    request.action_send()


def _direct(env, inspector):
    records = env["med.direct.delivery"]
    product = env["product.product"].search([("med_di", "=", "06909999100019")], limit=1)
    parties = {
        code: env["res.partner"].search([("med_uscc", "=", code), ("parent_id", "=", False)], limit=1)
        for code in ("91310115MA8DF5J69F", "12330108470012356W")
    }
    known = records.search_count([("company_id", "=", env.company.id)])
    if known or not product or not all(parties.values()):
        return
    supplier, customer = parties.values()
    records.create(
        {
            "legal_reason": "rescue",
            "reason_note": "车祸伤员今晚手术,本市无库存,供货者直送手术室",
            "supplier_id": supplier.id,
            "customer_id": customer.id,
            "inspector_id": inspector.id,
            "condition": "供货者专车",
            "line_ids": [Command.create({"product_id": product.id, "quantity": 1, "lot_name": "JB9001"})],
        }
    )
