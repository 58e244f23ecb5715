"""A register of 20,000 parties with ten papers each: searching it, and the gate beside it

Parties and papers are written by SQL; seals and kept states are made by the suite itself, as an upgrade
would make them. One in twenty licences has expired. Times of the gate and of the search are processor
time of Odoo and of its database session, the best of the rounds.
"""

import datetime
import os
import pathlib
import time

from devkit.bench import Table, processor_seconds

SIZES = (1000, 20000)
ADDONS = ("med_qualification",)
ROUNDS = int(os.environ.get("MED_BENCH_ROUNDS", "7"))
LIMIT_SECONDS = 1.0
LIMIT_GATE = 1.1
LINES = 20
BATCH = 500
TYPES = (
    "business_licence",
    "operating_licence",
    "operating_filing",
    "quality_agreement",
    "billing_information",
)

# copies of the dealer's rows, so that whatever columns there are have a value
PARTNERS = """
    INSERT INTO res_partner SELECT made.*
    FROM res_partner p, (SELECT nextval('res_partner_id_seq') key FROM generate_series(1, %(count)s)) new,
        jsonb_populate_record(p, jsonb_build_object(
            'id', key, 'commercial_partner_id', key, 'name', 'Register ' || key,
            'complete_name', 'Register ' || key, 'med_uscc', NULL)) made
    WHERE p.id = %(dealer)s RETURNING id"""
FILES = """
    INSERT INTO med_dossier SELECT made.*
    FROM med_dossier d, unnest(%(ids)s) p(id), jsonb_populate_record(d, jsonb_build_object(
        'id', nextval('med_dossier_id_seq'), 'partner_id', p.id)) made
    WHERE d.partner_id = %(dealer)s RETURNING id"""
# of each of five types the paper in force and the version before
PAPERS = """
    INSERT INTO med_credential SELECT made.*
    FROM med_credential c, unnest(%(ids)s) p(id), unnest(%(types)s) t(id), (VALUES (TRUE), (FALSE)) v(old),
        jsonb_populate_record(c, jsonb_build_object(
        'id', nextval('med_credential_id_seq'), 'partner_id', p.id, 'commercial_partner_id', p.id,
        'type_id', t.id, 'number', 'NO-' || p.id || '-' || t.id, 'unique_key', NULL,
        'state', CASE WHEN v.old THEN 'superseded' ELSE 'valid' END,
        'ended_on', CASE WHEN v.old THEN current_date - 100 END,
        'date_valid_to', CASE WHEN NOT v.old AND t.id = %(licence)s AND p.id %% 20 = 0
                         THEN current_date - 10 ELSE current_date + 300 + (p.id %% 1000)::int END)) made
    WHERE c.partner_id = %(dealer)s AND c.type_id = %(licence)s RETURNING id"""


def grow(env, sizes, rounds):
    """Measure at each size of the register.

    :return: {size: {"build", "search", "first_page", "found", "gate", "queries"}}, times in seconds
    """
    order = _order(env)
    found, count = {}, 0
    for size in sizes:
        started = time.perf_counter()
        for first in range(count, size, BATCH):
            _fill(env, order.partner_id, min(BATCH, size - first))
        count = size
        build = time.perf_counter() - started
        env.cr.execute("ANALYZE")  # the small tables as well: others are planned by them
        found[size] = {"build": build, **_search(env, rounds), **_gate(env, order, rounds)}
    env.cr.rollback()
    return found


def _order(env):
    """A quotation over devices for a qualified dealer of a live, licensed company."""
    from odoo.addons.med_qualification.tests.common import USCC, MedQualificationCommon

    class Factory(MedQualificationCommon):
        """The factories of the tests, on this database."""

    Factory.env, Factory.company, Factory.today = env, env.company, datetime.date.today()
    env.company._guarded_write({"med_mode": "live"})
    own = {"med_party_type_id": Factory._party_type("own_company").id, "med_uscc": USCC["own_company"]}
    env.company.partner_id.write({"country_id": env.ref("base.cn").id, "vat": False, **own})
    Factory._license_ourselves()
    devices = [Factory._register(Factory._create_device("2", name=f"Device {n}")) for n in range(LINES)]
    dealer = Factory._admit_dealer("Benchmark dealer", classes="23")
    return Factory._create_sale_order(dealer, devices, user=env.user)


def _fill(env, dealer, count):
    """Add parties like the dealer with their files, papers, seals and kept states."""
    types = env["med.credential.type"].search([("code", "in", TYPES)])
    values = {
        "dealer": dealer.id,
        "types": types.ids,
        "licence": types.filtered(lambda t: t.code == "operating_licence").id,
        "count": count,
    }
    values["ids"] = _insert(env, PARTNERS, values)
    env["med.dossier"].browse(_insert(env, FILES, values))._seal()
    env["med.credential"].browse(_insert(env, PAPERS, values))._seal()
    env["med.qualification.status"]._ensure()
    env.flush_all()
    env.invalidate_all()


def _insert(env, query, values):
    env.cr.execute(query, values)
    return [row[0] for row in env.cr.fetchall()]


def _search(env, rounds):
    """Customers whose required paper has expired: how many, and the first page of them."""
    partners = env["res.partner"]
    domain = [("med_qualification_state", "=", "expired")]
    counted, count = _best(env, lambda: partners.search_count(domain), rounds)
    page, _rows = _best(env, lambda: partners.search(domain, limit=80).mapped("display_name"), rounds)
    return {"search": counted, "first_page": page, "found": count}


def _gate(env, order, rounds):
    seconds, _findings = _best(env, order.action_gate_check, rounds)
    env.invalidate_all()
    before = env.cr.sql_log_count
    order.action_gate_check()
    return {"gate": seconds, "queries": env.cr.sql_log_count - before}


def _best(env, call, rounds):
    """Best processor seconds of some rounds, caches emptied before each, and the last result."""
    times, result = [], None
    for _round in range(rounds):
        env.flush_all()
        env.invalidate_all()
        started = processor_seconds(env)
        result = call()
        times.append(processor_seconds(env) - started)
    return min(times), result


def run(bench):
    """Fill a register to both sizes and compare."""
    with bench.database("suite", addons=ADDONS) as suite:
        result = bench.call(suite, pathlib.Path(__file__), "grow", sizes=SIZES, rounds=ROUNDS)
    found = {int(size): values for size, values in result.items()}
    rows = [
        (
            size,
            f"{values['build']:.0f}",
            values["found"],
            f"{values['search'] * 1000:.0f}",
            f"{values['first_page'] * 1000:.0f}",
            f"{values['gate'] * 1000:.0f}",
            values["queries"],
        )
        for size, values in found.items()
    ]
    small, large = found[SIZES[0]], found[SIZES[-1]]
    slow = max(large["search"], large["first_page"])
    return Table(
        ["parties", "made s", "expired", "count ms", "first page ms", "gate ms", "gate queries"],
        rows,
        [
            (f"parties with an expired paper in under {LIMIT_SECONDS:.0f} s", slow < LIMIT_SECONDS),
            ("one order asks as many queries beside 20,000 parties", large["queries"] <= small["queries"]),
            (f"and takes at most {LIMIT_GATE} x the time", large["gate"] <= small["gate"] * LIMIT_GATE),
        ],
    )
