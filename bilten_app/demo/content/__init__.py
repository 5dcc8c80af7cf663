"""What the demo shows: organizations, venues, events, and visitors who do not exist."""

from bilten_app.demo.content.kinds import Event, Extra, Organizer, TicketType, Venue, When
from bilten_app.demo.content.minds import MINDS
from bilten_app.demo.content.music import MUSIC
from bilten_app.demo.content.nights import NIGHTS
from bilten_app.demo.content.organizers import ORGANIZERS
from bilten_app.demo.content.people import Person, people
from bilten_app.demo.content.stage import STAGE
from bilten_app.demo.content.tables import TABLES
from bilten_app.demo.content.venues import VENUES

EVENTS = (*MUSIC, *STAGE, *MINDS, *TABLES, *NIGHTS)

__all__ = [
    "EVENTS",
    "ORGANIZERS",
    "VENUES",
    "Event",
    "Extra",
    "Organizer",
    "Person",
    "TicketType",
    "Venue",
    "When",
    "people",
]
