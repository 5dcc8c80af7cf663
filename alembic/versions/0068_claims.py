"""Tickets go to wallets: collections, claims, and what is sent for them."""

from alembic import op

revision = "0068"
down_revision = "0067"
branch_labels = None
depends_on = None

FORWARD = (
    "ALTER TABLE tickets ADD COLUMN is_out boolean NOT NULL DEFAULT false",
    "ALTER TABLE tickets ADD COLUMN moved_on boolean NOT NULL DEFAULT false",
    """
    CREATE TABLE onchain_collections (
        event_id uuid CONSTRAINT pk_onchain_collections PRIMARY KEY
            CONSTRAINT fk_onchain_collections_event_id_events REFERENCES events (id),
        chain_id bigint NOT NULL,
        policy varchar NOT NULL,
        cap_bps integer NOT NULL,
        royalty_bps integer NOT NULL,
        royalty_to bytea,
        lock_minutes integer NOT NULL,
        state varchar NOT NULL,
        config jsonb NOT NULL,
        contract bytea,
        CONSTRAINT ck_onchain_collections_state CHECK (state IN ('draft', 'making', 'made')),
        CONSTRAINT ck_onchain_collections_config CHECK ((state = 'draft') = (config = '{}'::jsonb)),
        CONSTRAINT ck_onchain_collections_royalty CHECK (royalty_bps BETWEEN 0 AND 1000),
        CONSTRAINT uq_onchain_collections_chain_id_contract UNIQUE (chain_id, contract)
    )
    """,
    """
    CREATE TABLE onchain_types (
        ticket_type_id uuid CONSTRAINT pk_onchain_types PRIMARY KEY
            CONSTRAINT fk_onchain_types_ticket_type_id_ticket_types REFERENCES ticket_types (id),
        event_id uuid NOT NULL CONSTRAINT fk_onchain_types_event_id_onchain_collections
            REFERENCES onchain_collections (event_id)
    )
    """,
    "CREATE INDEX ix_onchain_types_event_id ON onchain_types (event_id)",
    """
    CREATE TABLE onchain_claims (
        id uuid CONSTRAINT pk_onchain_claims PRIMARY KEY,
        ticket_id uuid NOT NULL CONSTRAINT fk_onchain_claims_ticket_id_tickets
            REFERENCES tickets (id),
        event_id uuid NOT NULL CONSTRAINT fk_onchain_claims_event_id_onchain_collections
            REFERENCES onchain_collections (event_id),
        chain_id bigint NOT NULL,
        contract bytea NOT NULL,
        token_id bigint NOT NULL,
        wallet bytea NOT NULL,
        tier integer NOT NULL,
        face_value numeric(24, 0) NOT NULL,
        valid_until timestamptz NOT NULL,
        state varchar NOT NULL,
        owner bytea,
        holder_id uuid CONSTRAINT fk_onchain_claims_holder_id_users REFERENCES users (id),
        asked_at timestamptz NOT NULL,
        CONSTRAINT ck_onchain_claims_state CHECK (
            state IN ('voucher_out', 'seen', 'claimed', 'lapsed', 'returned'))
    )
    """,
    "CREATE INDEX ix_onchain_claims_ticket_id ON onchain_claims (ticket_id)",
    "CREATE INDEX ix_onchain_claims_holder_id ON onchain_claims (holder_id)",
    "CREATE UNIQUE INDEX uq_onchain_claims_alive ON onchain_claims (ticket_id)"
    " WHERE state IN ('voucher_out', 'seen', 'claimed')",
    "CREATE INDEX ix_onchain_claims_token ON onchain_claims (chain_id, contract, token_id)",
    "CREATE INDEX ix_onchain_claims_owner ON onchain_claims (owner) WHERE state = 'claimed'",
    "CREATE INDEX ix_onchain_claims_due ON onchain_claims (valid_until)"
    " WHERE state = 'voucher_out'",
    """
    CREATE TABLE onchain_senders (
        chain_id bigint NOT NULL,
        account bytea NOT NULL,
        next_nonce bigint NOT NULL,
        CONSTRAINT pk_onchain_senders PRIMARY KEY (chain_id, account)
    )
    """,
    """
    CREATE TABLE onchain_sendings (
        id uuid CONSTRAINT pk_onchain_sendings PRIMARY KEY,
        chain_id bigint NOT NULL,
        account bytea NOT NULL,
        purpose varchar NOT NULL,
        reference uuid NOT NULL,
        contract bytea NOT NULL,
        data bytea NOT NULL,
        state varchar NOT NULL,
        nonce bigint,
        gas bigint,
        reason varchar NOT NULL,
        wanted_at timestamptz NOT NULL,
        ended_at timestamptz,
        CONSTRAINT ck_onchain_sendings_state CHECK (
            state IN ('wanted', 'numbered', 'done', 'failed', 'refused', 'lost')),
        CONSTRAINT ck_onchain_sendings_nonce CHECK (
            (nonce IS NULL) = (state IN ('wanted', 'refused'))),
        CONSTRAINT uq_onchain_sendings_chain_id_account_nonce UNIQUE (chain_id, account, nonce)
    )
    """,
    "CREATE UNIQUE INDEX uq_onchain_sendings_for ON onchain_sendings (purpose, reference)"
    " WHERE state IN ('wanted', 'numbered')",
    "CREATE INDEX ix_onchain_sendings_reference ON onchain_sendings (reference)",
    """
    CREATE TABLE onchain_tries (
        sending_id uuid NOT NULL CONSTRAINT fk_onchain_tries_sending_id_onchain_sendings
            REFERENCES onchain_sendings (id),
        number integer NOT NULL,
        tx bytea NOT NULL CONSTRAINT uq_onchain_tries_tx UNIQUE,
        raw bytea NOT NULL,
        max_fee numeric(78, 0) NOT NULL,
        tip numeric(78, 0) NOT NULL,
        made_at timestamptz NOT NULL,
        sent_at timestamptz,
        CONSTRAINT pk_onchain_tries PRIMARY KEY (sending_id, number)
    )
    """,
    # All that is known of one token.
    "CREATE INDEX ix_onchain_events_item ON onchain_events (chain_id, contract, (told ->> 'id'))"
    " WHERE kind IN ('TicketClaimed', 'TicketMoved')",
)


def upgrade() -> None:
    """Go forward."""
    for statement in FORWARD:
        op.execute(statement)


def downgrade() -> None:
    """Go back."""
    op.execute("DROP INDEX ix_onchain_events_item")
    for table in ("tries", "sendings", "senders", "claims", "types", "collections"):
        op.drop_table(f"onchain_{table}")
    op.drop_column("tickets", "moved_on")
    op.drop_column("tickets", "is_out")
