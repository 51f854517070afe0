"""Functions, and their executions."""

import math
import time
from collections.abc import Iterator
from typing import Any, Optional

from ._errors import Json, failure_of, pending
from ._pages import Pages
from ._part import Items, Part
from ._transport import Transport, path

_WAIT_SECONDS_MAX = 60  # that the service waits in one request
_PAUSE_MIN, _PAUSE_MAX = 0.05, 1.0


class Executions(Part):
    """Runs of functions, and their records."""

    def get(self, id: str) -> Json:
        return self._get(path("/v1/executions/{}", id))

    def list(self, name: str, *, status: Optional[str] = None, limit: Optional[int] = None) -> Pages:
        """Of one function, the newest first; without output and logs, which `get` has."""
        return self._pages(path("/v1/functions/{}/executions", name), status=status, limit=limit)

    def wait(self, id: str, timeout: float = 900.0) -> Json:
        """The execution when it has ended, however that was. Raises "execution_pending" after `timeout`."""
        execution = self.until(self.get(id), timeout)
        if execution["finished_at"] is None:
            raise pending(execution)
        return execution

    def until(self, execution: Json, timeout: float) -> Json:
        """The execution when it has ended, or as it is after `timeout`."""
        end = time.monotonic() + timeout
        pause = _PAUSE_MIN
        while execution["finished_at"] is None and (left := end - time.monotonic()) > 0:
            time.sleep(min(pause, _PAUSE_MAX, left))
            execution = self.get(execution["id"])
            pause *= 1.5
        return execution

    def logs(self, id: str) -> Items:
        return self.get(id)["logs"]

    def cancel(self, id: str) -> Json:
        return self._send("POST", path("/v1/executions/{}/cancel", id))

    def replay(self, id: str) -> Json:
        """Runs it again from its record, asking nothing outside, and says whether the same comes out."""
        return self._send("POST", path("/v1/executions/{}/replay", id))


class Functions(Part):
    """What is deployed, and running it."""

    def __init__(self, transport: Transport, executions: Executions) -> None:
        super().__init__(transport)
        self._executions = executions

    def deploy(self, name: str, code: str, **about: Any) -> Json:
        """Makes a version from the text of an ES module. `about`: `note`, `description`, `limits`, `network`, ..."""
        return self._send("PUT", path("/v1/functions/{}", name), {"code": code, **about}, repeatable=True)

    def get(self, name: str) -> Json:
        return self._get(path("/v1/functions/{}", name))

    def list(self, *, limit: Optional[int] = None) -> Pages:
        return self._pages("/v1/functions", limit=limit)

    def delete(self, name: str) -> None:
        self._send("DELETE", path("/v1/functions/{}", name))

    def versions(self, name: str, *, limit: Optional[int] = None) -> Pages:
        """The newest first."""
        return self._pages(path("/v1/functions/{}/versions", name), limit=limit)

    def version(self, name: str, number: int, *, code: bool = False) -> Json:
        """`code`: with the source text."""
        return self._get(path("/v1/functions/{}/versions/{}", name, number), include="code" if code else None)

    def rollback(self, name: str, version: Optional[int] = None) -> Json:
        """Makes an older version the active one: the one before, or `version`."""
        return self._send("POST", path("/v1/functions/{}/rollback", name), {"version": version})

    def invoke(self, name: str, input: Any = None, *, version: Optional[int] = None, wait: Optional[float] = None,
               idempotency_key: Optional[str] = None, timeout: Optional[float] = None) -> Json:
        """Runs a function and gives the execution, also when it failed: look at `status` and `error`.

        wait             queue it and wait for its end for so many seconds, or not at all (0): it may be queued or
                         running still when it comes back. When None it runs at once and is not queued.
        idempotency_key  unique to this request. The function runs once however often the request is sent, so this
                         client sends it again when the answer does not come.
        """
        begin = time.monotonic()
        first = min(math.ceil(wait or 0), _WAIT_SECONDS_MAX)
        prefer = None if wait is None else f"wait={first}" if first else "respond-async"
        execution = self._transport.ask(
            "POST", path("/v1/functions/{}/invoke", name), query={"version": version},
            headers={"Idempotency-Key": idempotency_key, "Prefer": prefer}, body=input,
            repeatable=idempotency_key is not None, timeout=(timeout or self._transport.timeout) + first).data
        left = (wait or 0) - (time.monotonic() - begin)
        return self._executions.until(execution, left)

    def call(self, name: str, input: Any = None, **options: Any) -> Any:
        """Runs a function and gives what it returned. Whatever else happens to it is raised."""
        execution = self.invoke(name, input, **options)
        if execution["status"] == "succeeded":
            return execution["output"]
        raise pending(execution) if execution["finished_at"] is None else failure_of(execution)

    def logs(self, name: str, *, limit: Optional[int] = None) -> Pages:
        """What executions wrote with `console`, the newest execution first."""
        return self._pages(path("/v1/functions/{}/logs", name), limit=limit)

    def follow_logs(self, name: str) -> Iterator[Json]:
        """Log lines from now on, as they are written, until the loop is left or the service stops."""
        for event, _, line in self._transport.events(path("/v1/functions/{}/logs", name), {"follow": 1}):
            if event == "log":
                yield line
