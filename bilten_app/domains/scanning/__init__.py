"""The door: gates, devices, what they saw, and who was let in first.

    device  pending → active → revoked

A device's log is append-only and signed. For single entry the earliest admission is canonical,
every other one becomes an incident; nothing is deleted (spec/scan-verdict.md).
"""
