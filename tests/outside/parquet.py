"""A Parquet report as data frames read it: types, lists, and that the ledger sums.

    python parquet.py FILE

Needs pyarrow and DuckDB. Exit status 0 when all holds.
"""

import math
import sys

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

path = sys.argv[1]
table = pq.read_table(path)
rows = table.to_pylist()
assert len(rows) > 3, len(rows)
assert table.schema.field("probability").type == pa.float64()
assert table.schema.field("score").type == pa.int32()
assert pa.types.is_list(table.schema.field("reasons").type)
assert pa.types.is_list(table.schema.field("ledger").type)
metadata = {key.decode(): value.decode() for key, value in pq.read_metadata(path).metadata.items() if key.startswith(b"lurescan")}
assert metadata["lurescan.schema"] == "lurescan/1" and metadata["lurescan.rules"], metadata
for row in rows:
    assert abs(sum(part["log_odds"] for part in row["ledger"]) - row["logit"]) < 1e-6, row["id"]
    contributions = sum(reason["contribution"] for reason in row["reasons"])
    prior = next(part["log_odds"] for part in row["ledger"] if part["part"] == "prior")
    assert abs(prior + contributions - row["logit"]) < 1e-6, row["id"]
    if row["status"] == "scored":
        assert abs(row["probability"] - 1 / (1 + math.exp(-row["logit"]))) < 1e-6, row["id"]
print(f"pyarrow reads {len(rows)} rows; every ledger sums")

con = duckdb.connect()
con.execute(f"create view ads as select * from '{path}'")
off = con.execute("select max(abs((select sum(part.log_odds) from unnest(ledger) as l(part)) - logit)) from ads").fetchone()[0]
assert off < 1e-6, off
most = con.execute(
    "select reason.id, count(*) as ads from (select unnest(reasons) as reason from ads) where reason.kind = 'rule' group by 1 order by 2 desc, 1 limit 3"
).fetchall()
assert most, most
print(f"DuckDB reads {con.execute('select count(*) from ads').fetchone()[0]} rows; most frequent rules: {most}")
