"""What the security page knows: the address, and where one is signed in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

import reflex as rx

from bilten_app.domains.identity import queries
from bilten_app.domains.identity import service as identity
from bilten_app.domains.identity.public import FactorKind, SessionView
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.browsers import browser_words
from bilten_app.kit.text import msgid, say
from bilten_app.web import door
from bilten_app.web.door import SESSION_COOKIE, Visit
from bilten_app.web.handler import handler, notify
from bilten_app.web.public.account.security.factor import TITLES
from bilten_app.web.public.account.sign_in import mended, trouble

FIELDS = ("current", "password", "email")
DONE: Mapping[str, str] = {
    "password": msgid("Your password is changed. All other browsers are signed out."),
    "email": msgid("Look into the mail of your new address: it counts once you follow the link."),
    "passkey_added": msgid("The passkey is there. You can sign in with it."),
    "login_linked": msgid("It is linked. You can sign in with it."),
    "factor_removed": msgid("That second step is switched off."),
    "new_address": msgid("Your new address is confirmed."),
}


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A browser that is signed in; instants are ISO."""

    id: str
    browser: str
    place: str
    began_at: str
    seen_at: str
    idle_ends_at: str
    ends_at: str
    is_this: bool
    is_far: bool


@dataclass(frozen=True, slots=True)
class FactorRow:
    """A second step, there or not; the title is a sentence to say."""

    kind: str
    title: str
    hint: str
    is_there: bool


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """A browser that is not asked for a code."""

    id: str
    browser: str
    place: str
    until: str


class SecurityState(rx.State):
    """My own security."""

    _access: ClassVar[str] = "user"

    email: str = ""
    new_email: str = ""
    form: str = ""
    done: str = ""
    trouble: str = ""
    errors: dict[str, str] = {}
    sessions: list[SessionRow] = []
    has_others: bool = False
    factors: list[FactorRow] = []
    devices: list[DeviceRow] = []
    recovery_left: int = 0
    has_password: bool = True
    has_factor: bool = False
    loaded: bool = False

    @handler
    async def open(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        """Show where I am signed in, and what came of the last form."""
        asked = self.router.url.query_parameters
        self.email, self.new_email = actor.email, asked.get("email", "")[:254]
        self.form = asked.get("form", "")[:20]
        self.done = say(DONE.get(asked.get("done", ""), ""), visit.locale)
        self.trouble = trouble(asked, visit.locale)
        self.errors = mended(asked, visit.locale, *FIELDS)
        await self._look(rt, actor, visit.locale)
        self.loaded = True

    @handler
    async def end(self, rt: Runtime, actor: Actor, visit: Visit, session_id: UUID) -> None:
        """Sign one browser out."""
        async with rt.unit_of_work(actor) as uow:
            await identity.end_session(uow, actor, session_id=session_id)
        await self._look(rt, actor, visit.locale)
        await notify(self, "good", say(msgid("That browser is signed out."), visit.locale))

    @handler
    async def end_others(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        """Sign every browser out but this one."""
        async with rt.unit_of_work(actor) as uow:
            await identity.end_other_sessions(uow, actor, token=self._token())
        await self._look(rt, actor, visit.locale)
        said = say(msgid("All other browsers are signed out."), visit.locale)
        await notify(self, "good", said)

    @handler
    async def distrust(self, rt: Runtime, actor: Actor, visit: Visit, device_id: UUID) -> None:
        """Ask for a code again in one browser."""
        async with rt.unit_of_work(actor) as uow:
            await identity.distrust(uow, actor, device_id=device_id)
        await self._look(rt, actor, visit.locale)
        said = say(msgid("That browser is asked for a code again."), visit.locale)
        await notify(self, "good", said)

    async def _look(self, rt: Runtime, actor: Actor, locale: str) -> None:
        async with rt.read() as session:
            found = await queries.sessions(
                session, actor, session_token=self._token(), now=rt.clock.now()
            )
            mine = {one.kind: one for one in await queries.factors(session, rt.vault, actor)}
            trusted = await queries.trusted_devices(session, actor, now=rt.clock.now())
            self.has_password = await queries.has_password(session, actor)
            self.recovery_left = await queries.recovery_left(session, actor)
        self.factors = [
            FactorRow(kind.value, TITLES[kind], one.hint if one else "", one is not None)
            for kind in FactorKind
            if (one := mine.get(kind)) or kind is not FactorKind.sms or rt.gateways.sms
        ]
        self.has_factor = bool(mine)
        self.devices = [
            DeviceRow(
                str(one.id), browser_words(one.agent, locale), one.place,
                one.trusted_until.isoformat(),
            )
            for one in trusted
        ]  # fmt: skip
        self.sessions = [_row(one, locale) for one in found]
        self.has_others = len(found) > 1

    def _token(self) -> str:
        return door.read_cookies(self.router.headers.cookie).get(SESSION_COOKIE, "")


def _row(one: SessionView, locale: str) -> SessionRow:
    return SessionRow(
        id=str(one.id),
        browser=browser_words(one.agent, locale),
        place=one.place,
        began_at=one.began_at.isoformat(),
        seen_at=one.seen_at.isoformat(),
        idle_ends_at=one.idle_ends_at.isoformat(),
        ends_at=one.ends_at.isoformat(),
        is_this=one.is_this,
        is_far=one.is_far,
    )
