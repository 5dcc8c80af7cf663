"""Who holds a session, how to write to a user, and what a mailed link is good for."""

from bilten_app.domains.identity.queries.links import address_of_link, mailed_link
from bilten_app.domains.identity.queries.people import (
    names,
    profile,
    profiles,
    staff,
    user_id_by_email,
)
from bilten_app.domains.identity.queries.sessions import holder_of, seen, sessions

__all__ = [
    "address_of_link",
    "holder_of",
    "mailed_link",
    "names",
    "profile",
    "profiles",
    "seen",
    "sessions",
    "staff",
    "user_id_by_email",
]
