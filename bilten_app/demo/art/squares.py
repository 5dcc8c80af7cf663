"""Squares and the elementary forms inside them."""

import math

from bilten_app.demo.art.canvas import HEIGHT, WIDTH, Canvas, Point
from bilten_app.demo.art.palettes import Colour

type Box = tuple[float, float, float, float]
type Colours = tuple[Colour, Colour, Colour]


def geometry(canvas: Canvas) -> None:
    """Squares of three sizes, each with one elementary form."""
    for box in _split(canvas, (0, 0, WIDTH, HEIGHT + 300), [400, 200, 100]):
        _form(canvas, box)


def _split(canvas: Canvas, box: Box, sizes: list[int]) -> list[Box]:
    size, smaller = sizes[0], sizes[1:]
    found: list[Box] = []
    for x in range(int(box[0]), int(box[0] + box[2]), size):
        for y in range(int(box[1]), int(box[1] + box[3]), size):
            square = (x, y, size, size)
            if smaller and canvas.rng.random() < (0.72 if size == 400 else 0.3):
                found += _split(canvas, square, smaller)
            else:
                found.append(square)
    return found


def _form(canvas: Canvas, box: Box) -> None:
    x, y, side, _ = box
    pool = [*canvas.palette.accents[:4], canvas.palette.ink, canvas.palette.paper]
    ground, figure, detail = canvas.rng.sample(pool, 3)
    canvas.rectangle(x, y, side, side, ground)
    canvas.rng.choice(FORMS)(canvas, box, (figure, detail, ground))


def _disc(canvas: Canvas, box: Box, colours: Colours) -> None:
    x, y, side, _ = box
    canvas.circle(x + side / 2, y + side / 2, side * 0.5, colours[0])
    canvas.circle(x + side / 2, y + side / 2, side * 0.22, colours[1])


def _half_disc(canvas: Canvas, box: Box, colours: Colours) -> None:
    x, y, side, _ = box
    turn = canvas.rng.choice((0, 90, 180, 270))
    canvas.sector(x + side / 2, y + side / 2, side / 2, (turn, turn + 180), colours[0])


def _quarter_disc(canvas: Canvas, box: Box, colours: Colours) -> None:
    corner, opposite = _corners(canvas, box)
    quarter(canvas, corner, opposite, box[2], colours[0])
    quarter(canvas, corner, opposite, box[2] / 2, colours[1])


def _rainbow(canvas: Canvas, box: Box, colours: Colours) -> None:
    corner, opposite = _corners(canvas, box)
    for ring in range(5):
        quarter(canvas, corner, opposite, box[2] * (1 - ring / 5), colours[2 * (ring % 2)])


def _triangle(canvas: Canvas, box: Box, colours: Colours) -> None:
    corner, opposite = _corners(canvas, box)
    canvas.polygon([corner, (opposite[0], corner[1]), (corner[0], opposite[1])], colours[0])


def _stripes(canvas: Canvas, box: Box, colours: Colours) -> None:
    x, y, side, _ = box
    for stripe in range(5):
        canvas.rectangle(x, y + stripe * side / 5, side, side / 10, colours[0])


def _dots(canvas: Canvas, box: Box, colours: Colours) -> None:
    x, y, side, _ = box
    for i in range(9):
        dot = x + side * (i % 3 + 0.5) / 3, y + side * (i // 3 + 0.5) / 3
        canvas.circle(*dot, side * 0.1, colours[0])


def _leaf(canvas: Canvas, box: Box, colours: Colours) -> None:
    x, y, side, _ = box
    turns = [i / 24 * math.pi / 2 for i in range(25)]
    points = [(math.sin(turn), 1 - math.cos(turn)) for turn in turns]
    points += [(1 - math.sin(turn), math.cos(turn)) for turn in turns]
    flipped = canvas.rng.random() < 0.5
    edge = [(x + side * ((1 - u) if flipped else u), y + side * v) for u, v in points]
    canvas.polygon(edge, colours[0])


def _corners(canvas: Canvas, box: Box) -> tuple[Point, Point]:
    """A corner chosen by chance, and the one across."""
    x, y, side, _ = box
    corner = x + side * canvas.rng.randrange(2), y + side * canvas.rng.randrange(2)
    return corner, (2 * x + side - corner[0], 2 * y + side - corner[1])


FORMS = (_disc, _half_disc, _quarter_disc, _rainbow, _triangle, _stripes, _dots, _leaf)


def quarter(canvas: Canvas, corner: Point, opposite: Point, radius: float, fill: Colour) -> None:
    """Paint the quarter disc around `corner` that lies inside the square."""
    start = {(True, True): 0, (False, True): 90, (False, False): 180, (True, False): 270}
    turn = start[opposite[0] > corner[0], opposite[1] > corner[1]]
    canvas.sector(*corner, radius, (turn, turn + 90), fill)
