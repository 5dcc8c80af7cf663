"""Mails that nobody has to get carry a link that ends them, by one click and without an account."""

from collections.abc import AsyncIterator
from dataclasses import replace
from urllib.parse import urlsplit

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text

from bilten_app.domains.consents import queries
from bilten_app.domains.consents import service as consents
from bilten_app.domains.consents.public import ConsentKind, Source, Whose
from bilten_app.domains.messaging.public import Stop
from bilten_app.domains.messaging.service.stopping import stop_address
from bilten_app.domains.privacy import service as privacy
from bilten_app.domains.waiting.public import EntryState
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import OrganizerScope
from bilten_app.ports.messages import Email
from bilten_app.web import door
from bilten_app.web.public import stopping
from tests.aftersale import given_paid
from tests.factories import Stage, given_event
from tests.people import given_signed_in
from tests.privacy import erase
from tests.waiting import entry_of, full_event, listed
from tests.work import settle

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


class Outbox:
    """Keeps what is sent, headers and all."""

    def __init__(self) -> None:
        self.sent: list[Email] = []

    async def send(self, email: Email) -> None:
        self.sent.append(email)


@pytest.fixture
async def program(rt: Runtime) -> AsyncIterator[httpx.AsyncClient]:
    """A mail program: no cookies, no scripts."""
    door.move_in(rt)
    app = FastAPI()
    app.include_router(stopping.router)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://bilten.test") as client:
        yield client


async def given_news(rt: Runtime, stage: Stage, whose: Whose) -> str:
    """Agree to an organizer's news; return the path that ends them."""
    await say_yes(rt, stage, whose)
    async with rt.read() as session:
        line = await queries.news_line(session, organizer_id=stage.organizer_id, email=whose.email)
    assert line
    return urlsplit(stop_address(rt, Stop.news, line)).path


async def say_yes(rt: Runtime, stage: Stage, whose: Whose) -> None:
    async with rt.unit_of_work() as uow:
        await consents.answer(
            uow, rt.vault, whose, ConsentKind.organizer_news, given=True, source=Source.checkout,
            organizer_id=stage.organizer_id,
        )  # fmt: skip


async def may_write(rt: Runtime, stage: Stage, email: str) -> bool:
    async with rt.read() as session:
        return bool(await queries.may_write(session, OrganizerScope(stage.organizer_id), [email]))


async def test_letters_to_who_waits_can_be_ended_and_receipts_cannot(rt: Runtime) -> None:
    outbox = Outbox()
    rt = replace(rt, gateways=replace(rt.gateways, email=outbox))
    full, _ = await full_event(rt)
    ref = await listed(rt, full)
    await given_paid(rt, await given_event(rt))

    await settle(rt)

    stops = {email.subject.split(" for ")[0]: email.stop_url for email in outbox.sent}
    waits = stops.pop("You are on the waiting list")
    assert urlsplit(waits).path.startswith(f"/unsubscribe/waiting/{ref.id}/")
    assert set(stops.values()) == {""}
    assert any("ticket" in subject for subject in stops)


async def test_one_click_leaves_the_list_and_works_twice(
    rt: Runtime, program: httpx.AsyncClient
) -> None:
    stage, _ = await full_event(rt)
    ref = await listed(rt, stage)
    path = urlsplit(stop_address(rt, Stop.waiting, ref.id)).path

    answers = [await program.post(path, data=ONE_CLICK) for _ in range(2)]

    assert [one.status_code for one in answers] == [200, 200]
    assert (await entry_of(rt, ref)).state is EntryState.left


async def test_one_click_ends_news_and_works_twice_and_after_a_later_yes(
    rt: Runtime, program: httpx.AsyncClient
) -> None:
    stage, whose = await given_event(rt), Whose("noor@guests.example.com")
    path = await given_news(rt, stage, whose)
    assert await may_write(rt, stage, whose.email)

    assert (await program.post(path, data=ONE_CLICK)).status_code == 200
    assert not await may_write(rt, stage, whose.email)

    await say_yes(rt, stage, whose)
    assert (await program.post(path, data=ONE_CLICK)).status_code == 200
    assert not await may_write(rt, stage, whose.email)


async def test_the_link_outlives_the_account(rt: Runtime, program: httpx.AsyncClient) -> None:
    actor, _ = await given_signed_in(rt)
    stage = await given_event(rt)
    path = await given_news(rt, stage, Whose(actor.email, actor.user_id))
    await privacy.ask_erasure(rt, actor)
    await erase(rt)

    assert (await program.post(path, data=ONE_CLICK)).status_code == 200

    await say_yes(rt, stage, Whose(actor.email))
    assert (await program.post(path, data=ONE_CLICK)).status_code == 200
    assert not await may_write(rt, stage, actor.email)


async def test_a_wrong_link_ends_nothing(rt: Runtime, program: httpx.AsyncClient) -> None:
    stage, whose = await given_event(rt), Whose("noor@guests.example.com")
    path = await given_news(rt, stage, whose)
    wrong = [
        f"{path[:-1]}{'A' if path[-1] != 'A' else 'B'}",
        path.replace("/news/", "/waiting/"),
        path.replace("/news/", "/all/"),
        "/unsubscribe/news/none/none",
    ]

    assert [(await program.post(one, data=ONE_CLICK)).status_code for one in wrong] == [404] * 4
    assert await may_write(rt, stage, whose.email)


async def test_a_person_comes_back_to_the_page(rt: Runtime, program: httpx.AsyncClient) -> None:
    stage, whose = await given_event(rt), Whose("noor@guests.example.com")
    path = await given_news(rt, stage, whose)

    answer = await program.post(path)

    assert (answer.status_code, answer.headers["location"]) == (303, f"{path}?done=1")


async def test_a_receipt_says_how_to_end_the_news_that_were_agreed_to(rt: Runtime) -> None:
    stage = await given_event(rt)
    await say_yes(rt, stage, Whose("noor@guests.example.com"))

    await given_paid(rt, stage)
    await settle(rt)

    async with rt.read() as session:
        mails = (await session.execute(text("SELECT plain FROM sandbox.mails"))).scalars().all()
    assert any("Stop news from" in mail and "/unsubscribe/news/" in mail for mail in mails)
