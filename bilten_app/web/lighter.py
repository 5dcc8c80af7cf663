"""What the compiled pages leave out of Reflex, so that a phone has less to fetch.

Emotion (8 kB on the wire) would draw styles that we have none of: elements.js takes its place.
An `eval` that reads the names around it keeps every name in its chunk as long as it was written;
our policy refuses both kinds alike.
"""

import re
from pathlib import Path
from typing import Any, override

from reflex_base.plugins import Plugin

ELEMENTS = Path(__file__).with_name("elements.js")
STANDS_IN = "utils/elements.js"
ALIASES = "    alias: [\n"
NEARBY_EVAL = re.compile(r"(?<!\(0, )\beval\(")


class Lighter(Plugin):
    """Rewrites what Reflex hands to the bundler; a Reflex that hands over something else fails."""

    @override
    def get_static_assets(self, **context: Any) -> list[tuple[Path, str | bytes]]:
        """Put our elements beside Reflex's own scripts."""
        return [(Path(STANDS_IN), ELEMENTS.read_bytes())]

    @override
    def pre_compile(self, **context: Any) -> None:
        """Have the two files changed when they are written."""
        context["add_modify_task"]("vite.config.js", without_emotion)
        context["add_modify_task"]("utils/state.js", without_nearby_eval)


def without_emotion(config: str) -> str:
    """Return the bundler's configuration with our elements in Emotion's place."""
    alias = (
        '      { find: "@emotion/react", '
        f'replacement: fileURLToPath(new URL("./{STANDS_IN}", import.meta.url)) }},\n'
    )
    return _changed(config, config.replace(ALIASES, ALIASES + alias, 1))


def without_nearby_eval(script: str) -> str:
    """Return Reflex's script with evals that know nothing of the names around them."""
    return NEARBY_EVAL.sub("(0, eval)(", script)


def _changed(before: str, after: str) -> str:
    if after == before:
        raise ValueError("Reflex writes its configuration otherwise: see bilten_app/web/lighter.py")
    return after
