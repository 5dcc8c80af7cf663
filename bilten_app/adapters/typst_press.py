"""Typst with the repository's fonts: what every kind of paper is set by.

The compiler keeps its fonts between calls and is used by one thread at a time.
"""

import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import typst

FONTS = Path(__file__).resolve().parents[2] / "assets" / "fonts" / "paper"


class Press:
    """Sets one template; PDFs are accessible ones (PDF/UA-1)."""

    def __init__(self, template: Path) -> None:
        self._template = template
        self._compiler: typst.Compiler | None = None
        self._turn = threading.Lock()

    def set(
        self,
        inputs: Mapping[str, str],
        *,
        form: Literal["pdf", "png"] = "pdf",
        ppi: float | None = None,
        root: str | None = None,
    ) -> list[bytes]:
        """Return one PDF, or a picture of each page; blocks. `root` holds what inputs name."""
        with self._turn:
            pages = self._typst().compile(
                input=self._template.read_bytes(),
                format=form,
                ppi=ppi,
                root=root,
                sys_inputs=dict(inputs),
                pdf_standards="ua-1" if form == "pdf" else [],
            )
        return [pages] if isinstance(pages, bytes) else list(pages or ())

    def _typst(self) -> typst.Compiler:
        if self._compiler is None:
            fonts = typst.Fonts(
                include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)]
            )
            self._compiler = typst.Compiler(font_paths=fonts)
        return self._compiler
