"""Reading and checking a proof: text, bytes, keys, signatures, codes (checks 1 to 6, 13)."""

from dataclasses import replace

from bilten_app.kit.proof import bound, codec
from bilten_app.kit.proof.codec import Flag, Profile
from spec.vectors.world import (
    EVENT,
    NOW,
    OTHER_EVENT,
    Vector,
    key,
    patched,
    public,
    rotating,
    scan,
    text_of,
    ticket,
)

GOOD = ticket()
RAW = GOOD.signed_part()
NAMED = ticket(holder=codec.holder_hash(EVENT, 7, "Ada Byron"))
TURNING = ticket(profile=Profile.rotating)
PHONE = key("phone")
BOUND = ticket(profile=Profile.bound, flags=Flag.holder, holder=bound.device_hash(public("phone")))
UNFLAGGED = ticket(profile=Profile.bound, holder=bound.device_hash(public("phone")), flags=Flag(0))


def shown(at: int = NOW) -> codec.Proof:
    """Return the device-bound ticket as its phone shows it at some time."""
    return replace(BOUND, tail=bound.tail(PHONE, BOUND, at))


def by_stranger() -> codec.Proof:
    """Return the device-bound ticket as another phone shows it."""
    return replace(BOUND, tail=bound.tail(key("stranger"), BOUND, NOW))


def colliding() -> codec.Proof:
    """Return a ticket of another event whose tag was made to look like this one's."""
    return ticket(event=OTHER_EVENT, event_tag=codec.event_tag(EVENT))


TEXT: list[Vector] = [
    scan("static", "admitted", "The plain case, 86 bytes.", GOOD),
    scan("static with holder", "admitted", "The holder adds 16 bytes.", NAMED),
    scan("white space around", "admitted", "Wedges add line ends.", f" \t{GOOD.text()}\r\n"),
    scan("empty", "unreadable", "Nothing was shown.", ""),
    scan("another code", "unreadable", "A code from a poster.", "https://example.org/"),
    scan("no prefix", "unreadable", "The prefix is part of the form.", GOOD.text()[4:]),
    scan("small prefix", "unreadable", "Letters count as they are.", "bt1:" + GOOD.text()[4:]),
    scan("small letters", "unreadable", "Base45 has capitals only.", GOOD.text().lower()),
    scan("space within", "unreadable", "Only outer white space is dropped.",
         GOOD.text()[:4] + " \n" + GOOD.text()[4:]),
    scan("no-break space before", "unreadable", "Four characters are white space, no others.",
         "\u00a0" + GOOD.text()),
    scan("one character left over", "unreadable", "A group of one means nothing.",
         GOOD.text() + "0"),
    scan("group too large", "unreadable", "':::' stands for more than two bytes.",
         GOOD.text()[:-3] + ":::"),
    scan("character beyond the alphabet", "unreadable", "Base45 knows no underscore.",
         GOOD.text()[:-1] + "_"),
    scan("prefix alone", "unreadable", "No bytes follow.", "BT1:"),
    scan("one byte short", "unreadable", "85 bytes are no proof.", text_of(RAW[:-1])),
    scan("one byte long", "unreadable", "A static proof has no tail.", text_of(RAW + b"\0")),
    scan("a rotating tail on a static proof", "unreadable", "The length follows the profile.",
         text_of(RAW + bytes(6))),
    scan("rotating without tail", "unreadable", "The length follows the profile.", TURNING),
    scan("holder missing", "unreadable", "The flag promises 16 bytes more.",
         text_of(NAMED.signed_part()[:22] + NAMED.signature)),
    scan("bound without tail", "unreadable", "The phone has to show itself.", BOUND),
    scan("reserved flag", "unreadable", "It must be zero, even under a good signature.",
         ticket(flags=Flag.reserved)),
    scan("version 2", "unsupported_version", "A later version is no forgery.",
         patched(GOOD, 0, 0x30)),
    scan("version 0", "unsupported_version", "There never was one.", patched(GOOD, 0, 0x10)),
    scan("profile 3", "unsupported_version", "A later profile is no forgery.",
         patched(GOOD, 0, 0x03)),
    scan("version before length", "unsupported_version",
         "The version is looked at before the length that it decides.",
         text_of(b"\x20" + RAW[1:] + bytes(9))),
    scan("short and of another version", "unreadable", "Fewer than 86 bytes are never read.",
         text_of(b"\x20" + RAW[1:-1])),
]  # fmt: skip

