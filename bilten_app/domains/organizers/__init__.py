"""Organizations, their teams, and what each role may do.

An organization has at least one owner. Its root key signs key rings and status feeds; scanners
pin it when they enrol.
"""
