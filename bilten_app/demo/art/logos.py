"""Marks of organizations: one flat form on a rounded square of the brand's colour."""

import io
import math
from collections.abc import Callable

from PIL import Image, ImageDraw

from bilten_app.demo.art.canvas import Point, turned
from bilten_app.demo.art.palettes import Colour, colour, lightness, mix

SIDE = 512
FINE = 4
DARK, LIGHT = (22, 20, 28), (255, 252, 246)


class Mark:
    """A logo in the making: a unit square from -1 to 1, with a foreground and a ground."""

    def __init__(self, brand: Colour) -> None:
        self.ground = brand
        self.front = DARK if lightness(brand) > 0.72 else LIGHT
        self.second = mix(brand, self.front, 0.55)
        self.image = Image.new("RGB", (SIDE * FINE, SIDE * FINE), brand)
        self.pen = ImageDraw.Draw(self.image)

    def circle(self, x: float, y: float, radius: float, fill: Colour) -> None:
        """Paint a disc."""
        self.pen.ellipse(
            [*self._at(x - radius, y - radius), *self._at(x + radius, y + radius)], fill=fill
        )

    def sector(self, at: Point, radius: float, turn: tuple[float, float], fill: Colour) -> None:
        """Paint a slice of a disc, in degrees clockwise from the right."""
        box = [*self._at(at[0] - radius, at[1] - radius), *self._at(at[0] + radius, at[1] + radius)]
        self.pen.pieslice(box, *turn, fill=fill)

    def polygon(self, points: list[Point], fill: Colour) -> None:
        """Paint the inside of `points`."""
        self.pen.polygon([self._at(x, y) for x, y in points], fill=fill)

    def _at(self, x: float, y: float) -> Point:
        half = SIDE * FINE / 2
        return half + x * half, half + y * half


def _rings(mark: Mark) -> None:
    for radius, fill in ((0.62, mark.front), (0.44, mark.ground), (0.28, mark.second)):
        mark.circle(0, 0, radius, fill)


def _sunrise(mark: Mark) -> None:
    mark.sector((0, 0.18), 0.6, (180, 360), mark.front)
    mark.polygon([(-0.6, 0.28), (0.6, 0.28), (0.6, 0.38), (-0.6, 0.38)], mark.second)
    mark.polygon([(-0.4, 0.48), (0.4, 0.48), (0.4, 0.58), (-0.4, 0.58)], mark.second)


def _star(mark: Mark) -> None:
    for start in (0.0, math.pi / 4):
        corners = [turned(0, 0, start + i * math.pi / 2, 0.68) for i in range(4)]
        mark.polygon(corners, mark.front)
    mark.circle(0, 0, 0.24, mark.ground)


def _petals(mark: Mark) -> None:
    for i in range(6):
        mark.circle(*turned(0, 0, i * math.pi / 3, 0.4), 0.24, mark.front if i % 2 else mark.second)
    mark.circle(0, 0, 0.17, mark.front)


def _steps(mark: Mark) -> None:
    for i in range(4):
        left = -0.56 + i * 0.29
        top = 0.28 - i * 0.28
        fill = mark.second if i % 2 else mark.front
        mark.polygon([(left, top), (left + 0.25, top), (left + 0.25, 0.56), (left, 0.56)], fill)


def _arch(mark: Mark) -> None:
    for radius, fill in ((0.58, mark.front), (0.40, mark.ground), (0.24, mark.second)):
        mark.sector((0, -0.02), radius, (180, 360), fill)
        mark.polygon([(-radius, -0.04), (radius, -0.04), (radius, 0.56), (-radius, 0.56)], fill)


def _kite(mark: Mark) -> None:
    mark.polygon([(0, -0.66), (0.46, -0.08), (0, 0.66)], mark.second)
    mark.polygon([(0, -0.66), (-0.46, -0.08), (0, 0.66)], mark.front)


def _moons(mark: Mark) -> None:
    mark.circle(-0.06, 0, 0.58, mark.front)
    mark.circle(0.2, -0.1, 0.46, mark.ground)
    mark.circle(0.3, -0.1, 0.18, mark.second)


def _quarters(mark: Mark) -> None:
    mark.sector((-0.04, -0.04), 0.56, (180, 270), mark.front)
    mark.sector((0.6, -0.6), 0.56, (90, 180), mark.second)
    mark.sector((-0.6, 0.6), 0.56, (270, 360), mark.second)
    mark.sector((0.04, 0.04), 0.56, (0, 90), mark.front)


def _waves(mark: Mark) -> None:
    for row, fill in ((-0.34, mark.front), (0.0, mark.second), (0.34, mark.front)):
        turns = [-0.66 + i * 1.32 / 60 for i in range(61)]
        top = [(x, row - 0.1 + 0.12 * math.sin(x * 7)) for x in turns]
        mark.polygon([*top, *((x, y + 0.2) for x, y in reversed(top))], fill)


def _leaf(mark: Mark) -> None:
    points = [(-0.5 + math.sin(t), -0.5 + 1 - math.cos(t)) for t in _quarter()]
    points += [(0.5 - math.sin(t), 0.5 - 1 + math.cos(t)) for t in _quarter()]
    mark.polygon(points, mark.front)
    mark.polygon(points[: len(points) // 2 + 1], mark.second)


def _quarter() -> list[float]:
    return [i / 30 * math.pi / 2 for i in range(31)]


def _beacon(mark: Mark) -> None:
    for i in range(12):
        turn, spread = i * math.pi / 6, math.pi / 26
        reach = 0.66 if i % 2 == 0 else 0.52
        mark.polygon(
            [(0, 0), turned(0, 0, turn - spread, reach), turned(0, 0, turn + spread, reach)],
            mark.front,
        )
    mark.circle(0, 0, 0.3, mark.ground)
    mark.circle(0, 0, 0.22, mark.second)


MOTIFS: dict[str, Callable[[Mark], None]] = {
    "arch": _arch,
    "beacon": _beacon,
    "kite": _kite,
    "leaf": _leaf,
    "moons": _moons,
    "petals": _petals,
    "quarters": _quarters,
    "rings": _rings,
    "star": _star,
    "steps": _steps,
    "sunrise": _sunrise,
    "waves": _waves,
}


def paint_logo(motif: str, brand: str) -> bytes:
    """The mark as PNG, 512 by 512 with clear corners; `brand` is a colour such as `d8352a`."""
    mark = Mark(colour(brand))
    MOTIFS[motif](mark)
    corners = Image.new("L", mark.image.size, 0)
    shape = (0, 0, mark.image.width - 1, mark.image.height - 1)
    ImageDraw.Draw(corners).rounded_rectangle(shape, radius=116 * FINE, fill=255)
    mark.image.putalpha(corners)
    data = io.BytesIO()
    mark.image.reduce(FINE).save(data, "PNG")
    return data.getvalue()
