"""Private PostgreSQL clusters: never run as root, reached by a unix socket only.

`run` keeps its data safe and belongs to `make run`; `test` trades safety for speed.
"""

import contextlib
import hashlib
import os
import pathlib
import re
import shutil
import subprocess
import time

from . import paths

OWNER = "odoo"  # the role Odoo uses: may create databases, is no superuser
ADMIN = "postgres"
COMMON = {
    "listen_addresses": "''",
    "max_connections": "200",
    "shared_buffers": "512MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "256MB",
    "jit": "off",
    "timezone": "'UTC'",
    "log_timezone": "'UTC'",
    "lc_messages": "'C'",
}
FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum_naptime": "'10min'",
    "max_wal_size": "'4GB'",
}


def binaries(version=None):
    """Folder of PostgreSQL's server programs, of one major version or the newest."""
    if os.environ.get("MED_PGBIN"):
        return pathlib.Path(os.environ["MED_PGBIN"])
    found = sorted(
        (path for path in pathlib.Path("/usr/lib/postgresql").glob("*/bin") if (path / "initdb").exists()),
        key=lambda path: int(re.match(r"\d+", path.parent.name)[0]),
    )
    if version:
        found = [path for path in found if path.parent.name == str(version)]
    if not found:
        raise paths.Problem(f"PostgreSQL {version or ''} is not installed. Run 'make setup'.")
    return found[-1]


def as_server_user(command):
    """The command, run as the account `postgres` where we are root."""
    if os.geteuid() == 0:
        return ["runuser", "-u", "postgres", "--", *map(str, command)]
    return list(map(str, command))


