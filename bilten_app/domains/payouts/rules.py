"""When a payout is due, how much it is, and what a bank account looks like. Pure."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from uuid import UUID

from bilten_app.domains.payouts.public import Holdings, Period, Plan, Schedule, Terms
from bilten_app.kit.money import Money
from bilten_app.kit.text import msgid

MAX_DELAY, MAX_HOLDER, MAX_NUMBER = 90, 80, 34

NO_HOLDER = msgid("Tell us whose account it is.")
BAD_NUMBER = msgid("This is not a complete account number. An IBAN looks like DE89 3704 0044 0532.")
BAD_CHECK = msgid("A digit of this IBAN is wrong. Please compare it with your bank's letter.")
NO_BANK = msgid("Without an IBAN we need the code of the bank as well.")
BAD_DELAY = msgid("Choose between 0 and 90 days.")
BAD_MINIMUM = msgid("The smallest payout cannot be below zero.")


def period(terms: Terms, now: datetime) -> Period | None:
    """Return the stretch of time whose payout may be made now; None when only by hand.

    Days, weeks and months are those of UTC; weeks begin on Monday.
    """
    today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    delay = timedelta(days=terms.delay_days)
    match terms.schedule:
        case Schedule.manual:
            return None
        case Schedule.after_event:
            return Period(f"{today:%Y-%m-%d}", now)
        case Schedule.daily:
            return Period(f"{today:%Y-%m-%d}", today - delay)
        case Schedule.weekly:
            monday = today - timedelta(days=today.weekday())
            return Period(f"{monday:%G-W%V}", monday - delay)
        case Schedule.monthly:
            first = today.replace(day=1)
            return Period(f"{first:%Y-%m}", first - delay)


def ended_by(terms: Terms, now: datetime) -> datetime | None:
    """Return when events must have ended to be paid out now; None when that does not matter."""
    if terms.schedule is not Schedule.after_event:
        return None
    return now - timedelta(days=terms.delay_days)


def next_at(terms: Terms, now: datetime) -> datetime | None:
    """Return when the next payout may be made; None when only by hand, or when an event ends."""
    today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    match terms.schedule:
        case Schedule.manual | Schedule.after_event:
            return None
        case Schedule.daily:
            return today + timedelta(days=1)
        case Schedule.weekly:
            return today + timedelta(days=7 - today.weekday())
        case Schedule.monthly:
            return (today.replace(day=1) + timedelta(days=32)).replace(day=1)


def ripe(by_subject: Mapping[UUID | None, Holdings], subjects: Collection[UUID]) -> Holdings:
    """Return the sum of these subjects and of what belongs to none."""
    taken = [
        holdings
        for subject, holdings in by_subject.items()
        if subject is None or subject in subjects
    ]
    return Holdings(
        payable_minor=sum(one.payable_minor for one in taken),
        tax_minor=sum(one.tax_minor for one in taken),
        cash_minor=sum(one.cash_minor for one in taken),
        disputed_minor=sum(one.disputed_minor for one in taken),
        reserve_minor=sum(one.reserve_minor for one in taken),
    )


def free(ripe: Holdings, now: Holdings) -> int:
    """Return how much may leave: what is ripe, but never more than all accounts leave together.

    What banks hold in disputes is kept whole, whichever event it is about.
    """
    return min(ripe.net_minor + ripe.disputed_minor - now.disputed_minor, now.net_minor)


def plan(terms: Terms, ripe: Holdings, now: Holdings, currency: str) -> Plan | None:
    """Return what a payout takes from each account; None below the minimum.

    Tax and cash go whole, so that the balance they leave belongs to what comes next.
    """
    available = free(ripe, now)
    if available <= 0:
        return None
    kept = Money(available, currency).share(terms.reserve_basis_points if terms.reserve_days else 0)
    amount = available - kept.minor
    if amount < max(terms.minimum_minor, 1):
        return None
    return Plan(
        payable_minor=amount - ripe.tax_minor + ripe.cash_minor,
        tax_minor=ripe.tax_minor,
        cash_minor=ripe.cash_minor,
        reserved_minor=kept.minor,
    )


def account_problems(holder: str, number: str, bank_code: str) -> dict[str, str]:
    """Return what is wrong with a bank account, one sentence for each field.

    Two letters at the start make it an IBAN, whose check digits must be right (ISO 13616).
    """
    problems: dict[str, str] = {}
    if not holder or len(holder) > MAX_HOLDER:
        problems["holder"] = NO_HOLDER
    if not number.isascii() or not number.isalnum() or not 4 <= len(number) <= MAX_NUMBER:
        problems["number"] = BAD_NUMBER
    elif is_iban(number):
        if not _is_checked(number):
            problems["number"] = BAD_CHECK
    elif not bank_code:
        problems["bank_code"] = NO_BANK
    return problems


def terms_problems(terms: Terms) -> dict[str, str]:
    """Return what is wrong with the terms, one sentence for each field."""
    problems: dict[str, str] = {}
    if not 0 <= terms.delay_days <= MAX_DELAY:
        problems["delay_days"] = BAD_DELAY
    if terms.minimum_minor < 0:
        problems["minimum"] = BAD_MINIMUM
    return problems


def is_iban(number: str) -> bool:
    """Whether an account number claims to be an IBAN."""
    return len(number) >= 15 and number[:2].isalpha() and number[2:4].isdigit()


def bare_number(typed: str) -> str:
    """Return an account number as banks store it: capitals, no spaces or dashes."""
    return "".join(c for c in typed.upper() if c not in " -\N{NO-BREAK SPACE}")


def masked(number: str) -> str:
    """Return what people may see of an account number: `DE •••• 3000`."""
    start = number[:2] + " " if is_iban(number) else ""
    return f"{start}\N{BULLET}\N{BULLET}\N{BULLET}\N{BULLET} {number[-4:]}"


def _is_checked(iban: str) -> bool:
    turned = iban[4:] + iban[:4]
    return int("".join(str(int(character, 36)) for character in turned)) % 97 == 1
