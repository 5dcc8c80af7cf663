"""Take in a picture, and let one of a person go."""

import asyncio
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import col

from bilten_app.domains.identity import service as identity
from bilten_app.domains.media import rules
from bilten_app.domains.media.models import Media
from bilten_app.domains.media.public import (
    AVATARS,
    MAX_BYTES,
    MediaId,
    MediaKind,
    PictureTooBig,
    Verb,
)
from bilten_app.domains.media.queries import MIME
from bilten_app.domains.media.rules import Rendered
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import Actor, OrganizerScope
from bilten_app.kit.errors import NotFound
from bilten_app.kit.ids import new_id
from bilten_app.kit.personal import Person
from bilten_app.kit.typed import one_line

MAX_ALT = 300
AVATARS_AN_HOUR, AN_HOUR = 20, 3600
DROP_JOB = "media.drop_files"


async def add(
    rt: Runtime,
    actor: Actor,
    *,
    owner_id: OrganizerScope,
    kind: MediaKind,
    content: bytes,
    alt: str = "",
) -> MediaId:
    """Re-encode `content`, keep its renditions, and return the picture's id.

    The scope says that the caller checked the actor's right to give the owner a picture.
    Raises a PictureRefused that says what is wrong with it.
    """
    rendered = await _rendered(content, kind)
    row = _row(rt, owner_id, kind, rendered, alt)
    await _keep(rt, row, rendered)
    async with rt.unit_of_work(actor) as uow:
        uow.add(row)
        uow.audit(Verb.added, row.id, owner=str(owner_id), kind=kind.value)
    return MediaId(row.id)


async def set_avatar(rt: Runtime, actor: Actor, *, content: bytes) -> MediaId:
    """Show this picture of oneself from now on; the one before is deleted.

    It is written down before it is kept, so that whatever is kept is found when its person is
    forgotten. Raises a PictureRefused or TooMany.
    """
    user_id = actor.require_own_hand()
    await rt.gateways.limits.hit("avatar", str(user_id), limit=AVATARS_AN_HOUR, per_s=AN_HOUR)
    rendered = await _rendered(content, MediaKind.avatar)
    row = _row(rt, user_id, MediaKind.avatar, rendered)
    media_id = row.id
    async with rt.unit_of_work(actor) as uow:
        uow.add(row)
    await _keep(rt, row, rendered)
    try:
        async with rt.unit_of_work(actor) as uow:
            await uow.get(Media, media_id, lock=True)
            await identity.show_avatar(uow, actor, avatar_id=media_id)
            await _drop_avatars(uow, user_id, before=media_id)
            uow.audit(Verb.added, media_id, owner=str(user_id), kind=MediaKind.avatar.value)
    except NotFound:  # a newer one came meanwhile, or its person was forgotten
        await drop_files(rt, keys=list(row.renditions.values()))
        raise
    return MediaId(media_id)


async def remove_avatar(uow: UnitOfWork, actor: Actor) -> None:
    """Show no picture of oneself any more, and delete what there is. Harmless twice."""
    user_id = actor.require_own_hand()
    await identity.show_avatar(uow, actor, avatar_id=None)
    await _drop_avatars(uow, user_id)


async def forget_person(uow: UnitOfWork, person: Person) -> None:
    """Delete every picture of a person. Harmless twice."""
    if person.user_id:
        await _drop_avatars(uow, person.user_id)


async def drop_files(rt: Runtime, *, keys: Sequence[str], **_: object) -> None:
    """Delete the bytes of pictures that are gone. Job; harmless twice."""
    for key in keys:
        await rt.gateways.store.delete(key)


async def _rendered(content: bytes, kind: MediaKind) -> Rendered:
    if len(content) > MAX_BYTES:
        raise PictureTooBig
    return await asyncio.to_thread(rules.render, content, kind)


def _row(rt: Runtime, owner_id: UUID, kind: MediaKind, rendered: Rendered, alt: str = "") -> Media:
    media_id = new_id()
    folder = AVATARS if kind is MediaKind.avatar else "media/"
    return Media(
        id=media_id,
        owner_id=owner_id,
        kind=kind.value,
        mime=MIME,
        width=rendered.width,
        height=rendered.height,
        tint=rendered.tint,
        alt=one_line(alt)[:MAX_ALT],
        renditions={
            str(width): f"{folder}{media_id}/{width}.webp" for width in rendered.renditions
        },
        created_at=rt.clock.now(),
    )


async def _keep(rt: Runtime, row: Media, rendered: Rendered) -> None:
    for width, picture in rendered.renditions.items():
        await rt.gateways.store.put(row.renditions[str(width)], picture, MIME)


async def _drop_avatars(uow: UnitOfWork, user_id: UUID, *, before: UUID | None = None) -> None:
    """Delete somebody's pictures, or those before another; a job deletes their bytes."""
    gone = delete(Media).where(
        col(Media.owner_id) == user_id, col(Media.kind) == MediaKind.avatar.value
    )
    if before:
        gone = gone.where(col(Media.id) < before)
    await uow.flush()
    dropped = (await uow.session.execute(gone.returning(col(Media.renditions)))).scalars().all()
    if keys := [key for renditions in dropped for key in renditions.values()]:
        uow.enqueue(DROP_JOB, {"keys": keys})
