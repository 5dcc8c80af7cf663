"""Where addresses are, from a GeoIP file in MaxMind's format (GeoLite2, DB-IP, IPinfo)."""

from functools import lru_cache
from pathlib import Path
from typing import Any, cast

import maxminddb

from bilten_app.ports.geography import Spot

REMEMBERED = 4096


class NoMap:
    """Nobody gave a file: no address is anywhere."""

    is_known = False

    def country_of(self, address: str) -> str | None:
        """Return nothing."""
        _ = address
        return None

    def spot_of(self, address: str) -> Spot | None:
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

    def spot_of(self, address: str) -> Spot | None:
        """Return the country, and the middle of where the network is used."""
        told = self._told(address)
        point = told.get("location", told)
        point = cast("dict[str, Any]", point) if isinstance(point, dict) else {}
        latitude, longitude = point.get("latitude"), point.get("longitude")
        country = self.country_of(address) or ""
        if isinstance(latitude, int | float) and isinstance(longitude, int | float):
            return Spot(country, float(latitude), float(longitude))
        return Spot(country) if country else None

    def _country_of(self, address: str) -> str | None:
        """Return where the address is, else where its network is registered."""
        told = self._told(address)
        for key in ("country", "registered_country", "country_code"):
            place = told.get(key)
            if isinstance(place, dict):
                place = cast("dict[str, Any]", place).get("iso_code")
            if isinstance(place, str) and place:
                return place.upper()
        return None

    def _told(self, address: str) -> dict[str, Any]:
        try:
            found = cast("Any", self._reader).get(address.partition("%")[0])
        except ValueError:
            return {}
        return cast("dict[str, Any]", found) if isinstance(found, dict) else {}
