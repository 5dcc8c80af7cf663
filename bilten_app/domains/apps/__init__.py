"""Apps of third parties, the leave that people give them, and the tokens they show.

An app belongs to an organization. It acts for a person who agreed, in what that person may do and
never beyond the scopes agreed on; or, with its own secret, for the organization that owns it. An
access token proves itself for ten minutes, a refresh token is good for one use, and whoever shows
one again that was used ends the grant (docs/oauth.md).

    asking   asked ──▶ agreed ──▶ redeemed        grant   given ──▶ revoked | over
               ├──▶ denied                                  ▲ a code or a refresh token shown twice
               └──▶ run out
"""
