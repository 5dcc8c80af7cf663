"""Gift cards and store credit: given out, taken by orders, returned exactly once.

A balance moves under the lock of its row, purses in the order of their ids; every movement is an
entry that stays.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select

from bilten_app.domains.ledger import service as ledger
from bilten_app.domains.ledger.public import TenderKind
from bilten_app.domains.pricing.models import Purse, PurseEntry, PurseUse
from bilten_app.domains.pricing.public import (
    BalanceChanged,
    CardIssued,
    CardReplaced,
    InvalidPrices,
    Tender,
    Verb,
)
from bilten_app.domains.pricing.service.gift_books import given, move
from bilten_app.domains.pricing.service.mailing import CODE_LENGTH, checked_email
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import Actor, OrganizerScope
from bilten_app.kit.ids import (
    new_checked_code,
    new_id,
    new_token,
    normal_code,
    token_hash,
)
from bilten_app.kit.mailbox import mailbox_key
from bilten_app.kit.money import Money
from bilten_app.kit.roles import Permission
from bilten_app.kit.text import DEFAULT_LOCALE, msgid
from bilten_app.kit.typed import one_line

REISSUED_FOR = timedelta(days=365)
HIGHEST_MINOR = 10**12


@dataclass(frozen=True, slots=True)
class NewCard:
    """A gift card; its code is known now and never again. One that is mailed has none here."""

    id: UUID
    code: str
    minor: int


@dataclass(frozen=True, slots=True)
class Returned:
    """What came back to a purse; `card` is the new one where the old had run out."""

    purse_id: UUID
    kind: TenderKind
    minor: int
    card: NewCard | None = None


async def issue_card(
    uow: UnitOfWork,
    actor: Actor,
    *,
    organizer_id: UUID,
    value: Money,
    note: str = "",
    expires_at: datetime | None = None,
    email: str = "",
    locale: str = DEFAULT_LOCALE,
) -> NewCard:
    """Make a gift card for everything the organizer sells in that currency.

    With an `email` nobody but its owner learns the code: it is mailed. For members with
    `events:write`. Raises InvalidPrices naming the field.
    """
    scope = actor.require(Permission.events_write, organizer_id)
    _check(uow, value, expires_at)
    email = checked_email(email)
    code = "" if email else new_checked_code(CODE_LENGTH)
    card = await _new_card(uow, scope, value, one_line(note), expires_at, code)
    if email:
        uow.record(CardIssued(card.id, email, locale))
    await ledger.post(uow, [given(uow, scope, TenderKind.gift_card, value, card.id)])
    uow.audit(Verb.card_issued, card.id, minor=value.minor, currency=value.currency)
    return card


async def set_card_paused(uow: UnitOfWork, actor: Actor, *, card_id: UUID, paused: bool) -> None:
    """Stop a card, for example because its code was stolen, or let it pay again."""
    purse = await uow.get(Purse, card_id, lock=True)
    actor.require(Permission.events_write, purse.organizer_id)
    purse.paused = paused
    uow.audit(Verb.card_paused if paused else Verb.card_resumed, card_id)


async def give_credit(
    uow: UnitOfWork,
    actor: Actor,
    *,
    organizer_id: UUID,
    email: str,
    value: Money,
    reference: UUID,
    note: str = "",
) -> UUID:
    """Add to the credit of a person; the same `reference` adds only once. Return the purse."""
    scope = actor.require(Permission.events_write, organizer_id)
    _check(uow, value, None)
    key = {"organizer_id": scope, "identity": mailbox_key(email), "currency": value.currency}
    await uow.session.execute(
        insert(Purse)
        .values(
            id=new_id(), kind="store_credit", note=one_line(note), issued_minor=0,
            balance_minor=0, code_tail="", paused=False, created_at=uow.clock.now(), **key,
        )
        .on_conflict_do_nothing()
    )  # fmt: skip
    chosen = select(Purse).filter_by(kind="store_credit", **key)
    purse = (await uow.session.execute(chosen.with_for_update(key_share=True))).scalar_one()
    if not await _is_done(uow, [purse.id], "issued", reference):
        purse.issued_minor += value.minor
        move(uow, purse, "issued", value.minor, reference)
        once = uuid5(purse.id, str(reference))  # many people may get the same credit
        await ledger.post(uow, [given(uow, scope, TenderKind.store_credit, value, once)])
        uow.audit(Verb.credit_given, purse.id, minor=value.minor, currency=value.currency)
    return purse.id


async def take_tenders(
    uow: UnitOfWork, *, order_id: UUID, tenders: Sequence[Tender]
) -> Mapping[TenderKind, int]:
    """Take what an order pays with cards and credit; return how much of each. Harmless twice.

    It may be called again after `return_all`, when money came late. Raises BalanceChanged.
    """
    wanted = {tender.purse_id: tender.minor for tender in tenders}
    now = uow.clock.now()
    paid = Counter[TenderKind]()
    for purse in await _locked(uow, wanted):
        paid[TenderKind(purse.kind)] += wanted[purse.id]
        use = await uow.session.get(PurseUse, (order_id, purse.id))
        if use is not None and use.returned_minor == 0:
            continue
        minor = wanted[purse.id]
        if minor > purse.balance_minor or purse.paused or _is_over(purse, now):
            raise BalanceChanged
        if use is None:
            uow.add(PurseUse(order_id=order_id, purse_id=purse.id, taken_minor=minor))
        else:
            use.taken_minor, use.returned_minor = minor, 0
        move(uow, purse, "taken", -minor, order_id)
    return paid


async def return_tenders(
    uow: UnitOfWork, *, order_id: UUID, minor: int, reference: UUID
) -> list[Returned]:
    """Return up to `minor` of what an order took, in the order in which it was taken.

    The same `reference`, for example a refund's id, returns only once. What belongs on a card that
    has run out goes onto a new one, good for a year.
    """
    chosen = select(PurseUse).where(col(PurseUse.order_id) == order_id)
    uses = {use.purse_id: use for use in (await uow.session.execute(chosen)).scalars()}
    purses = {purse.id: purse for purse in await _locked(uow, uses)}
    if await _is_done(uow, purses, "returned", reference):
        return []
    returned: list[Returned] = []
    for purse_id in await _in_turn(uow, order_id):
        use = uses[purse_id]
        await uow.session.refresh(use)
        part = min(minor, use.taken_minor - use.returned_minor)
        if part > 0:
            minor -= part
            use.returned_minor += part
            back = await _return(uow, purses[purse_id], part, reference)
            if back.card:
                uow.record(CardReplaced(back.card.id, order_id))
            returned.append(back)
    return returned


async def return_all(uow: UnitOfWork, *, order_id: UUID) -> list[Returned]:
    """Return all that an order took, because it is not paid in time. Harmless twice."""
    return await return_tenders(uow, order_id=order_id, minor=HIGHEST_MINOR, reference=order_id)


async def _return(uow: UnitOfWork, purse: Purse, minor: int, reference: UUID) -> Returned:
    move(uow, purse, "returned", minor, reference)
    if not _is_over(purse, uow.clock.now()):
        return Returned(purse.id, TenderKind(purse.kind), minor)
    move(uow, purse, "moved", -minor, reference)
    card = await _new_card(
        uow,
        OrganizerScope(purse.organizer_id),
        Money(minor, purse.currency),
        purse.note,
        uow.clock.now() + REISSUED_FOR,
        code="",
        replaces_id=purse.id,
    )
    return Returned(purse.id, TenderKind(purse.kind), minor, card)


async def _new_card(
    uow: UnitOfWork,
    scope: OrganizerScope,
    value: Money,
    note: str,
    expires_at: datetime | None,
    code: str,
    replaces_id: UUID | None = None,
) -> NewCard:
    """Make a card; without a code nobody can use it until `mailed_code` gives it one."""
    purse = Purse(
        organizer_id=scope,
        kind="gift_card",
        code_hash=token_hash(normal_code(code) if code else new_token()),
        code_tail=code[-4:],
        note=note,
        currency=value.currency,
        issued_minor=value.minor,
        expires_at=expires_at,
        replaces_id=replaces_id,
        created_at=uow.clock.now(),
    )
    uow.add(purse)
    await uow.session.flush()
    move(uow, purse, "issued", value.minor, purse.id)
    return NewCard(purse.id, code, value.minor)


async def _locked(uow: UnitOfWork, ids: Collection[UUID]) -> Sequence[Purse]:
    chosen = select(Purse).where(col(Purse.id).in_(ids)).order_by(col(Purse.id))
    locked = chosen.with_for_update(key_share=True).execution_options(populate_existing=True)
    return (await uow.session.execute(locked)).scalars().all()


async def _in_turn(uow: UnitOfWork, order_id: UUID) -> list[UUID]:
    """Return the purses of an order, the first taken first."""
    chosen = (
        select(col(PurseEntry.purse_id))
        .where(col(PurseEntry.reference) == order_id, col(PurseEntry.kind) == "taken")
        .order_by(col(PurseEntry.id))
    )
    return list(dict.fromkeys((await uow.session.execute(chosen)).scalars()))


async def _is_done(
    uow: UnitOfWork, purse_ids: Collection[UUID], kind: str, reference: UUID
) -> bool:
    chosen = select(col(PurseEntry.id)).where(
        col(PurseEntry.purse_id).in_(purse_ids),
        col(PurseEntry.kind) == kind,
        col(PurseEntry.reference) == reference,
    )
    return (await uow.session.execute(chosen.limit(1))).first() is not None


def _is_over(purse: Purse, now: datetime) -> bool:
    return purse.expires_at is not None and purse.expires_at <= now


def _check(uow: UnitOfWork, value: Money, expires_at: datetime | None) -> None:
    problems: dict[str, str] = {}
    if not 0 < value.minor <= HIGHEST_MINOR:
        problems["value"] = msgid("The amount must be above zero.")
    if expires_at is not None and expires_at <= uow.clock.now():
        problems["expires_at"] = msgid("This day is over.")
    if problems:
        raise InvalidPrices(problems)
