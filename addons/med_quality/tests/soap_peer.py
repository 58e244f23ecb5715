"""A laboratory's SOAP service on loopback: a real server that speaks the published WSDL.

``peer.mode`` makes it misbehave: fault, error, html, cut, other, entity, slow, drip,
redirect, closed, elsewhere.
"""

import base64
import contextlib
import http.server
import pathlib
import threading

from lxml import etree

WSDL = pathlib.Path(__file__).parent.parent / "static" / "wsdl" / "laboratory.wsdl"
NAMESPACE = "urn:med-quality:laboratory:1"
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
ENTITY = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'


class SoapPeer(http.server.ThreadingHTTPServer):
    """The service: ``reports`` by request number; ``requests`` as they came in."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.base = f"http://127.0.0.1:{self.server_port}"
        self.mode, self.reports, self.requests, self.asked = "", {}, {}, []
        self.freed = threading.Event()

    @property
    def wsdl(self):
        """Address of the description."""
        return f"{self.base}/laboratory.wsdl"

    def description(self):
        """The published WSDL with this server's address."""
        text = WSDL.read_text(encoding="utf-8")
        base = "http://192.0.2.1" if self.mode == "elsewhere" else self.base
        return text.replace("http://laboratory.example.com", base).encode()


@contextlib.contextmanager
def laboratory():
    """A running service for as long as needed."""
    peer = SoapPeer()
    threading.Thread(target=peer.serve_forever, daemon=True).start()
    try:
        yield peer
    finally:
        peer.freed.set()
        peer.shutdown()
        peer.server_close()


class _Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        mode = self.server.mode
        if mode == "no_wsdl":
            self._answer(404, b"gone")
        elif mode == "bad_wsdl":
            self._answer(200, b"<html><body>Login</body></html>")
        else:
            self._answer(200, self.server.description())

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append(body)
        question = etree.fromstring(body).find(f".//{{{SOAP}}}Body")[0]
        values = {etree.QName(node).localname: node for node in question}
        name = etree.QName(question).localname
        act = getattr(self, f"_mode_{self.server.mode}", None)
        if act:
            act()
        elif name == "SubmitRequest":
            self._submit(values)
        else:
            self._report(values["number"].text)

    def _submit(self, values):
        number = values["number"].text
        self.server.requests[number] = {
            name: [etree.tostring(child, encoding="unicode") for child in node] or node.text
            for name, node in values.items()
        }
        self._envelope("SubmitRequest", f"<laboratoryNumber>L-{number}</laboratoryNumber>")

    def _report(self, number):
        report = self.server.reports.get(number)
        if not report:
            return self._envelope("GetReport", f"<number>{number}</number><status>检验中</status>")
        rows = "".join(
            "<result>" + "".join(f"<{key}>{value}</{key}>" for key, value in row.items()) + "</result>"
            for row in report["rows"]
        )
        head = "".join(f"<{key}>{value}</{key}>" for key, value in report["head"].items())
        tail = ""
        if report.get("file"):
            tail = f"<file>{base64.b64encode(report['file']).decode()}</file><fileName>report.pdf</fileName>"
        text = f"<number>{number}</number>{head}<results>{rows}</results>{tail}"
        return self._envelope("GetReport", text)

    def _envelope(self, name, text):
        body = f'<{name}Response xmlns="{NAMESPACE}">{text}</{name}Response>'
        self._soap(200, body)

    def _soap(self, status, body, prolog=""):
        text = f'{prolog}<e:Envelope xmlns:e="{SOAP}"><e:Body>{body}</e:Body></e:Envelope>'
        self._answer(status, text.encode(), "text/xml; charset=utf-8")

    def _answer(self, status, body, kind="text/xml"):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with contextlib.suppress(OSError):
            self.wfile.write(body)

    # misbehaving ----------------------------------------------------------

    def _mode_fault(self):
        self._soap(
            500, "<e:Fault><faultcode>e:Client</faultcode><faultstring>未知的委托编号</faultstring></e:Fault>"
        )

    def _mode_error(self):
        self._answer(503, b"down for maintenance", "text/plain")

    def _mode_html(self):
        self._answer(200, b"<html><body>Please sign in<br></body></html>", "text/html")

    def _mode_cut(self):
        self._answer(200, f'<e:Envelope xmlns:e="{SOAP}"><e:Body><GetRep'.encode())

    def _mode_other(self):
        self._envelope("GetReport", "<weather>sunny</weather>")

    def _mode_entity(self):
        self._soap(
            200, f'<GetReportResponse xmlns="{NAMESPACE}"><number>&b;</number></GetReportResponse>', ENTITY
        )

    def _mode_slow(self):
        self.server.freed.wait(20)

    def _mode_drip(self):
        self.send_response(200)
        self.send_header("Content-Length", "100000000")
        self.end_headers()
        with contextlib.suppress(OSError):
            while not self.server.freed.wait(0.1):
                self.wfile.write(b" " * 70000)
                self.wfile.flush()

    def _mode_redirect(self):
        self.send_response(302)
        self.send_header("Location", "http://192.0.2.1/soap")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _mode_closed(self):
        self.connection.close()

    def log_message(self, *_arguments):
        """Quiet."""
