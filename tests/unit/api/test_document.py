"""The API's document and its reference page say what the API does."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bilten_app.api.app import openapi_document
from bilten_app.api.problems import known_problems
from bilten_app.api.reference import reference_page

COPY = Path(__file__).parents[3] / "docs" / "openapi.json"


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in openapi_document()["paths"].items():
        for method, operation in methods.items():
            yield method, path, operation


def test_the_committed_document_is_the_real_one() -> None:
    written = json.dumps(openapi_document(), indent=2, ensure_ascii=False) + "\n"

    assert COPY.read_text(encoding="utf-8") == written, (
        "python -m bilten_app.api.app > docs/openapi.json"
    )


def test_every_operation_explains_itself_and_its_refusals() -> None:
    for method, path, operation in operations():
        assert operation["summary"], (method, path)
        assert operation["description"], (method, path)
        assert "default" in operation["responses"], (method, path)


def test_what_moves_places_or_money_needs_a_key() -> None:
    keyed = {
        path
        for _, path, operation in operations()
        if any(one["name"] == "Idempotency-Key" for one in operation.get("parameters", []))
    }

    assert keyed == {
        "/v1/holds",
        "/v1/orders",
        "/v1/orders/{code}/payment",
        "/v1/organizer/events/{slug}/counter-sales",
        "/v1/organizer/events/{slug}/gifts",
        "/v1/organizer/orders/{code}/changes",
        "/v1/organizer/orders/{code}/refunds",
        "/v1/organizer/orders/{code}/splits",
    }


def test_the_page_names_every_operation_shape_and_problem() -> None:
    page = reference_page(openapi_document(), known_problems())

    for _, _, operation in operations():
        assert f'id="{operation["operationId"]}"' in page
    for name in openapi_document()["components"]["schemas"]:
        assert f'id="shape-{name}"' in page
    for code in ("sold_out", "device_revoked", "idempotency_key_reused", "too_many"):
        assert f'id="{code}"' in page


def test_the_page_runs_only_our_script_and_asks_nobody_else() -> None:
    page = reference_page(openapi_document(), known_problems())

    assert re.findall(r"<script[^>]*>", page) == ['<script src="/api/try.js" defer>']
    assert "http" not in page.replace("HTTP", "").replace("https://bilten", "")


def test_no_two_refusals_share_a_code() -> None:
    codes = [kind.code for kind in known_problems()]

    assert len(codes) == len(set(codes))


def test_every_shape_has_a_name_of_its_own() -> None:
    assert [name for name in openapi_document()["components"]["schemas"] if "__" in name] == []
