"""Lists that come in pages."""

import itertools
from collections.abc import Callable, Iterator
from typing import Any, Optional


class Pages:
    """Iterating over it goes over all items and asks for the next page when it is needed."""

    def __init__(self, fetch: Callable[[Optional[str]], dict[str, Any]]) -> None:
        self._fetch = fetch

    def page(self, cursor: Optional[str] = None) -> dict[str, Any]:
        """One page: {"data": [...], "next_cursor": str or None}, for those who keep the cursor themselves."""
        return self._fetch(cursor)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        cursor: Optional[str] = None
        while True:
            page = self._fetch(cursor)
            yield from page["data"]
            cursor = page["next_cursor"]
            if cursor is None:
                return

    def take(self, count: int) -> list[dict[str, Any]]:
        """The first `count` items."""
        return list(itertools.islice(self, count))
