"""What every page event and HTML request knows: the runtime, and the visit it belongs to."""

import re
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, replace
from http.cookies import CookieError, SimpleCookie

import structlog

from bilten_app.infra.log import new_correlation_id
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import GUEST, Actor
from bilten_app.kit.ids import token_hash
from bilten_app.kit.money import THOUGHT_IN
from bilten_app.kit.text import DEFAULT_LOCALE, LOCALES, best_locale
from bilten_app.kit.zones import UTC

SESSION_COOKIE = "bilten_session"
OWN_COOKIE = "bilten_own"
VISITOR_COOKIE = "bilten_visitor"
LANGUAGE_COOKIE = "bilten_lang"
DESK_COOKIE = "bilten_desk"
CURRENCY_COOKIE = "bilten_currency"
TOKEN = re.compile(r"[\w-]{16,64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Visit:
    """Who is asking, in which language, from where, and which organization's desk they wish.

    `currency` is the one they think in, where they said so.
    """

    actor: Actor = GUEST
    locale: str = DEFAULT_LOCALE
    address: str = ""
    desk: str = ""
    currency: str = ""

    @property
    def zone(self) -> str:
        """The time zone to show times in that belong to no place of their own."""
        return self.actor.wishes.time_zone or UTC


class _House:
    """Holds the one runtime of this process."""

    runtime: Runtime | None = None


_visit: ContextVar[Visit] = ContextVar("bilten_visit")


def move_in(rt: Runtime) -> None:
    """Give the pages their runtime; the roof does this once, before the first request."""
    _House.runtime = rt


def runtime() -> Runtime:
    """Return the runtime of this process."""
    if _House.runtime is None:
        raise RuntimeError("no runtime yet: bilten_app.bilten_app calls move_in() before serving")
    return _House.runtime


def visit() -> Visit:
    """Return the visit of the present event or request."""
    return _visit.get(Visit())


def begin(new: Visit) -> None:
    """Start a visit in this task; what it logs carries a fresh correlation id."""
    structlog.contextvars.bind_contextvars(correlation_id=new_correlation_id())
    _visit.set(new)


def visit_of(cookies: Mapping[str, str], *, accepted: str, address: str) -> Visit:
    """Return what the headers alone tell: a guest, their visitor hash, and a language."""
    visitor = cookies.get(VISITOR_COOKIE, "")
    wished, currency = cookies.get(LANGUAGE_COOKIE, ""), cookies.get(CURRENCY_COOKIE, "")
    return Visit(
        actor=replace(GUEST, visitor=visitor_hash(visitor)),
        locale=wished if wished in LOCALES else best_locale(accepted),
        address=address,
        desk=cookies.get(DESK_COOKIE, ""),
        currency=currency if currency in THOUGHT_IN else "",
    )


def of_person(visit: Visit, actor: Actor, cookies: Mapping[str, str]) -> Visit:
    """Return the visit of who is signed in: what they wish counts wherever they sign in.

    Only a language that was chosen in this very browser goes before theirs.
    """
    wishes, chosen = actor.wishes, cookies.get(LANGUAGE_COOKIE, "") in LOCALES
    return replace(
        visit,
        actor=actor,
        locale=wishes.locale if wishes.locale in LOCALES and not chosen else visit.locale,
        currency=wishes.currency or visit.currency,
    )


def read_cookies(header: str) -> dict[str, str]:
    """Return the cookies of a `Cookie` header; a malformed one has none."""
    try:
        return {name: morsel.value for name, morsel in SimpleCookie(header).items()}
    except CookieError:
        return {}


def visitor_hash(token: str) -> str | None:
    """Return what is stored of a visitor cookie, or None when it was not made by us."""
    return token_hash(token).hex() if TOKEN.fullmatch(token) else None
