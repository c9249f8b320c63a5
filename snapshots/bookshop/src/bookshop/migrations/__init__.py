"""Alembic's environment, its revisions in `versions/`, and the modules that run and write them.

You can delete a module, with the lines that call it. Each line says what a module does, and what you lose without it.

- `env.py` runs Alembic on the service's engine; without it, nothing migrates.
- `advisory_lock.py` lets one process migrate PostgreSQL at a time; two at once would run the same revision twice.
- `sqlite_table_copy.py` keeps rows, indexes, triggers and views when SQLite changes a table; changes would drop them.
- `old_version_table.py` takes over databases of release 0.4.0 and earlier; you would run `alembic stamp` on each.
- `replay.py` tells which tables revisions made; `old_version_table.py` and `autogenerate/comparison.py` need it.

`autogenerate/` serves `alembic revision --autogenerate` and `alembic check`, and only where you develop:

- `new_revision.py` numbers and names revisions, and calls the others; you would name them, and Alembic picks random ids.
- `comparison.py` keeps other programs' tables, and sees indexes on expressions; revisions would drop and miss them.
- `column_types.py` writes types that both databases know; revisions would import this project's types.
- `enum_members.py` finds removed members of enums; their rows would keep them.
- `table_order.py` orders the tables that refer to each other; a circle of them could not be created or dropped.
- `step_order.py` orders the changes of a table; a required column could not be added to a table with rows.
- `fill_values.py` fills required columns for `step_order.py` and `enum_members.py`; you would write each value.
- `type_conversion.py` converts values to a new type for `step_order.py`; you would write each conversion.
- `data_warnings.py` writes the text at the top of a revision; you would find lost data and failures yourself.
"""
