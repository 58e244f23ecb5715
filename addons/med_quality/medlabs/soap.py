"""One question to a SOAP service, with everything that went over the line kept as it was.

Only the origin that was allowed is asked, whatever a WSDL says; redirects, document types,
entities and imports from elsewhere are refused; an answer has a size and a time limit.
"""

import time
from urllib.parse import urlsplit

import lxml.etree
import requests
import zeep
from zeep import exceptions as zeep_errors
from zeep.helpers import serialize_object
from zeep.transports import Transport
from zeep.wsdl.utils import etree_to_string

MAX_BYTES = 20 * 1024 * 1024
TIMEOUT = 20
# what zeep and lxml raise where an answer or a description cannot be understood
UNREADABLE = (
    zeep_errors.Error,
    lxml.etree.LxmlError,
    AttributeError,
    IndexError,
    KeyError,
    TypeError,
    ValueError,
)


class SoapError(Exception):
    """The service could not be asked; ``code`` says why, ``value`` what about."""

    def __init__(self, code, value=""):
        super().__init__(code)
        self.code = code
        self.value = value


class SoapLine:
    """A service behind a WSDL address.

    :param wsdl: address of the description
    :param login: (user, password) or None
    :param timeout: seconds that the whole of one answer may take
    """

    def __init__(self, wsdl, login=None, timeout=TIMEOUT):
        self.wsdl = wsdl
        self.transport = _GuardedTransport(origin_of(wsdl), login, timeout)

    @property
    def sent(self):
        """Bytes of the last message that was sent."""
        return self.transport.sent

    @property
    def received(self):
        """Bytes of the last answer, whatever it was."""
        return self.transport.received

    def ask(self, operation, values):
        """Call an operation.

        :param operation: its name in the WSDL
        :param values: dict of plain values, dicts and lists
        :return: the answer as plain dicts, lists and values
        :raise SoapError: no_answer, timeout, status, too_big, redirect, not_allowed,
            description, no_operation, question, fault, malformed
        """
        client = self._describe()
        if not client.wsdl.services:
            raise SoapError("description", self.wsdl)
        try:
            call = client.service[operation]
        except (AttributeError, ValueError) as error:
            raise SoapError("no_operation", operation) from error
        self._check_question(client, operation, values)
        try:
            answer = call(**values)
        except zeep_errors.Fault as error:
            raise SoapError("fault", str(error.message or error.code or "")[:200]) from error
        except requests.RequestException as error:
            raise _line_error(error) from error
        except zeep_errors.TransportError as error:
            raise self._transport_error(error) from error
        except UNREADABLE as error:
            raise SoapError("malformed", _words(error)) from error
        return serialize_object(answer, dict)

    def _describe(self):
        settings = zeep.Settings(strict=True, forbid_dtd=True, forbid_entities=True, forbid_external=True)
        try:
            return zeep.Client(self.wsdl, transport=self.transport, settings=settings)
        except requests.RequestException as error:
            raise _line_error(error) from error
        except (*UNREADABLE, OSError) as error:
            raise SoapError("description", _words(error)) from error

    def _check_question(self, client, operation, values):
        """Whether the question fits the description, before anything is sent."""
        try:
            client.create_message(client.service, operation, **values)
        except UNREADABLE as error:
            raise SoapError("question", _words(error)) from error

    def _transport_error(self, error):
        if error.status_code and error.status_code != 200:
            return SoapError("status", str(error.status_code))
        return SoapError("malformed", _words(error))


class _GuardedTransport(Transport):
    """Loads and posts to one origin only, within a time and a size."""

    def __init__(self, origin, login, timeout):
        session = requests.Session()
        session.auth = login
        super().__init__(timeout=timeout, operation_timeout=timeout, session=session)
        self.origin = origin
        self.sent = self.received = b""

    def load(self, url):
        """The description or a part of it, from the one origin."""
        # OVERRIDE: zeep would open files of the server
        self._check(url)
        response = self._fetch("GET", url)
        if response.status_code != 200:
            raise SoapError("status", str(response.status_code))
        return response.content

    def post_xml(self, address, envelope, headers):
        """Send a message."""
        # OVERRIDE
        return self.post(address, etree_to_string(envelope), headers)

    def post(self, address, message, headers):
        """Send a message and keep both ways."""
        # OVERRIDE
        self._check(address)
        self.sent, self.received = message, b""
        response = self._fetch("POST", address, data=message, headers=headers)
        return response

    def get(self, address, params, headers):
        """Services are asked by messages alone."""
        # OVERRIDE
        raise SoapError("description", "HTTP GET")

    def _check(self, url):
        if origin_of(url) != self.origin:
            raise SoapError("not_allowed", origin_of(url))

    def _fetch(self, method, url, **options):
        deadline = time.monotonic() + self.load_timeout
        answer = bytearray()
        with self.session.request(
            method, url, timeout=self.load_timeout, stream=True, allow_redirects=False, **options
        ) as response:
            for chunk in response.iter_content(65536):
                answer += chunk
                self.received = bytes(answer)
                if len(answer) > MAX_BYTES:
                    raise SoapError("too_big", str(MAX_BYTES))
                if time.monotonic() > deadline:
                    raise requests.exceptions.ReadTimeout("too slow")
            if response.is_redirect:
                raise SoapError("redirect", origin_of(response.headers.get("Location", "")))
            response._content = bytes(answer)  # as requests itself keeps what was read
            return response


def origin_of(url):
    """Scheme, host and port of an address.

    :raise SoapError: bad_address
    """
    parts = urlsplit(url or "")
    if parts.scheme not in ("http", "https") or not parts.netloc or "@" in parts.netloc:
        raise SoapError("bad_address", (url or "")[:100])
    return f"{parts.scheme}://{parts.netloc}"


def _line_error(error):
    if isinstance(error, requests.Timeout):
        return SoapError("timeout")
    return SoapError("no_answer", type(error).__name__)


def _words(error):
    return f"{type(error).__name__}: {error}"[:200]
