"""Take in a picture."""

import asyncio
from uuid import UUID

from bilten_app.domains.media import rules
from bilten_app.domains.media.models import Media
from bilten_app.domains.media.public import MAX_BYTES, MediaId, MediaKind, PictureTooBig, Verb
from bilten_app.domains.media.queries import MIME
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor, OrganizerScope
from bilten_app.kit.ids import new_id
from bilten_app.kit.typed import one_line

MAX_ALT = 300


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
    if len(content) > MAX_BYTES:
        raise PictureTooBig
    rendered = await asyncio.to_thread(rules.render, content, kind)
    media_id = new_id()
    keys = {width: _key(media_id, width) for width in rendered.renditions}
    for width, picture in rendered.renditions.items():
        await rt.gateways.store.put(keys[width], picture, MIME)
    async with rt.unit_of_work(actor) as uow:
        uow.add(
            Media(
                id=media_id,
                owner_id=owner_id,
                kind=kind.value,
                mime=MIME,
                width=rendered.width,
                height=rendered.height,
                tint=rendered.tint,
                alt=one_line(alt)[:MAX_ALT],
                renditions={str(width): key for width, key in keys.items()},
                created_at=uow.clock.now(),
            )
        )
        uow.audit(Verb.added, media_id, owner=str(owner_id), kind=kind.value)
    return MediaId(media_id)


def _key(media_id: UUID, width: int) -> str:
    """Return the key under which one rendition is kept."""
    return f"media/{media_id}/{width}.webp"
