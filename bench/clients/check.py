#!/usr/bin/env python3
"""Check that DuckDB and pyarrow read the tables of a workspace as verbatim does.

    python3 check.py WORKSPACE EXPECTED.jsonl

EXPECTED has one line per table, {"table": …, "columns": [[name, type], …]} with
the type as DuckDB names it, each followed by the table's rows, as arrays of
values: instants are microseconds and dates are days since 1970-01-01, lists are
arrays, structs and maps are objects. Every table is read through a glob over
WORKSPACE/current, and every value is compared; then some rows are looked for, so
that the engines use statistics and filters. The exit code is 0 when all
agree, 1 when something differs, and 77 when a library is missing.
"""

import collections
import glob
import json
import os
import random
import sys

try:
    import duckdb
    import pyarrow
    import pyarrow.parquet
except ImportError as missing:
    print(f"skipped: {missing}; pip install -r requirements.txt")
    sys.exit(77)


def main(workspace, expected):
    tables = read_expected(expected)
    wrong = []
    for name, (columns, rows) in tables.items():
        path = pattern(workspace, name)
        for engine, read in (("duckdb", read_duckdb), ("pyarrow", read_pyarrow)):
            wrong += compare(f"{engine}, {name}", read(path), columns, rows)
        wrong += check_types(name, path, columns)
        wrong += check_filters(name, path, columns, rows)
    for line in wrong[:20]:
        print(line)
    print(f"{len(tables)} tables, {sum(len(rows) for _, rows in tables.values())} rows: {len(wrong)} differences")
    return 1 if wrong or not tables else 0


def read_expected(path):
    """Returns the tables of the file: name to columns and rows."""
    tables = {}
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            value = json.loads(line)
            if isinstance(value, dict):
                rows = []
                tables[value["table"]] = (value["columns"], rows)
            else:
                rows.append(value)
    return tables


def pattern(workspace, table):
    """Returns the glob of a table, or the path of a table of one file."""
    current = os.path.join(workspace, "current")
    single = os.path.join(current, f"{table}.parquet")
    return single if os.path.exists(single) else os.path.join(current, table, "*.parquet")


def quoted(text, mark):
    return mark + text.replace(mark, mark + mark) + mark


def describe(path):
    """Returns the names and types of a table's columns as DuckDB sees them."""
    found = duckdb.sql(f"DESCRIBE FROM read_parquet({quoted(path, chr(39))})").fetchall()
    return [(row[0], row[1]) for row in found]


def read_duckdb(path):
    """Returns the column names and rows that DuckDB reads."""
    columns = describe(path)
    exprs = []
    for name, kind in columns:
        expr = quoted(name, '"')
        if kind == "TIMESTAMP WITH TIME ZONE":
            expr = f"epoch_us({expr})"
        elif kind == "DATE":
            expr = f"{expr} - DATE '1970-01-01'"
        exprs.append(expr)
    rows = duckdb.sql(f"SELECT {', '.join(exprs)} FROM read_parquet({quoted(path, chr(39))})").fetchall()
    return [name for name, _ in columns], [list(row) for row in rows]


def read_pyarrow(path):
    """Returns the column names and rows that pyarrow reads."""
    parts = [pyarrow.parquet.read_table(part) for part in sorted(glob.glob(path))]
    table = pyarrow.concat_tables(parts)
    columns = []
    for field, column in zip(table.schema, table.columns):
        if pyarrow.types.is_timestamp(field.type):
            column = column.cast(pyarrow.int64())
        elif pyarrow.types.is_date32(field.type):
            column = column.cast(pyarrow.int32())
        values = column.to_pylist()
        if pyarrow.types.is_map(field.type):
            values = [dict(entries) for entries in values]
        columns.append(values)
    return table.schema.names, [list(row) for row in zip(*columns)]


def compare(where, found, columns, rows):
    """Returns a line for everything that differs, one per row at most."""
    names, found_rows = found
    wanted = [name for name, _ in columns]
    if names != wanted:
        return [f"{where}: columns {names}, want {wanted}"]
    if len(found_rows) != len(rows):
        return [f"{where}: {len(found_rows)} rows, want {len(rows)}"]
    wrong = []
    for i, (got, want) in enumerate(zip(found_rows, rows)):
        for name, g, w in zip(names, got, want):
            if not same(g, w):
                wrong.append(f"{where}, row {i}, {name}: {g!r}, want {w!r}")
                break
    return wrong


def same(got, want):
    """Compares values; 1 and 1.0 are the same, 1 and True are not."""
    if isinstance(want, list):
        return isinstance(got, list) and len(got) == len(want) and all(map(same, got, want))
    if isinstance(want, dict):
        return isinstance(got, dict) and got.keys() == want.keys() and all(same(got[k], w) for k, w in want.items())
    return got == want and isinstance(got, bool) == isinstance(want, bool)


def check_types(table, path, columns):
    """Returns a line for every column that has another type than promised."""
    return [
        f"duckdb, {table}, {name}: type {found}, want {want}"
        for (name, found), (_, want) in zip(describe(path), columns)
        if found != want
    ]


def check_filters(table, path, columns, rows):
    """Returns a line for every filter that finds too few or too many rows: the
    engines skip by bounds, page index and bloom filter, which must be right."""
    wrong = []
    for at, (name, kind) in list(enumerate(columns))[:30]:
        if kind != "VARCHAR":
            continue
        counts = collections.Counter(row[at] for row in rows if row[at] is not None)
        for value in random.Random(1).sample(sorted(counts), min(5, len(counts))):
            query = f"SELECT count(*) FROM read_parquet(?) WHERE {quoted(name, chr(34))} = ?"
            [(duck,)] = duckdb.execute(query, [path, value]).fetchall()
            kept = [pyarrow.parquet.read_table(p, columns=[name], filters=[(name, "==", value)]) for p in glob.glob(path)]
            arrow = sum(part.num_rows for part in kept)
            if (duck, arrow) != (counts[value], counts[value]):
                wrong.append(f"{table}, {name} = {value!r}: duckdb {duck}, pyarrow {arrow}, want {counts[value]}")
    return wrong


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2]))
