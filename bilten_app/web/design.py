"""The design tokens: the only place with a colour, a font or a measure.

`uv run python -m bilten_app.web.design` writes `assets/tokens.css`. Components name tokens through
Tailwind (`bg-surface`, `text-muted`), so light and dark differ here and nowhere else.
Every text colour has at least 4.5:1 on every ground it may stand on; a test computes it.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

TOKENS_CSS = Path(__file__).resolve().parents[2] / "assets" / "tokens.css"

LIGHT: Mapping[str, str] = {
    "paper": "#fbfaf7",
    "surface": "#ffffff",
    "sunken": "#f3f1eb",
    "line": "#e5e1d8",
    "edge": "#8b8f8a",
    "ink": "#18201c",
    "muted": "#59615c",
    "brand": "#0b5d4b",
    "brand-strong": "#084739",
    "on-brand": "#ffffff",
    "brand-soft": "#e2f0ea",
    "good": "#17683a",
    "good-soft": "#e2f2e6",
    "warn": "#835000",
    "warn-soft": "#fdf0d9",
    "bad": "#ad231b",
    "bad-soft": "#fce8e5",
    "seat-one": "#0b6b56",
    "seat-two": "#4453b8",
    "seat-three": "#9a5b00",
    "seat-four": "#94306f",
    "veil": "#18201c73",
}

DARK: Mapping[str, str] = {
    "paper": "#0f1412",
    "surface": "#171d1a",
    "sunken": "#1f2723",
    "line": "#2c3631",
    "edge": "#77827c",
    "ink": "#eef1ee",
    "muted": "#a7b0ab",
    "brand": "#79d8bb",
    "brand-strong": "#98e6cd",
    "on-brand": "#05241b",
    "brand-soft": "#16352b",
    "good": "#7fd79c",
    "good-soft": "#14321f",
    "warn": "#f0bf6a",
    "warn-soft": "#37290f",
    "bad": "#ff9d92",
    "bad-soft": "#43191a",
    "seat-one": "#6fd0b3",
    "seat-two": "#a9b6ff",
    "seat-three": "#f0bf6a",
    "seat-four": "#f2a0cf",
    "veil": "#000000a6",
}

FONT = (
    "'Instrument Sans Variable', 'Instrument Sans Stand-In', ui-sans-serif, system-ui, "
    "'Segoe UI', sans-serif"
)
MONO = "ui-monospace, 'SF Mono', 'Cascadia Mono', Menlo, Consolas, monospace"

# The bundled subsets and the code points each one covers.
FONT_FILES: Mapping[str, str] = {
    "instrument-sans-latin-wght-normal.woff2": (
        "U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+0304,U+0308,U+0329,"
        "U+2000-206F,U+20AC,U+2122,U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD"
    ),
    "instrument-sans-latin-ext-wght-normal.woff2": (
        "U+0100-02BA,U+02BD-02C5,U+02C7-02CC,U+02CE-02D7,U+02DD-02FF,U+0304,U+0308,U+0329,"
        "U+1D00-1DBF,U+1E00-1E9F,U+1EF2-1EFF,U+2020,U+20A0-20AB,U+20AD-20C0,U+2113,"
        "U+2C60-2C7F,U+A720-A7FF"
    ),
}

# What stands in until the font is there: Arial or one as wide, stretched to the same lines, so that
# nothing moves. By weights: (local names, size, ascent, descent), of the two fonts' own measures.
STAND_INS: Mapping[str, tuple[Sequence[str], str, str, str]] = {
    "400 549": (
        ("Arial", "Liberation Sans", "Arimo", "NimbusSans-Regular"),
        "100.9%",
        "96.1%",
        "24.8%",
    ),
    "550 700": (
        (
            "Arial Bold",
            "Arial-BoldMT",
            "Liberation Sans Bold",
            "Arimo Bold",
            "NimbusSans-Bold",
        ),
        "96.6%",
        "100.4%",
        "25.9%",
    ),
}
STAND_IN_COVERS = "U+0000-024F,U+2000-206F,U+20A0-20CF"

# Type sizes that grow with the window: (size, line height, letter spacing, weight).
TYPE: Mapping[str, tuple[str, str, str, str]] = {
    "display": ("clamp(2.25rem, 1.5rem + 3.2vw, 4rem)", "1.04", "-0.035em", "640"),
    "title": ("clamp(1.75rem, 1.4rem + 1.5vw, 2.5rem)", "1.12", "-0.025em", "620"),
    "heading": ("clamp(1.25rem, 1.15rem + 0.5vw, 1.5rem)", "1.25", "-0.015em", "600"),
}

RADIUS: Mapping[str, str] = {"control": "0.75rem", "card": "1.25rem", "pill": "999px"}

SHADOW: Mapping[str, str] = {
    "raised": "0 1px 2px rgb(24 32 28 / 0.05), 0 8px 24px -12px rgb(24 32 28 / 0.14)",
    "floating": "0 2px 6px rgb(24 32 28 / 0.08), 0 24px 48px -16px rgb(24 32 28 / 0.28)",
}


def tailwind() -> dict[str, Any]:
    """Return the Tailwind theme: names of tokens, values of CSS variables."""
    return {
        "theme": {
            "extend": {
                "colors": {name: f"var(--{name})" for name in LIGHT},
                "fontFamily": {"sans": FONT, "mono": MONO},
                "fontSize": {
                    name: [
                        size,
                        {"lineHeight": line, "letterSpacing": spacing, "fontWeight": weight},
                    ]
                    for name, (size, line, spacing, weight) in TYPE.items()
                },
                "borderRadius": dict(RADIUS),
                "boxShadow": dict(SHADOW),
            }
        }
    }


def tokens_css() -> str:
    """Return the style sheet of the tokens: fonts, then colours by scheme."""
    return "\n".join(
        [
            "/* Made by bilten_app/web/design.py. */",
            *(_font_face(name, covered) for name, covered in FONT_FILES.items()),
            *(_stand_in(weights, *measures) for weights, measures in STAND_INS.items()),
            f":root {{ --font: {FONT}; }}",
            _scheme(":root", "light", LIGHT),
            "@media (prefers-color-scheme: dark) {",
            _scheme(":root:not(.light)", "dark", DARK),
            "}",
            _scheme(":root.dark", "dark", DARK),
        ]
    )


def _font_face(name: str, covered: str) -> str:
    return (
        "@font-face { font-family: 'Instrument Sans Variable'; font-style: normal; "
        "font-display: swap; font-weight: 400 700; "
        f"src: url('/fonts/{name}') format('woff2'); unicode-range: {covered}; }}"
    )


def _stand_in(weights: str, names: Sequence[str], size: str, ascent: str, descent: str) -> str:
    sources = ", ".join(f"local('{name}')" for name in names)
    return (
        "@font-face { font-family: 'Instrument Sans Stand-In'; "
        f"font-weight: {weights}; src: {sources}; size-adjust: {size}; "
        f"ascent-override: {ascent}; descent-override: {descent}; line-gap-override: 0%; "
        f"unicode-range: {STAND_IN_COVERS}; }}"
    )


def _scheme(selector: str, scheme: str, colours: Mapping[str, str]) -> str:
    lines = "".join(f" --{name}: {value};" for name, value in colours.items())
    return f"{selector} {{ color-scheme: {scheme};{lines} }}"


if __name__ == "__main__":
    TOKENS_CSS.write_text(tokens_css(), encoding="utf-8")
