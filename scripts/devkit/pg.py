"""Command line of the private clusters and their databases."""

import argparse
import os
import sys

from . import cluster as clusters
from . import config, paths, template


def main(arguments=None):
    """start | stop | status | env | psql | template | createdb NAME | dropdb NAME."""
    parser = argparse.ArgumentParser(prog="scripts/pg", description=main.__doc__)
    parser.add_argument("--cluster", default=os.environ.get("MED_CLUSTER", "run"), choices=("run", "test"))
    parser.add_argument("action", choices="start stop status env conf psql template createdb dropdb".split())
    parser.add_argument("rest", nargs=argparse.REMAINDER)
    options = parser.parse_args(arguments)
    cluster = clusters.Cluster(options.cluster)
    try:
        return globals()[f"do_{options.action}"](cluster, options.rest) or 0
    except paths.Problem as problem:
        sys.stderr.write(f"error: {problem}\n")
        return 1


def do_start(cluster, _rest):
    """Start the cluster."""
    cluster.start()


def do_stop(cluster, _rest):
    """Stop the cluster."""
    cluster.stop()


def do_status(cluster, _rest):
    """Say whether it runs; the exit status says it, too."""
    running = cluster.running()
    sys.stdout.write(f"{cluster.name}: {'running' if running else 'stopped'} ({cluster.socket})\n")
    return 0 if running else 1


def do_env(cluster, _rest):
    """Print the variables for libpq and Odoo as shell exports."""
    values = {"ODOO_RC": config.write(cluster), "MED_DATA_DIR": cluster.data_dir()}
    for key, value in {**cluster.environment(), **values}.items():
        sys.stdout.write(f"export {key}={value}\n")


def do_conf(cluster, _rest):
    """Write Odoo's configuration file and print its path."""
    sys.stdout.write(f"{config.write(cluster)}\n")


def do_psql(cluster, rest):
    """Open psql."""
    os.environ.update(cluster.environment())
    os.execv(cluster.bin / "psql", ["psql", *rest])


def do_template(cluster, _rest):
    """Make the template database if needed and print its name."""
    cluster.start()
    sys.stdout.write(template.ensure(cluster) + "\n")


def do_createdb(cluster, rest):
    """Make (or make anew) a database from the template."""
    cluster.start()
    cluster.copy(template.ensure(cluster), rest[0])


def do_dropdb(cluster, rest):
    """Drop a database and its filestore."""
    cluster.drop(rest[0])


if __name__ == "__main__":
    sys.exit(main())
