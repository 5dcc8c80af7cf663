"""What can be done with keys, and what is kept of their use."""

from bilten_app.domains.programs.service.keys import (
    authenticate,
    make_key,
    make_key_for,
    rename_key,
    revoke_key,
)
from bilten_app.domains.programs.service.uses import forget_uses, note_uses

__all__ = [
    "authenticate",
    "forget_uses",
    "make_key",
    "make_key_for",
    "note_uses",
    "rename_key",
    "revoke_key",
]
