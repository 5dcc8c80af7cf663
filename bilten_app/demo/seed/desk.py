"""The organizer's desk: shifts at the drawer, gifts, notes, a file from elsewhere, who waits.

Every step is one transaction with its page of the diary, or is harmless twice.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid5

from bilten_app.demo.content import desk as content
from bilten_app.demo.content.desk import Handed, Shift
from bilten_app.demo.seed.carts import THE_FAN
from bilten_app.demo.seed.diary import Diary
from bilten_app.demo.seed.people import Residents
from bilten_app.demo.seed.quiet import QuietRuntime
from bilten_app.demo.seed.town import Town
from bilten_app.domains.onchain import service as onchain
from bilten_app.domains.onchain.public import Policy, Terms
from bilten_app.domains.orders import queries as order_queries
from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import ColumnUse, CounterSale, FundKind, Gift
from bilten_app.domains.pricing import service as pricing
from bilten_app.domains.waiting import service as waiting
from bilten_app.domains.waiting.public import AlreadyListed, RoomMode, RoomPlan, Wish
from bilten_app.infra.chain_settings import LOCAL_CHAIN
from bilten_app.infra.once import Request
from bilten_app.kit.actor import GUEST, Actor
from bilten_app.kit.money import Money

COUNTED = timedelta(hours=20)


@dataclass(frozen=True, slots=True)
class Stage:
    """An event of the town, as the desk sees it."""

    slug: str
    id: UUID
    types: Sequence[UUID]
    owner: Actor
    organizer_id: UUID
    currency: str

    def lines(self, chosen: Sequence[tuple[int, int]]) -> dict[UUID, int]:
        """Return so many of each ticket type, chosen by their positions."""
        return {self.types[position]: count for position, count in chosen}


def stage_of(diary: Diary, town: Town, who: Residents, slug: str) -> Stage | None:
    """Return an event, unless this town has no such event."""
    found = next((one for one in town.events if one.slug == slug), None)
    if found is None:
        return None
    known = diary[f"event/{slug}"]
    return Stage(
        slug, UUID(known["id"]), [UUID(one) for one in known["types"]],
        who.owners[found.organizer], who.organizers[found.organizer], found.currency,
    )  # fmt: skip


async def work_at_the_desk(rt: QuietRuntime, diary: Diary, town: Town, who: Residents) -> None:
    """Do what the demo organizer does between the sales."""
    rt = rt.at(town.base)
    if stage := stage_of(diary, town, who, content.COUNTER):
        for number, shift in enumerate(content.SHIFTS):
            await _stand_at_the_drawer(rt, diary, town, stage, number, shift)
        await _give_away(rt, diary, stage)
        await _note(rt, diary, stage)
        await _take_in_a_file(rt, diary, stage)
        await _give_cards(rt, diary, stage)
    if stage := stage_of(diary, town, who, content.LISTED):
        await _wait_for_places(rt, diary, stage)
    if stage := stage_of(diary, town, who, content.RUSHED):
        await _open_a_room(rt, diary, town, stage)
    if stage := stage_of(diary, town, who, content.IN_WALLETS):
        await _offer_tokens(rt, diary, stage)


async def _offer_tokens(rt: QuietRuntime, diary: Diary, stage: Stage) -> None:
    """Let tickets of an evening go to wallets, on the chain that `bilten up` brings afterwards."""
    if "tokens" in diary:
        return
    async with rt.unit_of_work() as uow:
        await onchain.plan(
            uow, event_id=stage.id, chain_id=LOCAL_CHAIN, terms=Terms(Policy.free),
            ticket_types=stage.types,
        )  # fmt: skip
        await diary.note(uow, "tokens")


async def _stand_at_the_drawer(
    rt: QuietRuntime, diary: Diary, town: Town, stage: Stage, number: int, shift: Shift
) -> None:
    page, owner = f"shift/{number}", stage.owner
    began = town.base - timedelta(hours=shift.hours_ago)
    if page not in diary:
        async with rt.at(began).unit_of_work(owner) as uow:
            opening = Money(shift.drawer, stage.currency)
            shift_id = await orders.open_shift(
                uow, owner, organizer_id=stage.organizer_id, opening=opening
            )
            await diary.note(uow, page, id=str(shift_id))
    if f"{page}/done" in diary:
        return
    for place, handed in enumerate(shift.sales):
        rt = rt.at(began + timedelta(minutes=handed.minutes))
        request = Request.of(key=f"{page}/{place}", actor="demo", request=page)
        async with rt.unit_of_work(owner) as uow:
            sale = _sale(stage, handed)
            await orders.sell_at_counter(uow, rt.vault, owner, sale=sale, request=request)
    async with rt.at(began + timedelta(minutes=shift.over_minutes)).unit_of_work(owner) as uow:
        if shift.over_minutes:
            await orders.close_shift(
                uow, owner, shift_id=UUID(diary[page]["id"]), counted_minor=shift.counted,
                note=shift.note,
            )  # fmt: skip
        await diary.note(uow, f"{page}/done")


def _sale(stage: Stage, handed: Handed) -> CounterSale:
    return CounterSale(
        event_id=stage.id,
        lines=stage.lines(handed.lines),
        tender=FundKind.cash if handed.cash else FundKind.terminal,
        tendered_minor=handed.cash,
        reference=handed.reference,
        name=handed.name,
        locale="fr",
    )


async def _give_away(rt: QuietRuntime, diary: Diary, stage: Stage) -> None:
    if "gifts" in diary:
        return
    request = Request.of(key="gifts", actor="demo", request="gifts")
    gifts = [
        Gift(person.name, person.email, stage.lines(lines), person.language)
        for person, lines in content.GUESTS
    ]
    async with rt.unit_of_work(stage.owner) as uow:
        await orders.give_tickets(
            uow, rt.vault, stage.owner, event_id=stage.id, gifts=gifts, request=request
        )
        await diary.note(uow, "gifts")


async def _note(rt: QuietRuntime, diary: Diary, stage: Stage) -> None:
    if "notes" in diary:
        return
    async with rt.unit_of_work(stage.owner) as uow:
        for order_id, words in zip(
            diary[f"orders/{stage.slug}"]["ids"], content.NOTES, strict=False
        ):
            await orders.write_note(uow, stage.owner, order_id=UUID(order_id), words=words)
        await diary.note(uow, "notes")


async def _take_in_a_file(rt: QuietRuntime, diary: Diary, stage: Stage) -> None:
    """Upload a file and start it; the jobs at the end of the seeding take it in."""
    if "file" in diary:
        return
    async with rt.unit_of_work(stage.owner) as uow:
        import_id = await orders.upload_import(
            uow, stage.owner, event_id=stage.id, file_name="marches-de-quartier.csv",
            content=content.SOLD_ELSEWHERE.encode(),
        )  # fmt: skip
        await uow.session.flush()
        kept = await order_queries.import_run(uow.session, stage.owner, import_id)
        mapping = {ColumnUse(use): place for use, place in kept.mapping.items()}
        await orders.start_import(
            uow, stage.owner, import_id=import_id, mapping=mapping, leave_out=True
        )
        await diary.note(uow, "file")


async def _give_cards(rt: QuietRuntime, diary: Diary, stage: Stage) -> None:
    if "cards" in diary:
        return
    async with rt.unit_of_work(stage.owner) as uow:
        for card in content.CARDS:
            made = await pricing.issue_card(
                uow, stage.owner, organizer_id=stage.organizer_id,
                value=Money(card.value, stage.currency), note=card.note,
                expires_at=rt.clock.now() + timedelta(days=365),
            )  # fmt: skip
            if card.paused:
                await uow.session.flush()
                await pricing.set_card_paused(uow, stage.owner, card_id=made.id, paused=True)
        await pricing.give_credit(
            uow, stage.owner, organizer_id=stage.organizer_id, email=THE_FAN.email,
            value=Money(content.CREDIT, stage.currency), reference=uuid5(stage.id, "credit"),
            note=content.CREDIT_FOR,
        )  # fmt: skip
        await diary.note(uow, "cards")


async def _wait_for_places(rt: QuietRuntime, diary: Diary, stage: Stage) -> None:
    if "list" in diary:
        return
    for place, (person, quantity, least) in enumerate(content.WAITING):
        with suppress(AlreadyListed):
            await waiting.join_list(
                rt.at(rt.clock.now() - timedelta(hours=30 - 7 * place)), GUEST, event_id=stage.id,
                wish=Wish(stage.types[place % 2], quantity, least), name=person.name,
                email=person.email, locale=person.language,
            )  # fmt: skip
    async with rt.unit_of_work() as uow:
        await diary.note(uow, "list")


async def _open_a_room(rt: QuietRuntime, diary: Diary, town: Town, stage: Stage) -> None:
    """Let the sale that many wait for begin with a draw."""
    if "room" in diary:
        return
    event = next(one for one in town.events if one.slug == stage.slug)
    opens = town.base + timedelta(days=event.on_sale_in_days or 0)
    plan = RoomPlan(RoomMode.on, opens, rate_per_minute=240, at_once=400)
    await waiting.save_room(rt, stage.owner, event_id=stage.id, plan=plan)
    async with rt.unit_of_work() as uow:
        await diary.note(uow, "room")
