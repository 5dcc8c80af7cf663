"""What an address, a name and a password must be like, and how long things last."""

from bilten_app.domains.identity.rules.accounts import normal_email, registration_problems
from bilten_app.domains.identity.rules.links import LASTS
from bilten_app.domains.identity.rules.passwords import MAX_PASSWORD, password_problem
from bilten_app.domains.identity.rules.sessions import (
    ABSOLUTE,
    IDLE,
    SEEN_EVERY,
    expiry,
    network_of,
)

__all__ = [
    "ABSOLUTE",
    "IDLE",
    "LASTS",
    "MAX_PASSWORD",
    "SEEN_EVERY",
    "expiry",
    "network_of",
    "normal_email",
    "password_problem",
    "registration_problems",
]
