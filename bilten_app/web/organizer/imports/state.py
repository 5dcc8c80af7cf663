"""What the pages of imports remember."""

from dataclasses import dataclass
from typing import Any, ClassVar

import reflex as rx

from bilten_app.domains.events import queries as events
from bilten_app.domains.orders import queries
from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import (
    ColumnUse,
    FileTooLong,
    ImportState,
    ImportView,
    LineProblem,
    NotATable,
    NotForSale,
)
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import NotFound
from bilten_app.kit.roles import Permission
from bilten_app.kit.text import moment, msgid, say, say_many
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler, held_id, named_id
from bilten_app.web.organizer.desk import IMPORTS, elsewhere, event_choices, event_options, reach_of
from bilten_app.web.parts.listing import Choice

USES: dict[ColumnUse, str] = {
    ColumnUse.buyer: msgid("Name"),
    ColumnUse.email: msgid("E-mail"),
    ColumnUse.type: msgid("Ticket type"),
    ColumnUse.quantity: msgid("Quantity"),
    ColumnUse.reference: msgid("Reference elsewhere"),
    ColumnUse.price: msgid("Price of each ticket"),
}
STATES: dict[ImportState, tuple[str, str]] = {
    ImportState.uploaded: (msgid("Not begun"), "warn"),
    ImportState.running: (msgid("Running"), "info"),
    ImportState.done: (msgid("Done"), "good"),
}
REFUSALS = {one.code: one.text for one in (FileTooLong, NotATable, NotForSale)}
NOWHERE, MANY = "-1", 100


@dataclass(frozen=True, slots=True)
class RunRow:
    """An import in the list."""

    href: str
    name: str
    when: str
    state: str
    tone: str


@dataclass(frozen=True, slots=True)
class UseRow:
    """What a column may say, and which column says it."""

    use: str
    words: str
    chosen: str


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """Why a line is not taken in."""

    line: str
    text: str


class ImportsState(rx.State):
    """The imports of the organization, and where a new one begins."""

    _access: ClassVar[str] = "organizer"

    events: list[Choice] = []
    rows: list[RunRow] = []
    trouble: str = ""
    loaded: bool = False

    @handler
    async def open(self, rt: Runtime, actor: Actor, visit: Visit) -> Any:
        """Load the latest imports."""
        if away := await elsewhere(rt, actor, Permission.orders_manage):
            return away
        reach = await reach_of(rt, actor, Permission.orders_manage)
        self.events = event_options(await event_choices(rt, reach), visit.locale)
        code = self.router.url.query_parameters.get("refused", "")
        self.trouble = say(REFUSALS[code], visit.locale) if code in REFUSALS else ""
        async with rt.read() as session:
            runs = await queries.imports(session, reach[0], within=reach[1])
        self.rows = [
            RunRow(
                f"{IMPORTS}/{one.id}",
                one.file_name,
                moment(one.made_at, visit.zone, visit.locale),
                say(STATES[one.state][0], visit.locale),
                STATES[one.state][1],
            )
            for one in runs
        ]
        self.loaded = True
        return None


