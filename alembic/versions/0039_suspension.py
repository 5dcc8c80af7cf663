"""Suspending people and organizations, and acting in somebody's name."""

from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

SUSPENSION = """
ALTER TABLE users
    ADD COLUMN suspended_at timestamptz,
    ADD COLUMN suspended_for varchar NOT NULL DEFAULT '';
ALTER TABLE organizers
    ADD COLUMN suspended_at timestamptz,
    ADD COLUMN suspended_for varchar NOT NULL DEFAULT '';
CREATE INDEX ix_organizers_suspended ON organizers (id) WHERE suspended_at IS NOT NULL;
ALTER TABLE sessions ADD COLUMN acted_by uuid
    CONSTRAINT fk_sessions_acted_by_users REFERENCES users (id);
"""
BACK = """
DELETE FROM sessions WHERE acted_by IS NOT NULL;
ALTER TABLE sessions DROP COLUMN acted_by;
DROP INDEX ix_organizers_suspended;
ALTER TABLE organizers DROP COLUMN suspended_at, DROP COLUMN suspended_for;
ALTER TABLE users DROP COLUMN suspended_at, DROP COLUMN suspended_for;
"""


def upgrade() -> None:
    """Go forward."""
    op.execute("SELECT 1")  # the driver opens its transaction with the first statement
    op.get_bind().connection.dbapi_connection.run_async(lambda raw: raw.execute(SUSPENSION))


def downgrade() -> None:
    """Go back."""
    op.execute("SELECT 1")
    op.get_bind().connection.dbapi_connection.run_async(lambda raw: raw.execute(BACK))
