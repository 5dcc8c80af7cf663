"""Sign-in by others: Authlib speaks OAuth and OpenID Connect, joserfc checks signatures."""
