"""The job queue of pgqueuer 1.6.0, and what search needs.

The queue's statements are the library's own, written down so that a later version of the library
changes nothing here.
"""

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

QUEUE = Path(__file__).parents[1] / "pgqueuer"

SEARCH = """
CREATE EXTENSION IF NOT EXISTS unaccent;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE FUNCTION plain(words text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN lower(unaccent('unaccent'::regdictionary, words));
"""


def upgrade() -> None:
    """Go forward."""
    run_script((QUEUE / "install-1.6.0.sql").read_text(encoding="utf-8"))
    run_script(SEARCH)


def downgrade() -> None:
    """Go back."""
    op.execute("DROP FUNCTION plain(text)")
    run_script((QUEUE / "uninstall-1.6.0.sql").read_text(encoding="utf-8"))


def run_script(script: str) -> None:
    """Run several statements at once, in the migration's transaction."""
    op.execute("SELECT 1")  # the driver opens its transaction with the first statement
    op.get_bind().connection.dbapi_connection.run_async(lambda raw: raw.execute(script))
