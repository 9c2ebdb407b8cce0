#!/usr/bin/env python3
"""Counts the instructions each stage takes per byte of an ad, which no noise of the machine moves.

    cargo bench --no-run                                   # or: cargo build --benches, for what tests are built with
    benches/instructions.py PROGRAM                        # PROGRAM: the `instructions` binary it names; prints a table
    benches/instructions.py PROGRAM --record               # writes instructions.tsv beside this file
    benches/instructions.py PROGRAM --check [--quick]      # compares with it: exit status 1 if a stage is off by over a tenth

Needs valgrind. A stage's figure is what a second pass over the same ads adds, so that getting ready does not count. The record
names the compiler and the profile: figures of another compiler are not compared, and the check says so with exit status 77.
"""

import argparse
import pathlib
import re
import subprocess
import sys

RECORD = pathlib.Path(__file__).with_suffix(".tsv")
TOLERANCE = 0.10
QUICK = {"normalize/many-languages", "facts/many-languages", "detect/many-languages", "whole/many-languages"}


def instructions(program: str, case: str, passes: int) -> int:
    """How many instructions a run takes."""
    command = ["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null", program, case, str(passes)]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stderr
    return int(re.search(r"I\s+refs:\s+([\d,]+)", told).group(1).replace(",", ""))


def compiler() -> str:
    return subprocess.run(["rustc", "--version"], check=True, capture_output=True, text=True).stdout.strip()


def profile(program: str) -> str:
    return "release" if "/release/" in str(pathlib.Path(program).resolve()) else "dev"


def recorded() -> tuple[str, dict[str, float]]:
    """The compiler and profile of the record, and its figures by case."""
    head, *rows = RECORD.read_text(encoding="utf-8").splitlines()
    return head.removeprefix("# "), {case: float(figure) for case, figure in (row.split("\t") for row in rows if not row.startswith("#"))}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--record", action="store_true")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--quick", action="store_true", help="only the stages that say most")
    arguments = parser.parse_args()

    made_by = f"{compiler()}, {profile(arguments.program)} profile"
    known: dict[str, float] = {}
    if arguments.check:
        recorded_by, known = recorded()
        if recorded_by != made_by:
            print(f"not compared: the record is of {recorded_by}, this is {made_by}")
            return 77

    listed = subprocess.run([arguments.program, "--list"], check=True, capture_output=True, text=True).stdout
    lines, off = [], []
    for case, size in (line.split("\t") for line in listed.splitlines()):
        if arguments.quick and case not in QUICK:
            continue
        figure = (instructions(arguments.program, case, 2) - instructions(arguments.program, case, 1)) / int(size)
        lines.append(f"{case}\t{figure:.1f}")
        was = known.get(case)
        moved = None if was is None else figure / was - 1
        print(f"{case:32} {figure:10.1f} a byte" + ("" if moved is None else f"  recorded {was:10.1f}  {moved:+.1%}"), flush=True)
        if arguments.check and (moved is None or abs(moved) > TOLERANCE):
            off.append(case)
    if arguments.record:
        RECORD.write_text("\n".join([f"# {made_by}", "# stage/input, instructions per byte of titles and texts", *lines]) + "\n", encoding="utf-8")
    if off:
        print(f"off by more than {TOLERANCE:.0%}, or not recorded: {', '.join(off)}; if that is meant, record anew with --record")
    return bool(off)


if __name__ == "__main__":
    sys.exit(main())
