"""Uploads are sniffed, unfolded with care, and re-encoded; nothing of the original survives."""

import io

import pytest
from PIL import Image

from bilten_app.domains.media import rules
from bilten_app.domains.media.public import (
    MAX_BYTES,
    MediaKind,
    PictureBroken,
    PictureRefused,
    PictureTooBig,
    PictureTooMany,
    PictureTooSmall,
    PictureUnknown,
)
from tests.people import picture


def _bomb(side: int) -> bytes:
    out = io.BytesIO()
    Image.new("1", (side, side)).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_every_kind_we_take_becomes_webp(form: str) -> None:
    rendered = rules.render(picture(2000, 1000, form), MediaKind.cover)

    assert list(rendered.renditions) == [400, 800, 1600]
    small = Image.open(io.BytesIO(rendered.renditions[400]))
    assert (small.format, small.size) == ("WEBP", (400, 200))


def test_a_picture_is_never_blown_up() -> None:
    rendered = rules.render(picture(1000, 600), MediaKind.cover)

    assert list(rendered.renditions) == [400, 800, 1000]


def test_the_tint_is_the_colour_that_covers_most() -> None:
    red, green, blue = bytes.fromhex(rules.render(picture(), MediaKind.cover).tint[1:])

    assert abs(red - 0x1F) < 8
    assert abs(green - 0x5E) < 8
    assert abs(blue - 0xFF) < 8


def test_a_transparent_logo_stays_transparent() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (256, 256), (0, 0, 0, 0)).save(out, "PNG")

    rendered = rules.render(out.getvalue(), MediaKind.logo)

    assert Image.open(io.BytesIO(rendered.renditions[128])).mode == "RGBA"


def test_the_picture_is_turned_upright_and_its_metadata_is_gone() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "a camera that knows where it was"

    rendered = rules.render(picture(1200, 800, "JPEG", exif=exif), MediaKind.cover)

    assert (rendered.width, rendered.height) == (800, 1200)
    assert not Image.open(io.BytesIO(rendered.renditions[800])).getexif()


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", PictureUnknown),
        (b"just some words, not a picture at all", PictureUnknown),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", PictureUnknown),
        (b"%PDF-1.7 not a picture", PictureUnknown),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), PictureBroken),
        (picture()[:300], PictureBroken),
        (picture(300, 900), PictureTooSmall),
        (bytes(MAX_BYTES + 1), PictureTooBig),
        (_bomb(8_000), PictureTooMany),
        (_bomb(16_000), PictureTooMany),
    ],
)
def test_what_is_not_a_fair_picture_is_refused_with_a_reason(
    content: bytes, refusal: type[PictureRefused]
) -> None:
    with pytest.raises(refusal):
        rules.render(content, MediaKind.cover)
