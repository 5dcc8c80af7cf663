"""What is shown of apps, as ready words, and the form of one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from pydantic import BaseModel, Field

from bilten_app.domains.apps.public import AppDraft, AppKind, AppView
from bilten_app.kit.text import msgid, number, say
from bilten_app.web.organizer.developers.rows import SCOPE_WORDS
from bilten_app.web.parts.event import Picture, picture_of

LOGO_WIDTH = 128
NO_PICTURE = Picture()

KIND_WORDS: Mapping[AppKind, str] = {
    AppKind.confidential: msgid("On a server, where it keeps a secret"),
    AppKind.public: msgid("On phones or computers, without a secret"),
}


@dataclass(frozen=True, slots=True)
class AppRow:
    """An app in the list, and the head of its own page; `id` is its client id."""

    id: str = ""
    name: str = ""
    about: str = ""
    homepage: str = ""
    href: str = ""
    logo: Picture = NO_PICTURE
    kind: str = ""
    has_secret: bool = True
    redirect_uris: list[str] = field(default_factory=list[str])
    uri_lines: str = ""
    scopes: str = ""
    scope_names: list[str] = field(default_factory=list[str])
    people: str = ""
    requests: str = ""
    errors: str = ""
    used_at: str = ""
    secret_made_at: str = ""
    old_secret_until: str = ""


class AppForm(BaseModel):
    """An app as it is typed; what it may ask for is ticked in the state."""

    name: str = Field(max_length=200)
    about: str = Field("", max_length=1000)
    homepage: str = Field("", max_length=600)
    kind: str = Field(AppKind.confidential.value, max_length=20)
    redirect_uris: str = Field("", max_length=6000)

    def draft(self, scopes: Sequence[str]) -> AppDraft:
        """Return what was typed and ticked."""
        kind = AppKind.public if self.kind == AppKind.public else AppKind.confidential
        return AppDraft(
            self.name, self.about, self.homepage, kind, self.redirect_uris.split(),
            frozenset(scopes),
        )  # fmt: skip


def app_row(
    app: AppView, used: tuple[int, int], path: str, *, now: datetime, locale: str
) -> AppRow:
    """Return an app as it is shown."""
    old = app.old_secret_until
    return AppRow(
        id=str(app.id),
        name=app.name,
        about=app.about,
        homepage=app.homepage,
        href=f"{path}/{app.id}",
        logo=picture_of(app.logo, LOGO_WIDTH),
        kind=say(KIND_WORDS[app.kind], locale),
        has_secret=app.kind is AppKind.confidential,
        redirect_uris=list(app.redirect_uris),
        uri_lines="\n".join(app.redirect_uris),
        scopes=" · ".join(say(SCOPE_WORDS[one], locale) for one in app.scopes),
        scope_names=[one.value for one in app.scopes],
        people=number(app.people, locale),
        requests=number(used[0], locale),
        errors=number(used[1], locale),
        used_at=app.used_at.isoformat() if app.used_at else "",
        secret_made_at=app.secret_made_at.isoformat() if app.secret_made_at else "",
        old_secret_until=old.isoformat() if old and old > now else "",
    )
