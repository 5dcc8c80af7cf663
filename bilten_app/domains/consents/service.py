"""Answering: agree, refuse, take back, be forgotten."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlmodel import col

from bilten_app.domains.consents.models import ConsentLine
from bilten_app.domains.consents.public import REQUIRED, TEXTS, ConsentKind, Source, Whose
from bilten_app.domains.consents.queries import lines_of, own
from bilten_app.domains.consents.rules import check_answer, says_something
from bilten_app.infra.forgetting import run_each
from bilten_app.infra.uow import UnitOfWork
from bilten_app.infra.vault import Vault
from bilten_app.kit.actor import Actor
from bilten_app.kit.addresses import network_of
from bilten_app.kit.personal import Person

KEY_BYTES = 16


async def answer(
    uow: UnitOfWork,
    vault: Vault,
    whose: Whose,
    kind: ConsentKind,
    *,
    given: bool,
    source: Source,
    organizer_id: UUID | None = None,
    address: str = "",
) -> None:
    """Write down what somebody answers to the words as they are now. Harmless twice.

    What is taken back is taken back for every address it was given with. `address` is the network
    address of the browser. Raises NotAsked.
    """
    check_answer(kind, given=given, organizer_id=organizer_id)
    version, email = TEXTS[kind].version, whose.email.strip().lower()
    before = await _latest(uow, whose, kind, organizer_id)
    meant = {email} if given else {email, *(one for one, line in before.items() if line.given)}
    for each in meant - {""} or {""}:
        line = before.get(each)
        had = (line.given, line.version) if line else None
        if says_something(had, given=given, version=version, source=source):
            uow.add(
                ConsentLine(
                    user_id=whose.user_id, email=each,
                    address_key=_key_of(vault, each or str(whose.user_id)),
                    kind=kind.value, organizer_id=organizer_id, given=given, version=version,
                    source=source.name, place=network_of(address), at=uow.clock.now(),
                )
            )  # fmt: skip


async def answer_mine(
    uow: UnitOfWork,
    vault: Vault,
    actor: Actor,
    kind: ConsentKind,
    *,
    given: bool,
    source: Source,
    organizer_id: UUID | None = None,
    address: str = "",
) -> None:
    """Answer for one's own account, by one's own hand. Raises NotAsked."""
    actor.require_own_hand()
    await answer(
        uow, vault, own(actor), kind, given=given, source=source, organizer_id=organizer_id,
        address=address,
    )  # fmt: skip


async def agree(
    uow: UnitOfWork, vault: Vault, whose: Whose, *, source: Source, address: str = ""
) -> None:
    """Agree to all that has to be agreed to. Harmless twice."""
    for kind in REQUIRED:
        await answer(uow, vault, whose, kind, given=True, source=source, address=address)


async def stop_news(uow: UnitOfWork, *, line_id: UUID, address: str = "") -> None:
    """Take back what a line of the log gave, for the address it was given with.

    Who calls has checked the link. It works twice, after the account is gone, and for what the same
    address agreed to later.
    """
    line = await uow.session.get(ConsentLine, line_id)
    if line is None:
        return
    chosen = (
        select(ConsentLine)
        .where(
            col(ConsentLine.address_key) == line.address_key,
            col(ConsentLine.kind) == line.kind,
            col(ConsentLine.organizer_id).is_not_distinct_from(line.organizer_id),
        )
        .order_by(col(ConsentLine.id).desc())
        .limit(1)
    )
    latest = (await uow.session.execute(chosen)).scalar_one()
    if latest.given:
        kind = ConsentKind(line.kind)
        uow.add(
            ConsentLine(
                user_id=latest.user_id, email=latest.email, address_key=line.address_key,
                kind=kind.value, organizer_id=line.organizer_id, given=False,
                version=TEXTS[kind].version, source=Source.mail.name, place=network_of(address),
                at=uow.clock.now(),
            )
        )  # fmt: skip


async def forget_person(uow: UnitOfWork, person: Person) -> None:
    """Take a person out of what they answered; that it was answered stays. Harmless twice."""
    await run_each(uow, _OF_A_PERSON, **person.values)


async def _latest(
    uow: UnitOfWork, whose: Whose, kind: ConsentKind, organizer_id: UUID | None
) -> dict[str, ConsentLine]:
    """Return somebody's latest answer to this, for each address they gave it with."""
    chosen = (
        select(ConsentLine)
        .where(
            lines_of(whose),
            col(ConsentLine.kind) == kind.value,
            col(ConsentLine.organizer_id).is_not_distinct_from(organizer_id),
        )
        .ext(distinct_on(col(ConsentLine.email)))
        .order_by(col(ConsentLine.email), col(ConsentLine.id).desc())
    )
    return {row.email: row for row in (await uow.session.execute(chosen)).scalars()}


def _key_of(vault: Vault, address: str) -> bytes:
    return vault.derive("consents.addresses", address.encode())[:KEY_BYTES]


_OF_A_PERSON = (
    "UPDATE consent_lines SET user_id = NULL, email = '', place = ''"
    " WHERE user_id = :user OR (email = :email AND email <> '')",
)
