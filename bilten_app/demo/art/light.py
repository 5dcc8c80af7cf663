"""Pictures made of light: aura, bokeh, halftone, beams, orbits, curtain."""

import math

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from bilten_app.demo.art.canvas import HEIGHT, WIDTH, Canvas, Point, turned
from bilten_app.demo.art.palettes import Colour, lightness, mix, ramp

BLACK = (0, 0, 0)


def aura(canvas: Canvas) -> None:
    """Large soft lights that melt into each other, and one clear disc."""
    rng, accents = canvas.rng, canvas.accents()
    small = Image.new("RGB", (160, 90), canvas.palette.ink)
    pen = ImageDraw.Draw(small)
    for i in range(11):
        x, y, reach = rng.uniform(0, 160), rng.uniform(0, 90), rng.uniform(18, 42)
        pen.ellipse((x - reach, y - reach * 0.8, x + reach, y + reach * 0.8), fill=accents[i % 5])
    small = small.filter(ImageFilter.GaussianBlur(17))
    canvas.replace(small)
    x, y, radius = rng.uniform(500, 1100), rng.uniform(380, 520), rng.uniform(210, 290)
    _ball(canvas, (x, y), radius, (accents[1], mix(accents[0], canvas.palette.paper, 0.6)))


def _ball(canvas: Canvas, at: Point, radius: float, colours: tuple[Colour, Colour]) -> None:
    """A disc shaded from one side, its edge crisp."""
    angle = canvas.rng.uniform(0, math.tau)
    size = max(2, round(radius * 2))
    column = Image.new("RGB", (1, 64))
    column.putdata(ramp(colours, 64))
    face = column.resize((size * 2, size * 2), Image.Resampling.BICUBIC)
    face = face.rotate(math.degrees(angle), Image.Resampling.BICUBIC)
    start = size // 2
    face = face.crop((start, start, start + size, start + size)).resize((size * 2, size * 2))
    mask = Image.new("L", face.size, 0)
    ImageDraw.Draw(mask).ellipse((0, 0, face.width - 1, face.height - 1), fill=255)
    corner = round((at[0] - radius) * 2), round((at[1] - radius) * 2)
    canvas.image.paste(face, corner, mask)


