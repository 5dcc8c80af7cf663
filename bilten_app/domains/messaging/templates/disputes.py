"""Mails to those who sell, and to the platform's staff: banks that ask for money back."""

from datetime import datetime

from bilten_app.domains.messaging.templates.letter import Letter
from bilten_app.domains.messaging.templates.members import desk_letter
from bilten_app.domains.messaging.templates.orders import OrderStory
from bilten_app.domains.orders.public import OrderState
from bilten_app.domains.payments.public import DisputeState, DisputeView
from bilten_app.kit.ids import shown_code
from bilten_app.kit.money import Money
from bilten_app.kit.text import moment, msgid, price, say

DISPUTES, STAFF_DISPUTES = "organizer/disputes", "admin/disputes"
DONE = msgid("There is nothing that you need to do.")
NO_MORE_ANSWERS = msgid(
    "This dispute takes no more answers. Should the bank change its mind, we tell you. If you "
    "think that the buyer was wrong, write to them."
)


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


def decided(
    story: OrderStory, dispute: DisputeView, locale: str, *, to_staff: bool = False
) -> Letter:
    """Tell how a bank has decided, what became of money and tickets, and what is to be done."""
    code, is_won = shown_code(story.order.code), dispute.state is DisputeState.won
    if is_won:
        subject = msgid("The bank decided for you about order {code}")
    else:
        subject = msgid("The bank decided for the buyer of order {code}")
    said = [say(_money(story, dispute), locale, who=story.order.buyer_name)]
    if dispute.amount != story.order.total:
        part = msgid("It asked for {asked}, and the order cost {total}.")
        total = price(story.order.total, locale)
        said.append(say(part, locale, asked=price(dispute.amount, locale), total=total))
    if story.order.state is OrderState.paid and _bought(story, dispute):
        said.append(say(_tickets(story, dispute), locale))
    said.append(say(DONE if is_won else NO_MORE_ANSWERS, locale))
    where = STAFF_DISPUTES if to_staff else DISPUTES
    return desk_letter(
        story, locale, say(subject, locale, code=code), tuple(said), where, dispute.amount
    )


def _bought(story: OrderStory, dispute: DisputeView) -> bool:
    """Whether the disputed payment bought the order; else it came too late, or twice."""
    return dispute.payment_id == story.order.payment_id


def _money(story: OrderStory, dispute: DisputeView) -> str:
    is_won = dispute.state is DisputeState.won
    if not _bought(story, dispute):
        return (
            msgid("The bank of {who} leaves us a payment that had bought nothing: it goes back.")
            if is_won
            else msgid(
                "The bank of {who} took a payment that had bought nothing. Your balance stays as "
                "it is."
            )
        )
    if is_won:
        return msgid("{who} had disputed the payment. The bank leaves the money with you.")
    return msgid(
        "{who} had disputed the payment. The bank gave the money back to them. It is taken from "
        "your reserve and your balance, with what the bank charged for the dispute."
    )


def _tickets(story: OrderStory, dispute: DisputeView) -> str:
    if dispute.state is DisputeState.won:
        return msgid("Tickets that only waited for the bank let their holders in again.")
    doors = story.event.doors_at or story.event.starts_at
    if dispute.decided_at and dispute.decided_at < doors:
        return msgid("The tickets ended, and their places can be sold again.")
    return msgid("The tickets let nobody in any more; who was let in before stays on record.")


def _until(story: OrderStory, due: datetime, locale: str) -> str:
    until = moment(due, story.event.time_zone, locale)
    return say(msgid("The answer must be there by {when}."), locale, when=until)
