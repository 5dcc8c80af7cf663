"""Test organizations, and whose checkouts the sandbox's are: of tests, or of all others."""

from alembic import op

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None

FORWARD = (
    "ALTER TABLE organizers ADD COLUMN sandbox_of uuid"
    " CONSTRAINT uq_organizers_sandbox_of UNIQUE"
    " CONSTRAINT fk_organizers_sandbox_of_organizers REFERENCES organizers (id)",
    "ALTER TABLE organizers ADD CONSTRAINT ck_organizers_sandbox_of CHECK"
    " ((sandbox_of IS NOT NULL) = (uuid_extract_version(id) IS NOT DISTINCT FROM 8)) NOT VALID",
    "ALTER TABLE organizers VALIDATE CONSTRAINT ck_organizers_sandbox_of",
    "ALTER TABLE sandbox.checkouts ADD COLUMN gateway text NOT NULL DEFAULT 'sandbox'",
)


def upgrade() -> None:
    """Go forward."""
    for statement in FORWARD:
        op.execute(statement)


def downgrade() -> None:
    """Go back."""
    op.execute("ALTER TABLE sandbox.checkouts DROP COLUMN gateway")
    op.drop_column("organizers", "sandbox_of")
