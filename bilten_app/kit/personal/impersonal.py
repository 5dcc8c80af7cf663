"""Columns that could hold a text about a person, and why they hold none.

A new column has to be named here or among the places; `tests/architecture/test_personal.py` asks.
"""

from collections.abc import Iterator, Mapping

_WHY: Mapping[str, str] = {
    "one of a fixed list of words": """
        allowance_uses: state
        audit_lines: verb
        challenges: purpose opened_by
        consent_lines: kind source
        deliveries: topic state
        devices: state
        disputes: state reason
        email_links: purpose
        event_members: role
        erasures: state done
        events: state language category age_policy
        facts: name
        exports: state
        factors: kind
        gates: classes
        holds: reason
        invitations: role
        invoice_series: kind
        invoices: kind
        ledger_accounts: kind
        ledger_entries: kind reference_kind
        listings: kind state reason
        login_claims: provider
        login_rounds: purpose provider
        logins: provider
        media: kind mime
        members: role
        team_issuers: kind default_role roles
        network_rules: verdict country
        processes: part host version
        onchain_claims: state
        onchain_collections: policy state
        onchain_events: kind state
        onchain_sendings: purpose state
        order_changes: kind
        order_funds: kind
        order_imports: state
        order_policies: outside
        order_refunds: task
        orders: state channel close_reason
        passkey_challenges: purpose
        payments: state
        payout_settings: schedule
        payouts: state
        promos: kind
        proof_keys: state
        purse_entries: kind
        purses: kind
        reconciliation_lines: kind outcome
        refund_requests: state
        refunds: state
        risk_judgements: stage outcome
        risk_list_entries: kind trait
        risk_reviews: state
        saved_cards: state
        scans: direction verdict outcome
        seat_plans: stage
        sessions: opened_by
        seats: state
        tax_kinds: kind
        tax_rules: kind
        tax_settings: rounding kind
        ticket_types: kind
        tickets: state
        till_moves: kind tender
        users: staff_role
        vat_checks: standing
        waiting_entries: state
        waiting_offers: state
        waiting_rooms: mode
        waiting_skips: reason
        webhook_attempts: trouble
        webhook_calls: state trouble
        webhook_endpoints: kinds state
        webhook_messages: kind
    """,
    "a currency, a country, a language, a time zone": """
        disputes: currency held_currency
        events: currency country time_zone
        fee_plans: currency
        invoices: currency
        listings: currency
        ledger_accounts: currency
        orders: currency
        payments: currency seen_currency fee_currency
        payout_reserves: currency
        payout_settings: currency
        payouts: currency period
        purses: currency
        reconciliation_lines: theirs_currency ours_currency
        refunds: currency
        tax_rules: country
        tax_settings: country
        till_shifts: currency
        vat_checks: country
        venues: country time_zone
    """,
    "what an organizer shows in public, or calls its own things": """
        devices: name
        events: slug title summary description tags line_up refund_policy city venue_name gallery
        events: cancel_reason search
        gates: name
        media: tint alt renditions
        order_lines: name parts
        organizers: slug color
        pools: name
        price_history: reason
        price_tiers: name
        promos: code name ticket_types audience
        audience_members: audience
        seat_plans: plan
        seats: section row
        tax_settings: invoice_prefix
        ticket_types: name note suggested
        venues: name address city accessibility
        webhook_endpoints: url about
        team_domains: domain
        team_issuers: issuer client_id role_claim sso_url certificates metadata_url
        oauth_apps: homepage redirect_uris
        oauth_askings: redirect_uri state
    """,
    "what stands on a public chain, of accounts that only a login says whose they are": """
        onchain_claims: contract wallet owner
        onchain_collections: royalty_to config contract
        onchain_events: block_hash tx contract told
        onchain_senders: account
        onchain_sendings: account contract data reason
        onchain_tries: tx raw
    """,
    "a number or code that we made, and what is done to ids": """
        api_keys: prefix scopes
        api_requests: method route request_id
        audit_lines: correlation_id
        facts: correlation_id
        idempotent_requests: key
        imported_orders: reference
        invoices: name
        ledger_entries: memo correlation_id
        oauth_apps: kind scopes
        oauth_askings: scopes
        oauth_grants: scopes organizer_ids
        login_claims: wished
        login_rounds: wished
        order_changes: ticket_ids
        order_imports: digest mapping
        order_losses: ticket_ids
        order_refunds: ticket_ids
        orders: code seats
        payments: description return_url
        purses: code_tail
        refund_requests: ticket_ids
        risk_rulesets: rules
        scans: entry
        tickets: code seat
        till_moves: reference
        waiting_entries: code
    """,
    "a key, a seed or a hash of ours": """
        api_keys: token_hash
        team_issuers: secret_sealed
        audit_lines: hash
        consent_lines: address_key
        devices: enrol_hash public_key token_hash last_hash
        event_proofs: deal_sealed rotation_sealed
        idempotent_requests: fingerprint
        oauth_apps: secret_hash old_secret_hash
        oauth_askings: token_hash code_hash challenge
        oauth_refresh_tokens: token_hash
        oauth_signing_keys: kid public sealed
        organizers: root_public root_sealed
        proof_keys: public private_sealed
        purses: code_hash
        reconciliation_runs: file_hash
        tickets: proof
        waiting_rooms: seed_hash sealed_seed seed
        webhook_endpoints: secret old_secret
    """,
    "the id of who did it: an account that is erased leaves nobody behind it": """
        order_changes: made_by
        order_imports: made_by
        network_rules: made_by removed_by
        order_notes: written_by
        order_refunds: made_by
        reconciliation_runs: actor
        refund_requests: decided_by
        risk_list_entries: made_by removed_by
        risk_reviews: decided_by
        risk_rulesets: made_by
        till_shifts: opened_by
    """,
    "how a payment service calls what we asked of it, and what it answered": """
        disputes: gateway gateway_ref
        external_events: source external_id
        gateway_outages: gateway
        ledger_accounts: gateway
        payment_customers: gateway
        payments: gateway gateway_ref checkout_url reason
        payout_settings: blocked
        payouts: gateway gateway_ref reason
        reconciliation_lines: gateway_ref
        reconciliation_runs: gateway file_name totals
        refunds: gateway_ref
        saved_cards: gateway
    """,
    "why money went back, in the words of who sent it: of the sale, not of the buyer": """
        order_refunds: reason
        refunds: reason
    """,
}


def _read() -> Iterator[tuple[str, str, str]]:
    for why, lines in _WHY.items():
        for line in filter(None, map(str.strip, lines.splitlines())):
            table, _, columns = line.partition(": ")
            yield from ((table, column, why) for column in columns.split())


IMPERSONAL: Mapping[tuple[str, str], str] = {
    (table, column): why for table, column, why in _read()
}  # fmt: skip
