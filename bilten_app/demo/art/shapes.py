"""Pictures cut from flat shapes: arcs, tiles, cutouts, citrus."""

import math

from bilten_app.demo.art.canvas import HEIGHT, WIDTH, Canvas, Point, turned
from bilten_app.demo.art.palettes import Colour, lightness, mix
from bilten_app.demo.art.squares import Box, quarter


def arcs(canvas: Canvas) -> None:
    """Rows of ringed discs, each row covering the feet of the one before, like waves or hills."""
    rng = canvas.rng
    radius = rng.choice((190, 240, 300))
    rings = rng.choice((5, 6, 7))
    sets = [_rings(canvas, rings) for _ in range(4)]
    for row in range(-1, math.ceil(HEIGHT / (radius * 0.5)) + 2):
        for column in range(-1, math.ceil(WIDTH / (radius * 2)) + 2):
            x = column * radius * 2 + (radius if row % 2 else 0)
            colours = rng.choice(sets)
            for ring, colour in enumerate(colours):
                canvas.circle(
                    x, row * radius * 0.5 + radius * 0.7, radius * (1 - ring / rings), colour
                )


def _rings(canvas: Canvas, count: int) -> list[Colour]:
    palette, accents = canvas.palette, canvas.accents()
    cycle = [
        palette.ink,
        accents[0],
        palette.paper,
        accents[1],
        accents[2],
        palette.paper,
        accents[3],
    ]
    start = canvas.rng.choice((0, 1, 3))
    return [palette.ink, *(cycle[(start + i) % len(cycle)] for i in range(count - 1))]


def tiles(canvas: Canvas) -> None:
    """Square tiles of quarter rings, turned by chance, that always join into long loops."""
    rng, accents = canvas.rng, canvas.accents()
    ground = rng.choice((canvas.palette.ink, canvas.palette.paper))
    contrast = canvas.palette.paper if ground == canvas.palette.ink else canvas.palette.ink
    canvas.fill(ground)
    side = rng.choice((150, 180, 225))
    for column in range(math.ceil(WIDTH / side)):
        for row in range(math.ceil(HEIGHT / side)):
            x, y = column * side, row * side
            part = (column + row) / (WIDTH / side + HEIGHT / side)
            colours = (
                mix(accents[0], accents[1], part),
                contrast,
                mix(accents[2], accents[3], part),
            )
            ends = [((x, y), (x + side, y + side)), ((x + side, y), (x, y + side))]
            one, two = ends[rng.randrange(2)]
            for corner, opposite in ((one, two), (two, one)):
                _bands(canvas, (corner, opposite), side, (ground, *colours))


def _bands(
    canvas: Canvas, ends: tuple[Point, Point], side: float, colours: tuple[Colour, ...]
) -> None:
    ground, outer, middle, inner = colours
    for radius, colour in (
        (0.84, outer),
        (0.66, middle),
        (0.58, inner),
        (0.42, middle),
        (0.34, outer),
        (0.16, ground),
    ):
        quarter(canvas, ends[0], ends[1], side * radius, colour)


