"""From a cover's few words to its pictures."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random  # noqa: TID251 - pictures must come out the same at every run

from PIL import Image

from bilten_app.demo.art import land, light, shapes, squares, threads
from bilten_app.demo.art.canvas import Canvas, as_webp
from bilten_app.demo.art.palettes import PALETTES

FAMILIES: dict[str, Callable[[Canvas], None]] = {
    "arcs": shapes.arcs,
    "aura": light.aura,
    "beams": light.beams,
    "blocks": land.blocks,
    "bokeh": light.bokeh,
    "citrus": shapes.citrus,
    "contours": land.contours,
    "curtain": light.curtain,
    "cutouts": shapes.cutouts,
    "flow": threads.flow,
    "geometry": squares.geometry,
    "halftone": light.halftone,
    "hills": land.hills,
    "lanes": threads.lanes,
    "orbits": light.orbits,
    "silk": threads.silk,
    "stars": land.stars,
    "tiles": shapes.tiles,
    "weave": threads.weave,
}

GRAINY = frozenset({"aura", "beams", "contours", "curtain", "hills", "orbits"})


@dataclass(frozen=True, slots=True)
class Cover:
    """What an event looks like: a family of pictures, a palette and a seed."""

    family: str
    palette: str
    seed: int = 1
    beside: str = "aura"


def paint_cover(cover: Cover) -> bytes:
    """The cover as WebP, 1600 by 900."""
    return as_webp(draw_cover(cover))


def paint_gallery(cover: Cover) -> tuple[bytes, bytes]:
    """Two companions: the same family from elsewhere, and another family in the same colours."""
    again = replace(cover, seed=cover.seed + 1000)
    other = replace(cover, family=cover.beside, seed=cover.seed + 2000)
    return paint_cover(again), paint_cover(other)


def draw_cover(cover: Cover) -> Image.Image:
    """The picture itself."""
    rng = Random(f"{cover.family}/{cover.palette}/{cover.seed}")  # noqa: S311 - not a secret
    canvas = Canvas(rng, PALETTES[cover.palette])
    FAMILIES[cover.family](canvas)
    return canvas.finish(grain=0.2 if cover.family in GRAINY else 0.0)
