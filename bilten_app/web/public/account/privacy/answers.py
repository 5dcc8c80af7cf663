"""The part of the page where one sees what one agreed to, and takes it back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

import reflex as rx

from bilten_app.domains.consents import queries
from bilten_app.domains.consents import service as consents
from bilten_app.domains.consents.public import (
    REQUIRED,
    TEXTS,
    AnswerView,
    ConsentKind,
    Source,
)
from bilten_app.domains.organizers import queries as organizers
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import NotFound
from bilten_app.kit.text import msgid, say
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler, held_id, notify
from bilten_app.web.parts.data import badge
from bilten_app.web.parts.fields import button
from bilten_app.web.public.account.security.section import section
from bilten_app.web.public.account.sheet import LINK
from bilten_app.web.public.legal import ADDRESSES
from bilten_app.web.words import t, when

NEWS_OF = msgid("News from {organizer}")
CHOICES = (ConsentKind.news, ConsentKind.analytics)


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """Something one can agree to, and what one said."""

    kind: str
    organizer: str
    title: str
    asked: str
    href: str
    given: bool
    answered: bool
    version: int
    source: str
    at: str


class AnswersState(rx.State):
    """What I agreed to."""

    _access: ClassVar[str] = "user"

    answers: list[AnswerRow] = []

    @handler
    async def look(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        """Show each answer."""
        await self._look(rt, actor, visit.locale)

    @handler
    async def turn(
        self, rt: Runtime, actor: Actor, visit: Visit, kind: str, organizer: str
    ) -> None:
        """Agree where I did not, and take back where I did."""
        row = next((r for r in self.answers if (r.kind, r.organizer) == (kind, organizer)), None)
        if row is None or kind in REQUIRED:
            raise NotFound
        async with rt.unit_of_work(actor) as uow:
            await consents.answer_mine(
                uow, rt.vault, actor, ConsentKind(kind), given=not row.given,
                source=Source.account, organizer_id=held_id(organizer) if organizer else None,
                address=visit.address,
            )  # fmt: skip
        await self._look(rt, actor, visit.locale)
        told = msgid("Taken back.") if row.given else msgid("Saved.")
        await notify(self, "good", say(told, visit.locale))

    async def _look(self, rt: Runtime, actor: Actor, locale: str) -> None:
        async with rt.read() as session:
            mine = await queries.mine(session, actor)
            whose = {one.organizer_id for one in mine if one.organizer_id}
            known = await organizers.by_ids(session, whose)
        names: dict[UUID | None, str] = {key: one.name for key, one in known.items()}
        self.answers = rows_of(mine, names, locale)


def rows_of(
    mine: Sequence[AnswerView], names: Mapping[UUID | None, str], locale: str
) -> list[AnswerRow]:
    """Return a row for everything that applies to all, then one for each organizer."""
    said = {(one.kind, one.organizer_id): one for one in mine}
    own = sorted(
        (one for one in mine if one.organizer_id), key=lambda one: names.get(one.organizer_id, "")
    )
    return [
        *(
            _row(kind, None, said.get((kind, None)), names, locale)
            for kind in (*REQUIRED, *CHOICES)
        ),
        *(_row(one.kind, one.organizer_id, one, names, locale) for one in own),
    ]


def _row(
    kind: ConsentKind,
    of: UUID | None,
    answer: AnswerView | None,
    names: Mapping[UUID | None, str],
    locale: str,
) -> AnswerRow:
    wording, organizer = TEXTS[kind], names.get(of, "")
    return AnswerRow(
        kind=kind.value,
        organizer=str(of) if of else "",
        title=say(NEWS_OF, locale, organizer=organizer) if of else say(wording.title, locale),
        asked=say(wording.asked, locale, organizer=organizer),
        href=ADDRESSES.get(kind, ""),
        given=answer is not None and answer.given,
        answered=answer is not None,
        version=answer.version if answer else wording.version,
        source=say(answer.source, locale) if answer else "",
        at=answer.at.isoformat() if answer else "",
    )


def answers_part() -> rx.Component:
    """Draw the part."""
    return section(
        t("What you agreed to"),
        t("With the day, the version of the words, and where you said it. Change it at any time."),
        rx.el.ul(
            rx.foreach(AnswersState.answers, _answer),
            class_name="flex flex-col divide-y divide-line",
        ),
        anchor="agreed",
    )


def _answer(row: AnswerRow) -> rx.Component:
    words = rx.cond(
        row.href,
        rx.el.a(row.title, href=row.href, class_name=LINK),
        rx.el.span(row.title, class_name="font-medium"),
    )
    stands = rx.cond(row.given, badge(t("Yes"), tone="good"), badge(t("No"), tone="info"))
    turn = button(
        rx.cond(row.given, t("Take back"), t("Allow")),
        look="quiet", size="small", on_click=AnswersState.turn(row.kind, row.organizer),
        aria_label=rx.cond(
            row.given,
            t("Take back: {what}", what=row.title),
            t("Allow: {what}", what=row.title),
        ),
    )  # fmt: skip
    return rx.el.li(
        rx.el.div(
            rx.el.p(words, stands, class_name="flex flex-wrap items-center gap-2"),
            rx.el.p(row.asked, class_name="mt-1 text-[0.9375rem] text-muted text-pretty"),
            rx.cond(row.answered, _said(row)),
            class_name="min-w-0 flex-1",
        ),
        rx.cond(row.href, rx.fragment(), turn),
        class_name="flex flex-wrap items-start justify-between gap-3 py-4",
    )


def _said(row: AnswerRow) -> rx.Component:
    return rx.el.p(
        t("{when}, {where}, version {n}", when=when(row.at), where=row.source, n=row.version),
        class_name="mt-1 text-sm text-muted",
    )
