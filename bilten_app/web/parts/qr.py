"""A ticket's code: black on white in both schemes, with its quiet zone, sharp at any size."""

import base64
from dataclasses import dataclass
from typing import Any

import segno

from bilten_app.kit.proof.symbol import proof_symbol, symbol_path
from bilten_app.web.markup import Pen

QUIET = 4


@dataclass(frozen=True, slots=True)
class Code:
    """A code ready to draw. One that changes has `signed` and `secret` instead of a path."""

    path: str = ""
    box: str = f"0 0 {41 + 2 * QUIET} {41 + 2 * QUIET}"
    signed: str = ""
    secret: str = ""


def proof_code(proof: str) -> Code:
    """Return the code of a proof that never changes."""
    return _drawn(proof_symbol(proof))


def text_code(text: str) -> Code:
    """Return the code of any other text: level M."""
    return _drawn(segno.make_qr(text, error="m", boost_error=False))


def _drawn(symbol: segno.QRCode) -> Code:
    path, side = symbol_path(symbol, QUIET)
    return Code(path=path, box=f"0 0 {side} {side}")


def rotating_code(signed: bytes, secret: bytes) -> Code:
    """Return what a phone needs to draw a code that changes every fifteen seconds."""
    return Code(signed=_text(signed), secret=_text(secret))


def code(pen: Pen, row: Any, *, label: str) -> Any:
    """Draw a code; `assets/ticket.js` fills in one that changes."""
    return pen.el(
        "svg",
        pen.el("path", d=row.path, fill="#000000"),
        role="img",
        aria_label=label,
        view_box=row.box,
        custom_attrs={
            "data-code": "",
            "data-signed": row.signed,
            "data-secret": row.secret,
        },
        class_name="block aspect-square w-full rounded-card bg-white [shape-rendering:crispEdges]",
    )


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
