"""What a browser says of itself, in words: `Firefox on Windows`."""

import re

from bilten_app.kit.text import msgid, say

# The order matters: nearly every browser also claims to be Chrome or Safari.
_BROWSERS = (
    ("Edge", r"Edg(?:e|A|iOS)?/"),
    ("Opera", r"OPR/|Opera"),
    ("Samsung Internet", r"SamsungBrowser/"),
    ("Firefox", r"Firefox/|FxiOS/"),
    ("Chrome", r"Chrome/|CriOS/|Chromium/"),
    ("Safari", r"Safari/"),
)
_SYSTEMS = (
    ("iPhone", r"iPhone"),
    ("iPad", r"iPad"),
    ("Android", r"Android"),
    ("Windows", r"Windows"),
    ("ChromeOS", r"CrOS"),
    ("macOS", r"Mac OS X|Macintosh"),
    ("Linux", r"Linux|X11"),
)


def browser_words(agent: str, locale: str) -> str:
    """Return the name of a browser and of the system it runs on, as far as they are known."""
    browser, system = _first(_BROWSERS, agent), _first(_SYSTEMS, agent)
    if browser and system:
        return say(msgid("{browser} on {system}"), locale, browser=browser, system=system)
    return browser or system or say(msgid("An unknown browser"), locale)


def _first(known: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((name for name, mark in known if re.search(mark, agent)), "")
