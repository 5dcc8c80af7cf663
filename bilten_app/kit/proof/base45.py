"""Base45 after RFC 9285, strict: one text per byte string, and nothing else decodes."""

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_TWO_BYTES = 0x10000
_ONE_BYTE = 0x100
_STRAY = 1  # a group of one character can mean nothing


def encode(raw: bytes) -> str:
    """Write two bytes as three characters, a last single byte as two."""
    pairs = (_digits(int.from_bytes(raw[i : i + 2]), len(raw[i : i + 2]) + 1) for i in _steps(raw))
    return "".join(pairs)


def decode(text: str) -> bytes:
    """Read what `encode` wrote; anything else is a ValueError."""
    if len(text) % 3 == _STRAY:
        raise ValueError("a single character is left over")
    return b"".join(_bytes(text[i : i + 3]) for i in range(0, len(text), 3))


def _steps(raw: bytes) -> range:
    return range(0, len(raw), 2)


def _digits(number: int, count: int) -> str:
    return "".join(ALPHABET[number // 45**place % 45] for place in range(count))


def _bytes(group: str) -> bytes:
    number = 0
    for character in reversed(group):
        if character not in _VALUES:
            raise ValueError("not a Base45 character")
        number = number * 45 + _VALUES[character]
    size = len(group) - 1
    if number >= (_TWO_BYTES if size == len("xy") else _ONE_BYTE):
        raise ValueError("a group is too large")
    return number.to_bytes(size)
