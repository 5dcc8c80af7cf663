"""What the page shows of an event's collection, and how its form is read."""

from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, field_validator

from bilten_app.domains.events import queries as events
from bilten_app.domains.events.public import EventView
from bilten_app.domains.inventory import queries as inventory
from bilten_app.domains.inventory.public import Kind
from bilten_app.domains.onchain import queries as onchain
from bilten_app.domains.onchain import service
from bilten_app.domains.onchain.public import (
    CENT_BPS,
    CollectionState,
    CollectionView,
    Policy,
    Terms,
)
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.roles import Permission
from bilten_app.kit.text import exact, msgid, say
from bilten_app.kit.twins import is_test

TYPE = "type_"
POLICIES: Mapping[Policy, tuple[str, str]] = {
    Policy.soulbound: (
        msgid("Stays with its holder"),
        msgid("It never changes hands. Its holder can give it back to their account."),
    ),
    Policy.market_only: (
        msgid("May be sold on our market"),
        msgid("Never for more than the highest price below."),
    ),
    Policy.gift_or_market: (
        msgid("May be sold on our market, or given away"),
        msgid("A present needs a signature of ours, so that sales do not pass as presents."),
    ),
    Policy.free: (
        msgid("Moves like any other token"),
        msgid("The highest price then binds on our market only."),
    ),
}
STATES = {
    CollectionState.draft: msgid("Its contract is made when the event is published."),
    CollectionState.making: msgid("Its contract is being made. This takes a minute or two."),
    CollectionState.made: msgid("Its contract is on the chain. Holders can claim."),
}


class TermsForm(BaseModel):
    """What an organizer decides; fields like `type_` carry the id of a ticket type."""

    model_config = ConfigDict(extra="allow")

    chain_id: int = 0
    policy: Policy = Policy.gift_or_market
    cap: Decimal = Field(Decimal(100), ge=0, le=10_000, decimal_places=2)
    royalty: Decimal = Field(Decimal(0), ge=0, le=100, decimal_places=2)
    royalty_to: str = Field("", max_length=100)
    lock_minutes: int = Field(60, ge=0, le=1_000_000)

    @field_validator("cap", "royalty", mode="before")
    @classmethod
    def _plain(cls, typed: object) -> object:
        return typed.replace(",", ".").strip() or "0" if isinstance(typed, str) else typed

    @field_validator("royalty_to")
    @classmethod
    def _trimmed(cls, typed: str) -> str:
        return typed.strip()

    def terms(self) -> Terms:
        """Return them as the service wants them."""
        cap, royalty = int(self.cap * CENT_BPS), int(self.royalty * CENT_BPS)
        return Terms(self.policy, cap, royalty, self.royalty_to, self.lock_minutes)

    def ticket_types(self) -> list[UUID]:
        """Return the ticket types that were ticked."""
        found: list[UUID] = []
        for name, value in (self.model_extra or {}).items():
            if name.startswith(TYPE) and str(value or "").lower() not in {"", "false"}:
                with suppress(ValueError):
                    found.append(UUID(name.removeprefix(TYPE)))
        return found


@dataclass(frozen=True, slots=True)
class TypeChoice:
    """A ticket type that may go."""

    field: str
    name: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class ChainChoice:
    """A chain to choose."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Offer:
    """The whole page; `why_not` says why nothing can be offered at all."""

    why_not: str = ""
    state: str = ""
    tone: str = "info"
    is_fixed: bool = False
    contract: str = ""
    trouble: str = ""
    chain_id: str = ""
    chains: tuple[ChainChoice, ...] = ()
    types: tuple[TypeChoice, ...] = ()
    policy: str = Policy.gift_or_market.value
    cap: str = "100"
    royalty: str = "0"
    royalty_to: str = ""
    lock_minutes: str = "60"


async def load(rt: Runtime, actor: Actor, slug: str, locale: str) -> tuple[EventView, Offer]:
    """Return an event with its collection, or raise NotFound or Forbidden."""
    async with rt.read() as session:
        event = await events.organizer_event(session, actor, slug)
        actor.require(Permission.events_write, event.organizer_id, event_id=event.id)
        found = await onchain.collection(session, event.id)
        known = await inventory.ticket_types(session, event.id, at=rt.clock.now(), with_hidden=True)
    named = [(one.id, one.name) for one in known if one.kind is Kind.admission]
    return event, _offer(rt, event, found, named, locale)


def _offer(
    rt: Runtime,
    event: EventView,
    found: CollectionView | None,
    types: Collection[tuple[UUID, str]],
    locale: str,
) -> Offer:
    chains = service.chain_ids(rt)
    terms = found.terms if found else Terms()
    chosen = found.ticket_types if found else ()
    return Offer(
        why_not=say(_why_not(event, chains, types), locale),
        state=say(STATES[found.state], locale) if found else "",
        tone="good" if found and found.state is CollectionState.made else "info",
        is_fixed=bool(found and found.state is not CollectionState.draft),
        contract=found.contract if found else "",
        trouble=say(TROUBLE, locale) if found and found.is_refused else "",
        chain_id=str(found.chain_id if found else next(iter(chains), "")),
        chains=tuple(
            ChainChoice(str(one), rt.settings.chain_names.get(one, str(one))) for one in chains
        ),
        types=tuple(TypeChoice(f"{TYPE}{id_}", name, id_ in chosen) for id_, name in types),
        policy=terms.policy.value,
        cap=_percent(terms.cap_bps, locale),
        royalty=_percent(terms.royalty_bps, locale),
        royalty_to=terms.royalty_to,
        lock_minutes=str(terms.lock_minutes),
    )


TROUBLE = msgid("The chain refused the contract. We try again, and our staff look into it.")
NO_CHAIN = msgid("No chain is connected to this platform, so tickets stay in accounts.")
ONLY_TESTS = msgid("Tickets of tests do not go to wallets: a chain forgets nothing.")
NO_TYPES = msgid("Add a ticket type first.")


def _why_not(event: EventView, chains: Collection[int], types: Collection[object]) -> str:
    if is_test(event.organizer_id):
        return ONLY_TESTS
    if not chains:
        return NO_CHAIN
    return "" if types else NO_TYPES


def _percent(bps: int, locale: str) -> str:
    return exact(Decimal(bps) / CENT_BPS, locale)
