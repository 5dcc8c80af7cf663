"""Reports of gateways, posted as files or fetched from the gateway itself."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, File, Form, UploadFile
from fastapi.responses import RedirectResponse, Response

from bilten_app.domains.reconciliation import service as reconciliation
from bilten_app.domains.reconciliation.public import BadReport
from bilten_app.kit.errors import BiltenError
from bilten_app.kit.roles import StaffPermission
from bilten_app.kit.text import say
from bilten_app.web import door
from bilten_app.web.admin.membership import RECONCILIATION
from bilten_app.web.organizer.files import Asking

MAX_REPORT = 20_000_000
LAST = date.max - timedelta(days=1)  # that has a next one

router = APIRouter(prefix=RECONCILIATION, include_in_schema=False)


@router.post("/upload")
async def upload(
    visit: Asking,
    gateway: Annotated[str, Form(max_length=40)],
    since: Annotated[date, Form()],
    until: Annotated[date, Form()],
    report: Annotated[UploadFile | None, File()] = None,
) -> Response:
    """Compare a report, both days with it, and go to what was found."""
    rt = door.runtime()
    begins = datetime.combine(since, time(), UTC)
    ends = datetime.combine(min(max(since, until), LAST), time(), UTC) + timedelta(days=1)
    try:
        visit.actor.require_staff(StaffPermission.money_manage)
        told = (await report.read(MAX_REPORT)).decode("utf-8", "replace") if report else ""
        if not told:
            told = await reconciliation.fetch_report(rt, gateway=gateway, since=begins, until=ends)
        async with rt.unit_of_work(visit.actor) as uow:
            result = await reconciliation.compare_report(
                uow,
                visit.actor,
                gateway=gateway,
                report=told,
                since=begins,
                until=ends,
                file_name=(report and report.filename) or "",
            )
    except BadReport as refused:
        return RedirectResponse(f"{RECONCILIATION}?{urlencode(refused.fields)}", 303)
    except BiltenError as refused:
        return Response(say(refused.text, visit.locale, **refused.fields), refused.status)
    return RedirectResponse(f"{RECONCILIATION}/{result.id}", 303)
