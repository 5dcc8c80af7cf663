"""Words: gettext and Babel. Sentences, plurals, money, dates and lists as people read them.

A sentence is marked where it is written (`msgid`) and said where it meets a person (`say`).
Instants come in UTC; whoever shows one names the zone it is shown in.
"""

import gettext
import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

from babel import Locale
from babel.core import get_global
from babel.dates import format_date, format_datetime, format_time
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal, get_currency_precision

from bilten_app.kit.money import Money

CATALOGS = Path(__file__).resolve().parents[1] / "locale"
DOMAIN = "bilten"
LOCALES: tuple[str, ...] = ("en",)
DEFAULT_LOCALE = "en"
SHORT_NIGHT = timedelta(hours=12)
BLANK = re.compile(r"\{(\w+)\}")
TOKEN_DIGITS: Mapping[str, int] = {"ETH": 18, "USDC": 6, "USDT": 6}
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})


def msgid(sentence: str) -> str:
    """Mark `sentence` for the catalogs; it is translated where it meets a person."""
    return sentence


def say(sentence: str, locale: str = DEFAULT_LOCALE, /, **fields: object) -> str:
    """Return `sentence` in a language, its blanks filled with `fields`."""
    return fill(_catalog(locale).gettext(sentence), fields)


def say_many(
    one: str, many: str, count: int, locale: str = DEFAULT_LOCALE, /, **fields: object
) -> str:
    """Return the form of a sentence that agrees with `count`, which fills the blank `{n}`."""
    sentence = _catalog(locale).ngettext(one, many, count)
    return fill(sentence, {"n": number(count, locale), **fields})


def fill(sentence: str, fields: Mapping[str, object]) -> str:
    """Put `fields` into the blanks; a blank without a field stays, so nothing is ever raised."""
    return BLANK.sub(lambda blank: str(fields.get(blank[1], blank[0])), sentence)


def direction(locale: str) -> str:
    """Return `rtl` or `ltr`."""
    return "rtl" if locale.split("_", maxsplit=1)[0] in RIGHT_TO_LEFT else "ltr"


def best_locale(accepted: str) -> str:
    """Return the language of ours that an `Accept-Language` header likes best."""
    wishes = [part.partition(";q=") for part in accepted.replace(" ", "").split(",")]
    ranked = sorted(wishes, key=lambda wish: -_quality(wish[2]))
    for tag, _, _ in ranked:
        language = tag.split("-")[0].lower()
        if language in LOCALES:
            return language
    return DEFAULT_LOCALE


def is_currency(code: str) -> bool:
    """Whether `code` is an ISO 4217 currency that Babel knows."""
    return code in get_global("all_currencies")


def minor_digits(currency: str) -> int:
    """Return how many digits follow the point: 2 for EUR, 0 for JPY, 3 for KWD, 18 for ETH."""
    return TOKEN_DIGITS.get(currency) or get_currency_precision(currency)


def amount(money: Money) -> Decimal:
    """Return the exact amount in major units."""
    return Decimal(money.minor).scaleb(-minor_digits(money.currency))


def price(money: Money, locale: str = DEFAULT_LOCALE) -> str:
    """Return `money` for people, for example `€25.00`; of a token, every digit that counts."""
    if money.currency not in TOKEN_DIGITS:
        return _apart(format_currency(amount(money), money.currency, locale=locale))
    pattern = _token_pattern(locale, TOKEN_DIGITS[money.currency])
    return _apart(
        format_currency(
            amount(money), money.currency, pattern, locale=locale, currency_digits=False
        )
    )


def short_price(money: Money, locale: str = DEFAULT_LOCALE) -> str:
    """Return `money` without empty decimals: `€25`, but `€25.50`."""
    exact = amount(money)
    if exact != exact.to_integral_value():
        return price(money, locale)
    pattern = _whole_pattern(locale)
    return _apart(
        format_currency(exact, money.currency, pattern, locale=locale, currency_digits=False)
    )


def number(value: int | Decimal, locale: str = DEFAULT_LOCALE) -> str:
    """Return a number with the separators of the language."""
    return format_decimal(value, locale=locale)


def exact(value: Decimal, locale: str = DEFAULT_LOCALE) -> str:
    """Return a number with every decimal it has, for example `1,250.00`."""
    digits = max(-int(value.as_tuple().exponent), 0)
    return format_decimal(value, "#,##0." + "0" * digits if digits else "#,##0", locale=locale)


