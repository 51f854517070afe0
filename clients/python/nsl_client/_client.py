"""The client itself."""

import ssl
from typing import Any, Optional

from ._access import Audit, Secrets, Tokens
from ._errors import Json
from ._functions import Executions, Functions
from ._neo import Neo
from ._transport import Answer, Transport


class NslClient:
    """A client of the Neo Service Layer. It keeps no connection and no state besides its options: threads may share it.

    url          where the service is, such as "https://nsl.example.org"
    token        an API token, a session or a JSON Web Token. It is sent to `url` and nowhere else; redirects are not
                 followed
    timeout      seconds that one try of a request may take
    retries      how often a request that may be made twice (reading, deploying, deleting, invoking with a key) is made
                 again, at most, when the service says that it helps or no answer comes
    pause_max    the longest pause before the next try, in seconds. When the service asks for a longer one, its answer
                 is raised
    ssl_context  in place of the default one, for a certificate authority of your own
    """

    def __init__(self, url: str, token: Optional[str] = None, *, timeout: float = 60.0, retries: int = 2,
                 pause_max: float = 30.0, ssl_context: Optional[ssl.SSLContext] = None) -> None:
        self._transport = Transport(url, token, timeout, retries, pause_max, ssl_context)
        self.executions = Executions(self._transport)
        self.functions = Functions(self._transport, self.executions)
        self.secrets = Secrets(self._transport)
        self.tokens = Tokens(self._transport)
        self.neo = Neo(self._transport)
        self.audit = Audit(self._transport)

    def invoke(self, name: str, input: Any = None, **options: Any) -> Any:
        """Runs a function and gives what it returned; raises when it failed. Options as of `functions.invoke`."""
        return self.functions.call(name, input, **options)

    def whoami(self) -> Json:
        return self._transport.ask("GET", "/v1/whoami").data

    def status(self) -> Json:
        return self._transport.ask("GET", "/v1/status").data

    def request(self, method: str, path: str, **options: Any) -> Answer:
        """Any operation, with the same errors and tries: for those that have no method here (docs/reference/api.md).

        Options: `query`, `headers`, `body`, `timeout`, `repeatable`.
        """
        return self._transport.ask(method, path, **options)
