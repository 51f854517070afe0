"""Makes requests: address, token, time-outs, tries, errors. Knows nothing of what the operations mean."""

import gzip
import http.client
import json
import random
import ssl
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any, NamedTuple, Optional
from urllib.parse import quote, urlencode, urlsplit

from ._errors import NslError, error_of

Headers = dict[str, Optional[str]]
NOTHING: Any = object()  # no body, which JSON's null is not

_CHUNK_BYTES = 65_536
_SILENCE_SECONDS_MAX = 60.0  # the service says something every 15 s
_LINE_BYTES_MAX = 16 * 1024 * 1024  # above the longest event: an execution may log 4 MiB, in JSON


class Answer(NamedTuple):
    """`data` is parsed JSON, text of any other type, None when there is no body."""

    status: int
    headers: http.client.HTTPMessage
    data: Any


def path(template: str, *values: object) -> str:
    """"/v1/functions/{}" with each "{}" replaced by a value, percent-encoded, so that names cannot change the path."""
    return template.format(*(quote(str(value), safe="") for value in values))


class Transport:
    def __init__(self, url: str, token: Optional[str], timeout: float, retries: int, pause_max: float,
                 ssl_context: Optional[ssl.SSLContext]) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"{url} is not of http or https")
        if parts.username or parts.password or parts.query or parts.fragment:
            raise ValueError("url has more than an address")
        self._parts = parts
        self._prefix = parts.path.rstrip("/")
        self._token = token
        self.timeout = timeout
        self._retries = retries
        self._pause_max = pause_max
        self._ssl_context = ssl_context or (ssl.create_default_context() if parts.scheme == "https" else None)

    def ask(self, method: str, path: str, *, query: Optional[dict[str, Any]] = None,
            headers: Optional[Headers] = None, body: Any = NOTHING,
            timeout: Optional[float] = None, repeatable: Optional[bool] = None) -> Answer:
        """`repeatable`: making the request twice does the same as once; when None, of GET and DELETE only."""
        if repeatable is None:
            repeatable = method in ("GET", "DELETE")
        content = None if body is NOTHING else json.dumps(body, ensure_ascii=False, allow_nan=False).encode()
        tries = 0
        while True:
            tries += 1
            try:
                return self._try(method, path, query, headers, content, timeout or self.timeout)
            except NslError as error:
                # The try before, whose answer was lost, has done it.
                if method == "DELETE" and tries > 1 and error.status == 404:
                    return Answer(204, http.client.HTTPMessage(), None)
                pause = self._pause_before(error, tries) if repeatable else None
                if pause is None:
                    raise
            time.sleep(pause)

    def events(self, path: str, query: dict[str, Any]) -> Iterator[tuple[str, str, Any]]:
        """Server-sent events (WHATWG HTML, section 9.2) as they come: name, id, data as parsed JSON."""
        event, id, data = "", "", []
        for line in self._lines(path, query, _SILENCE_SECONDS_MAX):
            field, _, value = line.partition(":")
            value = value.removeprefix(" ")
            if line == "":
                if data:
                    yield event, id, json.loads("\n".join(data))
                event, data = "", []
            elif field == "event":
                event = value
            elif field == "id":
                id = value
            elif field == "data":
                data.append(value)

    def _lines(self, path: str, query: dict[str, Any], timeout: float) -> Iterator[str]:
        """The lines of an answer, without their ends. `timeout`: nothing came for so long."""
        accept = {"Accept": "text/event-stream"}
        with closing(self._connect(timeout)) as connection, \
                closing(self._send(connection, "GET", path, query, accept, None)) as response:
            if response.status != 200:
                raise error_of(response.status, response.headers, response.read())
            while True:
                with _told(timeout):
                    line = response.readline(_LINE_BYTES_MAX)
                if not line:
                    return
                yield line.decode("utf-8", "replace").rstrip("\r\n")

    def _try(self, method: str, path: str, query: Optional[dict[str, Any]], headers: Optional[Headers],
             content: Optional[bytes], timeout: float) -> Answer:
        end = time.monotonic() + timeout
        with closing(self._connect(timeout)) as connection:
            socket = connection.sock  # the connection lets go of it when the answer begins
            packed = {"Accept-Encoding": "gzip", **(headers or {})}
            with closing(self._send(connection, method, path, query, packed, content)) as response, _told(timeout):
                received = bytearray()
                while True:
                    socket.settimeout(max(end - time.monotonic(), 0.001))
                    chunk = response.read1(_CHUNK_BYTES)
                    if not chunk:
                        break
                    received += chunk
                if response.length:  # it was to be longer
                    raise http.client.IncompleteRead(bytes(received), response.length)
                if response.headers.get("Content-Encoding") == "gzip":
                    received = bytearray(gzip.decompress(received))
        if not 200 <= response.status < 300:
            raise error_of(response.status, response.headers, bytes(received))
        return Answer(response.status, response.headers, _parsed(response, bytes(received)))

    def _connect(self, timeout: float) -> http.client.HTTPConnection:
        host, port = self._parts.hostname, self._parts.port
        connection: http.client.HTTPConnection
        if self._ssl_context is None:
            connection = http.client.HTTPConnection(host, port, timeout=timeout)
        else:
            connection = http.client.HTTPSConnection(host, port, timeout=timeout, context=self._ssl_context)
        with _told(timeout):
            connection.connect()
        return connection

    def _send(self, connection: http.client.HTTPConnection, method: str, path: str, query: Optional[dict[str, Any]],
              headers: Optional[Headers], content: Optional[bytes]) -> http.client.HTTPResponse:
        given = {name: str(value) for name, value in (query or {}).items() if value is not None}
        target = self._prefix + path + (f"?{urlencode(given)}" if given else "")
        sent = {"Accept": "application/json, */*;q=0.1", "Connection": "close"}
        if self._token is not None:
            sent["Authorization"] = f"Bearer {self._token}"
        if content is not None:
            sent["Content-Type"] = "application/json"
        sent.update({name: value for name, value in (headers or {}).items() if value is not None})
        with _told(connection.timeout):
            connection.request(method, target, content, sent)
            return connection.getresponse()

    def _pause_before(self, error: NslError, tries: int) -> Optional[float]:
        """Seconds before the next try, or None to give up. Spread, so that clients do not come back all at once."""
        if not error.retryable or tries > self._retries:
            return None
        growing = min(0.2 * 2 ** (tries - 1), self._pause_max)
        pause = max(error.retry_after or 0.0, growing * random.uniform(0.5, 1.0))
        return pause if pause <= self._pause_max else None


@contextmanager
def _told(timeout: Optional[float]) -> Iterator[None]:
    """Says in the library's words why a step failed."""
    try:
        yield
    except TimeoutError as error:
        raise NslError("timeout", f"no answer within {timeout} s", retryable=True) from error
    except (OSError, http.client.HTTPException) as error:
        raise NslError("unreachable", f"the service cannot be reached: {error}", retryable=True) from error


def _parsed(response: http.client.HTTPResponse, body: bytes) -> Any:
    if not body:
        return None
    if not (response.headers.get("Content-Type") or "").startswith("application/json"):
        return body.decode("utf-8", "replace")
    try:
        return json.loads(body)
    except ValueError as error:
        raise NslError("bad_answer", "the answer is no JSON", status=response.status) from error
