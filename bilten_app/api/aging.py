"""Routes that go away: one mark on the route, and everybody who asks for it hears of it.

`@router.get("/old", **ages(since=…, ends=…, instead="/v1/new"))` is told in each answer (RFC 9745,
RFC 8594), in the document, and to owners whose keys still ask for it.
"""

from collections.abc import Mapping
from datetime import datetime
from email.utils import format_datetime
from typing import Any, cast

DOCS = "/api/docs"
SINCE, ENDS, INSTEAD = "x-deprecated-since", "x-sunset", "x-successor"


def ages(*, since: datetime, ends: datetime | None = None, instead: str = "") -> dict[str, Any]:
    """Return how a route is declared that nobody should use any more since an instant.

    It answers until it `ends`; `instead` is the path of what takes its place.
    """
    if ends is not None and ends < since:
        raise ValueError("a route does not end before it ages")
    told = {SINCE: since.isoformat(), ENDS: ends.isoformat() if ends else "", INSTEAD: instead}
    return {
        "deprecated": True,
        "openapi_extra": {name: value for name, value in told.items() if value},
    }


def is_aging(route: object) -> bool:
    """Whether a route that was found for a request goes away."""
    return bool(getattr(route, "deprecated", False))


def headers_of(route: object) -> Mapping[str, str]:
    """Return what each answer of a route says of its age; nothing for one that stays."""
    told = cast("Mapping[str, str]", getattr(route, "openapi_extra", None) or {})
    if SINCE not in told:
        return {}
    links = [f'<{DOCS}>; rel="deprecation"; type="text/html"']
    if told.get(INSTEAD):
        links.append(f'</api{told[INSTEAD]}>; rel="successor-version"')
    headers = {"Deprecation": f"@{round(datetime.fromisoformat(told[SINCE]).timestamp())}"}
    if told.get(ENDS):
        ends = datetime.fromisoformat(told[ENDS])
        headers["Sunset"] = format_datetime(ends, usegmt=True)
        links.append(f'<{DOCS}>; rel="sunset"; type="text/html"')
    return {**headers, "Link": ", ".join(links)}
