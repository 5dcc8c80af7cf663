"""A chain in the words and numbers of its page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from bilten_app.infra.chains import Standing
from bilten_app.infra.mirrors import Mirror
from bilten_app.kit.evm import checksummed
from bilten_app.kit.text import msgid, number, say
from bilten_app.web.parts.feedback import Tone

COIN = 10**18
STATES: Mapping[str, tuple[str, Tone]] = {
    "follows": (msgid("Follows"), "good"),
    "behind": (msgid("Behind"), "warn"),
    "trouble": (msgid("Its node is in trouble"), "warn"),
    "silent": (msgid("Nobody mirrors it"), "warn"),
    "stopped": (msgid("Stopped"), "bad"),
    "empty": (msgid("Without our contracts"), "info"),
}
CONTRACTS: Mapping[str, str] = {
    "TicketRegistry": msgid("Registry"),
    "TicketMarket": msgid("Market"),
    "EventTicket": msgid("Model of tickets"),
    "Payments": msgid("Payments"),
    "AttendanceBadge": msgid("Badges"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """Something at an address; `since` is its block, or what is owned there."""

    name: str
    address: str
    since: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A number and what it means."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One chain."""

    id: str
    name: str
    state: str
    tone: str
    reason: str
    is_stopped: bool
    answered: str
    figures: list[Figure]
    places: list[Place]


def shown(one: Standing, now: datetime, locale: str) -> Shown:
    """Return a chain as staff see it."""
    words, tone = STATES[_state(one, now)]
    mirror = one.mirror
    return Shown(
        id=str(one.chain_id),
        name=one.name,
        state=say(words, locale),
        tone=tone,
        reason=one.fault or (mirror and (mirror.stopped_for or mirror.trouble)) or "",
        is_stopped=bool(mirror and mirror.stopped_for),
        answered=mirror.answered_at.isoformat() if mirror and mirror.answered_at else "",
        figures=_numbers(mirror, now, locale) if mirror else [],
        places=[*_contracts(one, locale), *_relayer(one, locale)],
    )


def _state(one: Standing, now: datetime) -> str:
    mirror = one.mirror
    if mirror and mirror.stopped_for:
        return "stopped"
    if one.fault or (mirror and mirror.trouble):
        return "trouble" if not one.fault else "silent"
    if one.deployment is None:
        return "empty"
    if mirror is None or mirror.is_silent(now) or not one.has_node:
        return "silent"
    return "follows" if mirror.is_well(now) else "behind"


def _numbers(mirror: Mirror, now: datetime, locale: str) -> list[Figure]:
    late = round(mirror.late(now).total_seconds())
    told: list[tuple[str, int | Decimal | None]] = [
        (msgid("Head"), mirror.head),
        (msgid("Last known block"), mirror.tip),
        (msgid("Final block"), mirror.final),
        (msgid("Blocks behind"), mirror.behind),
        (msgid("Seconds late"), late),
        (msgid("Reorganizations"), mirror.reorgs),
        (msgid("Deepest of them"), mirror.deepest),
        (msgid("Events a second"), Decimal(f"{mirror.events_per_s:.1f}")),
    ]
    return [
        Figure(say(name, locale), "-" if value is None else number(value, locale))
        for name, value in told
    ]


def _contracts(one: Standing, locale: str) -> list[Place]:
    if one.deployment is None:
        return []
    block = msgid("Block {number}")
    contracts = [
        Place(
            say(CONTRACTS.get(name, name), locale),
            checksummed(each.address),
            say(block, locale, number=number(each.block, locale)) if each.block else "",
        )
        for name, each in one.deployment.contracts.items()
    ]
    return contracts + [
        Place(symbol, checksummed(each.address), "")
        for symbol, each in one.deployment.currencies.items()
    ]


def _relayer(one: Standing, locale: str) -> list[Place]:
    if one.relayer is None:
        return []
    owns = say(msgid("Balance unknown"), locale)
    if one.balance is not None:
        coins = (Decimal(one.balance) / COIN).quantize(Decimal("0.0001"))
        owns = say(msgid("{number} coins"), locale, number=number(coins, locale))
    return [Place(say(msgid("Pays our transactions"), locale), checksummed(one.relayer), owns)]
