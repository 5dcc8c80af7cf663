"""The Python client: what it sends again, what it never does, and what it raises."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import httpx
import pytest
from bilten_client import Client, NoAnswer, Refused
from bilten_client import models as m

from bilten_app.kit.clock import SystemClock
from bilten_app.kit.ids import new_id

SOLD_OUT = {
    "type": "/api/docs#sold_out", "title": "Sold out", "status": 409, "code": "sold_out",
    "detail": "Only 1 places are left.", "instance": "urn:bilten:request:K7F3-Q2MA",
    "fields": {"left": 1}, "problems": {},
}  # fmt: skip
HELD = {"id": str(new_id()), "expires_at": "2026-06-01T12:15:00Z", "seats": []}
WANTED = m.HoldIn(event="jazz", lines=[m.HoldLineIn(ticket_type_id=new_id(), quantity=2)])
LOST = httpx.ConnectError("nobody is there")

type Answer = httpx.Response | Exception


@dataclass
class Server:
    """Answers with what it was given, one after the other, and keeps what it was asked."""

    answers: list[Answer]
    asked: list[httpx.Request] = field(default_factory=list[httpx.Request])
    slept: list[float] = field(default_factory=list[float])

    def client(self, key: str = "blt_test_abc") -> Client:
        transport = httpx.MockTransport(self._answer)
        return Client(
            key, origin="https://tickets.example", transport=transport, sleep=self.slept.append
        )

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def keys(self) -> Sequence[str]:
        return [one.headers["Idempotency-Key"] for one in self.asked]


def held() -> Answer:
    return httpx.Response(201, json=HELD)


def later(status: int = 429, after: str = "7") -> Answer:
    told = {**SOLD_OUT, "code": "later"}
    return httpx.Response(status, json=told, headers={"Retry-After": after})


def test_a_request_says_who_asks_and_an_answer_comes_back_typed() -> None:
    server = Server([held()])

    hold = server.client().hold_places(WANTED)

    assert str(hold.id) == HELD["id"]
    assert hold.expires_at == datetime(2026, 6, 1, 12, 15, tzinfo=UTC)
    (asked,) = server.asked
    assert (asked.method, asked.url.path) == ("POST", "/api/v1/holds")
    assert asked.headers["Authorization"] == "Bearer blt_test_abc"
    assert json.loads(asked.content)["event"] == "jazz"
    assert "seats" not in json.loads(asked.content)


@pytest.mark.parametrize(("key", "is_test"), [("blt_test_abc", True), ("blt_abc", False)])
def test_a_client_knows_whether_its_key_is_for_tests(key: str, *, is_test: bool) -> None:
    assert Server([]).client(key).is_test is is_test


@pytest.mark.parametrize("status", [429, 503])
def test_what_is_refused_for_now_is_sent_again_when_the_answer_says(status: int) -> None:
    server = Server([later(status), later(status), held()])

    server.client().hold_places(WANTED)

    assert server.slept == [7.0, 7.0]
    assert len(set(server.keys())) == 1


def test_a_moment_to_come_again_may_be_a_date() -> None:
    at = SystemClock().now() + timedelta(seconds=30)
    server = Server([later(after=format_datetime(at, usegmt=True)), held()])

    server.client().hold_places(WANTED)

    assert 25 < server.slept[0] <= 30


def test_a_lost_request_that_names_itself_is_sent_again_under_the_same_name() -> None:
    server = Server([LOST, httpx.ReadTimeout("no answer"), held()])

    server.client().hold_places(WANTED, idempotency_key="mine")

    assert server.keys() == ["mine"] * 3
    assert server.slept == sorted(server.slept)
    assert all(0 < wait < 2 for wait in server.slept)


def test_patience_has_an_end() -> None:
    lost, refused = Server([LOST] * 9), Server([later(503) for _ in range(9)])

    with pytest.raises(NoAnswer):
        lost.client().hold_places(WANTED)
    with pytest.raises(Refused, match="later"):
        refused.client().hold_places(WANTED)

    assert (len(lost.asked), len(refused.asked)) == (5, 5)


@pytest.mark.parametrize(("answer", "times"), [(LOST, 1), (later(503), 1), (later(429), 2)])
def test_what_would_be_done_twice_is_not_sent_again_unless_nothing_was_done(
    answer: Answer, times: int
) -> None:
    entry = m.EntryIn(
        event="jazz", ticket_type_id=new_id(), quantity=1, name="Ida", email="ida@example.com"
    )
    server = Server([answer, httpx.Response(400, json={**SOLD_OUT, "code": "end"})])

    with pytest.raises((NoAnswer, Refused)):
        server.client().join_list(entry)

    assert len(server.asked) == times


def test_a_refusal_tells_all_that_the_answer_tells() -> None:
    with pytest.raises(Refused) as refused:
        Server([httpx.Response(409, json=SOLD_OUT)]).client().hold_places(WANTED)

    told = refused.value
    assert (told.status, told.code, told.fields) == (409, "sold_out", {"left": 1})
    assert told.detail == "Only 1 places are left."
    assert told.request == "urn:bilten:request:K7F3-Q2MA"
    assert str(told) == "409 sold_out: Only 1 places are left."


def test_an_answer_that_is_no_problem_is_a_refusal_all_the_same() -> None:
    with pytest.raises(Refused) as refused:
        Server([httpx.Response(502, text="<html>")]).client().read_event("jazz")

    assert (refused.value.status, refused.value.code) == (502, "unexpected")


def test_a_list_goes_on_to_its_last_page() -> None:
    def page(*names: str, following: str | None) -> httpx.Response:
        rows = [attendee(name) for name in names]
        return httpx.Response(200, json={"attendees": rows, "next_cursor": following})

    server = Server([page("Ida", "Noor", following="c2"), page("Ada", following=None)])

    found = [one.name for one in server.client().all_attendees("jazz", search="a")]

    assert found == ["Ida", "Noor", "Ada"]
    assert [dict(one.url.params) for one in server.asked] == [
        {"search": "a"}, {"search": "a", "cursor": "c2"},
    ]  # fmt: skip


def test_places_in_addresses_are_written_out() -> None:
    server = Server([httpx.Response(404, json={**SOLD_OUT, "code": "not_found"})])

    with pytest.raises(Refused):
        server.client().read_ticket("7KQ2/../M9XD*", secret="s3")

    assert server.asked[0].url.raw_path == b"/api/v1/tickets/7KQ2%2F..%2FM9XD%2A"
    assert server.asked[0].headers["Bilten-Secret"] == "s3"


def attendee(name: str) -> dict[str, Any]:
    """Return a row as the API sends it, whatever fields it will have one day."""
    schema = m.AttendeeOut.model_json_schema()
    samples = {"uuid": str(new_id()), "date-time": "2026-06-01T12:00:00Z"}
    plain = {"string": "", "boolean": False, "integer": 0}

    def sample(told: dict[str, Any]) -> Any:
        if "$ref" in told:
            return schema["$defs"][told["$ref"].rpartition("/")[2]]["enum"][0]
        return samples.get(told.get("format", "")) or plain.get(told.get("type", ""))

    return {field: sample(told) for field, told in schema["properties"].items()} | {"name": name}
