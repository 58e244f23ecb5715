"""JSON-2 as a person: signs in with the password, takes an API key for a day, calls."""

import http.cookiejar
import json
import urllib.error
import urllib.request

LANGUAGE = {"lang": "zh_CN"}


class Refused(Exception):
    """The server said no; ``status`` is that of HTTP, the text is what it said."""

    def __init__(self, status, message):
        super().__init__(message)
        self.status, self.message = status, message


class Unreachable(Exception):
    """No server, no database, or no such person there."""


class Person:
    """One user of the server: ``call`` goes through ``/json/2`` with a bearer key."""

    def __init__(self, base, database, login, name=None):
        self.base, self.database, self.login = base.rstrip("/"), database, login
        self.name = name or login
        self.id = None
        self._key = self._key_name = None
        jar = http.cookiejar.CookieJar()
        self._browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))

    def sign_in(self):
        """Password for a session, session for an API key. Returns self."""
        answer = self._page(
            "/web/session/authenticate",
            {"db": self.database, "login": self.login, "password": self.login},
        )
        self.id = answer.get("uid")
        if not self.id:
            raise Unreachable(f"{self.login} 无法登录数据库 {self.database}")
        self.name = answer.get("name") or self.name
        self._key_name = f"make demo {self.login}"
        wizard = self._method(
            "res.users.apikeys.description",
            "create",
            [[{"name": self._key_name, "duration": "1"}]],
        )
        action = self._method("res.users.apikeys.description", "make_key", [wizard])
        action = self._prove(action)
        self._key = action["context"]["default_key"]
        return self

    def sign_out(self):
        """Give the API key back."""
        if self._key:
            ids = self._method("res.users.apikeys", "search", [[["name", "=", self._key_name]]])
            self._prove(self._method("res.users.apikeys", "remove", [ids]))
            self._key = None

    def call(self, model, method, ids=None, **arguments):
        """Result of a method; raises Refused with the server's words."""
        body = {**arguments, "context": {**LANGUAGE, **arguments.get("context", {})}}
        if ids is not None:
            body["ids"] = [ids] if isinstance(ids, int) else list(ids)
        request = urllib.request.Request(
            f"{self.base}/json/2/{model}/{method}",
            json.dumps(body).encode(),
            {
                "Content-Type": "application/json",
                "Authorization": f"bearer {self._key}",
                "X-Odoo-Database": self.database,
            },
        )
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise Refused(error.code, _words(error.read())) from None

    def create(self, model, **values):
        """Id of a new record."""
        return self.call(model, "create", vals_list=[values])[0]

    def read(self, model, ids, *fields):
        """One dict for one id, a list for several."""
        rows = self.call(model, "read", ids, fields=list(fields), load=None)
        return rows[0] if isinstance(ids, int) else rows

    def search(self, model, domain, *fields, **options):
        """Rows that match, with these fields."""
        return self.call(
            model, "search_read", domain=domain, fields=list(fields) or ["id"], load=None, **options
        )

    def _prove(self, action):
        """Answer the question for the password that some methods begin with."""
        if isinstance(action, dict) and action.get("res_model") == "res.users.identitycheck":
            return self._method(
                "res.users.identitycheck",
                "run_check",
                [[action["res_id"]]],
                {"context": {"password": self.login}},
            )
        return action

    def _method(self, model, method, args, kwargs=None):
        """A method in the session, as the web client calls it."""
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs or {}}
        return self._page(f"/web/dataset/call_kw/{model}/{method}", params)

    def _page(self, path, params):
        request = urllib.request.Request(
            self.base + path,
            json.dumps({"jsonrpc": "2.0", "method": "call", "params": params}).encode(),
            {"Content-Type": "application/json"},
        )
        try:
            with self._browser.open(request, timeout=120) as answer:
                data = json.load(answer)
        except (OSError, ValueError) as error:
            raise Unreachable(f"{self.base}: {error}") from None
        if "error" in data:
            message = data["error"].get("data", {}).get("message") or data["error"]
            raise Unreachable(f"{self.login}@{self.database}: {message}")
        return data["result"]


def _words(body):
    """What the server said, without its traceback."""
    try:
        return json.loads(body).get("message") or ""
    except (ValueError, AttributeError):
        return body.decode(errors="replace")[:300]
