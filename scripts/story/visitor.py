"""A browser without a password: opens a personal link, fills its form, sends photos."""

import html
import http.cookiejar
import re
import urllib.error
import urllib.parse
import urllib.request
import uuid

from .client import Unreachable


class Visitor:
    """One phone: keeps cookies, knows the page it looks at."""

    def __init__(self, base):
        self.base = base.rstrip("/")
        jar = http.cookiejar.CookieJar()
        self._browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
        self.status, self.text, self.data, self.place = 0, "", b"", ""

    def open(self, url):
        """Go to an address, of whatever host the link names; the page's text."""
        parts = urllib.parse.urlsplit(url)
        return self._ask(urllib.request.Request(self.base + parts.path))

    def send(self, fields, files):
        """Post the form of the page that has this need, with files (name, bytes)."""
        token = re.search(r'name="csrf_token" value="([^"]+)"', self.text)
        if not token:
            raise Unreachable(f"{self.place}: 页面上没有表单")
        fields = {"csrf_token": token[1], "key": uuid.uuid4().hex, **fields}
        body, kind = _multipart(fields, files)
        request = urllib.request.Request(f"{self.place}/send", body, {"Content-Type": kind})
        return self._ask(request)

    def post(self, step, fields):
        """Post a plain form of the page to the step below its address; the next page's text."""
        token = re.search(r'name="csrf_token" value="([^"]+)"', self.text)
        if not token:
            raise Unreachable(f"{self.place}: 页面上没有表单")
        body = urllib.parse.urlencode({"csrf_token": token[1], **fields}).encode()
        return self._ask(urllib.request.Request(f"{self.place}/{step}", body))

    def need(self, title):
        """Number of the paper of that name on the page."""
        pattern = r'id="need-(\d+)".*?<span class="what">([^<]+)</span>'
        for number, name in re.findall(pattern, self.text, re.S):
            if title in html.unescape(name):
                return number
        raise Unreachable(f"{self.place}: 页面上没有 {title}")

    def _ask(self, request):
        try:
            with self._browser.open(request, timeout=120) as answer:
                self.status, self.data, self.place = answer.status, answer.read(), answer.url
        except urllib.error.HTTPError as error:
            self.status, self.data = error.code, error.read()
        except OSError as error:
            raise Unreachable(f"{request.full_url}: {error}") from None
        self.text = self.data.decode(errors="replace")
        return self.text


def _multipart(fields, files):
    mark = uuid.uuid4().hex
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    for name, data in files:
        head = f'--{mark}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'
        parts.append(head.encode() + data + b"\r\n")
    parts.append(f"--{mark}--\r\n".encode())
    return b"".join(parts), f"multipart/form-data; boundary={mark}"
