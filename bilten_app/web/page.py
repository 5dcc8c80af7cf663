"""One address of the site: what is drawn there, in which frame, and what loads it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import reflex as rx

from bilten_app.web import shell
from bilten_app.web.document import DocumentMaker

type Frame = Callable[..., rx.Component]


@dataclass(frozen=True, slots=True)
class Page:
    """One address of the site.

    `ready` is the state var that tells when the page shows what it is about; `title` is a
    sentence or a state var. A document that `is_shared` is the same for every guest.
    """

    path: str
    draw: Callable[[], rx.Component]
    title: Any
    frame: Frame = shell.public
    on_load: Sequence[Any] = ()
    ready: Any = True
    document: DocumentMaker | None = None
    is_shared: bool = False
