"""A secret that is made once and kept in a file only its owner reads."""

import base64
import binascii
import os
import secrets
import tempfile
from pathlib import Path

SECRET_BYTES = 32


def kept_secret(path: Path) -> str:
    """Return the secret in `path`: 32 random bytes in base64url, made on the first call.

    Two processes may ask at once: whoever links the file first has made the secret, and a half
    written one is never seen.
    """
    if not path.exists():
        _keep_new(path)
    return path.read_text(encoding="ascii").strip()


def decode_key(text: str) -> bytes:
    """Return the 32 bytes that `text` spells in base64url, or raise ValueError."""
    text = text.strip().rstrip("=")
    try:
        key = base64.b64decode(text + "=" * (-len(text) % 4), altchars="-_", validate=True)
    except binascii.Error:
        raise ValueError("this is not base64url") from None
    if len(key) != SECRET_BYTES:
        raise ValueError(f"{SECRET_BYTES} bytes in base64url are needed, not {len(key)}")
    return key


def _keep_new(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = base64.urlsafe_b64encode(secrets.token_bytes(SECRET_BYTES)).decode().rstrip("=")
    with tempfile.NamedTemporaryFile("w", dir=path.parent, encoding="ascii") as draft:
        draft.write(text + "\n")
        draft.flush()
        os.fsync(draft.fileno())
        try:
            path.hardlink_to(draft.name)
        except FileExistsError:
            return
