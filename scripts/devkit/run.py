"""`make run`: PostgreSQL and Odoo with the demonstration database until Ctrl-C."""

import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
import unicodedata
import urllib.request

from . import cluster as clusters
from . import config, demo, paths


def check_port(port):
    """Raise a Problem where the port is taken."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise paths.Problem(
                f"port {port} is not free ({error.strerror}). Choose another: MED_PORT=8070 make run"
            ) from None


def single_instance():
    """Hold a lock as long as the process lives; raise a Problem where another run holds it."""
    paths.DATA.mkdir(parents=True, exist_ok=True)
    handle = (paths.DATA / ".run.lock").open("a+")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        handle.seek(0)
        raise paths.Problem(
            f"another `make run` uses {paths.DATA} already ({handle.read().strip() or 'still starting'})."
            " Stop it, or set MED_DATA and MED_PORT for a second one."
        ) from None
    handle.truncate(0)
    return handle


def start_odoo(cluster, database, port):
    """Start the server process; its log goes to a file whose path is returned with it."""
    log = paths.DATA / "odoo.log"
    command = [sys.executable, "-m", "odoo", "server", "-d", database, "--db-filter", f"^{database}$"]
    command += ["--http-interface", "127.0.0.1", "--http-port", str(port), "--no-database-list"]
    with log.open("a") as output:
        process = subprocess.Popen(
            command,
            env=config.environment(cluster),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    return process, log


def wait_until_ready(process, log, port):
    """Wait for the login page."""
    deadline = time.monotonic() + 180
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/web/login", timeout=60) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.3)
    raise paths.Problem(f"Odoo did not start (log: {log}):\n{log.read_text(errors='replace')[-2000:]}")


def welcome(cluster, database, port):
    """Print address and logins."""
    print_line(f"\nOdoo with the suite:  http://127.0.0.1:{port}   (database {database})\n")
    print_line("  login = password        who, with which job")
    print_line(f"  {pad('admin', 22)}  administrator")
    for login, name, jobs in demo.logins(cluster, database):
        print_line(f"  {pad(login, 22)}  {name} ({jobs})")
    print_line("\nmake demo plays the story against this server. Ctrl-C stops everything.\n")


def pad(text, width):
    """Fill up to a width, counting Chinese characters twice."""
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    return text.ljust(width - wide)


def print_line(text):
    """Print to standard output, at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def stop(process):
    """End Odoo: politely, and after ten seconds not."""
    if process and process.poll() is None:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def main():
    """Everything from the lock to the end of the server; returns the exit status."""
    port, database = int(os.environ.get("MED_PORT", "8069")), os.environ.get("MED_DB", "med_demo")
    lock = single_instance()
    check_port(port)
    lock.write(f"process {os.getpid()}, http://127.0.0.1:{port}\n")
    lock.flush()
    cluster, process = clusters.Cluster("run"), None
    # SIGINT too: it is ignored where the shell started us in the background
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    try:
        paths.say("starting PostgreSQL")
        cluster.start()
        demo.prepare(cluster, database)
        paths.say("starting Odoo")
        process, log = start_odoo(cluster, database, port)
        wait_until_ready(process, log, port)
        welcome(cluster, database, port)
        status = process.wait()
        raise paths.Problem(f"Odoo ended by itself with status {status} (log: {log}).")
    except KeyboardInterrupt:
        paths.say("stopping")
        return 0
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second Ctrl-C must not leave PostgreSQL behind
        stop(process)
        cluster.stop()


if __name__ == "__main__":
    try:
        sys.exit(main())
    except paths.Problem as problem:
        sys.stderr.write(f"error: {problem}\n")
        sys.exit(1)
