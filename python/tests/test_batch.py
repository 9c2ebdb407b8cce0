"""Tables: every library's, every type's, every row's, with the results of the program."""

from __future__ import annotations

import datetime
import json
import os
import signal
import subprocess
import sys
import time
from decimal import Decimal

import duckdb
import pandas
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import program

import lurescan


def told(table: lurescan.Table) -> list[dict]:
    return table.to_pylist()


@pytest.fixture(scope="module")
def table(some_ads):
    return pa.Table.from_pylist(some_ads)


@pytest.fixture(scope="module")
def some_ads(ads):
    """Every fourth, which leaves most languages in."""
    return ads[::4]


@pytest.fixture(scope="module")
def expected(scanner, table):
    return told(scanner.score_batch(table))


def test_one_row_out_for_each_row_in(scanner, table, expected):
    assert [row["id"] for row in expected] == table["id"].to_pylist()
    assert [row["record"] for row in expected] == list(range(1, len(table) + 1))
    assert {row["rules"] for row in expected} == {scanner.rules}
    assert {row["model"] for row in expected} == {scanner.model}
    assert {row["program"] for row in expected} == {lurescan.__version__} == {scanner.program}


def test_a_row_is_what_score_gives(scanner, some_ads, expected):
    for record, row in zip(some_ads, expected, strict=True):
        one = scanner.score(record).to_dict()
        for name in (
            "id",
            "language",
            "status",
            "score",
            "probability",
            "band",
            "schemes",
            "contacts",
            "program",
            "rules",
            "model",
        ):
            assert row[name] == one[name], (row["id"], name)
        assert row["logit"] == one["ledger"]["logit"]
        assert {part["part"]: part["log_odds"] for part in row["ledger"]} == {
            k: v for k, v in one["ledger"].items() if k != "logit"
        }
        for reason, other in zip(row["reasons"], one["reasons"], strict=True):
            assert reason == {name: other[name] for name in reason}


TABLES = {
    "pyarrow table": lambda table: table,
    "pyarrow batch": lambda table: table.combine_chunks().to_batches()[0],
    "pyarrow reader": lambda table: table.to_reader(max_chunksize=7),
    "large strings": lambda table: cast(table, pa.large_string()),
    "string views": lambda table: cast(table, pa.string_view()),
    "binary": lambda table: cast(table, pa.binary()),
    "large binary": lambda table: cast(table, pa.large_binary()),
    "binary views": lambda table: cast(cast(table, pa.binary()), pa.binary_view()),
    "dictionaries": lambda table: pa.table({name: table[name].dictionary_encode() for name in table.column_names}),
    "polars": lambda table: pl.from_arrow(table),
    "polars categories": lambda table: pl.from_arrow(table).with_columns(pl.col("title").cast(pl.Categorical)),
    "pandas": lambda table: table.to_pandas(),
    "pandas with an index": lambda table: table.to_pandas().set_index("lang"),
    "duckdb": lambda table: duckdb.from_arrow(table),
    "only an array": lambda table: Array(table),
    "sliced": lambda table: pa.concat_tables([table.slice(0, 1), table]).slice(1),
}


def cast(table, to):
    return table.cast(pa.schema([pa.field(name, to) for name in table.column_names]))


class Array:
    """What has no more than __arrow_c_array__."""

    def __init__(self, table):
        self.batch = table.combine_chunks().to_batches()[0]

    def __arrow_c_array__(self, requested_schema=None):
        return self.batch.__arrow_c_array__(requested_schema)


@pytest.mark.parametrize("kind", TABLES)
def test_every_library_and_type_gives_the_same(scanner, table, expected, kind):
    assert told(scanner.score_batch(TABLES[kind](table))) == expected


def test_results_do_not_depend_on_threads(table, expected):
    for threads in (1, 2, 3):
        assert told(lurescan.Scanner(threads=threads).score_batch(table)) == expected


