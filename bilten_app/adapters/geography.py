"""Countries of addresses, from a GeoIP file in MaxMind's format (GeoLite2, DB-IP, IPinfo)."""

from functools import lru_cache
from pathlib import Path
from typing import Any, cast

import maxminddb

REMEMBERED = 4096


class NoMap:
    """Nobody gave a file: no address is anywhere."""

    is_known = False

    def country_of(self, address: str) -> str | None:
        """Return nothing."""
        _ = address
        return None


class GeoIpMap:
    """A file that was read whole into memory. Raises OSError or InvalidDatabaseError."""

    is_known = True

    def __init__(self, file: Path) -> None:
        opened = cast("Any", maxminddb).open_database(file, maxminddb.MODE_MEMORY)
        self._reader = cast("maxminddb.Reader", opened)
        self.country_of = lru_cache(REMEMBERED)(self._country_of)

    def close(self) -> None:
        """Let go of the file."""
        self._reader.close()

    def _country_of(self, address: str) -> str | None:
        """Return where the address is, else where its network is registered."""
        try:
            found = cast("Any", self._reader).get(address.partition("%")[0])
        except ValueError:
            return None
        told = cast("dict[str, Any]", found if isinstance(found, dict) else {})
        for key in ("country", "registered_country", "country_code"):
            place = told.get(key)
            if isinstance(place, dict):
                place = cast("dict[str, Any]", place).get("iso_code")
            if isinstance(place, str) and place:
                return place.upper()
        return None
