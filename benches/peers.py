"""The speed of lurescan beside that of the pipeline researchers would otherwise use: scikit-learn's TF-IDF over words and pairs of
words with logistic regression.

    python -m venv .venv && .venv/bin/pip install scikit-learn
    .venv/bin/python benches/peers.py target/release/lurescan ADS.jsonl [--megabytes 20] [--rounds 3]

ADS is JSON Lines with `title` and `text`; it is repeated, each copy under ids of its own, up to the size asked for. Both programs read the
file and write one line of JSON for every ad. scikit-learn's model is loaded from a pickle, as a user's would be, and was fitted on
labels of chance: what it says does not matter here, how long it takes does. Rounds alternate between the programs, so that a busy
machine slows both; what is told is the best of each, and ratios.
"""

import argparse
import itertools
import json
import pickle
import subprocess
import sys
import tempfile
import time
from pathlib import Path

BATCH = 2000


def text(ad):
    return f"{ad.get('title') or ''}\n{ad.get('text') or ''}"


def fit(ads, path):
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    pipeline = make_pipeline(
        TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True, max_features=200_000), LogisticRegression(max_iter=50)
    )
    pipeline.fit([text(ad) for ad in ads], [i % 2 for i in range(len(ads))])
    path.write_bytes(pickle.dumps(pipeline))


def score(model, source, target, part, parts):
    """What one process of scikit-learn does: every line whose number falls to it."""
    pipeline = pickle.loads(Path(model).read_bytes())
    with open(source, encoding="utf-8") as lines, open(target, "w", encoding="utf-8") as out:
        mine = itertools.islice(lines, part, None, parts)
        while batch := [json.loads(line) for line in itertools.islice(mine, BATCH)]:
            for ad, probability in zip(batch, pipeline.predict_proba([text(ad) for ad in batch])[:, 1]):
                out.write(json.dumps({"id": ad.get("id"), "probability": float(probability)}) + "\n")


def seconds(commands):
    begun = time.perf_counter()
    running = [subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for command in commands]
    if any([process.wait() for process in running]):
        sys.exit(f"failed: {commands[0]}")
    return time.perf_counter() - begun


def repeated(ads, megabytes, path):
    written = 0
    with open(path, "w", encoding="utf-8") as out:
        for copy in itertools.count():
            for number, ad in enumerate(ads):
                line = json.dumps({"id": f"{copy}-{number}", "title": ad.get("title"), "text": ad.get("text")}, ensure_ascii=False) + "\n"
                written += out.write(line) and len(line.encode())
                if written >= megabytes * 1e6:
                    return written


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("program")
    arguments.add_argument("ads")
    arguments.add_argument("--megabytes", type=float, default=20)
    arguments.add_argument("--rounds", type=int, default=3)
    given = arguments.parse_args()
    with open(given.ads, encoding="utf-8") as lines:
        ads = [json.loads(line) for line in lines]
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        source, model, few = folder / "ads.jsonl", folder / "model.pickle", folder / "few.jsonl"
        size = repeated(ads, given.megabytes, source)
        few.write_text(json.dumps(ads[0]) + "\n", encoding="utf-8")
        fit(ads, model)

        def ours(threads, *more, file=source):
            return [[given.program, "score", "-q", "-f", "jsonl", "-o", str(folder / "out.jsonl"), "--threads", str(threads), *more, str(file)]]

        def peer(parts, file=source):
            return [[sys.executable, __file__, "--process", str(model), str(file), str(folder / f"out{i}"), str(i), str(parts)] for i in range(parts)]

        plain = ("--without", "taggers", "--without", "wording")
        runs = {
            "scikit-learn, one process": (peer(1), peer(1, few)),
            "scikit-learn, two processes": (peer(2), peer(2, few)),
            "lurescan, one thread": (ours(1), ours(1, file=few)),
            "lurescan, two threads": (ours(2), ours(2, file=few)),
            "lurescan, rules and facts only, one thread": (ours(1, *plain), ours(1, *plain, file=few)),
            "lurescan, rules and facts only, two threads": (ours(2, *plain), ours(2, *plain, file=few)),
        }
        best = {name: (float("inf"), float("inf")) for name in runs}
        for _ in range(given.rounds):
            for name, (whole, start) in runs.items():
                taken = (seconds(whole), seconds(start))
                best[name] = tuple(map(min, best[name], taken))
        rate = {name: size / 1e6 / (whole - start) for name, (whole, start) in best.items()}
        base = {1: rate["scikit-learn, one process"], 2: rate["scikit-learn, two processes"]}
        print(f"{size / 1e6:.0f} MB, best of {given.rounds}; starting up is taken off\n")
        print(f"{'':44} {'MB/s':>7} {'of scikit-learn':>16} {'start, s':>9}")
        for name in runs:
            many = 2 if "two" in name else 1
            print(f"{name:44} {rate[name]:7.2f} {rate[name] / base[many]:16.3f} {best[name][1]:9.2f}")
        print(f"\ntwo threads over one: {rate['lurescan, two threads'] / rate['lurescan, one thread']:.2f}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--process"]:
        model, source, target, part, parts = sys.argv[2:]
        score(model, source, target, int(part), int(parts))
    else:
        main()
