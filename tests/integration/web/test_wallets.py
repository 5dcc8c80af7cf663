"""Signing in by a wallet over HTTP, with keys that really sign."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import httpx
import pytest

from bilten_app.domains.identity import service as identity
from bilten_app.domains.identity.public import FactorKind
from bilten_app.kit.actor import Actor, ActorKind
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.ids import new_id, new_token
from bilten_app.kit.roles import StaffPermission
from bilten_app.web.door import SESSION_COOKIE
from tests.people import given_user
from tests.second_step import HERE, shown
from tests.signers import Wallet, wallets_of
from tests.surfers import Surfer, matters, surfing, told, verbs_of

EMAIL = "mara@example.com"

type Attack = Callable[[Wallet, str], Awaitable[httpx.Response]]


async def test_a_wallet_that_nobody_knows_opens_nothing_and_can_be_linked(surf: Surfer) -> None:
    user_id = await given_user(surf.rt, email=EMAIL)
    wallet = Wallet(surf)

    answer = await wallet.sign_in(going="/account/tickets")

    assert told(answer) == ("/sign-in", {"by": "wallet", "next": "/account/link"})
    assert (await surf.actor()).kind is ActorKind.guest
    cookies = answer.headers.get_list("set-cookie")
    assert all("HttpOnly" in one and "SameSite=lax" in one for one in cookies)

    await surf.type_password(EMAIL, "/account/link")
    linked = await surf.client.post("/auth/link-login")
    assert linked.headers["location"] == "/account/tickets"
    assert [(one.address, one.chain_id) for one in await wallets_of(surf)] == [
        (wallet.address, None)
    ]
    assert "users.login_linked" in await verbs_of(surf.rt, user_id)
    assert "login_linked" in await matters(surf.rt)

    async with surfing(surf.rt, surf.issuer) as elsewhere:
        again = await Wallet(elsewhere, wallet.key).sign_in(going="/account/security")
        assert again.headers["location"] == "/account/security"
        assert (await elsewhere.actor()).user_id == user_id
    assert "new_device" in await matters(surf.rt)


async def _without_cookie(wallet: Wallet, message: str) -> httpx.Response:
    wallet.surf.client.cookies.delete("bilten_wallet")
    return await wallet.bring(message)


async def _with_foreign_cookie(wallet: Wallet, message: str) -> httpx.Response:
    wallet.surf.client.cookies.set("bilten_wallet", new_token(), domain="bilten.test", path="/")
    return await wallet.bring(message)


async def _twice(wallet: Wallet, message: str) -> httpx.Response:
    jar = wallet.surf.client.cookies
    cookie = jar["bilten_wallet"]
    await wallet.bring(message)
    jar.delete(SESSION_COOKIE)
    jar.set("bilten_wallet", cookie, domain="bilten.test", path="/")
    return await wallet.bring(message)


async def _after_a_wrong_try(wallet: Wallet, message: str) -> httpx.Response:
    """A nonce is gone before anything is looked at: there is one try for each."""
    jar = wallet.surf.client.cookies
    cookie = jar["bilten_wallet"]
    await wallet.bring(message, "0x00")
    jar.set("bilten_wallet", cookie, domain="bilten.test", path="/")
    return await wallet.bring(message)


async def _of_another_round(wallet: Wallet, message: str) -> httpx.Response:
    await wallet.asked()
    return await wallet.bring(message)


async def _of_another_browser(wallet: Wallet, _message: str) -> httpx.Response:
    async with surfing(wallet.surf.rt, wallet.surf.issuer) as other:
        theirs = await Wallet(other, wallet.key).asked()
    return await wallet.bring(theirs)


async def _by_another_key(wallet: Wallet, message: str) -> httpx.Response:
    return await wallet.bring(message, Wallet(wallet.surf).sign(message))


async def _unsigned(wallet: Wallet, message: str) -> httpx.Response:
    return await wallet.bring(message, "")


async def _signed_in_no_hex(wallet: Wallet, message: str) -> httpx.Response:
    return await wallet.bring(message, "0xsigned")


async def _signed_before_it_was_changed(wallet: Wallet, message: str) -> httpx.Response:
    signature = wallet.sign(message)
    return await wallet.bring(message.replace("Chain ID: 1\n", "Chain ID: 10\n"), signature)


async def _for_another_account(wallet: Wallet, message: str) -> httpx.Response:
    theirs = Wallet(wallet.surf)
    return await wallet.bring(message.replace(wallet.address, theirs.address))


async def _too_late(wallet: Wallet, message: str) -> httpx.Response:
    assert isinstance(wallet.surf.rt.clock, FrozenClock)
    wallet.surf.rt.clock.move(timedelta(minutes=10))
    return await wallet.bring(message)


def _changed(said: str, instead: str) -> Attack:
    """Sign something else than we asked for, as a page of somebody else's would have it."""

    async def attack(wallet: Wallet, message: str) -> httpx.Response:
        assert said in message
        return await wallet.bring(message.replace(said, instead, 1))

    attack.__name__ = f"{said}, changed"
    return attack


