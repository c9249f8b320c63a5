"""What can go wrong, as data: these errors know what was refused and why, and nothing of HTTP or SQL."""

from collections.abc import Sequence


class DomainError(Exception):
    """Base of every error that the service raises on purpose; its text is safe to show to the caller.

    `STATUS` in api/errors.py gives each class its HTTP status; one that has no row there is a 422.
    """


class NotFoundError(DomainError):
    """No row of this entity has this key."""

    def __init__(self, entity: str, key: object) -> None:
        super().__init__(f"{entity} {key} does not exist")


class ConflictError(DomainError):
    """The change contradicts rows that are there."""

    def __init__(self, detail: str, fields: Sequence[str] = ()) -> None:
        super().__init__(detail)
        self.fields = tuple(fields)


class MissingReferenceError(ConflictError):
    """A row refers to one that does not exist or is deleted."""

    def __init__(self, fields: Sequence[str] = ()) -> None:
        super().__init__("a row that it refers to does not exist", fields)


class InvalidValueError(DomainError):
    """A value passed the schemas and cannot be stored."""


class UnavailableError(DomainError):
    """The database cannot answer now; the same request may succeed later."""
