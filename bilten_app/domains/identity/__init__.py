"""Who people are: users, their passwords and their sessions.

An e-mail address belongs to one user. Passwords and tokens are stored hashed. A session is a
random token in an HttpOnly cookie; only its hash is kept.
"""
