"""People with a second step, and how they take it."""

from datetime import timedelta

from pyotp.totp import TOTP

from bilten_app.domains.identity import service as identity
from bilten_app.domains.identity.public import FactorKind, SignedIn
from bilten_app.domains.identity.service import Browser
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import GUEST, Actor
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.ids import new_code
from tests.people import PASSWORD, given_signed_in

HERE = Browser("203.0.113.9", "Firefox/140 X11")


def later(rt: Runtime, **by: float) -> None:
    assert isinstance(rt.clock, FrozenClock)
    rt.clock.move(timedelta(**by))


def shown(rt: Runtime, secret: str) -> str:
    """Return what the authenticator app shows now."""
    return TOTP(secret).at(rt.clock.now())


async def given_app(rt: Runtime, email: str) -> tuple[Actor, str, str]:
    """Let somebody set up an app; return them, their session, and the app's secret."""
    actor, token = await given_signed_in(rt, email=email)
    new = await identity.begin_factor(rt, actor, kind=FactorKind.totp)
    signed_in = await identity.confirm_factor(
        rt, actor, token=token, kind=FactorKind.totp, code=shown(rt, new.secret), browser=HERE
    )
    later(rt, seconds=60)
    return actor, signed_in.token, new.secret


async def half_in(rt: Runtime, email: str, devices: tuple[str, ...] = ()) -> SignedIn:
    return await identity.sign_in(
        rt, GUEST, email=email, password=PASSWORD, address=new_code(), devices=devices
    )


async def finish(
    rt: Runtime, token: str, code: str, *, trust: bool = False, devices: tuple[str, ...] = ()
) -> SignedIn:
    return await identity.finish_sign_in(
        rt, GUEST, token=token, code=code, trust=trust, browser=HERE, devices=devices
    )
