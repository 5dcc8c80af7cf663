"""The event as search engines read it."""

from typing import Any

from bilten_app.domains.discovery.public import EventPage
from bilten_app.domains.inventory.public import HIGHEST_MINOR
from bilten_app.kit.money import Money
from bilten_app.kit.text import amount
from bilten_app.web.public.event.rows import TicketRow
from bilten_app.web.public.event.view import EventView


def linked_data(event: EventPage, view: EventView, origin: str) -> dict[str, Any]:
    """Return the event as schema.org describes it (search engines read this)."""
    states = {"cancelled": "EventCancelled"}
    return {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": event.title,
        "description": event.summary or event.title,
        "startDate": event.starts_at.isoformat(),
        "endDate": event.ends_at.isoformat(),
        "eventStatus": f"https://schema.org/{states.get(event.state, 'EventScheduled')}",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "location": {
            "@type": "Place",
            "name": event.venue_name or event.city,
            "address": {
                "@type": "PostalAddress",
                "streetAddress": event.address,
                "addressLocality": event.city,
                "addressCountry": event.country,
            },
        },
        "image": [f"{origin}{view.cover.url}"] if view.cover.url else [],
        "organizer": {"@type": "Organization", "name": event.organizer},
        "offers": [
            {
                "@type": "Offer",
                "name": row.name,
                "price": str(amount(Money(row.each_minor, event.currency))),
                "priceCurrency": event.currency,
                **_bounds(row, event.currency),
                "url": f"{origin}/e/{event.slug}",
                "availability": "https://schema.org/"
                + ("InStock" if view.left.get(row.id) else "SoldOut"),
            }
            for row in view.tickets
        ],
    }


def _bounds(row: TicketRow, currency: str) -> dict[str, Any]:
    """Return between what its buyer chooses the price of a ticket; nothing where it is fixed."""
    chosen = row.chosen
    if not chosen.is_open:
        return {}
    most = {"maxPrice": str(amount(Money(chosen.most_minor, currency)))}
    return {
        "priceSpecification": {
            "@type": "PriceSpecification",
            "priceCurrency": currency,
            "minPrice": str(amount(Money(chosen.least_minor, currency))),
            **(most if chosen.most_minor < HIGHEST_MINOR else {}),
        }
    }
