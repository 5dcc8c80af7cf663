"""The database and the cache that a command needs: the named ones, the running ones, or our own."""

import os
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from pydantic import SecretStr

from bilten_app.infra.chain_settings import LOCAL_CHAIN, NONE
from bilten_app.infra.embedded import EmbeddedPostgres, EmbeddedValkey, LocalChain
from bilten_app.infra.embedded.local_chain import FINAL_AFTER
from bilten_app.infra.settings import Settings


def embedded_servers(settings: Settings) -> list[EmbeddedPostgres | EmbeddedValkey]:
    """Return the servers that stand in for what the settings do not name."""
    servers: list[EmbeddedPostgres | EmbeddedValkey] = []
    if settings.database_url is None:
        servers.append(EmbeddedPostgres(settings.data_dir, pg_bin=settings.pg_bin))
    if settings.redis_url is None:
        servers.append(EmbeddedValkey(settings.data_dir))
    return servers


@contextmanager
def services(settings: Settings) -> Generator[Settings]:
    """Yield settings whose addresses all answer; what `bilten up` runs in this folder is shared."""
    with ExitStack() as stack:
        servers = embedded_servers(settings)
        for server in servers:
            if not server.is_running():
                stack.enter_context(server)
        yield with_running_chain(with_addresses(settings, servers))


def with_running_chain(settings: Settings) -> Settings:
    """Return `settings` with the local chain, if `bilten up` runs it in this folder."""
    chain = local_chain(settings)
    return with_chain(settings, chain.dsn) if chain and chain.is_running() else settings


def with_addresses(
    settings: Settings, servers: list[EmbeddedPostgres | EmbeddedValkey]
) -> Settings:
    """Return `settings` with the addresses of `servers` filled in."""
    found = {
        "database_url" if isinstance(server, EmbeddedPostgres) else "redis_url": SecretStr(
            server.dsn
        )
        for server in servers
    }
    return settings.model_copy(update=found)


def environment(settings: Settings) -> dict[str, str]:
    """Return our environment with all addresses named, for a process that embeds nothing."""
    return chain_environment(settings) | {
        "BILTEN_DATABASE_URL": address(settings.database_url),
        "BILTEN_REDIS_URL": address(settings.redis_url),
    }


def chain_environment(settings: Settings) -> dict[str, str]:
    """Return our environment with the chains of `settings` named."""
    nodes = settings.chain_nodes
    return os.environ | {
        "BILTEN_CHAINS": settings.chains,
        "BILTEN_CHAIN_NODES": nodes.get_secret_value() if nodes else "",
        "BILTEN_CHAIN_FINALITY": settings.chain_finality,
    }


def local_chain(settings: Settings) -> LocalChain | None:
    """Return the chain that `bilten up` brings; none where it is off, or nodes are named."""
    is_wanted = settings.chain == "local" and settings.chains != NONE
    if settings.environment != "dev" or settings.chain_nodes or not is_wanted:
        return None
    return LocalChain(settings.data_dir)


def with_chain(settings: Settings, url: str) -> Settings:
    """Return `settings` with the local chain among the chains."""
    finality = [settings.chain_finality, f"{LOCAL_CHAIN}={FINAL_AFTER}"]
    names = [settings.chains] + [f"{LOCAL_CHAIN}=Local"] * (LOCAL_CHAIN not in settings.chain_names)
    return settings.model_copy(
        update={
            "chains": ",".join(names),
            "chain_nodes": SecretStr(f"{LOCAL_CHAIN}={url}"),
            "chain_finality": ",".join(one for one in finality if one),
        }
    )


def address(secret: SecretStr | None) -> str:
    """Return an address that `services` has filled in."""
    if secret is None:
        raise RuntimeError("the services have not been started")
    return secret.get_secret_value()


def demo_mark(settings: Settings) -> Path:
    """Return the file that says for which embedded cluster the demo is complete."""
    return settings.data_dir / "demo.done"
