"""What the parts of the API are made of."""

from typing import Any, Optional

from ._errors import Json
from ._pages import Pages
from ._transport import NOTHING, Headers, Transport

Items = list[Json]


class Part:
    """Options that are None are left to the service."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def _get(self, where: str, **query: Any) -> Any:
        return self._transport.ask("GET", where, query=query).data

    def _send(self, method: str, where: str, body: Optional[Json] = None, *, headers: Optional[Headers] = None,
              repeatable: Optional[bool] = None) -> Any:
        given = NOTHING if body is None else {name: value for name, value in body.items() if value is not None}
        return self._transport.ask(method, where, headers=headers, body=given, repeatable=repeatable).data

    def _pages(self, where: str, **query: Any) -> Pages:
        return Pages(lambda cursor: self._get(where, **query, cursor=cursor))

    def _items(self, where: str) -> Items:
        return self._get(where)["data"]
