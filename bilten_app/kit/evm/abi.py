"""How contracts read their arguments (the ABI): as far as ours need it.

A type is written as contracts write it: `uint64`, `address`, `bytes32`, `bool`, `string`, `bytes`,
a tuple as `(address,uint256)`, and any of them followed by `[]`.
"""

from collections.abc import Sequence
from typing import cast

from bilten_app.kit.evm.hashing import keccak

_WORD = 32
_ADDRESS_SIZE = 20


class BadValue(ValueError):
    """The value does not fit its type."""


def call(signature: str, *values: object) -> bytes:
    """Return the data of a call, like `call("transfer(address,uint256)", to, 5)`."""
    name, _, types = signature.partition("(")
    return keccak(f"{name}({types}".encode())[:4] + encode(split(types[:-1]), values)


def encode(types: Sequence[str], values: Sequence[object]) -> bytes:
    """Return arguments in a row: what has a fixed size in place, the rest behind."""
    if len(types) != len(values):
        raise BadValue(f"{len(values)} values for {len(types)} types")
    parts = [_value(kind, value) for kind, value in zip(types, values, strict=True)]
    place = sum(
        _WORD if is_dynamic(kind) else len(part) for kind, part in zip(types, parts, strict=True)
    )
    heads, tails = b"", b""
    for kind, part in zip(types, parts, strict=True):
        if is_dynamic(kind):
            heads += (place + len(tails)).to_bytes(_WORD)
            tails += part
        else:
            heads += part
    return heads + tails


def is_dynamic(kind: str) -> bool:
    """Whether the size of such a value is not known by its type."""
    if kind.startswith("(") and kind.endswith(")"):
        return any(is_dynamic(part) for part in split(kind[1:-1]))
    return kind in {"string", "bytes"} or kind.endswith("[]")


def split(types: str) -> list[str]:
    """Return the types of a list, at whose inner commas nothing is split."""
    found, depth = [""], 0
    for character in types:
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == "," and depth == 0:
            found.append("")
        else:
            found[-1] += character
    return found if types else []


def _value(kind: str, value: object) -> bytes:
    if kind.endswith("[]"):
        many = _members(kind, value)
        return len(many).to_bytes(_WORD) + encode([kind[:-2]] * len(many), many)
    if kind.startswith("("):
        return encode(split(kind[1:-1]), _members(kind, value))
    if kind == "string" and isinstance(value, str):
        value = value.encode()
    elif kind != "bytes" or not isinstance(value, bytes):
        return word(kind, value)
    return len(value).to_bytes(_WORD) + value + bytes(-len(value) % _WORD)


def _members(kind: str, value: object) -> Sequence[object]:
    if isinstance(value, list | tuple):
        return cast("Sequence[object]", value)
    raise BadValue(f"{value!r} is no {kind}")


def word(kind: str, value: object) -> bytes:
    """Return a value that takes exactly one word."""
    match value:
        case bool():
            if kind == "bool":
                return int(value).to_bytes(_WORD)
        case bytes():
            if kind == "address" and len(value) == _ADDRESS_SIZE:
                return value.rjust(_WORD, b"\0")
            if kind == f"bytes{len(value)}":
                return value.ljust(_WORD, b"\0")
        case int():
            if kind.startswith("uint") and 0 <= value < 1 << int(kind.removeprefix("uint")):
                return value.to_bytes(_WORD)
        case _:
            pass
    raise BadValue(f"{value!r} is no {kind}")
