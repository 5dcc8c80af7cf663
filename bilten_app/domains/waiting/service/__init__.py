"""Rooms (`room`, `door`) and lists (`entries`, `offers`), in the order of their lives."""

from bilten_app.domains.waiting.service.door import (
    end_turns,
    join,
    place,
    require_pass,
    turns_of,
)
from bilten_app.domains.waiting.service.entries import (
    accept,
    decline,
    join_list,
    leave,
    ref_of,
)
from bilten_app.domains.waiting.service.forgetting import forget_old_entries, forget_person
from bilten_app.domains.waiting.service.memory import is_any_standing
from bilten_app.domains.waiting.service.offers import serve_lists
from bilten_app.domains.waiting.service.room import move_on, save_room

__all__ = [
    "accept",
    "decline",
    "end_turns",
    "forget_old_entries",
    "forget_person",
    "is_any_standing",
    "join",
    "join_list",
    "leave",
    "move_on",
    "place",
    "ref_of",
    "require_pass",
    "save_room",
    "serve_lists",
    "turns_of",
]
