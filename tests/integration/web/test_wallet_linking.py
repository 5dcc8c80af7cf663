"""A wallet and an account belong together only once one person has proved both."""

from datetime import timedelta

import pytest

from bilten_app.domains.identity import service as identity
from bilten_app.domains.identity.public import LastWayIn
from bilten_app.kit.actor import ActorKind
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.errors import NotFound, ProofNeeded
from bilten_app.web.door import SESSION_COOKIE
from tests.people import actor_of, given_user
from tests.second_step import HERE
from tests.signers import Wallet, wallets_of
from tests.surfers import Surfer, surfing, told, verbs_of

EMAIL = "mara@example.com"


async def test_a_wallet_opens_one_account(surf: Surfer) -> None:
    for email in (EMAIL, "own@example.com"):
        await given_user(surf.rt, email=email)
    wallet = Wallet(surf)
    await wallet.link_to(EMAIL)
    async with surfing(surf.rt, surf.issuer) as other:
        await other.type_password("own@example.com")
        answer = await Wallet(other, wallet.key).sign_in("link")

        assert told(answer)[1] == {"by": "wallet", "error": "login_taken", "form": "logins"}
        assert await wallets_of(other) == []


async def test_an_account_has_several_wallets_and_each_but_once(surf: Surfer) -> None:
    await given_user(surf.rt, email=EMAIL)
    wallets = [Wallet(surf), Wallet(surf)]
    for wallet in [*wallets, wallets[0]]:
        await wallet.link_to(EMAIL)

    assert [one.address for one in await wallets_of(surf)] == [one.address for one in wallets]


async def test_linking_asks_for_a_session_and_a_fresh_proof(
    surf: Surfer, clock: FrozenClock
) -> None:
    form = {"purpose": "link", "account": Wallet(surf).address, "chain": "1"}
    assert (await surf.client.post("/auth/wallets/message", data=form)).status_code == 401
    await given_user(surf.rt, email=EMAIL)
    await surf.type_password(EMAIL)
    clock.move(timedelta(minutes=16))

    assert (await surf.client.post("/auth/wallets/message", data=form)).status_code == 403


async def test_linking_gives_the_session_another_token(surf: Surfer) -> None:
    await given_user(surf.rt, email=EMAIL)
    await surf.type_password(EMAIL)
    before = surf.client.cookies[SESSION_COOKIE]

    await Wallet(surf).sign_in("link")

    assert (await actor_of(surf.rt, before)).kind is ActorKind.guest
    assert (await surf.actor()).email == EMAIL


async def test_a_link_belongs_to_who_began_it(surf: Surfer) -> None:
    for email in (EMAIL, "next@example.com"):
        await given_user(surf.rt, email=email)
    wallet = Wallet(surf)
    await surf.type_password(EMAIL)
    message = await wallet.asked("link")
    await surf.type_password("next@example.com")

    answer = await wallet.bring(message)

    assert told(answer)[1]["error"] == "not_vouched"
    assert await wallets_of(surf) == []


async def test_only_a_wallet_of_ones_own_proves_who_one_is(
    surf: Surfer, clock: FrozenClock
) -> None:
    await given_user(surf.rt, email=EMAIL)
    wallet = Wallet(surf)
    await wallet.link_to(EMAIL)
    clock.move(timedelta(minutes=16))
    with pytest.raises(ProofNeeded):
        (await surf.actor()).require_recent_proof()
    strange = await Wallet(surf).sign_in("prove", "/organizer")
    page, said = told(strange)
    assert (page, said["error"]) == ("/account/confirm", "not_vouched")

    answer = await wallet.sign_in("prove", "/organizer")

    assert answer.headers["location"] == "/organizer"
    (await surf.actor()).require_recent_proof()


async def test_the_last_way_in_stays(surf: Surfer) -> None:
    await surf.sign_in()
    wallet = Wallet(surf)
    await wallet.sign_in("link")
    actor = await surf.actor()
    await identity.unlink_login(surf.rt, actor, provider="oidc", browser=HERE)
    (mine,) = await wallets_of(surf)

    with pytest.raises(LastWayIn):
        await identity.unlink_wallet(surf.rt, actor, wallet_id=mine.id, browser=HERE)

    await Wallet(surf).sign_in("link")
    await identity.unlink_wallet(surf.rt, actor, wallet_id=mine.id, browser=HERE)
    assert mine.id not in {one.id for one in await wallets_of(surf)}
    assert "users.login_unlinked" in await verbs_of(surf.rt, actor.user_id)
    async with surfing(surf.rt, surf.issuer) as elsewhere:
        await Wallet(elsewhere, wallet.key).sign_in()
        assert (await elsewhere.actor()).kind is ActorKind.guest


async def test_the_wallet_of_another_is_not_there_to_be_unlinked(
    surf: Surfer, clock: FrozenClock
) -> None:
    for email in (EMAIL, "own@example.com"):
        await given_user(surf.rt, email=email)
    await Wallet(surf).link_to(EMAIL)
    (mine,) = await wallets_of(surf)
    async with surfing(surf.rt, surf.issuer) as other:
        await other.type_password("own@example.com")
        with pytest.raises(NotFound):
            await identity.unlink_wallet(
                surf.rt, await other.actor(), wallet_id=mine.id, browser=HERE
            )
    clock.move(timedelta(minutes=16))
    with pytest.raises(ProofNeeded):
        await identity.unlink_wallet(surf.rt, await surf.actor(), wallet_id=mine.id, browser=HERE)
