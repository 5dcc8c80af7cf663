"""Reads a request as Stripe does: form fields nested by brackets, nothing unknown, nothing amiss.

The shapes are the SDK's own generated parameter types, read again with one change: what they do
not name is refused. So the fake cannot be more lenient than the version of Stripe we speak to.
"""

import importlib
import importlib.util
import re
import sys
import types
from functools import cache
from typing import Any
from urllib.parse import parse_qsl

from pydantic import ConfigDict, TypeAdapter, ValidationError, with_config

from tests.stripe_fake.refusals import Refusal

_OPTIONS = "from stripe._request_options import RequestOptions"
_UNTYPED = re.compile(r"\|UntypedStripeObject\[\w+\]")


def read_params(shape: str, encoded: str) -> dict[str, Any]:
    """Return the parameters of a form or a query, or raise Refusal as Stripe would.

    `shape` is like `checkout/SessionCreateParams`.
    """
    nested = _nest(parse_qsl(encoded, keep_blank_values=True, strict_parsing=bool(encoded)))
    try:
        return dict(_adapter(shape).validate_python(nested))
    except ValidationError as error:
        first = error.errors()[0]
        param = ".".join(map(str, first["loc"]))
        raise Refusal(f"{first['msg']}: {param}", code="parameter_unknown", param=param) from None


@cache
def _adapter(shape: str) -> TypeAdapter[Any]:
    folder, _, name = shape.rpartition("/")
    snake = "".join(f"_{c.lower()}" if c.isupper() else c for c in name)
    module = _strict_module(".".join(filter(None, ["stripe.params", folder, snake])))
    adapter: TypeAdapter[Any] = TypeAdapter(getattr(module, name))
    adapter.rebuild(raise_errors=True, _types_namespace=vars(module))
    return adapter


def _strict_module(name: str) -> types.ModuleType:
    """Return the SDK's module with closed shapes instead of open ones."""
    spec = importlib.util.find_spec(name)
    assert spec is not None
    assert spec.loader is not None
    source = spec.loader.get_source(name)  # pyright: ignore[reportAttributeAccessIssue]
    source = source.replace(_OPTIONS, "from typing_extensions import TypedDict as RequestOptions")
    source = _UNTYPED.sub("", source)
    module = types.ModuleType(f"strict.{name}")
    sys.modules[module.__name__] = module
    exec(compile(source, name, "exec"), module.__dict__)  # noqa: S102 - the SDK's own source
    for value in list(vars(module).values()):
        if isinstance(value, type) and value.__module__ == module.__name__:
            with_config(ConfigDict(extra="forbid"))(value)
    return module


def _nest(pairs: list[tuple[str, str]]) -> dict[str, Any]:
    """Return `a[b][0]=c` as {"a": {"b": ["c"]}}."""
    root: dict[str, Any] = {}
    for key, value in pairs:
        path = key.replace("]", "").split("[")
        place = root
        for part in path[:-1]:
            place = place.setdefault(part, {})
        place[path[-1]] = value
    return {key: _listed(value) for key, value in root.items()}


def _listed(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    inner = {key: _listed(item) for key, item in value.items()}
    return list(inner.values()) if inner and all(key.isdigit() for key in inner) else inner
