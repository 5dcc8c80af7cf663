"""A proof as a QR code, on screens and on paper."""

import re

import segno

# Any of the eight will do: a proof looks like noise, so none leaves fewer stripes than another.
# To weigh them takes four fifths of the time to make a code.
_MASK = 3
_DARK = re.compile(rb"\x01+")


def proof_symbol(text: str) -> segno.QRCode:
    """Return the code as spec/ticket-proof.md asks: alphanumeric, level M."""
    return segno.make_qr(text, mode="alphanumeric", error="m", boost_error=False, mask=_MASK)


def symbol_path(symbol: segno.QRCode, quiet: int) -> tuple[str, int]:
    """Return the dark modules as an SVG path behind a quiet zone, and how wide the whole is."""
    rows = symbol.matrix
    path = "".join(
        f"M{run.start() + quiet} {y}h{len(run[0])}v1h-{len(run[0])}z"
        for y, row in enumerate(rows, quiet)
        for run in _DARK.finditer(row)
    )
    return path, len(rows) + 2 * quiet
