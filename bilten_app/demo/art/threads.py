"""Pictures made of lines: silk, flow, lanes, weave."""

import math
from collections.abc import Callable

from bilten_app.demo.art.canvas import HEIGHT, WIDTH, Canvas, Point, noise, outline, turned
from bilten_app.demo.art.palettes import Colour, mix, ramp


def silk(canvas: Canvas) -> None:
    """Sheets of silk stretched between two wandering curves, on a dark ground."""
    ink, accents = canvas.palette.ink, canvas.accents()
    canvas.gradient([mix(ink, accents[0], 0.28), ink, mix(ink, accents[1], 0.16)])
    for sheet in range(3):
        low, high = _curve(canvas, 0.26 + sheet * 0.2), _curve(canvas, 0.42 + sheet * 0.2)
        start, end = accents[sheet % len(accents)], accents[(sheet + 1) % len(accents)]
        shine = mix(end, canvas.palette.paper, 0.6)
        tones = ramp((mix(ink, start, 0.25), mix(ink, start, 0.7), start, end, shine), 56)
        for i, tone in enumerate(tones):
            near, far = _between(low, high, i / 56), _between(low, high, (i + 1.2) / 56)
            canvas.polygon(near + far[::-1], tone)
        for part in (0.0, 0.25, 0.5, 0.75, 1.0):
            canvas.line(_between(low, high, part), 1.4, shine)


def _between(low: list[Point], high: list[Point], part: float) -> list[Point]:
    return [(x, a + (b - a) * part) for (x, a), (_, b) in zip(low, high, strict=True)]


def _curve(canvas: Canvas, height: float) -> list[Point]:
    rng = canvas.rng
    waves = [
        (rng.uniform(700, 2100), rng.uniform(0, math.tau), rng.uniform(40, 150)) for _ in range(3)
    ]
    return [
        (
            x,
            HEIGHT * height
            + sum(a * math.sin(x * math.tau / length + p) for length, p, a in waves),
        )
        for x in range(-20, WIDTH + 40, 16)
    ]