KEYS: list[Vector] = [
    scan("tag of another event", "wrong_event", "A good ticket for another evening.",
         ticket(event=OTHER_EVENT)),
    scan("tag collision", "bad_signature", "The tag only routes; the whole uuid is signed.",
         colliding()),
    scan("key not in the ring", "unknown_key", "Key 9 was never published.",
         ticket(by="event key 9", key_id=9)),
    scan("key not in an old list", "unknown_key", "The list may be older than the key: amber.",
         ticket(by="event key 9", key_id=9), list_age_s=601, tone="amber"),
    scan("key not in a list just young enough", "unknown_key", "600 s are not old yet: red.",
         ticket(by="event key 9", key_id=9), list_age_s=600),
    scan("key past its end", "unknown_key", "Key 4 ended on the first day.",
         ticket(by="event key 4", key_id=4)),
    scan("key before its beginning", "unknown_key", "Key 5 begins a minute later.",
         ticket(by="event key 5", key_id=5)),
    scan("key at its last second", "admitted", "Both ends of a key's time count.",
         ticket(by="event key 7", key_id=7)),
    scan("key at its first second", "admitted", "Both ends of a key's time count.",
         ticket(by="event key 5", key_id=5), clock=NOW + 60),
    scan("key of another algorithm", "unknown_key", "Only Ed25519 is known.",
         ticket(by="event key 6", key_id=6)),
    scan("retired key", "admitted", "A retired key signs no more but still verifies.",
         ticket(by="event key 2", key_id=2)),
    scan("compromised key, allowed index", "admitted", "Index 7 is in the allow bitmap.",
         ticket(by="event key 3", key_id=3)),
    scan("compromised key", "compromised_key", "Index 8 is not in the allow bitmap.",
         ticket(by="event key 3", key_id=3, index=8)),
    scan("compromised key, index beyond the bitmap", "compromised_key",
         "What is beyond the bitmap is not in it.",
         ticket(by="event key 3", key_id=3, index=1_000_000)),
    scan("signed by another key", "bad_signature", "Key 2 signed, key 1 is named.",
         ticket(by="event key 2")),
    scan("index changed", "bad_signature", "One bit of the body.", patched(GOOD, 8, 1)),
    scan("nonce changed", "bad_signature", "The last byte of the body.", patched(GOOD, 21, 1)),
    scan("holder changed", "bad_signature", "The holder is signed.", patched(NAMED, 30, 1)),
    scan("signature changed", "bad_signature", "One bit of R.", patched(GOOD, 22, 1)),
    scan("signature's end changed", "bad_signature", "One bit of S.", patched(GOOD, 85, 1)),
    scan("signature too large", "bad_signature", "S must be below the group order (RFC 8032).",
         text_of(RAW[:54] + (int.from_bytes(RAW[54:], "little")
                 + 2**252 + 27742317777372353535851937790883648493).to_bytes(32, "little"))),
    scan("signature of zeros", "bad_signature", "Not even a point.", text_of(RAW[:22] + bytes(64))),
    scan("static presented as rotating", "bad_signature", "The profile is signed.",
         text_of(b"\x11" + RAW[1:] + rotating(TURNING).tail)),
]  # fmt: skip

LIVE: list[Vector] = [
    scan("code of now", "admitted", "The plain rotating case.", rotating(TURNING)),
    scan("code one step old", "admitted", "One step either way.", rotating(TURNING, NOW - 15)),
    scan("code one step early", "admitted", "One step either way.", rotating(TURNING, NOW + 15)),
    scan("code two steps old", "stale_code", "Two steps are a picture of a ticket.",
         rotating(TURNING, NOW - 30)),
    scan("code two steps early", "stale_code", "Two steps are a wrong clock.",
         rotating(TURNING, NOW + 30)),
    scan("screenshot of a minute ago", "stale_code", "What rotation is for.",
         rotating(TURNING, NOW - 60)),
    scan("code two steps old, clock not synchronised", "admitted",
         "Two steps while the scanner's own clock is in doubt.",
         rotating(TURNING, NOW - 30), synchronised=False),
    scan("code three steps old, clock not synchronised", "stale_code", "Two steps, not three.",
         rotating(TURNING, NOW - 45), synchronised=False),
    scan("step right, code wrong", "stale_code", "The code proves the step.",
         patched(rotating(TURNING), 91, 1)),
    scan("code right, step wrong", "stale_code", "Both have to agree.",
         patched(rotating(TURNING), 87, 1)),
    scan("code of an earlier round", "stale_code", "The same step modulo 65536, 11 days ago.",
         rotating(TURNING, NOW - 15 * 65536)),
    scan("code of another generation", "stale_code", "A new generation has a new secret.",
         replace(ticket(profile=Profile.rotating, generation=1), tail=rotating(TURNING).tail)),
    scan("no rotation key here", "stale_code", "What cannot be checked is not accepted.",
         rotating(TURNING), rotation_key=None),
    scan("rotating with holder", "admitted", "108 bytes.",
         rotating(ticket(profile=Profile.rotating,
                         holder=codec.holder_hash(EVENT, 7, "Ada Byron")))),
    scan("bound", "admitted", "The phone shows itself, now.", shown()),
    scan("bound, 30 s old", "admitted", "The last second of the window.", shown(NOW - 30)),
    scan("bound, 31 s old", "stale_code", "A second too late.", shown(NOW - 31)),
    scan("bound, 31 s early", "stale_code", "A second too early.", shown(NOW + 31)),
    scan("bound, other phone", "bad_signature", "Its key is not the one in the ticket.",
         by_stranger()),
    scan("bound, time changed", "bad_signature", "The phone signs the time.",
         patched(shown(), 105, 1)),
    scan("bound, phone's signature changed", "bad_signature", "One bit of it.",
         patched(shown(), 201, 1)),
    scan("bound without the holder flag", "admitted",
         "Behind a device-bound body the holder always follows.",
         replace(UNFLAGGED, tail=bound.tail(PHONE, UNFLAGGED, NOW))),
]  # fmt: skip

VECTORS = [*TEXT, *KEYS, *LIVE]
