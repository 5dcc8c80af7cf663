"""Reflex's own configuration: names, ports and plugins. What people set is in infra/settings.py."""

import reflex as rx

from bilten_app.infra.settings import load_settings
from bilten_app.web.design import tailwind
from bilten_app.web.lighter import Lighter

settings = load_settings()

config = rx.Config(
    app_name="bilten_app",
    telemetry_enabled=False,
    show_built_with_reflex=False,
    frontend_port=8000,
    backend_port=8000,
    backend_host=settings.host,
    cors_allowed_origins=[],  # web/static.py compares Origin and Host on every request
    trusted_proxy_hops=settings.trusted_proxy_hops,
    state_manager_mode="memory",
    redis_token_expiration=900,
    frontend_compression_formats=["brotli", "gzip"],
    react_strict_mode=False,
    plugins=[rx.plugins.TailwindV4Plugin(tailwind()), Lighter()],
    disable_plugins=[rx.plugins.SitemapPlugin],
)
