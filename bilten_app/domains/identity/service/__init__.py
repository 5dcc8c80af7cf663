"""Register, prove the address, sign in, change what proves who one is, sign out."""

from bilten_app.domains.identity.service.addresses import (
    ask_address,
    change_address,
    restore_address,
)
from bilten_app.domains.identity.service.links import ask_verification, link_token, verify
from bilten_app.domains.identity.service.passwords import (
    ask_reset,
    change_password,
    mail_reset,
    reset_password,
)
from bilten_app.domains.identity.service.registration import ask_again, mail_again, register
from bilten_app.domains.identity.service.sessions import (
    end_other_sessions,
    end_session,
    forget_ended_sessions,
    sign_in,
    sign_in_by_link,
    sign_out,
)
from bilten_app.domains.identity.service.staff import set_staff

__all__ = [
    "ask_address",
    "ask_again",
    "ask_reset",
    "ask_verification",
    "change_address",
    "change_password",
    "end_other_sessions",
    "end_session",
    "forget_ended_sessions",
    "link_token",
    "mail_again",
    "mail_reset",
    "register",
    "reset_password",
    "restore_address",
    "set_staff",
    "sign_in",
    "sign_in_by_link",
    "sign_out",
    "verify",
]
