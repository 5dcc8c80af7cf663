"""What becomes of the JSON of a GET: its fields, its tag, its size."""

import gzip
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import Message

from bilten_app.api.answers import UnknownFields, picked, shaped, wanted_fields

START: Message = {
    "type": "http.response.start", "status": 200,
    "headers": [(b"content-type", b"application/json"), (b"content-length", b"0")],
}  # fmt: skip
ORDER = {"code": "A1", "event": {"slug": "jazz", "title": "Jazz"}, "lines": [{"n": 1, "m": 2}]}


@pytest.mark.parametrize(
    ("fields", "kept"),
    [
        (["code"], {"code": "A1"}),
        (["code", "event.title"], {"code": "A1", "event": {"title": "Jazz"}}),
        (["lines.n, code"], {"lines": [{"n": 1}], "code": "A1"}),
        (["event,event.title"], {"event": {"title": "Jazz"}}),
        ([], ORDER),
        ([",,"], ORDER),
    ],
)
def test_only_the_named_fields_are_shown(fields: list[str], kept: Any) -> None:
    assert picked(ORDER, wanted_fields(fields)) == kept


def test_a_list_always_says_where_it_goes_on() -> None:
    page = {"orders": [ORDER, {**ORDER, "code": "B2"}], "sum": 2, "next_cursor": "x"}

    assert picked(page, wanted_fields(["orders.code"])) == {
        "orders": [{"code": "A1"}, {"code": "B2"}], "next_cursor": "x",
    }  # fmt: skip


@pytest.mark.parametrize("fields", ["price", "code.x", "event.price", "code,,lines.n.m"])
def test_a_field_that_is_not_there_is_refused(fields: str) -> None:
    with pytest.raises(UnknownFields):
        picked(ORDER, wanted_fields([fields]))


@pytest.mark.parametrize("fields", [",".join("a" * 41), "a" * 1001])
def test_too_many_fields_are_refused(fields: str) -> None:
    with pytest.raises(UnknownFields):
        wanted_fields([fields])


def test_what_is_not_there_yet_stays_so() -> None:
    assert picked({"event": None}, wanted_fields(["event.title"])) == {"event": None}


@given(st.text(max_size=60))
def test_whatever_is_typed_is_understood_or_refused(fields: str) -> None:
    try:
        shown = picked(ORDER, wanted_fields([fields]))
    except UnknownFields:
        return
    assert set(shown) <= set(ORDER)


def _headers(start: Message) -> dict[bytes, bytes]:
    return dict(start["headers"])


def test_the_same_answer_is_known_again_packed_or_not() -> None:
    body = json.dumps({"words": "a" * 3000}).encode()
    first, plain = shaped(START, body, {}, {})
    tag = _headers(first)[b"etag"].decode()

    packed_start, packed = shaped(START, body, {}, {"accept-encoding": "gzip"})
    again, nothing = shaped(START, body, {}, {"if-none-match": f'"other", {tag}'})

    assert plain == body == gzip.decompress(packed)
    assert _headers(packed_start)[b"etag"].decode() == tag
    assert _headers(packed_start)[b"content-encoding"] == b"gzip"
    assert int(_headers(packed_start)[b"content-length"]) == len(packed)
    assert (again["status"], nothing) == (304, b"")
    assert b"content-length" not in _headers(again)


def test_fewer_fields_are_another_answer() -> None:
    body = json.dumps(ORDER).encode()
    whole = _headers(shaped(START, body, {}, {})[0])[b"etag"]

    start, part = shaped(START, body, wanted_fields(["code"]), {"if-none-match": whole.decode()})

    assert (start["status"], json.loads(part)) == (200, {"code": "A1"})
    assert _headers(start)[b"cache-control"] == b"private, no-cache"
