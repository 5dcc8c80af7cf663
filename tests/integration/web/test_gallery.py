"""The pictures of an event beside its cover: added by a post, taken out by a page event."""

import httpx
import pytest

from bilten_app.domains.events import queries as events
from bilten_app.domains.events.public import MAX_GALLERY, EventView
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.roles import Role
from bilten_app.web.door import SESSION_COOKIE
from bilten_app.web.organizer import files
from tests.factories import Stage, given_event
from tests.integration.web.test_desk import join, slug_of
from tests.people import given_signed_in, picture

SERVED = (files.router,)


@pytest.fixture
async def stage(rt: Runtime) -> Stage:
    return await given_event(rt)


async def sign_in(rt: Runtime, browser: httpx.AsyncClient, stage: Stage, role: Role) -> None:
    person, token = await given_signed_in(rt)
    await join(rt, stage, person, role)
    browser.cookies.set(SESSION_COOKIE, token)


async def add(
    browser: httpx.AsyncClient, slug: str, alt: str, content: bytes | None = None
) -> httpx.Response:
    return await browser.post(
        f"/uploads/events/{slug}/gallery",
        files={"gallery_picture": ("a.png", content or picture())},
        data={"gallery_alt": alt},
    )


async def event_of(rt: Runtime, stage: Stage) -> EventView:
    async with rt.read() as session:
        return await events.by_id(session, stage.event_id)


async def test_pictures_are_added_one_after_another_with_their_words(
    rt: Runtime, browser: httpx.AsyncClient, stage: Stage
) -> None:
    await sign_in(rt, browser, stage, Role.manager)
    slug = await slug_of(rt, stage)

    answers = [await add(browser, slug, alt) for alt in ("The canal at dusk", "The trio")]

    assert {one.headers["location"] for one in answers} == {
        f"/organizer/events/{slug}?step=look#gallery"
    }
    shown = (await event_of(rt, stage)).gallery
    assert [one.alt for one in shown] == ["The canal at dusk", "The trio"]


async def test_a_full_gallery_takes_no_more(
    rt: Runtime, browser: httpx.AsyncClient, stage: Stage
) -> None:
    await sign_in(rt, browser, stage, Role.owner)
    slug = await slug_of(rt, stage)
    for number in range(MAX_GALLERY):
        await add(browser, slug, f"Picture {number}", picture(500, 400))

    refused = await add(browser, slug, "One too many")

    assert refused.headers["location"].endswith("&picture=gallery_full")
    assert files.refusal_words("gallery_full", "en")
    assert len((await event_of(rt, stage)).gallery) == MAX_GALLERY


@pytest.mark.parametrize("role", [Role.gate_staff, Role.box_office])
async def test_who_may_not_change_the_event_adds_nothing(
    rt: Runtime, browser: httpx.AsyncClient, stage: Stage, role: Role
) -> None:
    await sign_in(rt, browser, stage, role)

    refused = await add(browser, await slug_of(rt, stage), "Mine")

    assert refused.headers["location"].endswith("&picture=forbidden")
    assert not (await event_of(rt, stage)).gallery


async def test_what_is_no_picture_is_refused_with_words(
    rt: Runtime, browser: httpx.AsyncClient, stage: Stage
) -> None:
    await sign_in(rt, browser, stage, Role.owner)

    refused = await add(browser, await slug_of(rt, stage), "Words", b"no picture at all")

    assert refused.headers["location"].endswith("&picture=picture_unknown")
    assert not (await event_of(rt, stage)).gallery