def cutouts(canvas: Canvas) -> None:
    """Sheets of coloured paper with fronds, suns and pebbles cut from others."""
    accents = canvas.accents()
    for i, box in enumerate(_sheets(canvas, (0, 0, WIDTH, HEIGHT), 3)):
        ground = (*accents, canvas.palette.paper)[(i * 2 + i // 3) % 6]
        canvas.rectangle(*box, ground)
        _cut(canvas, box, canvas.rng.sample(_against(canvas, ground), 3))


def _against(canvas: Canvas, ground: Colour) -> list[Colour]:
    """The five colours that stand out most from `ground`."""
    pool = (*canvas.palette.accents, canvas.palette.ink, canvas.palette.paper)
    return sorted(pool, key=lambda one: abs(lightness(one) - lightness(ground)))[2:]


def _sheets(canvas: Canvas, box: Box, depth: int) -> list[Box]:
    x, y, width, height = box
    if depth == 0:
        return [box]
    part = canvas.rng.uniform(0.4, 0.6)
    if width > height * 1.1:
        halves = (x, y, width * part, height), (x + width * part, y, width * (1 - part), height)
    else:
        halves = (x, y, width, height * part), (x, y + height * part, width, height * (1 - part))
    return [sheet for half in halves for sheet in _sheets(canvas, half, depth - 1)]


def _cut(canvas: Canvas, box: Box, colours: list[Colour]) -> None:
    rng = canvas.rng
    x, y, width, height = box
    size = min(width, height)
    middle = x + width / 2, y + height / 2
    match rng.randrange(5):
        case 0 | 1:
            _frond(canvas, middle, size * 0.44, rng.uniform(-0.5, 0.5), colours[0])
        case 2:
            _blob(canvas, middle, size * 0.40, colours[0], points=rng.choice((9, 11, 13)), wave=0.2)
            canvas.circle(*middle, size * 0.17, colours[1])
        case 3:
            _blob(canvas, middle, size * 0.42, colours[0], points=3, wave=0.13)
            _frond(canvas, middle, size * 0.3, rng.uniform(-0.6, 0.6), colours[1])
        case _:
            for i in range(3):
                spot = turned(*middle, i * math.tau / 3 + rng.uniform(0, 1), size * 0.24)
                _blob(canvas, spot, size * rng.uniform(0.13, 0.19), colours[i], points=3, wave=0.12)


def _blob(
    canvas: Canvas, at: Point, radius: float, fill: Colour, *, points: int, wave: float
) -> None:
    phase = canvas.rng.uniform(0, math.tau)
    turns = [i * math.tau / 360 for i in range(360)]
    edge = [turned(*at, t, radius * (1 + wave * math.sin(points * t + phase))) for t in turns]
    canvas.polygon(edge, fill)


def _frond(canvas: Canvas, at: Point, length: float, lean: float, fill: Colour) -> None:
    up = -math.pi / 2 + lean
    foot = turned(*at, up + math.pi, length)
    for i in range(5):
        part = i / 4
        joint = turned(*foot, up, length * (0.42 + part * 0.98))
        reach = length * (0.28 + 0.36 * math.sin(math.pi * (0.3 + 0.62 * part)))
        for side in (-1, 1):
            tip = turned(*joint, up + side * (1.05 - 0.35 * part), reach)
            _lobe(canvas, joint, tip, length * 0.115, fill)
    _lobe(canvas, foot, turned(*foot, up, length * 1.85), length * 0.09, fill)


def _lobe(canvas: Canvas, foot: Point, tip: Point, half: float, fill: Colour) -> None:
    angle = math.atan2(tip[1] - foot[1], tip[0] - foot[0])
    across = angle + math.pi / 2
    canvas.polygon(
        [
            turned(*foot, across, half * 0.55),
            turned(*tip, across, half),
            turned(*tip, across, -half),
            turned(*foot, across, -half * 0.55),
        ],
        fill,
    )
    canvas.circle(*tip, half, fill)


def citrus(canvas: Canvas) -> None:
    """Slices of fruit and their leaves on a bright cloth."""
    rng, accents = canvas.rng, canvas.accents()
    ground = rng.choice((canvas.palette.ink, canvas.palette.paper, accents[4]))
    canvas.fill(ground)
    skins = [c for c in accents if c != ground][:3]
    pitch = 250
    for row in range(-1, 6):
        for column in range(-1, 8):
            x = column * pitch + (pitch / 2 if row % 2 else 0) + rng.uniform(-18, 18)
            y = row * pitch * 0.86 + rng.uniform(-18, 18)
            for _ in range(2):
                _leaf_at(canvas, turned(x, y, rng.uniform(0, math.tau), 118), accents[3])
            _slice(canvas, (x, y), rng.uniform(84, 118), (rng.choice(skins), ground))


def _slice(canvas: Canvas, at: Point, radius: float, colours: tuple[Colour, Colour]) -> None:
    skin, ground = colours
    rng, paper = canvas.rng, canvas.palette.paper
    turn = rng.uniform(0, math.tau)
    half = rng.random() < 0.3
    canvas.circle(*at, radius, skin)
    canvas.circle(*at, radius * 0.9, mix(paper, skin, 0.08))
    wedges = rng.choice((8, 9, 10))
    for i in range(wedges):
        middle = turn + (i + 0.5) * math.tau / wedges
        spread = math.tau / wedges * 0.40
        flesh = [turned(*at, middle, radius * 0.14)]
        flesh += [
            turned(*at, middle + spread * k / 4, radius * (0.80 - 0.05 * abs(k / 4) ** 3))
            for k in range(-4, 5)
        ]
        canvas.polygon(flesh, mix(skin, paper, 0.18 if i % 2 else 0.28))
    if half:
        canvas.polygon(
            [turned(*at, turn + k * math.pi / 20, radius * 1.03) for k in range(21)], ground
        )


def _leaf_at(canvas: Canvas, at: Point, fill: Colour) -> None:
    angle = canvas.rng.uniform(0, math.tau)
    length = canvas.rng.uniform(56, 84)
    foot = turned(*at, angle, -length)
    spine = [turned(*foot, angle, length * 2 * i / 16) for i in range(17)]
    across = angle + math.pi / 2
    for side, shade in ((1, 0.0), (-1, 0.16)):
        edge = [
            turned(*point, across, side * math.sin(i / 16 * math.pi) * length * 0.4)
            for i, point in enumerate(spine)
        ]
        canvas.polygon(spine + edge[::-1], mix(fill, canvas.palette.ink, shade))
