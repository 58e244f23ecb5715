"""Import: 10,000 rows checked, carried out, carried out again

Each row is a paper; two rows make one party with its file. The second run of the same
sheet must change nothing.
"""

import base64
import os
import pathlib
import time

from devkit.bench import Table

ROWS = int(os.environ.get("MED_BENCH_ROWS", "10000"))
LIMIT_S = 300.0


def measure(env, rows):
    """Check and carry out a sheet of ``rows`` rows twice; returns the times."""
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
    first = _import(env, officer, sheet)
    second = _import(env, officer, sheet)
    return {
        "check": first[0],
        "run": first[1],
        "second": second[0] + second[1],
        "done": first[2].done_count,
        "changed": len(second[2].record_ids),
        "failed": len(first[2].line_ids.filtered(lambda line: line.state != "done")),
    }


def _import(env, officer, sheet):
    run = env["med.import.run"].with_user(officer).create({"kind": "partner", "sheet": sheet})
    started = time.perf_counter()
    run.action_check()
    env.cr.commit()  # house: ok, as above
    checked = time.perf_counter()
    run.action_start()
    env.cr.commit()  # house: ok, as above
    while run.state == "running":
        run._run_batch()
        env.cr.commit()  # house: ok, each batch is a transaction in the cron
        env.invalidate_all()
    return checked - started, time.perf_counter() - checked, run


def run(bench):
    """Measure on a database of its own."""
    with bench.database("suite") as database:
        seen = bench.call(database, pathlib.Path(__file__), "measure", rows=ROWS)
    total = seen["check"] + seen["run"]
    rows = [
        (f"check {ROWS} rows", f"{seen['check']:.1f} s"),
        ("carry out", f"{seen['run']:.1f} s"),
        ("a second time", f"{seen['second']:.1f} s"),
    ]
    return Table(
        ["step", "time"],
        rows,
        [
            (f"{ROWS} rows in less than {LIMIT_S:.0f} s", total < LIMIT_S),
            ("every row is done", seen["failed"] == 0 and seen["done"] == ROWS),
            ("a second run changes nothing", seen["changed"] == 0),
        ],
    )
