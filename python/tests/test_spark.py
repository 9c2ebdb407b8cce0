"""Spark gives what one machine gives, whatever is wrong with a row and whoever dies."""

from __future__ import annotations

import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pyarrow as pa
import pytest
import sparks
from campaign_ads import campaign_ads
from many_ads import many_ads

import lurescan

MISSING = sparks.why_not()
pytestmark = pytest.mark.skipif(MISSING is not None, reason=f"no Spark here: {MISSING}")


@pytest.fixture(scope="module")
def spark():
    spark = sparks.session()
    yield spark
    spark.stop()


@pytest.fixture(scope="module")
def lures():
    from lurescan import spark as lures

    return lures


def rows(df) -> list[dict]:
    return sorted(df.toArrow().to_pylist(), key=lambda row: row["id"])


def frame(spark, table: pa.Table, partitions: int = 8):
    return spark.createDataFrame(table).repartition(partitions)


def local(scanner, table: pa.Table) -> list[dict]:
    found = scanner.score_batch(table).to_pyarrow().drop_columns(["record"]).to_pylist()
    return sorted(found, key=lambda row: row["id"])


def test_the_rows_are_those_of_one_machine(spark, lures, scanner):
    table = many_ads(150)
    scored = lures.score(frame(spark, table))
    assert scored.schema == lures.score_schema()
    assert rows(scored) == local(scanner, table)


def test_columns_are_carried_and_named(spark, lures, scanner):
    table = many_ads(20)
    other = table.append_column("n", pa.array(range(20), pa.int64())).rename_columns(["key", "head", "body", "n"])
    scored = lures.score(frame(spark, other), id="key", title="head", text="body", keep=["n", "body"], prior=0.2)
    assert scored.columns[:3] == ["n", "body", "id"]
    expected = local(scanner.with_prior(0.2), table)
    found = rows(scored)
    assert [row["n"] for row in found] == list(range(20)) and [row["body"] for row in found] == table["text"].to_pylist()
    assert [{k: v for k, v in row.items() if k not in ("n", "body")} for row in found] == expected


def test_columns_of_any_name_and_type(spark, lures):
    df = spark.sql("select cast(1.5 as decimal(4, 1)) as `ad.id`, 'Typist' as `a.b`, now() as text, map('x', 1) as more")
    scored = lures.score(df, id="ad.id", text="a.b", keep="a.b")
    [row] = scored.toArrow().to_pylist()
    assert (row["a.b"], row["id"], row["status"], scored.columns[:2]) == ("Typist", "1.5", "insufficient", ["a.b", "id"])
    assert lures.campaigns(df, id="ad.id", text="a.b", min_size=1).members.count() == 1


def test_of_equal_scores_the_higher_band_is_told(spark, lures):
    from pyspark.sql import functions as f

    ads = [(50, "elevated"), (50, "high"), (50, "elevated"), (None, None), (7, "critical")]
    df = spark.createDataFrame([("a", *ad) for ad in ads] + [("b", None, None)], "root string, score int, band string")
    for rows in (df, df.orderBy(f.desc("band")), df.orderBy("band")):
        told = rows.groupBy("root").agg(lures._band(lures._highest().getField("rank")).alias("band")).collect()
        assert dict(told) == {"a": "high", "b": None}


def test_wrong_columns_are_told_before_anything_runs(spark, lures):
    df = spark.createDataFrame([("1", "x")], "nr string, body string")
    for names, message in [
        (dict(text="boddy", id="nr"), 'no column "boddy"'),
        (dict(text="body"), "hold ids"),
        (dict(text="body", id="nr", keep=["z"]), "'z'"),
    ]:
        with pytest.raises(lurescan.ColumnError, match=message):
            lures.score(df, **names)
    taken = spark.createDataFrame([("1", "x", 3)], "id string, text string, score int")
    with pytest.raises(lurescan.ColumnError, match="rename"):
        lures.score(taken, keep=["score"])
    structure = spark.sql("select '1' as id, struct(1 as hour) as text, 'x' as body")
    for asked in (lures.score, lures.campaigns):
        with pytest.raises(lurescan.ColumnError, match=r'no text can be read from column "text" .*struct<hour:int>'):
            asked(structure)
    with pytest.raises(TypeError, match="score_batch"):
        lures.score(pa.table({"id": ["1"], "text": ["x"]}))
    with pytest.raises(ValueError, match="min_size=-1: a campaign has at least one ad"):
        lures.campaigns(df, text="body", id="nr", min_size=-1)
    with pytest.raises(ValueError, match="between 0 and 1"):
        lures.score(taken, prior=2.0)


