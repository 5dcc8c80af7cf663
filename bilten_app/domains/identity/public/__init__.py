"""What others may know about people: facts, refusals, and what signing in returns."""

from bilten_app.domains.identity.public.links import (
    AddressChangeAsked,
    AddressChanged,
    LinkGone,
    LinkPurpose,
    LinkView,
    ResetAsked,
    VerificationAsked,
)
from bilten_app.domains.identity.public.sessions import SessionView, SignedIn, WrongPassword
from bilten_app.domains.identity.public.users import (
    Mend,
    NotChanged,
    NotRegistered,
    NotVerified,
    ProfileView,
    Registered,
    SecurityChanged,
    SecurityMatter,
    SignUpTried,
    UserId,
)
from bilten_app.domains.identity.public.verbs import Verb

__all__ = [
    "AddressChangeAsked",
    "AddressChanged",
    "LinkGone",
    "LinkPurpose",
    "LinkView",
    "Mend",
    "NotChanged",
    "NotRegistered",
    "NotVerified",
    "ProfileView",
    "Registered",
    "ResetAsked",
    "SecurityChanged",
    "SecurityMatter",
    "SessionView",
    "SignUpTried",
    "SignedIn",
    "UserId",
    "Verb",
    "VerificationAsked",
    "WrongPassword",
]
