"""Audit lines as they are read: an organization sees its own, staff with the right see all."""

from datetime import timedelta

import pytest

from bilten_app.domains.organizers import service as organizers
from bilten_app.domains.reporting import queries as reporting
from bilten_app.domains.reporting.public import AuditSearch
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import GUEST, Actor, ActorKind
from bilten_app.kit.errors import Forbidden, Unauthenticated
from bilten_app.kit.ids import new_id
from bilten_app.kit.roles import STAFF_GRANTS, Permission, Role, StaffRole
from tests.factories import given_event
from tests.people import given_user

ALL = AuditSearch()


async def test_an_organization_reads_what_was_done_to_it_and_to_its_events(rt: Runtime) -> None:
    stage, _ = await given_event(rt), await given_event(rt)
    helper_id = await given_user(rt)
    async with rt.unit_of_work(stage.owner) as uow:
        await organizers.add_member(
            uow, stage.owner, organizer_id=stage.organizer_id, user_id=helper_id, role=Role.manager
        )
    scope = stage.owner.require(Permission.audit_read, stage.organizer_id)

    async with rt.read() as session:
        whole = await reporting.organizer_audit(session, scope, ALL)
        team = await reporting.organizer_audit(session, scope, AuditSearch(verb="organizers."))
        nobodys = await reporting.organizer_audit(session, scope, AuditSearch(actor="user:x"))

    subjects = {row.subject for row in whole.rows}
    assert subjects == {str(stage.organizer_id), str(stage.event_id)}
    assert [row.verb for row in team.rows] == ["organizers.member_added", "organizers.created"]
    assert team.rows[0].changes == {"user": str(helper_id), "role": "manager"}
    assert nobodys.rows == []


async def test_pages_of_the_log_join_without_gap_or_copy(rt: Runtime) -> None:
    stage = await given_event(rt)
    scope = stage.owner.require(Permission.audit_read, stage.organizer_id)

    async with rt.read() as session:
        whole = await reporting.organizer_audit(session, scope, ALL)
        first = await reporting.organizer_audit(session, scope, ALL, size=2)
        rest = await reporting.organizer_audit(session, scope, ALL, cursor=first.next_cursor)

    assert [*first.rows, *rest.rows] == whole.rows
    assert len(first.rows) == 2


async def test_staff_find_lines_by_who_what_about_what_and_when(rt: Runtime) -> None:
    stage = await given_event(rt)
    auditor = Actor(ActorKind.user, user_id=new_id(), staff=STAFF_GRANTS[StaffRole.admin])
    now = rt.clock.now()

    async with rt.read() as session:
        by_owner = await reporting.audit(session, auditor, AuditSearch(actor=stage.owner.label))
        about = await reporting.audit(
            session, auditor, AuditSearch(subject=str(stage.event_id), verb="events.published")
        )
        later = await reporting.audit(
            session, auditor, AuditSearch(actor=stage.owner.label, since=now + timedelta(hours=1))
        )
        earlier = await reporting.audit(
            session, auditor, AuditSearch(actor=stage.owner.label, until=now)
        )

    assert {row.actor for row in by_owner.rows} == {stage.owner.label}
    assert [row.verb for row in about.rows] == ["events.published"]
    assert later.rows == []
    assert earlier.rows == []


async def test_the_whole_log_is_for_staff_who_may(rt: Runtime) -> None:
    support = Actor(ActorKind.user, user_id=new_id(), staff=STAFF_GRANTS[StaffRole.support])

    async with rt.read() as session:
        for who, refusal in ((support, Forbidden), (GUEST, Unauthenticated)):
            with pytest.raises(refusal):
                await reporting.audit(session, who, ALL)
