"""What every buyer does in a browser, from the checkout to the sandbox's page."""

import re

from playwright.async_api import Page

BUYER, EMAIL = "Noor Aziz", "noor@guests.example.com"


async def fill(page: Page) -> None:
    """Say who buys, and go on."""
    await page.get_by_label("Name").fill(BUYER)
    await page.get_by_label("E-mail").fill(EMAIL)
    await page.get_by_role("button", name=re.compile("Pay|Get the tickets")).click()


async def pay(page: Page, card: str) -> None:
    """Say who buys, and pay with a test card."""
    await fill(page)
    await page.wait_for_url("**/sandbox/pay/**")
    await use_card(page, card)


async def use_card(page: Page, card: str) -> None:
    """Pay with a test card."""
    await page.get_by_role("radio", name=re.compile(f"^{card}")).check()
    await page.get_by_role("button", name="Pay").click()
