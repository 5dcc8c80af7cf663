"""What an attempt leaves behind to be counted, and what is counted of it.

A trace is (key, what): an order under its buyer's address, a card under an address, an address
under a card. A key is a hash, so nobody can be read out of it.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address, ip_network

from bilten_app.domains.risk.public import Attempt, Signal, Stage, Trait
from bilten_app.domains.risk.rules.throwaway import THROWAWAY

type Hash = Callable[[str, str], bytes]

AN_HOUR, A_DAY = timedelta(hours=1), timedelta(days=1)
SIX = 64  # of an IPv6 address, the part that one household has


@dataclass(frozen=True, slots=True)
class Trace:
    """Something that was done by somebody: `key` says by whom, `what` says what."""

    key: bytes
    what: bytes


@dataclass(frozen=True, slots=True)
class Probe:
    """How often, or for how many different things, a key was seen within a window."""

    signal: Signal
    trace: Trace
    window: timedelta
    every_time: bool = False


def probes_of(attempt: Attempt, stage: Stage, hashed: Hash) -> Sequence[Probe]:
    """Return what is counted of an attempt; its own trace is counted with it."""
    order, address = attempt.order_id.bytes, attempt.email.casefold()
    who = hashed(Trait.address, address) if address else b""
    card = hashed(Trait.card, attempt.card.fingerprint) if attempt.card.fingerprint else b""
    event = str(attempt.event_id)
    found: list[Probe] = []
    if stage is Stage.start:
        if who:
            made = Trace(hashed("orders", address), order)
            found += [
                Probe(Signal.address_orders, made, AN_HOUR),
                Probe(Signal.address_attempts, made, AN_HOUR, every_time=True),
                Probe(Signal.address_event, Trace(hashed(event, address), order), A_DAY),
            ]
        if attempt.network:
            near = Trace(hashed("near", household(attempt.network)), order)
            found.append(Probe(Signal.network_orders, near, AN_HOUR))
        if attempt.visitor:
            browser = Trace(hashed("visitor", attempt.visitor), order)
            found.append(Probe(Signal.visitor_orders, browser, AN_HOUR))
    elif card:
        print_ = attempt.card.fingerprint
        found += [
            Probe(Signal.card_orders, Trace(card, order), A_DAY),
            Probe(Signal.card_event, Trace(hashed(event, print_), order), A_DAY),
        ]
        if who:
            found += [
                Probe(Signal.card_addresses, Trace(hashed("users", print_), who), A_DAY),
                Probe(Signal.address_cards, Trace(hashed("cards", address), card), A_DAY),
            ]
    return found


def count(probe: Probe, before: Sequence[bytes]) -> int:
    """Return how much a probe finds, with the attempt's own trace, given what was before."""
    if probe.every_time:
        return len(before) + 1
    return len({*before, probe.trace.what})


def plain_signals(attempt: Attempt) -> Mapping[Signal, int]:
    """Return what an attempt says by itself, without looking at others."""
    domain = attempt.email.casefold().rpartition("@")[2]
    card, country = attempt.card, attempt.country
    found: dict[Signal, int] = defaultdict(int)
    found[Signal.quantity] = attempt.quantity
    found[Signal.total] = attempt.total.minor
    found[Signal.throwaway] = int(domain in THROWAWAY)
    found[Signal.country] = int(bool(card.country and country) and card.country != country)
    found[Signal.holder] = int(is_stranger(attempt.name, card.holder))
    return found


def is_stranger(buyer: str, holder: str) -> bool:
    """Whether a card belongs to somebody whose name has no word in common with the buyer's."""
    words, others = set(buyer.casefold().split()), set(holder.casefold().split())
    return bool(words and others) and words.isdisjoint(others)


def traits_of(attempt: Attempt, hashed: Hash) -> Mapping[Trait, bytes]:
    """Return by what somebody may stand on a list, as lists keep it; a network apart."""
    address = attempt.email.casefold()
    told = {
        Trait.address: address,
        Trait.domain: address.rpartition("@")[2],
        Trait.card: attempt.card.fingerprint,
        Trait.user: str(attempt.user_id) if attempt.user_id else "",
    }
    return {trait: hashed(trait, value) for trait, value in told.items() if value}


def household(network: str) -> str:
    """Return what stands for one place behind an IP address."""
    address = ip_address(network)
    if address.version == 4:
        return str(address)
    return str(ip_network((network, SIX), strict=False))


def readable(network: str) -> str:
    """Return an IP address, or nothing for what is none."""
    try:
        return str(ip_address(network.split("%", 1)[0]))
    except ValueError:
        return ""
