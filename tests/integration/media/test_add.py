"""A picture is kept as renditions, found by its id, and belongs to one organization."""

import pytest

from bilten_app.adapters.local_store import LocalStore
from bilten_app.domains.media import queries as media_queries
from bilten_app.domains.media import service as media
from bilten_app.domains.media.public import MediaKind
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.errors import NotFound
from bilten_app.kit.roles import Permission
from tests.people import given_organizer, picture


async def test_a_picture_is_kept_in_every_width(rt: Runtime) -> None:
    owner, organizer_id = await given_organizer(rt)
    scope = owner.require(Permission.events_write, organizer_id)

    media_id = await media.add(
        rt, owner, owner_id=scope, kind=MediaKind.cover, content=picture(2000, 1200), alt="Blue"
    )

    async with rt.read() as session:
        view = (await media_queries.views(session, [media_id]))[media_id]
        key = await media_queries.key_of(session, media_id, 500)
        widest = await media_queries.key_of(session, media_id, 5000)
        assert await media_queries.are_of(session, scope, [media_id])
    assert (view.alt, view.widths, view.url(500)) == (
        "Blue",
        (400, 800, 1600),
        f"/media/{media_id}/800.webp",
    )
    assert view.srcset.count("w") >= 3
    assert key is not None
    assert key.endswith("/800.webp")
    assert str(widest).endswith("/1600.webp")
    assert (await rt.gateways.store.open(key)).startswith(b"RIFF")


async def test_a_picture_of_others_is_not_mine(rt: Runtime) -> None:
    owner, organizer_id = await given_organizer(rt)
    other, other_id = await given_organizer(rt)
    scope = owner.require(Permission.events_write, organizer_id)
    media_id = await media.add(
        rt, owner, owner_id=scope, kind=MediaKind.logo, content=picture(512, 512)
    )

    async with rt.read() as session:
        theirs = other.require(Permission.events_write, other_id)
        assert not await media_queries.are_of(session, theirs, [media_id])


@pytest.mark.parametrize(
    "key", ["../x", "/etc/passwd", "a/../../b", "a//b", "", ".draft-1", "a/.b", "x" * 300, "a\0b"]
)
async def test_a_key_cannot_lead_out_of_the_folder(local: LocalStore, key: str) -> None:
    with pytest.raises(ValueError, match="key"):
        await local.put(key, b"x", "image/webp")


async def test_the_store_keeps_replaces_and_forgets(local: LocalStore) -> None:
    await local.put("a/b.webp", b"one", "image/webp")
    await local.put("a/b.webp", b"two", "image/webp")

    assert await local.open("a/b.webp") == b"two"
    await local.delete("a/b.webp")
    await local.delete("a/b.webp")
    with pytest.raises(NotFound):
        await local.open("a/b.webp")


@pytest.fixture
def local(tmp_path_factory: pytest.TempPathFactory) -> LocalStore:
    return LocalStore(tmp_path_factory.mktemp("store"))
