"""Fill an empty database with the demo, through the services that everybody uses.

Everything happens at the moment when it would have happened: a service is given a runtime of that
moment. Nobody is told (`quiet.py`). The seeding may be killed at any point and started again: it
keeps a diary in the database (`diary.py`); the last page makes every later start instant.
"""

from collections.abc import Callable
from datetime import datetime

from sqlmodel import col, select

from bilten_app.bootstrap import House, open_house
from bilten_app.demo.art.studio import open_studio
from bilten_app.demo.content import EVENTS, Event
from bilten_app.demo.seed.carts import carts
from bilten_app.demo.seed.desk import work_at_the_desk
from bilten_app.demo.seed.diary import Diary
from bilten_app.demo.seed.door import open_doors
from bilten_app.demo.seed.people import move_in
from bilten_app.demo.seed.programme import begin_pictures, put_on
from bilten_app.demo.seed.quiet import QuietRuntime
from bilten_app.demo.seed.resale import resell
from bilten_app.demo.seed.sales import call_off, refund, sell
from bilten_app.demo.seed.town import Town
from bilten_app.demo.seed.trouble import get_into_trouble
from bilten_app.domains.events import service as events
from bilten_app.infra.audit import AuditLine
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.settings import Settings

type Report = Callable[[str], None]


async def seed(settings: Settings, report: Report = print) -> None:
    """Fill the database that the settings name; at once done when it is filled already."""
    async with open_house(settings) as house:
        await fill(house, report)


async def fill(house: House, report: Report, only: tuple[Event, ...] = EVENTS) -> None:
    """Build the demo around the present moment, or finish what an earlier run began."""
    rt = QuietRuntime.of(house.rt)
    diary = await Diary.open(rt)
    if "done" in diary:
        return
    if "base" not in diary:
        if await _is_in_use(rt):
            report("The database is in use, so it gets no demo.")
            return
        async with rt.unit_of_work() as uow:
            await diary.note(uow, "base", at=rt.clock.now().isoformat())
    await _build(rt, house, diary, Town(datetime.fromisoformat(diary["base"]["at"]), only), report)
    async with rt.unit_of_work() as uow:
        await diary.note(uow, "done")
    report("The demo is complete.")


async def _build(rt: QuietRuntime, house: House, diary: Diary, town: Town, report: Report) -> None:
    past = carts(town)
    with open_studio() as studio:
        report("Organizations")
        who = await move_in(rt, diary, town, studio)
        pictures = begin_pictures(diary, town, studio)
        for number, event in enumerate(town.events, 1):
            report(f"Events {number}/{len(town.events)}")
            await put_on(rt, diary, town, event, who, pictures.get(event.slug))
            await sell(rt, house, diary, town, event, past[event.slug], who)
            await call_off(rt, diary, town, event, who)
            await open_doors(rt, diary, town, event, who)
            await resell(rt, diary, town, event, who)
    report("At the desk")
    await work_at_the_desk(rt, diary, town, who)
    await get_into_trouble(rt, house, diary, town, who, past)
    report("Refunds")
    await refund(rt.at(town.base))
    await events.end_past(rt.at(town.base))


async def _is_in_use(rt: Runtime) -> bool:
    async with rt.read() as session:
        return bool((await session.execute(select(col(AuditLine.id)).limit(1))).first())
