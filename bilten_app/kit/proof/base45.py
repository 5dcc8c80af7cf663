"""Base45 after RFC 9285, strict: one text per byte string, and nothing else decodes."""

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUES = {character: value for value, character in enumerate(ALPHABET)}


def encode(raw: bytes) -> str:
    """Write each two bytes as three characters, a last single byte as two."""
    return "".join(_characters(raw[i : i + 2]) for i in range(0, len(raw), 2))


def decode(text: str) -> bytes:
    """Read what `encode` wrote; anything else is a ValueError."""
    return b"".join(_bytes(text[i : i + 3]) for i in range(0, len(text), 3))


def _characters(group: bytes) -> str:
    number = int.from_bytes(group)
    return "".join(ALPHABET[number // 45**place % 45] for place in range(len(group) + 1))


def _bytes(group: str) -> bytes:
    size = len(group) - 1
    if size == 0:
        raise ValueError("a single character is left over")
    if not _VALUES.keys() >= set(group):
        raise ValueError("not a Base45 character")
    number = sum(_VALUES[character] * 45**place for place, character in enumerate(group))
    if number >> 8 * size:
        raise ValueError("a group is too large")
    return number.to_bytes(size)