def flow(canvas: Canvas) -> None:
    """Ribbons that follow one current and never touch each other."""
    rng, accents = canvas.rng, canvas.accents()
    light = rng.random() < 0.5
    canvas.fill(canvas.palette.paper if light else canvas.palette.ink)
    contrast = canvas.palette.ink if light else canvas.palette.paper
    colours = accents[:3] * 3 + accents[3:] + [contrast]
    current = noise(rng, longest=2600, shortest=900, count=4)
    lean = rng.uniform(0, math.tau)
    taken: set[tuple[int, int]] = set()
    for attempt in range(2200):
        half = (44, 26, 14, 7, 4)[min(4, attempt // 160)] * rng.uniform(0.8, 1.1)
        start = rng.uniform(-60, WIDTH + 60), rng.uniform(-60, HEIGHT + 60)
        path = _drift(start, half, lambda x, y: lean + current(x, y) * 2.4, taken)
        if len(path) < 10:
            continue
        for x, y in path:
            taken.update(_cells(x, y, half + 5))
        canvas.ribbon(path, (-half, half), rng.choice(colours))


def _drift(
    start: Point, half: float, angle: Callable[[float, float], float], taken: set[tuple[int, int]]
) -> list[Point]:
    x, y = start
    path: list[Point] = []
    while len(path) < 90 and -120 < x < WIDTH + 120 and -120 < y < HEIGHT + 120:
        direction = angle(x, y)
        across = math.cos(direction + math.pi / 2) * half, math.sin(direction + math.pi / 2) * half
        probes = ((x + across[0] * k, y + across[1] * k) for k in (-1.0, -0.5, 0.0, 0.5, 1.0))
        if any((int(px // 10), int(py // 10)) in taken for px, py in probes):
            break
        path.append((x, y))
        x, y = turned(x, y, direction, 12)
    return path


def _cells(x: float, y: float, reach: float) -> list[tuple[int, int]]:
    columns = range(int((x - reach) // 10), int((x + reach) // 10) + 1)
    rows = range(int((y - reach) // 10), int((y + reach) // 10) + 1)
    return [
        (column, row)
        for column in columns
        for row in rows
        if (column * 10 + 5 - x) ** 2 + (row * 10 + 5 - y) ** 2 <= reach * reach
    ]


def lanes(canvas: Canvas) -> None:
    """Bundles of stripes that run, bend by quarter turns and cross, like a running track."""
    rng, accents = canvas.rng, canvas.accents()
    light = rng.random() < 0.6
    canvas.fill(canvas.palette.paper if light else canvas.palette.ink)
    count = 5
    width = rng.choice((34, 40, 46))
    for bundle in range(3):
        path = _route(canvas, bundle, width * count)
        colours = accents[bundle:] + accents[:bundle]
        half = width * count / 2
        ground = canvas.palette.paper if light else canvas.palette.ink
        canvas.ribbon(path, (-half - 12, half + 12), ground)
        for lane in range(count):
            left = lane * width - half
            canvas.ribbon(path, (left + 2, left + width - 2), colours[lane])


def _route(canvas: Canvas, bundle: int, breadth: float) -> list[Point]:
    rng = canvas.rng
    x, y = -150.0, (170.0, 470.0, 760.0)[bundle] + rng.uniform(-60, 60)
    heading = 0.0
    path: list[Point] = [(x, y)]
    for _ in range(14):
        x, y = turned(x, y, heading, rng.uniform(80, 420))
        path.append((x, y))
        if not (-200 < x < WIDTH + 200 and -200 < y < HEIGHT + 200):
            break
        side = _side(canvas, heading, y)
        radius = breadth * rng.uniform(0.62, 1.1)
        centre = turned(x, y, heading + side * math.pi / 2, radius)
        for step in range(1, 25):
            turn = heading + side * (step / 24 - 1) * math.pi / 2
            path.append(turned(*centre, turn, radius))
        x, y = path[-1]
        heading += side * math.pi / 2
    return path


def _side(canvas: Canvas, heading: float, y: float) -> int:
    if abs(math.cos(heading)) > 0.5:
        return -1 if y > HEIGHT / 2 else 1
    return -1 if math.sin(heading) > 0 else 1


def weave(canvas: Canvas) -> None:
    """A close look at cloth: two sets of strands, over two and under two."""
    rng, accents = canvas.rng, canvas.accents()
    canvas.fill(mix(canvas.palette.ink, accents[0], 0.1))
    pitch = rng.choice((44, 52, 60))
    angle = rng.choice((-0.5, -0.35, 0.35, 0.5))
    warp = _stripes(canvas, [accents[0], accents[1], canvas.palette.paper])
    weft = _stripes(canvas, [accents[2], accents[3], canvas.palette.ink])
    reach = math.ceil(1000 / pitch)
    for row in range(-reach, reach):
        for column in range(-reach, reach):
            over = (row + column) % 4 < 2
            colour = weft[row % len(weft)] if over else warp[column % len(warp)]
            _crossing(canvas, (column * pitch, row * pitch), pitch, angle, (colour, over))


def _stripes(canvas: Canvas, colours: list[Colour]) -> list[Colour]:
    rng = canvas.rng
    strands: list[Colour] = []
    while len(strands) < 18:
        strands += [rng.choice(colours)] * rng.choice((1, 2, 2, 4))
    return strands


def _crossing(
    canvas: Canvas, at: Point, pitch: float, angle: float, strand: tuple[Colour, bool]
) -> None:
    colour, over = strand
    ink = canvas.palette.ink
    cos, sin = math.cos(angle), math.sin(angle)
    middle = WIDTH / 2 + at[0] * cos - at[1] * sin, HEIGHT / 2 + at[0] * sin + at[1] * cos
    if not (-pitch < middle[0] < WIDTH + pitch and -pitch < middle[1] < HEIGHT + pitch):
        return
    along = (cos, sin) if over else (-sin, cos)
    path = [
        (middle[0] + along[0] * k * pitch, middle[1] + along[1] * k * pitch)
        for k in (-0.54, -0.3, 0.0, 0.3, 0.54)
    ]
    half = pitch * 0.46
    for inset, shade in ((0.0, 0.45), (0.07, 0.14), (0.2, 0.0)):
        canvas.polygon(
            outline(path, (-half * (1 - inset), half * (1 - inset))), mix(colour, ink, shade)
        )
    for end in (path[:2], path[3:]):
        canvas.polygon(outline(end, (-half * 0.98, half * 0.98)), mix(colour, ink, 0.16))
