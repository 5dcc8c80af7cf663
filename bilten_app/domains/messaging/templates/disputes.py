"""Mails to those who sell, and to the platform's staff: banks that ask for money back."""

from datetime import datetime

from bilten_app.domains.messaging.templates.letter import Letter
from bilten_app.domains.messaging.templates.members import desk_letter
from bilten_app.domains.messaging.templates.orders import OrderStory
from bilten_app.domains.orders.public import OrderState
from bilten_app.kit.ids import shown_code
from bilten_app.kit.money import Money
from bilten_app.kit.text import moment, msgid, say

DISPUTES, STAFF_DISPUTES = "organizer/disputes", "admin/disputes"


def disputed(story: OrderStory, *, asked: Money, due: datetime | None, locale: str) -> Letter:
    """Tell members that a bank asks money back, by when they can answer, and what waits."""
    code = shown_code(story.order.code)
    subject = say(msgid("A bank asks for the money of order {code} back"), locale, code=code)
    what = (
        msgid("{who} disputes the payment. The tickets wait until the bank has decided.")
        if story.order.state is OrderState.paid
        else msgid(
            "{who} disputes the payment. The order is over already, so no ticket waits. Answer all "
            "the same, with what went back: else the bank may take the money once more."
        )
    )
    said = [say(what, locale, who=story.order.buyer_name)]
    if due:
        said.append(_until(story, due, locale))
    return desk_letter(story, locale, subject, tuple(said), DISPUTES, asked)


def dispute_due(
    story: OrderStory, asked: Money, due: datetime, locale: str, *, for_staff: bool
) -> Letter:
    """Remind of a dispute that nobody has answered; the platform's staff have a desk of theirs."""
    code = shown_code(story.order.code)
    subject = say(msgid("The dispute about order {code} waits for an answer"), locale, code=code)
    where = STAFF_DISPUTES if for_staff else DISPUTES
    lost = say(msgid("Without an answer the bank decides for the buyer."), locale)
    return desk_letter(story, locale, subject, (_until(story, due, locale), lost), where, asked)


def _until(story: OrderStory, due: datetime, locale: str) -> str:
    until = moment(due, story.event.time_zone, locale)
    return say(msgid("The answer must be there by {when}."), locale, when=until)
