"""What an organization does with its apps: register, change, give a new secret, remove."""

from dataclasses import replace
from uuid import UUID

from sqlalchemy import func, select, update
from sqlmodel import col

from bilten_app.domains.apps import rules
from bilten_app.domains.apps.models import App, Grant
from bilten_app.domains.apps.public import (
    MOST_APPS,
    AppDraft,
    AppId,
    AppKind,
    InvalidApp,
    NewApp,
    NotForThisApp,
    TooManyApps,
    Verb,
)
from bilten_app.domains.organizers import service as organizers
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import NONE, Actor
from bilten_app.kit.errors import NotFound
from bilten_app.kit.ids import new_id, new_token, token_hash
from bilten_app.kit.roles import Permission
from bilten_app.kit.typed import many_lines, one_line


async def register(uow: UnitOfWork, actor: Actor, *, organizer_id: UUID, draft: AppDraft) -> NewApp:
    """Register an app, which may ask for no more than its maker may do.

    For people with `keys:manage` who showed just now who they are. Raises ProofNeeded, InvalidApp,
    TooManyApps.
    """
    user_id = actor.require_own_hand()
    scope = actor.require(Permission.keys_manage, organizer_id)
    actor.require_recent_proof()
    draft = _checked(actor, organizer_id, draft)
    await organizers.lock(uow, scope)  # two at once could both find room for the last one
    living = select(func.count()).where(
        col(App.organizer_id) == scope, col(App.retired_at).is_(None)
    )
    if (await uow.session.execute(living)).scalar_one() >= MOST_APPS:
        raise TooManyApps(most=MOST_APPS)
    app_id, now = AppId(new_id()), uow.clock.now()
    secret = _new_secret() if draft.kind is AppKind.confidential else None
    uow.add(
        App(
            id=app_id, organizer_id=scope, name=draft.name, about=draft.about,
            homepage=draft.homepage, kind=draft.kind.value,
            redirect_uris=list(draft.redirect_uris), scopes=sorted(draft.scopes),
            secret_hash=token_hash(secret) if secret else None,
            secret_made_at=now if secret else None, made_by=user_id, made_at=now,
        )
    )  # fmt: skip
    uow.audit(Verb.registered, scope, app=str(app_id), name=draft.name, scopes=sorted(draft.scopes))
    return NewApp(app_id, secret)


async def edit(uow: UnitOfWork, actor: Actor, *, app_id: UUID, draft: AppDraft) -> None:
    """Change what an app is called, where it leads back to and what it may ask for.

    Of what it has been given it keeps what it may still ask for. Its kind stays: another kind is
    another app. Raises ProofNeeded, InvalidApp, NotFound.
    """
    app = await _mine(uow, actor, app_id)
    actor.require_recent_proof()
    draft = _checked(actor, app.organizer_id, replace(draft, kind=AppKind(app.kind)))
    app.name, app.about, app.homepage = draft.name, draft.about, draft.homepage
    app.redirect_uris, app.scopes = list(draft.redirect_uris), sorted(draft.scopes)
    uow.audit(
        Verb.edited, app.organizer_id, app=str(app_id), name=draft.name,
        scopes=sorted(draft.scopes),
    )  # fmt: skip


async def set_logo(uow: UnitOfWork, actor: Actor, *, app_id: UUID, logo_id: UUID) -> None:
    """Give an app a picture, which the caller has added for its organization.

    Raises ProofNeeded, NotFound.
    """
    app = await _mine(uow, actor, app_id)
    actor.require_recent_proof()
    app.logo_id = logo_id
    uow.audit(Verb.edited, app.organizer_id, app=str(app_id), logo=str(logo_id))


async def new_secret(uow: UnitOfWork, actor: Actor, *, app_id: UUID, at_once: bool = False) -> str:
    """Give an app another secret and return it this once; the one before is good for a day more.

    `at_once`, for a secret that somebody else has: it opens nothing any more. Raises ProofNeeded,
    NotForThisApp, NotFound.
    """
    app = await _mine(uow, actor, app_id)
    actor.require_recent_proof()
    if app.secret_hash is None:
        raise NotForThisApp
    secret, now = _new_secret(), uow.clock.now()
    app.old_secret_hash = None if at_once else app.secret_hash
    app.old_secret_until = None if at_once else now + rules.OLD_SECRET_LASTS
    app.secret_hash, app.secret_made_at = token_hash(secret), now
    uow.audit(Verb.secret_made, app.organizer_id, app=str(app_id), at_once=at_once)
    return secret


async def retire(uow: UnitOfWork, actor: Actor, *, app_id: UUID) -> None:
    """Remove an app, and end all that people gave it. Harmless twice. Raises NotFound."""
    app = await _mine(uow, actor, app_id)
    if app.retired_at is not None:
        return
    app.retired_at = uow.clock.now()
    given = update(Grant).where(col(Grant.app_id) == app_id, col(Grant.revoked_at).is_(None))
    await uow.session.execute(given.values(revoked_at=app.retired_at))
    uow.audit(Verb.retired, app.organizer_id, app=str(app_id), name=app.name)


def _checked(actor: Actor, organizer_id: UUID, draft: AppDraft) -> AppDraft:
    draft = replace(
        draft, name=one_line(draft.name), about=one_line(many_lines(draft.about)),
        homepage=draft.homepage.strip(),
        redirect_uris=list(dict.fromkeys(uri.strip() for uri in draft.redirect_uris)),
    )  # fmt: skip
    if found := rules.problems(draft, held=actor.grants.get(organizer_id, NONE)):
        raise InvalidApp(found)
    return draft


def _new_secret() -> str:
    return rules.SECRET_MARK + new_token()


async def _mine(uow: UnitOfWork, actor: Actor, app_id: UUID) -> App:
    """Return an app, locked, of an organization whose keys the actor manages."""
    actor.require_own_hand()
    app = await uow.session.get(App, app_id, with_for_update=True)
    if app is None:
        raise NotFound
    actor.require(Permission.keys_manage, app.organizer_id)
    return app
