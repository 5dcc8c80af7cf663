"""How messages are signed, what they show, and when they are tried again."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from bilten_app.api.v1.order_shapes import OrderOut
from bilten_app.api.v1.organizer import OwnEventOut
from bilten_app.api.v1.tickets import TicketOut
from bilten_app.domains.webhooks.public import EndpointDraft, HookKind
from bilten_app.domains.webhooks.rules import calls, payloads
from bilten_app.kit.ids import new_id
from tests.unit.messaging.stories import make_event, make_order, make_ticket

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def test_a_signature_is_that_of_the_vector_of_standard_webhooks() -> None:
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    told_id, body = "msg_p5jXN8AQM9LWM0D4loKWxJek", b'{"test": 2432232314}'

    signed = calls.signature(secret, told_id, 1_614_265_330, body)

    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_an_order_is_shown_as_the_api_shows_it() -> None:
    order = make_order(
        event_id=new_id(), hold_until=NOON, placed_at=NOON, close_reason="", seats=()
    )

    shown = dict(payloads.order(order))

    assert shown.pop("id") == str(order.id)
    assert shown == OrderOut.of(order).model_dump(mode="json")


def test_an_event_is_shown_as_the_api_shows_it_to_its_organizer() -> None:
    event = make_event(currency="EGP")

    assert payloads.event(event) == OwnEventOut.of(event).model_dump(mode="json")


def test_a_ticket_is_shown_without_its_proof_and_the_secret_of_its_link() -> None:
    ticket = make_ticket(issued_at=NOON)

    shown = payloads.ticket(ticket)

    open_to_all = set(TicketOut.model_fields) - {"secret", "page", "proof", "rotation"}
    assert set(shown) == open_to_all | {"order_id", "holder_email"}


def test_tries_come_ever_later_and_end_after_three_days() -> None:
    at, waits, tries = NOON, list[timedelta](), 1
    while following := calls.next_try(NOON, at, tries):
        waits.append(following - at)
        at, tries = following, tries + 1

    assert waits[:3] == [timedelta(seconds=10), timedelta(seconds=30), timedelta(seconds=90)]
    assert waits[:-1] == sorted(waits[:-1])
    assert max(waits) == calls.LONGEST_WAIT
    assert at - NOON == calls.PATIENCE


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("https://example.com/hooks?shop=1", None),
        ("https://[2606:4700:4700::1111]/", None),
        ("http://example.com/", calls.NOT_HTTPS),
        ("ftp://example.com/", calls.NO_URL),
        ("example.com/hooks", calls.NO_URL),
        ("https://", calls.NO_URL),
        ("https://example.com:99999/", calls.NO_URL),
        ("https://exa mple.com/", calls.NO_URL),
        ("https://example.com/#part", calls.NO_URL),
        ("https://example.com/\r\nX-Evil: 1", calls.NO_URL),
        ("https://user:secret@example.com/", calls.HAS_LOGIN),
        ("https://example.com/" + "a" * 500, calls.TOO_LONG),
        ("https://127.0.0.1/", calls.NOT_PUBLIC),
        ("https://localhost/", calls.NOT_PUBLIC),
        ("https://10.0.0.1/", calls.NOT_PUBLIC),
        ("https://[::1]/", calls.NOT_PUBLIC),
        ("https://2130706433/", calls.NOT_PUBLIC),
    ],
)
def test_an_address_that_cannot_be_called_is_told_with_what_is_wrong(
    url: str, problem: str | None
) -> None:
    draft = EndpointDraft(url, frozenset({HookKind.order_paid}))

    assert calls.problems(draft, to_loopback=False).get("url") == problem


def test_the_house_itself_is_an_address_only_in_development() -> None:
    draft = EndpointDraft("http://127.0.0.1:8080/", frozenset({HookKind.order_paid}))

    assert not calls.problems(draft, to_loopback=True)
    assert calls.problems(draft, to_loopback=False) == {"url": calls.NOT_HTTPS}


def test_an_endpoint_wants_something_that_happens() -> None:
    draft = EndpointDraft("https://example.com/", frozenset({HookKind.test}))

    assert calls.problems(draft, to_loopback=False) == {"kinds": calls.NO_KINDS}


@pytest.mark.parametrize("is_test", [True, False])
def test_a_message_says_whether_what_it_tells_of_is_real(*, is_test: bool) -> None:
    said = json.loads(payloads.body(HookKind.order_paid, NOON, {}, is_test=is_test))

    assert said["livemode"] is not is_test
