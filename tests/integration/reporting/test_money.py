"""Reports by the ledger: every line adds up, as of any moment."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import pytest

from bilten_app.domains.ledger import queries as books
from bilten_app.domains.ledger import service as ledger
from bilten_app.domains.ledger.public import (
    Account,
    AccountKind,
    Deal,
    DisputeStand,
    EntryKind,
    Tender,
    TenderKind,
)
from bilten_app.domains.orders import service as orders
from bilten_app.domains.payouts.public import PayoutState
from bilten_app.domains.reporting import exports, queries
from bilten_app.domains.reporting.exports import FileKind
from bilten_app.domains.reporting.public import Grouping, ReportKind, RevenueLine, Span
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.errors import Forbidden
from bilten_app.kit.ids import new_id
from bilten_app.kit.roles import Permission
from tests.banks import given_late, hear, refunds_sent
from tests.conftest import NOON
from tests.factories import Stage, given_checkout, given_event, given_order
from tests.gateway import card, gateway_of
from tests.people import given_organizer
from tests.treasury import arrive, given_desk, made, make_now, sell

DAY = timedelta(days=1)
ALL = Span(NOON - DAY, NOON + 60 * DAY)


def online(minor: int) -> Tender:
    return Tender(TenderKind.gateway, minor, "sandbox")


async def given_business(rt: Runtime) -> Stage:
    """Three sales, one on a card of ours, two refunds, one lost dispute, a fee and a correction."""
    stage = await given_event(rt)

    def deal(days: int = 0) -> Deal:
        return Deal(
            new_id(), stage.organizer_id, "EUR", NOON + days * DAY, stage.event_id, "7KQ2M9XD"
        )

    def own(minor: int) -> Tender:
        return Tender(TenderKind.gift_card, minor, issuer_id=stage.organizer_id)

    dispute = deal(31)
    entries = [
        ledger.sale(deal(), tenders=[online(105_00)], fee_minor=5_00, tax_minor=15_97),
        ledger.sale(
            deal(), tenders=[Tender(TenderKind.cash, 20_00), Tender(TenderKind.gift_card, 5_00)]
        ),
        ledger.refund(deal(1), tenders=[online(50_00)], tax_minor=7_98),
        ledger.sale(deal(1), tenders=[own(8_00)]),
        ledger.refund(deal(1), tenders=[own(3_00)]),
        ledger.dispute_opened(dispute, gateway="sandbox", minor=10_00),
        ledger.dispute_lost(dispute, gateway="sandbox", minor=10_00, fee_minor=15_00),
        ledger.processing_fee(deal(31), gateway="sandbox", minor=1_58, recovered=True),
        ledger.adjustment(deal(31), minor=3_00),
    ]
    async with rt.unit_of_work() as uow:
        await ledger.post(uow, entries)
    return stage


async def revenue(
    rt: Runtime, stage: Stage, grouping: Grouping, span: Span = ALL
) -> list[RevenueLine]:
    scope = stage.owner.require(Permission.finances_read, stage.organizer_id)
    async with rt.read() as session:
        return list(await queries.revenue(session, scope, "EUR", span, grouping))


@pytest.mark.parametrize("grouping", Grouping)
async def test_each_line_adds_up_to_its_net(rt: Runtime, grouping: Grouping) -> None:
    stage = await given_business(rt)

    lines = await revenue(rt, stage, grouping)

    for line in lines:
        spent = line.refunds + line.fees + line.tax + line.losses + line.gifts
        assert line.gross - spent + line.other == line.net
    assert sum(line.net.minor for line in lines) == (
        10500 - 500 - 1597 + 2500 - 5000 + 798 - 2500 - 158 + 300
    )
    assert sum(line.sales for line in lines) == 3
    assert sum(line.gifts.minor for line in lines) == 8_00 - 3_00
    assert sum(line.other.minor for line in lines) == 3_00 - 1_58


async def test_days_and_months_are_lines_of_their_own(rt: Runtime) -> None:
    stage = await given_business(rt)

    days = await revenue(rt, stage, Grouping.day)
    months = await revenue(rt, stage, Grouping.month)
    far_east = await revenue(
        rt, stage, Grouping.day, Span(ALL.since, ALL.until, "Pacific/Auckland")
    )

    assert [line.label for line in days] == ["2026-06-01", "2026-06-02", "2026-07-02"]
    assert [line.label for line in months] == ["2026-06", "2026-07"]
    assert far_east[0].label == "2026-06-02"


async def test_a_report_is_as_of_any_moment(rt: Runtime) -> None:
    stage = await given_business(rt)

    (line,) = await revenue(rt, stage, Grouping.event, Span(ALL.since, NOON + DAY))

    assert line.label == "Jazz by the Canal"
    assert (line.gross.minor, line.refunds.minor, line.losses.minor) == (130_00, 0, 0)


async def test_the_net_is_the_books_however_often_a_bank_thinks_again(rt: Runtime) -> None:
    stage = await given_event(rt)
    deal = Deal(new_id(), stage.organizer_id, "EUR", NOON, stage.event_id)
    dispute = replace(deal, reference=new_id(), at=NOON + DAY)
    payable = Account(AccountKind.payable, "EUR", stage.organizer_id)
    async with rt.unit_of_work() as uow:
        await ledger.post(uow, [ledger.sale(deal, tenders=[online(105_00)], fee_minor=5_00)])
    told: list[tuple[int, int]] = []
    booked: list[int] = []

    for kind in (EntryKind.dispute_opened, EntryKind.dispute_lost, EntryKind.dispute_won):
        async with rt.unit_of_work() as uow:
            stand = DisputeStand(kind, "sandbox", 105_00, 15_00)
            await ledger.book_dispute(uow, dispute, stand)
        (line,) = await revenue(rt, stage, Grouping.event)
        told.append((line.losses.minor, line.net.minor))
        async with rt.read() as session:
            booked.append((await books.balance(session, payable)).minor)

    assert told == [(0, 100_00), (120_00, -20_00), (0, 100_00)]
    assert booked == [net for _, net in told]


async def test_late_money_that_went_back_is_neither_paid_nor_refunded(
    rt: Runtime, clock: FrozenClock
) -> None:
    stage, _, _ = await given_late(rt, clock)
    await hear(rt)
    scope = stage.owner.require(Permission.finances_read, stage.organizer_id)

    async with rt.read() as session:
        found = await queries.methods(session, scope, "EUR", ALL)

    assert await refunds_sent(rt) != []
    assert {one.refunds.minor for one in found} <= {0}


async def test_methods_tell_who_collected(rt: Runtime) -> None:
    stage = await given_business(rt)
    scope = stage.owner.require(Permission.finances_read, stage.organizer_id)

    async with rt.read() as session:
        found = await queries.methods(session, scope, "EUR", ALL)

    assert [(one.method, one.gateway, one.gross.minor) for one in found] == [
        ("clearing", "sandbox", 105_00),
        ("cash", "", 20_00),
        ("gift_cards", "", 13_00),
    ]


@pytest.mark.parametrize("file", FileKind)
@pytest.mark.parametrize("kind", ReportKind)
async def test_every_report_is_had_in_every_form(
    rt: Runtime, kind: ReportKind, file: FileKind
) -> None:
    stage = await given_business(rt)

    sheet = await exports.report_sheet(
        rt, stage.owner, organizer_id=stage.organizer_id, currency="EUR", kind=kind, span=ALL,
        grouping=Grouping.month, locale="en",
    )  # fmt: skip
    made = await exports.write(rt, sheet, file)

    assert made.name.endswith(f".{file}")
    assert made.content.startswith({"csv": b"\xef\xbb\xbf", "xlsx": b"PK", "pdf": b"%PDF-"}[file])


async def test_a_statement_ends_with_what_is_owed(rt: Runtime) -> None:
    stage = await given_business(rt)

    made = await exports.statement(
        rt, stage.owner, organizer_id=stage.organizer_id, currency="EUR", span=ALL,
        file=FileKind.csv, locale="en",
    )  # fmt: skip

    lines = made.content.decode().splitlines()
    assert len(lines) == 1 + 6
    assert Decimal(lines[-1].rsplit(",", 1)[1]) == Decimal("43.43")
    assert "7KQ2-M9XD" in lines[1]


async def test_a_statement_without_a_line_still_ends_with_what_is_owed(rt: Runtime) -> None:
    stage = await given_business(rt)

    made = await exports.statement(
        rt, stage.owner, organizer_id=stage.organizer_id, currency="EUR",
        span=Span(NOON + 2 * DAY, NOON + 3 * DAY), file=FileKind.xlsx, locale="en",
    )  # fmt: skip

    with ZipFile(BytesIO(made.content)) as book:
        words = book.read("xl/sharedStrings.xml").decode()
    assert "<t>Closing balance</t></si><si><t>€67.01</t>" in words


async def test_the_statement_of_a_payout_tells_what_it_is_made_of(rt: Runtime) -> None:
    desk = await given_desk(rt)
    deal = Deal(new_id(), desk.organizer_id, "EUR", NOON, desk.event_id)
    counter = replace(deal, reference=new_id())
    async with rt.unit_of_work() as uow:
        sold = ledger.sale(deal, tenders=[online(105_00)], fee_minor=5_00, tax_minor=15_97)
        by_hand = ledger.sale(counter, tenders=[Tender(TenderKind.cash, 20_00)])
        await ledger.post(uow, [sold, by_hand])
    await make_now(rt, desk)
    (paid,) = await made(rt, desk)

    statement = await exports.payout_statement(
        rt, desk.owner, organizer_id=desk.organizer_id, payout_id=paid.id, file=FileKind.xlsx,
        locale="en",
    )  # fmt: skip

    with ZipFile(BytesIO(statement.content)) as book:
        words = book.read("xl/sharedStrings.xml").decode()
    assert paid.amount.minor == 100_00
    for name, amount in (
        ("Payout", "€100.00"),
        ("Of the balance", "€104.03"),
        ("Tax collected", "€15.97"),
        ("Cash at box office", "-€20.00"),
    ):
        assert f"<t>{name}</t></si><si><t>{amount}</t>" in words


async def test_payouts_are_told_as_of_the_moment(rt: Runtime, clock: FrozenClock) -> None:
    desk = await given_desk(rt)
    await sell(rt, desk)
    await make_now(rt, desk)
    clock.move(timedelta(minutes=1))
    on_its_way = clock.now()
    await arrive(rt, desk, clock)
    scope = desk.owner.require(Permission.finances_read, desk.organizer_id)

    async with rt.read() as session:
        (then,) = await queries.payouts(session, scope, "EUR", Span(NOON - DAY, on_its_way))
        (now,) = await queries.payouts(session, scope, "EUR", ALL)

    assert (then.state, now.state) == (PayoutState.sent, PayoutState.paid)


async def test_carts_are_told_as_of_the_moment(rt: Runtime, clock: FrozenClock) -> None:
    stage = await given_event(rt)
    ref = await given_order(rt, stage)
    await given_order(rt, stage)
    clock.move(timedelta(minutes=5))
    between = clock.now()
    checkout = await given_checkout(rt, ref)
    await gateway_of(rt).choose(checkout, card("Success"))
    await hear(rt)
    clock.move(timedelta(minutes=15))
    await orders.expire_due(rt)
    scope = stage.owner.require(Permission.finances_read, stage.organizer_id)

    async with rt.read() as session:
        told = [
            await queries.conversion(session, scope, "EUR", Span(NOON - DAY, until))
            for until in (between, NOON + DAY)
        ]

    assert [(one.carts, one.paid, one.ran_out) for (one,) in told] == [(2, 0, 0), (2, 1, 1)]


async def test_only_members_read_an_organizations_money(rt: Runtime) -> None:
    stage = await given_business(rt)
    stranger, _ = await given_organizer(rt)
    gate = type(stranger)(
        stranger.kind, user_id=new_id(), grants={stage.organizer_id: frozenset({"gate:manage"})}
    )

    with pytest.raises(Forbidden):
        await exports.statement(
            rt, gate, organizer_id=stage.organizer_id, currency="EUR", span=ALL,
            file=FileKind.csv, locale="en",
        )  # fmt: skip
