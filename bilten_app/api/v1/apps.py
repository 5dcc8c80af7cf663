"""An organization's apps, for its owners; no program may make another."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field

from bilten_app.api.deps import Member, Rt
from bilten_app.api.shapes import In
from bilten_app.domains.apps import queries
from bilten_app.domains.apps import service as apps
from bilten_app.domains.apps.public import AppDraft, AppKind, AppView
from bilten_app.domains.programs.public import SCOPES
from bilten_app.kit.roles import Permission

router = APIRouter(prefix="/organizer/apps", tags=["Organizer"])

OrganizerId = Annotated[UUID, Query(description="The organization, when you are in several.")]
PathApp = Annotated[UUID, Path(description="The `id` of the app, which is its client id.")]
TOLD = f"What the app may ask for: {', '.join(f'`{one.value}`' for one in SCOPES)}."


class AppIn(In):
    """An app as it is to be."""

    name: str = Field(max_length=200, description="People read it before they let the app in.")
    about: str = Field(default="", max_length=1000)
    homepage: str = Field(default="", max_length=600, examples=["https://example.com"])
    redirect_uris: list[Annotated[str, Field(max_length=600)]] = Field(
        default_factory=list[str], max_length=10,
        description="Where people come back to, exactly; none for an app that acts for you only.",
        examples=[["https://example.com/done"]],
    )  # fmt: skip
    scopes: list[Permission] = Field(min_length=1, max_length=50, description=TOLD)

    def draft(self, kind: AppKind) -> AppDraft:
        """Return the app that is wanted."""
        return AppDraft(
            self.name, self.about, self.homepage, kind, self.redirect_uris, frozenset(self.scopes)
        )


class NewAppIn(AppIn):
    """An app to be registered."""

    kind: AppKind = Field(
        default=AppKind.confidential,
        description="`confidential` on a server, `public` on phones and computers.",
    )


class AppOut(BaseModel):
    """An app, without its secret."""

    id: UUID = Field(description="Its client id.")
    name: str
    about: str
    homepage: str
    kind: AppKind
    redirect_uris: list[str]
    scopes: list[Permission]
    people: int = Field(description="How many people let it in.")
    made_at: datetime
    used_at: datetime | None = Field(description="When it was last used, to five minutes.")

    @classmethod
    def of(cls, app: AppView) -> Self:
        """Return the shape of an app."""
        return cls(
            id=app.id, name=app.name, about=app.about, homepage=app.homepage, kind=app.kind,
            redirect_uris=list(app.redirect_uris), scopes=list(app.scopes), people=app.people,
            made_at=app.made_at, used_at=app.used_at,
        )  # fmt: skip


class AppListOut(BaseModel):
    """All apps of an organization; they are few."""

    apps: list[AppOut]


class NewAppOut(BaseModel):
    """An app that was just registered."""

    id: UUID
    secret: str | None = Field(description="Told this once; none for a public app.")


class SecretIn(In):
    """How the secret before ends."""

    at_once: bool = Field(
        default=False, description="Somebody else has it. Otherwise it is good for a day more."
    )


class AppSecretOut(BaseModel):
    """Another secret."""

    secret: str = Field(description="Told this once.")


@router.get("", summary="Our apps")
async def list_apps(rt: Rt, actor: Member, organizer_id: OrganizerId) -> AppListOut:
    """Return an organization's apps, the newest first."""
    scope = actor.require(Permission.keys_manage, organizer_id)
    async with rt.read() as session:
        found = await queries.apps(session, scope, now=rt.clock.now())
    return AppListOut(apps=[AppOut.of(app) for app in found])


@router.post("", status_code=201, summary="Register an app")
async def register_app(
    rt: Rt, actor: Member, organizer_id: OrganizerId, wanted: NewAppIn
) -> NewAppOut:
    """Register an app that may ask for some of your own permissions. Its secret is told once."""
    async with rt.unit_of_work(actor) as uow:
        made = await apps.register(
            uow, actor, organizer_id=organizer_id, draft=wanted.draft(wanted.kind)
        )
    return NewAppOut(id=made.id, secret=made.secret)


@router.put("/{app_id}", status_code=204, summary="Change an app")
async def change_app(rt: Rt, actor: Member, app_id: PathApp, wanted: AppIn) -> None:
    """Change an app. Of what people gave it, it keeps what it may still ask for."""
    async with rt.unit_of_work(actor) as uow:
        await apps.edit(uow, actor, app_id=app_id, draft=wanted.draft(AppKind.confidential))


@router.post("/{app_id}/secret", summary="Make a new secret for an app")
async def new_app_secret(rt: Rt, actor: Member, app_id: PathApp, wanted: SecretIn) -> AppSecretOut:
    """Make another secret, which is told this once."""
    async with rt.unit_of_work(actor) as uow:
        secret = await apps.new_secret(uow, actor, app_id=app_id, at_once=wanted.at_once)
    return AppSecretOut(secret=secret)


@router.delete("/{app_id}", status_code=204, summary="Remove an app")
async def remove_app(rt: Rt, actor: Member, app_id: PathApp) -> None:
    """Remove an app; what people gave it ends. Harmless when it was removed before."""
    async with rt.unit_of_work(actor) as uow:
        await apps.retire(uow, actor, app_id=app_id)
