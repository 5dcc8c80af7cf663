"""What is wrong with prices as an organizer typed them: field → sentence. Pure."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from bilten_app.domains.pricing.public import WHOLE_PPM, PromoKind
from bilten_app.domains.pricing.public.drafts import (
    MOST_GROUPS,
    MOST_TIERS,
    GroupDraft,
    LiveDraft,
    PromoDraft,
    TaxDraft,
    TierDraft,
)
from bilten_app.domains.pricing.rules.codes import is_promo_code
from bilten_app.kit.text import msgid

HIGHEST_MINOR = 10**18
MOST_USES = 1_000_000_000
SHARES = frozenset({PromoKind.percent, PromoKind.buy_get})
AMOUNTS = frozenset({PromoKind.amount, PromoKind.amount_each})
PREFIX = re.compile(r"[A-Z0-9-]{0,12}")

BAD_PRICE = msgid("The price must be zero or more.")
BAD_WINDOW = msgid("The end must come after the start.")
NO_NAME = msgid("Give it a name of at most 80 characters.")


def tier_problems(tiers: Sequence[TierDraft]) -> dict[str, str]:
    """Return what is wrong with tiers, by `place.field`; of too many, the last are."""
    found: dict[str, str] = {}
    for place, tier in enumerate(tiers):
        problems = {
            "name": (place >= MOST_TIERS or not 0 < len(tier.name) <= 80, NO_NAME),
            "price": (not 0 <= tier.price_minor <= HIGHEST_MINOR, BAD_PRICE),
            "ends_at": (not _is_window(tier.starts_at, tier.ends_at), BAD_WINDOW),
            "places": (
                not _is_count(tier.places),
                msgid("The number of tickets must be at least 1."),
            ),
        }
        found |= {f"{place}.{field}": text for field, text in _said(problems).items()}
    return found


def group_problems(groups: Sequence[GroupDraft]) -> dict[str, str]:
    """Return what is wrong with group prices, by `place.field`."""
    found: dict[str, str] = {}
    sizes = [group.from_quantity for group in groups]
    for place, group in enumerate(groups):
        problems = {
            "from_quantity": (
                place >= MOST_GROUPS
                or not 2 <= group.from_quantity <= 100
                or sizes.count(group.from_quantity) > 1,
                msgid("A group has between 2 and 100 people, and each size one price."),
            ),
            "price": (not 0 <= group.price_minor <= HIGHEST_MINOR, BAD_PRICE),
        }
        found |= {f"{place}.{field}": text for field, text in _said(problems).items()}
    return found


def live_problems(draft: LiveDraft) -> dict[str, str]:
    """Return what is wrong with a price that follows demand."""
    return _said(
        {
            "floor": (not 0 <= draft.floor_minor <= HIGHEST_MINOR, BAD_PRICE),
            "base": (
                draft.base_minor < draft.floor_minor,
                msgid("The usual price must not be below the lowest."),
            ),
            "ceiling": (
                not draft.base_minor <= draft.ceiling_minor <= HIGHEST_MINOR,
                msgid("The highest price must not be below the usual one."),
            ),
            "hourly": (
                draft.hourly_minor <= 0,
                msgid("Say by how much the price may change in an hour."),
            ),
        }
    )


def promo_problems(draft: PromoDraft) -> dict[str, str]:
    """Return what is wrong with a promotion."""
    return _said(
        {
            "name": (not 0 < len(draft.name) <= 80, NO_NAME),
            "code": (
                bool(draft.code) and not is_promo_code(draft.code),
                msgid("A code has 3 to 32 letters, digits, dashes or underscores."),
            ),
            "value": (not _is_value(draft), _value_wish(draft.kind)),
            "buy": (
                draft.kind is PromoKind.buy_get and not (0 < draft.buy <= 100),
                msgid("Say how many tickets are to be bought."),
            ),
            "get": (
                draft.kind is PromoKind.buy_get and not (0 < draft.get <= 100),
                msgid("Say how many tickets are given."),
            ),
            "ticket_types": (
                draft.kind is PromoKind.unlock and not draft.ticket_types,
                msgid("Choose the hidden tickets that the code unlocks."),
            ),
            "audience": (
                not draft.code and not draft.audience and draft.kind is PromoKind.unlock,
                msgid("Unlocking needs a code."),
            ),
            "ends_at": (not _is_window(draft.starts_at, draft.ends_at), BAD_WINDOW),
            "min": (draft.min_minor < 0, BAD_PRICE),
            "max_uses": (
                not _is_count(draft.max_uses),
                msgid("The number of uses must be at least 1."),
            ),
            "per_identity": (
                not _is_count(draft.per_identity),
                msgid("The number of uses must be at least 1."),
            ),
            "most_tickets": (
                not _is_count(draft.most_tickets),
                msgid("The number of tickets must be at least 1."),
            ),
        }
    )


def tax_problems(draft: TaxDraft) -> dict[str, str]:
    """Return what is wrong with an organizer's tax settings."""
    return _said(
        {
            "legal_name": (
                draft.registered and not 0 < len(draft.legal_name) <= 120,
                msgid("Invoices need the name of the business, at most 120 characters."),
            ),
            "address": (
                draft.registered and not 0 < len(draft.address) <= 400,
                msgid("Invoices need the address of the business."),
            ),
            "country": (
                draft.registered and re.fullmatch(r"[A-Z]{2}", draft.country) is None,
                msgid("Choose the country where the business is registered."),
            ),
            "vat_id": (
                len(draft.vat_id) > 30,
                msgid("This is too long for a tax number."),
            ),
            "invoice_prefix": (
                PREFIX.fullmatch(draft.invoice_prefix) is None,
                msgid("At most 12 capital letters, digits and dashes."),
            ),
        }
    )


def _said(problems: Mapping[str, tuple[bool, str]]) -> dict[str, str]:
    return {field: text for field, (is_wrong, text) in problems.items() if is_wrong}


def _is_window(starts_at: datetime | None, ends_at: datetime | None) -> bool:
    return starts_at is None or ends_at is None or starts_at < ends_at


def _is_count(number: int | None) -> bool:
    return number is None or 0 < number <= MOST_USES


def _is_value(draft: PromoDraft) -> bool:
    if draft.kind in SHARES:
        return 0 < draft.value <= WHOLE_PPM
    lowest = 1 if draft.kind in AMOUNTS else 0
    return lowest <= draft.value <= HIGHEST_MINOR


def _value_wish(kind: PromoKind) -> str:
    if kind in SHARES:
        return msgid("Type a share above 0 and up to 100 percent.")
    return BAD_PRICE if kind is PromoKind.price else msgid("The amount must be above zero.")
