"""Tickets that their holders sell on."""

from alembic import op

revision = "0069"
down_revision = "0068"
branch_labels = None
depends_on = None

_CHANNELS = ("web", "box_office", "complimentary", "import")


def upgrade() -> None:
    """Go forward."""
    _check("tickets", "state", "state", ("valid", "listed", "frozen", "void"))
    _check("orders", "channel", "channel", (*_CHANNELS, "resale"))
    op.execute("ALTER TABLE orders ADD COLUMN listing_id uuid")
    op.create_check_constraint(
        op.f("ck_orders_listing"), "orders", "(channel = 'resale') = (listing_id IS NOT NULL)"
    )
    op.execute("""
        CREATE TABLE resale_terms (
            id uuid NOT NULL CONSTRAINT pk_resale_terms PRIMARY KEY,
            event_id uuid NOT NULL
                CONSTRAINT fk_resale_terms_event_id REFERENCES events (id),
            ticket_type_id uuid
                CONSTRAINT fk_resale_terms_ticket_type_id REFERENCES ticket_types (id),
            is_on boolean NOT NULL,
            cap_basis_points integer NOT NULL,
            royalty_basis_points integer NOT NULL,
            hours integer NOT NULL,
            changed_at timestamptz NOT NULL,
            CONSTRAINT ck_resale_terms_cap CHECK (cap_basis_points BETWEEN 1000 AND 20000),
            CONSTRAINT ck_resale_terms_royalty CHECK (royalty_basis_points BETWEEN 0 AND 1000),
            CONSTRAINT ck_resale_terms_hours CHECK (hours BETWEEN 0 AND 336)
        )
    """)
    op.execute(
        "CREATE UNIQUE INDEX uq_resale_terms ON resale_terms (event_id, ticket_type_id)"
        " NULLS NOT DISTINCT"
    )
    op.execute("""
        CREATE TABLE listings (
            id uuid NOT NULL CONSTRAINT pk_listings PRIMARY KEY,
            kind varchar NOT NULL,
            state varchar NOT NULL,
            event_id uuid NOT NULL CONSTRAINT fk_listings_event_id REFERENCES events (id),
            organizer_id uuid NOT NULL
                CONSTRAINT fk_listings_organizer_id REFERENCES organizers (id),
            ticket_type_id uuid NOT NULL
                CONSTRAINT fk_listings_ticket_type_id REFERENCES ticket_types (id),
            ticket_id uuid NOT NULL CONSTRAINT fk_listings_ticket_id REFERENCES tickets (id),
            seller_order_id uuid NOT NULL
                CONSTRAINT fk_listings_seller_order_id REFERENCES orders (id),
            seller_user_id uuid CONSTRAINT fk_listings_seller_user_id REFERENCES users (id),
            seller_email varchar NOT NULL,
            currency varchar NOT NULL,
            face_minor bigint NOT NULL,
            paid_minor bigint NOT NULL,
            price_minor bigint NOT NULL,
            royalty_minor bigint NOT NULL,
            fee_minor bigint NOT NULL,
            proceeds_minor bigint NOT NULL,
            order_id uuid CONSTRAINT fk_listings_order_id REFERENCES orders (id),
            held_until timestamptz,
            reason varchar NOT NULL,
            listed_at timestamptz NOT NULL,
            sold_at timestamptz,
            ended_at timestamptz,
            repaid_at timestamptz,
            CONSTRAINT ck_listings_kind CHECK (kind IN ('fiat')),
            CONSTRAINT ck_listings_state
                CHECK (state IN ('open', 'withdrawn', 'sold', 'settled', 'undone')),
            CONSTRAINT ck_listings_split CHECK (
                price_minor > 0 AND royalty_minor >= 0 AND fee_minor >= 0 AND proceeds_minor > 0
                AND price_minor = royalty_minor + fee_minor + proceeds_minor
            ),
            CONSTRAINT ck_listings_sold CHECK (
                state IN ('open', 'withdrawn') OR order_id IS NOT NULL AND sold_at IS NOT NULL
            )
        )
    """)
    for index in _INDEXES:
        op.execute(index)


def downgrade() -> None:
    """Go back; what is for sale is taken back, and what was sold on counts as sold here."""
    op.drop_table("listings")
    op.drop_table("resale_terms")
    op.execute("UPDATE tickets SET state = 'valid' WHERE state = 'listed'")
    op.drop_constraint(op.f("ck_orders_listing"), "orders")
    op.drop_column("orders", "listing_id")
    op.execute("UPDATE orders SET channel = 'web' WHERE channel = 'resale'")
    _check("tickets", "state", "state", ("valid", "frozen", "void"))
    _check("orders", "channel", "channel", _CHANNELS)


def _check(table: str, name: str, column: str, values: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{value}'" for value in values)
    op.drop_constraint(op.f(f"ck_{table}_{name}"), table)
    op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, f"{column} IN ({listed})")


_INDEXES = (
    "CREATE UNIQUE INDEX uq_listings_ticket ON listings (ticket_id) WHERE state = 'open'",
    "CREATE UNIQUE INDEX uq_listings_order ON listings (order_id)",
    "CREATE INDEX ix_listings_event ON listings (event_id, state, price_minor, id)",
    "CREATE INDEX ix_listings_seller ON listings (seller_order_id)",
    "CREATE INDEX ix_listings_due ON listings (event_id) WHERE state = 'sold'",
    "CREATE INDEX ix_listings_seller_user_id ON listings (seller_user_id)",
)
