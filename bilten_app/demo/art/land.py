"""Pictures of places: hills, contours, blocks, stars."""

import math

from PIL import Image, ImageDraw

from bilten_app.demo.art.canvas import HEIGHT, WIDTH, Canvas, Point, cast_shadow, noise, turned
from bilten_app.demo.art.palettes import Colour, lightness, mix, ramp


def hills(canvas: Canvas) -> None:
    """Ridges of cut paper, darker towards the viewer, with the sun low behind them."""
    rng, palette, accents = canvas.rng, canvas.palette, canvas.accents()
    glow = max(accents, key=lightness)
    others = [accent for accent in accents if accent != glow]
    canvas.gradient([others[0], mix(others[0], glow, 0.6), glow, mix(glow, palette.paper, 0.6)])
    x, y = rng.uniform(360, 1240), rng.uniform(300, 420)
    for i, colour in enumerate(ramp((mix(glow, palette.paper, 0.35), palette.paper), 4)):
        canvas.circle(x, y, 250 - i * 46, colour)
    layers = 7
    tones = ramp(
        (mix(glow, others[1], 0.45), others[1], mix(others[1], palette.ink, 0.6), palette.ink),
        layers,
    )
    for layer, tone in enumerate(tones):
        ridge = _ridge(canvas, layer / (layers - 1))
        _cast(canvas, ridge)
        canvas.polygon([*ridge, (WIDTH + 40, HEIGHT + 40), (-40, HEIGHT + 40)], tone)


def _ridge(canvas: Canvas, near: float) -> list[Point]:
    height = noise(canvas.rng, longest=1500 - 500 * near, shortest=160 + 120 * near, count=6)
    base, swing = HEIGHT * (0.46 + 0.46 * near), 120 - 45 * near
    return [(x, base + height(x, 0) * swing) for x in range(-40, WIDTH + 48, 8)]


def _cast(canvas: Canvas, ridge: list[Point]) -> None:
    mask = Image.new("L", (WIDTH // 4, HEIGHT // 4), 0)
    small = [(x / 4, y / 4) for x, y in ridge]
    ImageDraw.Draw(mask).polygon([*small, (WIDTH, HEIGHT), (-40, HEIGHT)], fill=255)
    cast_shadow(canvas.image, mask, (0, -10), depth=0.34, soft=16)


def contours(canvas: Canvas) -> None:
    """A landscape as stacked sheets of paper, cut along its contour lines."""
    rng, palette, accents = canvas.rng, canvas.palette, canvas.accents()
    height = noise(rng, longest=1700, shortest=420, count=8)
    small = Image.new("F", (161, 91))
    small.putdata([height(x * 10, y * 10) * 120 + 128 for y in range(91) for x in range(161)])
    field = small.resize((WIDTH * 2, HEIGHT * 2), Image.Resampling.BICUBIC).convert("L")
    quarter = field.resize((WIDTH // 4, HEIGHT // 4))
    deep, top = min(accents[:3], key=lightness), palette.paper
    colours = ramp((mix(palette.ink, deep, 0.2), accents[0], accents[1], accents[2], top), 9)
    pile = Image.new("RGB", (WIDTH, HEIGHT), colours[0])
    for level, colour in enumerate(colours[1:]):
        floor = 40 + level * 24
        steps = [255 if v >= floor else 0 for v in range(256)]
        cast_shadow(pile, quarter.point(steps), (6, 12), depth=0.42, soft=13)
        pile.paste(colour, (0, 0), field.point(steps).reduce(2))
    canvas.replace(pile)


def blocks(canvas: Canvas) -> None:
    """A field of columns seen from above at an angle, lit from the left."""
    rng, palette, accents = canvas.rng, canvas.palette, canvas.accents()
    canvas.fill(palette.ink)
    height = noise(rng, longest=22, shortest=7, count=5)
    side = rng.choice((42, 52, 62))
    reach = math.ceil(2200 / side / 2)
    tones = ramp(
        (mix(palette.ink, accents[0], 0.5), accents[0], accents[1], accents[2], palette.paper), 24
    )
    for total in range(-2 * reach, 2 * reach):
        for column in range(-reach, reach):
            row = total - column
            x = WIDTH / 2 + (column - row) * side * 0.866
            y = HEIGHT / 2 + (column + row) * side * 0.5
            if not (-side < x < WIDTH + side and -side < y < HEIGHT + side * 7):
                continue
            rise = 0.5 + 0.5 * height(column, row) + rng.uniform(-0.07, 0.07)
            rise = min(1.0, max(0.0, rise))
            tone = accents[3] if rng.random() < 0.025 else tones[round(rise * 23)]
            _column(canvas, (x, y - rise * side * 5), side, tone)


def _column(canvas: Canvas, at: Point, side: float, tone: Colour) -> None:
    x, y = at
    wide, tall, foot = side * 0.866, side * 0.5, side * 5.5
    ink = canvas.palette.ink
    canvas.polygon(
        [(x - wide, y), (x, y + tall), (x, y + foot), (x - wide, y + foot - tall)],
        mix(tone, ink, 0.32),
    )
    canvas.polygon(
        [(x + wide, y), (x, y + tall), (x, y + foot), (x + wide, y + foot - tall)],
        mix(tone, ink, 0.62),
    )
    canvas.polygon([(x, y - tall), (x + wide, y), (x, y + tall), (x - wide, y)], tone)


def stars(canvas: Canvas) -> None:
    """Eightfold star tiling: lines grow from the edges of octagons and squares until they meet."""
    rng, palette = canvas.rng, canvas.palette
    accents = sorted(canvas.accents(), key=lightness)
    canvas.fill(palette.ink)
    side = rng.choice((130, 160, 190))
    contact = math.radians(rng.choice((62, 67.5, 70)))
    pitch = side * (1 + math.sqrt(2))
    figures: list[tuple[list[Point], Point]] = []
    for column in range(-1, math.ceil(WIDTH / pitch) + 2):
        for row in range(-1, math.ceil(HEIGHT / pitch) + 2):
            x, y = column * pitch, row * pitch
            figures.append((_star((x, y), 8, side, contact), (x, y)))
            middle = (x + pitch / 2, y + pitch / 2)
            figures.append((_star(middle, 4, side, contact), middle))
    fills = (accents[2], accents[0], accents[3])
    for figure, (x, y) in figures:
        eight = len(figure) == 32
        tone = fills[round(x / pitch + y / pitch) % 2] if eight else fills[2]
        canvas.polygon(figure, tone)
        for scale, inner in (
            (0.62, palette.paper),
            (0.54, mix(tone, palette.ink, 0.45)),
            (0.24, accents[4]),
        ):
            canvas.polygon(
                [(x + (px - x) * scale, y + (py - y) * scale) for px, py in figure], inner
            )
    for width, tone in (
        (15.0, palette.ink),
        (9.0, palette.paper),
        (2.0, mix(palette.paper, palette.ink, 0.3)),
    ):
        for figure, _ in figures:
            canvas.line([*figure, figure[0], figure[1]], width * side / 120, tone)


def _star(at: Point, sides: int, side: float, contact: float) -> list[Point]:
    """Edge middles and the points where neighbouring edges' lines meet, in turn."""
    inner = side / 2 / math.tan(math.pi / sides)
    half = math.pi / sides
    start = math.pi / 4 if sides == 4 else 0.0
    reach = inner * math.sin(math.pi / 2 - contact) / math.sin(math.pi / 2 + contact - half)
    figure: list[Point] = []
    for i in range(sides):
        angle = start + i * 2 * half
        figure.append(turned(*at, angle, inner))
        figure.append(turned(*at, angle + half, reach))
    return figure
