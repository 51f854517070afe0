"""Secrets, tokens, and the record of what was done with them."""

import base64
from typing import Any, Optional, Union

from ._errors import Json
from ._pages import Pages
from ._part import Items, Part
from ._transport import Headers, path


class Secrets(Part):
    """Values that functions use. The service gives none back but to `reveal`.

    `if_revision`: only when the secret is at this revision; else nothing is done and "precondition_failed" is raised.
    """

    def set(self, name: str, value: Union[str, bytes], *, create: bool = False, if_revision: Optional[int] = None,
            **about: Any) -> Json:
        """Makes a new version. `create`: only when there is none of this name. `about`: `description`, `tags`, ..."""
        content = {"value": value} if isinstance(value, str) else {"value_base64": base64.b64encode(value).decode()}
        headers = {**_when(if_revision), "If-None-Match": "*" if create else None}
        return self._send("PUT", path("/v1/secrets/{}", name), {**content, **about}, headers=headers)

    def get(self, name: str) -> Json:
        return self._get(path("/v1/secrets/{}", name))

    def list(self, *, limit: Optional[int] = None) -> Pages:
        return self._pages("/v1/secrets", limit=limit)

    def update(self, name: str, *, if_revision: Optional[int] = None, **change: Any) -> Json:
        """Changes what is known about it; not its value."""
        return self._send("PATCH", path("/v1/secrets/{}", name), change, headers=_when(if_revision))

    def destroy(self, name: str, *, if_revision: Optional[int] = None) -> None:
        """Destroys all versions and grants. There is no way back; `set_state` has milder ones."""
        self._send("DELETE", path("/v1/secrets/{}", name), headers=_when(if_revision))

    def versions(self, name: str) -> Items:
        return self._items(path("/v1/secrets/{}/versions", name))

    def rollback(self, name: str, version: Optional[int] = None, *, if_revision: Optional[int] = None) -> Json:
        """Makes an older version the current one: the one before, or `version`."""
        headers = _when(if_revision)
        return self._send("POST", path("/v1/secrets/{}/rollback", name), {"version": version}, headers=headers)

    def set_state(self, name: str, state: str, *, version: Optional[int] = None,
                  if_revision: Optional[int] = None) -> Json:
        """Of the secret, or of one `version`: "enabled", "disabled", "deleted", "destroyed"."""
        body = {"state": state, "version": version}
        return self._send("POST", path("/v1/secrets/{}/state", name), body, headers=_when(if_revision))

    def reveal(self, name: str, reason: str, *, version: Optional[int] = None) -> bytes:
        """The value. Needs the scope `secrets:reveal` and a reason, which goes into the audit log."""
        body = {"reason": reason, "version": version}
        return base64.b64decode(self._send("POST", path("/v1/secrets/{}/reveal", name), body)["value_base64"])

    def grant(self, name: str, function: str, **grant: Any) -> Json:
        """Lets a function use it. `grant`: `exposure`, `hosts`, `function_hash`, `expires_at`."""
        return self._send("POST", path("/v1/secrets/{}/grants", name), {"function": function, **grant})

    def grants(self, name: str) -> Items:
        return self._items(path("/v1/secrets/{}/grants", name))

    def revoke(self, name: str, grant: str) -> None:
        self._send("DELETE", path("/v1/secrets/{}/grants/{}", name, grant))


class Tokens(Part):
    """Who may use the service. docs/reference/permissions.md has roles and scopes."""

    def create(self, name: str, **token: Any) -> Json:
        """The answer has the token itself, once. `token`: `role` or `scopes`, `expires_at`, `networks`."""
        return self._send("POST", "/v1/tokens", {"name": name, **token})

    def list(self) -> Items:
        return self._items("/v1/tokens")

    def get(self, name: str) -> Json:
        return self._get(path("/v1/tokens/{}", name))

    def revoke(self, name: str) -> None:
        self._send("DELETE", path("/v1/tokens/{}", name))


class Audit(Part):
    """What was done with secrets and keys, and what was refused."""

    def list(self, **query: Any) -> Pages:
        """The newest first. `query`: `action`, `outcome`, `secret`, `function`, `execution`, `since`, `until`."""
        return self._pages("/v1/audit", **query)

    def head(self) -> Json:
        """The signed end of the log: keep it elsewhere, and a log that was cut shows."""
        return self._get("/v1/audit/head")


def _when(revision: Optional[int]) -> Headers:
    return {"If-Match": None if revision is None else f'"{revision}"'}
