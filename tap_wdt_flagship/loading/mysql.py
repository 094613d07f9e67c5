"""What MySQL, MariaDB and StarRocks need of dlt's tables, in dlt's own extension point."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dlt.common.schema.utils import get_columns_names_with_prop
from dlt.destinations.impl.sqlalchemy.dialect import (
    MysqlDialectCapabilities,
    register_dialect_capabilities,
)
from dlt.destinations.impl.sqlalchemy.type_mapper import (
    MysqlVariantTypeMapper,
)
from sqlalchemy.dialects import mysql

if TYPE_CHECKING:
    import sqlalchemy as sa
    from dlt.common.destination.capabilities import DataTypeMapper
    from dlt.common.destination.typing import PreparedTableSchema
    from dlt.common.schema.typing import TColumnSchema

CHARSET, EXACT = "utf8mb4", "utf8mb4_bin"
LONGEST_VARCHAR = 1_048_576


class TypeMapper(MysqlVariantTypeMapper):
    """Texts that nothing is too long for, and keys that tell capitals apart.

    dlt keeps its schema, of some thousand columns, in a column of its own: TEXT ends at 64 KB.
    """

    def db_type_from_text_type(  # noqa: D102 - see the class
        self,
        column: TColumnSchema,
        table: PreparedTableSchema,  # noqa: ARG002
    ) -> sa.types.TypeEngine[Any]:
        if length := column.get("precision"):
            return mysql.VARCHAR(length, charset=CHARSET, collation=EXACT)
        return mysql.MEDIUMTEXT()


class MySQL(MysqlDialectCapabilities):
    """MySQL and MariaDB."""

    def type_mapper_class(self) -> type[DataTypeMapper]:  # noqa: D102
        return TypeMapper

    def adapt_table(  # noqa: D102
        self,
        table: sa.Table,
        table_schema: PreparedTableSchema,  # noqa: ARG002
    ) -> sa.Table:
        table.dialect_options["mysql"]["charset"] = CHARSET
        return table


class StarRocksTypeMapper(MysqlVariantTypeMapper):
    """Types of StarRocks: times without a precision, and texts of the longest kind."""

    def db_type_from_text_type(  # noqa: D102 - see the class
        self,
        column: TColumnSchema,
        table: PreparedTableSchema,  # noqa: ARG002
    ) -> sa.types.TypeEngine[Any]:
        return mysql.VARCHAR(column.get("precision") or LONGEST_VARCHAR)

    def db_type_from_timestamp_type(  # noqa: D102
        self,
        column: TColumnSchema,  # noqa: ARG002
        table: PreparedTableSchema,  # noqa: ARG002
    ) -> sa.types.TypeEngine[Any]:
        return mysql.DATETIME()


class StarRocks(MysqlDialectCapabilities):
    """StarRocks, whose tables take dlt's merge if they have a primary key."""

    def type_mapper_class(self) -> type[DataTypeMapper]:  # noqa: D102
        return StarRocksTypeMapper

    def adapt_table(  # noqa: D102
        self,
        table: sa.Table,
        table_schema: PreparedTableSchema,
    ) -> sa.Table:
        keys = get_columns_names_with_prop(table_schema, "primary_key")  # type: ignore[arg-type]
        if keys:
            listed = ", ".join(keys)
            options = {"primary_key": listed, "distributed_by": f"HASH({listed})"}
            table.dialect_options["starrocks"].update(options)
        return table


def adapt() -> None:
    """Let dlt make tables so in this process."""
    for name, capabilities in {"mysql": MySQL, "mariadb": MySQL, "starrocks": StarRocks}.items():
        register_dialect_capabilities(name, capabilities)
