"""What an address, a name and a password must be like, and how long a session lasts."""

from bilten_app.domains.identity.rules.accounts import normal_email, registration_problems
from bilten_app.domains.identity.rules.passwords import MAX_PASSWORD, password_problem
from bilten_app.domains.identity.rules.sessions import (
    ABSOLUTE,
    IDLE,
    LINK_LASTS,
    SEEN_EVERY,
    expiry,
)

__all__ = [
    "ABSOLUTE",
    "IDLE",
    "LINK_LASTS",
    "MAX_PASSWORD",
    "SEEN_EVERY",
    "expiry",
    "normal_email",
    "password_problem",
    "registration_problems",
]
