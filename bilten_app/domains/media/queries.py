"""Pictures by id, and where their bytes are."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bilten_app.domains.media.models import Media
from bilten_app.domains.media.public import MediaId, MediaKind, MediaView
from bilten_app.kit.actor import OrganizerScope
from bilten_app.kit.personal import Person

MIME = "image/webp"


async def views(session: AsyncSession, media_ids: Collection[UUID]) -> dict[UUID, MediaView]:
    """Return these pictures; no statement is sent when none is asked for."""
    if not media_ids:
        return {}
    rows = (await session.execute(select(Media).where(col(Media.id).in_(media_ids)))).scalars()
    return {
        row.id: MediaView(
            id=MediaId(row.id),
            alt=row.alt,
            width=row.width,
            height=row.height,
            tint=row.tint,
            widths=tuple(sorted(int(width) for width in row.renditions)),
        )
        for row in rows
    }


async def key_of(session: AsyncSession, media_id: UUID, width: int) -> str | None:
    """Return the object store's key of the rendition at least `width` wide, else of the widest."""
    chosen = select(col(Media.renditions)).where(col(Media.id) == media_id)
    renditions = (await session.execute(chosen)).scalar_one_or_none()
    if not renditions:
        return None
    offered = sorted(int(kept) for kept in renditions)
    best = next((kept for kept in offered if kept >= width), offered[-1])
    return str(renditions[str(best)])


async def avatar_keys(session: AsyncSession, person: Person) -> Sequence[tuple[str, str]]:
    """Return name and key of the pictures of a person, each as large as it is kept."""
    chosen = select(col(Media.id), col(Media.renditions)).where(
        col(Media.owner_id) == person.user_id, col(Media.kind) == MediaKind.avatar.value
    )
    return [
        (str(media_id), renditions[max(renditions, key=int)])
        for media_id, renditions in await session.execute(chosen)
    ]


async def are_of(session: AsyncSession, scope: OrganizerScope, media_ids: Collection[UUID]) -> bool:
    """Whether all of these pictures belong to the organization."""
    counted = select(func.count()).where(col(Media.id).in_(media_ids), col(Media.owner_id) == scope)
    return (await session.execute(counted)).scalar_one() == len(set(media_ids))
