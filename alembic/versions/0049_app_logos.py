"""Apps have a logo, which people see before they let one in."""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.add_column("oauth_apps", sa.Column("logo_id", sa.Uuid(), nullable=True))
    op.create_foreign_key("fk_oauth_apps_logo_id", "oauth_apps", "media", ["logo_id"], ["id"])


def downgrade() -> None:
    """Go back."""
    op.drop_column("oauth_apps", "logo_id")
