"""What the audit says about people."""

from enum import StrEnum


class Verb(StrEnum):
    """What the audit says about users."""

    registered = "users.registered"
    verified = "users.verified"
    signed_in = "users.signed_in"
    signed_out = "users.signed_out"
    staff_changed = "users.staff_changed"
