"""An OAuth2 provider and an LDAP directory on loopback, small but speaking the real protocols."""

import contextlib
import json
import socketserver
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit


@contextlib.contextmanager
def running(server):
    """The server in a thread for as long as needed."""
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


class Provider(ThreadingHTTPServer):
    """OAuth2, implicit flow: `person` is who sits at the provider's screen."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _ProviderHandler)
        self.base = f"http://127.0.0.1:{self.server_port}"
        self.person, self.tokens = None, {}


class _ProviderHandler(BaseHTTPRequestHandler):
    def do_GET(self):
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        {"/authorize": self._authorize, "/userinfo": self._userinfo}[parts.path](query)

    def _authorize(self, query):
        token = f"token-{len(self.server.tokens)}"
        self.server.tokens[token] = self.server.person
        answer = urlencode({"access_token": token, "state": query["state"]})
        self.send_response(302)
        self.send_header("Location", f"{query['redirect_uri']}#{answer}")
        self.end_headers()

    def _userinfo(self, query):
        person = self.server.tokens.get(query.get("access_token"))
        body = json.dumps(person or {"error": "invalid_token"}).encode()
        self.send_response(200 if person else 401)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments):
        """Quiet."""


class Directory(socketserver.ThreadingTCPServer):
    """LDAPv3: simple bind and search by one attribute. `people`: uid -> (name, password)."""

    allow_reuse_address, daemon_threads = True, True

    def __init__(self, people):
        super().__init__(("127.0.0.1", 0), _DirectoryHandler)
        self.people = people
        self.port = self.server_address[1]

    def dn(self, uid):
        """The entry's name in the tree."""
        return f"uid={uid},ou=people,dc=example,dc=com"


def ber(tag, content):
    """One BER element."""
    size = len(content)
    if size < 128:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + content


def elements(data):
    """BER elements of some bytes: list of (tag, content)."""
    found = []
    while data:
        tag, size, start = data[0], data[1], 2
        if size & 0x80:
            start += size & 0x7F
            size = int.from_bytes(data[2:start], "big")
        found.append((tag, data[start : start + size]))
        data = data[start + size :]
    return found


class _DirectoryHandler(socketserver.StreamRequestHandler):
    def handle(self):
        while request := self._read():
            number, (operation, content) = elements(request)[:2]
            if operation == 0x42:  # unbind
                return
            answers = {0x60: self._bind, 0x63: self._search}[operation](elements(content))
            for answer in answers:
                self.wfile.write(ber(0x30, ber(*number) + answer))

    def _read(self):
        head = self.rfile.read(2)
        if len(head) < 2:
            return b""
        size = head[1]
        if size & 0x80:
            size = int.from_bytes(self.rfile.read(size & 0x7F), "big")
        return self.rfile.read(size)

    def _result(self, tag, code):
        return ber(tag, ber(0x0A, bytes([code])) + ber(0x04, b"") + ber(0x04, b""))

    def _bind(self, fields):
        dn, password = fields[1][1].decode(), fields[2][1].decode()
        right = {self.server.dn(uid): secret for uid, (_name, secret) in self.server.people.items()}
        known = not dn or (password and right.get(dn) == password)
        return [self._result(0x61, 0 if known else 49)]

    def _search(self, fields):
        tag, content = fields[6]
        wanted = elements(content)[1][1].decode() if tag == 0xA3 else ""
        entries = []
        if wanted in self.server.people:
            values = {"uid": wanted, "cn": self.server.people[wanted][0]}
            attributes = b"".join(
                ber(0x30, ber(0x04, name.encode()) + ber(0x31, ber(0x04, value.encode())))
                for name, value in values.items()
            )
            entry = ber(0x04, self.server.dn(wanted).encode()) + ber(0x30, attributes)
            entries.append(ber(0x64, entry))
        return [*entries, self._result(0x65, 0)]
