"""What chains tell: blocks that may still go, events that stay, and who holds which ticket."""

from alembic import op

revision = "0062"
down_revision = "0061"
branch_labels = None
depends_on = None

# `item` is the number of a ticket, or of a word of 256 tickets where several are marked at once.
# `words` are all that the log says, one after the other, as the ABI lays them out.
EVENT = """
    chain_id bigint NOT NULL,
    number bigint NOT NULL,
    log_index integer NOT NULL,
    block_hash bytea NOT NULL,
    tx bytea NOT NULL,
    contract bytea NOT NULL,
    kind varchar NOT NULL,
    item numeric(78, 0),
    account bytea,
    nonce integer,
    words bytea NOT NULL
"""
# Of a ticket that moved in blocks which may still go, the last move counts; else what is final.
NOW = """
CREATE VIEW chain_tickets_now AS
WITH moves AS (
    SELECT DISTINCT ON (chain_id, contract, item)
        chain_id, contract, item, account, nonce, number
    FROM chain_hot_events WHERE kind IN ('TicketClaimed', 'TicketMoved')
    ORDER BY chain_id, contract, item, number DESC, log_index DESC
), told AS (
    SELECT m.chain_id, m.contract, m.item, m.account AS owner, t.owner AS final_owner,
           m.nonce, m.number AS since, false AS is_settled
    FROM moves m LEFT JOIN chain_tickets t USING (chain_id, contract, item)
    UNION ALL
    SELECT t.chain_id, t.contract, t.item, t.owner, t.owner, t.nonce, t.since, true
    FROM chain_tickets t
    WHERE NOT EXISTS (
        SELECT FROM chain_hot_events m
        WHERE (m.chain_id, m.contract, m.item) = (t.chain_id, t.contract, t.item)
          AND m.kind IN ('TicketClaimed', 'TicketMoved')
    )
), marks AS (
    SELECT chain_id, contract, kind, item, words FROM chain_events
    WHERE kind IN ('TicketVoided', 'Redeemed')
    UNION ALL
    SELECT chain_id, contract, kind, item, words FROM chain_hot_events
    WHERE kind IN ('TicketVoided', 'Redeemed')
)
SELECT told.*,
    EXISTS (
        SELECT FROM marks m
        WHERE (m.chain_id, m.contract, m.item) = (told.chain_id, told.contract, told.item)
          AND m.kind = 'TicketVoided'
    ) AS is_voided,
    EXISTS (
        SELECT FROM marks m
        WHERE (m.chain_id, m.contract, m.item)
            = (told.chain_id, told.contract, div(told.item, 256))
          AND m.kind = 'Redeemed'
          -- The second word holds the bits, the lowest in its last byte.
          AND get_bit(m.words, (63 - mod(told.item, 256)::int / 8) * 8 + mod(told.item, 8)::int) = 1
    ) AS is_redeemed
FROM told
"""
FORWARD = (
    """
    CREATE TABLE chain_checkpoints (
        chain_id bigint CONSTRAINT pk_chain_checkpoints PRIMARY KEY,
        final_number bigint NOT NULL,
        final_hash bytea NOT NULL,
        final_at timestamptz NOT NULL,
        turns bigint NOT NULL,
        reorgs bigint NOT NULL,
        deepest integer NOT NULL,
        turned_at timestamptz NOT NULL,
        stopped_for varchar NOT NULL
    )
    """,
    """
    CREATE TABLE chain_hot_blocks (
        chain_id bigint NOT NULL CONSTRAINT fk_chain_hot_blocks_chain_id_chain_checkpoints
            REFERENCES chain_checkpoints (chain_id),
        number bigint NOT NULL,
        hash bytea NOT NULL,
        parent bytea NOT NULL,
        at timestamptz NOT NULL,
        CONSTRAINT pk_chain_hot_blocks PRIMARY KEY (chain_id, number),
        CONSTRAINT uq_chain_hot_blocks_chain_id_hash UNIQUE (chain_id, hash)
    )
    """,
    f"""
    CREATE TABLE chain_hot_events (
        {EVENT},
        CONSTRAINT pk_chain_hot_events PRIMARY KEY (chain_id, block_hash, log_index),
        CONSTRAINT fk_chain_hot_events_chain_id_block_hash_chain_hot_blocks
            FOREIGN KEY (chain_id, block_hash) REFERENCES chain_hot_blocks (chain_id, hash)
            ON DELETE CASCADE
    )
    """,
    "CREATE INDEX ix_chain_hot_events_item ON chain_hot_events (chain_id, contract, item)",
    f"""
    CREATE TABLE chain_events (
        {EVENT},
        CONSTRAINT pk_chain_events PRIMARY KEY (chain_id, number, log_index)
    )
    """,
    "CREATE INDEX ix_chain_events_marks ON chain_events (chain_id, contract, item)"
    " WHERE kind IN ('TicketVoided', 'Redeemed')",
    "CREATE INDEX ix_chain_events_contracts ON chain_events (chain_id, number)"
    " WHERE kind = 'EventCreated'",
    """
    CREATE TABLE chain_tickets (
        chain_id bigint NOT NULL,
        contract bytea NOT NULL,
        item numeric(78, 0) NOT NULL,
        owner bytea NOT NULL,
        nonce integer NOT NULL,
        since bigint NOT NULL,
        CONSTRAINT pk_chain_tickets PRIMARY KEY (chain_id, contract, item)
    )
    """,
    "CREATE INDEX ix_chain_tickets_owner ON chain_tickets (owner)",
    # What is final stays as it is.
    """
    CREATE TRIGGER chain_events_fixed BEFORE UPDATE OR DELETE ON chain_events
        FOR EACH ROW EXECUTE FUNCTION refuse_change()
    """,
    NOW,
)


def upgrade() -> None:
    """Go forward."""
    for statement in FORWARD:
        op.execute(statement)


def downgrade() -> None:
    """Go back."""
    op.execute("DROP VIEW chain_tickets_now")
    for table in ("chain_tickets", "chain_events", "chain_hot_events", "chain_hot_blocks"):
        op.drop_table(table)
    op.drop_table("chain_checkpoints")
