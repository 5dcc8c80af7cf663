"""What can be agreed to, in which words, and what somebody answered."""

from bilten_app.domains.consents.public.answers import (
    AnswerView,
    ConsentKind,
    NotAsked,
    Source,
    Whose,
)
from bilten_app.domains.consents.public.texts import REQUIRED, TEXTS, Section, Wording

__all__ = [
    "REQUIRED",
    "TEXTS",
    "AnswerView",
    "ConsentKind",
    "NotAsked",
    "Section",
    "Source",
    "Whose",
    "Wording",
]
