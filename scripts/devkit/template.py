"""The cached template database: Odoo's own applications without ours, country CN, no demo data."""

import fcntl
import hashlib
import subprocess
import sys

from . import config, paths

MODULES = (
    "sale_management,sale_stock,purchase_stock,stock_account,portal,product_expiry,"
    "maintenance,repair,survey,l10n_cn"
).split(",")
LANGUAGES = ("zh_CN",)
RECIPE = 1  # raise it where the steps below change


def name():
    """Name of the template; another Odoo, another list of modules, another name."""
    version = paths.ODOO.parents[3] / ".complete"
    key = [version.read_text() if version.exists() else str(paths.ODOO), *MODULES, *LANGUAGES, str(RECIPE)]
    return "med_tmpl_" + hashlib.sha256("|".join(key).encode()).hexdigest()[:10]


def odoo(cluster, *arguments, config_file=None):
    """Run Odoo's command line on a cluster; returns its log, which is shown on failure."""
    done = subprocess.run(
        [sys.executable, "-m", "odoo", *arguments],
        env=config.environment(cluster, config_file),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        raise paths.Problem(f"odoo {' '.join(arguments)} failed:\n{done.stdout[-3000:]}")
    return done.stdout


def ensure(cluster):
    """Make the template where it is missing, and return its name."""
    wanted = name()
    with (paths.CACHE / ".template.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        if not cluster.whole(wanted):
            cluster.drop(wanted)
            build = wanted + "_build"
            cluster.drop(build)
            paths.say(f"making the template database {wanted} (core applications, once)")
            odoo(cluster, "db", "init", build, "--country", "CN", "--language", "en_US")
            odoo(cluster, "i18n", "loadlang", "-d", build, "-l", *LANGUAGES)
            odoo(cluster, "module", "install", "-d", build, *MODULES)
            filestore = cluster.filestore(build)
            if filestore.exists():
                filestore.rename(cluster.filestore(wanted))
            cluster.query(f'ALTER DATABASE "{build}" RENAME TO "{wanted}"')
    return wanted
