"""One ad: strings, mappings, what is told of them and how it is shown."""

from __future__ import annotations

import copy
import datetime
import json
import math
import pickle
import re
import threading
from decimal import Decimal

import numpy
import pytest

import lurescan

LURE = (
    "Customer service abroad\n\n"
    "No experience needed, 2500 USD a month, free flight, visa and room. Send a photo of your passport to "
    "@example_hr on Telegram, we leave this week. Work in Myawaddy, phones are kept by the company."
)


def test_a_string_is_read_as_a_text_file_is(scanner):
    ad = scanner.score(LURE)
    assert ad.title == "Customer service abroad" and ad.text.startswith("No experience")
    assert ad.status == "scored" and ad.band in {"high", "critical"} and ad.score >= 80
    assert ad.id == "" and ad.language == "en" and ad.schema == "lurescan/1"
    assert any("example_hr" in contact for contact in ad.contacts), ad.contacts


def test_every_span_is_the_words_it_names(scanner):
    ad = scanner.score(LURE)
    spans = [span for reason in ad.reasons for span in reason.spans]
    assert len(spans) > 5
    for span in spans:
        field = {"title": ad.title, "text": ad.text}[span.field]
        assert field.encode()[span.start : span.end].decode() == span.text


def test_the_ledger_sums(scanner):
    ad = scanner.score(LURE)
    assert abs(ad.ledger.prior + sum(reason.contribution for reason in ad.reasons) - ad.ledger.logit) < 1e-6
    assert abs(1 / (1 + math.exp(-ad.ledger.logit)) - ad.probability) < 1e-6


def test_the_names_are_those_of_the_json(scanner, ads):
    for record in ads[:20]:
        ad = scanner.score(record)
        view = ad.to_dict()
        assert json.loads(ad.to_json()) == view
        for name in (
            "schema",
            "id",
            "language",
            "status",
            "score",
            "probability",
            "band",
            "contacts",
            "program",
            "rules",
            "model",
        ):
            assert getattr(ad, name) == view[name], name
        for reason, told in zip(ad.reasons, view["reasons"], strict=True):
            for name in ("id", "kind", "title", "contribution", "why", "ask", "references", "category", "learned"):
                assert getattr(reason, name) == told[name], name
            spans = [{name: getattr(span, name) for name in ("field", "start", "end", "text")} for span in reason.spans]
            assert spans == told["spans"]
        assert [(scheme.id, scheme.share) for scheme in ad.schemes] == [(s["id"], s["share"]) for s in view["schemes"]]
        assert {name: getattr(ad.ledger, name) for name in view["ledger"]} == view["ledger"]


def test_a_mapping_is_a_record(scanner):
    by_name = scanner.score({"id": 7, "title": "Typist", "description": "Free flight and visa, no experience."})
    assert (by_name.id, by_name.title) == ("7", "Typist")
    named = scanner.score({"a": "Typist", "b": "Free flight", "c": "and visa."}, title="a", text=["b", "c"])
    assert (named.title, named.text) == ("Typist", "Free flight\nand visa.")
    missing = scanner.score({"title": float("nan"), "text": None})
    assert (missing.title, missing.text, missing.status) == ("", "", "insufficient")


def test_what_is_no_ad_is_told(scanner):
    with pytest.raises(TypeError, match="str or a mapping"):
        scanner.score(3)
    with pytest.raises(lurescan.ColumnError, match=r"(?s)'bodi'.*body"):
        scanner.score({"body": "Typist"}, text="bodi")
    for huge in ["x" * (17 << 20), {"text": "x" * (17 << 20)}]:
        with pytest.raises(lurescan.LurescanError, match=r"the ad cannot be read: the .* is larger than 16 MiB, the limit"):
            scanner.score(huge)


@pytest.mark.parametrize("text", ["", " \n", "\0", "a\0b", "---\n", "🔥"])
def test_little_or_strange_text_has_a_status(scanner, text):
    assert scanner.score(text).status == "insufficient"


def test_a_prior_moves_probabilities_and_no_bands(scanner):
    rare, common = scanner.with_prior(0.001), scanner.with_prior(0.5)
    low, high = rare.score(LURE), common.score(LURE)
    assert low.band == high.band == scanner.score(LURE).band
    shift = math.log(0.5 / 0.5) - math.log(0.001 / 0.999)
    assert abs(high.ledger.logit - low.ledger.logit - shift) < 1e-6
    assert rare.prior == 0.001 and scanner.prior is None and 0 < scanner.reference_prior < 1
    for wrong in (0, 1, -1, float("nan")):
        with pytest.raises(ValueError, match="between 0 and 1"):
            lurescan.Scanner(prior=wrong)