def test_results_go_to_every_library(scanner, table, expected):
    result = scanner.score_batch(table)
    assert result.num_rows == len(result) == len(expected)
    assert (
        pa.table(result).schema.field("reasons").type.value_type.field("spans").type.value_type.field("start").type == pa.int64()
    )
    bands = [row["band"] for row in expected]
    assert result.to_polars()["band"].to_list() == bands == pl.DataFrame(result)["band"].to_list()
    assert [band if isinstance(band, str) else None for band in result.to_pandas()["band"]] == bands
    arrow = result.to_pyarrow()
    assert duckdb.sql("select count(*) from arrow where band = 'high'").fetchall() == [(bands.count("high"),)]
    assert arrow.schema.names == result.column_names


def test_the_program_gives_the_same(tmp_path, scanner, table, expected):
    ads, scores = tmp_path / "ads.parquet", tmp_path / "scores.parquet"
    pq.write_table(table, ads)
    subprocess.run([program(), "score", "--quiet", "-o", scores, ads], check=True)
    names = [
        name for name in pa.table(scanner.score_batch(table)).schema.names if name not in ("program", "rules", "model", "problem")
    ]
    assert pq.read_table(scores, columns=names).to_pylist() == [{name: row[name] for name in names} for row in expected]


def test_null_empty_huge_and_broken_values_have_a_status(scanner):
    words = "Night nurse for a hospital ward, three shifts a week, registration with the nursing council needed."
    texts = [
        words.encode(),
        None,
        b"",
        b" \n",
        b"\xff\xfe broken",
        b"x " * (9 << 20),
        "\u202e\u200b".encode(),
        b"\0" * 50,
        words.encode(),
    ]
    table = pa.table({"id": [f"n{i}" for i in range(len(texts))], "text": pa.array(texts, pa.binary())})
    rows = told(scanner.score_batch(table))
    assert [row["status"] for row in rows] == [
        "scored", "insufficient", "insufficient", "insufficient", "unreadable", "unreadable", "insufficient", "insufficient", "scored",
    ]  # fmt: skip
    assert [row["id"] for row in rows] == table["id"].to_pylist()
    assert "UTF-8" in rows[4]["problem"] and "16 MiB" in rows[5]["problem"]
    assert rows[4]["logit"] is None and rows[4]["reasons"] == [] and rows[4]["score"] is None
    assert {**rows[0], "id": "", "record": 0} == {**rows[8], "id": "", "record": 0}


def test_strings_that_are_no_utf8_are_no_danger(scanner):
    """Arrow libraries take a string column's bytes on trust; these lie."""
    good = b"Night nurse for a hospital ward, three shifts a week, registration with the nursing council needed."
    offsets = pa.py_buffer(b"".join(n.to_bytes(4, "little") for n in (0, 4, 4 + len(good))))
    lying = pa.StringArray.from_buffers(2, offsets, pa.py_buffer(b"\xff\xc0\x80\xfe" + good))
    rows = told(scanner.score_batch(pa.table({"text": lying})))
    assert [row["status"] for row in rows] == ["unreadable", "scored"]
    nested = pa.table({"text": pa.ListArray.from_arrays([0, 2], lying)})
    assert len(told(scanner.score_batch(nested))) == 1


def test_objects_of_pandas_cost_their_own_row_alone(scanner):
    ordinary = "We look for a receptionist, full time, with a contract for a year."
    texts = [ordinary, "\ud800 half a pair", 12, None, ordinary.encode(), float("nan"), b"\xff\xfe\xfa"]
    rows = told(scanner.score_batch(pandas.DataFrame({"text": pandas.Series(texts, dtype=object), "id": [*"abcdefg"]})))
    assert [row["id"] for row in rows] == [*"abcdefg"]
    scored, little, unread = "scored", "insufficient", "unreadable"
    assert [row["status"] for row in rows] == [scored, unread, little, little, scored, little, unread]
    assert rows[0]["score"] == rows[4]["score"] == scanner.score(ordinary).score


