"""Sign-ins that failed, counted for an hour."""

from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

FORWARD = (
    """
    CREATE TABLE failed_sign_ins (
        id uuid CONSTRAINT pk_failed_sign_ins PRIMARY KEY,
        place varchar NOT NULL,
        account varchar NOT NULL,
        at timestamptz NOT NULL
    )
    """,
    "CREATE INDEX ix_failed_sign_ins_place ON failed_sign_ins (place, at)",
    "CREATE INDEX ix_failed_sign_ins_at ON failed_sign_ins (at)",
)


def upgrade() -> None:
    """Go forward."""
    for statement in FORWARD:
        op.execute(statement)


def downgrade() -> None:
    """Go back."""
    op.drop_table("failed_sign_ins")
