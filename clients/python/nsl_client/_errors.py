"""What goes wrong, in one class."""

import email.utils
import json
import time
from typing import Any, Optional

Json = dict[str, Any]


class NslError(Exception):
    """Whatever goes wrong.

    code         stable; branch on it. One of the service's (docs/reference/api.md), one of a failed execution, or of
                 this library: "unreachable" (no answer), "timeout", "bad_answer" (no Neo Service Layer answered) and
                 "execution_pending" (it goes on, but was not waited for any longer)
    message      what happened this time
    status       the HTTP status; 0 when there was no answer. A failed execution has 200: the request did what it should
    request_id   names the request in the service's log
    retryable    whether the same request may succeed later
    advice       what to do about it, as the service says
    errors       the places in the request that are wrong: [{"pointer": ..., "detail": ...}]
    execution    the execution that failed or has not ended
    retry_after  seconds that the service asks to wait before the next try
    """

    def __init__(self, code: str, message: str, *, status: int = 0, request_id: Optional[str] = None,
                 retryable: bool = False, advice: Optional[str] = None, errors: Optional[list[Json]] = None,
                 execution: Optional[Json] = None, retry_after: Optional[float] = None) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status
        self.request_id = request_id
        self.retryable = retryable
        self.advice = advice
        self.errors = errors or []
        self.execution = execution
        self.retry_after = retry_after


def error_of(status: int, headers: Any, body: bytes) -> NslError:
    """The error of an answer whose status is not 2xx."""
    request_id = headers.get("Request-Id")
    retry_after = _seconds(headers.get("Retry-After"))
    try:
        problem = json.loads(body)
        code = problem["code"]
    except (ValueError, TypeError, KeyError):  # a proxy's page
        return NslError("bad_answer", f"status {status} without a problem document", status=status,
                        request_id=request_id, retryable=status in (429, 502, 503, 504), retry_after=retry_after)
    return NslError(code, problem.get("detail") or problem.get("title") or code, status=status,
                    request_id=problem.get("request_id") or request_id, retryable=problem.get("retryable", False),
                    advice=problem.get("advice"), errors=problem.get("errors"), retry_after=retry_after)


def failure_of(execution: Json) -> NslError:
    """The error of an execution that ended without success."""
    error = execution.get("error") or {}
    code = error.get("code", execution["status"])
    return NslError(code, error.get("message", f"the execution has {code}"), status=200, execution=execution)


def pending(execution: Json) -> NslError:
    message = f"{execution['id']} is {execution['status']}; executions.wait() waits for it"
    return NslError("execution_pending", message, status=202, execution=execution)


def _seconds(value: Optional[str]) -> Optional[float]:
    """`Retry-After` (RFC 9110, section 10.2.3): seconds or a date."""
    if value is None:
        return None
    if value.isdigit():
        return float(value)
    try:
        return max(0.0, email.utils.parsedate_to_datetime(value).timestamp() - time.time())
    except ValueError:
        return None
