"""`make bench`: runs tests/benchmarks/bench_*.py and prints a table for each.

A benchmark file has a docstring, whose first line is the title, and `run(bench)`, which returns a Table.
Its work inside Odoo stands in functions `name(env, **arguments)` that `bench.call` runs in a process of
its own, so that core and suite are measured side by side in one run.
"""

import contextlib
import dataclasses
import importlib.util
import json
import os
import pathlib
import subprocess
import sys
import time
import unicodedata

from . import cluster as clusters
from . import config, paths, template, testdb

FOLDER = paths.ROOT / "tests" / "benchmarks"
RUNNER = """
import importlib.util, json
spec = importlib.util.spec_from_file_location("benchmark", {path!r})
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
print("RESULT " + json.dumps(getattr(module, {function!r})(env, **json.loads({arguments!r}))))
"""


@dataclasses.dataclass
class Table:
    """What a benchmark found: columns, rows, and (what was promised, whether it was kept) pairs."""

    columns: list
    rows: list
    promises: list


class Bench:
    """What a benchmark works with."""

    def __init__(self, cluster):
        self.cluster = cluster

    @contextlib.contextmanager
    def database(self, kind, addons=()):
        """A new database: `core` is Odoo's applications alone, `suite` has our addons on top.

        With `addons` only these of ours, and what they depend on.
        """
        name = f"med_bench_{kind}_{paths.root_key()}_{os.getpid()}"
        if addons:
            testdb.install(self.cluster, name, modules=list(addons))
        else:
            source = testdb.ensure(self.cluster) if kind == "suite" else template.ensure(self.cluster)
            self.cluster.copy(source, name)
        try:
            yield name
        finally:
            self.cluster.drop(name)

    def call(self, database, path, function, **arguments):
        """Run `function(env, **arguments)` of a benchmark file inside Odoo; returns its JSON-able result."""
        script = RUNNER.format(path=str(path), function=function, arguments=json.dumps(arguments))
        done = subprocess.run(
            [sys.executable, "-m", "odoo", "shell", "-d", database, "--no-http", "--log-level=error"],
            input=script,
            env={**config.environment(self.cluster), "PYTHONPATH": str(paths.ROOT / "scripts")},
            capture_output=True,
            text=True,
            check=False,
        )
        for line in done.stdout.splitlines():
            if line.startswith("RESULT "):
                return json.loads(line[7:])
        raise paths.Problem(
            f"{pathlib.Path(path).name}: {function} failed:\n{(done.stdout + done.stderr)[-3000:]}"
        )


def processor_seconds(env):
    """Seconds on a processor so far: this process and the database session that serves it.

    Unlike wall time they do not count what else the machine does meanwhile.
    """
    session = env.cr._cnx.info.backend_pid
    served = pathlib.Path(f"/proc/{session}/schedstat").read_text("ascii").split()[0]
    return time.process_time() + int(served) / 1e9


def render(table):
    """The table as text with aligned columns; Chinese characters count twice."""
    rows = [[str(cell) for cell in row] for row in [table.columns, *table.rows]]
    widths = [max(_width(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths)) for row in rows
    ]
    lines.insert(1, "  ".join("-" * width for width in widths))
    lines += [f"{'kept  ' if kept else 'BROKEN'}  {promise}" for promise, kept in table.promises]
    return "\n".join(line.rstrip() for line in lines)


def _width(text):
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def load(path):
    """Import a benchmark file."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main(names):
    """Run the benchmarks named (without bench_), or all; status 1 where a promise is broken."""
    files = {path.stem.removeprefix("bench_"): path for path in sorted(FOLDER.glob("bench_*.py"))}
    unknown = [name for name in names if name not in files]
    if unknown:
        raise paths.Problem(f"unknown benchmark {', '.join(unknown)}; there are {', '.join(files)}.")
    bench, broken = Bench(clusters.Cluster("test").start()), 0
    for name in names or files:
        module = load(files[name])
        title = (module.__doc__ or name).strip().splitlines()[0]
        paths.say(f"{name} …")
        before = os.getloadavg()[0]
        table = module.run(bench)
        broken += sum(not kept for _promise, kept in table.promises)
        busy = f"{os.cpu_count()} processors, load {before:.1f} before, {os.getloadavg()[0]:.1f} after"
        sys.stdout.write(f"\n{title}\n{render(table)}\n        {busy}\n")
        sys.stdout.flush()
    return 1 if broken else 0


if __name__ == "__main__":
    os.environ.pop("ODOO_RC", None)
    try:
        sys.exit(main(sys.argv[1:]))
    except paths.Problem as problem:
        sys.stderr.write(f"error: {problem}\n")
        sys.exit(1)
