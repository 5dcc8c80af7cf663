"""Register, prove the address, sign in, sign out."""

from bilten_app.domains.identity.service.links import ask_verification, link_token, verify
from bilten_app.domains.identity.service.registration import register
from bilten_app.domains.identity.service.sessions import forget_ended_sessions, sign_in, sign_out
from bilten_app.domains.identity.service.staff import set_staff

__all__ = [
    "ask_verification",
    "forget_ended_sessions",
    "link_token",
    "register",
    "set_staff",
    "sign_in",
    "sign_out",
    "verify",
]
