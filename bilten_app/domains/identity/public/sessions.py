"""Signing in: what it returns, and its refusal."""

from dataclasses import dataclass

from bilten_app.domains.identity.public.users import UserId
from bilten_app.kit.errors import Invalid
from bilten_app.kit.text import msgid


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A fresh session; `token` goes into the cookie and is kept nowhere else."""

    user_id: UserId
    token: str
    max_age_s: int


class WrongPassword(Invalid):
    """The address is unknown or the password is wrong: nobody learns which."""

    code = "wrong_password"
    text = msgid("This address and password do not belong together. Please check both.")
