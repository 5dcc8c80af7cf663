"""By what a caller knows an answer again (RFC 9110 §8.8.3)."""

import hashlib


def tag_of(body: bytes) -> str:
    """Return the tag of these very bytes."""
    return f'"{hashlib.sha256(body).hexdigest()[:24]}"'


def is_known(tag: str, known: str) -> bool:
    """Whether a tag is among those of `If-None-Match`, compared weakly as §13.1.2 says."""
    tags = {each.strip().removeprefix("W/") for each in known.split(",")}
    return tag.removeprefix("W/") in tags or "*" in tags
