"""A refusal says what happened and what to mend, and never why we failed."""

import json

import pytest

from bilten_app.api.problems import problem, title_of
from bilten_app.domains.inventory.public import SoldOut
from bilten_app.kit.errors import BiltenError, Invalid, TooMany, Unauthenticated, Unavailable


def told(error: BiltenError) -> dict[str, object]:
    return json.loads(bytes(problem(error, request_id="K7F3-Q2MA", locale="en").body))


def test_a_refusal_has_words_for_people_and_for_programs() -> None:
    assert told(SoldOut(left=1)) == {
        "type": "/api/docs#sold_out",
        "title": "Sold out",
        "status": 409,
        "detail": "Only 1 places are left. Choose fewer, or look again later.",
        "instance": "urn:bilten:request:K7F3-Q2MA",
        "code": "sold_out",
        "fields": {"left": 1},
        "problems": {},
    }


def test_wrong_fields_are_named() -> None:
    assert told(Invalid({"email": "Mend it."}))["problems"] == {"email": "Mend it."}


@pytest.mark.parametrize(
    ("error", "header", "value"),
    [
        (TooMany(retry_after_s=7), "retry-after", "7"),
        (Unavailable(), "retry-after", "5"),
        (Unauthenticated(), "www-authenticate", 'Bearer realm="bilten"'),
    ],
)
def test_a_refusal_says_how_to_go_on(error: BiltenError, header: str, value: str) -> None:
    answer = problem(error, request_id="", locale="en")

    assert answer.headers[header] == value
    assert answer.headers["cache-control"] == "no-store"


def test_titles_are_words() -> None:
    assert title_of(SoldOut) == "Sold out"
