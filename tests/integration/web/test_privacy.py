"""The copy of somebody's data at its address: for them, and for nobody else."""

import httpx

from bilten_app.domains.privacy import queries
from bilten_app.domains.privacy import service as privacy
from bilten_app.infra.runtime import Runtime
from bilten_app.web.door import SESSION_COOKIE
from bilten_app.web.public.account.privacy import copy
from tests.people import given_signed_in
from tests.work import settle

SERVED = (copy.router,)


async def test_a_copy_is_fetched_by_its_owner_alone(
    rt: Runtime, browser: httpx.AsyncClient
) -> None:
    owner, token = await given_signed_in(rt)
    _, stranger = await given_signed_in(rt)
    await privacy.ask_export(rt, owner)
    await settle(rt)
    async with rt.read() as session:
        found = await queries.my_export(session, owner)
    assert found
    path = f"/account/privacy/copies/{found.id}.zip"

    mine = await browser.get(path, headers={"Cookie": f"{SESSION_COOKIE}={token}"})
    theirs = await browser.get(path, headers={"Cookie": f"{SESSION_COOKIE}={stranger}"})
    nobodys = await browser.get(path)

    assert (mine.status_code, mine.headers["content-type"]) == (200, "application/zip")
    assert (theirs.status_code, nobodys.status_code) == (404, 401)
