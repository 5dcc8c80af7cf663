"""Statements, reports and reconciliation as browsers fetch them."""

from datetime import UTC, datetime

import httpx
import pytest

from bilten_app.domains.identity import service as identity
from bilten_app.domains.ledger import service as ledger
from bilten_app.domains.ledger.public import Deal, Tender, TenderKind
from bilten_app.domains.organizers import service as organizers
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import SYSTEM
from bilten_app.kit.ids import new_id
from bilten_app.kit.roles import Role, StaffRole
from bilten_app.web.admin import files as admin_files
from bilten_app.web.door import SESSION_COOKIE
from bilten_app.web.organizer.money import files as money_files
from bilten_app.web.organizer.money.reports import span_of
from tests.conftest import NOON
from tests.factories import Stage, given_event
from tests.people import given_signed_in

SERVED = (money_files.router, admin_files.router)
FILES = ["statement.csv?currency=EUR", "reports.xlsx?currency=EUR&kind=methods",
         "reports.pdf?currency=EUR&grouping=month&since=2026-05-01&until=x"]  # fmt: skip
REPORT = "gateway_ref,kind,reference,amount,fee,currency,at\n"


async def given_member(rt: Runtime, role: Role) -> tuple[Stage, str]:
    """An event that sold once, and somebody's session in its organization."""
    stage = await given_event(rt)
    person, token = await given_signed_in(rt)
    sale = ledger.sale(
        Deal(new_id(), stage.organizer_id, "EUR", NOON, stage.event_id, "7KQ2M9XD"),
        tenders=[Tender(TenderKind.gateway, 100_00, "sandbox")],
    )
    async with rt.unit_of_work(stage.owner) as uow:
        await organizers.add_member(
            uow, stage.owner, organizer_id=stage.organizer_id, user_id=person.require_user(),
            role=role,
        )  # fmt: skip
        await ledger.post(uow, [sale])
    return stage, token


@pytest.mark.parametrize("file", FILES)
async def test_a_manager_fetches_the_organizations_money(
    rt: Runtime, browser: httpx.AsyncClient, file: str
) -> None:
    _, token = await given_member(rt, Role.manager)
    browser.cookies.set(SESSION_COOKIE, token)

    answer = await browser.get(f"/organizer/money/{file}")

    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "private, no-store"
    assert "attachment" in answer.headers["content-disposition"]


@pytest.mark.parametrize("file", FILES)
async def test_nobody_else_does(rt: Runtime, browser: httpx.AsyncClient, file: str) -> None:
    _, token = await given_member(rt, Role.box_office)

    guest = await browser.get(f"/organizer/money/{file}")
    browser.cookies.set(SESSION_COOKIE, token)
    box_office = await browser.get(f"/organizer/money/{file}")
    foreign = await browser.get(f"/organizer/money/payouts/{new_id()}.csv")

    assert (guest.status_code, box_office.status_code, foreign.status_code) == (401, 403, 403)


async def test_only_staff_upload_reports(rt: Runtime, browser: httpx.AsyncClient) -> None:
    person, token = await given_signed_in(rt)
    days = {"gateway": "sandbox", "since": "2026-06-01", "until": "2026-06-01"}
    file = {"report": ("june.csv", REPORT)}
    browser.cookies.set(SESSION_COOKIE, token)

    refused = await browser.post("/admin/reconciliation/upload", data=days, files=file)
    async with rt.unit_of_work() as uow:
        await identity.set_staff(uow, SYSTEM, user_id=person.require_user(), role=StaffRole.finance)
    taken = await browser.post("/admin/reconciliation/upload", data=days, files=file)
    fetched = await browser.post("/admin/reconciliation/upload", data=days)
    endless = await browser.post(
        "/admin/reconciliation/upload", data=days | {"until": "9999-12-31"}, files=file
    )
    broken = await browser.post(
        "/admin/reconciliation/upload", data=days, files={"report": ("x.csv", REPORT + "x\n")}
    )

    assert refused.status_code == 404
    assert [one.status_code for one in (taken, fetched, endless, broken)] == [303] * 4
    assert "line=2" in broken.headers["location"]


def test_a_report_is_of_this_year_unless_days_are_named() -> None:
    assert span_of("", "", NOON).since == datetime(2026, 1, 1, tzinfo=UTC)
    assert span_of("", "", NOON).until == datetime(2026, 6, 2, tzinfo=UTC)
    assert span_of("2026-05-04", "2026-05-01", NOON).until == datetime(2026, 5, 5, tzinfo=UTC)
