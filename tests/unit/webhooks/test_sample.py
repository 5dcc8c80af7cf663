"""The sample that the page shows receivers works as it stands there."""

from datetime import timedelta
from typing import Any

import pytest

from bilten_app.domains.webhooks.rules import calls
from bilten_app.kit.clock import SystemClock
from bilten_app.kit.ids import new_id
from bilten_app.web.organizer.webhooks.sample import SAMPLE

BODY = b'{"type":"order.paid"}'


def is_from_bilten(secret: str, headers: dict[str, str], body: bytes) -> bool:
    names: dict[str, Any] = {}
    exec(SAMPLE, names)  # noqa: S102 - the code under test is a text
    return names["is_from_bilten"](secret, headers, body)


def test_the_sample_knows_our_messages_also_while_a_secret_changes() -> None:
    old, new = calls.new_secret(), calls.new_secret()
    headers = calls.headers([new, old], new_id(), SystemClock().now(), BODY)

    assert is_from_bilten(old, headers, BODY)
    assert is_from_bilten(new, headers, BODY)


@pytest.mark.parametrize(
    ("body", "age"), [(b'{"type":"order.free"}', timedelta()), (BODY, timedelta(minutes=6))]
)
def test_the_sample_refuses_what_was_changed_or_is_old(body: bytes, age: timedelta) -> None:
    secret = calls.new_secret()
    headers = calls.headers([secret], new_id(), SystemClock().now() - age, BODY)

    assert not is_from_bilten(secret, headers, body)