def long_day(at: datetime, zone: str, locale: str = DEFAULT_LOCALE) -> str:
    """Return the whole day, for example `Saturday, March 14, 2026`."""
    return format_date(_there(at, zone), "full", locale=locale)


def short_day(at: datetime, zone: str, locale: str = DEFAULT_LOCALE) -> str:
    """Return the day for a card, for example `Sat, Mar 14`."""
    return format_datetime(_there(at, zone), "EEE, MMM d", locale=locale)


def month(at: datetime, zone: str, locale: str = DEFAULT_LOCALE) -> str:
    """Return the short name of the month, for example `Mar`."""
    return format_datetime(_there(at, zone), "LLL", locale=locale)


def day_of_month(at: datetime, zone: str, locale: str = DEFAULT_LOCALE) -> str:
    """Return the day in the month, for example `14`."""
    return format_datetime(_there(at, zone), "d", locale=locale)


def hour(at: datetime, zone: str, locale: str = DEFAULT_LOCALE) -> str:
    """Return the time of day, for example `8:00 PM`."""
    return _wide_spaces(format_time(_there(at, zone), "short", locale=locale))


def moment(at: datetime, zone: str, locale: str = DEFAULT_LOCALE) -> str:
    """Return day and time together, for example `Mar 14, 2026, 8:00 PM`."""
    day = format_date(_there(at, zone), "medium", locale=locale)
    return f"{day}, {hour(at, zone, locale)}"


def hours(start: datetime, end: datetime, zone: str, locale: str = DEFAULT_LOCALE) -> str:
    """Return from when to when; the day of the end is said when it is another one."""
    if _there(start, zone).date() == _there(end, zone).date() or end - start < SHORT_NIGHT:
        return f"{hour(start, zone, locale)} \N{EN DASH} {hour(end, zone, locale)}"
    ends = f"{short_day(end, zone, locale)}, {hour(end, zone, locale)}"
    return f"{hour(start, zone, locale)} \N{EN DASH} {ends}"


def zone_name(at: datetime, zone: str) -> str:
    """Return the short name of the zone at that instant, for example `CET` or `GMT+3`."""
    there = _there(at, zone)
    name = there.tzname() or ""
    if name and name[0].isalpha():
        return name
    offset = there.utcoffset() or timedelta()
    minutes = int(offset.total_seconds() // 60)
    whole, rest = divmod(abs(minutes), 60)
    sign = "-" if minutes < 0 else "+"
    return f"GMT{sign}{whole}" + (f":{rest:02}" if rest else "")


def country(code: str, locale: str = DEFAULT_LOCALE) -> str:
    """Return the name of an ISO 3166 country; what is not a code is already a name."""
    names = cast("Mapping[str, str]", Locale.parse(locale).territories)
    return names.get(code, code)


@cache
def country_codes() -> frozenset[str]:
    """Return the two letters of every country."""
    known = cast("Mapping[str, str]", Locale(DEFAULT_LOCALE).territories)
    return frozenset(code for code in known if len(code) == 2 and code.isalpha()) - {"ZZ", "EU"}


def both(items: Sequence[str], locale: str = DEFAULT_LOCALE) -> str:
    """Return a list as a sentence says it: `a, b, and c`."""
    return format_list(items, locale=locale)


def _there(at: datetime, zone: str) -> datetime:
    return at.astimezone(ZoneInfo(zone))


def _apart(shown: str) -> str:
    """Put a space that does not break between a currency of letters and its number."""
    return re.sub(r"(?<=[A-Z])(?=\d)", "\N{NO-BREAK SPACE}", shown)


def _wide_spaces(shown: str) -> str:
    """Replace the narrow space before AM and PM, which many fonts draw as nothing."""
    return shown.replace("\N{NARROW NO-BREAK SPACE}", "\N{NO-BREAK SPACE}")


def _quality(text: str) -> float:
    try:
        return float(text) if text else 1.0
    except ValueError:
        return 0.0


@cache
def _whole_pattern(locale: str) -> str:
    pattern = Locale.parse(locale).currency_formats["standard"].pattern
    return pattern.replace(".00", "").replace(".##", "")


@cache
def _token_pattern(locale: str, digits: int) -> str:
    pattern = Locale.parse(locale).currency_formats["standard"].pattern
    return pattern.replace(".00", ".00" + "#" * (digits - 2))


@cache
def _catalog(locale: str) -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, CATALOGS, languages=[locale], fallback=True)
