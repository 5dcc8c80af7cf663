"""Ticket numbers that are dense per event and tell nothing of sales.

Serials are dealt in blocks of 4096: serial 0, 1, 2 … get the numbers of block 0 in an order
that only the event's key knows. So an event of n tickets needs bitmaps of at most
ceil(n / 4096) * 4096 bits, and a number betrays no more than its block.
"""

import hmac

BLOCK = 4096
LIMIT = 1 << 24
_HALF_BITS = 6
_HALF = (1 << _HALF_BITS) - 1
_ROUNDS = 10


def deal(serial: int, key: bytes) -> int:
    """Return the ticket index of the event's ticket number `serial`, counted from 0."""
    if not 0 <= serial < LIMIT:
        raise ValueError("an event has at most 2**24 tickets")
    block, place = divmod(serial, BLOCK)
    left, right = place >> _HALF_BITS, place & _HALF
    for turn in range(_ROUNDS):
        left, right = right, left ^ _mix(key, block, turn, right)
    return block * BLOCK + (left << _HALF_BITS | right)


def _mix(key: bytes, block: int, turn: int, half: int) -> int:
    message = b"bilten/deal\0" + block.to_bytes(2) + bytes((turn, half))
    return hmac.digest(key, message, "sha256")[0] & _HALF
