"""From what somebody uploaded to what we show: sniff, unfold with care, re-encode, choose a tint.

Nothing of the original bytes survives: no metadata, no place where the picture was taken.
"""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false
# (Pillow and puremagic leave some of their parameters without a type)

import io
import warnings
from dataclasses import dataclass

import puremagic
from PIL import Image, ImageOps, UnidentifiedImageError

from bilten_app.domains.media.public import (
    LEAST_SIDE,
    MAX_BYTES,
    WIDTHS,
    MediaKind,
    PictureBroken,
    PictureTooBig,
    PictureTooMany,
    PictureTooSmall,
    PictureUnknown,
)

MAX_PIXELS = 50_000_000
FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP", "image/avif": "AVIF"}
LARGEST = (1600, 1600)
QUALITY = 82

Image.MAX_IMAGE_PIXELS = MAX_PIXELS
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)


@dataclass(frozen=True, slots=True)
class Rendered:
    """A picture re-encoded: its WebP bytes by width."""

    width: int
    height: int
    tint: str
    renditions: dict[int, bytes]


def render(content: bytes, kind: MediaKind) -> Rendered:
    """Return every rendition of an upload, or raise a PictureRefused. Slow: run it in a thread."""
    if len(content) > MAX_BYTES:
        raise PictureTooBig
    picture = _unfolded(content, _format_of(content))
    least = LEAST_SIDE[kind]
    if min(picture.size) < least:
        raise PictureTooSmall(width=least)
    if kind is MediaKind.avatar:
        side = min(picture.size)
        picture = ImageOps.fit(picture, (side, side))
    return Rendered(
        width=picture.width,
        height=picture.height,
        tint=tint_of(picture),
        renditions={width: _webp(picture, width) for width in widths(kind, picture.width)},
    )


def widths(kind: MediaKind, width: int) -> tuple[int, ...]:
    """Return how wide the renditions will be; a picture is never blown up."""
    wished = WIDTHS[kind]
    return tuple(sorted({min(wish, width) for wish in wished}))


def tint_of(picture: Image.Image) -> str:
    """Return the colour that covers most of the picture, as `#rrggbb`."""
    small = picture.convert("RGB").resize((48, 48), Image.Resampling.BOX)
    counted = small.quantize(colors=6).convert("RGB").getcolors(48 * 48) or []
    _, color = max(counted, key=lambda entry: entry[0])
    red, green, blue = color if isinstance(color, tuple) else (128, 128, 128)
    return f"#{red:02x}{green:02x}{blue:02x}"


def _format_of(content: bytes) -> str:
    try:
        guesses = [str(guess.mime_type) for guess in puremagic.magic_string(content)]
    except (puremagic.PureError, ValueError):
        raise PictureUnknown from None
    for guess in guesses:
        if guess in FORMATS:
            return FORMATS[guess]
    raise PictureUnknown


def _unfolded(content: bytes, form: str) -> Image.Image:
    """Return the decoded picture, upright, in RGB or RGBA."""
    try:
        picture = Image.open(io.BytesIO(content), formats=[form])
        picture.draft("RGB", LARGEST)
        upright = ImageOps.exif_transpose(picture)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise PictureTooMany from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        raise PictureBroken from None
    return upright.convert("RGBA" if upright.has_transparency_data else "RGB")


def _webp(picture: Image.Image, width: int) -> bytes:
    height = max(1, round(picture.height * width / picture.width))
    out = io.BytesIO()
    scaled = picture.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3)
    scaled.save(out, "WEBP", quality=QUALITY, method=4)
    return out.getvalue()