def _reachable(folder):
    """Whether the server's account can enter the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    return subprocess.run(as_server_user(["test", "-x", folder]), check=False).returncode == 0


def home_of(name):
    """Folder of a cluster. Where root's home is closed to the server's account: below /var/lib."""
    base = paths.DATA if name == "run" else paths.CACHE
    if os.geteuid() == 0 and not _reachable(base):
        key = hashlib.sha256(str(base).encode()).hexdigest()[:8]
        base = pathlib.Path("/var/lib/med-suite") / key
    return base / "postgresql" / name


class Cluster:
    """One PostgreSQL server with its own folder and socket."""

    def __init__(self, name="test", home=None, settings=None):
        """Name it; `home` and `settings` serve tests that need more clusters."""
        self.name = name
        self.home = pathlib.Path(home) if home else home_of(name)
        self.data = self.home / "data"
        self.socket = self.home / "socket"
        if len(str(self.socket)) > 80:  # the kernel allows 107 characters with the file's name
            key = hashlib.sha256(str(self.home).encode()).hexdigest()[:8]
            self.socket = pathlib.Path("/tmp") / f"med-pg-{key}"
        self.log = self.home / "postgresql.log"
        self.settings = {**COMMON, **({} if name == "run" else FAST), **(settings or {})}

    @property
    def bin(self):
        """Programs of the version that made the data."""
        version = self.data / "PG_VERSION"
        return binaries(self._read(version).strip() if self._exists(version) else None)

    def _exists(self, path):
        return subprocess.run(as_server_user(["test", "-e", path]), check=False).returncode == 0

    def _read(self, path):
        return subprocess.check_output(as_server_user(["cat", path]), text=True)

    def environment(self):
        """Variables that lead libpq, psycopg2 and Odoo to this cluster."""
        return {"PGHOST": str(self.socket), "PGUSER": OWNER, "PGPORT": "5432"}

    def own_folder(self, folder):
        """Make a folder that only the server's account may change."""
        folder.mkdir(parents=True, exist_ok=True)
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        folder.chmod(0o700)

    def create(self):
        """initdb where there is no complete cluster yet."""
        if self._exists(self.data / "PG_VERSION") and (self.home / ".complete").exists():
            return
        shutil.rmtree(self.data, ignore_errors=True)
        self.own_folder(self.home)
        command = [self.bin / "initdb", "-D", self.data, "-U", ADMIN, "-A", "trust", "-E", "UTF8"]
        command += ["--locale=C.UTF-8", "--no-instructions"]
        done = subprocess.run(as_server_user(command), capture_output=True, text=True, check=False, cwd="/")
        if done.returncode:
            raise paths.Problem(f"initdb failed: {done.stderr.strip()}")
        (self.home / ".complete").touch()

    def follow(self, primary):
        """Make this cluster a streaming replica of a running one, and start it."""
        self.own_folder(self.home)
        shutil.rmtree(self.data, ignore_errors=True)
        command = [primary.bin / "pg_basebackup", "-h", primary.socket, "-p", "5432", "-U", ADMIN]
        command += ["-D", self.data, "-R", "-X", "stream", "-c", "fast"]
        done = subprocess.run(as_server_user(command), capture_output=True, text=True, check=False, cwd="/")
        if done.returncode:
            raise paths.Problem(f"pg_basebackup failed: {done.stderr.strip()}")
        self._launch()
        return self

    def running(self):
        """Whether the server answers."""
        command = [self.bin / "pg_isready", "-q", "-h", str(self.socket), "-p", "5432"]
        return subprocess.run(command, check=False).returncode == 0

    def start(self):
        """Start the server where it is not running, and make the roles. Returns self."""
        with self._lock():
            self.create()
            if not self.running():
                self._launch()
            self._make_owner()
        return self

    @contextlib.contextmanager
    def _lock(self):
        import fcntl

        paths.CACHE.mkdir(parents=True, exist_ok=True)
        key = hashlib.sha256(str(self.home).encode()).hexdigest()[:8]
        with (paths.CACHE / f".cluster-{key}.lock").open("w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    def _launch(self):
        self.own_folder(self.socket)
        options = "".join(f" -c {key}={value}" for key, value in self.settings.items())
        options += f" -c unix_socket_directories='{self.socket}' -p 5432"
        command = [
            self.bin / "pg_ctl",
            "-D",
            self.data,
            "-l",
            self.log,
            "-w",
            "-t",
            "60",
            "-o",
            options,
            "start",
        ]
        done = subprocess.run(
            as_server_user(command),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
            cwd="/",
            start_new_session=True,  # Ctrl-C must reach the server only through stop()
        )
        if done.returncode:
            tail = "\n".join(self._read(self.log).splitlines()[-5:])
            raise paths.Problem(f"PostgreSQL did not start (log: {self.log}):\n{tail}")

    @classmethod
    def temporary(cls, name, **settings):
        """A cluster beside the test cluster, for one test; call destroy() at its end."""
        made = cls(name, home_of("test").parent / f"{name}-{os.getpid()}", {**FAST, **settings})
        shutil.rmtree(made.data_dir(), ignore_errors=True)  # what an interrupted run left
        return made

    def _make_owner(self):
        if not self.query(f"SELECT 1 FROM pg_roles WHERE rolname = '{OWNER}'", user=ADMIN):
            self.query(f"CREATE ROLE {OWNER} LOGIN CREATEDB NOSUPERUSER", user=ADMIN)

    def stop(self, mode="fast"):
        """Stop the server; `immediate` is a crash."""
        if self._exists(self.data / "postmaster.pid"):
            command = [self.bin / "pg_ctl", "-D", self.data, "-m", mode, "-w", "stop"]
            subprocess.run(as_server_user(command), capture_output=True, check=False, cwd="/")

    def destroy(self):
        """Stop and delete the cluster."""
        self.stop("immediate")
        shutil.rmtree(self.home, ignore_errors=True)
        shutil.rmtree(self.socket, ignore_errors=True)

    def query(self, sql, database="postgres", user=OWNER):
        """Run SQL by psql; returns the rows as text, one a line, columns parted by |."""
        command = [self.bin / "psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1"]
        command += ["-h", str(self.socket), "-p", "5432", "-U", user, "-d", database, "-c", sql]
        done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
        if done.returncode:
            raise paths.Problem(f"psql: {done.stderr.strip()}")
        return done.stdout.strip()

    def exists(self, database):
        """Whether a database of that name is there."""
        return bool(self.query(f"SELECT 1 FROM pg_database WHERE datname = '{database}'"))

    def whole(self, database):
        """Whether a database is there together with the folder of its attachments."""
        return self.exists(database) and self.filestore(database).exists()

    def drop(self, database):
        """Drop a database, closing its sessions, and its filestore."""
        self.query(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
        shutil.rmtree(self.filestore(database), ignore_errors=True)

    def copy(self, source, target):
        """Make `target` from `source`, filestore too. Waits while somebody else copies it."""
        self.drop(target)
        for attempt in range(60):
            try:
                self.query(f'CREATE DATABASE "{target}" TEMPLATE "{source}" STRATEGY FILE_COPY')
                break
            except paths.Problem as error:
                if "being accessed by other users" not in str(error) or attempt == 59:
                    raise
                time.sleep(1)
        if self.filestore(source).exists():
            shutil.copytree(self.filestore(source), self.filestore(target), copy_function=_link)

    def data_dir(self):
        """Odoo's data folder (filestore, sessions) for this cluster."""
        base = paths.DATA if self.name == "run" else paths.CACHE
        return base / "odoo-data" / self.name

    def filestore(self, database):
        """Folder of a database's attachments."""
        return self.data_dir() / "filestore" / database


def _link(source, target):
    """Attachment files never change under one name, so a copy can share them; the ledger's files grow."""
    if "med_ledger" in pathlib.Path(source).parts:
        return shutil.copy2(source, target)
    try:
        return os.link(source, target)
    except OSError:
        return shutil.copy2(source, target)
