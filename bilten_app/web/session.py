"""Who is here. The cookie is the only proof; the state holds what the frame shows of it."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

import reflex as rx
from reflex.state import BaseState

from bilten_app.domains.consents import queries as consents
from bilten_app.domains.consents.public import Source
from bilten_app.domains.consents.service import agree
from bilten_app.domains.media.public import avatar_url
from bilten_app.domains.organizers import queries as organizers
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.roles import Permission
from bilten_app.web import door
from bilten_app.web.door import SESSION_COOKIE, Visit
from bilten_app.web.handler import arrive, handler
from bilten_app.web.live import MaySee


@dataclass(frozen=True, slots=True)
class SessionView:
    """What the public header shows of a session, for the first paint."""

    signed_in: bool
    initials: str
    picture: str = ""


class SessionState(rx.State):
    """What the header shows: a name, and whether there is a desk to go to."""

    _access: ClassVar[str] = "public"

    signed_in: bool = False
    is_organizer: bool = False
    name: str = ""
    initials: str = ""
    picture: str = ""
    is_acted: bool = False
    must_agree: bool = False
    _owner: str = ""

    @handler
    async def enter(self, rt: Runtime, actor: Actor) -> None:
        """Look at who is here; every page does this first."""
        self.signed_in = actor.user_id is not None
        self.is_organizer = bool(actor.grants)
        self.name = actor.name
        self.is_acted = actor.acted_by is not None
        self.initials, self.picture = initials_of(actor.name), avatar_url(actor.avatar_id)
        self.must_agree = False
        if self.signed_in and not self.is_acted:
            async with rt.read() as session:
                self.must_agree = bool(await consents.missing(session, actor))
        await arrive(self)

    @handler
    async def agree(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        """Agree to the terms and the privacy notice as they are now."""
        whose = consents.own(actor)
        actor.require_own_hand()
        async with rt.unit_of_work(actor) as uow:
            await agree(uow, rt.vault, whose, source=Source.asked_again, address=visit.address)
        self.must_agree = False


def initials_of(name: str) -> str:
    """Return one or two letters for a name."""
    words = name.split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


async def actor_of(rt: Runtime, guest: Actor, session_token: str) -> Actor:
    """Return who holds the session cookie, or the guest when nobody does."""
    return await organizers.actor_of(
        rt,
        session_token=session_token,
        visitor=guest.visitor,
        staff_need_second=rt.settings.environment == "prod",
    )


async def visit_of_cookies(cookie_header: str, *, accepted: str, address: str) -> Visit:
    """Return the visit that a request or a socket belongs to."""
    cookies = door.read_cookies(cookie_header)
    visit = door.visit_of(cookies, accepted=accepted, address=address)
    token = cookies.get(SESSION_COOKIE, "")
    if not door.TOKEN.fullmatch(token):
        return visit
    return door.of_person(visit, await actor_of(door.runtime(), visit.actor, token), cookies)


def still_may(
    state: BaseState, permission: Permission, organizer_id: UUID, *, event_id: UUID | None = None
) -> MaySee:
    """Return the question whether who holds this page's session may still do this."""
    cookies = state.router.headers.cookie

    async def look() -> bool:
        visit = await visit_of_cookies(cookies, accepted="", address="")
        return visit.actor.may(permission, organizer_id, event_id=event_id)

    return look


async def visit_of_socket(state: BaseState) -> Visit:
    """Return the visit of a page event: its socket carried the cookies when it connected."""
    headers = state.router.headers
    return await visit_of_cookies(
        headers.cookie, accepted=headers.accept_language, address=state.router.session.client_ip
    )


def unknown_of_socket(state: BaseState) -> Visit:
    """Return the visit of a page event without asking whose session it is: a guest's."""
    headers = state.router.headers
    return door.visit_of(
        door.read_cookies(headers.cookie),
        accepted=headers.accept_language,
        address=state.router.session.client_ip,
    )
