"""Apps as their organization sees them, as people let them in, and what one asks."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bilten_app.domains.apps import rules
from bilten_app.domains.apps.models import App, Asking, Grant
from bilten_app.domains.apps.public import (
    AccessView,
    AppId,
    AppKind,
    AppView,
    Question,
    QuestionGone,
)
from bilten_app.domains.media import queries as media
from bilten_app.domains.media.public import MediaView
from bilten_app.domains.organizers import queries as organizers
from bilten_app.kit.actor import Actor, OrganizerScope
from bilten_app.kit.errors import NotFound
from bilten_app.kit.ids import token_hash
from bilten_app.kit.roles import Permission


async def apps(session: AsyncSession, scope: OrganizerScope, *, now: datetime) -> Sequence[AppView]:
    """Return an organization's apps, the newest first; few, so there are no pages."""
    chosen = _with_people(now).where(col(App.organizer_id) == scope, col(App.retired_at).is_(None))
    return await _views(session, chosen.order_by(col(App.id).desc()))


async def app(
    session: AsyncSession, scope: OrganizerScope, app_id: UUID, *, now: datetime
) -> AppView:
    """Return one of an organization's apps, or raise NotFound."""
    chosen = _with_people(now).where(
        col(App.id) == app_id, col(App.organizer_id) == scope, col(App.retired_at).is_(None)
    )
    for found in await _views(session, chosen):
        return found
    raise NotFound


async def own_app(session: AsyncSession, actor: Actor, app_id: UUID, *, now: datetime) -> AppView:
    """Return an app of whichever organization the actor manages the keys of, or raise NotFound."""
    owner = select(col(App.organizer_id)).where(col(App.id) == app_id)
    organizer_id = (await session.execute(owner)).scalar_one_or_none()
    if organizer_id is None:
        raise NotFound
    scope = actor.require(Permission.keys_manage, organizer_id)
    return await app(session, scope, app_id, now=now)


async def question(session: AsyncSession, token: str, *, now: datetime) -> Question:
    """Return what an app asks, for the person to read; or raise QuestionGone."""
    chosen = (
        select(Asking, App)
        .join(App, col(App.id) == col(Asking.app_id))
        .where(
            col(Asking.token_hash) == token_hash(token),
            col(Asking.answered_at).is_(None),
            col(Asking.expires_at) > now,
            col(App.retired_at).is_(None),
        )
    )
    for asking, app in (await session.execute(chosen)).all():
        owner = await organizers.by_id(session, app.organizer_id)
        logos = await media.views(session, [app.logo_id] if app.logo_id else [])
        return Question(
            app_id=AppId(app.id), app=app.name, about=app.about, homepage=app.homepage,
            logo=logos.get(app.logo_id) if app.logo_id else None,
            organization=owner.name, leads_to=rules.place_of(asking.redirect_uri),
            scopes=_scopes(asking.scopes),
        )  # fmt: skip
    raise QuestionGone


async def access(session: AsyncSession, actor: Actor, *, now: datetime) -> Sequence[AccessView]:
    """Return the apps that the actor let in and has not shut out again, the latest used first."""
    chosen = (
        select(Grant, App)
        .join(App, col(App.id) == col(Grant.app_id))
        .where(
            col(Grant.user_id) == actor.require_user(),
            col(Grant.revoked_at).is_(None),
            col(Grant.ends_at) > now,
        )
        .order_by(func.coalesce(col(Grant.used_at), col(Grant.granted_at)).desc())
    )
    given: dict[UUID, list[tuple[Grant, App]]] = {}
    for grant, row in (await session.execute(chosen)).all():
        given.setdefault(row.id, []).append((grant, row))
    owners = await organizers.by_ids(session, {each[0][1].organizer_id for each in given.values()})
    return [
        AccessView(
            app_id=AppId(app_id),
            app=each[0][1].name,
            organization=owners[each[0][1].organizer_id].name,
            scopes=_scopes({one for grant, _ in each for one in grant.scopes}),
            granted_at=min(grant.granted_at for grant, _ in each),
            used_at=max((grant.used_at for grant, _ in each if grant.used_at), default=None),
        )
        for app_id, each in given.items()
    ]


def _with_people(now: datetime) -> Select[App, int]:
    """Select apps, each with how many people let it in."""
    people = (
        select(func.count(func.distinct(col(Grant.user_id))))
        .where(
            col(Grant.app_id) == col(App.id),
            col(Grant.revoked_at).is_(None),
            col(Grant.ends_at) > now,
        )
        .scalar_subquery()
    )
    return select(App, people)


def _scopes(named: Collection[str]) -> Sequence[Permission]:
    return [one for one in Permission if one in named]


async def _views(session: AsyncSession, chosen: Select[App, int]) -> list[AppView]:
    rows = (await session.execute(chosen)).all()
    logos = await media.views(session, [row.logo_id for row, _ in rows if row.logo_id])
    return [
        _view(row, people, logos.get(row.logo_id) if row.logo_id else None) for row, people in rows
    ]


def _view(row: App, people: int, logo: MediaView | None) -> AppView:
    return AppView(
        id=AppId(row.id),
        organizer_id=row.organizer_id,
        name=row.name,
        about=row.about,
        homepage=row.homepage,
        logo=logo,
        kind=AppKind(row.kind),
        redirect_uris=row.redirect_uris,
        scopes=_scopes(row.scopes),
        made_at=row.made_at,
        secret_made_at=row.secret_made_at,
        old_secret_until=row.old_secret_until,
        used_at=row.used_at,
        people=people,
    )
