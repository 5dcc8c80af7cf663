"""What can be done with apps: register them, ask people for leave, and show tokens."""

from bilten_app.domains.apps.service.access import authenticate
from bilten_app.domains.apps.service.consent import (
    Begun,
    allow,
    begin,
    deny,
    end_access,
    forget_over,
)
from bilten_app.domains.apps.service.forgetting import forget_person
from bilten_app.domains.apps.service.registry import edit, new_secret, register, retire, set_logo
from bilten_app.domains.apps.service.signing import published, rotate_key
from bilten_app.domains.apps.service.tokens import (
    client_of,
    for_code,
    for_itself,
    for_refresh,
    revoke,
    state_of,
)

__all__ = [
    "Begun",
    "allow",
    "authenticate",
    "begin",
    "client_of",
    "deny",
    "edit",
    "end_access",
    "for_code",
    "for_itself",
    "for_refresh",
    "forget_over",
    "forget_person",
    "new_secret",
    "published",
    "register",
    "retire",
    "revoke",
    "rotate_key",
    "set_logo",
    "state_of",
]
