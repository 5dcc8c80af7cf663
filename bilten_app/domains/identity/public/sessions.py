"""Signing in: what it returns, its refusal, and where one is signed in."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bilten_app.domains.identity.public.users import UserId
from bilten_app.kit.errors import Invalid
from bilten_app.kit.text import msgid


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A fresh session; `token` goes into the cookie and is kept nowhere else.

    One that `is_half` waits for its second step, and opens nothing. `device` is what a browser new
    to this user is known by from now on. One that `is_leaked` was opened by a password
    that lists have, and opens nothing until another one is chosen.
    """

    user_id: UserId
    token: str
    max_age_s: int
    is_half: bool = False
    device: str = ""
    is_leaked: bool = False


class WrongPassword(Invalid):
    """Unknown address, wrong password, or an address never confirmed: nobody learns which."""

    code = "wrong_password"
    text = msgid(
        "This address and password do not belong together, or the address was never confirmed. "
        "Please check both, and your mail."
    )


@dataclass(frozen=True, slots=True)
class SessionView:
    """A browser that is signed in, as its owner sees it; `agent` is what it says of itself.

    One that `is_far` was signed in where nobody can have travelled to from the sign-in before.
    """

    id: UUID
    agent: str
    place: str
    began_at: datetime
    seen_at: datetime
    idle_ends_at: datetime
    ends_at: datetime
    is_this: bool
    is_far: bool = False


FAR_LINK = "identity/far-session"
"""What the vault binds the link to that ends a session nobody can have travelled to."""


@dataclass(frozen=True, slots=True)
class FarSession:
    """A session that its owner may end by a mailed link."""

    agent: str
    place: str
    began_at: datetime
