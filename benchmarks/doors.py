"""What it costs to know who asks, beside the same route without that question.

Anybody may read an event, so a key or an access token there costs what knowing its holder costs; a
list of one's own events asks who reads it in either case, and shows what a session costs beside a
key, and a token beside both.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from benchmarks.http import Door
from benchmarks.load import Load, put_load
from benchmarks.stage import Ground, Visitor, processes, put_on_sale, runtime, sign_up
from benchmarks.table import Line, people, rate
from bilten_app.domains.apps import service as apps
from bilten_app.domains.apps.public import AppDraft, AppKind
from bilten_app.domains.programs import service as programs
from bilten_app.domains.programs.public import KeyDraft
from bilten_app.infra.runtime import Runtime
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
        token = {"Authorization": f"Bearer {await _token(rt, visitor)}"}
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
            proved = await _load(site.origin, event, token, clients)
            lines.append(_line(f"an event by token, {people(clients)}", proved, "guest", guest))
            listed = await _load(site.origin, own, key, clients)
            for way, shown in (("session", session), ("token", token)):
                load = await _load(site.origin, own, shown, clients)
                lines.append(_line(f"own events by {way}, {people(clients)}", load, "key", listed))
    return lines


async def _token(rt: Runtime, visitor: Visitor) -> str:
    """Return an access token of the visitor's organization, good for the ten minutes of this."""
    draft = AppDraft("Bench", "", "", AppKind.confidential, (), SCOPES)
    async with rt.unit_of_work(visitor.owner) as uow:
        made = await apps.register(
            uow, visitor.owner, organizer_id=visitor.organizer_id, draft=draft
        )
    client = await apps.client_of(
        rt, client_id=str(made.id), secret=made.secret or "", address="127.0.0.1"
    )
    return (await apps.for_itself(rt, client, scopes=SCOPES)).access


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
