"""The worker process: build the house, work until told to stop."""

import asyncio
import signal

from bilten_app.bootstrap import open_house
from bilten_app.infra.log import configure_logging
from bilten_app.infra.settings import load_settings
from bilten_app.worker.loop import run


async def work() -> None:
    """Work until SIGTERM or SIGINT; jobs under way are finished first."""
    settings = load_settings()
    configure_logging(settings.log_level, settings.log_format)
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    async with open_house(settings) as house:
        dsn = settings.database_url.get_secret_value() if settings.database_url else ""
        await run(house.rt, dsn, house.background, stop)


if __name__ == "__main__":
    asyncio.run(work())
