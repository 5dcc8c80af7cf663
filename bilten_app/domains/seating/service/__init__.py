"""Plans that are edited and published, and seats for carts."""

from bilten_app.domains.seating.service.carts import assign, choose, take
from bilten_app.domains.seating.service.plans import (
    mark_seats,
    publish,
    remove_section,
    save_section,
    save_stage,
    start_plan,
)

__all__ = [
    "assign",
    "choose",
    "mark_seats",
    "publish",
    "remove_section",
    "save_section",
    "save_stage",
    "start_plan",
    "take",
]
