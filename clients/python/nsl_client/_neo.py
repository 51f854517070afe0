"""The Neo chain."""

import math
import time
from collections.abc import Iterator
from typing import Any, Optional

from ._errors import Json, NslError
from ._pages import Pages
from ._part import Items, Part
from ._transport import path

_WAIT_SECONDS = 20  # less than a usual time-out


class Neo(Part):
    """Accounts that the service signs for, the transactions it sent, and what the chain said."""

    def add_account(self, name: str, key: Optional[str] = None) -> Json:
        """Makes a key in the vault, or imports `key` (WIF or hexadecimal)."""
        return self._send("POST", "/v1/neo/accounts", {"name": name, "key": key})

    def accounts(self) -> Items:
        return self._items("/v1/neo/accounts")

    def account(self, name: str) -> Json:
        return self._get(path("/v1/neo/accounts/{}", name))

    def remove_account(self, name: str) -> None:
        """Destroys the key too."""
        self._send("DELETE", path("/v1/neo/accounts/{}", name))

    def grant(self, account: str, function: str, **grant: Any) -> Json:
        """Lets a function have the account sign. `grant`: `contracts`, `methods`, `call_max`, `day_max`, ..."""
        return self._send("POST", path("/v1/neo/accounts/{}/grants", account), {"function": function, **grant})

    def grants(self, account: str) -> Items:
        return self._items(path("/v1/neo/accounts/{}/grants", account))

    def revoke(self, account: str, grant: str) -> None:
        self._send("DELETE", path("/v1/neo/accounts/{}/grants/{}", account, grant))

    def transactions(self, *, state: Optional[str] = None, limit: Optional[int] = None) -> Pages:
        """The newest first."""
        return self._pages("/v1/neo/transactions", state=state, limit=limit)

    def transaction(self, hash: str) -> Json:
        return self._get(path("/v1/neo/transactions/{}", hash))

    def wait_for_transaction(self, hash: str, timeout: float = 3600.0) -> Json:
        """Waits until it has ended, one way or the other. Raises "timeout"."""
        end = time.monotonic() + timeout
        while (left := end - time.monotonic()) > 0:
            seconds = min(math.ceil(left), _WAIT_SECONDS)
            transaction = self._get(path("/v1/neo/transactions/{}", hash), wait_seconds=seconds)
            if "ended_at" in transaction:
                return transaction
        raise NslError("timeout", f"{hash} has not ended within {timeout} s", retryable=True)

    def cancel_transaction(self, hash: str) -> Json:
        return self._send("POST", path("/v1/neo/transactions/{}/cancel", hash))

    def events(self, *, limit: Optional[int] = None, **query: Any) -> Json:
        """A page of events in the order of the chain. Asking on and on with its `next_cursor` gives every event once.

        `query`: `contract`, `event`, `account`, `from_block`, `to_block`, or `cursor` in place of `from_block`.
        """
        return self._get("/v1/neo/events", **query, limit=limit)

    def follow_events(self, **query: Any) -> Iterator[tuple[str, Json]]:
        """Events that are there already, from `from_block` or `cursor` on, then those to come: (cursor, event).

        With the cursor of the last one that was seen it goes on after it, when the connection broke (which is raised)
        or the program was stopped.
        """
        for name, cursor, event in self._transport.events("/v1/neo/events", {**query, "follow": 1}):
            if name == "event":
                yield cursor, event

    def nodes(self) -> Items:
        return self._items("/v1/neo/nodes")
