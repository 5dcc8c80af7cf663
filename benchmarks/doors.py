"""What it costs to know who asks, beside the same route without that question.

Anybody may read an event, so a key there costs what knowing its holder costs; a list of one's own
events asks who reads it in either case, and shows what a session costs beside a key.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from benchmarks.http import Door
from benchmarks.load import Load, put_load
from benchmarks.stage import Ground, processes, put_on_sale, runtime, sign_up
from benchmarks.table import Line, people, rate
from bilten_app.domains.programs import service as programs
from bilten_app.domains.programs.public import KeyDraft
from bilten_app.kit.roles import Permission

SECONDS = 5.0
CLIENTS = (1, 16)
AIM = "≥ 0.75"
SCOPES = frozenset({Permission.events_read.value})


async def measure(ground: Ground) -> Sequence[Line]:
    """Return a line for each way in and number of clients."""
    async with runtime(ground.settings) as rt:
        sale, visitor = await put_on_sale(rt), await sign_up(rt)
        async with rt.unit_of_work(visitor.owner) as uow:
            made = await programs.make_key(
                uow, visitor.owner, organizer_id=visitor.organizer_id,
                draft=KeyDraft("Bench", SCOPES),
            )  # fmt: skip
    key = {"Authorization": f"Bearer {made.secret}"}
    session = {"Cookie": f"bilten_session={visitor.token}"}
    event = f"/api/v1/events/{sale.slug}"
    own = f"/api/v1/organizer/events?organizer_id={visitor.organizer_id}"
    lines = list[Line]()
    with processes(ground.settings) as site:
        for clients in CLIENTS:
            guest = await _load(site.origin, event, {}, clients)
            known = await _load(site.origin, event, key, clients)
            lines.append(_line(f"an event by key, {people(clients)}", known, "guest", guest))
            listed = await _load(site.origin, own, key, clients)
            signed = await _load(site.origin, own, session, clients)
            what = f"own events by session, {people(clients)}"
            lines.append(_line(what, signed, "key", listed))
    return lines


def _line(what: str, load: Load, other: str, beside: Load) -> Line:
    return Line(
        what,
        f"{rate(load.per_second, 'requests/s')}, p95 {load.quantile_ms(0.95):.1f} ms",
        f"{other} {rate(beside.per_second, 'requests/s')}, p95 {beside.quantile_ms(0.95):.1f} ms",
        load.per_second / beside.per_second,
        AIM,
    )


async def _load(origin: str, path: str, headers: Mapping[str, str], clients: int) -> Load:
    return await put_load(origin, _reader(path, headers), clients=clients, seconds=SECONDS)


def _reader(path: str, headers: Mapping[str, str]) -> Callable[[Door, int], Awaitable[None]]:
    async def read(door: Door, _number: int) -> None:
        (await door.get(path, headers)).json()

    return read
