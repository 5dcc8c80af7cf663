"""Who holds a session, how to write to a user, and what a mailed link is good for."""

from bilten_app.domains.identity.queries.console import account, accounts
from bilten_app.domains.identity.queries.factors import (
    factors,
    is_asked,
    number_of,
    recovery_left,
    second_step,
    trusted_devices,
    without_second_step,
)
from bilten_app.domains.identity.queries.links import address_of_link, mailed_link
from bilten_app.domains.identity.queries.logins import (
    has_password,
    login_claim,
    logins,
    wallet_owners,
    wallets,
)
from bilten_app.domains.identity.queries.passkeys import (
    passkeys,
)
from bilten_app.domains.identity.queries.people import (
    is_staff,
    living,
    names,
    profile,
    profiles,
    staff,
    user_id_by_email,
)
from bilten_app.domains.identity.queries.personal import personal_data
from bilten_app.domains.identity.queries.sessions import (
    blanks_of,
    holder_of,
    seen,
    sessions,
    who_must_choose,
)

__all__ = [
    "account",
    "accounts",
    "address_of_link",
    "blanks_of",
    "factors",
    "has_password",
    "holder_of",
    "is_asked",
    "is_staff",
    "living",
    "login_claim",
    "logins",
    "mailed_link",
    "names",
    "number_of",
    "passkeys",
    "personal_data",
    "profile",
    "profiles",
    "recovery_left",
    "second_step",
    "seen",
    "sessions",
    "staff",
    "trusted_devices",
    "user_id_by_email",
    "wallet_owners",
    "wallets",
    "who_must_choose",
    "without_second_step",
]
