"""Import: 10,000 rows checked, carried out, carried out again, undone

Each row is a paper; two rows make one party with its file. The second run of the same
sheet must change nothing, and the undo leaves nothing behind. Queries are compared between
batches early and late in the run: they must not grow with what is there already. What is promised
is processor time of Odoo and of its database session, who take turns: the time on a quiet machine.
"""

import base64
import os
import pathlib
import time

from devkit.bench import Table, processor_seconds

ROWS = int(os.environ.get("MED_BENCH_ROWS", "10000"))
ADDONS = ("med_qualification",)
LIMIT_S = 300.0


def measure(env, rows):
    """Check and carry out a sheet of ``rows`` rows twice, undo it; returns times and counts."""
    from odoo.addons.med_qualification.medpapers.sheet_template import build_template, sample_rows

    sheet = base64.b64encode(build_template("partner", rows=sample_rows("partner", rows)))
    officer = env["res.users"].create(
        {
            "name": "Bench",
            "login": "bench_import",
            "group_ids": [(6, 0, env.ref("med_base.group_quality_officer").ids)],
        }
    )
    env.cr.commit()  # house: ok, a database made for this run
    before = _count(env)
    first = _import(env, officer, sheet)
    second = _import(env, officer, sheet)
    undone = _sum(_undo(env, second[2]), _undo(env, first[2]))
    return {
        "check": first[0],
        "run": first[1],
        "second": _sum(*second[:2]),
        "undo": undone,
        "left": _count(env) - before,
        "queries": [first[3][1], first[3][-2]],
        "done": first[2].done_count,
        "changed": len(second[2].record_ids),
        "failed": len(first[2].line_ids.filtered(lambda line: line.state != "done")),
    }


def _import(env, officer, sheet):
    run = env["med.import.run"].with_user(officer).create({"kind": "partner", "sheet": sheet})
    started = _clock(env)
    run.action_check()
    env.cr.commit()  # house: ok, as above
    check, started, queries = _since(env, started), _clock(env), []
    run.action_start()
    env.cr.commit()  # house: ok, as above
    while run.state == "running":
        before = env.cr.sql_log_count
        run._run_batch()
        env.cr.commit()  # house: ok, each batch is a transaction in the cron
        env.invalidate_all()
        queries.append(env.cr.sql_log_count - before)
    return check, _since(env, started), run, queries


def _undo(env, run):
    """Times of undoing a run."""
    started = _clock(env)
    run.action_undo()
    while run.state == "undoing":
        run._undo_batch()
        env.cr.commit()  # house: ok, each batch is a transaction in the cron
        env.invalidate_all()
    return _since(env, started)


def _clock(env):
    return processor_seconds(env), time.perf_counter()


def _since(env, started):
    """(seconds on a processor, seconds on the wall) since a clock was read."""
    return [now - then for now, then in zip(_clock(env), started, strict=True)]


def _sum(*times):
    return [sum(each) for each in zip(*times, strict=True)]


def _count(env):
    """How many parties, papers and files there are."""
    return sum(env[model].search_count([]) for model in ("res.partner", "med.credential", "med.dossier"))


def run(bench):
    """Measure on a database of its own."""
    with bench.database("suite", addons=ADDONS) as database:
        seen = bench.call(database, pathlib.Path(__file__), "measure", rows=ROWS)
    total = seen["check"][0] + seen["run"][0]
    steps = {f"check {ROWS} rows": "check", "carry out": "run", "a second time": "second", "undo": "undo"}
    rows = [(step, *(f"{seconds:.1f}" for seconds in seen[name])) for step, name in steps.items()]
    rows.append(("queries of an early and of a late batch", *seen["queries"]))
    return Table(
        ["step", "processor s", "wall s"],
        rows,
        [
            (f"{ROWS} rows in less than {LIMIT_S:.0f} s", total < LIMIT_S),
            ("every row is done", seen["failed"] == 0 and seen["done"] == ROWS),
            ("a second run changes nothing", seen["changed"] == 0),
            (
                f"undone in less than {LIMIT_S:.0f} s, nothing left",
                seen["undo"][0] < LIMIT_S and not seen["left"],
            ),
            ("late batches ask no more than early ones", seen["queries"][1] <= seen["queries"][0] + 5),
        ],
    )
