"""Making somebody's copy of their data: asked for, put together by a job, kept for a few days."""

import json
from datetime import timedelta
from io import BytesIO
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select, update

from bilten_app.domains.identity import queries as identity
from bilten_app.domains.identity.public import ProfileView
from bilten_app.domains.messaging import service as messaging
from bilten_app.domains.messaging.public import Topic
from bilten_app.domains.privacy.models import Export
from bilten_app.domains.privacy.public import EXPORT_FLOW, ExportState, Verb
from bilten_app.domains.privacy.service.parts import TELLERS, papers
from bilten_app.infra.forgetting import in_batches
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import NotFound
from bilten_app.kit.ids import new_id
from bilten_app.kit.personal import Person

EXPORT_JOB = "privacy.make_export"
KEPT_FOR = timedelta(days=7)
A_DAY_S, COPIES_A_DAY = 86_400, 5
MIME = "application/zip"
OLDEST = 100


async def ask_export(rt: Runtime, actor: Actor) -> None:
    """Let a copy of one's data be made; while one is made, another is not begun.

    Asks for a recent proof, by one's own hand. Raises ProofNeeded, TooMany.
    """
    user_id = actor.require_own_hand()
    actor.require_recent_proof()
    await rt.gateways.limits.hit("export", str(user_id), limit=COPIES_A_DAY, per_s=A_DAY_S)
    async with rt.unit_of_work(actor) as uow:
        row = {
            "id": new_id(), "user_id": user_id, "state": ExportState.queued.value, "done": 0,
            "parts": 0, "size": 0, "asked_at": uow.clock.now(),
        }  # fmt: skip
        made = insert(Export).values(row).on_conflict_do_nothing().returning(col(Export.id))
        export_id = (await uow.session.execute(made)).scalar_one_or_none()
        if export_id is None:
            return
        uow.enqueue(EXPORT_JOB, {"export_id": str(export_id)})
        uow.audit(Verb.export_asked, user_id, export=str(export_id))


async def make_export(rt: Runtime, *, export_id: str, **_: object) -> None:
    """Job: put a copy together and keep it. Harmless twice: it begins anew under the same name."""
    async with rt.unit_of_work() as uow:
        export = await uow.get(Export, UUID(export_id), lock=True)
        if export.state not in {ExportState.queued, ExportState.running}:
            return
        if export.state == ExportState.queued:
            uow.advance(export, EXPORT_FLOW, ExportState.running)
        person = await identity.profile(uow.session, export.user_id)
    whose = Person(person.id, person.email)
    content = await _packed(rt, export.id, whose)
    await rt.gateways.store.put(key_of(export.id), content, MIME)
    if not await _is_ready(rt, export.id, person, len(content)):
        await rt.gateways.store.delete(key_of(export.id))


async def fetch_export(rt: Runtime, actor: Actor, *, export_id: UUID) -> bytes:
    """Return one's own copy while it is kept, by one's own hand. Raises NotFound."""
    user_id = actor.require_own_hand()
    async with rt.unit_of_work(actor) as uow:
        export = await uow.get(Export, export_id)
        is_there = export.user_id == user_id and export.state == ExportState.ready
        if not is_there or export.expires_at is None or export.expires_at <= uow.clock.now():
            raise NotFound
        uow.audit(Verb.export_fetched, user_id, export=str(export_id))
    return await rt.gateways.store.open(key_of(export_id))


async def forget_exports(rt: Runtime) -> None:
    """Delete copies that were kept long enough. Scheduled; harmless when repeated.

    The file goes first: what is said to be gone is. One that was never made makes room for another.
    """
    await in_batches(rt, _STUCK, before=rt.clock.now() - timedelta(seconds=A_DAY_S))
    async with rt.read() as session:
        chosen = select(col(Export.id)).where(
            col(Export.state) == ExportState.ready.value, col(Export.expires_at) <= rt.clock.now()
        )
        over = (await session.execute(chosen.limit(OLDEST))).scalars().all()
    for export_id in over:
        await rt.gateways.store.delete(key_of(export_id))
        async with rt.unit_of_work() as uow:
            export = await uow.get(Export, export_id, lock=True)
            if export.state == ExportState.ready:
                uow.advance(export, EXPORT_FLOW, ExportState.gone)


def key_of(export_id: UUID) -> str:
    """Return under what name a copy is kept."""
    return f"exports/{export_id}.zip"


async def _is_ready(rt: Runtime, export_id: UUID, person: ProfileView, size: int) -> bool:
    """Say that a copy can be fetched, unless nobody wants it any more: its person is erased."""
    async with rt.unit_of_work() as uow:
        export = await uow.get(Export, export_id, lock=True)
        if export.state == ExportState.running:
            now = uow.clock.now()
            uow.advance(
                export, EXPORT_FLOW, ExportState.ready, ready_at=now, expires_at=now + KEPT_FOR,
                size=size, done=export.parts,
            )  # fmt: skip
            uow.audit(Verb.export_made, export.user_id, export=str(export.id))
            await messaging.tell(
                uow, Topic.export_ready, str(export.id), email=person.email, locale=person.locale,
                details={"user_id": str(person.id)},
            )  # fmt: skip
        return export.state == ExportState.ready


async def _packed(rt: Runtime, export_id: UUID, person: Person) -> bytes:
    drawn = await papers(rt, person)
    parts, done, out = len(TELLERS) + len(drawn), 0, BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, tell in TELLERS.items():
            async with rt.read() as session:
                told = await tell(session, person)
            text = json.dumps(told, default=str, ensure_ascii=False, indent=2)
            archive.writestr(f"{name}.json", text)
            done += 1
        await _note(rt, export_id, done, parts)
        for paper in drawn:
            archive.writestr(paper.name, await paper.draw())
            done += 1
            await _note(rt, export_id, done, parts)
    return out.getvalue()


async def _note(rt: Runtime, export_id: UUID, done: int, parts: int) -> None:
    """Write down how far it is, for who watches."""
    async with rt.unit_of_work() as uow:
        await uow.session.execute(
            update(Export).where(col(Export.id) == export_id).values(done=done, parts=parts)
        )


_STUCK = (
    "UPDATE exports SET state = 'gone' WHERE id IN (SELECT id FROM exports"
    " WHERE state IN ('queued', 'running') AND asked_at < :before LIMIT :most)"
)
