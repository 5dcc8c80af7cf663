"""What staff do to accounts: shut out with a reason, let in again, act in somebody's name."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from bilten_app.domains.discovery import queries as discovery
from bilten_app.domains.events import queries as events
from bilten_app.domains.identity import queries as identity_queries
from bilten_app.domains.identity import service as identity
from bilten_app.domains.identity.public import NotImpersonated, NotSuspendable, Suspended
from bilten_app.domains.orders.public import NotForSale
from bilten_app.domains.organizers import service as organizers
from bilten_app.domains.programs import service as programs
from bilten_app.domains.programs.public import KeyRefused
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import GUEST, Actor
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.errors import ByOwnHand, Forbidden, Invalid, NotFound
from bilten_app.kit.ids import new_code
from bilten_app.kit.roles import BY_OWN_HAND, STAFF_GRANTS, Permission, Role, StaffRole
from tests.factories import given_event, given_order
from tests.people import PASSWORD, actor_of, given_signed_in, given_staff, new_email
from tests.programs import given_key

type Act = Callable[..., Awaitable[Any]]
WHY = "Reported three times"


async def done(rt: Runtime, act: Act, who: Actor, **wish: Any) -> Any:
    async with rt.unit_of_work(who) as uow:
        return await act(uow, who, **wish)


async def test_who_is_suspended_is_out_at_once_and_signing_in_says_so(rt: Runtime) -> None:
    moderator, email = await given_staff(rt, StaffRole.moderator), new_email()
    person, token = await given_signed_in(rt, email=email)
    user_id = person.require_user()

    await done(rt, identity.suspend_user, moderator, user_id=user_id, reason=WHY)

    assert (await actor_of(rt, token)).user_id is None
    with pytest.raises(Suspended):
        await identity.sign_in(rt, GUEST, email=email, password=PASSWORD, address=new_code())
    await done(rt, identity.restore_user, moderator, user_id=user_id, reason="A mistake")
    again = await identity.sign_in(rt, GUEST, email=email, password=PASSWORD, address=new_code())
    assert (await actor_of(rt, again.token)).user_id == user_id


async def test_a_session_that_was_opened_meanwhile_opens_nothing(rt: Runtime) -> None:
    person, token = await given_signed_in(rt)
    async with rt.unit_of_work() as uow:
        shut = text("UPDATE users SET suspended_at = now() WHERE id = :id")
        await uow.session.execute(shut, {"id": person.user_id})

    assert (await actor_of(rt, token)).user_id is None


@pytest.mark.parametrize("role", [StaffRole.support, StaffRole.finance])
async def test_only_some_staff_suspend_and_never_staff(rt: Runtime, role: StaffRole) -> None:
    other, moderator = await given_staff(rt, role), await given_staff(rt, StaffRole.moderator)
    person, _ = await given_signed_in(rt)

    for who, whom, why, refusal in (
        (other, person, WHY, Forbidden),
        (person, other, WHY, NotFound),
        (moderator, other, WHY, NotSuspendable),
        (moderator, moderator, WHY, NotSuspendable),
        (moderator, person, "  ", Invalid),
    ):
        with pytest.raises(refusal):
            await done(rt, identity.suspend_user, who, user_id=whom.require_user(), reason=why)


async def test_a_suspended_organization_leaves_the_site_and_sells_nothing(rt: Runtime) -> None:
    stage, moderator = await given_event(rt), await given_staff(rt, StaffRole.moderator)
    wish = {"organizer_id": stage.organizer_id, "reason": WHY}
    _, secret = await given_key(rt, stage.owner)
    async with rt.read() as session:
        slug = (await events.sale(session, stage.event_id)).slug

    await done(rt, organizers.suspend, moderator, **wish)

    with pytest.raises(NotForSale):
        await given_order(rt, stage)
    with pytest.raises(KeyRefused):
        await programs.authenticate(rt, secret=secret, address="127.0.0.1")
    async with rt.read() as session:
        with pytest.raises(NotFound):
            await discovery.event_page(session, slug)
        assert (await discovery.line_up(session, at=rt.clock.now())).upcoming == []
        assert await discovery.addresses(session) == []
    await done(rt, organizers.restore, moderator, **wish)
    await given_order(rt, stage)
    await programs.authenticate(rt, secret=secret, address="127.0.0.1")
    async with rt.read() as session:
        assert (await discovery.event_page(session, slug)).slug == slug


async def test_who_acts_for_an_owner_sees_the_desk_and_moves_no_money(rt: Runtime) -> None:
    stage, support = await given_event(rt), await given_staff(rt, StaffRole.support)

    signed_in = await done(
        rt, identity.impersonate, support, user_id=stage.owner.require_user(), reason=WHY
    )
    acting = await actor_of(rt, signed_in.token)

    assert acting.user_id == stage.owner.user_id
    assert acting.acted_by == support.user_id
    assert acting.staff == frozenset()
    assert acting.may(Permission.orders_read, stage.organizer_id)
    assert not any(acting.may(one, stage.organizer_id) for one in BY_OWN_HAND)
    with pytest.raises(ByOwnHand):
        await done(rt, organizers.leave, acting, organizer_id=stage.organizer_id)


async def test_acting_for_somebody_ends_after_half_an_hour_however_busy(
    rt: Runtime, clock: FrozenClock
) -> None:
    support, (person, _) = await given_staff(rt, StaffRole.support), await given_signed_in(rt)
    signed_in = await done(
        rt, identity.impersonate, support, user_id=person.require_user(), reason=WHY
    )

    for _ in range(5):
        clock.move(timedelta(minutes=5, seconds=59))
        assert (await actor_of(rt, signed_in.token)).user_id == person.user_id
    clock.move(timedelta(seconds=5))

    assert (await actor_of(rt, signed_in.token)).user_id is None


async def test_nobody_acts_for_staff_or_for_who_is_suspended(rt: Runtime) -> None:
    support, admin = (
        await given_staff(rt, StaffRole.support),
        await given_staff(rt, StaffRole.admin),
    )
    moderator, (person, _) = (
        await given_staff(rt, StaffRole.moderator), await given_signed_in(rt),
    )  # fmt: skip
    whom = person.require_user()

    for who, user_id, refusal in (
        (support, admin.require_user(), NotImpersonated),
        (support, support.require_user(), NotImpersonated),
        (moderator, whom, Forbidden),
        (person, whom, NotFound),
    ):
        with pytest.raises(refusal):
            await done(rt, identity.impersonate, who, user_id=user_id, reason=WHY)
    await done(rt, identity.suspend_user, moderator, user_id=whom, reason=WHY)
    with pytest.raises(NotImpersonated):
        await done(rt, identity.impersonate, support, user_id=whom, reason=WHY)


async def test_what_is_done_for_somebody_names_both(rt: Runtime) -> None:
    stage, support = await given_event(rt), await given_staff(rt, StaffRole.support)
    signed_in = await done(
        rt, identity.impersonate, support, user_id=stage.owner.require_user(), reason=WHY
    )
    acting = await actor_of(rt, signed_in.token)

    async with rt.unit_of_work(acting) as uow:
        await identity.end_impersonation(uow, token=signed_in.token)

    assert (await actor_of(rt, signed_in.token)).user_id is None
    async with rt.read() as session:
        told = text("SELECT actor, changes FROM audit_lines WHERE verb LIKE 'users.impers%'"
                    " ORDER BY id")  # fmt: skip
        began, ended = (await session.execute(told)).all()
    assert (began.actor, began.changes) == (support.label, {"reason": WHY})
    assert (ended.actor, ended.changes) == (
        stage.owner.label, {"acted_by": str(support.user_id)},
    )  # fmt: skip


async def test_staff_find_people_and_nobody_else_does(rt: Runtime) -> None:
    support, email = await given_staff(rt, StaffRole.support), new_email()
    person, _ = await given_signed_in(rt, email=email)
    stranger = replace(person, staff=frozenset[str]())
    now = rt.clock.now()

    async with rt.read() as session:
        found = await identity_queries.accounts(session, support, now=now, words=email[3:12])
        nobody = await identity_queries.accounts(session, support, now=now, words="%")
        with pytest.raises(NotFound):
            await identity_queries.accounts(session, stranger, now=now)

    assert [(one.id, one.sessions) for one in found.rows] == [(person.user_id, 1)]
    assert nobody.rows == []
    assert STAFF_GRANTS[StaffRole.support] == support.staff
    assert Role.owner not in set(StaffRole)
