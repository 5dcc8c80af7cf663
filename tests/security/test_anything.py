"""Anything at all, sent to every endpoint: never a failure on our side."""

from typing import Any
from urllib.parse import quote

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bilten_app.api.app import openapi_document
from bilten_app.kit.ids import new_token
from tests.server import Site

VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.text(st.characters(exclude_categories=("Cs",)), max_size=40),
    st.sampled_from(["\0", "x" * 5000, "0198f5c2-4b1e-7a9d-8f00-6a2b1c3d4e5f", "-1", "1e999"]),
)
JSON = st.recursive(
    VALUES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner),
    max_leaves=12,
)
HEADERS = st.dictionaries(
    st.sampled_from(
        ["accept-language", "authorization", "bilten-secret", "cookie", "if-none-match",
         "idempotency-key", "range", "user-agent", "x-forwarded-for", "content-type"]
    ),
    st.binary(max_size=60).map(lambda raw: bytes(c for c in raw if c > 32 and c != 127)),
    max_size=5,
)  # fmt: skip


def operations() -> list[tuple[str, str]]:
    """Return method and path of everything the API offers, and of the pages' own routes."""
    api = [
        (method.upper(), f"/api{path}" if not path.startswith("/api") else path)
        for path, methods in openapi_document()["paths"].items()
        for method in methods
    ]
    pages = ["/", "/discover", "/e/{slug}", "/orders/{code}/{secret}", "/tickets/{code}/{secret}"]
    posts = ["/auth/sign-in", "/auth/sign-up", "/auth/sign-out", "/sandbox/pay/{checkout}"]
    return [*api, *(("GET", path) for path in pages), *(("POST", path) for path in posts)]


@pytest.mark.parametrize(("method", "path"), operations(), ids=lambda part: part)
def test_nothing_that_is_sent_makes_the_site_fail(site: Site, method: str, path: str) -> None:
    names = [part.partition("}")[0] for part in path.split("{")[1:]]
    client = httpx.Client(base_url=site.origin, trust_env=False, timeout=20)

    @settings(
        max_examples=10,
        database=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    )
    @given(
        blanks=st.lists(st.text(min_size=1, max_size=30), min_size=len(names), max_size=len(names)),
        query=st.dictionaries(
            st.sampled_from(
                ["q", "cursor", "size", "secret", "page", "from", "to", "city", "after"]
            ),
            st.text(max_size=30),
        ),
        body=JSON,
        headers=HEADERS,
    )
    def send(
        blanks: list[str], query: dict[str, str], body: Any, headers: dict[str, bytes]
    ) -> None:
        there = path
        for name, value in zip(names, blanks, strict=True):
            there = there.replace(f"{{{name}}}", quote(value, safe=""))
        sent = [(b"idempotency-key", new_token().encode())]
        sent += [(name.encode(), value) for name, value in headers.items()]
        answer = client.request(method, there, params=query, json=body, headers=sent)
        assert answer.status_code < 500, answer.text
        assert "Traceback" not in answer.text

    with client:
        send()