@pytest.mark.parametrize(
    "attack",
    [
        _without_cookie, _with_foreign_cookie, _twice, _after_a_wrong_try, _of_another_round,
        _of_another_browser, _by_another_key, _unsigned, _signed_in_no_hex,
        _signed_before_it_was_changed, _for_another_account, _too_late,
        _changed("127.0.0.1:8000 wants", "evil.test wants"),
        _changed("URI: http://127.0.0.1:8000", "URI: https://evil.test"),
        _changed("Version: 1", "Version: 2"),
        _changed("Chain ID: 1\n", "Chain ID: 5\n"),
        _changed("Nonce: ", "Nonce: 0"),
        _changed("Sign in to your account.", "Win a prize."),
        _changed("Issued At: 2026", "Issued At: 2027"),
        _changed("Issued At: 2026", "Issued At: 2025"),
        _changed("Expiration Time: 2026", "Expiration Time: 2025"),
        _changed("Expiration Time: 2026", "Expiration Time: 2027"),
        _changed("Expiration Time: 2026", "Not Before: 2026"),
    ],
    ids=lambda attack: attack.__name__.strip("_").replace("_", " "),
)  # fmt: skip
async def test_what_was_signed_otherwise_signs_nobody_in(surf: Surfer, attack: Attack) -> None:
    await given_user(surf.rt, email=EMAIL)
    wallet = Wallet(surf)
    await wallet.link_to(EMAIL)
    async with surfing(surf.rt, surf.issuer) as other:
        held = Wallet(other, wallet.key)
        message = await held.asked()
        assert "\nIssued At: 2026" in message

        answer = await attack(held, message)

        page, said = told(answer)
        assert (page, said["error"]) == ("/sign-in", "not_vouched")
        assert (await other.actor()).kind is ActorKind.guest
    assert "users.sign_in_failed" in await verbs_of(surf.rt, "provider:wallet")


async def test_a_signature_may_count_from_nought_as_some_wallets_do(surf: Surfer) -> None:
    await given_user(surf.rt, email=EMAIL)
    wallet = Wallet(surf)
    await wallet.link_to(EMAIL)
    await surf.client.post("/auth/sign-out")
    message = await wallet.asked(going="/account/security")
    signature = bytes.fromhex(wallet.sign(message)[2:])

    answer = await wallet.bring(
        message, "0x" + (signature[:64] + bytes([signature[64] - 27])).hex()
    )

    assert answer.headers["location"] == "/account/security"


async def test_a_message_that_is_not_good_yet_signs_nobody_in(
    surf: Surfer, clock: FrozenClock
) -> None:
    wallet = Wallet(surf)
    message = await wallet.asked()
    later = (clock.now() + timedelta(minutes=5)).strftime("%Y-%m-%dT%H:%M:%SZ")

    answer = await wallet.bring(f"{message}\nNot Before: {later}")

    assert told(answer)[1]["error"] == "not_vouched"


async def test_what_was_signed_for_one_purpose_serves_no_other(surf: Surfer) -> None:
    await given_user(surf.rt, email=EMAIL)
    await surf.type_password(EMAIL)
    wallet = Wallet(surf)
    message = await wallet.asked("link")
    said, instead = "Let this wallet open your account.", "Sign in to your account."
    assert said in message

    answer = await wallet.bring(message.replace(said, instead))

    assert told(answer)[1]["error"] == "not_vouched"
    assert await wallets_of(surf) == []


@pytest.mark.parametrize("account", ["", "0x1234", "mara.eth", "0x" + "g" * 40])
async def test_what_is_no_account_is_asked_for_nothing(surf: Surfer, account: str) -> None:
    form = {"purpose": "sign_in", "account": account, "chain": "1"}

    answer = await surf.client.post("/auth/wallets/message", data=form)

    assert answer.status_code == 422


async def test_a_key_signs_whatever_chain_its_wallet_is_on(surf: Surfer) -> None:
    message = await Wallet(surf, chain=8453).asked()
    assert "\nChain ID: 8453\n" in message

    elsewhere = Wallet(surf, chain=424242)
    message = await elsewhere.asked()
    assert "\nChain ID: 1\n" in message
    assert told(await elsewhere.bring(message))[0] == "/sign-in"


async def test_the_second_step_is_asked_for_as_after_a_password(surf: Surfer) -> None:
    await given_user(surf.rt, email=EMAIL)
    wallet = Wallet(surf)
    await wallet.link_to(EMAIL)
    actor, token = await surf.actor(), surf.client.cookies[SESSION_COOKIE]
    new = await identity.begin_factor(surf.rt, actor, kind=FactorKind.totp)
    await identity.confirm_factor(
        surf.rt, actor, token=token, kind=FactorKind.totp, code=shown(surf.rt, new.secret),
        browser=HERE,
    )  # fmt: skip
    async with surfing(surf.rt, surf.issuer) as elsewhere:
        answer = await Wallet(elsewhere, wallet.key).sign_in(going="/organizer")

        assert told(answer) == ("/sign-in/second", {"next": "/organizer"})
        assert SESSION_COOKIE not in elsewhere.client.cookies


async def test_who_is_suspended_is_told_so(surf: Surfer) -> None:
    user_id = await given_user(surf.rt, email=EMAIL)
    wallet = Wallet(surf)
    await wallet.link_to(EMAIL)
    staff = Actor(ActorKind.user, user_id=new_id(), staff=frozenset(StaffPermission))
    async with surf.rt.unit_of_work(staff) as uow:
        await identity.suspend_user(uow, staff, user_id=user_id, reason="Sold forged tickets.")

    answer = await wallet.sign_in()

    assert told(answer)[1]["error"] == "suspended"


async def test_one_network_asks_so_often_and_no_more(surf: Surfer) -> None:
    form = {"purpose": "sign_in", "account": Wallet(surf).address, "chain": "1"}
    for _ in range(20):
        assert (await surf.client.post("/auth/wallets/message", data=form)).status_code == 200

    assert (await surf.client.post("/auth/wallets/message", data=form)).status_code == 429
