"""Around the sales of the demo: the counter, gifts, disputes, orders that wait for a person."""

from datetime import timedelta

from sqlalchemy import event as hooks
from sqlalchemy import text

from bilten_app.bootstrap import House
from bilten_app.demo.content import EVENTS, desk
from bilten_app.demo.seed import fill
from bilten_app.domains.inventory import queries as inventory
from bilten_app.domains.ledger import queries as ledger
from bilten_app.kit.clock import FrozenClock

AROUND = {desk.COUNTER, desk.DISPUTED, desk.HELD, desk.LISTED, desk.RUSHED}
TOWN = tuple(event for event in EVENTS if event.slug in AROUND)
AT_ONCE = 9
MOST_KILLS, NEVER = 30, 100_000

_MADE = {
    "channels": "SELECT channel, count(*) FROM orders WHERE channel <> 'web' GROUP BY 1 ORDER BY 1",
    "disputes": "SELECT state, count(*) FROM disputes GROUP BY 1 ORDER BY 1",
    "reviews": "SELECT state, count(*) FROM risk_reviews GROUP BY 1 ORDER BY 1",
    "shifts": "SELECT closed_at IS NULL, count(*) FROM till_shifts GROUP BY 1 ORDER BY 1",
    "imports": "SELECT state, made, jsonb_array_length(problems) FROM order_imports",
    "cards": "SELECT kind, count(*) FROM purses GROUP BY 1 ORDER BY 1",
    "waiting": "SELECT state, count(*) FROM waiting_entries GROUP BY 1",
    "rooms": "SELECT mode, in_force FROM waiting_rooms",
    "notes": "SELECT count(*) FROM order_notes",
    "tokens": "SELECT policy, state FROM onchain_collections",
    "frozen": "SELECT count(DISTINCT order_id) FROM tickets WHERE state = 'frozen'",
    "told": "SELECT count(*) FROM facts WHERE dispatched_at IS NULL",
    "jobs": "SELECT count(*) FROM pgqueuer",
}
EXPECTED = {
    "channels": [("box_office", 6), ("complimentary", 2), ("import", 4)],
    "disputes": [("lost", 1), ("opened", 2), ("under_review", 1), ("won", 1)],
    "reviews": [("approved", 1), ("waiting", 3)],
    "shifts": [(False, 1), (True, 1)],
    "imports": [("done", 4, 2)],
    "cards": [("gift_card", 3), ("store_credit", 1)],
    "tokens": [("free", "draft")],
    "waiting": [("waiting", 4)],
    "rooms": [("on", True)],
    "notes": [(2,)],
    "frozen": [(6,)],
    "told": [(0,)],
    "jobs": [(0,)],
}


class Killed(Exception):
    """The process ended here."""


async def made(house: House) -> dict[str, list[tuple[object, ...]]]:
    async with house.rt.read() as session:
        return {
            name: [tuple(row) for row in await session.execute(text(query))]
            for name, query in _MADE.items()
        }


async def test_the_desk_is_busy_and_the_books_are_right_however_often_it_was_killed(
    house: House, clock: FrozenClock
) -> None:
    left = NEVER

    def die_in_time(_connection: object) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise Killed

    def be_in_danger(said: str) -> None:
        nonlocal left
        if said == "At the desk":
            left = AT_ONCE + kills % 4

    hooks.listen(house.rt.engine.sync_engine, "commit", die_in_time)
    kills = 0
    while kills < MOST_KILLS:
        try:
            await fill(house, be_in_danger, TOWN)
            break
        except Killed:
            kills += 1
            left = NEVER
            clock.move(timedelta(minutes=1))
    hooks.remove(house.rt.engine.sync_engine, "commit", die_in_time)

    assert 3 < kills < MOST_KILLS
    assert await made(house) == EXPECTED
    async with house.rt.read() as session:
        assert not await inventory.drifts(session)
        assert not (await ledger.trial_balance(session)).difference
