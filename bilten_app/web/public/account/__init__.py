"""Signing in and up, proving the address, and what an account shows of itself."""
