"""An organization's API keys, for its owners; no key may make another."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field

from bilten_app.api.deps import Cursor, Member, Rt, Size
from bilten_app.api.shapes import In, Instant
from bilten_app.domains.programs import queries
from bilten_app.domains.programs import service as programs
from bilten_app.domains.programs.public import SCOPES, KeyDraft, KeyState, KeyView
from bilten_app.kit.roles import Permission

router = APIRouter(prefix="/organizer/keys", tags=["Organizer"])

OrganizerId = Annotated[UUID, Query(description="The organization, when you are in several.")]
PathKey = Annotated[UUID, Path(description="The `id` of the key.")]
Name = Annotated[str, Field(max_length=200, description="What the key is for.")]
TOLD = f"What the key may do: {', '.join(f'`{one.value}`' for one in SCOPES)}."


class KeyIn(In):
    """A key to be made."""

    name: Name
    scopes: list[Permission] = Field(min_length=1, max_length=50, description=TOLD)
    networks: list[Annotated[str, Field(max_length=50)]] = Field(
        default_factory=list[str], max_length=20,
        description="Addresses or ranges it may be used from; none for everywhere.",
        examples=[["203.0.113.0/24"]],
    )  # fmt: skip
    expires_at: Instant | None = Field(default=None, description="Until when it opens.")
    test: bool = Field(default=False, description="Whether it is for tests, and opens those only.")


class KeyNameIn(In):
    """Another name."""

    name: Name


class KeyOut(BaseModel):
    """A key, without its secret."""

    id: UUID
    name: str
    prefix: str = Field(description="How the secret begins.")
    test: bool = Field(description="Whether it opens tests only.")
    scopes: list[Permission]
    networks: list[str]
    state: KeyState
    made_at: datetime
    expires_at: datetime | None
    used_at: datetime | None = Field(description="When it was last used, to five minutes.")

    @classmethod
    def of(cls, key: KeyView) -> Self:
        """Return the shape of a key."""
        return cls(
            id=key.id, name=key.name, prefix=key.prefix, test=key.is_test, scopes=list(key.scopes),
            networks=list(key.networks), state=key.state,
            made_at=key.made_at, expires_at=key.expires_at, used_at=key.used_at,
        )  # fmt: skip


class KeyListOut(BaseModel):
    """A page of keys."""

    keys: list[KeyOut]
    next_cursor: str | None


class NewKeyOut(BaseModel):
    """A key that was just made. Its token is told this once."""

    id: UUID
    token: str = Field(description="What goes into `Authorization: Bearer …`.")


@router.get("", summary="Our API keys")
async def list_keys(
    rt: Rt, actor: Member, organizer_id: OrganizerId, *, cursor: Cursor = None, size: Size = 25
) -> KeyListOut:
    """Return an organization's keys, the newest first; those that ended too."""
    scope = actor.require(Permission.keys_manage, organizer_id)
    async with rt.read() as session:
        page = await queries.keys(session, scope, now=rt.clock.now(), cursor=cursor, size=size)
    return KeyListOut(keys=[KeyOut.of(key) for key in page.rows], next_cursor=page.next_cursor)


@router.post("", status_code=201, summary="Make an API key")
async def make_key(rt: Rt, actor: Member, organizer_id: OrganizerId, wanted: KeyIn) -> NewKeyOut:
    """Make a key with some of your own permissions. Keep its token: it is shown this once.

    One for tests opens only what the organization made as a test, whose money is not real.
    """
    draft = KeyDraft(
        name=wanted.name, scopes=frozenset(wanted.scopes), networks=wanted.networks,
        expires_at=wanted.expires_at,
    )  # fmt: skip
    made = await programs.make_key_for(
        rt, actor, organizer_id=organizer_id, draft=draft, is_test=wanted.test
    )
    return NewKeyOut(id=made.id, token=made.secret)


@router.patch("/{key_id}", status_code=204, summary="Rename an API key")
async def rename_key(rt: Rt, actor: Member, key_id: PathKey, wanted: KeyNameIn) -> None:
    """Call a key something else."""
    async with rt.unit_of_work(actor) as uow:
        await programs.rename_key(uow, actor, key_id=key_id, name=wanted.name)


@router.delete("/{key_id}", status_code=204, summary="Revoke an API key")
async def revoke_key(rt: Rt, actor: Member, key_id: PathKey) -> None:
    """End a key: its next request is refused. Harmless when it ended before."""
    async with rt.unit_of_work(actor) as uow:
        await programs.revoke_key(uow, actor, key_id=key_id)
