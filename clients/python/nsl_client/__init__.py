"""The Neo Service Layer from Python, with the standard library only.

    from nsl_client import NslClient

    nsl = NslClient("http://127.0.0.1:8480", token)
    nsl.functions.deploy("double", "export default ({ x }) => 2 * x;")
    nsl.invoke("double", {"x": 21})  # 42

Requests and replies are those of the HTTP API (docs/reference/api.md), as dictionaries. Everything that goes wrong is
an `NslError`.
"""

from ._client import NslClient
from ._errors import NslError
from ._pages import Pages

__all__ = ["NslClient", "NslError", "Pages"]
