"""Typst with the repository's fonts: what every kind of paper is set by.

The compiler keeps its fonts between calls and is used by one thread at a time.
"""

import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import typst

NO_LETTER = "could not be displayed with font"
FONTS = Path(__file__).resolve().parents[2] / "assets" / "fonts" / "paper"


class Press:
    """Sets one template; PDFs are accessible ones (PDF/UA-1).

    Where somebody's name has letters that our fonts lack, they come from the fonts of the machine,
    or stay boxes: the paper is then no PDF/UA-1, but it is there.
    """

    def __init__(self, template: Path) -> None:
        self._template = template
        self._compilers: dict[bool, typst.Compiler] = {}
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
            try:
                return self._set(inputs, form, ppi, root, any_font=False)
            except typst.TypstError as error:
                if NO_LETTER not in str(error):
                    raise
                return self._set(inputs, form, ppi, root, any_font=True)

    def _set(
        self,
        inputs: Mapping[str, str],
        form: Literal["pdf", "png"],
        ppi: float | None,
        root: str | None,
        *,
        any_font: bool,
    ) -> list[bytes]:
        pages = self._typst(any_font=any_font).compile(
            input=self._template.read_bytes(),
            format=form,
            ppi=ppi,
            root=root,
            sys_inputs={**inputs, "any_font": "yes" if any_font else ""},
            pdf_standards="ua-1" if form == "pdf" and not any_font else [],
        )
        return [pages] if isinstance(pages, bytes) else list(pages or ())

    def _typst(self, *, any_font: bool) -> typst.Compiler:
        if any_font not in self._compilers:
            fonts = typst.Fonts(
                include_system_fonts=any_font,
                include_embedded_fonts=False,
                font_paths=[str(FONTS)],
            )
            self._compilers[any_font] = typst.Compiler(font_paths=fonts)
        return self._compilers[any_font]
