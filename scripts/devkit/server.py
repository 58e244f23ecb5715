"""A real Odoo server process for tests, benchmarks and demos, and a small JSON-2 client."""

import datetime
import itertools
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

from . import config, paths


class RpcError(Exception):
    """An answer that is not 200: `status` and the server's `message`."""

    def __init__(self, status, message, body):
        super().__init__(f"{status}: {message}")
        self.status, self.message, self.body = status, message, body


def free_port():
    """A TCP port of 127.0.0.1 that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Client:
    """Calls methods as one user: `client.call("res.partner", "read", ids=[1], fields=["name"])`."""

    def __init__(self, base, database, key, timeout=120):
        self.base, self.database, self.key, self.timeout = base, database, key, timeout

    def call(self, model, method, ids=None, context=None, **arguments):
        """The method's result; raises RpcError for any status but 200."""
        body = {
            **arguments,
            **({"ids": ids} if ids is not None else {}),
            **({"context": context} if context else {}),
        }
        request = urllib.request.Request(
            f"{self.base}/json/2/{model}/{method}",
            data=json.dumps(body).encode(),
            headers={
                "Content-Type": "application/json",
                "Authorization": f"bearer {self.key}",
                "X-Odoo-Database": self.database,
            },
        )
        try:
            with urllib.request.urlopen(request, timeout=self.timeout) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            text = error.read().decode(errors="replace")
            raise RpcError(error.code, _message(text), text) from None


def _message(text):
    try:
        return json.loads(text).get("message", text)
    except (ValueError, AttributeError):
        return text[:500]


class Server:
    """One `odoo server` process on one database, threads instead of workers, no crons."""

    def __init__(self, cluster, database, *arguments, port=None, cwd=None):
        self.cluster, self.database, self.arguments = cluster, database, arguments
        self.port = port or free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.log = paths.CACHE / "log" / f"server-{database}-{self.port}.log"
        self.process = None
        self.keys = {}
        self._names = itertools.count(1)

    def __enter__(self):
        return self.start()

    def __exit__(self, *_error):
        self.stop()

    def start(self, timeout=90):
        """Start the process and wait until it answers. Returns self."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "odoo", "server", "-d", self.database]
        command += ["--db-filter", f"^{self.database}$", "--http-interface", "127.0.0.1"]
        command += ["--http-port", str(self.port), "--workers=0"]
        if not any(argument.startswith("--max-cron-threads") for argument in self.arguments):
            command.append("--max-cron-threads=0")
        with self.log.open("a") as output:
            self.process = subprocess.Popen(
                [*command, *self.arguments],
                env=config.environment(self.cluster),
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        deadline = time.monotonic() + timeout
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise paths.Problem(f"Odoo did not start:\n{self.log.read_text()[-3000:]}")
            time.sleep(0.2)
        return self

    def answers(self):
        """Whether the login page, and so the registry, is there."""
        try:
            with urllib.request.urlopen(f"{self.base}/web/login", timeout=60) as answer:
                return answer.status == 200
        except OSError:
            return False

    def stop(self):
        """End the process as an administrator would, then wait."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()

    def kill(self):
        """kill -9: no clean-up of any kind."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def restart(self):
        """Start again on the same database and port, after stop() or kill()."""
        self.stop()
        return self.start()

    def connect(self):
        """A psycopg2 connection of one's own to the server's database."""
        import psycopg2

        return psycopg2.connect(host=str(self.cluster.socket), port=5432, user="odoo", dbname=self.database)

    def sql(self, statement, *values):
        """Run one statement in a transaction of its own; returns the rows, if any."""
        connection = self.connect()
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(statement, values)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()

    def client(self, login="admin"):
        """A JSON-2 client of that user, with an API key made for it."""
        if login not in self.keys:
            self.keys[login] = self.make_key(login)
        return Client(self.base, self.database, self.keys[login])

    def make_key(self, login, days=1):
        """Insert an API key the way Odoo stores it, and return it."""
        from passlib.context import CryptContext

        key = os.urandom(20).hex()
        digest = CryptContext(["pbkdf2_sha512"], pbkdf2_sha512__rounds=6000).hash(key)
        expires = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=days)
        rows = self.sql(
            "INSERT INTO res_users_apikeys (name, user_id, scope, expiration_date, key, index)"
            " SELECT 'test', id, 'rpc', %s, %s, %s FROM res_users WHERE login = %s RETURNING id",
            expires.replace(tzinfo=None),
            digest,
            key[:8],
            login,
        )
        if not rows:
            raise paths.Problem(f"there is no user {login!r} in {self.database}.")
        return key

    def make_user(self, login, *groups, **values):
        """Create a user with groups named by XML id; returns its id. Password = login.

        The groups are given past the job requests, as if the user had held them before.
        """
        admin = self.client()
        vals = {"name": login, "login": login, "password": login, **values}
        vals["group_ids"] = [[6, 0, [self.ref("base.group_user")]]]
        user = admin.call("res.users", "create", vals_list=[vals])[0]
        for group in groups:
            self.sql("INSERT INTO res_groups_users_rel (uid, gid) VALUES (%s, %s)", user, self.ref(group))
        if groups:  # a write makes the server forget what it knew of the user
            admin.call("res.users", "write", ids=[user], vals={"active": True})
        return user

    def ref(self, xmlid):
        """Database id of an XML id."""
        module, _dot, name = xmlid.partition(".")
        rows = self.sql("SELECT res_id FROM ir_model_data WHERE module = %s AND name = %s", module, name)
        if not rows:
            raise paths.Problem(f"there is no record {xmlid} in {self.database}.")
        return rows[0][0]
