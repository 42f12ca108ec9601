"""Column types that mean the same on SQLite and PostgreSQL."""

from datetime import UTC, datetime
from decimal import Decimal

from sqlalchemy import BigInteger, DateTime, Dialect, Text, TypeDecorator
from sqlalchemy.types import TypeEngine

_SCALE = Decimal(10_000)


class UtcTime(TypeDecorator[datetime]):
    """Aware UTC to the millisecond: timestamptz on PostgreSQL, GeoPackage DATETIME text on SQLite.

    GDAL reads a GeoPackage DATETIME only as `YYYY-MM-DDTHH:MM:SS.SSSZ`, and that text also sorts.
    """

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[datetime] | TypeEngine[str]:
        """Return the dialect's own column type."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(DateTime(timezone=True))
        return dialect.type_descriptor(Text())

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | str | None:
        """Return the stored form; a naive time is refused, since nobody can say when it was."""
        if value is None:
            return None
        if value.tzinfo is None:
            message = "times are stored aware"
            raise ValueError(message)
        at = value.astimezone(UTC)
        if dialect.name == "postgresql":
            return at.replace(microsecond=at.microsecond // 1000 * 1000)
        return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z"

    def process_result_value(
        self, value: datetime | str | None, dialect: Dialect
    ) -> datetime | None:
        """Return aware UTC."""
        del dialect
        if isinstance(value, str):
            return datetime.fromisoformat(value)
        return value.astimezone(UTC) if value is not None else None


class ExactNumber(TypeDecorator[Decimal]):
    """A decimal to four places, stored as a whole number of ten-thousandths: no floats anywhere."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | int | None, dialect: Dialect) -> int | None:
        """Return ten-thousandths; more than four places are refused."""
        del dialect
        if value is None:
            return None
        scaled = Decimal(value) * _SCALE
        if scaled != scaled.to_integral_value():
            message = f"{value} has more than four decimal places"
            raise ValueError(message)
        return int(scaled)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        """Return the decimal without needless zeros: a count comes back as a whole number."""
        del dialect
        if value is None:
            return None
        whole, rest = divmod(value, int(_SCALE))
        return Decimal(whole) if rest == 0 else (Decimal(value) / _SCALE).normalize()
