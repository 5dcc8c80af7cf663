"""Who showed a leaked password chooses another one, before they are let in."""

from typing import Any, ClassVar

import reflex as rx

from bilten_app.domains.identity import queries
from bilten_app.infra.runtime import Runtime
from bilten_app.web import door
from bilten_app.web.auth.ways import HOME, SIGN_IN, address_of, local_path
from bilten_app.web.door import SESSION_COOKIE, Visit
from bilten_app.web.handler import handler
from bilten_app.web.parts.fields import password_field
from bilten_app.web.public.account.sheet import (
    back_to_signing_in,
    carried,
    filed_under,
    form,
    sheet,
)
from bilten_app.web.public.account.sign_in import mended, trouble
from bilten_app.web.words import t


class LeakedState(rx.State):
    """Where the person was on their way to, and what was wrong with what they chose."""

    _access: ClassVar[str] = "public"

    email: str = ""
    next: str = ""
    trouble: str = ""
    errors: dict[str, str] = {}
    loaded: bool = False

    @handler
    async def open(self, rt: Runtime, visit: Visit) -> Any:
        """Read the address; who has nothing to replace goes on."""
        asked = self.router.url.query_parameters
        self.next = local_path(asked.get("next", ""), "")
        if visit.actor.user_id:
            return rx.redirect(self.next or HOME)
        token = door.read_cookies(self.router.headers.cookie).get(SESSION_COOKIE, "")
        async with rt.read() as session:
            found = await queries.who_must_choose(session, session_token=token, now=rt.clock.now())
        if found is None:
            return rx.redirect(address_of(SIGN_IN, {"next": self.next}))
        self.email = found[1]
        self.trouble = trouble(asked, visit.locale)
        self.errors = mended(asked, visit.locale, "current", "password")
        self.loaded = True
        return None


def page() -> rx.Component:
    """The page."""
    return sheet(
        t("Choose a new password"),
        t(
            "Your password is right. But it is on a list of leaked passwords that everybody can "
            "get, and those are tried first. With another one you are in."
        ),
        form(
            "/auth/leaked-password",
            carried("next", LeakedState.next),
            filed_under(LeakedState.email),
            password_field(
                t("Present password"), name="current", error=LeakedState.errors["current"]
            ),
            password_field(
                t("New password"), name="password", kind="new-password",
                hint=t("At least 12 characters. All other browsers are signed out."),
                error=LeakedState.errors["password"],
            ),
            words=t("Change the password"),
        ),
        back_to_signing_in(),
        trouble=LeakedState.trouble,
    )  # fmt: skip
