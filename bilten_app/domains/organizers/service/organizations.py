"""Create an organization, and say what it is."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from bilten_app.domains.identity.public import NotVerified
from bilten_app.domains.media import queries as media
from bilten_app.domains.organizers import rules
from bilten_app.domains.organizers.models import Member, Organizer
from bilten_app.domains.organizers.public import (
    InvalidOrganizer,
    OrganizerCreated,
    OrganizerId,
    Verb,
)
from bilten_app.domains.organizers.queries import root_purpose
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit import slugs
from bilten_app.kit.actor import Actor, OrganizerScope
from bilten_app.kit.ids import new_id
from bilten_app.kit.proof import keys
from bilten_app.kit.roles import Permission, Role
from bilten_app.kit.twins import twin_of
from bilten_app.kit.typed import many_lines, one_line


async def create(
    rt: Runtime,
    actor: Actor,
    *,
    name: str,
    about: str = "",
    color: str = rules.DEFAULT_COLOR,
) -> OrganizerId:
    """Make an organization that the actor owns, with a root key of its own.

    Raises NotVerified until the actor's address is proven, InvalidOrganizer for bad fields.
    """
    user_id = actor.require_user()
    if not actor.verified:
        raise NotVerified
    name, about, color = one_line(name), many_lines(about), color.lower()
    if found := rules.problems(name=name, about=about, color=color):
        raise InvalidOrganizer(found)
    organizer_id, private = new_id(), keys.new_private_key()
    async with rt.unit_of_work(actor) as uow:
        row = {
            "id": organizer_id,
            "name": name,
            "about": about,
            "color": color,
            "root_public": keys.public_of(private),
            "root_sealed": rt.vault.seal(root_purpose(organizer_id), private),
            "created_at": uow.clock.now(),
        }
        await _insert_under_free_slug(uow, row, name)
        _add_member(uow, organizer_id, user_id, Role.owner)
        uow.record(OrganizerCreated(organizer_id))
        uow.audit(Verb.created, organizer_id)
    return OrganizerId(organizer_id)


async def open_sandbox(rt: Runtime, actor: Actor, *, organizer_id: UUID) -> OrganizerId:
    """Make the test organization of a live one, or find it; return its id.

    It has a name and a look, keys of its own, and no team: who works for the live one works there
    (queries/actors.py). For members with `keys:manage`.
    """
    scope = actor.require(Permission.keys_manage, organizer_id)
    sandbox_id = twin_of(scope)
    private = keys.new_private_key()
    async with rt.unit_of_work(actor) as uow:
        live = await uow.get(Organizer, scope, lock=True)
        if await uow.session.get(Organizer, sandbox_id):
            return OrganizerId(sandbox_id)
        row = {
            "id": sandbox_id,
            "name": live.name,
            "about": live.about,
            "color": live.color,
            "logo_id": live.logo_id,
            "root_public": keys.public_of(private),
            "root_sealed": rt.vault.seal(root_purpose(sandbox_id), private),
            "created_at": uow.clock.now(),
            "suspended_at": live.suspended_at,
            "suspended_for": live.suspended_for,
            "sandbox_of": scope,
        }
        await _insert_under_free_slug(uow, row, f"{live.name} test")
        uow.audit(Verb.sandbox_opened, scope)
    return OrganizerId(sandbox_id)


async def edit(
    uow: UnitOfWork,
    actor: Actor,
    *,
    organizer_id: UUID,
    name: str,
    about: str,
    color: str,
    logo_id: UUID | None,
) -> None:
    """Change how the organization presents itself. Raises InvalidOrganizer for bad fields."""
    scope = actor.require(Permission.team_manage, organizer_id)
    name, about, color = one_line(name), many_lines(about), color.lower()
    found = rules.problems(name=name, about=about, color=color)
    if logo_id and not await media.are_of(uow.session, scope, [logo_id]):
        found["logo_id"] = rules.FOREIGN_LOGO
    if found:
        raise InvalidOrganizer(found)
    row = await uow.get(Organizer, scope, lock=True)
    row.name, row.about, row.color, row.logo_id = name, about, color, logo_id
    if sandbox := await uow.session.get(Organizer, twin_of(scope)):
        sandbox.name, sandbox.about, sandbox.color, sandbox.logo_id = name, about, color, logo_id
    uow.audit(Verb.edited, scope, name=name, color=color, logo=str(logo_id))


async def lock(uow: UnitOfWork, scope: OrganizerScope) -> None:
    """Let nobody else change, at the same moment, what is counted within an organization."""
    await uow.get(Organizer, scope, lock=True)


def _add_member(uow: UnitOfWork, organizer_id: UUID, user_id: UUID, role: Role) -> None:
    uow.add(
        Member(organizer_id=organizer_id, user_id=user_id, role=role.value, since=uow.clock.now())
    )


async def _insert_under_free_slug(uow: UnitOfWork, row: Mapping[str, object], name: str) -> None:
    for slug in slugs.candidates(name, "organizer"):
        made = insert(Organizer).values(slug=slug, **row).on_conflict_do_nothing()
        done = await uow.session.execute(made.returning(col(Organizer.id)))
        if done.scalar_one_or_none():
            return
