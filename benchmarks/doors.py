"""What it costs to know who asks, beside the same route without that question.

Anybody may read an event, so a key or an access token there costs what knowing its holder costs. A
list of one's own events is nobody else's; a token, whose holder is known without asking, stands for
the guest there, beside a session and a key. The CPU of the web process is told too: unlike the
rate, it does not depend on who else uses the machine.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.http import Door
from benchmarks.load import Load, put_load
from benchmarks.stage import Ground, Site, Visitor, processes, put_on_sale, runtime, sign_up
from benchmarks.table import Line, people, rate
from benchmarks.usage import Meter, each_ms
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


@dataclass(frozen=True, slots=True)
class _Asked:
    load: Load
    cpu: str

    @property
    def told(self) -> str:
        per_second, p95 = self.load.per_second, self.load.quantile_ms(0.95)
        return f"{rate(per_second, 'requests/s')}, p95 {p95:.1f} ms, {self.cpu}"


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
            guest = await _ask(site, event, {}, clients)
            known = await _ask(site, event, key, clients)
            lines.append(_line(f"an event by key, {people(clients)}", known, "guest", guest))
            proved = await _ask(site, event, token, clients)
            lines.append(_line(f"an event by token, {people(clients)}", proved, "guest", guest))
            listed = await _ask(site, own, token, clients)
            for way, shown in (("session", session), ("key", key)):
                load = await _ask(site, own, shown, clients)
                lines.append(
                    _line(f"own events by {way}, {people(clients)}", load, "token", listed)
                )
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


def _line(what: str, asked: _Asked, other: str, beside: _Asked) -> Line:
    return Line(
        what,
        asked.told,
        f"{other} {beside.told}",
        asked.load.per_second / beside.load.per_second,
        AIM,
    )


async def _ask(site: Site, path: str, headers: Mapping[str, str], clients: int) -> _Asked:
    meter = Meter({"web": site.web})
    before = meter.read()
    load = await put_load(site.origin, _reader(path, headers), clients=clients, seconds=SECONDS)
    return _Asked(load, each_ms(before, meter.read(), len(load.took_s)))


def _reader(path: str, headers: Mapping[str, str]) -> Callable[[Door, int], Awaitable[None]]:
    async def read(door: Door, _number: int) -> None:
        (await door.get(path, headers)).json()

    return read
