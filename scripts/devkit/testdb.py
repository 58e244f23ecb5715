"""Databases for tests: the core template plus our addons, kept under a name made of their content."""

import hashlib

from . import cluster as clusters
from . import paths, template

LEFT_OUT = {"__pycache__", "tests", "readme"}


def content_key():
    """Hash of our addons' files: another content, another database."""
    digest = hashlib.sha256(template.name().encode())
    for path in sorted(paths.ADDONS.rglob("*")):
        if path.is_file() and not LEFT_OUT.intersection(path.parts):
            digest.update(str(path.relative_to(paths.ADDONS)).encode() + path.read_bytes())
    return digest.hexdigest()[:10]


def name():
    """Name of this clone's database with all addons installed."""
    return f"med_all_{paths.root_key()}_{content_key()}"


def ensure(cluster, fresh=False):
    """The database with all our addons installed; made where it is missing or `fresh` is asked for.

    Returns its name. Databases of this clone's earlier contents are dropped.
    """
    wanted, prefix = name(), f"med_all_{paths.root_key()}_"
    existing = cluster.query(f"SELECT datname FROM pg_database WHERE datname LIKE '{prefix}%'").split()
    for database in existing:
        if fresh or database != wanted:
            cluster.drop(database)
    if fresh or not cluster.whole(wanted):
        install(cluster, wanted)
    return wanted


def install(cluster, database, modules=None, base=None):
    """Copy the template to `database`, install addons there, return the install log."""
    modules = modules or paths.our_addons()
    if not modules:
        raise paths.Problem("there is no installable addon in addons/.")
    build = f"{database}_build"
    cluster.copy(base or template.ensure(cluster), build)
    paths.say(f"installing {', '.join(modules)}")
    log = run_server(cluster, build, "-i", ",".join(modules))
    cluster.drop(database)
    filestore = cluster.filestore(build)
    if filestore.exists():
        filestore.rename(cluster.filestore(database))
    cluster.query(f'ALTER DATABASE "{build}" RENAME TO "{database}"')
    cluster.query(f"COMMENT ON DATABASE \"{database}\" IS 'made by scripts/test'")
    log_path(database).write_text(log)
    return log


def log_path(database):
    """Where the install log of a database made by `install` is kept."""
    folder = paths.CACHE / "log"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"install-{database}.log"


def run_server(cluster, database, *arguments):
    """Run `odoo server … --stop-after-init` on a database, return its log."""
    return template.odoo(
        cluster,
        "server",
        "-d",
        database,
        "--no-http",
        "--max-cron-threads=0",
        "--stop-after-init",
        *arguments,
    )


def shared_cluster():
    """The started test cluster."""
    return clusters.Cluster("test").start()
