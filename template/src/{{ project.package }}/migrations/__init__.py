"""Alembic's environment: the revisions in `versions/`, and the modules that run and write them.

To delete a module, also delete the lines that call it, and its tests in `tests/test_migrations.py`.
A module needs only modules that are listed below it.

- `env.py` runs Alembic on the service's engine. Without it, nothing migrates.
- `advisory_lock.py` lets one process migrate PostgreSQL at a time. Two at once would run the same revision.
- `sqlite_table_copy.py` keeps all that is on a table which SQLite copies. Referring rows, triggers and views would go.
- `old_version_table.py` takes over databases of release 0.4.0 and earlier. You would run `alembic stamp` on each.
- `autogenerate/` serves `alembic revision --autogenerate` and `alembic check`, and no service that runs:
  - `new_revision.py` numbers and names a revision. You would name it, and find no order among random ids.
  - `data_warnings.py` writes the warnings at its top. You would find lost data and failures yourself.
  - `enum_members.py` finds the members that an enum lost. Rows would keep them.
  - `table_order.py` orders tables. Tables that refer to each other could not be created or dropped.
  - `step_order.py` orders the changes of a table. No required column could be added to a table with rows.
  - `type_conversion.py` converts values to a new type. You would write each conversion.
  - `fill_values.py` gives values to rows that need one. You would write each value.
  - `column_types.py` writes types that both databases take. Revisions would name types of this project.
  - `comparison.py` compares what revisions made. Other programs' tables would be dropped, and some indexes missed.
- `replay.py` finds out what revisions made. `old_version_table.py` and `comparison.py` need it.
"""
