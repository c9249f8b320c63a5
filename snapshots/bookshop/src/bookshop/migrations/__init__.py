"""The history of the schema."""

ADVISORY_LOCK = 7262573310
"""Any number: on PostgreSQL, whoever holds the lock of this number migrates, and others wait."""
