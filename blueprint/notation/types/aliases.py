"""What other languages and databases call the types."""

from __future__ import annotations

ALIASES = {
    "string": "str*", "varchar": "str*", "varchar2": "str*", "nvarchar": "str*", "nvarchar2": "str*", "char": "str*",
    "nchar": "str*", "bpchar": "str*", "character": "str*", "citext": "str", "charfield": "str*", "inet": "str(45)",
    "cidr": "str(45)", "ip": "str(45)", "ipaddress": "str(45)", "macaddr": "str(17)",
    "slug": "str(50)", "phone": "str(32)", "cuid": "str(30)", "ulid": "str(26)", "objectid": "str(24)", "set": "json",
    "longtext": "text", "mediumtext": "text", "tinytext": "str(255)", "ntext": "text", "clob": "text", "xml": "text",
    "markdown": "text", "integer": "int", "int32": "int", "int4": "int", "mediumint": "int", "serial": "int",
    "smallserial": "smallint",
    "number": "int", "long": "bigint", "bigserial": "bigint", "int64": "bigint", "int8": "bigint",
    "biginteger": "bigint", "int2": "smallint", "int16": "smallint", "short": "smallint", "tinyint": "smallint",
    "smallinteger": "smallint", "year": "smallint", "double": "float", "real": "float", "float4": "float",
    "float8": "float", "float64": "float", "numeric": "decimal*", "dec": "decimal*", "money": "decimal(12, 2)",
    "smallmoney": "decimal(10, 2)", "currency": "decimal(12, 2)", "boolean": "bool", "bit": "bool", "flag": "bool",
    "timestamp": "datetime", "timestamptz": "datetime", "datetimetz": "datetime", "datetime2": "datetime",
    "smalldatetime": "datetime", "datetimeoffset": "datetime", "timetz": "time", "interval": "duration",
    "timedelta": "duration", "guid": "uuid", "uniqueidentifier": "uuid", "uuid4": "uuid", "uuid7": "uuid",
    "jsonb": "json", "dict": "json", "object": "json", "map": "json", "hstore": "json", "list": "json",
    "array": "json", "any": "json", "geometry": "json", "point": "json",
    "blob": "bytes", "longblob": "bytes", "bytea": "bytes", "binary": "bytes",
    "varbinary": "bytes", "image": "bytes", "file": "bytes", "uri": "url", "link": "url", "emailstr": "email",
    "httpurl": "url", "choice": "enum*", "choices": "enum*", "literal": "enum*",
}  # fmt: skip
"""`*` keeps what stands in parentheses."""


def meant_by(alias: str, arguments: tuple[str, ...] | None) -> str:
    """Return the type that an alias with these arguments stands for."""
    spelling = "bool" if (alias, arguments) == ("tinyint", ("1",)) else ALIASES[alias]
    kept = f"({', '.join(arguments)})" if arguments else ""
    if spelling == "int" and len(arguments or ()) == 2:  # as in Oracle's number(10, 2)
        spelling = "decimal*"
    if spelling == "str*" and arguments == ("max",):  # as in nvarchar(max)
        return "text"
    if spelling == "decimal*" and len(arguments or ()) < 2:
        kept = f"({arguments[0]}, 0)" if arguments else "(10, 2)"
    return spelling.replace("*", kept)
