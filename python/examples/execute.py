"""Runs the notebook beside this file and keeps what it shows, or with ``--check`` only sees that it runs to the end.

python execute.py [--check]
"""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

NOTEBOOK = Path(__file__).with_name("held_out_ads.ipynb")


def main(check: bool) -> None:
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    before = [bool(cell.get("outputs")) for cell in notebook.cells]
    for cell in notebook.cells:
        cell.get("metadata", {}).pop("execution", None)
    client = NotebookClient(notebook, timeout=600, kernel_name="python3", resources={"metadata": {"path": str(NOTEBOOK.parent)}}, record_timing=False)
    client.execute()
    outputs = [bool(cell.get("outputs")) for cell in notebook.cells]
    print(f"{sum(outputs)} cells of {len(outputs)} show something")
    if check:
        missing = [number for number, (was, now) in enumerate(zip(before, outputs, strict=True)) if was != now]
        assert not missing, f"what cells {missing} show is not what is kept: run this without --check and look at it"
        return
    # Whatever a kernel says of itself differs from run to run.
    for cell in notebook.cells:
        cell["outputs"] = [output for output in cell.get("outputs", []) if output.get("name") != "stderr"] if cell.cell_type == "code" else []
        if cell.cell_type != "code":
            del cell["outputs"]
    notebook.metadata["language_info"] = {"name": "python"}
    nbformat.write(notebook, NOTEBOOK)


if __name__ == "__main__":
    main("--check" in sys.argv[1:])
