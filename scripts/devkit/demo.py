"""The demonstration database: made once, upgraded when the addons' files change."""

import re
import subprocess
import sys
import time

from . import config, paths, testdb

# Odoo's applications that the demonstration shows besides what our addons pull in.
APPLICATIONS = ["sale_management", "l10n_cn"]
LOADER = """
import importlib.util, pathlib
for name in {addons!r}:
    path = pathlib.Path({folder!r}) / name / "demo" / "load.py"
    if path.exists():
        spec = importlib.util.spec_from_file_location(f"{{name}}_demo_load", path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        module.load(env)
        env.cr.commit()
"""


def prepare(cluster, database):
    """Make the database, or upgrade it to this state of the files. Returns what was done, in words."""
    wanted = f"content {testdb.content_key()}"
    if not cluster.exists(database):
        _make(cluster, database)
        done = "made"
    elif not cluster.whole(database):
        raise paths.Problem(
            f"the attachments of {database} are missing ({cluster.filestore(database)}). Bring them back,"
            f" or start anew: scripts/pg start; scripts/pg dropdb {database}"
        )
    elif _mark(cluster, database) == wanted:
        return "unchanged"
    else:
        paths.say(f"the addons have changed since the last start: upgrading {database}")
        _upgrade(cluster, database)
        done = "upgraded"
    cluster.query(f"COMMENT ON DATABASE \"{database}\" IS '{wanted}'")
    return done


def _mark(cluster, database):
    return cluster.query(
        f"SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = '{database}'"
    )


def _make(cluster, database):
    """Built under another name and renamed when complete: an interrupted run leaves nothing half done."""
    build = f"{database}_unfinished"
    cluster.drop(build)
    paths.say(f"making the database {database} (China, CNY, Chinese and English)")
    odoo(cluster, "base system", "db", "init", build, "--country", "CN", "--language", "en_US")
    odoo(cluster, "Chinese", "i18n", "loadlang", "-d", build, "-l", "zh_CN")
    modules = [*APPLICATIONS, *paths.our_addons()]
    odoo(cluster, "applications", "module", "install", "-d", build, *modules)
    load_cast(cluster, build)
    filestore = cluster.filestore(build)
    if filestore.exists():
        filestore.rename(cluster.filestore(database))
    cluster.query(f'ALTER DATABASE "{build}" RENAME TO "{database}"')


def _upgrade(cluster, database):
    installed = cluster.query("SELECT name FROM ir_module_module WHERE state = 'installed'", database).split()
    ours = paths.our_addons()
    old = [name for name in ours if name in installed]
    new = [name for name in ours if name not in installed]
    if old:
        odoo(cluster, "upgrade", "module", "upgrade", "-d", database, *old)
    if new:
        odoo(cluster, "new addons", "module", "install", "-d", database, *new)
    load_cast(cluster, database)


def load_cast(cluster, database):
    """Run each addon's demo/load.py: `load(env)` makes what is missing of the cast and leaves the rest."""
    paths.say("loading the demonstration cast")
    script = LOADER.format(addons=paths.our_addons(), folder=str(paths.ADDONS))
    odoo(cluster, "cast", "shell", "-d", database, "--no-http", "--shell-interface=python", script=script)


def odoo(cluster, title, *arguments, script=None):
    """Run Odoo's command line and show how far it is; raises Problem with the end of its log."""
    process = subprocess.Popen(
        [sys.executable, "-m", "odoo", *arguments],
        env=config.environment(cluster),
        stdin=subprocess.PIPE if script else subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    if script:
        process.stdin.write(script)
        process.stdin.close()
    lines = []
    progress = Progress(title)
    try:
        for line in process.stdout:
            lines.append(line)
            progress.feed(line)
    except BaseException:
        process.terminate()
        process.wait()
        raise
    progress.end()
    # A shell script that fails ends with status 0 only where it swallowed its error.
    if process.wait() or (script and any(line.startswith("Traceback") for line in lines)):
        raise paths.Problem(f"odoo {' '.join(arguments)} failed:\n{''.join(lines[-30:])}")


class Progress:
    """Shows "Loading module x (n/m)" lines of Odoo's log: in place on a terminal, else now and then."""

    PATTERN = re.compile(r"Loading module (\S+) \((\d+)/(\d+)\)")

    def __init__(self, title, pause=10):
        self.title, self.pause, self.shown = title, pause, time.monotonic()
        self.terminal = sys.stderr.isatty()
        self.width = 0

    def feed(self, line):
        """Look at one line of the log."""
        match = self.PATTERN.search(line)
        if match:
            self.show(f"    {self.title}: {match[2]} of {match[3]} modules ({match[1]})")

    def show(self, text):
        """Show the text unless that would be too often."""
        now = time.monotonic()
        if self.terminal:
            sys.stderr.write("\r" + text.ljust(self.width))
            self.width = len(text)
        elif now - self.shown >= self.pause:
            self.shown = now
            sys.stderr.write(text + "\n")
        sys.stderr.flush()

    def end(self):
        """Leave the line that was written in place."""
        if self.terminal and self.width:
            sys.stderr.write("\r" + " " * self.width + "\r")


def logins(cluster, database):
    """Rows (login, name, jobs) of the internal users of the cast."""
    sql = """
        SELECT u.login, p.name, string_agg(coalesce(g.name->>'zh_CN', g.name->>'en_US'), '、' ORDER BY g.id)
          FROM res_users u JOIN res_partner p ON p.id = u.partner_id
          JOIN res_groups_users_rel r ON r.uid = u.id JOIN res_groups g ON g.id = r.gid
          JOIN ir_model_data d ON d.model = 'res.groups' AND d.res_id = g.id AND d.module LIKE 'med\\_%'
         WHERE u.active AND NOT u.share AND u.login NOT IN ('admin', '__system__')
         GROUP BY u.id, u.login, p.name ORDER BY u.id
    """
    return [tuple(line.split("|")) for line in cluster.query(sql, database).splitlines()]
