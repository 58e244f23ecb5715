"""Ledger: appending and verifying

One append at a time as the addons do it, then a long ledger verified from its first entry on.
"""

import os
import pathlib
import time

from devkit.bench import Table

ENTRIES = int(os.environ.get("MED_BENCH_ENTRIES", "100000"))
APPEND_MS, VERIFY_S = 1.0, 20.0


def measure(env, entries):
    """Append one by one, fill up in batches, seal, verify; returns the times."""
    ledger = env["med.ledger.entry"]
    partner = env["res.partner"].create({"name": "Benchmark"})
    env.flush_all()
    singles = 1000
    started = time.perf_counter()
    for number in range(singles):
        ledger._append("bench.single", record=partner, facts={"number": number, "text": "x" * 40})
    env.flush_all()
    single = (time.perf_counter() - started) / singles
    started = time.perf_counter()
    for start in range(singles, entries, 1000):
        ledger._append_batch(
            [
                {"event": "bench.batch", "record": partner, "facts": {"number": number}}
                for number in range(start, start + 1000)
            ]
        )
        env.flush_all()
        env.invalidate_all()
    batch = (time.perf_counter() - started) / max(entries - singles, 1)
    env.cr.commit()  # sealing takes what is committed; house: ok, a database made for this run
    with_sealing = time.perf_counter()
    env.ref("med_base.ir_cron_ledger_seal").method_direct_trigger()
    sealing = time.perf_counter() - with_sealing
    started = time.perf_counter()
    result = ledger.verify()
    return {
        "single": single,
        "batch": batch,
        "sealing": sealing,
        "verify": time.perf_counter() - started,
        "ok": result["ok"],
        "entries": result["entries"],
    }


def run(bench):
    """Measure on a database of its own."""
    with bench.database("suite") as database:
        seen = bench.call(database, pathlib.Path(__file__), "measure", entries=ENTRIES)
    rows = [
        ("append, one", f"{seen['single'] * 1000:.3f} ms"),
        ("append, in batches", f"{seen['batch'] * 1000:.3f} ms"),
        ("seal", f"{seen['sealing']:.1f} s"),
        (f"verify {seen['entries']} entries", f"{seen['verify']:.1f} s"),
    ]
    return Table(
        ["step", "time"],
        rows,
        [
            (f"an append below {APPEND_MS:.0f} ms", seen["single"] * 1000 < APPEND_MS),
            (f"{ENTRIES} entries verified in less than {VERIFY_S:.0f} s", seen["verify"] < VERIFY_S),
            ("the ledger is whole", seen["ok"] and seen["entries"] >= ENTRIES),
        ],
    )
