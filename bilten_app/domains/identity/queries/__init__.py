"""Who holds a session, and how to write to a user."""

from bilten_app.domains.identity.queries.people import (
    names,
    profile,
    profiles,
    staff,
    user_id_by_email,
)
from bilten_app.domains.identity.queries.sessions import holder_of, seen

__all__ = ["holder_of", "names", "profile", "profiles", "seen", "staff", "user_id_by_email"]
