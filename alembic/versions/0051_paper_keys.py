"""Keys that lock who bought on papers; what stands there in the open may be locked, and no more."""

from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None

FORWARD = (
    """
    CREATE TABLE paper_keys (
        order_id uuid NOT NULL CONSTRAINT pk_paper_keys PRIMARY KEY
            CONSTRAINT fk_paper_keys_order_id_orders REFERENCES orders (id),
        sealed bytea,
        destroyed_at timestamptz,
        CONSTRAINT ck_paper_keys_destroyed CHECK ((sealed IS NULL) = (destroyed_at IS NOT NULL))
    )
    """,
    "DROP TRIGGER invoices_stay ON invoices",
    """
    CREATE TRIGGER invoices_stay BEFORE DELETE ON invoices
        FOR EACH ROW EXECUTE FUNCTION refuse_change()
    """,
    """
    CREATE TRIGGER invoices_say BEFORE UPDATE ON invoices FOR EACH ROW WHEN (
        OLD.content ? 'locked'
        OR to_jsonb(OLD) - 'content' IS DISTINCT FROM to_jsonb(NEW) - 'content'
        OR OLD.content - 'buyer' IS DISTINCT FROM NEW.content - 'buyer' - 'locked'
    ) EXECUTE FUNCTION refuse_change()
    """,
)
BACK = (
    "DROP TRIGGER invoices_say ON invoices",
    "DROP TRIGGER invoices_stay ON invoices",
    """
    CREATE TRIGGER invoices_stay BEFORE DELETE OR UPDATE ON invoices
        FOR EACH ROW EXECUTE FUNCTION refuse_change()
    """,
    "DROP TABLE paper_keys",
)


def upgrade() -> None:
    """Go forward."""
    for statement in FORWARD:
        op.execute(statement)


def downgrade() -> None:
    """Go back."""
    for statement in BACK:
        op.execute(statement)
