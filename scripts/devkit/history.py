"""The last landed state of the repository, to try upgrades from it."""

import contextlib
import os
import pathlib
import shutil
import subprocess
import tempfile

from . import config, paths, template

LANDING_GAP_HOURS = 4  # commits of one landing lie closer together than this


def _git(*arguments):
    done = subprocess.run(["git", "-C", paths.ROOT, *arguments], capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else ""


def last_landed():
    """Commit of the last landed state.

    MED_BASE_REF if set; else where this branch left origin/main; else the newest commit that is
    hours older than the newest; else the one before the newest.
    """
    head = _git("rev-parse", "HEAD")
    if os.environ.get("MED_BASE_REF"):
        return _git("rev-parse", os.environ["MED_BASE_REF"]) or head
    fork = _git("merge-base", "HEAD", "origin/main")
    if fork and fork != head:
        return fork
    stamp = _git("log", "-1", "--format=%ct")
    earlier = stamp and _git("rev-list", "-1", f"--before={int(stamp) - LANDING_GAP_HOURS * 3600}", "HEAD")
    return earlier or _git("rev-parse", "HEAD~1") or head


@contextlib.contextmanager
def checkout(commit):
    """The files of a commit in a folder that is deleted afterwards."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="med-old-"))
    try:
        archive = subprocess.Popen(["git", "-C", paths.ROOT, "archive", commit], stdout=subprocess.PIPE)
        subprocess.run(["tar", "-x", "-C", folder], stdin=archive.stdout, check=True)
        archive.wait()
        yield folder
    finally:
        shutil.rmtree(folder)


def addons_in(folder):
    """Names of the addons in a checkout that are still installable today."""
    return [name for name in paths.our_addons() if (folder / "addons" / name / "__manifest__.py").exists()]


def install_earlier(cluster, database, folder):
    """Install a checkout's addons, with their demonstration cast if they have one, in a new database."""
    cluster.copy(template.ensure(cluster), database)
    path = [entry for entry in paths.addons_path() if entry != str(paths.ADDONS)] + [str(folder / "addons")]
    earlier = config.write(cluster, addons_path=",".join(path))
    arguments = ["-d", database, "--no-http", "--max-cron-threads=0", "--stop-after-init"]
    template.odoo(cluster, "server", *arguments, "-i", ",".join(addons_in(folder)), config_file=earlier)


def count_rows(cluster, database):
    """Rows in each table of ours: {table: count}."""
    tables = cluster.query("SELECT tablename FROM pg_tables WHERE tablename LIKE 'med\\_%'", database).split()
    return {table: int(cluster.query(f'SELECT count(*) FROM "{table}"', database)) for table in tables}
