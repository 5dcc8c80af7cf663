"""From what an app asks to a person's answer: the authorization endpoint, without its pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlmodel import col

from bilten_app.domains.apps import rules
from bilten_app.domains.apps.models import App, Asking, Grant, RefreshToken
from bilten_app.domains.apps.public import AppUnknown, QuestionGone, Verb
from bilten_app.domains.apps.service.living import living_app
from bilten_app.domains.apps.service.signing import forget_keys
from bilten_app.domains.identity import service as identity
from bilten_app.domains.identity.public import SecurityMatter
from bilten_app.domains.identity.service import Browser
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import NotFound
from bilten_app.kit.ids import new_id, new_token, token_hash
from bilten_app.kit.roles import BY_OWN_HAND
from bilten_app.kit.twins import is_test

ASKED_A_MINUTE = 60
NO_BROWSER = Browser()


@dataclass(frozen=True, slots=True)
class Begun:
    """What became of a request: a question to put to the person, or the way back with an error."""

    question: str = ""
    way_back: str = ""


async def begin(rt: Runtime, *, told: Mapping[str, str], twice: bool, address: str) -> Begun:
    """Keep what an app asks for, and return the secret name of the question to the person.

    `told` are the parameters, `twice` whether one came more than once. Raises TooMany, and
    AppUnknown while it is not certain that the way back is the app's own: then nobody is sent
    there.
    """
    await rt.gateways.limits.hit("oauth-ask", address, limit=ASKED_A_MINUTE, per_s=60)
    async with rt.unit_of_work() as uow:
        app = await living_app(uow.session, told.get("client_id", ""))
        redirect_uri = told.get("redirect_uri", "")
        if app is None or not rules.is_registered(redirect_uri, app.redirect_uris):
            raise AppUnknown
        if error := _error(told, app, twice=twice):
            answer = _answer(rt, told.get("state", ""), error=error)
            return Begun(way_back=rules.way_back(redirect_uri, answer))
        token = new_token()
        uow.add(
            Asking(
                token_hash=token_hash(token), app_id=app.id, redirect_uri=redirect_uri,
                scopes=sorted(rules.scopes_in(told["scope"])), state=told.get("state", ""),
                challenge=told["code_challenge"],
                expires_at=uow.clock.now() + rules.ASKING_LASTS,
            )
        )  # fmt: skip
    return Begun(question=token)


def _error(told: Mapping[str, str], app: App, *, twice: bool) -> str:
    """Return what is wrong with a request, as RFC 6749 §4.1.2.1 names it; nothing when it is good.

    Without S256 there is no code: `plain`, or no challenge at all, would be the older protocol.
    """
    if told.get("request") or told.get("request_uri"):
        return "request_not_supported"
    if told.get("response_type") != "code":
        return "unsupported_response_type" if told.get("response_type") else "invalid_request"
    is_proved = told.get("code_challenge_method") == "S256" and rules.is_challenge(
        told.get("code_challenge", "")
    )
    state = told.get("state", "")
    is_state = len(state) <= rules.MAX_STATE and state.isprintable()
    if twice or not is_proved or not is_state or told.get("response_mode", "query") != "query":
        return "invalid_request"
    asked = rules.scopes_in(told.get("scope", ""))
    return "" if asked and asked <= set(app.scopes) else "invalid_scope"


async def allow(rt: Runtime, actor: Actor, *, question: str, browser: Browser = NO_BROWSER) -> str:
    """Let the app act for the actor, and return the way back with its code. They get a mail.

    Only the person themselves may. What moves money, hands data out or lets others in asks them to
    show that it is them. Raises ProofNeeded, QuestionGone.
    """
    user_id = actor.require_own_hand()
    async with rt.unit_of_work(actor) as uow:
        asking, app = await _open(uow, question)
        if BY_OWN_HAND & set(asking.scopes):
            actor.require_recent_proof()
        now, code = uow.clock.now(), new_token()
        grant = Grant(
            id=new_id(), app_id=app.id, user_id=user_id, scopes=asking.scopes,
            organizer_ids=[str(one) for one in actor.grants if not is_test(one)],
            granted_at=now, ends_at=now + rules.GRANT_LASTS,
        )  # fmt: skip
        uow.add(grant)
        await uow.session.flush()
        asking.answered_at, asking.grant_id = now, grant.id
        asking.code_hash, asking.code_expires_at = token_hash(code), now + rules.CODE_LASTS
        identity.tell_security(uow, user_id, SecurityMatter.app_let_in, browser)
        uow.audit(Verb.granted, user_id, app=str(app.id), name=app.name, scopes=asking.scopes)
        return rules.way_back(asking.redirect_uri, _answer(rt, asking.state, code=code))


async def deny(rt: Runtime, actor: Actor, *, question: str) -> str:
    """Let the app do nothing, and return the way back that says so. Raises QuestionGone."""
    user_id = actor.require_user()
    async with rt.unit_of_work(actor) as uow:
        asking, app = await _open(uow, question)
        asking.answered_at = uow.clock.now()
        uow.audit(Verb.denied, user_id, app=str(app.id), name=app.name)
        answer = _answer(rt, asking.state, error="access_denied")
        return rules.way_back(asking.redirect_uri, answer)


async def end_access(uow: UnitOfWork, actor: Actor, *, app_id: UUID) -> None:
    """Take back all that the actor gave an app. Harmless when there is nothing; NotFound if never.

    Tokens that are out open nothing after five seconds.
    """
    user_id = actor.require_user()
    mine = (col(Grant.app_id) == app_id, col(Grant.user_id) == user_id)
    ended = (
        update(Grant)
        .where(*mine, col(Grant.revoked_at).is_(None))
        .values(revoked_at=uow.clock.now())
        .returning(col(Grant.id))
    )
    if (await uow.session.execute(ended)).scalars().all():
        uow.audit(Verb.revoked, user_id, app=str(app_id))
        return
    if (await uow.session.execute(select(col(Grant.id)).where(*mine).limit(1))).first() is None:
        raise NotFound


async def forget_over(rt: Runtime) -> None:
    """Delete questions, codes, tokens and grants that are over. Scheduled; harmless twice.

    What a code became is kept as long as its grant, so that one shown again is known.
    """
    async with rt.unit_of_work() as uow:
        now = uow.clock.now()
        over = (col(Asking.expires_at) <= now, col(Asking.grant_id).is_(None))
        await uow.session.execute(delete(Asking).where(*over))
        await uow.session.execute(delete(RefreshToken).where(col(RefreshToken.expires_at) <= now))
        await uow.session.execute(delete(Grant).where(col(Grant.ends_at) <= now))
        await forget_keys(uow)


async def _open(uow: UnitOfWork, question: str) -> tuple[Asking, App]:
    """Return a question that nobody has answered, locked, with its app; or raise QuestionGone."""
    chosen = select(Asking).where(col(Asking.token_hash) == token_hash(question))
    asking = (await uow.session.execute(chosen.with_for_update())).scalar_one_or_none()
    if asking is None or asking.answered_at or asking.expires_at <= uow.clock.now():
        raise QuestionGone
    app = await living_app(uow.session, str(asking.app_id))
    if app is None:
        raise QuestionGone
    return asking, app


def _answer(rt: Runtime, state: str, **told: str) -> Mapping[str, str]:
    """Return what the app is told: its state as it was, and who answers (RFC 9207)."""
    return {**told, "state": state, "iss": rt.settings.origin}
