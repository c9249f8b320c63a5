"""The history of the schema."""

from zlib import crc32

ADVISORY_LOCK = crc32(__name__.encode())
"""On PostgreSQL, the process that holds the lock of this number migrates, and others wait: each project has its own."""
