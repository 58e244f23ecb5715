"""Odoo's configuration file for this clone and a cluster, written anew at each use."""

import os

from . import paths

TEMPLATE = paths.ROOT / "config" / "odoo.dev.conf"


def write(cluster, **options):
    """Write the file and return its path; `options` override what config/odoo.dev.conf says."""
    values = {
        "addons_path": ",".join(paths.addons_path()),
        "data_dir": str(cluster.data_dir()),
        "db_host": str(cluster.socket),
        "db_port": "5432",
        "db_user": "odoo",
        **{key: str(value) for key, value in options.items()},
    }
    lines = [line for line in TEMPLATE.read_text().splitlines() if line.split("=")[0].strip() not in values]
    lines += [f"{key} = {value}" for key, value in values.items()]
    cluster.data_dir().mkdir(parents=True, exist_ok=True)
    folder = paths.CACHE / "config"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{paths.root_key()}-{cluster.name}-{'-'.join(options) or 'cli'}.conf"
    scratch = path.with_suffix(f".{os.getpid()}")
    scratch.write_text("\n".join(lines) + "\n")
    scratch.replace(path)
    return path


def environment(cluster, config=None):
    """The environment in which Odoo's command line finds this cluster and our addons."""
    return {**os.environ, **cluster.environment(), "ODOO_RC": str(config or write(cluster))}
