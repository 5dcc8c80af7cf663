"""Who is staff is said by the role alone."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.drop_column("users", "is_staff")


def downgrade() -> None:
    """Go back."""
    op.add_column(
        "users", sa.Column("is_staff", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
