"""Programs that speak for an organization: their keys to the API, and what they may do with them.

A key belongs to the organization, not to whoever made it. Its secret is shown once and kept as a
hash. It never may more than its scopes, in its own organization, from the addresses it names.

    made ── used … ──▶ expired
      └──▶ revoked
"""
