"""PostgreSQL and Valkey from wheels, anvil from npm: start, wait, stop, die with the parent.

Each server lives in a data folder, is locked to one starter, listens on a free loopback port with
a password of its own, and works for root (which hands it to a lesser account) and for anybody.

    with EmbeddedPostgres(folder) as postgres, EmbeddedValkey(folder) as valkey:
        print(postgres.dsn, valkey.dsn)
"""

from bilten_app.infra.embedded.anvil import EmbeddedAnvil
from bilten_app.infra.embedded.local_chain import LocalChain
from bilten_app.infra.embedded.postgres import EmbeddedPostgres
from bilten_app.infra.embedded.process import dies_with_parent
from bilten_app.infra.embedded.server import AlreadyRunning, CannotStart
from bilten_app.infra.embedded.valkey import EmbeddedValkey

__all__ = [
    "AlreadyRunning",
    "CannotStart",
    "EmbeddedAnvil",
    "EmbeddedPostgres",
    "EmbeddedValkey",
    "LocalChain",
    "dies_with_parent",
]
