"""What the tests share: one scanner, and the ads that ship with the project."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

import lurescan

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def scanner() -> lurescan.Scanner:
    return lurescan.Scanner()


@pytest.fixture(scope="session")
def ads() -> list[dict[str, Any]]:
    """The held-out ads: 290 in 30 languages."""
    with open(ROOT / "datasets/heldout/ads.jsonl", encoding="utf-8") as lines:
        return [{key: ad[key] for key in ("id", "title", "text", "label", "lang", "scheme")} for ad in map(json.loads, lines)]


def program() -> str:
    """The program built from the same sources: LURESCAN names it, else it is looked for where cargo puts it."""
    named = os.environ.get("LURESCAN")
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    places = [Path(named)] if named else [target / profile / "lurescan" for profile in ("release", "debug")]
    for place in places:
        if place.exists():
            return str(place)
    pytest.skip("the lurescan program is not built: cargo build")
