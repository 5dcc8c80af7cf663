from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI

from bilten_app.adapters.sandbox.mail import PAGE, MailSink, mail_pages
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.clock import FrozenClock
from bilten_app.ports.messages import Attachment, Email

FILE = Attachment("tickets für dich.pdf", "application/pdf", b"%PDF-1.7 tickets")


def email(number: int = 1, *, to: str = "lea@example.com", subject: str = "Hello") -> Email:
    return Email(
        message_id=f"{number:04}@bilten.test",
        to=to,
        subject=subject,
        html='<p class="x">Hi <b>you</b></p>',
        text="Hi you",
        attachments=(FILE,),
    )


@pytest.fixture
def sink(rt: Runtime) -> MailSink:
    return MailSink(rt.engine, rt.clock)


@pytest.fixture
async def browser(sink: MailSink) -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    app.include_router(mail_pages(sink))
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://bilten.test") as client:
        yield client


async def test_a_mail_that_comes_twice_is_kept_once(sink: MailSink) -> None:
    for _ in range(2):
        await sink.send(email())

    assert len(await sink.newest()) == 1
    kept = await sink.find("0001@bilten.test")
    assert kept
    assert kept.email == email()


async def test_the_newest_mail_is_shown_first(
    sink: MailSink, browser: httpx.AsyncClient, clock: FrozenClock
) -> None:
    await sink.send(email(1, subject="Older"))
    clock.move(timedelta(seconds=1))
    await sink.send(email(2, subject="Newer <script>"))

    page = (await browser.get("/sandbox/mail")).text

    assert page.index("Newer &lt;script&gt;") < page.index("Older")


async def test_mails_are_found_by_recipient(sink: MailSink, browser: httpx.AsyncClient) -> None:
    await sink.send(email(1, to="lea@example.com", subject="For Lea"))
    await sink.send(email(2, to="noor@example.com", subject="For Noor"))

    page = (await browser.get("/sandbox/mail", params={"to": "NOOR"})).text
    nothing = (await browser.get("/sandbox/mail", params={"to": "%"})).text

    assert "For Noor" in page
    assert "For Lea" not in page
    assert "No mail to “%”" in nothing


async def test_an_empty_mailbox_says_what_to_do(browser: httpx.AsyncClient) -> None:
    assert "No mail yet" in (await browser.get("/sandbox/mail")).text


async def test_older_mails_are_a_page_away(sink: MailSink, browser: httpx.AsyncClient) -> None:
    for number in range(PAGE + 1):
        await sink.send(email(number, subject=f"Mail {number:04}"))

    first = (await browser.get("/sandbox/mail")).text
    second = await browser.get("/sandbox/mail", params={"before": "0001@bilten.test"})

    assert "Mail 0000" not in first
    assert "before=0001%40bilten.test" in first
    assert "Mail 0000" in second.text


async def test_a_mail_is_shown_where_its_scripts_cannot_run(
    sink: MailSink, browser: httpx.AsyncClient
) -> None:
    await sink.send(email())

    answer = await browser.get("/sandbox/mail/0001@bilten.test")

    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in answer.text
    assert "&lt;p class=&#34;x&#34;&gt;" in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]


async def test_an_attachment_comes_down_as_it_was(
    sink: MailSink, browser: httpx.AsyncClient
) -> None:
    await sink.send(email())

    answer = await browser.get("/sandbox/mail/0001@bilten.test/files/0")

    assert answer.content == FILE.content
    assert answer.headers["content-type"] == "application/pdf"
    assert "tickets%20f%C3%BCr%20dich.pdf" in answer.headers["content-disposition"]


@pytest.mark.parametrize("path", ["unknown@x", "0001@bilten.test/files/1", "unknown@x/files/0"])
async def test_what_is_not_there_says_so(
    sink: MailSink, browser: httpx.AsyncClient, path: str
) -> None:
    await sink.send(email())

    answer = await browser.get(f"/sandbox/mail/{path}")

    assert answer.status_code == 404
    assert "There is no such mail" in answer.text
