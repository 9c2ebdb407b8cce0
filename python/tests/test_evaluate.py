"""Evaluations of a table are those of the program."""

from __future__ import annotations

import json
import subprocess

import polars as pl
import pyarrow as pa
import pytest
from conftest import ROOT, program

import lurescan


def test_it_is_that_of_the_program(tmp_path, scanner, ads):
    path = tmp_path / "evaluation.json"
    subprocess.run([program(), "evaluate", "--as-is", "--quiet", "-o", path, ROOT / "datasets/heldout/ads.jsonl"], check=True)
    expected = json.loads(path.read_text(encoding="utf-8"))
    table = pl.DataFrame(ads).with_columns(kind=pl.lit("authored"), source=pl.lit("ads"))
    kinds = dict(source="source", language="lang", scheme="scheme", kind="kind")
    found = lurescan.evaluate(table, label="label", scanner=scanner, **kinds)
    view = found.to_dict()
    assert view["schema"] == "lurescan-evaluation/1" and view["model"] == expected["model"] == scanner.model
    assert view["data"][0]["hash"] == expected["data"][0]["hash"]
    for key, value, _ in found.measures:
        if key != "pairs":  # which pairs there are stands in a column that is not named here
            assert (view["runs"][0][key] or {}).get("value") == (expected["runs"][0][key] or {}).get("value"), key
            assert value is None or 0 <= value <= 1
    assert "<svg" in found.to_html() and "<iframe sandbox" in found._repr_html_()


def test_labels_of_any_kind(scanner, ads):
    harmful = [ad["label"] == "lure" or ad["label"] == "fraud" for ad in ads]
    texts = [ad["text"] for ad in ads]
    kinds = [
        harmful,
        [int(one) for one in harmful],
        [float(one) for one in harmful],
        ["fraud" if one else "legit" for one in harmful],
    ]
    measures = [lurescan.evaluate(pa.table({"text": texts, "y": kind}), label="y", scanner=scanner).measures for kind in kinds]
    assert all(one == measures[0] for one in measures)


def test_what_cannot_be_measured_is_told(scanner):
    with pytest.raises(lurescan.LurescanError, match="maybe"):
        lurescan.evaluate(pa.table({"text": ["x"], "y": ["maybe"]}), label="y", scanner=scanner)
    with pytest.raises(lurescan.LurescanError, match="too few"):
        lurescan.evaluate(pa.table({"text": ["x", "z"], "y": [1, 0]}), label="y", scanner=scanner)
    with pytest.raises(lurescan.ColumnError, match='no column "label"'):
        lurescan.evaluate(pa.table({"text": ["x"]}), label="label", scanner=scanner)


def test_prevalences_are_shares(scanner, ads):
    for wrong in [2.0, -1.0, float("nan"), 0.0]:
        with pytest.raises(ValueError, match=r"prevalences=.*strictly between 0 and 1"):
            lurescan.evaluate(pa.Table.from_pylist(ads), label="label", scanner=scanner, prevalences=[0.01, wrong])
