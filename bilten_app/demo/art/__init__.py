"""Cover art and logos, painted by seed: the same words give the same picture, byte for byte."""

from bilten_app.demo.art.covers import FAMILIES, Cover, paint_cover, paint_gallery
from bilten_app.demo.art.logos import MOTIFS, paint_logo
from bilten_app.demo.art.palettes import PALETTES

__all__ = [
    "FAMILIES",
    "MOTIFS",
    "PALETTES",
    "Cover",
    "paint_cover",
    "paint_gallery",
    "paint_logo",
]
