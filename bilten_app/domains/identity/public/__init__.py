"""What others may know about people: facts, refusals, and what signing in returns."""

from bilten_app.domains.identity.public.links import LinkGone, LinkPurpose, VerificationAsked
from bilten_app.domains.identity.public.sessions import SignedIn, WrongPassword
from bilten_app.domains.identity.public.users import (
    Mend,
    NotRegistered,
    NotVerified,
    ProfileView,
    Registered,
    UserId,
)
from bilten_app.domains.identity.public.verbs import Verb

__all__ = [
    "LinkGone",
    "LinkPurpose",
    "Mend",
    "NotRegistered",
    "NotVerified",
    "ProfileView",
    "Registered",
    "SignedIn",
    "UserId",
    "Verb",
    "VerificationAsked",
    "WrongPassword",
]
