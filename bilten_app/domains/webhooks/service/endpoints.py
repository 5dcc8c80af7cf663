"""Adding, changing and switching endpoints; their secrets."""

from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import func
from sqlmodel import col, select, update

from bilten_app.domains.webhooks.models import Call, Endpoint
from bilten_app.domains.webhooks.public import (
    ENDPOINT_FLOW,
    MOST_ENDPOINTS,
    Added,
    CallState,
    EndpointDraft,
    EndpointState,
    HookKind,
    InvalidEndpoint,
    TooManyEndpoints,
    Verb,
)
from bilten_app.domains.webhooks.rules import calls as rules
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.infra.vault import Vault
from bilten_app.kit.actor import Actor
from bilten_app.kit.ids import new_id
from bilten_app.kit.roles import Permission
from bilten_app.kit.typed import one_line


async def add(rt: Runtime, actor: Actor, *, organizer_id: UUID, draft: EndpointDraft) -> Added:
    """Add an endpoint and return its secret, which is told only here.

    It hands data out, so the person must be there. Raises ProofNeeded, InvalidEndpoint.
    """
    scope = actor.require(Permission.webhooks_manage, organizer_id)
    actor.require_recent_proof()
    tidy = _checked(rt, draft)
    endpoint_id, secret = new_id(), rules.new_secret()
    async with rt.unit_of_work(actor) as uow:
        await uow.session.execute(
            select(func.pg_advisory_xact_lock(func.hashtext(f"webhooks:{scope}")))
        )
        counted = select(func.count()).select_from(Endpoint)
        mine = counted.where(col(Endpoint.organizer_id) == scope)
        if (await uow.session.execute(mine)).scalar_one() >= MOST_ENDPOINTS:
            raise TooManyEndpoints(most=MOST_ENDPOINTS)
        uow.add(
            Endpoint(
                id=endpoint_id,
                organizer_id=scope,
                secret=rt.vault.seal(purpose(endpoint_id), secret.encode()),
                made_at=uow.clock.now(),
                url=tidy.url,
                about=tidy.about,
                kinds=_names(tidy),
            )
        )
        uow.audit(Verb.added, scope, webhook=str(endpoint_id), host=_host(tidy.url))
    return Added(endpoint_id, secret)


async def edit(rt: Runtime, actor: Actor, *, endpoint_id: UUID, draft: EndpointDraft) -> None:
    """Change where an endpoint is and what it is told. Raises ProofNeeded, InvalidEndpoint."""
    async with rt.unit_of_work(actor) as uow:
        row = await mine(uow, actor, endpoint_id)
        actor.require_recent_proof()
        tidy = _checked(rt, draft)
        row.url, row.about, row.kinds = tidy.url, tidy.about, _names(tidy)
        uow.audit(Verb.edited, row.organizer_id, webhook=str(row.id), host=_host(row.url))


async def remove(uow: UnitOfWork, actor: Actor, *, endpoint_id: UUID) -> None:
    """Forget an endpoint with its log."""
    row = await mine(uow, actor, endpoint_id)
    await uow.session.delete(row)
    uow.audit(Verb.removed, row.organizer_id, webhook=str(row.id), host=_host(row.url))


async def rotate(rt: Runtime, actor: Actor, *, endpoint_id: UUID) -> Added:
    """Make a new secret and return it; for a day, messages carry both signatures.

    Raises ProofNeeded.
    """
    secret = rules.new_secret()
    async with rt.unit_of_work(actor) as uow:
        row = await mine(uow, actor, endpoint_id)
        actor.require_recent_proof()
        row.old_secret, row.old_secret_until = row.secret, uow.clock.now() + rules.BOTH_SECRETS
        row.secret = rt.vault.seal(purpose(row.id), secret.encode())
        uow.audit(Verb.rotated, row.organizer_id, webhook=str(row.id))
    return Added(endpoint_id, secret)


async def pause(uow: UnitOfWork, actor: Actor, *, endpoint_id: UUID) -> None:
    """Switch an endpoint off: what waits for it has failed, and can be replayed later."""
    row = await mine(uow, actor, endpoint_id)
    await uow.move(row, ENDPOINT_FLOW, EndpointState.paused)
    await give_up_waiting(uow, row.id)
    uow.audit(Verb.paused, row.organizer_id, webhook=str(row.id))


async def resume(uow: UnitOfWork, actor: Actor, *, endpoint_id: UUID) -> None:
    """Switch an endpoint on again."""
    row = await mine(uow, actor, endpoint_id)
    await uow.move(row, ENDPOINT_FLOW, EndpointState.active, failing_since=None)
    uow.audit(Verb.resumed, row.organizer_id, webhook=str(row.id))


async def mine(uow: UnitOfWork, actor: Actor, endpoint_id: UUID) -> Endpoint:
    """Return an endpoint, locked, if the actor may manage it; a stranger learns nothing."""
    row = await uow.get(Endpoint, endpoint_id, lock=True)
    actor.require(Permission.webhooks_manage, row.organizer_id)
    return row


async def give_up_waiting(uow: UnitOfWork, endpoint_id: UUID) -> None:
    """Let everything that waits for an endpoint fail."""
    await uow.session.execute(
        update(Call)
        .where(col(Call.endpoint_id) == endpoint_id, col(Call.state) == CallState.queued.value)
        .values(state=CallState.failed.value, next_at=None, ended_at=uow.clock.now())
        .execution_options(synchronize_session=False)
    )


def secrets_of(vault: Vault, row: Endpoint) -> list[str]:
    """Return the secrets a message is signed with, the new one first."""
    sealed = [row.secret, *([row.old_secret] if row.old_secret else [])]
    return [vault.open(purpose(row.id), each).decode() for each in sealed]


def purpose(endpoint_id: UUID) -> str:
    """Return what the vault binds an endpoint's secret to."""
    return f"webhooks.secret/{endpoint_id}"


def _checked(rt: Runtime, draft: EndpointDraft) -> EndpointDraft:
    tidy = EndpointDraft(draft.url.strip(), draft.kinds - {HookKind.test}, one_line(draft.about))
    found = rules.problems(tidy, to_loopback=rt.settings.hooks_to_loopback)
    if found:
        raise InvalidEndpoint(dict(found))
    return tidy


def _names(draft: EndpointDraft) -> list[str]:
    return [kind.value for kind in HookKind if kind in draft.kinds]


def _host(url: str) -> str:
    """Return what of an address is no secret: what follows may hold a token."""
    return urlsplit(url).hostname or ""
