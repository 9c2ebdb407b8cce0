"""Names for annotations: what is taken for a table, and the closed lists of words."""

from __future__ import annotations

from os import PathLike
from typing import Literal, Protocol, TypeAlias, Union


class ArrowStream(Protocol):
    """A table by the Arrow PyCapsule interface, batch by batch."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...


class ArrowArray(Protocol):
    """A single record batch by the same interface."""

    def __arrow_c_array__(self, requested_schema: object | None = None) -> tuple[object, object]: ...


ArrowTable: TypeAlias = Union[ArrowStream, ArrowArray]  # noqa: UP007
Path: TypeAlias = Union[str, "PathLike[str]"]
Band: TypeAlias = Literal["low", "elevated", "high", "critical"]
Status: TypeAlias = Literal["scored", "insufficient"]
ReasonKind: TypeAlias = Literal["rule", "combination", "fact", "tagger", "wording", "adjustment"]
