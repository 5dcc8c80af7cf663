"""What the sign-in page of an organization remembers, and what can be done there."""

from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import reflex as rx
from pydantic import BaseModel, Field

from bilten_app.domains.organizers import queries
from bilten_app.domains.organizers import service as organizers
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.roles import Permission, Role
from bilten_app.kit.text import msgid, say
from bilten_app.ports.signin import ProviderKind, callback_of
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler, held_id, notify
from bilten_app.web.organizer.desk import organization


class IssuerForm(BaseModel):
    """By whom the team signs in; an empty secret keeps the one there was."""

    issuer: str = Field("", max_length=300)
    client_id: str = Field("", max_length=300)
    secret: str = Field("", max_length=500)
    role_claim: str = Field("", max_length=300)
    roles: str = Field("", max_length=4000)
    default_role: str = Field("", max_length=20)


class SamlForm(BaseModel):
    """By which SAML provider the team signs in; without metadata, what is known of it stays."""

    metadata: str = Field("", max_length=200_000)
    metadata_url: str = Field("", max_length=300)
    role_claim: str = Field("", max_length=300)
    roles: str = Field("", max_length=4000)
    default_role: str = Field("", max_length=20)


class DomainForm(BaseModel):
    """A mail domain."""

    domain: str = Field("", max_length=254)


@dataclass(frozen=True, slots=True)
class DomainRow:
    """A mail domain, and the record that proves it."""

    id: str
    domain: str
    record: str
    value: str
    is_proven: bool


