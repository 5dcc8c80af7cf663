"""Asking to be forgotten, and forgetting."""

from bilten_app.domains.privacy.service.asking import (
    ask_by_mail,
    ask_erasure,
    confirm_by_link,
    mail_link,
    take_back,
    take_back_by_link,
)
from bilten_app.domains.privacy.service.erasing import erase, erase_due
from bilten_app.domains.privacy.service.exporting import (
    ask_export,
    fetch_export,
    forget_exports,
    make_export,
)
from bilten_app.domains.privacy.service.retention import forget_old

__all__ = [
    "ask_by_mail",
    "ask_erasure",
    "ask_export",
    "confirm_by_link",
    "erase",
    "erase_due",
    "fetch_export",
    "forget_exports",
    "forget_old",
    "mail_link",
    "make_export",
    "take_back",
    "take_back_by_link",
]
