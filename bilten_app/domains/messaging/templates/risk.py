"""Mails about orders that somebody looks at before their tickets go out."""

from bilten_app.domains.messaging.templates.letter import Letter, Link
from bilten_app.domains.messaging.templates.orders import OrderStory, brand_of, order_code
from bilten_app.kit.text import msgid, say


def held(story: OrderStory) -> Letter:
    """Tell a buyer, kindly, that we have the money and look at the order before the tickets."""
    locale, event = story.order.locale, story.event.title
    subject = say(msgid("We are checking your order for {event}"), locale, event=event)
    paragraphs = (
        say(
            msgid(
                "Thank you, your payment has arrived and your places are yours. Before we send "
                "the tickets, one of us takes a short look at the order."
            ),
            locale,
        ),
        say(
            msgid(
                "This protects the owners of cards from misuse and happens to honest buyers too. "
                "You need not do anything: your tickets come by e-mail, well before the doors."
            ),
            locale,
        ),
        say(
            msgid("If we cannot accept the order, all of your money goes back to you at once."),
            locale,
        ),
    )
    return Letter(
        locale=locale,
        brand=brand_of(story),
        subject=subject,
        preview=paragraphs[0],
        heading=subject,
        paragraphs=paragraphs,
        action=Link(say(msgid("Open your order"), locale), story.order_url),
        notes=(order_code(story.order),),
    )