class ImportRunState(rx.State):
    """One import: its columns, what would happen, and how far it is."""

    _access: ClassVar[str] = "organizer"

    id: str = ""
    file_name: str = ""
    event: str = ""
    state: str = ""
    columns: list[Choice] = []
    uses: list[UseRow] = []
    header: list[str] = []
    sample: list[list[str]] = []
    outlook: str = ""
    known: str = ""
    problems: list[ProblemRow] = []
    problem_count: int = 0
    ready: int = 0
    total: int = 0
    position: int = 0
    leave_out: bool = False
    tell: bool = True
    errors: dict[str, str] = {}
    busy: bool = False
    missing: bool = False
    loaded: bool = False

    @handler
    async def open(self, rt: Runtime, actor: Actor, visit: Visit) -> Any:
        """Load the import that the address names."""
        if away := await elsewhere(rt, actor, Permission.orders_manage):
            return away
        self.missing, self.busy, self.errors, self.leave_out = False, False, {}, False
        try:
            self.id = str(named_id(self))
            await self._read(rt, actor, visit)
        except NotFound:
            self.missing = True
        self.loaded = True
        return None

    @handler
    async def look(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        """See how far it is."""
        await self._read(rt, actor, visit)

    @handler
    async def map_column(
        self, rt: Runtime, actor: Actor, visit: Visit, use: ColumnUse, column: str
    ) -> None:
        """Say which column has what, and see what would happen then."""
        offered = {one.value for one in self.columns}
        self.uses = [
            UseRow(
                row.use, row.words, column if row.use == use and column in offered else row.chosen
            )
            for row in self.uses
        ]
        await self._check(rt, actor, visit)

    @handler
    async def choose_leave_out(self, leave_out: bool) -> None:  # noqa: FBT001 - what a checkbox sends
        """Leave out what cannot be taken in."""
        self.leave_out = leave_out

    @handler
    async def choose_tell(self, tell: bool) -> None:  # noqa: FBT001 - what a checkbox sends
        """Send everybody their tickets, or nobody."""
        self.tell = tell

    @handler
    async def start(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        """Take the file in."""
        self.errors = {}
        async with rt.unit_of_work(actor) as uow:
            await orders.start_import(
                uow, actor, import_id=held_id(self.id), mapping=self._mapping(),
                leave_out=self.leave_out, tell=self.tell,
            )  # fmt: skip
        await self._read(rt, actor, visit)

    def _mapping(self) -> dict[ColumnUse, int]:
        return {ColumnUse(row.use): int(row.chosen) for row in self.uses if row.chosen != NOWHERE}

    async def _read(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        async with rt.read() as session:
            run = await queries.import_run(session, actor, held_id(self.id))
            self.event = (await events.by_id(session, run.event_id)).title
        self.file_name, self.state = run.file_name, run.state.value
        self.total, self.position = run.total, run.position
        self.header, self.sample = list(run.header), [list(cells) for cells in run.sample]
        nowhere = Choice(NOWHERE, say(msgid("Not in this file"), visit.locale))
        named = [Choice(str(place), words) for place, words in enumerate(run.header)]
        self.columns = [nowhere, *named]
        self.uses = [
            UseRow(use.value, say(words, visit.locale), str(run.mapping.get(use.value, -1)))
            for use, words in USES.items()
        ]
        if run.state is ImportState.uploaded:
            await self._check(rt, actor, visit)
        else:
            self._tell(run, visit)

    async def _check(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        async with rt.read() as session:
            would = await orders.check_import(
                session, actor, import_id=held_id(self.id), mapping=self._mapping()
            )
        self.ready = len(would.lines)
        orders_ = say_many(msgid("{n} order"), msgid("{n} orders"), self.ready, visit.locale)
        places = say_many(msgid("{n} ticket"), msgid("{n} tickets"), would.tickets, visit.locale)
        self.outlook = f"{orders_} · {places}"
        self.known = _known(would.known, visit.locale)
        self._list(would.problems, visit)

    def _tell(self, run: ImportView, visit: Visit) -> None:
        made = say_many(msgid("{n} order made"), msgid("{n} orders made"), run.made, visit.locale)
        self.outlook, self.known = made, _known(run.known, visit.locale)
        self._list(run.problems, visit)

    def _list(self, problems: Any, visit: Visit) -> None:
        self.problem_count = len(problems)
        self.problems = [_problem(one, visit.locale) for one in problems[:MANY]]


def _known(count: int, locale: str) -> str:
    if not count:
        return ""
    words = (
        msgid("{n} order is here already and stays as it is."),
        msgid("{n} orders are here already and stay as they are."),
    )
    return say_many(*words, count, locale)


def _problem(one: LineProblem, locale: str) -> ProblemRow:
    column = f"{say(USES[ColumnUse(one.column)], locale)}: " if one.column else ""
    words = say(one.text, locale).replace("{left}", "0")
    return ProblemRow(say(msgid("Line {n}"), locale, n=one.line), column + words)
