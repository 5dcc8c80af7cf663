"""Answers that travel packed, as whoever asks can unpack: fewer bytes by Brotli than by gzip."""

# Brotli has no types.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false, reportUnknownVariableType=false

import gzip

import brotli

# Both at about the same cost; more pays for what is packed once, like the compiled pages.
BROTLI_QUALITY, GZIP_LEVEL = 5, 5
NEVER = {"0", "0.0", "0.00", "0.000"}


def coding_of(accepted: str) -> str:
    """Return how to pack for who sent this Accept-Encoding: `br`, `gzip`, or nothing."""
    wanted = set[str]()
    for part in accepted.lower().split(","):
        name, _, weight = part.replace(" ", "").partition(";q=")
        if weight not in NEVER:
            wanted.add(name)
    return next((coding for coding in ("br", "gzip") if coding in wanted), "")


def packed(body: bytes, coding: str) -> bytes:
    """Return a body in a coding that `coding_of` chose."""
    match coding:
        case "br":
            return brotli.compress(body, mode=brotli.MODE_TEXT, quality=BROTLI_QUALITY)
        case "gzip":
            return gzip.compress(body, GZIP_LEVEL)
        case _:
            return body
