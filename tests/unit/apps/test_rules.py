"""Which ways back are safe, and which request comes back to one."""

import pytest

from bilten_app.domains.apps import rules
from bilten_app.domains.apps.public import AppKind
from tests.apps import BACK, VERIFIER, app_draft, challenge_of

PUBLIC, SECRET = AppKind.public, AppKind.confidential


@pytest.mark.parametrize(
    ("uri", "kind", "is_safe"),
    [
        ("https://shop.example.com/done", SECRET, True),
        ("https://shop.example.com/done?from=bilten", SECRET, True),
        ("http://127.0.0.1/done", SECRET, True),
        ("http://[::1]:8000/done", PUBLIC, True),
        ("com.example.app:/done", PUBLIC, True),
        ("com.example.app:/done", SECRET, False),
        ("http://shop.example.com/done", SECRET, False),
        ("http://localhost/done", PUBLIC, False),
        ("http://127.0.0.1.example.com/done", PUBLIC, False),
        ("https://shop.example.com/done#part", SECRET, False),
        ("https://user@shop.example.com/", SECRET, False),
        ("https://", SECRET, False),
        ("https://shop.example.com:port/", SECRET, False),
        ("https://shop.example.com/ done", SECRET, False),
        ("https://shop.example.com\\@evil.example", SECRET, False),
        ("javascript:alert(1)", PUBLIC, False),
        ("data:text/html,x", PUBLIC, False),
        ("/done", PUBLIC, False),
        ("//evil.example/done", PUBLIC, False),
        ("https://shop.example.com/" + "a" * 500, SECRET, False),
        ("https://shop.éxample.com/", SECRET, False),
    ],
)
def test_only_safe_ways_back_are_registered(uri: str, kind: AppKind, is_safe: bool) -> None:  # noqa: FBT001
    assert (rules.uri_problem([uri], kind) is None) == is_safe


@pytest.mark.parametrize(
    ("given", "is_ours"),
    [
        (BACK, True),
        ("http://127.0.0.1:49152/cb?x=1", True),
        ("http://127.0.0.1/cb?x=1", True),
        ("http://127.0.0.1:49152/cb", False),
        ("http://127.0.0.1:49152/other?x=1", False),
        ("http://[::1]:49152/cb?x=1", False),
        ("https://127.0.0.1:49152/cb?x=1", False),
        ("http://127.0.0.1:49152@evil.example/cb?x=1", False),
        ("http://127.0.0.1:x/cb?x=1", False),
        (f"{BACK}/", False),
        (f"{BACK}?more=1", False),
        (f"{BACK}/../evil", False),
        (BACK.replace("https", "http"), False),
        (BACK.replace("shop", "SHOP"), False),
        ("https://shop.example.com:444/done", False),
        ("https://shop.example.com.evil.example/done", False),
        ("", False),
    ],
)
def test_a_way_back_is_exactly_a_registered_one(given: str, is_ours: bool) -> None:  # noqa: FBT001
    assert rules.is_registered(given, [BACK, "http://127.0.0.1:3000/cb?x=1"]) == is_ours


def test_the_way_back_keeps_what_was_registered() -> None:
    told = rules.way_back("https://shop.example.com/done?a=%20b", {"code": "c d", "state": ""})

    assert told == "https://shop.example.com/done?a=%20b&code=c+d"


def test_only_the_verifier_answers_its_challenge() -> None:
    challenge = challenge_of(VERIFIER)

    assert rules.answers_challenge(VERIFIER, challenge)
    assert not rules.answers_challenge(VERIFIER + "x", challenge)
    assert not rules.answers_challenge(challenge, challenge)  # the method `plain`
    assert not rules.answers_challenge("short", challenge_of("short"))


def test_each_field_of_an_app_is_told_what_is_wrong() -> None:
    bad = app_draft(name="", redirect_uris=["http://evil.example"], scopes=["keys:manage"])

    assert set(rules.problems(bad, held=["keys:manage"])) == {"name", "redirect_uris", "scopes"}
    assert rules.problems(app_draft(scopes=["events:read"]), held=["orders:read"]) == {
        "scopes": rules.FOREIGN_SCOPES
    }
    assert not rules.problems(app_draft(scopes=["events:read"]), held=["events:read"])


def test_only_an_app_with_a_secret_needs_no_way_back() -> None:
    assert rules.uri_problem([], SECRET) is None
    assert rules.uri_problem([], PUBLIC) == rules.NO_URI
