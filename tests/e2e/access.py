"""What keeps people from using a page, by axe's rules."""

from collections.abc import Mapping
from typing import Any

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page

GRAVE = {"serious", "critical"}
# What is fading in has no contrast yet; what turns for ever is never waited for.
FADED_IN = """Promise.allSettled(
    document.getAnimations()
        .filter(each => each.effect.getComputedTiming().endTime < 1000)
        .map(each => each.finished))"""


async def violations(page: Page, part: str | None = None) -> list[Mapping[str, Any]]:
    """Return the rules that the page as it is now breaks, or a part of it by its selector."""
    await page.evaluate(FADED_IN)
    return (await Axe().run(page, context=part)).response["violations"]


async def grave_findings(page: Page) -> list[str]:
    """Return what is serious or critical, and where."""
    return [
        f"{page.url} {rule['id']}: {node['html'][:160]}"
        for rule in await violations(page)
        if rule["impact"] in GRAVE
        for node in rule["nodes"]
    ]
