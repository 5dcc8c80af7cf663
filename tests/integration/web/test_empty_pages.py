"""Pages of people who have nothing yet: each opens, and says so."""

from typing import Any

import pytest
import reflex as rx

from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor, ActorKind
from bilten_app.kit.ids import new_id
from bilten_app.kit.roles import STAFF_GRANTS, StaffRole
from bilten_app.web import door, site
from bilten_app.web.admin.frame import staff
from bilten_app.web.door import Visit
from bilten_app.web.page import Page

NAMELESS = [page for page in site.PAGES if page.frame is staff and "[" not in page.path]


@pytest.mark.parametrize("page", NAMELESS, ids=lambda page: page.path)
async def test_a_page_of_the_platform_opens_before_anything_happened(
    rt: Runtime, page: Page
) -> None:
    door.move_in(rt)
    door.begin(
        Visit(
            actor=Actor(ActorKind.user, user_id=new_id(), staff=STAFF_GRANTS[StaffRole.admin]),
            locale="en",
        )
    )
    root = rx.State(_reflex_internal_init=True)  # pyright: ignore[reportCallIssue]
    opens = page.on_load[-1]
    state: Any = await root.get_state(opens.state)

    await opens.fn(state)

    assert state.loaded
