"""Pictures as pages show them, and why one is refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NewType
from uuid import UUID

from bilten_app.kit.errors import Invalid
from bilten_app.kit.text import msgid

MediaId = NewType("MediaId", UUID)

MAX_BYTES = 10 * 1024 * 1024
AVATARS = "avatars/"
"""How the keys of people's own pictures begin."""


def avatar_url(avatar_id: UUID | None, width: int = 128) -> str:
    """Return the address of somebody's picture; empty for who has none."""
    return f"/media/{avatar_id}/{width}.webp" if avatar_id else ""


class Verb(StrEnum):
    """What the audit says about pictures."""

    added = "media.added"


class MediaKind(StrEnum):
    """What a picture is for."""

    cover = "cover"
    logo = "logo"
    avatar = "avatar"


WIDTHS: Mapping[MediaKind, tuple[int, ...]] = {
    MediaKind.cover: (400, 800, 1600),
    MediaKind.logo: (128, 512),
    MediaKind.avatar: (128, 512),
}


LEAST_SIDE: Mapping[MediaKind, int] = {
    MediaKind.cover: 400,
    MediaKind.logo: 96,
    MediaKind.avatar: 96,
}


@dataclass(frozen=True, slots=True)
class MediaView:
    """A picture: `widths` are the renditions there are, `tint` is its colour before it loads."""

    id: MediaId
    alt: str
    width: int
    height: int
    tint: str
    widths: tuple[int, ...]

    def url(self, width: int) -> str:
        """Return the address of the smallest rendition that is at least `width` wide."""
        wide_enough = [offered for offered in self.widths if offered >= width]
        return f"/media/{self.id}/{min(wide_enough, default=max(self.widths))}.webp"

    @property
    def srcset(self) -> str:
        """The renditions as an `img` wants them."""
        return ", ".join(f"{self.url(width)} {width}w" for width in self.widths)


class PictureRefused(Invalid):
    """A picture that cannot be taken in."""

    code = "picture_refused"


class PictureTooBig(PictureRefused):
    """More bytes than we take."""

    code = "picture_too_big"
    text = msgid("This picture has more than 10 MB. Please save it smaller and try again.")


class PictureTooMany(PictureRefused):
    """More pixels than we unfold: a picture of this size is an attack or a mistake."""

    code = "picture_too_many_pixels"
    text = msgid("This picture has too many pixels. Use one of at most 50 megapixels.")


class PictureTooSmall(PictureRefused):
    """Too few pixels to look good."""

    code = "picture_too_small"
    text = msgid("This picture is too small. It should be at least {width} pixels wide and high.")


class PictureUnknown(PictureRefused):
    """Not a kind of picture that we read."""

    code = "picture_unknown"
    text = msgid("This is not a picture we can read. Use a JPEG, PNG, WebP or AVIF file.")


class PictureBroken(PictureRefused):
    """It says it is a picture, but it does not open."""

    code = "picture_broken"
    text = msgid("This picture is damaged and does not open. Please export it again.")
