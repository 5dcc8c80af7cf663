"""What others may know about people: facts, refusals, and what signing in returns."""

from bilten_app.domains.identity.public.factors import (
    BadNumber,
    CodeAsked,
    DeviceView,
    FactorKind,
    FactorView,
    NewFactor,
    SecondStep,
    StepGone,
    WrongCode,
)
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
    "BadNumber",
    "CodeAsked",
    "DeviceView",
    "FactorKind",
    "FactorView",
    "LinkGone",
    "LinkPurpose",
    "LinkView",
    "Mend",
    "NewFactor",
    "NotChanged",
    "NotRegistered",
    "NotVerified",
    "ProfileView",
    "Registered",
    "ResetAsked",
    "SecondStep",
    "SecurityChanged",
    "SecurityMatter",
    "SessionView",
    "SignUpTried",
    "SignedIn",
    "StepGone",
    "UserId",
    "Verb",
    "VerificationAsked",
    "WrongCode",
    "WrongPassword",
]
