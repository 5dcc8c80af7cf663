"""What an address, a name and a password must be like, and how long things last."""

from bilten_app.domains.identity.rules.accounts import (
    normal_email,
    profile_problems,
    registration_problems,
)
from bilten_app.domains.identity.rules.codes import (
    DIGITS,
    STEP_LASTS,
    TRIES,
    TRUST_LASTS,
    code_hash,
    new_recovery_codes,
    old_recovery_hash,
    plain_digits,
    recovery_hash,
    sent_code,
    totp_step,
)
from bilten_app.domains.identity.rules.links import LASTS
from bilten_app.domains.identity.rules.numbers import masked, normal_number
from bilten_app.domains.identity.rules.passwords import is_leaked, password_problem
from bilten_app.domains.identity.rules.sessions import (
    ABSOLUTE,
    IDLE,
    OPENED_BY_LEAKED,
    OPENED_BY_PASSKEY,
    SEEN_EVERY,
    expiry,
)
from bilten_app.kit.addresses import network_of

__all__ = [
    "ABSOLUTE",
    "DIGITS",
    "IDLE",
    "LASTS",
    "OPENED_BY_LEAKED",
    "OPENED_BY_PASSKEY",
    "SEEN_EVERY",
    "STEP_LASTS",
    "TRIES",
    "TRUST_LASTS",
    "code_hash",
    "expiry",
    "is_leaked",
    "masked",
    "network_of",
    "new_recovery_codes",
    "normal_email",
    "normal_number",
    "old_recovery_hash",
    "password_problem",
    "plain_digits",
    "profile_problems",
    "recovery_hash",
    "registration_problems",
    "sent_code",
    "totp_step",
]
