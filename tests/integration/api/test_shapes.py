"""Asking for less, for what one has already, and for many things at once."""

import httpx
import pytest

from bilten_app.domains.tickets import queries as tickets
from bilten_app.domains.tickets import service as ticket_service
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.ids import new_id
from tests.aftersale import given_paid
from tests.factories import given_event
from tests.programs import bearing, given_key
from tests.shop import V1, slug_of


async def test_an_answer_shows_the_fields_that_are_named_and_is_known_again(
    api: httpx.AsyncClient, rt: Runtime
) -> None:
    slug = await slug_of(rt, await given_event(rt))

    whole = await api.get(f"{V1}/events/{slug}")
    part = await api.get(f"{V1}/events/{slug}", params={"fields": "slug,title"})
    page = await api.get(f"{V1}/events", params={"fields": "events.slug"})
    again = await api.get(
        f"{V1}/events",
        params={"fields": "events.slug"},
        headers={"if-none-match": page.headers["etag"]},
    )
    wrong = await api.get(f"{V1}/events", params={"fields": "events.secret"})

    assert part.json() == {"slug": slug, "title": whole.json()["title"]}
    assert part.headers["etag"] != whole.headers["etag"]
    assert page.json() == {"events": [{"slug": slug}], "next_cursor": None}
    assert (again.status_code, again.content) == (304, b"")
    assert (wrong.status_code, wrong.json()["code"]) == (422, "unknown_fields")
    assert wrong.json()["problems"] == {"fields": "This answer has no such field."}


async def test_a_long_answer_is_packed_for_who_unpacks(api: httpx.AsyncClient, rt: Runtime) -> None:
    await given_event(rt)

    packed = await api.get(f"{V1}/events", headers={"accept-encoding": "gzip"})
    plain = await api.get(f"{V1}/events", headers={"accept-encoding": "identity"})

    long = len(plain.content) >= 1400
    assert ("content-encoding" in packed.headers) is long
    assert packed.json() == plain.json()
    assert "Accept-Encoding" in plain.headers["vary"]


async def test_many_things_are_read_at_once_each_with_its_own_right(
    api: httpx.AsyncClient, rt: Runtime
) -> None:
    stage, foreign = await given_event(rt), await given_event(rt)
    slug = await slug_of(rt, stage)
    _, secret = await given_key(rt, stage.owner)
    paths = [
        f"/v1/events/{slug}?fields=slug",
        f"/v1/organizer/events?organizer_id={stage.organizer_id}&fields=events.slug",
        f"/v1/organizer/events?organizer_id={foreign.organizer_id}",
        f"/v1/orders/{new_id()}",
        "/v1/nothing",
        "/v1/batch",
    ]

    asked = {"requests": [{"path": path} for path in paths]}
    done = await api.post(f"{V1}/batch", json=asked, headers=bearing(secret))
    stranger = await api.post(f"{V1}/batch", json=asked)

    answers = done.json()["answers"]
    assert [one["status"] for one in answers] == [200, 200, 404, 404, 404, 405]
    assert answers[0]["body"] == {"slug": slug}
    assert answers[1]["body"]["events"] == [{"slug": slug}]
    assert answers[2]["body"]["code"] == "not_found"
    assert [one["status"] for one in stranger.json()["answers"]] == [200, 401, 401, 404, 404, 405]


@pytest.mark.parametrize(
    "paths",
    [[], ["/v1/events"] * 21, ["/docs"], ["https://x.test/v1/events"], ["/v1/a b"]],
)
async def test_a_batch_is_of_this_api_and_not_too_long(
    api: httpx.AsyncClient, paths: list[str]
) -> None:
    refused = await api.post(f"{V1}/batch", json={"requests": [{"path": path} for path in paths]})

    assert refused.status_code == 422


async def test_a_file_spoils_no_batch(api: httpx.AsyncClient, rt: Runtime) -> None:
    stage = await given_event(rt)
    await given_paid(rt, stage)
    async with rt.read() as session:
        ticket = (await tickets.of_event(session, stage.event_id))[0]
    secret = ticket_service.secret_of(rt.vault, ticket)
    paths = [
        f"/v1/tickets/{ticket.code}/event.ics?secret={secret}",
        f"/v1/events/{await slug_of(rt, stage)}?fields=slug",
    ]

    done = await api.post(f"{V1}/batch", json={"requests": [{"path": path} for path in paths]})

    assert done.status_code == 200
    date, event = done.json()["answers"]
    assert (date["status"], date["body"]["code"]) == (406, "not_for_a_batch")
    assert event["status"] == 200
