"""Frames of pandas as Arrow tables, also those whose columns hold what Arrow would refuse.

A column of objects may hold strings with half a surrogate pair, or numbers and bytes beside strings. Arrow makes no column of
these, and one such value would end the whole table. Here it becomes bytes instead, so that it costs its own row alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow

if TYPE_CHECKING:
    import pandas

_REFUSED = (pyarrow.ArrowInvalid, pyarrow.ArrowTypeError, pyarrow.ArrowNotImplementedError, UnicodeError)


def readable(frame: pandas.DataFrame) -> pyarrow.Table:
    """The columns of a frame; what Arrow refuses as bytes, strings in UTF-8."""
    columns = [_column(frame.iloc[:, at]) for at in range(frame.shape[1])]
    return pyarrow.table(columns, names=[str(name) for name in frame.columns])


def _column(values: pandas.Series) -> pyarrow.Array | pyarrow.ChunkedArray:
    try:
        return pyarrow.array(values, from_pandas=True)
    except _REFUSED:
        absent = values.isna()
        taken = [None if gone else _bytes(value) for value, gone in zip(values, absent, strict=True)]
        return pyarrow.array(taken, pyarrow.large_binary())


def _bytes(value: object) -> bytes:
    if isinstance(value, bytes | bytearray):
        return bytes(value)
    return str(value).encode("utf-8", "surrogatepass")
