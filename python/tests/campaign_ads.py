"""Ads among which there are campaigns: copies, copies with other places and contacts, chains, contacts shared across."""

from __future__ import annotations

from typing import Any

PLACES = ["Bavet", "Poipet", "Myawaddy", "Mae Sot", "Sihanoukville", "Vientiane", "Tachileik", "Pailin"]


def campaign_ads(ads: list[dict[str, Any]]) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = []

    def add(title: str, text: str) -> None:
        made.append({"id": f"ad-{len(made):04}", "title": title, "text": text})

    for index, ad in enumerate(ads[:40]):
        add(ad["title"], ad["text"])
        if index % 4 == 0:  # the same again
            add(ad["title"], ad["text"])
        if index % 3 == 0:  # the same with one word more
            add(ad["title"], ad["text"] + " Hurry.")
    offer = "Chat support in {} for a friendly team, no experience needed, free flight and visa, room and food are paid, "
    offer += "write to {} on Telegram today and you start next week with a bonus of 300 USD."
    for index in range(60):
        place, contact = PLACES[index % len(PLACES)], f"@example_{'abc'[index % 3]}_hr"
        add("Work abroad", offer.format(place, contact))
    other = "Our resort by the sea looks for waiters and cooks in {}; contract, insurance, two days off each week. Ask {} on "
    other += "Telegram for the address of the restaurant before you come and bring the papers of your school."
    for index in range(30):
        add("", other.format(PLACES[-index % len(PLACES)], "@example_a_hr" if index % 5 else "@example_z_hr"))
    # A chain: each has most words of the one before it and few of the first.
    words = [f"{a}{b}ing" for a in "bdfghklmnprst" for b in ("a", "e", "i", "o", "u", "ar", "en", "il")]
    for start in range(0, 60, 3):
        add("", " ".join(words[start : start + 24]))
    add("", "")
    add(" ", "\u200b")
    add("", "🔥🔥🔥🔥🔥")
    add("", "🔥 🔥🔥🔥🔥")
    return made
