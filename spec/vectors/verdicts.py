"""What a gate decides about a genuine proof (checks 7 to 15)."""

from bilten_app.kit.proof.codec import NO_END, Flag, Profile
from spec.vectors.world import (
    CLOSE,
    DOORS,
    EPOCH,
    NOW,
    Vector,
    rotating,
    scan,
    some,
    status,
    ticket,
)

OPENS, CLOSES = EPOCH + DOORS * 300, EPOCH + CLOSE * 300
TICKET = ticket()
MUST_TURN = ticket(flags=Flag.rotation_required)

TIMES: list[Vector] = [
    scan("a second before its time", "not_yet_valid", "Doors are not open for it.", TICKET,
         clock=OPENS - 1),
    scan("at its first second", "admitted", "Both ends count.", TICKET, clock=OPENS),
    scan("at its last second", "admitted", "Both ends count.", TICKET, clock=CLOSES),
    scan("a second after its time", "expired", "The evening is over.", TICKET, clock=CLOSES + 1),
    scan("without end", "admitted", "0xFFFF is no end.", ticket(not_after=NO_END),
         clock=CLOSES + 400 * 86_400),
    scan("the latest end", "expired", "0xFFFE is an end like any other.",
         ticket(not_after=NO_END - 1), clock=EPOCH + (NO_END - 1) * 300 + 1),
    scan("from the epoch on", "admitted", "Zero is the epoch itself.",
         ticket(not_before=0), clock=EPOCH),
]  # fmt: skip

LISTS: list[Vector] = [
    scan("revoked", "revoked", "Its bit is set.", TICKET, listed=status(revoked=some(7))),
    scan("neighbours revoked", "admitted", "Bits 6 and 8 are not bit 7.", TICKET,
         listed=status(revoked=some(6, 8))),
    scan("beyond the list", "admitted", "What the list does not know is not in it.",
         ticket(index=1_000_000)),
    scan("earlier generation", "superseded", "It was transferred once.", TICKET,
         listed=status(min_generation={7: 1})),
    scan("current generation", "admitted", "The new holder's.", ticket(generation=1),
         listed=status(min_generation={7: 1})),
    scan("later generation", "admitted", "The list is older than the transfer.",
         ticket(generation=2), listed=status(min_generation={7: 1})),
    scan("generation of another ticket", "admitted", "Ticket 8 was transferred, not 7.", TICKET,
         listed=status(min_generation={8: 1})),
    scan("used", "already_used", "Somebody is in on it.", TICKET, listed=status(used=some(7))),
    scan("used before the name changed", "already_used",
         "Used is kept by index: a new name does not open the door twice.",
         ticket(generation=1), listed=status(used=some(7), min_generation={7: 1})),
    scan("neighbour used", "admitted", "Bit 15 is in the next byte.", TICKET,
         listed=status(used=some(15))),
]  # fmt: skip

GATES: list[Vector] = [
    scan("class admitted here", "admitted", "The gate names class 2.", TICKET,
         gate={"classes": [1, 2], "rights": 0}),
    scan("class not admitted here", "wrong_gate", "The gate names classes 1 and 3.", TICKET,
         gate={"classes": [1, 3], "rights": 0}),
    scan("rights enough", "admitted", "It has all bits of the gate.", TICKET,
         gate={"classes": [], "rights": 0b0100}),
    scan("rights missing", "wrong_gate", "It has none of the gate's bits.", TICKET,
         gate={"classes": [], "rights": 0b0010}),
    scan("rights only in part", "wrong_gate", "A gate wants all of its bits.", TICKET,
         gate={"classes": [], "rights": 0b0110}),
    scan("class good, rights missing", "wrong_gate", "Both have to hold.", TICKET,
         gate={"classes": [2], "rights": 0b1000}),
]  # fmt: skip

LIVENESS: list[Vector] = [
    scan("static where rotation is required", "rotation_required",
         "A picture may be a copy; a steward may decide.", MUST_TURN, tone="amber"),
    scan("print allowed does not lift it", "rotation_required",
         "The print flag tells wallets, not gates.",
         ticket(flags=Flag.rotation_required | Flag.print_allowed), tone="amber"),
    scan("rotating where it is required", "admitted", "Alive.",
         rotating(ticket(flags=Flag.rotation_required, profile=Profile.rotating))),
    scan("other flags", "admitted", "Flags that only inform do not decide.",
         ticket(flags=Flag.identity_check | Flag.minor | Flag.companion | Flag.nft_linked)),
]  # fmt: skip

OWN: list[Vector] = [
    scan("let in by this device", "already_used", "It needs no list to know.", TICKET,
         own={"7": "in"}),
    scan("another ticket let in by this device", "admitted", "8 is not 7.", TICKET,
         own={"8": "in"}),
    scan("let out by this device", "admitted", "What it saw is newer than the list.", TICKET,
         own={"7": "out"}, listed=status(used=some(7))),
    scan("let in again by this device", "already_used", "In, out, in: inside.", TICKET,
         own={"7": "in"}, listed=status()),
]  # fmt: skip

PLACES: list[Vector] = [
    scan("last place", "admitted", "499 inside, 500 allowed.", TICKET,
         inside=499, capacity=500),
    scan("no place", "capacity", "500 inside: a steward may decide.", TICKET, tone="amber",
         inside=500, capacity=500),
    scan("more inside than allowed", "capacity", "A steward decided before.", TICKET,
         tone="amber", inside=503, capacity=500),
    scan("no limit", "admitted", "No capacity is no limit.", TICKET, inside=100_000),
    scan("limit of none", "capacity", "A closed zone.", TICKET, tone="amber",
         inside=0, capacity=0),
]  # fmt: skip

LEAVING: list[Vector] = [
    scan("out", "admitted", "Whoever is inside may leave.", TICKET,
         direction="out", listed=status(used=some(7))),
    scan("out of a full house", "admitted", "Leaving needs no place.", TICKET,
         direction="out", inside=500, capacity=500),
    scan("out after the end", "admitted", "Nobody is kept in.", TICKET,
         direction="out", clock=CLOSES + 1),
    scan("out with a revoked ticket", "admitted", "Nobody is kept in.", TICKET,
         direction="out", listed=status(revoked=some(7))),
    scan("out by another gate", "admitted", "Nobody is kept in.", TICKET,
         direction="out", gate={"classes": [9], "rights": 0}),
    scan("out with a forgery", "bad_signature", "An exit counts a ticket, not a picture.",
         ticket(by="event key 2"), direction="out"),
    scan("out with a stale code", "stale_code", "A copy must not free a place.",
         rotating(ticket(profile=Profile.rotating), NOW - 60), direction="out"),
]  # fmt: skip

VECTORS = [*TIMES, *LISTS, *GATES, *LIVENESS, *OWN, *PLACES, *LEAVING]
