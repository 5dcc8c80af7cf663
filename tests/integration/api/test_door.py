"""A scanner's day through the API, and what its organizer reads of it."""

import asyncio
from itertools import permutations
from typing import Any
from uuid import UUID

import httpx
import pytest

from bilten_app.domains.identity import queries as identity_queries
from bilten_app.domains.identity import service as identity
from bilten_app.domains.scanning import service as scanning
from bilten_app.domains.scanning.public import EnrolLink
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import GUEST
from bilten_app.kit.ids import new_token
from bilten_app.kit.page import write_cursor
from bilten_app.kit.proof.fields import from_base64, to_base64
from bilten_app.kit.proof.ring import KeyRing
from bilten_app.kit.proof.signed import Signed
from bilten_app.kit.proof.status import Status, follow
from tests.factories import Stage, given_event
from tests.people import PASSWORD, given_signed_in
from tests.scanner import NOON_MS, Log, given_gate
from tests.shop import V1, slug_of

SCANNER = f"{V1}/scanner"


class Phone(Log):
    """A scanner that talks to the API."""

    def __init__(self, api: httpx.AsyncClient) -> None:
        super().__init__()
        self.api = api
        self.given: dict[str, Any] = {}

    @property
    def auth(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.given['device_token']}"}

    async def enrol(self, token: str) -> httpx.Response:
        asked = {
            "token": token, "device_key": to_base64(self.public), "name": "Phone",
            "clock_ms": NOON_MS,
        }  # fmt: skip
        answer = await self.api.post(f"{SCANNER}/enrol", json=asked)
        if answer.status_code == 201:
            self.given = answer.json()
            self.device = UUID(self.given["device_id"])
            self.gate = UUID(self.given["pack"]["gate"]["id"])
        return answer

    async def upload(self, *written: dict[str, Any]) -> list[dict[str, Any]]:
        sent = {"clock_ms": NOON_MS, "entries": list(written) or self.written()}
        answer = await self.api.post(f"{SCANNER}/scans", json=sent, headers=self.auth)
        assert answer.status_code == 200, answer.text
        return answer.json()["results"]

    async def status(self, now: Status | None = None) -> Status:
        after = {"after": now.seq if now else 0}
        answer = await self.api.get(f"{SCANNER}/status", params=after, headers=self.auth)
        root = from_base64(self.given["root_key"])
        return follow(now, Signed.read(answer.json()).open(root, "status"))


async def link(rt: Runtime, stage: Stage, gate: UUID) -> EnrolLink:
    async with rt.unit_of_work(stage.owner) as uow:
        return await scanning.invite_device(uow, stage.owner, gate_id=gate)


async def phones(api: httpx.AsyncClient, rt: Runtime, stage: Stage, *gates: str) -> list[Phone]:
    found: list[Phone] = []
    for name in gates:
        phone = Phone(api)
        invited = await link(rt, stage, await given_gate(rt, stage, name))
        assert (await phone.enrol(invited.token)).status_code == 201
        found.append(phone)
    return found


def outcomes(results: list[dict[str, Any]]) -> list[str]:
    return [result["outcome"] for result in results]


async def test_a_scanner_gets_all_it_needs_to_decide_alone(
    api: httpx.AsyncClient, rt: Runtime
) -> None:
    stage = await given_event(rt)
    (phone,) = await phones(api, rt, stage, "North")

    pack = (await api.get(f"{SCANNER}/pack", headers=phone.auth)).json()

    assert set(pack) == {
        "server_ms", "organizer", "event", "gate", "gates", "ring", "rotation_key", "classes",
        "guests", "capacity", "reentry", "pack_version", "token_expires_at",
    }  # fmt: skip
    assert pack["server_ms"] == NOON_MS
    assert pack["event"]["id"] == str(stage.event_id)
    assert pack["gate"]["name"] == "North"
    root = from_base64(phone.given["root_key"])
    ring = KeyRing.read(Signed.read(pack["ring"]).open(root, "ring"))
    assert ring.event == stage.event_id
    status = await phone.status()
    assert (await phone.status(status)).seq == status.seq


async def test_a_code_is_good_for_one_phone(api: httpx.AsyncClient, rt: Runtime) -> None:
    stage = await given_event(rt)
    invited = await link(rt, stage, await given_gate(rt, stage))
    first, second = Phone(api), Phone(api)

    assert (await first.enrol(invited.token)).status_code == 201
    assert (await second.enrol(invited.token)).json()["code"] == "enrol_link_gone"
    assert (await second.enrol(new_token())).status_code == 409


async def test_two_online_phones_in_the_same_second_one_lets_in(
    api: httpx.AsyncClient, rt: Runtime
) -> None:
    stage = await given_event(rt)
    north, south = await phones(api, rt, stage, "North", "South")
    north.scan(7, NOON_MS)
    south.scan(7, NOON_MS)

    answers = await asyncio.gather(north.upload(), south.upload())

    # Same time: the device decides, so the later upload may take over, but one alone counts.
    door = await _door(api, rt, stage)
    assert "canonical" in outcomes([*answers[0], *answers[1]])
    assert len(door["incidents"]) == 1
    assert door["inside"] == 2


