"""What a key may look like, and from where it opens."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bilten_app.domains.programs import rules
from bilten_app.domains.programs.public import SCOPES, KeyDraft, KeyState
from bilten_app.kit.roles import ROLE_GRANTS, Permission, Role

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
GOOD = KeyDraft("Our shop", frozenset({Permission.orders_read}))
OWNER = ROLE_GRANTS[Role.owner]


def test_a_good_key_has_no_problems() -> None:
    assert rules.problems(GOOD, held=OWNER, now=NOW) == {}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "n" * 81}, "name"),
        ({"scopes": frozenset()}, "scopes"),
        ({"scopes": frozenset({"everything"})}, "scopes"),
        ({"scopes": frozenset({"team:manage"})}, "scopes"),
        ({"scopes": frozenset({"keys:manage"})}, "scopes"),
        ({"scopes": frozenset({"finances:manage"})}, "scopes"),
        ({"networks": ["somewhere"]}, "networks"),
        ({"networks": ["10.0.0.0/33"]}, "networks"),
        ({"networks": ["10.0.0.1"] * 21}, "networks"),
        ({"expires_at": NOW}, "expires_at"),
        ({"expires_at": NOW - timedelta(days=1)}, "expires_at"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(wrong: dict[str, object], field: str) -> None:
    assert set(rules.problems(replace(GOOD, **wrong), held=OWNER, now=NOW)) == {field}


def test_nobody_gives_what_they_may_not_do_themselves() -> None:
    held = {Permission.keys_manage, Permission.events_read}

    assert set(rules.problems(GOOD, held=held, now=NOW)) == {"scopes"}


def test_a_program_never_gives_rights_away_nor_says_where_money_goes() -> None:
    assert set(Permission) - set(SCOPES) == {
        Permission.team_manage, Permission.finances_manage, Permission.keys_manage,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("ranges", "address", "admitted"),
    [
        ([], "203.0.113.7", True),
        ([], "", True),
        (["203.0.113.0/24"], "203.0.113.7", True),
        (["203.0.113.0/24"], "203.0.114.7", False),
        (["203.0.113.7/32"], "::ffff:203.0.113.7", True),
        (["2001:db8::/32"], "2001:db8::1", True),
        (["2001:db8::/32"], "203.0.113.7", False),
        (["203.0.113.0/24"], "unknown", False),
        (["203.0.113.0/24"], "", False),
    ],
)
def test_where_a_key_opens(ranges: list[str], address: str, *, admitted: bool) -> None:
    assert rules.admits(ranges, address) is admitted


def test_ranges_are_kept_in_one_way_of_writing() -> None:
    assert rules.networks(["203.0.113.7", "203.0.113.7/32", "10.1.2.3/8"]) == [
        "203.0.113.7/32", "10.0.0.0/8",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("expires", "revoked", "state"),
    [
        (None, None, KeyState.active),
        (NOW + timedelta(seconds=1), None, KeyState.active),
        (NOW, None, KeyState.expired),
        (None, NOW, KeyState.revoked),
        (NOW, NOW, KeyState.revoked),
    ],
)
def test_whether_a_key_opens_anything(
    expires: datetime | None, revoked: datetime | None, state: KeyState
) -> None:
    assert rules.state_of(expires_at=expires, revoked_at=revoked, now=NOW) is state


def test_people_know_a_key_by_its_beginning_only() -> None:
    assert rules.prefix_of("blt_abcdefghijklmnop") == "blt_abcdef"
