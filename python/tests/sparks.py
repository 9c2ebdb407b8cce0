"""A Spark on this machine, for tests and measurements, or why there is none."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any


def why_not() -> str | None:
    """What is missing."""
    if not shutil.which("java"):
        return "Java is missing"
    told = subprocess.run(["java", "-version"], capture_output=True, text=True, check=False).stderr
    version = re.search(r'version "(\d+)', told)
    if not version or int(version[1]) < 17:
        return "Java is older than 17"
    try:
        import pyspark  # noqa: F401
    except ImportError:
        return "PySpark is missing"
    return None


def session(cores: int = 2, **settings: Any) -> Any:
    """A session of so many cores in which a task may fail four times."""
    os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master(f"local[{cores},4]").appName("lurescan")
    settings = {
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.memory": "2g",
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "4",
        "spark.sql.execution.arrow.maxRecordsPerBatch": "2000",
        **settings,
    }
    for name, value in settings.items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    return spark


def workers() -> list[int]:
    """The Python workers that have loaded the engine, by their process ids. Linux tells."""
    found = []
    for process in Path("/proc").iterdir():
        if process.name.isdigit() and int(process.name) != os.getpid():
            try:
                if "pyspark" in (process / "cmdline").read_text() and "lurescan/_native" in (process / "maps").read_text():
                    found.append(int(process.name))
            except OSError:
                continue
    return found


def most_memory(process: int) -> int:
    """The most bytes a process has had in memory."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))
