"""Pictures come out the same at every run, in their size, and within their weight."""

import io

import pytest
from PIL import Image

from bilten_app.demo.art import FAMILIES, MOTIFS, PALETTES, Cover, paint_cover, paint_logo
from bilten_app.demo.art.canvas import BYTES_AT_MOST
from bilten_app.demo.art.covers import draw_cover
from bilten_app.demo.art.palettes import colour, mix, ramp


@pytest.mark.parametrize("family", FAMILIES)
def test_a_cover_is_deterministic_and_within_its_size(family: str):
    cover = Cover(family, "ember", 4)

    one, two = paint_cover(cover), paint_cover(cover)

    assert one == two
    assert len(one) <= BYTES_AT_MOST
    with Image.open(io.BytesIO(one)) as image:
        assert (image.format, image.size) == ("WEBP", (1600, 900))


@pytest.mark.parametrize("palette", PALETTES)
def test_cutouts_find_enough_colours_in_every_palette(palette: str):
    assert draw_cover(Cover("cutouts", palette, 1)).size == (1600, 900)


def test_another_seed_gives_another_picture():
    assert paint_cover(Cover("geometry", "nile", 1)) != paint_cover(Cover("geometry", "nile", 2))


@pytest.mark.parametrize("motif", MOTIFS)
def test_a_logo_is_square_with_clear_corners(motif: str):
    data = paint_logo(motif, "1e7f86")

    assert data == paint_logo(motif, "1e7f86")
    with Image.open(io.BytesIO(data)) as image:
        assert (image.format, image.size) == ("PNG", (512, 512))
        assert image.convert("RGBA").getpixel((0, 0))[3] == 0  # type: ignore[index]


def test_palettes_have_five_accents():
    assert all(len(palette.accents) == 5 for palette in PALETTES.values())


def test_a_mix_begins_and_ends_at_its_colours():
    one, two = colour("0b1d2a"), colour("f4533a")

    assert mix(one, two, 0) == one
    assert mix(one, two, 1) == two
    assert ramp((one, two), 5)[0] == one
    assert ramp((one, two), 5)[-1] == two
