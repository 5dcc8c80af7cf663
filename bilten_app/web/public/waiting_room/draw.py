"""The draw of a waiting room, and the means to check it."""

from markupsafe import Markup

from bilten_app.domains.discovery.public import EventPage
from bilten_app.domains.waiting.public import Draw
from bilten_app.kit.text import number
from bilten_app.web.markup import Paper


def draw(pen: Paper, event: EventPage, drawn: Draw) -> Markup:
    """The draw, and how to check it."""
    checked = {
        "data-draw": f"/api/v1/waiting-rooms/{event.slug}/draw",
        "data-right": pen.t("Checked in your browser: the seed and the order are right."),
        "data-wrong": pen.t("The order does not follow from the seed. Please tell us."),
        "data-early": pen.t("The draw is still to come. Note the hash, and compare it afterwards."),
    }
    places = number(len(drawn.order), pen.locale)
    return pen.el(
        "section",
        pen.el("h1", pen.t("A draw that anybody can check")),
        pen.el(
            "p",
            pen.t(
                "Before the sale opens we publish the hash of a secret seed. Who comes before the "
                "opening is put in order by HMAC-SHA256 of the seed and their place's id; your "
                "browser had its part in that id. Then we publish the seed."
            ),
            class_name="lead",
        ),
        pen.el("p", class_name="verdict", role="status", custom_attrs=checked),
        pen.el(
            "dl",
            *_fact(pen, pen.t("Hash of the seed (SHA-256)"), drawn.seed_hash),
            *_fact(pen, pen.t("Seed"), drawn.seed or pen.t("secret until the draw")),
            *(_fact(pen, pen.t("Places in the draw"), places) if drawn.seed else ()),
        ),
        pen.el("ol", *(pen.el("li", turn) for turn in drawn.order), class_name="order"),
    )


def _fact(pen: Paper, name: str, value: str) -> tuple[Markup, Markup]:
    return pen.el("dt", name), pen.el("dd", pen.el("code", value))