class SignInsState(rx.State):
    """How the team of the desk's organization signs in."""

    _access: ClassVar[str] = "organizer"

    is_saml: bool = False
    issuer: str = ""
    client_id: str = ""
    metadata_url: str = ""
    keys: int = 0
    good_until: str = ""
    role_claim: str = ""
    roles: str = ""
    default_role: str = ""
    callback: str = ""
    entity_id: str = ""
    is_on: bool = False
    is_only: bool = False
    is_proven: bool = False
    domains: list[DomainRow] = []
    errors: dict[str, str] = {}
    round: int = 0
    busy: bool = False
    loaded: bool = False
    failed: bool = False

    @handler
    async def open(self, rt: Runtime, actor: Actor) -> None:
        """Load it."""
        self.errors, self.busy = {}, False
        await self._read(rt, actor)
        self.loaded = True

    @handler
    async def choose(self, kind: Literal["oidc", "saml"]) -> None:
        """Show the form of the one or the other; nothing changes before it is saved."""
        self.is_saml, self.errors = kind == "saml", {}
        self.round += 1

    @handler
    async def save_saml(self, rt: Runtime, actor: Actor, visit: Visit, form: SamlForm) -> Any:
        """Say by which SAML provider the team signs in."""
        self.errors, self.busy = {}, True
        yield
        self.busy = False
        mine = await organization(rt, actor)
        await organizers.save_saml(
            rt, actor, organizer_id=mine.id, metadata=form.metadata,
            metadata_url=form.metadata_url, role_claim=form.role_claim, roles=form.roles,
            default_role=_role(form.default_role),
        )  # fmt: skip
        self.round += 1
        await self._read(rt, actor)
        await notify(self, "good", say(msgid("Saved."), visit.locale))

    @handler
    async def save(self, rt: Runtime, actor: Actor, visit: Visit, form: IssuerForm) -> None:
        """Say by whom the team signs in."""
        self.errors = {}
        mine = await organization(rt, actor)
        await organizers.save_issuer(
            rt, actor, organizer_id=mine.id, issuer=form.issuer, client_id=form.client_id,
            secret=form.secret, role_claim=form.role_claim, roles=form.roles,
            default_role=_role(form.default_role),
        )  # fmt: skip
        self.round += 1
        await self._read(rt, actor)
        await notify(self, "good", say(msgid("Saved."), visit.locale))

    @handler
    async def add_domain(self, rt: Runtime, actor: Actor, form: DomainForm) -> None:
        """Name a domain."""
        self.errors = {}
        mine = await organization(rt, actor)
        async with rt.unit_of_work(actor) as uow:
            await organizers.add_domain(uow, actor, organizer_id=mine.id, domain=form.domain)
        self.round += 1
        await self._read(rt, actor)

    @handler
    async def prove(self, rt: Runtime, actor: Actor, visit: Visit, domain_id: str) -> Any:
        """Look whether the record of a domain is there."""
        self.busy = True
        yield
        self.busy = False
        mine = await organization(rt, actor)
        await organizers.prove_domain(rt, actor, organizer_id=mine.id, domain_id=held_id(domain_id))
        await self._read(rt, actor)
        await notify(self, "good", say(msgid("The domain is yours."), visit.locale))

    @handler
    async def drop_domain(self, rt: Runtime, actor: Actor, domain_id: str) -> None:
        """Let a domain be nobody's."""
        mine = await organization(rt, actor)
        async with rt.unit_of_work(actor) as uow:
            await organizers.remove_domain(
                uow, actor, organizer_id=mine.id, domain_id=held_id(domain_id)
            )
        await self._read(rt, actor)

    @handler
    async def test(self, rt: Runtime, actor: Actor, visit: Visit) -> Any:
        """Ask the issuer who it is."""
        self.busy = True
        yield
        self.busy = False
        mine = await organization(rt, actor)
        await organizers.test_issuer(rt, actor, organizer_id=mine.id)
        said = msgid("The issuer answers as it should. Now sign in by it once yourself.")
        await notify(self, "good", say(said, visit.locale))

    @handler
    async def switch_on(self, rt: Runtime, actor: Actor) -> None:
        """Let the team sign in by the issuer."""
        await self._switch(rt, actor, on=True, only=False)

    @handler
    async def require(self, rt: Runtime, actor: Actor) -> None:
        """Let nobody but owners act who came otherwise."""
        await self._switch(rt, actor, on=True, only=True)

    @handler
    async def switch_off(self, rt: Runtime, actor: Actor) -> None:
        """Let nobody sign in by the issuer."""
        await self._switch(rt, actor, on=False, only=False)

    @handler
    async def forget(self, rt: Runtime, actor: Actor) -> None:
        """Forget the issuer."""
        mine = await organization(rt, actor)
        async with rt.unit_of_work(actor) as uow:
            await organizers.remove_issuer(uow, actor, organizer_id=mine.id)
        self.round += 1
        await self._read(rt, actor)

    async def _switch(self, rt: Runtime, actor: Actor, *, on: bool, only: bool) -> None:
        mine = await organization(rt, actor)
        async with rt.unit_of_work(actor) as uow:
            await organizers.switch_issuer(uow, actor, organizer_id=mine.id, on=on, only=only)
        await self._read(rt, actor)

    async def _read(self, rt: Runtime, actor: Actor) -> None:
        mine = await organization(rt, actor)
        scope = actor.require(Permission.team_manage, mine.id)
        async with rt.read() as session:
            known = await queries.issuer_of(session, scope)
            domains = await queries.domains_of(session, rt.vault, scope)
        self.domains = [
            DomainRow(str(one.id), one.domain, one.record, one.value, one.proven_at is not None)
            for one in domains
        ]
        self.is_proven = any(one.is_proven for one in self.domains)
        self.is_saml = bool(known and known.is_saml)
        self.issuer, self.client_id = (known.issuer, known.client_id) if known else ("", "")
        self.metadata_url, self.keys = (known.metadata_url, known.keys) if known else ("", 0)
        self.good_until = known.good_until.isoformat() if known and known.good_until else ""
        self.role_claim = known.role_claim if known else ""
        lines = [f"{value} = {role.value}" for value, role in known.roles.items()] if known else []
        self.roles = "\n".join(lines)
        self.default_role = known.default_role.value if known and known.default_role else ""
        self.is_on, self.is_only = (known.is_on, known.is_only) if known else (False, False)
        origin, name = rt.settings.origin, known.name if known else ""
        self.entity_id = queries.saml_address(origin, name) if self.is_saml else ""
        kind = ProviderKind.saml if self.is_saml else ProviderKind.oidc
        self.callback = callback_of(origin, name, kind) if name else ""


def _role(chosen: str) -> Role | None:
    return Role(chosen) if chosen in set(Role) else None
