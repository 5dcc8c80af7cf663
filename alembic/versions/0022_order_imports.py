"""Files of orders that were sold elsewhere."""

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

IMPORTS = """
CREATE TABLE order_imports (
    id uuid CONSTRAINT pk_order_imports PRIMARY KEY,
    organizer_id uuid NOT NULL
        CONSTRAINT fk_order_imports_organizer_id_organizers REFERENCES organizers (id),
    event_id uuid NOT NULL CONSTRAINT fk_order_imports_event_id_events REFERENCES events (id),
    state varchar NOT NULL CONSTRAINT ck_order_imports_state
        CHECK (state IN ('uploaded', 'running', 'done')),
    file_name varchar NOT NULL,
    content bytea NOT NULL,
    digest varchar NOT NULL,
    mapping jsonb NOT NULL,
    tells boolean NOT NULL,
    total integer NOT NULL,
    position integer NOT NULL,
    made integer NOT NULL,
    known integer NOT NULL,
    problems jsonb NOT NULL,
    made_by varchar NOT NULL,
    made_at timestamptz NOT NULL,
    finished_at timestamptz
);
CREATE INDEX ix_order_imports_organizer ON order_imports (organizer_id, id);
CREATE TABLE imported_orders (
    event_id uuid NOT NULL CONSTRAINT fk_imported_orders_event_id_events REFERENCES events (id),
    reference varchar NOT NULL,
    order_id uuid NOT NULL,
    CONSTRAINT pk_imported_orders PRIMARY KEY (event_id, reference)
);
"""


def upgrade() -> None:
    """Go forward."""
    op.execute("SELECT 1")  # the driver opens its transaction with the first statement
    op.get_bind().connection.dbapi_connection.run_async(lambda raw: raw.execute(IMPORTS))


def downgrade() -> None:
    """Go back."""
    op.drop_table("imported_orders")
    op.drop_table("order_imports")
