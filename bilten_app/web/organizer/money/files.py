"""Statements and reports, fetched as files."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from bilten_app.domains.reporting import exports
from bilten_app.domains.reporting.exports import FileKind, TableFile
from bilten_app.domains.reporting.public import Grouping, ReportKind, Span
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import OrganizerScope
from bilten_app.kit.errors import BiltenError
from bilten_app.kit.roles import Permission
from bilten_app.kit.text import say
from bilten_app.web import door
from bilten_app.web.door import Visit
from bilten_app.web.organizer.desk import scope_of
from bilten_app.web.organizer.files import Asking
from bilten_app.web.organizer.money.reports import span_of
from bilten_app.web.organizer.money.shared import MONEY

FILES_A_MINUTE = 20

router = APIRouter(prefix=MONEY, include_in_schema=False)

type Make = Callable[[Runtime, OrganizerScope], Awaitable[TableFile]]


@router.get("/statement.{kind}")
async def statement(kind: FileKind, visit: Asking, currency: str = "") -> Response:
    """Return the whole statement of a currency."""

    async def make(rt: Runtime, scope: OrganizerScope) -> TableFile:
        return await exports.statement(
            rt, visit.actor, organizer_id=scope, currency=currency,
            span=Span(exports.BEFORE_ALL, rt.clock.now()), file=kind, locale=visit.locale,
        )  # fmt: skip

    return await _file(visit, make)


@router.get("/reports.{file}")
async def report(
    file: FileKind,
    visit: Asking,
    kind: ReportKind = ReportKind.revenue,
    grouping: Grouping = Grouping.event,
    currency: str = "",
    since: str = "",
    until: str = "",
) -> Response:
    """Return a report."""

    async def make(rt: Runtime, scope: OrganizerScope) -> TableFile:
        sheet = await exports.report_sheet(
            rt, visit.actor, organizer_id=scope, currency=currency, kind=kind,
            span=span_of(since, until, rt.clock.now()), grouping=grouping, locale=visit.locale,
        )  # fmt: skip
        return await exports.write(rt, sheet, file)

    return await _file(visit, make)


@router.get("/payouts/{payout_id}.{kind}")
async def payout(payout_id: UUID, kind: FileKind, visit: Asking) -> Response:
    """Return what led to a payout."""

    async def make(rt: Runtime, scope: OrganizerScope) -> TableFile:
        return await exports.payout_statement(
            rt, visit.actor, organizer_id=scope, payout_id=payout_id, file=kind,
            locale=visit.locale,
        )  # fmt: skip

    return await _file(visit, make)


async def _file(visit: Visit, make: Make) -> Response:
    rt = door.runtime()
    try:
        visit.actor.require_user()
        await rt.gateways.limits.hit(
            "money-files", str(visit.actor.user_id), limit=FILES_A_MINUTE, per_s=60
        )
        scope = await scope_of(rt, visit.actor, Permission.finances_read)
        made = await make(rt, scope)
    except BiltenError as refused:
        return Response(say(refused.text, visit.locale, **refused.fields), refused.status)
    headers = {
        "Content-Disposition": f'attachment; filename="{made.name}"',
        "Cache-Control": "private, no-store",
    }
    return Response(made.content, media_type=made.mime, headers=headers)
