"""Accounts with proven addresses, and the organizations they own."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from bilten_app.demo.accounts import FAN, GATE, ORGANIZER, STAFF
from bilten_app.demo.art import paint_logo
from bilten_app.demo.art.studio import Studio
from bilten_app.demo.content import Organizer
from bilten_app.demo.seed.diary import Diary
from bilten_app.demo.seed.quiet import QuietRuntime
from bilten_app.demo.seed.town import OWNED, Town
from bilten_app.domains.consents import service as consents
from bilten_app.domains.consents.public import Source, Whose
from bilten_app.domains.identity import queries as identity_queries
from bilten_app.domains.identity import service as identity
from bilten_app.domains.identity.public import VerificationAsked
from bilten_app.domains.media import service as media
from bilten_app.domains.media.public import MediaKind
from bilten_app.domains.organizers import queries as organizer_queries
from bilten_app.domains.organizers import service as organizers
from bilten_app.kit.actor import GUEST, SYSTEM, Actor, ActorKind
from bilten_app.kit.roles import ROLE_GRANTS, Permission, Role, StaffRole

FOUNDED = timedelta(days=120)


@dataclass(frozen=True, slots=True)
class Residents:
    """Who acts in the rest of the seeding; owners by the slug of their organization."""

    owners: dict[str, Actor]
    organizers: dict[str, UUID]
    fan: UUID
    staff: UUID


async def move_in(rt: QuietRuntime, diary: Diary, town: Town, studio: Studio) -> Residents:
    """Register everybody and found the organizations; who is there already stays."""
    rt = rt.at(town.base - FOUNDED)
    fan = await _account(rt, diary, FAN.email, FAN.name, FAN.password)
    gate = await _account(rt, diary, GATE.email, GATE.name, GATE.password)
    staff = await _account(rt, diary, STAFF.email, STAFF.name, STAFF.password)
    async with rt.unit_of_work() as uow:
        await identity.set_staff(uow, SYSTEM, user_id=staff, role=StaffRole.admin)
    camille = await _account(rt, diary, ORGANIZER.email, ORGANIZER.name, ORGANIZER.password)
    owners: dict[str, Actor] = {}
    found: dict[str, UUID] = {}
    for organizer in town.organizers:
        owner = camille
        if organizer.slug not in OWNED:
            unknown = secrets.token_urlsafe(24)  # nobody signs in as the others
            owner = await _account(rt, diary, organizer.email, organizer.name, unknown)
        actor, organizer_id = await _organization(rt, organizer, owner)
        owners[organizer.slug], found[organizer.slug] = actor, organizer_id
        if f"organizer/{organizer.slug}" not in diary:
            await _furnish(rt, diary, organizer, actor, organizer_id, gate, studio)
    return Residents(owners, found, fan, staff)


async def _account(rt: QuietRuntime, diary: Diary, email: str, name: str, password: str) -> UUID:
    """Register a user if there is none with the address, and prove the address if it is not."""
    if f"account/{email}" in diary:
        return UUID(diary[f"account/{email}"]["id"])
    async with rt.read() as session:
        user_id = await identity_queries.user_id_by_email(session, email)
    if user_id is None:
        user_id = await identity.register(
            rt, GUEST, email=email, name=name, password=password, address=f"demo {email}"
        )
    if user_id is None:
        raise RuntimeError(f"somebody else made an account for {email} meanwhile")
    async with rt.unit_of_work() as uow:
        await consents.agree(uow, rt.vault, Whose(email, user_id), source=Source.sign_up)
    await identity.ask_verification(rt, Actor(ActorKind.user, user_id=user_id))
    for fact in rt.told:
        if isinstance(fact, VerificationAsked) and fact.user_id == user_id:
            async with rt.unit_of_work() as uow:
                await identity.verify(uow, token=identity.link_token(rt, fact.link_id))
                await diary.note(uow, f"account/{email}", id=str(user_id))
    return user_id


async def _organization(
    rt: QuietRuntime, organizer: Organizer, user_id: UUID
) -> tuple[Actor, UUID]:
    """Return the owner with every right there, and the organization."""
    actor = Actor(ActorKind.user, user_id=user_id, verified=True)
    async with rt.read() as session:
        mine = await organizer_queries.memberships(session, actor)
    known = {membership.organizer.name: membership.organizer.id for membership in mine}
    organizer_id = known.get(organizer.name) or await organizers.create(
        rt, actor, name=organizer.name, about=organizer.about, color=f"#{organizer.brand}"
    )
    grants: dict[UUID, frozenset[str]] = {organizer_id: frozenset(ROLE_GRANTS[Role.owner])}
    return Actor(ActorKind.user, user_id=user_id, verified=True, grants=grants), organizer_id


async def _furnish(
    rt: QuietRuntime,
    diary: Diary,
    organizer: Organizer,
    owner: Actor,
    organizer_id: UUID,
    gate: UUID,
    studio: Studio,
) -> None:
    """Give an organization its logo, and the demo organizer's their gate staff."""
    logo = await media.add(
        rt,
        owner,
        owner_id=owner.require(Permission.team_manage, organizer_id),
        kind=MediaKind.logo,
        content=await studio.begin(paint_logo, organizer.motif, organizer.brand),
        alt=organizer.name,
    )
    async with rt.unit_of_work(owner) as uow:
        await organizers.edit(
            uow,
            owner,
            organizer_id=organizer_id,
            name=organizer.name,
            about=organizer.about,
            color=f"#{organizer.brand}",
            logo_id=logo,
        )
        if organizer.slug in OWNED:
            await organizers.add_member(
                uow, owner, organizer_id=organizer_id, user_id=gate, role=Role.gate_staff
            )
        await diary.note(uow, f"organizer/{organizer.slug}")
