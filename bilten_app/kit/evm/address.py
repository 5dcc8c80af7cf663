"""Addresses: 20 bytes, written with a checksum in the case of their letters (ERC-55)."""

import re

from bilten_app.kit.evm.hashing import keccak

NOBODY = bytes(20)
_WRITTEN = re.compile(r"0x[0-9a-fA-F]{40}\Z")


class BadAddress(ValueError):
    """The text is no address, or one letter of it was mistyped."""


def checksummed(address: bytes) -> str:
    """Return `address` as people see it."""
    digits = address.hex()
    cases = keccak(digits.encode()).hex()
    return "0x" + "".join(
        digit.upper() if int(case, 16) >= 8 else digit
        for digit, case in zip(digits, cases, strict=False)
    )


def parse_address(text: str) -> bytes:
    """Return the address in `text`; mixed letters must carry the right checksum."""
    if not _WRITTEN.match(text):
        raise BadAddress(text)
    address = bytes.fromhex(text[2:])
    digits = text[2:]
    is_plain = digits in (digits.lower(), digits.upper())
    if not is_plain and checksummed(address) != text:
        raise BadAddress(text)
    return address


def contract_address(deployer: bytes, salt: bytes, code: bytes) -> bytes:
    """Return where `deployer` puts `code` by CREATE2 (EIP-1014)."""
    return keccak(b"\xff" + deployer + salt + keccak(code))[12:]
