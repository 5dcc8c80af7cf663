"""What each role may do, and what that means for who asks."""

from dataclasses import replace

import pytest

from bilten_app.cli.roles import roles_markdown
from bilten_app.infra.settings import PROJECT
from bilten_app.kit.actor import GUEST, SYSTEM, Actor, ActorKind
from bilten_app.kit.errors import Forbidden, NotFound, Unauthenticated
from bilten_app.kit.ids import new_id
from bilten_app.kit.roles import (
    BY_OWN_HAND,
    EVENT_GRANTS,
    ROLE_GRANTS,
    STAFF_GRANTS,
    Permission,
    Role,
    StaffPermission,
    StaffRole,
)

OURS, THEIRS = new_id(), new_id()
JAZZ, FOLK = new_id(), new_id()
GATE = Actor(
    ActorKind.user,
    user_id=new_id(),
    grants={OURS: frozenset()},
    event_grants={(OURS, JAZZ): EVENT_GRANTS[Role.gate_staff]},
)
MANAGER = Actor(ActorKind.user, user_id=new_id(), grants={OURS: ROLE_GRANTS[Role.manager]})


def test_the_page_shows_the_table_of_the_code() -> None:
    page = (PROJECT / "docs" / "roles.md").read_text(encoding="utf-8")

    assert roles_markdown() in page, "run `bilten roles` and paste it"


def test_the_matrix_of_roles_and_permissions() -> None:
    matrix = {role.value: sorted(one.value for one in ROLE_GRANTS[role]) for role in Role}

    assert matrix == {
        "owner": sorted(one.value for one in Permission),
        "manager": sorted(set(Permission) - {"team:manage", "finances:manage", "keys:manage"}),
        "marketer": ["events:read", "promotions:write"],
        "finance": [
            "events:read", "finances:manage", "finances:read", "orders:read", "orders:refund",
        ],
        "box_office": ["attendees:read", "box_office:sell", "events:read", "orders:read"],
        "gate_staff": ["events:read", "gate:manage"],
    }  # fmt: skip


def test_the_matrix_of_staff() -> None:
    matrix = {role.value: sorted(one.value for one in STAFF_GRANTS[role]) for role in StaffRole}

    assert matrix == {
        "admin": sorted(one.value for one in StaffPermission),
        "support": ["people:impersonate", "people:read", "platform:read"],
        "finance": ["audit:read", "money:manage", "money:read", "people:read"],
        "moderator": ["network:manage", "people:read", "people:suspend", "risk:review"],
    }


def test_a_role_for_one_event_gives_nothing_of_the_organization() -> None:
    of_the_whole = {"finances:read", "finances:manage", "team:manage", "audit:read"}

    assert all(not held & of_the_whole for held in EVENT_GRANTS.values())
    assert Role.owner not in EVENT_GRANTS


def test_what_moves_money_or_gives_rights_away_is_done_by_own_hand() -> None:
    assert {"orders:refund", "finances:manage", "team:manage"} <= BY_OWN_HAND


def test_who_works_at_one_event_may_do_so_there_and_nowhere_else() -> None:
    assert GATE.require(Permission.gate_manage, OURS, event_id=JAZZ) == OURS
    assert GATE.require_somewhere(Permission.gate_manage, OURS) == (OURS, {JAZZ})
    with pytest.raises(Forbidden):
        GATE.require(Permission.orders_read, OURS, event_id=JAZZ)
    with pytest.raises(Forbidden):
        GATE.require(Permission.gate_manage, OURS)
    with pytest.raises(Forbidden):
        GATE.require_somewhere(Permission.orders_read, OURS)


def test_another_event_of_the_same_organization_is_not_there_for_them() -> None:
    with pytest.raises(NotFound):
        GATE.require(Permission.gate_manage, OURS, event_id=FOLK)
    with pytest.raises(NotFound):
        GATE.require(Permission.gate_manage, THEIRS, event_id=JAZZ)


def test_a_role_in_the_organization_reaches_each_of_its_events() -> None:
    assert MANAGER.require(Permission.gate_manage, OURS, event_id=FOLK) == OURS
    assert MANAGER.require_somewhere(Permission.gate_manage, OURS) == (OURS, None)
    with pytest.raises(Forbidden):
        MANAGER.require(Permission.team_manage, OURS)


def test_both_kinds_of_role_add_up() -> None:
    both = replace(GATE, grants={OURS: ROLE_GRANTS[Role.marketer]})

    assert both.may(Permission.promotions_write, OURS, event_id=FOLK)
    assert both.may(Permission.gate_manage, OURS, event_id=JAZZ)
    assert not both.may(Permission.gate_manage, OURS, event_id=FOLK)
    with pytest.raises(Forbidden):
        both.require(Permission.gate_manage, OURS, event_id=FOLK)


@pytest.mark.parametrize("event_id", [None, JAZZ])
def test_strangers_learn_nothing(event_id: object) -> None:
    with pytest.raises(NotFound):
        MANAGER.require(Permission.events_read, THEIRS, event_id=JAZZ if event_id else None)
    with pytest.raises(Unauthenticated):
        GUEST.require(Permission.events_read, OURS)
    assert SYSTEM.require(Permission.team_manage, THEIRS) == THEIRS
