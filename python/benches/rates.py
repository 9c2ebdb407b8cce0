"""Rates on this machine, in one run: the program, score_batch, and Spark once warm, on the same ads and two cores.

    python benches/rates.py [ADS [PARTITIONS]]       the program against Spark
    python benches/rates.py linear [ADS]             Spark on so many short ads and on ten times as many

Prints a Markdown table and the most memory any Python worker has had. Needs an optimized build of the program (LURESCAN, or
CARGO_TARGET_DIR) and of the package, and Linux. What others do on the machine meanwhile moves wall times; processor seconds,
of all processes and threads, are moved less.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

import pyarrow as pa
import pyarrow.parquet as pq
import sparks
from conftest import program
from many_ads import CITIES, many_ads

import lurescan
from lurescan import spark as lures

CORES = 2
TICKS = os.sysconf("SC_CLK_TCK")


def used(process: int) -> float:
    """Processor seconds of a process."""
    fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def processor(spark: Any) -> float:
    """Processor seconds of this process, its finished children, the JVM and the Python workers that score."""
    own = resource.getrusage(resource.RUSAGE_SELF)
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    others = sum(used(process) for process in [spark.sparkContext._gateway.proc.pid, *sparks.workers()])
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime + others


def measured(spark: Any, work: Callable[[], object]) -> tuple[float, float]:
    """Seconds on the clock and of processors."""
    clock, before = time.perf_counter(), processor(spark)
    work()
    return time.perf_counter() - clock, processor(spark) - before


def memory() -> str:
    most = sorted(sparks.most_memory(worker) / 1e6 for worker in sparks.workers())
    return f"most memory of each Python worker: {', '.join(f'{one:.0f} MB' for one in most)}"


def rates(count: int, partitions: int, folder: Path) -> None:
    ads = folder / "ads.parquet"
    table = many_ads(count)
    pq.write_table(table, ads)
    megabytes = table["text"].nbytes / 1e6
    spark = sparks.session(CORES)
    df = spark.read.parquet(str(ads)).repartition(partitions).localCheckpoint()
    lures.score(df.limit(1000).repartition(4)).write.parquet(str(folder / "warm"))  # JVM and workers are awake
    scanner = lurescan.Scanner(threads=CORES)
    command = [program(), "score", "--quiet", "--threads", str(CORES), "-o", str(folder / "cli.parquet"), str(ads)]
    kinds: dict[str, Callable[[], object]] = {
        "program": lambda: subprocess.run(command, check=True),
        "mapInArrow, warm": lambda: lures.score(df).write.mode("overwrite").parquet(str(folder / "spark")),
        "score_batch": lambda: pq.write_table(scanner.score_batch(table).to_pyarrow(), folder / "package.parquet"),
    }
    # The program before and after the others: what changes between is the machine's.
    took: dict[str, list[tuple[float, float]]] = {name: [] for name in kinds}
    for name in ["program", "mapInArrow, warm", "score_batch", "mapInArrow, warm", "program"]:
        took[name].append(measured(spark, kinds[name]))
    print(f"{count} ads, {megabytes:.0f} MB of text, {partitions} partitions, {CORES} cores\n")
    print("| what | seconds | ads per second | of the program's rate | processor seconds | of the program's |")
    print("|---|---|---|---|---|---|")
    mean = {name: [sum(column) / len(times) for column in zip(*times, strict=True)] for name, times in took.items()}
    for name, (clock, processors) in mean.items():
        each = ", ".join(f"{one:.1f}" for one, _ in took[name])
        rate, share = mean["program"][0] / clock, processors / mean["program"][1]
        print(f"| {name} | {each} | {count / clock:,.0f} | {rate:.2f} | {processors:.1f} | {share:.2f} |")
    written = sum(file.stat().st_size for file in (folder / "spark").glob("*.parquet"))
    print(f"\nresults: {written / count:.0f} bytes an ad in Parquet; {memory()}")
    spark.stop()


def short_ads(count: int) -> pa.Table:
    numbers = range(count)
    texts = [f"Cook wanted in {CITIES[n % 12]}, evening shifts, contract, ask for kitchen {n}." for n in numbers]
    return pa.table({"id": [str(n) for n in numbers], "text": texts})


def linear(count: int, folder: Path) -> None:
    spark = sparks.session(CORES)
    print(f"short ads, 8 partitions, {CORES} cores\n")
    print("| ads | seconds | processor seconds | processor µs an ad |\n|---|---|---|---|")
    for ads in [1000, count, 10 * count]:
        path = folder / f"{ads}.parquet"
        pq.write_table(short_ads(ads), path)
        df = spark.read.parquet(str(path)).repartition(8).localCheckpoint()
        clock, processors = measured(spark, lambda df=df: lures.score(df).write.mode("overwrite").format("noop").save())
        if ads > 1000:  # the first is for waking up
            print(f"| {ads:,} | {clock:.1f} | {processors:.1f} | {processors / ads * 1e6:.0f} |", flush=True)
    print(f"\n{memory()}")
    spark.stop()


def main(arguments: list[str]) -> None:
    folder = Path(tempfile.mkdtemp())
    if arguments[:1] == ["linear"]:
        linear(int(arguments[1]) if len(arguments) > 1 else 100_000, folder)
    else:
        count, partitions = [*(int(argument) for argument in arguments), *(20_000, 8)[len(arguments) :]]
        rates(count, partitions, folder)
    shutil.rmtree(folder)


if __name__ == "__main__":
    main(sys.argv[1:])
