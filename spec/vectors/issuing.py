"""What an issuer computes: base45, holder hashes, secrets and tails, dealt numbers."""

from bilten_app.kit.proof import base45, bound, codec, deal, fields, rotation
from spec.vectors.world import EVENT, NOW, OTHER_EVENT, ROTATION, Vector, key, public


def base45_text(name: str, text: str, why: str, expect: str = "ok") -> Vector:
    """Write down what a Base45 text stands for."""
    return {
        "kind": "base45",
        "name": name,
        "why": why,
        "clock": NOW,
        "text": text,
        "expect": expect,
        "bytes": fields.to_base64(base45.decode(text)) if expect == "ok" else None,
    }


def holder(name: str, person: str, why: str, event: object = EVENT, index: int = 7) -> Vector:
    """Write down the holder hash of a name."""
    uuid = OTHER_EVENT if event is OTHER_EVENT else EVENT
    return {
        "kind": "holder",
        "name": name,
        "why": why,
        "clock": NOW,
        "event": str(uuid),
        "index": index,
        "person": person,
        "expect": "ok",
        "hash": fields.to_base64(codec.holder_hash(uuid, index, person)),
    }


def tail(name: str, clock: int, why: str, index: int = 7, generation: int = 0) -> Vector:
    """Write down a ticket's secret and its tail at `clock`."""
    secret = rotation.ticket_secret(ROTATION, EVENT, index, generation)
    return {
        "kind": "tail",
        "name": name,
        "why": why,
        "clock": clock,
        "event": str(EVENT),
        "rotation_key": fields.to_base64(ROTATION),
        "index": index,
        "generation": generation,
        "expect": "ok",
        "secret": fields.to_base64(secret),
        "tail": fields.to_base64(rotation.tail(secret, clock)),
    }


def dealt(serial: int, why: str) -> Vector:
    """Write down the index of an event's ticket."""
    return {
        "kind": "deal",
        "name": f"serial {serial}",
        "why": why,
        "clock": NOW,
        "key": fields.to_base64(key("deal")),
        "serial": serial,
        "expect": "ok",
        "index": deal.deal(serial, key("deal")),
    }


PHONE: Vector = {
    "kind": "device",
    "name": "device hash",
    "why": "The holder bytes of a device-bound ticket.",
    "clock": NOW,
    "public": fields.to_base64(public("phone")),
    "expect": "ok",
    "hash": fields.to_base64(bound.device_hash(public("phone"))),
}

VECTORS: list[Vector] = [
    base45_text("nothing", "", "No bytes, no text."),
    base45_text("RFC 9285, AB", "BB8", "Section 4.3."),
    base45_text("RFC 9285, Hello!!", "%69 VD92EX0", "An odd number of bytes."),
    base45_text("the largest pair", "FGW", "0xFFFF."),
    base45_text("beyond the largest pair", "GGW", "0x10000 is no two bytes.", "malformed"),
    base45_text("the largest single", "U5", "0xFF."),
    base45_text("beyond the largest single", "V5", "0x100 is no byte.", "malformed"),
    holder("plain name", "Ada Byron", "Hashed with the uuid and the index."),
    holder("other case", "aDA bYRON", "Case is folded: the same as the plain name."),
    holder("more space", "  Ada \t\n Byron ", "Single-spaced: the same as the plain name."),
    holder("wide letters", "\uff21\uff44\uff41\u3000\uff22\uff59\uff52\uff4f\uff4e",
           "NFKC: the same as the plain name."),
    holder("sharp s", "Anna Gro\u00df", "Folded to ss, like GROSS."),
    holder("final sigma", "\u039d\u03af\u03ba\u03bf\u03c2", "Folded to the common sigma."),
    holder("decomposed", "Zoe\u0308", "NFKC composes it first."),
    holder("Arabic", "\u0646\u062c\u064a\u0628 \u0645\u062d\u0641\u0648\u0638", "Has no case."),
    holder("another ticket", "Ada Byron", "Nobody is found across tickets.", index=8),
    holder("another event", "Ada Byron", "Nor across events.", event=OTHER_EVENT),
    tail("tail of now", NOW, "Step modulo 65536, then four bytes of code."),
    tail("tail of the second generation", NOW, "Another secret.", generation=1),
    tail("tail of the highest ticket", NOW, "Three bytes of index.", index=deal.LIMIT - 1),
    tail("tail at a wrap", 65536 * 15 * 2000, "The step shown is 0, the step coded is not."),
    dealt(0, "The first ticket is not number 0."),
    dealt(1, "Neighbours are not neighbours."),
    dealt(4095, "The last of block 0."),
    dealt(4096, "The first of block 1."),
    dealt(deal.LIMIT - 1, "The last there can be."),
    PHONE,
]  # fmt: skip
