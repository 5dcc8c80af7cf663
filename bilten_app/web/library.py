"""JavaScript that lies beside a Python module, as compiled pages import it."""

import os

import reflex as rx

SERVES = "__REFLEX_SKIP_COMPILE"  # Reflex's own sign that the pages are compiled already


def library(module: str, file: str) -> str:
    """Return the address of a script beside `module`; call it from there with `__name__`.

    Only a compiler needs more than the name. Reflex looks for the caller through every frame and
    every loaded module, most of a second for our four scripts, which a start need not wait for.
    """
    if os.environ.get(SERVES):
        return f"$/public/external/{module.replace('.', '/')}/{file}"
    return "$/public" + rx.asset(file, shared=True, _stack_level=2)
