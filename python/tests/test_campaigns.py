"""Campaigns of a table are those of the program."""

from __future__ import annotations

import json
import subprocess

import pyarrow as pa
import pytest
from campaign_ads import campaign_ads
from conftest import program


@pytest.fixture(scope="module")
def table(ads):
    return pa.Table.from_pylist(campaign_ads(ads))


def test_they_are_those_of_the_program(tmp_path, scanner, table):
    path = tmp_path / "ads.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in table.to_pylist()), encoding="utf-8")
    run = [program(), "campaigns", "--members", "--quiet", "--format", "jsonl", path]
    lines = subprocess.run(run, check=True, capture_output=True, text=True, encoding="utf-8").stdout.splitlines()
    expected = [json.loads(line) for line in lines]
    found = scanner.campaigns(table).to_pylist()
    assert len(found) == len(expected) > 3
    for row, other in zip(found, expected, strict=True):
        for name in set(row) - {"template", "members"}:
            assert row[name] == other[name], name
        assert {name: row["template"][name] for name in ("text", "texts", "clipped")} == {
            name: other["template"][name] for name in ("text", "texts", "clipped")
        }
        assert [{k: v for k, v in part.items() if v is not None} for part in row["template"]["parts"]] == other["template"][
            "parts"
        ]
        assert row["members"] == [{name: member[name] for name in row["members"][0]} for member in other["members"]]


def test_the_smallest_and_the_members_can_be_chosen(scanner, table):
    pairs = scanner.campaigns(table, min_size=2, members=False)
    assert "members" not in pairs.column_names
    large = scanner.campaigns(table, min_size=10).to_pylist()
    assert 0 < len(large) < len(pairs)
    assert all(row["size"] >= 10 == (len(row["members"]) >= 10) or row["size"] == len(row["members"]) for row in large)


def test_no_ads_no_campaigns(scanner):
    assert len(scanner.campaigns(pa.table({"text": pa.array([], pa.string())}))) == 0
    assert len(scanner.campaigns(pa.table({"text": [None, "", b"\xff".decode("latin-1")]}))) == 0


def test_a_campaign_has_at_least_one_ad(scanner, table):
    for wrong in [0, -1, -(2**70)]:
        with pytest.raises(ValueError, match="at least one ad"):
            scanner.campaigns(table, min_size=wrong)
