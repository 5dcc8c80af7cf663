"""Reads every table and writes none: sales, attendance, exports."""
