"""A drawing surface in poster units, 1600 by 900, painted twice as large and then reduced."""

import io
import math
from collections.abc import Callable, Sequence
from random import Random  # noqa: TID251 - pictures must come out the same at every run

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from bilten_app.demo.art.palettes import Colour, Palette, ramp

WIDTH, HEIGHT = 1600, 900
FINE = 2
BYTES_AT_MOST = 150_000
QUALITIES = (82, 74, 66, 48, 32)

type Point = tuple[float, float]


class Canvas:
    """One picture in the making; `rng` is its only source of chance."""

    def __init__(self, rng: Random, palette: Palette) -> None:
        self.rng = rng
        self.palette = palette
        self.image = Image.new("RGB", (WIDTH * FINE, HEIGHT * FINE), palette.paper)
        self.draw = ImageDraw.Draw(self.image)

    def accents(self) -> list[Colour]:
        """The accents in an order of this picture's own."""
        return self.rng.sample(self.palette.accents, len(self.palette.accents))

    def fill(self, colour: Colour) -> None:
        """Paint everything."""
        self.polygon([(0, 0), (WIDTH, 0), (WIDTH, HEIGHT), (0, HEIGHT)], colour)

    def gradient(self, stops: Sequence[Colour]) -> None:
        """Paint everything from top to bottom through `stops`."""
        column = Image.new("RGB", (1, 256))
        column.putdata(ramp(tuple(stops), 256))
        self.replace(column.resize((8, HEIGHT), Image.Resampling.BICUBIC))

    def replace(self, image: Image.Image) -> None:
        """Paint everything with `image`, whatever its size."""
        self.image.paste(image.resize(self.image.size, Image.Resampling.BICUBIC))

    def blend(
        self,
        with_: Callable[[Image.Image, Image.Image], Image.Image],
        layer: Image.Image,
    ) -> None:
        """Combine everything with a layer of any size, for example by `ImageChops.screen`."""
        full = layer.resize(self.image.size, Image.Resampling.BICUBIC)
        self.image.paste(with_(self.image, full))

    def polygon(self, points: Sequence[Point], fill: Colour) -> None:
        """Paint the inside of `points`."""
        self.draw.polygon([(x * FINE, y * FINE) for x, y in points], fill=fill)

    def circle(self, x: float, y: float, radius: float, fill: Colour) -> None:
        """Paint a disc."""
        box = [(v * FINE) for v in (x - radius, y - radius, x + radius, y + radius)]
        self.draw.ellipse(box, fill=fill)

    def ring(self, x: float, y: float, radius: float, width: float, fill: Colour) -> None:
        """Paint a circle's line, `width` wide inwards from `radius`."""
        box = [(v * FINE) for v in (x - radius, y - radius, x + radius, y + radius)]
        self.draw.ellipse(box, outline=fill, width=max(1, round(width * FINE)))

    def sector(
        self, x: float, y: float, radius: float, turn: tuple[float, float], fill: Colour
    ) -> None:
        """Paint a slice of a disc between two angles in degrees, clockwise from the right."""
        box = [(v * FINE) for v in (x - radius, y - radius, x + radius, y + radius)]
        self.draw.pieslice(box, turn[0], turn[1], fill=fill)

    def rectangle(self, x: float, y: float, width: float, height: float, fill: Colour) -> None:
        """Paint a rectangle."""
        self.polygon([(x, y), (x + width, y), (x + width, y + height), (x, y + height)], fill)

    def line(self, points: Sequence[Point], width: float, fill: Colour) -> None:
        """Paint a line through `points`, its bends rounded."""
        places = [(x * FINE, y * FINE) for x, y in points]
        self.draw.line(places, fill=fill, width=round(width * FINE), joint="curve")

    def ribbon(self, points: Sequence[Point], sides: tuple[float, float], fill: Colour) -> None:
        """Paint the band between two distances from the path, negative to its left."""
        self.polygon(outline(points, sides), fill)

    def finish(self, *, grain: float) -> Image.Image:
        """Reduce to the final size and lay a fine paper grain over it."""
        image = self.image.reduce(FINE)
        if not grain:
            return image
        tile = Image.frombytes("L", (400, 300), self.rng.randbytes(120_000))
        tile = tile.point([round(128 + (v - 128) * grain) for v in range(256)])
        sheet = Image.new("L", image.size)
        for x in range(0, WIDTH, 400):
            for y in range(0, HEIGHT, 300):
                sheet.paste(tile, (x, y))
        return ImageChops.soft_light(image, Image.merge("RGB", (sheet, sheet, sheet)))


def cast_shadow(
    image: Image.Image, mask: Image.Image, fall: Point, *, depth: float, soft: float
) -> None:
    """Darken what lies under a small white-on-black `mask`, moved by `fall` and blurred."""
    scale = mask.width / WIDTH
    small = mask.filter(ImageFilter.GaussianBlur(soft * scale))
    fallen = small.copy()
    fallen.paste(small, (round(fall[0] * scale), round(fall[1] * scale)))
    fallen = fallen.point([round(v * depth) for v in range(256)])
    image.paste((0, 0, 0), (0, 0), fallen.resize(image.size, Image.Resampling.BILINEAR))


def outline(points: Sequence[Point], sides: tuple[float, float]) -> list[Point]:
    """The polygon between two parallels of a path."""
    normals = [_normal(points, i) for i in range(len(points))]
    edges = [
        [(x + nx * side, y + ny * side) for (x, y), (nx, ny) in zip(points, normals, strict=True)]
        for side in sides
    ]
    return edges[0] + edges[1][::-1]


def _normal(points: Sequence[Point], at: int) -> Point:
    before, after = points[max(0, at - 1)], points[min(len(points) - 1, at + 1)]
    dx, dy = after[0] - before[0], after[1] - before[1]
    length = math.hypot(dx, dy) or 1.0
    return -dy / length, dx / length


def noise(
    rng: Random, *, longest: float, shortest: float, count: int = 7
) -> Callable[[float, float], float]:
    """A smooth random landscape between about -1 and 1: plane waves of several lengths."""
    waves: list[tuple[float, float, float, float]] = []
    for i in range(count):
        length = longest * (shortest / longest) ** (i / max(1, count - 1))
        angle, phase = rng.uniform(0, math.tau), rng.uniform(0, math.tau)
        pace = math.tau / length
        waves.append((math.cos(angle) * pace, math.sin(angle) * pace, phase, length / longest))
    total = sum(strength for *_, strength in waves)

    def height(x: float, y: float) -> float:
        return sum(s * math.sin(x * a + y * b + p) for a, b, p, s in waves) / total * 1.6

    return height


def turned(x: float, y: float, angle: float, radius: float) -> Point:
    """The point at `radius` from (x, y) in the direction `angle`, in radians."""
    return x + math.cos(angle) * radius, y + math.sin(angle) * radius


def as_webp(image: Image.Image) -> bytes:
    """Encode at the best quality that stays within BYTES_AT_MOST, at last a little softer."""
    for quality in QUALITIES:
        data = io.BytesIO()
        image.save(data, "WEBP", quality=quality, method=2)
        if data.tell() <= BYTES_AT_MOST:
            return data.getvalue()
    return as_webp(image.filter(ImageFilter.GaussianBlur(0.8)))
