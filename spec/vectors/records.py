"""What travels between server and scanner: feeds, guest lines, log entries."""

from dataclasses import replace
from typing import Any

from bilten_app.kit.proof import codec, entries, fields, guests
from bilten_app.kit.proof.entries import Entry
from bilten_app.kit.proof.signed import Signed
from bilten_app.kit.proof.status import Flips, StatusChange, follow
from bilten_app.kit.proof.verdict import Direction, Verdict
from spec.vectors.world import (
    DEVICE_ID,
    EVENT,
    GATE_ID,
    NOW,
    OTHER_EVENT,
    RING,
    Vector,
    key,
    public,
    some,
    status,
    ticket,
)

TICKET = ticket()
LIST = status(used=some(1, 2), min_generation={3: 1})
CHANGE = StatusChange(
    EVENT, LIST.seq, 42, NOW * 1000, Flips([5]), Flips([7], [2]), {3: 2, 6: 1}
).json()
GUEST = '{"name":"Zoë Ängström","note":"Wheelchair, row 4","type":"Standing"}'.encode()


def feed(name: str, signed: Signed, purpose: str, why: str, expect: str = "ok") -> Vector:
    """Write down a signed payload and for what purpose a scanner opens it."""
    return {
        "kind": "feed",
        "name": name,
        "why": why,
        "clock": NOW,
        "root": fields.to_base64(public("root")),
        "purpose": purpose,
        "signed": signed.json(),
        "expect": expect,
    }


def step(name: str, payload: Vector, why: str, expect: str = "ok", now: Any = LIST) -> Vector:
    """Write down a status list, the payload that comes next, and the list after it."""
    return {
        "kind": "follow",
        "name": name,
        "why": why,
        "clock": NOW,
        "now": now and now.json(),
        "payload": payload,
        "expect": expect,
        "after": follow(now, payload).json() if expect == "ok" else None,
    }


def guest(name: str, proof: codec.Proof, why: str, expect: str = "ok") -> Vector:
    """Write down a sealed guest line and the proof it is tried with."""
    sealed = guests.seal(EVENT, TICKET, GUEST, nonce=bytes(range(12)))
    return {
        "kind": "guest",
        "name": name,
        "why": why,
        "clock": NOW,
        "event": str(EVENT),
        "text": proof.text(),
        "sealed": fields.to_base64(sealed),
        "expect": expect,
        "plain": GUEST.decode() if expect == "ok" else None,
    }


def signed(entry: Entry, by: str = "device") -> Entry:
    """Sign an entry."""
    return replace(entry, signature=entries.sign(entry, key(by)))


FIRST = signed(
    Entry(
        device=DEVICE_ID,
        seq=1,
        prev_hash=entries.FIRST_PREV_HASH,
        clock_ms=NOW * 1000,
        clock_offset_ms=-250,
        gate=GATE_ID,
        index=7,
        generation=0,
        direction=Direction.inward,
        verdict=Verdict.admitted,
        list_age_s=5,
        online=False,
    )
)
SECOND = signed(
    replace(
        FIRST,
        seq=2,
        prev_hash=FIRST.hash(),
        clock_ms=NOW * 1000 + 1,
        index=None,
        generation=None,
        verdict=Verdict.unreadable,
    )
)
DECIDED = signed(replace(FIRST, verdict=Verdict.capacity, override_by='Zoë "Z" \u2028 Ængström'))


def entry(
    name: str, line: Vector | Entry, why: str, expect: str = "ok", before: Entry | None = None
) -> Vector:
    """Write down a log entry, the entry before it, and whether it may join the log."""
    written = line.json() if isinstance(line, Entry) else line
    return {
        "kind": "entry",
        "name": name,
        "why": why,
        "clock": NOW,
        "device_key": fields.to_base64(public("device")),
        "before": before and before.json(),
        "entry": written,
        "expect": expect,
        "hash": fields.to_base64(line.hash()) if isinstance(line, Entry) else None,
    }


RING_FEED = Signed.of(key("root"), "ring", RING.json())

VECTORS: list[Vector] = [
    feed("ring", RING_FEED, "ring", "Signed by the pinned root key."),
    feed("status", Signed.of(key("root"), "status", LIST.json()), "status", "The same for lists."),
    feed("ring posing as status", RING_FEED, "status", "The purpose is signed.", "refused"),
    feed("ring by a stranger", Signed.of(key("stranger"), "ring", RING.json()), "ring",
         "Another root key.", "refused"),
    feed("ring changed", replace(RING_FEED, payload=RING_FEED.payload + b" "), "ring",
         "Every byte is signed, even a space.", "refused"),
    step("the first list", LIST.json(), "Nothing was here before.", now=None),
    step("a later list", replace(LIST, seq=50).json(), "A whole list stands alone."),
    step("the same list again", LIST.json(), "Asking twice does no harm."),
    step("a change", CHANGE, "Bits set, bits cleared, generations raised."),
    step("an older list", replace(LIST, seq=40).json(), "A list never goes back.", "refused"),
    step("a change of an older list", {**CHANGE, "after": 40}, "It does not fit.", "refused"),
    step("a change of nothing", CHANGE, "There is no list to change.", "refused", None),
    step("a list of another event", replace(LIST, event=OTHER_EVENT, seq=50).json(),
         "Not this event's.", "refused"),
    step("a bitmap too short", {**LIST.json(), "used": "AAAA"}, "The size says eight bytes.",
         "refused"),
    step("a change beyond the size", {**CHANGE, "used": {"on": [64], "off": []}},
         "Indexes end at 63.", "refused"),
    guest("guest line", TICKET, "Opened by the ticket it belongs to."),
    guest("guest line, other ticket", ticket(index=8), "Another ticket's signature.", "locked"),
    guest("guest line, other generation", ticket(generation=1), "The holder changed.", "locked"),
    entry("first entry", FIRST, "After 32 zero bytes."),
    entry("second entry", SECOND, "After the hash of the first; nothing was read.", before=FIRST),
    entry("a steward's decision", DECIDED, "UTF-8, not escapes, in the canonical form."),
    entry("entry changed", replace(FIRST, verdict=Verdict.expired), "Nothing is changed later.",
          "bad_signature"),
    entry("entry by another device", signed(FIRST, "stranger"), "Not its key.", "bad_signature"),
    entry("entry after another", signed(replace(SECOND, prev_hash=bytes(32))),
          "It hides what came before.", "broken_chain", FIRST),
    entry("entry left out", signed(replace(SECOND, seq=3)), "Number 2 is missing.",
          "broken_chain", FIRST),
    entry("entry without verdict", {k: v for k, v in FIRST.json().items() if k != "verdict"},
          "Every field is needed.", "malformed"),
    entry("entry with an unknown verdict", {**FIRST.json(), "verdict": "fine"},
          "Sixteen verdicts, no more.", "malformed"),
]  # fmt: skip
