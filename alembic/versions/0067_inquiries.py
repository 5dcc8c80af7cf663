"""A bank may only ask: of an inquiry it takes nothing."""

import sqlalchemy as sa
from alembic import op

revision = "0067"
down_revision = "0066"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.add_column(
        "disputes",
        sa.Column("is_inquiry", sa.Boolean(), nullable=False, server_default=sa.text("false")),
    )
    op.alter_column("disputes", "is_inquiry", server_default=None)


def downgrade() -> None:
    """Go back."""
    op.drop_column("disputes", "is_inquiry")
