"""Programs for tests: keys, made through the service."""

from collections.abc import Collection, Sequence
from datetime import datetime

from bilten_app.domains.programs import service as programs
from bilten_app.domains.programs.public import SCOPES, KeyDraft, KeyId
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor


async def given_key(
    rt: Runtime,
    owner: Actor,
    *,
    scopes: Collection[str] = SCOPES,
    networks: Sequence[str] = (),
    expires_at: datetime | None = None,
    name: str = "Our shop",
    is_test: bool = False,
) -> tuple[KeyId, str]:
    """Make a key of the owner's first organization; return its id and its secret."""
    draft = KeyDraft(name, frozenset(scopes), networks, expires_at)
    organizer_id = next(iter(owner.grants))
    made = await programs.make_key_for(
        rt, owner, organizer_id=organizer_id, draft=draft, is_test=is_test
    )
    return made.id, made.secret


def bearing(secret: str) -> dict[str, str]:
    """Return the header with which a program shows its key."""
    return {"Authorization": f"Bearer {secret}"}