def test_a_poisoned_row_costs_no_other(spark, lures, scanner):
    table = many_ads(40)
    texts = [text and text.encode() for text in table["text"].to_pylist()]
    texts[7], texts[8] = b"\xff\xfe\xfd broken", b"huge " * (4 << 20)
    poisoned = pa.table({"id": table["id"], "title": table["title"], "text": pa.array(texts, pa.binary())})
    found = rows(lures.score(frame(spark, poisoned, 3)))
    assert [row["id"] for row in found if row["status"] == "unreadable"] == ["ad-0000007", "ad-0000008"]
    expected = local(scanner, table)
    assert [row for n, row in enumerate(found) if n not in (7, 8)] == [row for n, row in enumerate(expected) if n not in (7, 8)]


@pytest.mark.skipif(not os.path.exists("/proc/self/maps"), reason="workers are found in /proc")
def test_a_killed_worker_loses_nothing(spark, lures, scanner):
    table = many_ads(1500)
    df = frame(spark, table)
    done, killed = threading.Event(), []

    def kill() -> None:
        while not done.is_set() and not killed:
            for worker in sparks.workers():
                time.sleep(0.3)  # it is at work by then
                try:
                    os.kill(worker, signal.SIGKILL)
                except ProcessLookupError:
                    continue  # it had ended by itself; look again
                killed.append(worker)
                return
            time.sleep(0.05)

    with ThreadPoolExecutor(1) as pool:
        killer = pool.submit(kill)
        try:
            found = rows(lures.score(df))
        finally:
            done.set()
        killer.result()
    assert len(killed) == 1
    assert found == local(scanner, table)


def test_own_rules_travel_as_files(spark, lures, tmp_path):
    import shutil

    pack = tmp_path / "pack"
    (pack / "money").mkdir(parents=True)
    (pack / "money/own-blue-door.yaml").write_text(RULE, encoding="utf-8")
    archive = shutil.make_archive(str(tmp_path / "own-rules"), "zip", pack)
    spark.sparkContext.addArchive(archive + "#own-rules")
    df = spark.createDataFrame(
        [("1", "You come in and you pay the blue door fee, then you start to work.")], "id string, text string"
    )
    found = rows(lures.score(df, rules="own-rules.zip#own-rules"))
    assert "own-blue-door" in [reason["id"] for reason in found[0]["reasons"]]
    assert found[0]["rules"] == lurescan.Scanner(rules=pack).rules
    spark.sparkContext.addFile(str(pack / "money/own-blue-door.yaml"))
    assert rows(lures.score(df, rules="own-blue-door.yaml"))[0]["reasons"] == found[0]["reasons"]


RULE = """id: own-blue-door
title: Asks for the blue door
category: money
polarity: risk
weight: 1.5
schemes: [money-mule]
why: A test.
ask: Why blue?
references: [A test]
languages:
  en:
    phrases: [blue door fee]
    hit:
      - There is a ⟦blue door fee⟧ here.
      - Pay the ⟦blue door fee⟧ first.
    miss:
      - The blue door is open.
      - No fee at the door.
"""


def test_campaigns_are_those_of_one_machine(spark, lures, scanner, ads):
    table = pa.Table.from_pylist(campaign_ads(ads))
    expected = scanner.campaigns(table).to_pylist()
    found = lures.campaigns(frame(spark, table))
    members = found.members.toArrow().to_pylist()
    told = {row["id"]: row for row in found.campaigns.toArrow().to_pylist()}
    assert set(told) == {row["id"] for row in expected} and len(told) > 3
    for row in expected:
        here = sorted((member["id"], member["score"], member["band"]) for member in row["members"])
        assert sorted((m["id"], m["score"], m["band"]) for m in members if m["campaign"] == row["id"]) == here
        for name in set(row) - {"members"}:
            assert told[row["id"]][name] == row[name], (row["id"], name)


def test_no_ads_no_campaigns(spark, lures):
    found = lures.campaigns(spark.createDataFrame([], "id string, text string"))
    assert found.campaigns.count() == 0 and found.members.count() == 0
