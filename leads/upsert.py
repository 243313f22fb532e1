"""Inserting rows that may be there already, in the SQL that SQLite and PostgreSQL share."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

Row = dict[str, Any]


def insert_new(connection: Connection, table: Table, rows: Sequence[Row], *unique: str) -> None:
    """Insert the rows whose unique columns are not there yet, and leave the others as they are."""
    if rows:
        statement = _insert(connection.dialect.name, table).on_conflict_do_nothing(index_elements=unique)
        connection.execute(statement, rows)


def upsert(connection: Connection, table: Table, rows: Sequence[Row], *unique: str) -> None:
    """Insert the rows, or update the columns they name where the unique ones are there already."""
    if rows:
        changed = tuple(name for name in rows[0] if name not in unique)
        connection.execute(_upsert(connection.dialect.name, table, changed, unique), rows)


@cache  # building the statement takes longer than running it
def _upsert(
    dialect: str, table: Table, changed: tuple[str, ...], unique: tuple[str, ...]
) -> sqlite.Insert | postgresql.Insert:
    statement = _insert(dialect, table)
    new = {name: statement.excluded[name] for name in changed}
    return statement.on_conflict_do_update(index_elements=unique, set_=new)


def _insert(dialect: str, table: Table) -> sqlite.Insert | postgresql.Insert:
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
