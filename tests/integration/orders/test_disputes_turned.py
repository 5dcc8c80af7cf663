"""A bank that changes its mind: the books end as if it had said the last word only."""

import pytest

from bilten_app.domains.ledger import queries as ledger
from bilten_app.domains.ledger.public import EntryKind, EntrySearch
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.clock import FrozenClock
from tests.aftersale import given_paid
from tests.banks import books, checkout_of, given_late, hear, is_sound, refunds_sent, states
from tests.factories import given_event
from tests.gateway import gateway_of
from tests.work import tell_all_again

TURNS = [("lost", "won"), ("won", "lost"), ("lost", "won", "lost"), ("won", "lost", "won")]


async def decided(rt: Runtime, asked: str, turns: tuple[str, ...], *, at_once: bool) -> None:
    """Let a bank decide again and again; Bilten hears of each, or of all at the end, shuffled."""
    for how in turns:
        await gateway_of(rt).decide(asked, won=how == "won")
        if not at_once:
            await hear(rt, times=2)
    await hear(rt, latest_first=True, times=2)
    await tell_all_again(rt)


def after(before: dict[str, int], last: str) -> dict[str, int]:
    """Return the books of one sale after the last decision: lost, the organizer bears it all."""
    if last == "won":
        return before
    left = {kind: minor for kind, minor in before.items() if kind != "clearing"}
    return {**left, "payable": before["payable"] - before["clearing"]}


async def kinds(rt: Runtime) -> list[str]:
    """Return what was posted about disputes, in its order."""
    async with rt.read() as session:
        found = (await ledger.search(session, EntrySearch(), size=50)).rows
    about = {EntryKind.dispute_opened, EntryKind.dispute_won, EntryKind.dispute_lost}
    return [one.kind.value for one in found if one.kind in about][::-1]


@pytest.mark.parametrize("turns", TURNS, ids="-".join)
async def test_the_books_are_those_of_the_last_decision(
    rt: Runtime, turns: tuple[str, ...]
) -> None:
    stage = await given_event(rt)
    ref = await given_paid(rt, stage)
    before = await books(rt)
    asked = await gateway_of(rt).dispute(await checkout_of(rt, ref))
    await hear(rt)

    await decided(rt, asked, turns, at_once=False)

    assert await books(rt) == after(before, turns[-1])
    assert await kinds(rt) == ["dispute_opened", *(f"dispute_{how}" for how in turns)]
    assert await states(rt, ref) == ["valid" if turns[-1] == "won" else "void"] * 2
    assert await is_sound(rt)


@pytest.mark.parametrize("turns", TURNS[:2], ids="-".join)
async def test_decisions_that_are_heard_late_and_backwards_end_in_the_last(
    rt: Runtime, turns: tuple[str, ...]
) -> None:
    stage = await given_event(rt)
    ref = await given_paid(rt, stage)
    before = await books(rt)
    asked = await gateway_of(rt).dispute(await checkout_of(rt, ref))

    await decided(rt, asked, turns, at_once=True)

    assert await books(rt) == after(before, turns[-1])
    assert await states(rt, ref) == ["valid" if turns[-1] == "won" else "void"] * 2


@pytest.mark.parametrize("turns", TURNS[:2], ids="-".join)
async def test_money_that_bought_nothing_went_back_once_and_is_no_organizers_loss(
    rt: Runtime, clock: FrozenClock, turns: tuple[str, ...]
) -> None:
    _, _, checkout = await given_late(rt, clock)
    asked = await gateway_of(rt).dispute(checkout)

    await decided(rt, asked, turns, at_once=False)

    (given,) = await refunds_sent(rt)
    assert await books(rt) == (
        {} if turns[-1] == "won" else {"clearing": -given, "adjustments": given}
    )
