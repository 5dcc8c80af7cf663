"""What staff are told of an account that somebody signed in to from too far away."""

from typing import Any

import reflex as rx

from bilten_app.web.parts.feedback import banner
from bilten_app.web.words import t, when


def far_note(at: Any) -> rx.Component:
    """Say since when such a session is open, and what it may be."""
    return banner(
        t(
            "{when} somebody signed in where this person cannot have travelled to. They were told "
            "by mail. It may be a VPN; it may be a stranger.",
            when=when(at),
        ),
        tone="warn",
    )