async def test_the_second_phone_is_told_gate_and_time(api: httpx.AsyncClient, rt: Runtime) -> None:
    stage = await given_event(rt)
    north, south = await phones(api, rt, stage, "North", "South")
    north.scan(7, NOON_MS)
    south.scan(7, NOON_MS + 10)
    await north.upload()

    (answer,) = await south.upload()

    first = {"gate": "North", "at_ms": NOON_MS, "device": str(north.device)}
    assert answer == {"seq": 1, "outcome": "incident", "first": first}


@pytest.mark.parametrize("order", list(permutations(range(2))))
async def test_two_offline_phones_merge_in_any_order_and_twice(
    api: httpx.AsyncClient, rt: Runtime, order: tuple[int, ...]
) -> None:
    stage = await given_event(rt)
    both = await phones(api, rt, stage, "North", "South")
    for late, phone in enumerate(both):
        phone.scan(7, NOON_MS + late, online=False)
        phone.scan(20 + late, NOON_MS + 5, online=False)

    for number in (*order, *order):
        await both[number].upload()

    door = await _door(api, rt, stage)
    (incident,) = door["incidents"]
    assert (incident["first"]["gate"], incident["second"]["gate"]) == ("North", "South")
    assert door["inside"] == 4


async def test_an_upload_that_was_cut_off_loses_and_doubles_nothing(
    api: httpx.AsyncClient, rt: Runtime
) -> None:
    stage = await given_event(rt)
    (phone,) = await phones(api, rt, stage, "North")
    for index in range(6):
        phone.scan(index)
    await phone.upload(*phone.written()[:4])

    again = await phone.upload()

    assert outcomes(again) == ["repeat"] * 4 + ["canonical"] * 2
    assert (await _door(api, rt, stage))["inside"] == 6


async def test_a_revoked_phone_is_told_to_wipe_itself(api: httpx.AsyncClient, rt: Runtime) -> None:
    stage = await given_event(rt)
    (phone,) = await phones(api, rt, stage, "North")
    async with rt.unit_of_work(stage.owner) as uow:
        await scanning.revoke(uow, stage.owner, device_id=phone.device)

    answers = [
        await api.get(f"{SCANNER}/pack", headers=phone.auth),
        await api.get(f"{SCANNER}/status", headers=phone.auth),
        await api.post(f"{SCANNER}/scans", json={"clock_ms": 0, "entries": []}, headers=phone.auth),
    ]

    assert {(one.status_code, one.json()["code"]) for one in answers} == {(401, "device_revoked")}


@pytest.mark.parametrize("entry", [{}, {"seq": 1}, {"seq": "x"}, {"seq": 10**30}, {"seq": None}])
async def test_a_line_that_is_none_gets_an_answer_too(
    api: httpx.AsyncClient, rt: Runtime, entry: dict[str, Any]
) -> None:
    stage = await given_event(rt)
    (phone,) = await phones(api, rt, stage, "North")

    assert outcomes(await phone.upload(entry, entry)) == ["refused", "refused"]


async def test_organizer_routes_show_members_their_own_and_strangers_nothing(
    api: httpx.AsyncClient, rt: Runtime
) -> None:
    stage = await given_event(rt)
    slug = await slug_of(rt, stage)
    _, stranger = await given_signed_in(rt)
    own = {"Cookie": f"bilten_session={await _session(rt, stage)}"}
    foreign = {"Cookie": f"bilten_session={stranger}"}
    organizer = {"organizer_id": str(stage.organizer_id)}
    paths = [f"{V1}/organizer/events"] + [
        f"{V1}/organizer/events/{slug}{part}" for part in ("", "/orders", "/attendees", "/door")
    ]

    seen = [await api.get(path, params=organizer, headers=own) for path in paths]
    hidden = [await api.get(path, params=organizer, headers=foreign) for path in paths]
    closed = [await api.get(path, params=organizer) for path in paths]

    assert [one.status_code for one in seen] == [200] * 5, [one.text for one in seen]
    assert [event["slug"] for event in seen[0].json()["events"]] == [slug]
    assert [one.status_code for one in hidden] == [404] * 5
    assert [one.status_code for one in closed] == [401] * 5


@pytest.mark.parametrize(
    "key", [["\0", str(UUID(int=0))], ["\ud800", str(UUID(int=0))], ["a", "b"]]
)
async def test_a_made_up_place_in_a_list_is_refused(
    api: httpx.AsyncClient, rt: Runtime, key: list[str]
) -> None:
    stage = await given_event(rt)
    own = {"Cookie": f"bilten_session={await _session(rt, stage)}"}
    path = f"{V1}/organizer/events/{await slug_of(rt, stage)}"

    for part in ("attendees", "orders"):
        answer = await api.get(f"{path}/{part}", params={"cursor": write_cursor(key)}, headers=own)
        assert (answer.status_code, answer.json()["code"]) == (422, "bad_cursor")


async def _door(api: httpx.AsyncClient, rt: Runtime, stage: Stage) -> dict[str, Any]:
    path = f"{V1}/organizer/events/{await slug_of(rt, stage)}/door"
    cookie = {"Cookie": f"bilten_session={await _session(rt, stage)}"}
    return (await api.get(path, headers=cookie)).json()


async def _session(rt: Runtime, stage: Stage) -> str:
    async with rt.read() as session:
        profile = await identity_queries.profile(session, stage.owner.require_user())
    signed_in = await identity.sign_in(
        rt, GUEST, email=profile.email, password=PASSWORD, address=new_token()
    )
    return signed_in.token
