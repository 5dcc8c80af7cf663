"""What a phone downloads, when it sees the page, and how much of it moves, in headless Chromium.

Slow 4G is 1.6 Mbit/s with 150 ms a round trip on a processor four times slower, 412 px wide.
"""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from playwright.async_api import Browser, CDPSession, async_playwright

from benchmarks.stage import Ground, processes, put_on_sale, runtime
from benchmarks.table import Line
from bilten_app.cli.browser import require_browser
from bilten_app.demo.art.covers import Cover, paint_cover

RUNS = 5
COVER = Cover("bokeh", "lagoon", 6)
BYTES_AIM, PAINT_AIM_MS = 170_000, 600
SLOW_4G = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_600_000 / 8,
    "uploadThroughput": 750_000 / 8,
}
# Resolves when the page has been quiet for long enough that no larger paint is to come.
PAINTS = """
() => new Promise(done => {
    let largest = 0, moved = 0;
    new PerformanceObserver(list => { for (const e of list.getEntries()) moved += e.value })
        .observe({ type: 'layout-shift', buffered: true });
    new PerformanceObserver(list => { for (const e of list.getEntries()) largest = e.startTime })
        .observe({ type: 'largest-contentful-paint', buffered: true });
    setTimeout(() => {
        const first = performance.getEntriesByName('first-contentful-paint')[0];
        done([first ? first.startTime : 0, largest, moved]);
    }, 1500);
})
"""


async def measure(ground: Ground) -> Sequence[Line]:
    """Return bytes and paints of the home page and of an event page."""
    async with runtime(ground.settings) as rt:
        sale = await put_on_sale(rt, cover=paint_cover(COVER))
    lines = list[Line]()
    with processes(ground.settings) as site:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(
                executable_path=str(require_browser()), args=["--no-sandbox"]
            )
            for name, path in (("home", "/"), ("event page", f"/e/{sale.slug}")):
                lines += await _lines(browser, name, site.origin + path)
            await browser.close()
    return lines


async def _lines(browser: Browser, name: str, url: str) -> Sequence[Line]:
    code = (await _visit(browser, url, slow=False)).code
    fast = [await _visit(browser, url, slow=False) for _ in range(RUNS)]
    slow = [await _visit(browser, url, slow=True) for _ in range(RUNS)]
    return [
        Line(f"{name}: JS + CSS", f"{code / 1000:.0f} kB on the wire",
             aim=f"< {BYTES_AIM / 1000:.0f} kB"),
        Line(f"{name}: slow 4G", _paints(slow), f"{_paints(fast)} unthrottled",
             aim=f"first paint < {PAINT_AIM_MS} ms"),
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Visit:
    """A first visit: bytes of JS and CSS, ms to the paints, and the layout shift (1: all of it)."""

    code: int
    first_ms: float
    largest_ms: float
    moved: float


def _paints(visits: Sequence[Visit]) -> str:
    first = statistics.median(visit.first_ms for visit in visits)
    largest = statistics.median(visit.largest_ms for visit in visits)
    moved = max(visit.moved for visit in visits)
    return f"first {first:.0f} ms, largest {largest:.0f} ms, shift {moved:.3f}"


async def _visit(browser: Browser, url: str, *, slow: bool) -> Visit:
    """Open a page as somebody who was never here."""
    context = await browser.new_context(viewport={"width": 412, "height": 823}, is_mobile=True)
    page = await context.new_page()
    devtools = await context.new_cdp_session(page)
    await devtools.send("Network.enable")
    if slow:
        await devtools.send("Network.emulateNetworkConditions", SLOW_4G)
        await devtools.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    sizes = _code_sizes(devtools)
    await page.goto(url)
    await page.wait_for_selector("main[data-ready=true]")
    first, largest, moved = await page.evaluate(PAINTS)
    await context.close()
    return Visit(sum(sizes.values()), first, largest, moved)


def _code_sizes(devtools: CDPSession) -> dict[str, int]:
    """Return a dict that fills with the encoded size of every script and style sheet."""
    kinds: dict[str, str] = {}
    sizes: dict[str, int] = {}

    def answered(event: dict[str, str]) -> None:
        kinds[event["requestId"]] = event["type"]

    def finished(event: dict[str, object]) -> None:
        if kinds.get(str(event["requestId"])) in {"Script", "Stylesheet"}:
            sizes[str(event["requestId"])] = int(str(event["encodedDataLength"]).split(".")[0])

    devtools.on("Network.responseReceived", answered)
    devtools.on("Network.loadingFinished", finished)
    return sizes
