"""The program, score_batch, Polars and Spark over eight partitions give the same rows for the same ads.

LURESCAN_ADS says how many ads, 500 unless it is set; 100,000 have been compared with the optimized build.
"""

from __future__ import annotations

import os
import subprocess

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import sparks
from conftest import program
from many_ads import many_ads

COUNT = int(os.environ.get("LURESCAN_ADS", "500"))


@pytest.fixture(scope="module")
def table():
    return many_ads(COUNT)


@pytest.fixture(scope="module")
def expected(scanner, table):
    return common(scanner.score_batch(table).to_pyarrow())


def common(found: pa.Table) -> pa.Table:
    """The columns all have, as one kind of list and string, by id."""
    names = ["id", "language", "status", "score", "probability", "band", "schemes", "reasons", "ledger", "logit", "contacts"]
    plain = pa.schema([pa.field(name, nullable(found.schema.field(name).type)) for name in names])
    return found.select(names).cast(plain).sort_by("id").combine_chunks()


def nullable(of: pa.DataType) -> pa.DataType:
    if pa.types.is_list(of) or pa.types.is_large_list(of):
        return pa.list_(nullable(of.value_type))
    if pa.types.is_struct(of):
        return pa.struct([pa.field(field.name, nullable(field.type)) for field in of])
    return pa.string() if pa.types.is_large_string(of) or pa.types.is_string_view(of) else of


def same(found: pa.Table, expected: pa.Table) -> None:
    assert found.num_rows == expected.num_rows == COUNT
    for name in expected.schema.names:
        assert found[name].equals(expected[name]), name


def test_the_program(tmp_path, table, expected):
    ads, scores = tmp_path / "ads.parquet", tmp_path / "scores.parquet"
    pq.write_table(table, ads)
    subprocess.run([program(), "score", "--quiet", "-o", scores, ads], check=True)
    same(common(pq.read_table(scores)), expected)


def test_polars(scanner, table, expected):
    frame = pl.from_arrow(table)
    same(common(scanner.score_batch(frame).to_polars().to_arrow()), expected)


@pytest.mark.skipif(sparks.why_not() is not None, reason=f"no Spark here: {sparks.why_not()}")
def test_spark_over_eight_partitions(tmp_path, table, expected):
    from lurescan import spark as lures

    spark = sparks.session()
    pq.write_table(table, tmp_path / "ads.parquet")
    df = spark.read.parquet(str(tmp_path / "ads.parquet")).repartition(8)
    scored = lures.score(df)
    assert scored.rdd.getNumPartitions() == 8
    scored.write.parquet(str(tmp_path / "scored"))
    same(common(pq.read_table(tmp_path / "scored")), expected)
