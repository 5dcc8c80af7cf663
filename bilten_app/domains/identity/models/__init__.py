"""Tables of people: private to the domain."""

from bilten_app.domains.identity.models.factors import Challenge, Device, Factor, RecoveryCode
from bilten_app.domains.identity.models.failures import (
    FailedSignIn,
)
from bilten_app.domains.identity.models.links import EmailLink
from bilten_app.domains.identity.models.logins import Login, LoginClaim, LoginRound, SamlAssertion
from bilten_app.domains.identity.models.passkeys import (
    Passkey,
    PasskeyChallenge,
)
from bilten_app.domains.identity.models.sessions import Session
from bilten_app.domains.identity.models.users import User

__all__ = [
    "Challenge",
    "Device",
    "EmailLink",
    "Factor",
    "FailedSignIn",
    "Login",
    "LoginClaim",
    "LoginRound",
    "Passkey",
    "PasskeyChallenge",
    "RecoveryCode",
    "SamlAssertion",
    "Session",
    "User",
]
