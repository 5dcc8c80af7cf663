"""One's own picture: taken in by a native request, shown on the profile, taken away again."""

from collections.abc import Mapping
from typing import Annotated, Any

import reflex as rx
from fastapi import APIRouter, File, UploadFile
from fastapi.responses import RedirectResponse

from bilten_app.domains.media import service as media
from bilten_app.domains.media.public import MAX_BYTES, MediaKind
from bilten_app.kit.errors import BiltenError, ByOwnHand, TooMany, Unauthenticated
from bilten_app.kit.text import say
from bilten_app.web import door
from bilten_app.web.auth.asking import Asking
from bilten_app.web.auth.ways import SIGN_IN, back, wait_code
from bilten_app.web.organizer.files import refusal_words
from bilten_app.web.parts.data import card
from bilten_app.web.parts.feedback import banner
from bilten_app.web.parts.fields import button, text_field
from bilten_app.web.parts.links import native_form
from bilten_app.web.public.account.sign_in import trouble
from bilten_app.web.session import SessionState
from bilten_app.web.words import t

PROFILE = "/account/profile"

router = APIRouter(include_in_schema=False)


@router.post("/uploads/account/picture")
async def take_in(visit: Asking, picture: Annotated[UploadFile, File()]) -> RedirectResponse:
    """Show another picture, and go back to the profile."""
    try:
        content = await picture.read(MAX_BYTES + 1)
        await media.set_avatar(door.runtime(), visit.actor, content=content)
    except Unauthenticated:
        return back(SIGN_IN, {"next": PROFILE})
    except TooMany as refused:
        return back(PROFILE, wait_code(refused))
    except BiltenError as refused:
        return back(PROFILE, {"picture": refused.code})
    return back(PROFILE, {})


@router.post("/uploads/account/picture/remove")
async def remove(visit: Asking) -> RedirectResponse:
    """Show none any more, and go back to the profile."""
    try:
        async with door.runtime().unit_of_work(visit.actor) as uow:
            await media.remove_avatar(uow, visit.actor)
    except Unauthenticated:
        return back(SIGN_IN, {"next": PROFILE})
    except BiltenError as refused:
        return back(PROFILE, {"picture": refused.code})
    return back(PROFILE, {})


def picture_trouble(asked: Mapping[str, str], locale: str) -> str:
    """Return why a picture was refused, said by a code in the address."""
    code = asked.get("picture", "")
    if code == ByOwnHand.code:
        return say(ByOwnHand.text, locale)
    return refusal_words(code, locale, MediaKind.avatar) or trouble(asked, locale)


def face(class_name: str = "size-20 text-2xl") -> rx.Component:
    """The picture, or the initials of who has none."""
    return rx.el.div(
        rx.cond(
            SessionState.picture,
            rx.el.img(
                src=SessionState.picture, alt=t("Your picture"), class_name="size-full object-cover"
            ),
            rx.el.span(SessionState.initials, aria_hidden="true"),
        ),
        class_name=(
            "flex shrink-0 items-center justify-center overflow-hidden rounded-pill bg-brand-soft "
            f"font-semibold text-brand {class_name}"
        ),
    )


def picture_form(refused: Any) -> rx.Component:
    """The part of the profile about the picture; `refused` says why one was not taken."""
    remove_it = native_form(
        button(t("Remove the picture"), look="danger", type="submit"),
        action="/uploads/account/picture/remove",
    )
    return card(
        rx.el.div(
            face(),
            rx.el.div(
                rx.el.h2(t("Your picture"), class_name="text-heading"),
                rx.el.p(
                    t("Beside your name, here. It is cut to a square."),
                    class_name="mt-1 text-sm text-muted",
                ),
                class_name="min-w-0 flex-1",
            ),
            class_name="flex items-center gap-4",
        ),
        rx.cond(refused, rx.el.div(banner(refused, tone="bad"), class_name="mt-4")),
        native_form(
            text_field(
                t("Picture"), name="picture", type="file", required=True,
                accept="image/jpeg,image/png,image/webp,image/avif",
                hint=t("JPEG, PNG, WebP or AVIF. At most 10 MB."),
            ),
            rx.el.div(button(t("Upload"), look="quiet", type="submit")),
            action="/uploads/account/picture",
            enc_type="multipart/form-data",
            class_name="mt-5 flex flex-col gap-4",
        ),
        rx.cond(SessionState.picture, rx.el.div(remove_it, class_name="mt-4")),
    )  # fmt: skip
