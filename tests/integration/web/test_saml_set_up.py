"""Saying by which SAML provider a team signs in, and keeping it true."""

from datetime import timedelta

import pytest

from bilten_app.domains.organizers import service as organizers
from bilten_app.domains.organizers.public import NotReady
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.errors import Invalid, NotFound, ProofNeeded, Unavailable
from bilten_app.ports.signin import NotVouched
from tests.idp import Idp, new_key, providing
from tests.names import Zone
from tests.people import given_signed_in
from tests.saml_team import SamlTeam, given_saml_team, proven
from tests.surfers import Surfer, told
from tests.team_login import WORK


async def test_both_keys_count_while_the_provider_goes_over_to_another(
    saml_team: SamlTeam, surf: Surfer, idp: Idp, clock: FrozenClock
) -> None:
    second = new_key(clock)
    idp.keys.append(second)
    await saml_team.save()
    idp.signer = second
    await saml_team.arrive(surf)
    assert (await surf.actor()).email == WORK
    await surf.client.post("/auth/sign-out")
    idp.signer = None
    await saml_team.arrive(surf)
    assert (await surf.actor()).email == WORK

    idp.keys.remove(second)
    await saml_team.save()
    idp.signer = second
    answer = await saml_team.post(await saml_team.form(surf))
    assert told(answer)[1]["error"] == "not_vouched"


async def test_metadata_is_typed_or_fetched_and_looked_at_before_it_counts(
    saml_team: SamlTeam, idp: Idp
) -> None:
    await saml_team.save(metadata=idp.metadata(), metadata_url="")
    with pytest.raises(Invalid) as typed:
        await saml_team.save(metadata="<a/>")
    with pytest.raises(Invalid) as fetched:
        await saml_team.save(metadata_url=f"{idp.url}/nothing")
    with pytest.raises(Invalid) as barred:
        await saml_team.save(metadata_url="http://10.0.0.1/metadata")

    assert typed.value.problems.keys() == {"metadata"}
    assert fetched.value.problems.keys() == barred.value.problems.keys() == {"metadata_url"}


async def test_another_provider_is_off_until_it_is_switched_on(
    saml_team: SamlTeam, surf: Surfer, clock: FrozenClock
) -> None:
    async with providing(clock) as other:
        await saml_team.save(metadata_url=other.entity_id)

    answer = await surf.client.post("/auth/work", data={"email": WORK})
    assert told(answer)[1]["error"] == "no_team"


async def test_without_metadata_there_is_a_name_and_nothing_to_switch_on(
    surf: Surfer, zone: Zone
) -> None:
    team = await given_saml_team(surf, Idp(9, surf.rt.clock, []))
    await proven(team, zone)
    await team.save(metadata_url="")
    owner = await team.owner()

    assert (await surf.client.get(f"/auth/saml/{team.name}/metadata")).status_code == 200
    with pytest.raises(NotReady):
        await team.switch()
    with pytest.raises(NotReady):
        await organizers.test_issuer(surf.rt, owner, organizer_id=team.organizer_id)


async def test_a_test_looks_whether_the_provider_is_still_there(
    saml_team: SamlTeam, surf: Surfer, idp: Idp
) -> None:
    owner = await saml_team.owner()
    await organizers.test_issuer(surf.rt, owner, organizer_id=saml_team.organizer_id)
    idp.keys.clear()

    with pytest.raises((NotVouched, Unavailable)):
        await organizers.test_issuer(surf.rt, owner, organizer_id=saml_team.organizer_id)


async def test_only_owners_with_a_fresh_proof_say_by_whom(
    saml_team: SamlTeam, surf: Surfer, clock: FrozenClock
) -> None:
    stranger, _ = await given_signed_in(surf.rt)
    with pytest.raises(NotFound):
        await organizers.save_saml(surf.rt, stranger, organizer_id=saml_team.organizer_id)
    clock.move(timedelta(minutes=16))

    with pytest.raises(ProofNeeded):
        await saml_team.save()
