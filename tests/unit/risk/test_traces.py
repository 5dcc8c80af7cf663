"""What an attempt leaves behind, and what it says by itself."""

import hashlib
from dataclasses import replace
from uuid import UUID

import pytest

from bilten_app.domains.risk.public import Attempt, Card, ListDraft, ListKind, Signal, Stage, Trait
from bilten_app.domains.risk.rules.listing import checked_draft
from bilten_app.domains.risk.rules.traces import (
    count,
    household,
    is_stranger,
    plain_signals,
    probes_of,
    readable,
    traits_of,
)
from bilten_app.kit.errors import Invalid
from bilten_app.kit.money import Money

NOOR = Attempt(
    order_id=UUID(int=1), event_id=UUID(int=2), organizer_id=UUID(int=3), name="Noor Aziz",
    email="Noor@Guests.example.com", quantity=2, total=Money(5000, "EUR"), visitor="v1",
    network="203.0.113.7", country="DE", card=Card("fp", "DE", "N. Aziz"),
)  # fmt: skip


def hashed(kind: str, value: str) -> bytes:
    return hashlib.sha256(f"{kind}|{value}".encode()).digest()[:16]


def test_before_paying_only_the_person_is_counted() -> None:
    signals = {probe.signal for probe in probes_of(NOOR, Stage.start, hashed)}

    assert signals == {
        Signal.address_orders, Signal.address_attempts, Signal.address_event,
        Signal.network_orders, Signal.visitor_orders,
    }  # fmt: skip


def test_when_the_money_came_the_card_is_counted() -> None:
    signals = {probe.signal for probe in probes_of(NOOR, Stage.paid, hashed)}

    assert signals == {
        Signal.card_orders, Signal.card_event, Signal.card_addresses, Signal.address_cards
    }  # fmt: skip


def test_no_trace_can_be_read_by_itself() -> None:
    written = b"".join(
        part
        for stage in Stage
        for probe in probes_of(NOOR, stage, hashed)
        for part in (probe.trace.key, probe.trace.what)
    )

    assert not any(told in written for told in (b"noor", b"203.0", b"fp", b"v1"))


def test_the_same_order_twice_is_one_order_and_two_attempts() -> None:
    probes = {probe.signal: probe for probe in probes_of(NOOR, Stage.start, hashed)}
    before = [NOOR.order_id.bytes]

    assert count(probes[Signal.address_orders], before) == 1
    assert count(probes[Signal.address_attempts], before) == 2


def test_letters_of_an_address_do_not_make_it_another_person() -> None:
    other = replace(NOOR, email="noor@guests.EXAMPLE.com")

    assert traits_of(NOOR, hashed) == traits_of(other, hashed)


@pytest.mark.parametrize(
    ("change", "signal"),
    [
        ({"email": "x@mailinator.com"}, Signal.throwaway),
        ({"card": Card("fp", "BR")}, Signal.country),
        ({"card": Card("fp", "DE", "Bo Lind")}, Signal.holder),
    ],
)
def test_what_does_not_fit_is_seen(change: dict[str, object], signal: Signal) -> None:
    plain = plain_signals(NOOR)
    odd = plain_signals(replace(NOOR, **change))  # pyright: ignore[reportArgumentType]

    assert (plain[signal], odd[signal]) == (0, 1)


@pytest.mark.parametrize(
    "unknown", [{"card": Card("fp")}, {"country": "", "card": Card("fp", "BR")}]
)
def test_what_is_not_known_speaks_against_nobody(unknown: dict[str, object]) -> None:
    attempt = replace(NOOR, **unknown)  # pyright: ignore[reportArgumentType]

    assert plain_signals(attempt)[Signal.country] == 0


@pytest.mark.parametrize(
    ("buyer", "holder", "strange"),
    [("Noor Aziz", "AZIZ NOOR", False), ("Noor Aziz", "Bo Lind", True), ("Noor", "", False)],
)
def test_a_holder_is_a_stranger_when_no_word_is_the_same(
    buyer: str, holder: str, *, strange: bool
) -> None:
    assert is_stranger(buyer, holder) is strange


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("203.0.113.7", "203.0.113.8", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
    ],
)
def test_a_household_is_one_address_or_one_ipv6_network(
    one: str, other: str, *, same: bool
) -> None:
    assert (household(one) == household(other)) is same


@pytest.mark.parametrize(
    ("told", "read"), [("203.0.113.7", "203.0.113.7"), ("fe80::1%eth0", "fe80::1"), ("x", "")]
)
def test_what_is_no_address_is_nothing(told: str, read: str) -> None:
    assert readable(told) == read


@pytest.mark.parametrize(
    ("trait", "typed", "kept"),
    [
        (Trait.address, " Bad@Example.ORG ", "bad@example.org"),
        (Trait.domain, "@Example.org", "example.org"),
        (Trait.network, "203.0.113.9/24", "203.0.113.0/24"),
        (Trait.network, "203.0.113.9", "203.0.113.9/32"),
        (Trait.card, "fp_1", "fp_1"),
    ],
)
def test_a_list_keeps_one_form_of_what_was_typed(trait: Trait, typed: str, kept: str) -> None:
    draft = ListDraft(ListKind.deny, trait, typed, "Seen before.")

    assert checked_draft(draft).value == kept


@pytest.mark.parametrize(
    ("trait", "typed"),
    [
        (Trait.address, "nobody"),
        (Trait.domain, "a b"),
        (Trait.network, "0.0.0.0/0"),
        (Trait.network, "203.0.113"),
        (Trait.card, ""),
        (Trait.user, "7"),
    ],
)
def test_what_cannot_stand_on_a_list_is_named_by_field(trait: Trait, typed: str) -> None:
    with pytest.raises(Invalid) as refusal:
        checked_draft(ListDraft(ListKind.deny, trait, typed, "", days=-1))

    assert set(refusal.value.problems) == {"value", "reason", "days"}
