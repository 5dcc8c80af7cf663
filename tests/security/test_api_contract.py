"""What the API's own description allows is sent to it, and its answers are what it promised."""

from copy import deepcopy
from typing import Any, cast

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.config import SchemathesisConfig

from bilten_app.api.app import openapi_document
from tests.programs import bearing, given_key
from tests.security.world import World
from tests.server import Site

load_all_checks()
KEPT_PROMISES: list[Any] = CHECKS.get_by_names(
    ["not_a_server_error", "content_type_conformance", "response_schema_conformance"]
)


def promised() -> schemathesis.BaseSchema:
    """Return what the API says of itself; an answer of fewer fields is not one of its shapes."""
    described = deepcopy(openapi_document())
    for path in described["paths"].values():
        for operation in path.values():
            told = operation.get("parameters", [])
            operation["parameters"] = [one for one in told if one["name"] != "fields"]
    config = SchemathesisConfig()
    config.projects.default.phases.coverage.enabled = False
    return schemathesis.openapi.from_dict(described, config=config)


OPERATIONS = {
    f"{each.method.upper()} {each.path}": each
    for each in (cast("Any", found).ok() for found in promised().get_all_operations())
}


@pytest.fixture(scope="module")
async def program(attacked: tuple[Site, World]) -> requests.Session:
    """A program of an organizer, which may do all that programs may."""
    site, world = attacked
    session = requests.Session()
    session.headers.update(bearing((await given_key(site.rt, world.ours.stage.owner))[1]))
    return session


@pytest.mark.parametrize("operation", OPERATIONS)
def test_the_api_keeps_its_promises(operation: str, site: Site, program: requests.Session) -> None:
    @settings(
        max_examples=6,
        database=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    )
    @given(case=OPERATIONS[operation].as_strategy())
    def send(case: schemathesis.Case) -> None:
        answer = case.call(base_url=f"{site.origin}/api", session=program, timeout=20)
        case.validate_response(answer, checks=KEPT_PROMISES)

    send()