def test_own_rules(tmp_path):
    rule = tmp_path / "money" / "own-blue-door.yaml"
    rule.parent.mkdir()
    rule.write_text(
        "id: own-blue-door\ntitle: Asks for the blue door\ncategory: money\npolarity: risk\nweight: 1.5\nschemes: [money-mule]\n"
        "why: A test.\nask: Why blue?\nreferences: [A test]\nlanguages:\n  en:\n    phrases:\n      - blue door fee\n"
        "    hit:\n      - There is a ⟦blue door fee⟧ here.\n      - Pay the ⟦blue door fee⟧ first.\n"
        "    miss:\n      - The blue door is open.\n      - No fee at the door.\n",
        encoding="utf-8",
    )
    try:
        own = lurescan.Scanner(rules=tmp_path)
    except lurescan.RulesError as error:
        pytest.fail(str(error))
    ids = [reason.id for reason in own.score("You come in and you pay the blue door fee, then you start to work.").reasons]
    assert "own-blue-door" in ids
    assert own.rules != lurescan.Scanner().rules
    rule.write_text(rule.read_text(encoding="utf-8").replace("weight:", "wait:"), encoding="utf-8")
    with pytest.raises(lurescan.RulesError, match=r"own-blue-door\.yaml:\d+:\d+: error\["):
        lurescan.Scanner(rules=[tmp_path])
    with pytest.raises(lurescan.RulesError, match="nowhere"):
        lurescan.Scanner(rules="nowhere")
    with pytest.raises(lurescan.ModelError, match="nowhere"):
        lurescan.Scanner(model="nowhere.json")


def test_it_is_shared_between_threads_and_travels(scanner):
    expected = scanner.score(LURE).to_json()
    found = []
    threads = [threading.Thread(target=lambda: found.append(scanner.score(LURE).to_json())) for _ in range(8)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert found == [expected] * 8
    there = pickle.loads(pickle.dumps(scanner.with_prior(0.1)))
    assert (there.prior, there.rules, there.model) == (0.1, scanner.rules, scanner.model)


def test_values_of_a_mapping_are_read_as_they_are_written(scanner):
    plain = scanner.score({"text": LURE, "id": "7"})
    texts = [LURE, LURE.encode(), bytearray(LURE.encode()), memoryview(LURE.encode())]
    for text, number in zip(texts, [7, "7", Decimal(7), numpy.int64(7)], strict=True):
        ad = scanner.score({"text": text, "id": number, "posted": datetime.date(2030, 5, 1), "salary": numpy.array([1.5])})
        assert (ad.text, ad.score, ad.id) == (plain.text, plain.score, "7")
    for wrong in ["\ud800", {"text": "\ud800"}, {"\ud800": 1, "text": LURE}]:
        with pytest.raises(lurescan.LurescanError, match="half of a surrogate pair"):
            scanner.score(wrong)
    with pytest.raises(lurescan.LurescanError, match="not UTF-8"):
        scanner.score({"text": b"\xff\xfe"})
    for wrong in [object(), {"a", "b"}, frozenset("a")]:
        with pytest.raises(TypeError, match="which is no text"):
            scanner.score({"text": wrong})


def test_numbers_out_of_range_are_told():
    for threads in [0, -1, 1025, 2**70, -(2**70)]:
        with pytest.raises(ValueError, match=f"threads={threads}: "):
            lurescan.Scanner(threads=threads)
    for prior in [0.0, 1.0, math.nan]:
        with pytest.raises(ValueError, match="strictly between 0 and 1"):
            lurescan.Scanner(prior=prior)


def test_an_assessment_is_its_own_copy_and_travels_as_text(scanner):
    ad = scanner.score(LURE)
    assert copy.copy(ad) is ad and copy.deepcopy([ad])[0] is ad
    with pytest.raises(TypeError, match="to_dict or to_json"):
        pickle.dumps(ad)


def test_a_notebook_shows_the_ad_its_evidence_and_nothing_that_runs(scanner):
    hostile = scanner.score({"title": "<script>alert(1)</script>", "text": LURE + " <img src=x onerror=alert(1)> \u202e"})
    html = hostile._repr_html_()
    assert "<mark" in html and "How the score adds up" in html
    assert "<script" not in html and "<img" not in html and "\u202e" not in html
    assert re.search(r"&#60;script|&lt;script", html)
