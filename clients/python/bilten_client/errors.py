"""What goes wrong, as Bilten tells it (RFC 9457)."""

from collections.abc import Mapping
from typing import Any


class BiltenError(Exception):
    """Base of everything this package raises by itself."""


class NoAnswer(BiltenError):
    """Nobody answered, as often as it was tried: whether the request was done is not known.

    Sent again with the same idempotency key, it is done once all the same.
    """


class Refused(BiltenError):
    """The API said no. A `code` never changes its meaning; `detail` is a sentence for people.

    `fields` are the values that the sentence speaks of, `problems` says field by field what to mend
    in what was sent, and `request` is what whoever runs Bilten finds the request by.
    """

    def __init__(self, status: int, told: Mapping[str, Any], retry_after_s: float | None) -> None:
        self.status = status
        self.code = str(told.get("code", "unexpected"))
        self.title = str(told.get("title", ""))
        self.detail = str(told.get("detail", ""))
        self.fields: Mapping[str, str | int] = told.get("fields") or {}
        self.problems: Mapping[str, str] = told.get("problems") or {}
        self.request = str(told.get("instance", ""))
        self.retry_after_s = retry_after_s
        super().__init__(f"{status} {self.code}: {self.detail or self.title}")
