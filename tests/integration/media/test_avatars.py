"""A picture of oneself: one at a time, nobody's but one's own, and gone when it is taken away."""

from collections.abc import AsyncIterator
from dataclasses import replace
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text

from bilten_app.domains.media import queries
from bilten_app.domains.media import service as media
from bilten_app.domains.media.public import MAX_BYTES, PictureRefused
from bilten_app.domains.privacy import service as privacy
from bilten_app.domains.privacy.service.parts import papers
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import GUEST, Actor
from bilten_app.kit.errors import ByOwnHand, NotFound, Unauthenticated
from bilten_app.kit.ids import new_id
from bilten_app.kit.personal import Person
from bilten_app.kit.roles import Permission
from bilten_app.web import door, files
from bilten_app.web.public.account import picture as pictures
from tests.people import actor_of, given_organizer, given_signed_in, picture
from tests.privacy import erase
from tests.work import settle


@pytest.fixture
async def browser(rt: Runtime) -> AsyncIterator[httpx.AsyncClient]:
    door.move_in(rt)
    app = FastAPI()
    for part in (pictures, files):
        app.include_router(part.router)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://bilten.test") as client:
        yield client


async def keys_of(rt: Runtime, actor: Actor) -> list[str]:
    async with rt.read() as session:
        found = await queries.avatar_keys(session, Person(actor.user_id, actor.email))
    return [key for _, key in found]


async def is_kept(rt: Runtime, key: str) -> bool:
    try:
        return bool(await rt.gateways.store.open(key))
    except NotFound:
        return False


async def test_a_picture_is_cut_to_a_square_and_takes_the_place_of_the_one_before(
    rt: Runtime,
) -> None:
    actor, token = await given_signed_in(rt)
    await media.set_avatar(rt, actor, content=picture(900, 600))
    (before,) = await keys_of(rt, actor)

    media_id = await media.set_avatar(rt, actor, content=picture(700, 600))

    await settle(rt)
    (after,) = await keys_of(rt, actor)
    assert (await actor_of(rt, token)).avatar_id == media_id
    assert str(media_id) in after
    assert [await is_kept(rt, key) for key in (before, after)] == [False, True]
    async with rt.read() as session:
        view = (await queries.views(session, [media_id]))[media_id]
    assert (view.width, view.height, view.widths) == (600, 600, (128, 512))


async def test_it_is_taken_away_with_its_bytes(rt: Runtime) -> None:
    actor, token = await given_signed_in(rt)
    await media.set_avatar(rt, actor, content=picture(300, 300))
    (key,) = await keys_of(rt, actor)

    for _ in range(2):
        async with rt.unit_of_work(actor) as uow:
            await media.remove_avatar(uow, actor)
    await settle(rt)

    assert (await actor_of(rt, token)).avatar_id is None
    assert (await keys_of(rt, actor), await is_kept(rt, key)) == ([], False)


async def test_nobody_sets_the_picture_of_another(rt: Runtime) -> None:
    actor, _ = await given_signed_in(rt)
    other, token = await given_signed_in(rt)
    await media.set_avatar(rt, other, content=picture(300, 300))

    for who, refusal in ((GUEST, Unauthenticated), (replace(actor, acted_by=new_id()), ByOwnHand)):
        with pytest.raises(refusal):
            await media.set_avatar(rt, who, content=picture(300, 300))
        with pytest.raises(refusal):
            async with rt.unit_of_work(who) as uow:
                await media.remove_avatar(uow, who)
    async with rt.unit_of_work(actor) as uow:
        await media.remove_avatar(uow, actor)

    assert (await actor_of(rt, token)).avatar_id
    assert len(await keys_of(rt, other)) == 1


async def test_a_picture_of_a_person_is_no_logo_of_an_organization(rt: Runtime) -> None:
    owner, organizer_id = await given_organizer(rt)
    media_id = await media.set_avatar(rt, owner, content=picture(300, 300))
    scope = owner.require(Permission.team_manage, organizer_id)

    async with rt.read() as session:
        assert not await queries.are_of(session, scope, [media_id])


@pytest.mark.parametrize("content", [b"<svg/>", picture(95, 400), b"x" * (MAX_BYTES + 1)])
async def test_what_is_no_good_picture_changes_nothing(rt: Runtime, content: bytes) -> None:
    actor, _ = await given_signed_in(rt)

    with pytest.raises(PictureRefused):
        await media.set_avatar(rt, actor, content=content)

    assert await keys_of(rt, actor) == []


async def test_what_was_begun_and_cut_off_is_found_by_the_next(rt: Runtime) -> None:
    actor, _ = await given_signed_in(rt)
    await media.set_avatar(rt, actor, content=picture(300, 300))
    async with rt.unit_of_work() as uow:  # as after a crash before it was shown
        await uow.session.execute(text("UPDATE users SET avatar_id = NULL"))

    await media.set_avatar(rt, actor, content=picture(400, 400))

    assert len(await keys_of(rt, actor)) == 1


async def test_a_copy_has_the_picture_and_an_erasure_leaves_nothing_of_it(rt: Runtime) -> None:
    actor, _ = await given_signed_in(rt)
    media_id = await media.set_avatar(rt, actor, content=picture(300, 300))
    (key,) = await keys_of(rt, actor)
    drawn = {one.name: one for one in await papers(rt, Person(actor.user_id, actor.email))}
    assert (await drawn[f"pictures/{media_id}.webp"].draw()).startswith(b"RIFF")

    await privacy.ask_erasure(rt, actor)
    await erase(rt)

    assert (await keys_of(rt, actor), await is_kept(rt, key)) == ([], False)


async def test_a_browser_posts_it_and_no_cache_between_keeps_it(
    rt: Runtime, browser: httpx.AsyncClient
) -> None:
    _, token = await given_signed_in(rt)
    upload = {"picture": ("me.png", picture(300, 300), "image/png")}
    guest = await browser.post("/uploads/account/picture", files=upload)
    browser.cookies.set("bilten_session", token)

    bad = await browser.post("/uploads/account/picture", files={"picture": ("x", b"x", "x/y")})
    good = await browser.post("/uploads/account/picture", files=upload)
    media_id = (await actor_of(rt, token)).avatar_id
    assert isinstance(media_id, UUID)
    shown = await browser.get(f"/media/{media_id}/128.webp")
    await browser.post("/uploads/account/picture/remove")

    places = [one.headers["location"] for one in (guest, bad, good)]
    assert places == [
        "/sign-in?next=%2Faccount%2Fprofile",
        "/account/profile?picture=picture_unknown",
        "/account/profile",
    ]
    assert (shown.status_code, shown.headers["cache-control"]) == (200, "private, max-age=3600")
    assert (await browser.get(f"/media/{media_id}/128.webp")).status_code == 404
