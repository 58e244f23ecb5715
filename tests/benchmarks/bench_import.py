"""Import: 10,000 rows checked, carried out, carried out again, undone

Each row is a paper; two rows make one party with its file. The second run of the same
sheet must change nothing, and the undo leaves nothing behind. Queries are compared between
batches early and late in the run: they must not grow with what is there already.
"""

import base64
import os
import pathlib
import time

from devkit.bench import Table

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
    undone = _undo(env, second[2]) + _undo(env, first[2])
    return {
        "check": first[0],
        "run": first[1],
        "second": second[0] + second[1],
        "undo": undone,
        "left": _count(env) - before,
        "queries": [first[3][1], first[3][-2]],
        "done": first[2].done_count,
        "changed": len(second[2].record_ids),
        "failed": len(first[2].line_ids.filtered(lambda line: line.state != "done")),
    }


def _import(env, officer, sheet):
    run = env["med.import.run"].with_user(officer).create({"kind": "partner", "sheet": sheet})
    started = time.perf_counter()
    run.action_check()
    env.cr.commit()  # house: ok, as above
    checked, queries = time.perf_counter(), []
    run.action_start()
    env.cr.commit()  # house: ok, as above
    while run.state == "running":
        before = env.cr.sql_log_count
        run._run_batch()
        env.cr.commit()  # house: ok, each batch is a transaction in the cron
        env.invalidate_all()
        queries.append(env.cr.sql_log_count - before)
    return checked - started, time.perf_counter() - checked, run, queries


def _undo(env, run):
    """Seconds of undoing a run."""
    started = time.perf_counter()
    run.action_undo()
    while run.state == "undoing":
        run._undo_batch()
        env.cr.commit()  # house: ok, each batch is a transaction in the cron
        env.invalidate_all()
    return time.perf_counter() - started


def _count(env):
    """How many parties, papers and files there are."""
    return sum(env[model].search_count([]) for model in ("res.partner", "med.credential", "med.dossier"))


def run(bench):
    """Measure on a database of its own."""
    with bench.database("suite", addons=ADDONS) as database:
        seen = bench.call(database, pathlib.Path(__file__), "measure", rows=ROWS)
    total = seen["check"] + seen["run"]
    rows = [
        (f"check {ROWS} rows", f"{seen['check']:.1f} s"),
        ("carry out", f"{seen['run']:.1f} s"),
        ("a second time", f"{seen['second']:.1f} s"),
        ("undo", f"{seen['undo']:.1f} s"),
        ("queries of an early and of a late batch", " and ".join(map(str, seen["queries"]))),
    ]
    return Table(
        ["step", "time"],
        rows,
        [
            (f"{ROWS} rows in less than {LIMIT_S:.0f} s", total < LIMIT_S),
            ("every row is done", seen["failed"] == 0 and seen["done"] == ROWS),
            ("a second run changes nothing", seen["changed"] == 0),
            (
                f"undone in less than {LIMIT_S:.0f} s, nothing left",
                seen["undo"] < LIMIT_S and not seen["left"],
            ),
            ("late batches ask no more than early ones", seen["queries"][1] <= seen["queries"][0] + 5),
        ],
    )
