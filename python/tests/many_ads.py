"""As many ads as are asked for, made of those that ship with the project: no two with the same id, none with the same text,
the same every time."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa

ROOT = Path(__file__).resolve().parents[2]
CITIES = ["Hanoi", "Lagos", "Lima", "Riga", "Accra", "Cebu", "Surat", "Osaka", "Quito", "Tunis", "Turin", "Perth"]


def shipped() -> list[tuple[str, str]]:
    """Title and text of every ad in datasets, in a fixed order."""
    files = sorted((ROOT / "datasets").glob("*/*.jsonl"))
    records = [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    return [(record.get("title") or "", record["text"]) for record in records]


def many_ads(count: int, first: int = 0) -> pa.Table:
    """Ads ``first`` to ``first + count`` as a table of id, title and text; every seventh has no title, every hundredth no
    text, and each says in words of its own which it is."""
    sources = shipped()
    ids, titles, texts = [], [], []
    for number in range(first, first + count):
        title, text = sources[number * 7919 % len(sources)]
        ids.append(f"ad-{number:07}")
        titles.append(None if number % 7 == 0 else title)
        texts.append(None if number % 100 == 0 else f"{text}\nRef. {CITIES[number % 12]} {number}.")
    return pa.table({"id": ids, "title": pa.array(titles, pa.string()), "text": pa.array(texts, pa.string())})
