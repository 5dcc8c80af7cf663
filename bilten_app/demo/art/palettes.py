"""Curated colours: a dark ground, a light paper and five accents that like each other."""

from dataclasses import dataclass

type Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours one picture may use."""

    ink: Colour
    paper: Colour
    accents: tuple[Colour, ...]


def colour(code: str) -> Colour:
    """Read `d8352a` as red, green, blue."""
    return int(code[0:2], 16), int(code[2:4], 16), int(code[4:6], 16)


def mix(a: Colour, b: Colour, part: float) -> Colour:
    """The colour `part` of the way from `a` to `b` through Oklab, where no gradient turns grey."""
    one, two = _to_oklab(a), _to_oklab(b)
    light, green_red, blue_yellow = (p + (q - p) * part for p, q in zip(one, two, strict=True))
    return _from_oklab(light, green_red, blue_yellow)


def ramp(stops: tuple[Colour, ...], steps: int) -> list[Colour]:
    """`steps` colours that pass through all `stops` at equal distances."""
    spans = len(stops) - 1
    found: list[Colour] = []
    for step in range(steps):
        place = step * spans / max(1, steps - 1)
        span = min(int(place), spans - 1)
        found.append(mix(stops[span], stops[span + 1], place - span))
    return found


def lightness(a: Colour) -> float:
    """Perceived lightness, 0 for black and 1 for white."""
    return _to_oklab(a)[0]


def _to_oklab(a: Colour) -> tuple[float, float, float]:
    red, green, blue = (_linear(channel / 255) for channel in a)
    long = (0.41222147 * red + 0.53633254 * green + 0.05144599 * blue) ** (1 / 3)
    medium = (0.21190350 * red + 0.68069955 * green + 0.10739696 * blue) ** (1 / 3)
    short = (0.08830246 * red + 0.28171884 * green + 0.62997870 * blue) ** (1 / 3)
    return (
        0.21045426 * long + 0.79361779 * medium - 0.00407205 * short,
        1.97799850 * long - 2.42859221 * medium + 0.45059371 * short,
        0.02590404 * long + 0.78277177 * medium - 0.80867577 * short,
    )


def _from_oklab(light: float, green_red: float, blue_yellow: float) -> Colour:
    long = (light + 0.39633778 * green_red + 0.21580376 * blue_yellow) ** 3
    medium = (light - 0.10556135 * green_red - 0.06385417 * blue_yellow) ** 3
    short = (light - 0.08948418 * green_red - 1.29148555 * blue_yellow) ** 3
    return (
        _channel(4.07674166 * long - 3.30771159 * medium + 0.23096993 * short),
        _channel(-1.26843800 * long + 2.60975740 * medium - 0.34131940 * short),
        _channel(-0.00419609 * long - 0.70341861 * medium + 1.70761470 * short),
    )


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _channel(value: float) -> int:
    clear = min(1.0, max(0.0, value))
    curved = clear * 12.92 if clear <= 0.0031308 else 1.055 * clear ** (1 / 2.4) - 0.055
    return round(curved * 255)


def _palette(ink: str, paper: str, accents: str) -> Palette:
    return Palette(colour(ink), colour(paper), tuple(colour(code) for code in accents.split()))


PALETTES = {
    "ember": _palette("1a1423", "fbefe3", "f4533a f79d5c f3c677 7b1e3a b33951"),
    "aurora": _palette("0b1d2a", "eaf6f1", "19c4a5 5be7c4 2f6bff 8b5cf6 c7f9e5"),
    "primary": _palette("1d1d1b", "f2eadb", "d8352a f2b632 1f4e8c e88d72 3b7a6b"),
    "olive": _palette("22281d", "f5f0e1", "7a8b3c c2a83e d9673a 3e5641 ebd9a9"),
    "lagoon": _palette("06283d", "edf7f6", "1363df 47b5ff ffb562 0f8b8d bfe9ff"),
    "rose": _palette("2b1b2e", "fff1ec", "e85d75 f7a399 fbc4ab 6d3a5d f3722c"),
    "sahara": _palette("2e1f1a", "faf0dc", "d98e4a b5532f e9c58a 2f6f73 7b3b2a"),
    "nile": _palette("0e2a33", "f7f1e3", "1e7f86 d9a441 b6452c 7fb7a6 f0d49b"),
    "kyoto": _palette("22223b", "f8f4ef", "c1121f e5989b 4a4e69 c9ada7 e9c46a"),
    "neon": _palette("0d0221", "f5efff", "ff2e93 7a04eb 00d5f0 ffc857 4b1d8f"),
    "fjord": _palette("12263a", "f3f6f7", "3b6f8f 8fb8ca c5d8d1 f4a259 5b8e7d"),
    "carnival": _palette("13293d", "fff8e7", "ff6b35 f7c548 00a6a6 ef476f 2e6f95"),
    "forest": _palette("10231c", "f1f5ea", "2d6a4f 74a57f d8e2a8 e07a3f 1b4332"),
    "cobalt": _palette("0a1045", "f4f3ee", "0047ff 7c9eff ff5c39 c9d6ff 1c2a8c"),
    "plum": _palette("1f1128", "f9f0f5", "7a2e6e a4508b f2c6c2 e8a33d 3d1c5c"),
    "citrus": _palette("233d2b", "fff9e8", "f9a620 ffd449 548c2f e4572e a8d5a2"),
    "graphite": _palette("16181d", "f2f2ef", "ff5a1f 8a8f98 c9ccd1 40454f e9e4d8"),
    "candy": _palette("2a1a4a", "fff6fb", "ff8fab ffc8dd a2d2ff bde0fe cdb4db"),
}