def bokeh(canvas: Canvas) -> None:
    """A city at night across the water, seen through a lens out of focus."""
    rng, palette, accents = canvas.rng, canvas.palette, canvas.accents()
    sky = [palette.ink, mix(palette.ink, accents[0], 0.55), mix(accents[0], accents[1], 0.6)]
    canvas.gradient([*sky, mix(accents[1], palette.paper, 0.3), palette.ink])
    shore = 610
    for depth, shade in enumerate((0.5, 0.08)):
        _skyline(canvas, shore, (mix(palette.ink, accents[0], shade), accents), depth)
    _reflect(canvas, shore)
    lights = Image.new("RGB", (WIDTH // 2, HEIGHT // 2), BLACK)
    for _ in range(54):
        _blur_disc(canvas, lights, mix(BLACK, rng.choice(accents), rng.uniform(0.3, 0.8)))
    canvas.blend(ImageChops.screen, lights.filter(ImageFilter.GaussianBlur(0.8)))


def _skyline(
    canvas: Canvas, shore: float, colours: tuple[Colour, list[Colour]], depth: int
) -> None:
    rng, (wall, accents) = canvas.rng, colours
    x = -20.0
    while x < WIDTH:
        width = rng.uniform(50, 120)
        middle = 1 - abs(x - WIDTH * 0.55) / WIDTH
        height = rng.uniform(90, 300) * (0.5 + middle) * (1.15 - depth * 0.35)
        canvas.rectangle(x, shore - height, width, height, wall)
        if rng.random() < 0.25:
            canvas.rectangle(x + width / 2 - 2, shore - height - 60, 4, 60, wall)
        lit = mix(rng.choice(accents), canvas.palette.paper, 0.5)
        for row in range(int(height // 18)):
            for column in range(int(width // 14)):
                if rng.random() < 0.3:
                    spot = x + 5 + column * 14, shore - height + 8 + row * 18
                    canvas.rectangle(*spot, 6, 9, mix(wall, lit, rng.uniform(0.3, 0.9)))
        x += width + rng.choice((0, 0, 6, 24))


def _reflect(canvas: Canvas, shore: int) -> None:
    depth = HEIGHT - shore
    above = canvas.image.crop((0, (shore - depth) * 2, WIDTH * 2, shore * 2)).resize((200, 60))
    water = above.transpose(Image.Transpose.FLIP_TOP_BOTTOM).filter(ImageFilter.BoxBlur((1, 5)))
    water = Image.blend(water, Image.new("RGB", water.size, canvas.palette.ink), 0.45)
    canvas.image.paste(
        water.resize((WIDTH * 2, depth * 2), Image.Resampling.BICUBIC), (0, shore * 2)
    )


def _blur_disc(canvas: Canvas, lights: Image.Image, colour: Colour) -> None:
    rng = canvas.rng
    reach = rng.choice((6, 10, 16, 24, 36)) * rng.uniform(0.8, 1.2)
    x, y = rng.uniform(0, lights.width), rng.gauss(lights.height * 0.76, lights.height * 0.13)
    side = round(reach * 2 + 4)
    layer = Image.new("RGB", (side, side), BLACK)
    box = (2, 2, reach * 2, reach * 2)
    ImageDraw.Draw(layer).ellipse(box, fill=mix(BLACK, colour, 0.8), outline=colour, width=2)
    corner = round(x - reach), round(y - reach)
    under = lights.crop((*corner, corner[0] + layer.width, corner[1] + layer.height))
    lights.paste(ImageChops.screen(under, layer), corner)


def halftone(canvas: Canvas) -> None:
    """A low sun under a sky printed in dots, over a striped sea."""
    rng, palette = canvas.rng, canvas.palette
    tones = sorted(canvas.accents(), key=lightness)
    sky, sun, sea = tones[rng.choice((2, 3))], tones[4], tones[rng.choice((0, 1))]
    canvas.gradient([sky, mix(sky, sun, 0.45), mix(sky, sun, 0.75)])
    x, radius, horizon = rng.uniform(480, 1120), rng.uniform(280, 330), rng.uniform(600, 650)
    y = horizon - radius * 0.35
    _sky(canvas, (x, y), radius, sea)
    canvas.circle(x, y, radius + 34, mix(sky, sun, 0.8))
    canvas.circle(x, y, radius, mix(sun, palette.paper, 0.6))
    canvas.rectangle(0, horizon, WIDTH, HEIGHT, mix(sea, palette.ink, 0.35))
    top, thick = horizon + 10, 7.0
    while top < HEIGHT:
        width = radius * rng.uniform(0.55, 1.1) + (top - horizon) * 0.5
        left = x - width + rng.uniform(-50, 50)
        canvas.rectangle(
            left, top, width * 2, thick, mix(mix(sun, palette.paper, 0.5), sky, rng.random())
        )
        top, thick = top + thick * 2.3 + 4, thick * 1.2


def _sky(canvas: Canvas, sun: Point, radius: float, fill: Colour) -> None:
    pitch = 21
    for row in range(-2, 50):
        for column in range(-2, 82):
            x, y = column * pitch + (pitch / 2 if row % 2 else 0), row * pitch * 0.866
            far = (math.hypot(x - sun[0], y - sun[1]) - radius) / 1150
            if far > 0.03:
                canvas.circle(x, y, pitch * min(0.62, 0.06 + far * 0.85), fill)


def beams(canvas: Canvas) -> None:
    """Rays of a projector from one corner of the night, crossing a bright disc."""
    rng, palette, accents = canvas.rng, canvas.palette, canvas.accents()
    canvas.fill(palette.ink)
    x, y = rng.choice((260, 1340)) + rng.uniform(-80, 80), rng.uniform(620, 760)
    count = rng.choice((24, 30, 36))
    colours = ramp((accents[0], accents[1], accents[2], accents[0]), count)
    for i in range(count):
        middle = i * math.tau / count
        spread = math.tau / count * 0.27
        canvas.polygon(
            [(x, y), turned(x, y, middle - spread, 2000), turned(x, y, middle + spread, 2000)],
            colours[i],
        )
    glow = Image.radial_gradient("L").resize((400, 400))
    shade = Image.new("L", (200, 112), 70)
    shade.paste(
        glow.point([max(70, 255 - v) for v in range(256)]), (round(x / 8) - 200, round(y / 8) - 200)
    )
    canvas.blend(ImageChops.multiply, Image.merge("RGB", (shade, shade, shade)))
    for i, colour in enumerate((palette.ink, accents[3], palette.paper, accents[1], palette.ink)):
        canvas.circle(x, y, 232 - i * 46, colour)
    _ball(canvas, (WIDTH - x, HEIGHT - y - 20), 120, (accents[1], palette.paper))


def orbits(canvas: Canvas) -> None:
    """Planets with a lit side on thin orbits."""
    rng, palette, accents = canvas.rng, canvas.palette, canvas.accents()
    canvas.gradient(
        [palette.ink, mix(palette.ink, accents[0], 0.3), mix(palette.ink, accents[1], 0.6)]
    )
    for _ in range(190):
        star = mix(palette.ink, palette.paper, rng.uniform(0.35, 0.95))
        canvas.circle(rng.uniform(0, WIDTH), rng.uniform(0, HEIGHT), rng.uniform(0.7, 2.2), star)
    x, y = rng.uniform(480, 1120), rng.uniform(470, 900)
    for i in range(6):
        radius = 370 + i * 125 + rng.uniform(-30, 30)
        canvas.ring(x, y, radius, 1.6, mix(palette.ink, palette.paper, 0.45))
        spot = turned(x, y, rng.uniform(-3.0, -0.14), radius)
        size = rng.choice((14, 22, 40, 64)) * rng.uniform(0.8, 1.2)
        tone = accents[i % 5]
        _ball(canvas, spot, size, (mix(tone, palette.ink, 0.55), mix(tone, palette.paper, 0.35)))
    sun = max(accents, key=lightness)
    for halo, part in ((300, 0.12), (272, 0.22), (248, 0.36)):
        canvas.circle(x, y, halo, mix(mix(palette.ink, accents[0], 0.35), sun, part))
    _ball(canvas, (x, y), 225, (accents[2], mix(sun, palette.paper, 0.35)))


def curtain(canvas: Canvas) -> None:
    """A stage in the moment before: drawn curtains, a pool of light, an empty circle."""
    rng, palette, accents = canvas.rng, canvas.palette, canvas.accents()
    cloth, warm = accents[0], mix(accents[1], palette.paper, 0.35)
    canvas.gradient([palette.ink, mix(palette.ink, accents[1], 0.45), mix(palette.ink, warm, 0.8)])
    middle = WIDTH / 2 + rng.uniform(-140, 140)
    canvas.rectangle(0, 735, WIDTH, 200, mix(palette.ink, cloth, 0.35))
    for step, colour in enumerate(ramp((mix(palette.ink, warm, 0.45), warm), 14)):
        _pool(canvas, (middle, 812), 430 - step * 9, colour)
    _ball(canvas, (middle, 430), rng.uniform(150, 190), (accents[2], mix(warm, palette.paper, 0.5)))
    for side in (-1, 1):
        _drape(canvas, middle, side, cloth)


def _pool(canvas: Canvas, at: Point, reach: float, fill: Colour) -> None:
    turns = [i * math.tau / 90 for i in range(90)]
    canvas.polygon(
        [(at[0] + math.cos(t) * reach, at[1] + math.sin(t) * reach * 0.14) for t in turns], fill
    )


def _drape(canvas: Canvas, middle: float, side: int, cloth: Colour) -> None:
    """One curtain, gathered at a cord: strips of cloth shaded as folds."""
    rng, palette = canvas.rng, canvas.palette
    edge = WIDTH + 60 if side > 0 else -60
    strips = 150
    phase = rng.uniform(0, math.tau)
    paths: list[list[Point]] = []
    for i in range(strips + 1):
        part = i / strips
        top = middle + side * 24 + (edge - middle - side * 24) * part
        tied = edge - side * (210 - 200 * part)
        foot = edge - side * (300 - 290 * part)
        paths.append([_hang(t / 24, top, tied, foot) for t in range(25)])
    for i in range(strips):
        fold = math.sin(phase + i * 0.25 + 0.9 * math.sin(i * 0.07))
        tone = mix(cloth, palette.ink, 0.36 - 0.32 * fold)
        tone = mix(tone, palette.paper, max(0.0, fold - 0.6) * 0.35)
        canvas.polygon(paths[i] + paths[i + 1][::-1], tone)


def _hang(part: float, top: float, tied: float, foot: float) -> Point:
    cord = 0.62
    if part < cord:
        ease = (1 - math.cos((part / cord) ** 1.5 * math.pi)) / 2
        return top + (tied - top) * ease, part * (HEIGHT + 20)
    ease = (1 - math.cos((part - cord) / (1 - cord) * math.pi)) / 2
    return tied + (foot - tied) * ease, part * (HEIGHT + 20)