def test_ctrl_c_ends_it(ads):
    work = (
        "import lurescan, pyarrow, json, sys\n"
        "table = pyarrow.table({'text': json.load(sys.stdin) * 400})\n"
        "scanner = lurescan.Scanner(threads=int(sys.argv[1]))\n"
        "print('begun', flush=True)\n"
        "getattr(scanner, sys.argv[2])(table)\n"
    )
    for threads, what in [("1", "score_batch"), ("2", "score_batch"), ("2", "campaigns")]:
        command = [sys.executable, "-c", work, threads, what]
        with subprocess.Popen(command, stdin=-1, stdout=-1, stderr=-1, text=True) as running:
            json.dump([ad["text"] for ad in ads], running.stdin)
            running.stdin.close()
            assert running.stdout.readline() == "begun\n"
            time.sleep(1)
            running.send_signal(signal.SIGINT)
            began = time.monotonic()
            said = running.stderr.read()
            assert running.wait(60) != 0 and "KeyboardInterrupt" in said
            assert time.monotonic() - began < 10


def test_wrong_columns_are_one_clear_error(scanner):
    table = pa.table({"body": ["x"], "headline": ["y"], "when": pa.array([0], pa.time32("s"))})
    cases = [
        (
            dict(text="boody", title="head", id="nr"),
            r'no columns "nr", "head", "boody" \(did you mean "body"\?\); the columns are "body", "headline", "when"',
        ),
        (dict(text="boody"), r'no column "boody" \(did you mean "body"\?\)'),
        (dict(text=["body", "when"]), r'no text can be read from column "when" of type Time32'),
    ]
    for names, message in cases:
        with pytest.raises(lurescan.ColumnError, match=message):
            scanner.score_batch(table, **names)
    with pytest.raises(lurescan.ColumnError, match="name it with text="):
        scanner.score_batch(pa.table({"a": ["x"]}))
    for no_table in ([1], "text", pl.LazyFrame({"text": ["x"]}), None):
        with pytest.raises(TypeError, match="no Arrow table"):
            scanner.score_batch(no_table)
    strange = pl.DataFrame({"id": pl.Series([1], dtype=pl.Int128), "text": ["x"]})
    with pytest.raises(lurescan.ColumnError, match="cannot be taken as Arrow"):
        scanner.score_batch(strange)


def test_numbers_and_dates_are_ids_as_they_are_written(scanner):
    noon = datetime.datetime(2030, 5, 1, 12)
    for value, told in [(7, "7"), (Decimal("7.50"), "7.50"), (noon.date(), "2030-05-01"), (noon, "2030-05-01 12:00:00")]:
        table = pa.table({"id": pa.array([value]), "text": ["Typist"]})
        assert scanner.score_batch(table).to_pylist()[0]["id"] == told


def test_text_of_several_columns_is_joined(scanner):
    table = pa.table({"a": ["Free flight", None], "b": [["and visa.", "No experience."], None], "n": [7, 8]})
    rows = told(scanner.score_batch(table, text=["a", "b", "n"]))
    spans = [span["text"] for reason in rows[0]["reasons"] for span in reason["spans"]]
    assert "Free flight" in spans or any("flight" in span for span in spans)
    assert rows[0]["id"] == "-#1"


def test_nothing_in_nothing_out(scanner):
    empty = scanner.score_batch(pa.table({"text": pa.array([], pa.string())}))
    assert empty.num_rows == 0 and "reasons" in empty.column_names and empty.to_pylist() == []


def test_batches_of_many_rows(scanner):
    """More than fit into one batch of results."""
    few = pa.table(
        {"id": [f"n{n}" for n in range(50)], "text": [f"Cook wanted, evening shifts, ask for kitchen {n}." for n in range(50)]}
    )
    many = pa.concat_tables([few] * 90)
    rows = scanner.score_batch(many).to_pyarrow()
    assert rows.num_rows == len(many) and rows["record"].to_pylist() == list(range(1, len(many) + 1))
    assert rows["id"].to_pylist() == many["id"].to_pylist()
    without = rows.drop_columns(["record"])
    assert without.slice(89 * 50).to_pylist() == without.slice(0, 50).to_pylist()


def test_a_fork_has_threads_of_its_own(table, expected):
    scanner = lurescan.Scanner(threads=2)
    scanner.score_batch(table.slice(0, 20))
    child = os.fork()
    if child == 0:
        same = told(scanner.score_batch(table.slice(0, 20))) == expected[:20]
        os._exit(0 if same else 1)
    assert os.waitpid(child, 0)[1] == 0
