"""What the audit says about people."""

from enum import StrEnum


class Verb(StrEnum):
    """What the audit says about users."""

    registered = "users.registered"
    sign_up_tried = "users.sign_up_tried"
    verified = "users.verified"
    signed_in = "users.signed_in"
    sign_in_failed = "users.sign_in_failed"
    travel_suspected = "users.travel_suspected"
    stuffing_suspected = "users.stuffing_suspected"
    toll_suspected = "users.toll_suspected"
    signed_out = "users.signed_out"
    sessions_ended = "users.sessions_ended"
    reset_asked = "users.reset_asked"
    password_reset = "users.password_reset"  # noqa: S105 - a word
    password_changed = "users.password_changed"  # noqa: S105 - a word
    address_change_asked = "users.address_change_asked"
    address_changed = "users.address_changed"
    address_restored = "users.address_restored"
    profile_changed = "users.profile_changed"
    proved = "users.proved"
    second_step_failed = "users.second_step_failed"
    code_reused = "users.code_reused"
    factor_added = "users.factor_added"
    factor_removed = "users.factor_removed"
    recovery_made = "users.recovery_made"
    recovery_used = "users.recovery_used"
    device_distrusted = "users.device_distrusted"
    passkey_added = "users.passkey_added"
    passkey_removed = "users.passkey_removed"
    passkey_flagged = "users.passkey_flagged"
    login_linked = "users.login_linked"
    login_unlinked = "users.login_unlinked"
    staff_changed = "users.staff_changed"
    suspended = "users.suspended"
    restored = "users.restored"
    impersonated = "users.impersonated"
    impersonation_ended = "users.impersonation_ended"
