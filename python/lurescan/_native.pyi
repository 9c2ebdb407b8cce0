"""What the compiled part of the package holds. Everything that takes or gives tables does so by the Arrow PyCapsule
interface: pyarrow, Polars, DuckDB, pandas 2.2 or later (with pyarrow), or anything else with ``__arrow_c_stream__`` or
``__arrow_c_array__``."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, Literal, final

from lurescan._types import ArrowTable, Band, Path, ReasonKind, Status

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

__all__ = [
    "LINKING",
    "LISTED",
    "TEMPLATE_TEXTS",
    "Assessment",
    "ColumnError",
    "Evaluation",
    "Ledger",
    "LurescanError",
    "Meetings",
    "ModelError",
    "Reason",
    "RulesError",
    "Scanner",
    "Scheme",
    "Span",
    "Table",
    "__version__",
    "campaign_templates",
    "evaluate",
    "near_pairs",
]

__version__: Final[str]
TEMPLATE_TEXTS: Final[int]
LISTED: Final[int]
LINKING: Final[int]

class LurescanError(ValueError):
    """What lurescan was asked for cannot be done."""

class RulesError(LurescanError):
    """Rules hold mistakes: every one of them, with file, line and column."""

class ModelError(LurescanError):
    """A model file cannot be used."""

class ColumnError(LurescanError):
    """Columns that were named, or any known to hold the text of an ad, are not there; it names them and those there are."""

@final
class Span:
    """Words of an ad that a reason rests on."""

    @property
    def field(self) -> Literal["title", "text"]:
        """The field they stand in."""
    @property
    def start(self) -> int:
        """Byte offset into the UTF-8 of the field: ``field.encode()[start:end].decode() == text``."""
    @property
    def end(self) -> int:
        """Byte offset just past the end."""
    @property
    def text(self) -> str:
        """The words."""

@final
class Reason:
    """One thing that moved the score."""

    @property
    def id(self) -> str:
        """Stable id: a rule's, a fact's, or a name of the wording or adjustment."""
    @property
    def kind(self) -> ReasonKind: ...
    @property
    def title(self) -> str:
        """One line in plain words."""
    @property
    def contribution(self) -> float:
        """Log-odds it added; negative when it speaks for an ordinary vacancy."""
    @property
    def spans(self) -> list[Span]:
        """The words it rests on, in reading order; empty when it rests on the ad as a whole."""
    @property
    def why(self) -> str:
        """Why it matters; may be empty."""
    @property
    def ask(self) -> str:
        """What to ask or check next; may be empty."""
    @property
    def references(self) -> list[str]:
        """Public sources."""
    @property
    def category(self) -> str:
        """Id of its category; empty when it has none."""
    @property
    def learned(self) -> bool:
        """Whether a model learned its weight; False when the weight the rule declares counted."""

@final
class Scheme:
    """A scheme whose features were seen."""

    @property
    def id(self) -> str: ...
    @property
    def share(self) -> float:
        """Share of the risk evidence, 0 to 1."""

@final
class Ledger:
    """How the score adds up, in log-odds: the parts sum to ``logit``, whose logistic is the probability."""

    @property
    def prior(self) -> float: ...
    @property
    def rules(self) -> float: ...
    @property
    def facts(self) -> float: ...
    @property
    def taggers(self) -> float: ...
    @property
    def wording(self) -> float: ...
    @property
    def adjustments(self) -> float: ...
    @property
    def logit(self) -> float: ...

@final
class Assessment:
    """The finished verdict on one ad, under the names of the JSON view ``lurescan/1``.

    In a notebook it shows itself: the ad with its evidence marked, the reasons, what to ask, the ledger.
    """

    @property
    def schema(self) -> str:
        """``lurescan/1``."""
    @property
    def id(self) -> str:
        """The ad's own id; empty when it has none."""
    @property
    def title(self) -> str:
        """The headline as read, which spans of it index."""
    @property
    def text(self) -> str:
        """The body as read, which spans of it index."""
    @property
    def language(self) -> str | None:
        """Language code such as ``vi``; None when it could not be told."""
    @property
    def status(self) -> Status:
        """``scored``, or ``insufficient`` when there is too little text: then score, probability and band are None."""
    @property
    def score(self) -> int | None:
        """0 to 100."""
    @property
    def probability(self) -> float | None:
        """Calibrated, 0 to 1, at the scanner's prior."""
    @property
    def band(self) -> Band | None:
        """``elevated``, ``high``, ``critical``: at most 5 %, 1 %, 0.1 % of genuine ads get that far."""
    @property
    def schemes(self) -> list[Scheme]: ...
    @property
    def reasons(self) -> list[Reason]:
        """Everything that moved the score, by falling absolute contribution."""
    @property
    def ledger(self) -> Ledger: ...
    @property
    def contacts(self) -> list[str]:
        """Contacts in one comparable form, such as ``telegram:name``."""
    @property
    def program(self) -> str:
        """Version of the program."""
    @property
    def rules(self) -> str:
        """Fingerprint of the rules."""
    @property
    def model(self) -> str:
        """Fingerprint of the model."""
    def to_json(self) -> str:
        """The ``lurescan/1`` object as the program writes it, on one line."""
    def __copy__(self) -> Assessment:
        """Itself: nothing of it ever changes."""
    def __deepcopy__(self, memo: object) -> Assessment:
        """Itself."""
    def to_dict(self) -> dict[str, Any]:
        """The ``lurescan/1`` object."""
    def _repr_html_(self) -> str: ...

@final
class Table:
    """Rows and columns for any library that takes Arrow; whoever takes them copies nothing.

    ``pyarrow.table(t)``, ``polars.DataFrame(t)``, ``duckdb.sql("from t")`` after ``t = t.to_pyarrow()``, ``t.to_pandas()``.
    """

    @property
    def num_rows(self) -> int: ...
    @property
    def column_names(self) -> list[str]: ...
    def __len__(self) -> int: ...
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...
    def __arrow_c_schema__(self) -> object: ...
    def to_pyarrow(self) -> pyarrow.Table:
        """Needs pyarrow."""
    def to_polars(self) -> polars.DataFrame:
        """Needs Polars."""
    def to_pandas(self) -> pandas.DataFrame:
        """Needs pyarrow and pandas."""
    def to_pylist(self) -> list[dict[str, Any]]:
        """The rows as dictionaries. Needs pyarrow."""

@final
class Scanner:
    """Reads job ads and weighs their risk indicators.

    Build one and share it: it takes about half a second and 150 MB, is never changed, and may be used by several threads
    at once. Scanners with nothing but the built-in rules and model share them. It can be pickled: the files it was made
    of travel by their names and are read anew.

    Args:
        rules: a folder of rules, a rule file, or several of these, laid over the built-in rules in this order.
        model: a model file written by ``lurescan train``; None takes the built-in model.
        prior: the share of harmful ads you expect, strictly between 0 and 1; None keeps the model's. It moves every
            probability by the same log-odds and leaves the bands where they are.
        threads: threads that tables are scored on; None takes every core. Results never depend on it.

    Raises:
        RulesError: rules hold mistakes, or there are none where they were named.
        ModelError: the model cannot be read, or was made for other rules.
        ValueError: ``prior`` is not strictly between 0 and 1, or ``threads`` not from 1 to 1024.
    """

    def __new__(
        cls,
        rules: Path | Sequence[Path] | None = None,
        model: Path | None = None,
        prior: float | None = None,
        threads: int | None = None,
    ) -> Scanner: ...
    def with_prior(self, prior: float | None) -> Scanner:
        """The same rules and model, shared, for another expected share of harmful ads."""
    def score(
        self,
        ad: str | Mapping[str, Any],
        *,
        text: str | Sequence[str] | None = None,
        title: str | None = None,
        id: str | None = None,
    ) -> Assessment:
        """Assesses one ad.

        A string is read as a plain text file is: a short first line set apart by an empty one is the title. A mapping is
        read as a record of JSON is, schema.org ``JobPosting`` included; ``text``, ``title`` and ``id`` name its keys where
        the built-in names do not find them, and several ``text`` keys are joined by line breaks. Bytes in it are read as UTF-8,
        dates and numbers as they are written.

        Raises:
            ColumnError: the mapping has no key that was named, or none that is known to hold the text.
            LurescanError: the ad is larger than 16 MiB, or holds bytes that are not UTF-8 or half a surrogate pair.
            TypeError: it is neither a string nor a mapping, or the mapping holds an object that has no words.
        """
    def score_batch(
        self,
        table: ArrowTable,
        *,
        text: str | Sequence[str] | None = None,
        title: str | None = None,
        id: str | None = None,
    ) -> Table:
        """Assesses every row of a table: one row out for each row in, in the same order, without the GIL.

        Columns of the table: ``text``, ``title`` and ``id`` name them where the built-in names do not find them; they hold
        strings of any Arrow type (``string``, ``large_string``, ``string_view``, dictionaries), UTF-8 in ``binary``,
        numbers, or lists of these. Several ``text`` columns are joined by line breaks. A row without an id is called
        ``-#`` and its number.

        Columns of the result:

        =============  ==========================================  ==========================================================
        id             string
        record         int64                                       number of the row in the table, from 1
        language       string, null when unknown
        status         string                                      ``scored``, ``insufficient`` or ``unreadable``
        score          int32, null unless scored                   0 to 100
        probability    double, null unless scored
        band           string, null unless scored
        schemes        list<struct<id, share: double>>
        reasons        list<struct<id, kind, title, category,      ``spans`` is a list<struct<field, start: int64,
                       contribution: double, learned: bool,        end: int64, text>> of byte offsets
                       spans>>
        ledger         list<struct<part, log_odds: double>>        the parts sum to ``logit``
        logit          double, null if unreadable
        contacts       list<string>
        program        string                                      version of the program
        rules          string                                      fingerprint of the rules
        model          string                                      fingerprint of the model
        problem        string, null unless unreadable              why
        =============  ==========================================  ==========================================================

        Null and empty texts are ``insufficient``. Rows over 16 MiB, and bytes that are not UTF-8, are ``unreadable``; no
        row ever ends the batch. So it is with half a surrogate pair in a column of pandas, whose numbers and other values
        beside strings are read as they are written.

        Ctrl-C ends it within some hundred ads; so it does for :meth:`campaigns`, save while the groups are put together at
        the end, and for :func:`evaluate`.

        Raises:
            ColumnError: columns that were named are not there or hold no text, or no column is known to hold any.
            TypeError: ``table`` is no Arrow table.
        """
    def campaigns(
        self,
        table: ArrowTable,
        *,
        text: str | Sequence[str] | None = None,
        title: str | None = None,
        id: str | None = None,
        min_size: int = 2,
        members: bool = True,
    ) -> Table:
        """Groups the rows that are near-duplicates: one row for each campaign of at least ``min_size`` ads, the riskiest and
        largest first.

        The columns are those of the JSON view ``lurescan-campaign/1``: id, size, texts, band, highest_score, median_score,
        bands (a struct of counts), insufficient, languages, template (a struct: ``text`` with ⟨1⟩ for what differs, and its
        ``parts``), contacts, contacts_total, shared_with, shared_with_total, members (id, record, score, band; left out
        with ``members=False``), program, rules, model. Rows that cannot be read are in no campaign.

        Memory grows with the rows: some 600 bytes and the beginning, up to 4 KB, of each different text.

        Raises:
            ColumnError, TypeError: as for :meth:`score_batch`.
            ValueError: ``min_size`` is less than 1.
        """
    @property
    def program(self) -> str:
        """Version of the program."""
    @property
    def rules(self) -> str:
        """Fingerprint of the rules."""
    @property
    def model(self) -> str:
        """Fingerprint of the model."""
    @property
    def prior(self) -> float | None: ...
    @property
    def reference_prior(self) -> float:
        """The share of harmful ads the model expects by itself."""
    @property
    def threads(self) -> int: ...
    @property
    def bands(self) -> list[tuple[str, float]]:
        """The lowest probability of each band above low, at this prior."""
    @property
    def notes(self) -> list[str]:
        """What is to be known about rules and model that are not made for each other."""
    def _signatures(
        self,
        table: ArrowTable,
        *,
        text: str | Sequence[str] | None = None,
        title: str | None = None,
        id: str | None = None,
    ) -> Table: ...
    @staticmethod
    def _no_scores() -> Table: ...
    @staticmethod
    def _no_signatures() -> Table: ...
    @staticmethod
    def _has_ids(
        table: ArrowTable,
        *,
        text: str | Sequence[str] | None = None,
        title: str | None = None,
        id: str | None = None,
    ) -> bool: ...

@final
class Evaluation:
    """What a model is worth on labeled ads; in a notebook it shows tables and plots."""

    @property
    def measures(self) -> list[tuple[str, float | None, tuple[float, float] | None]]:
        """Key, value, and a 95 % interval over campaigns where there is one."""
    def to_dict(self) -> dict[str, Any]:
        """The ``lurescan-evaluation/1`` object."""
    def to_html(self) -> str:
        """One self-contained page with tables and plots."""
    def _repr_html_(self) -> str: ...

def evaluate(
    table: ArrowTable,
    *,
    label: str,
    scanner: Scanner | None = None,
    text: str | Sequence[str] | None = None,
    title: str | None = None,
    id: str | None = None,
    source: str | None = None,
    language: str | None = None,
    scheme: str | None = None,
    group: str | None = None,
    kind: str | None = None,
    prevalences: Sequence[float] | None = None,
) -> Evaluation:
    """Measures a finished model on labeled ads, as ``lurescan evaluate --as-is`` does.

    ``label`` names the column of labels: lure, fraud, harmful, 1 or true against legit, genuine, 0 or false; rows without
    one are left out. ``source``, ``language`` and ``scheme`` name columns to slice by, ``group`` one whose equal values
    are kept together in intervals (and whose two halves of unlike label are a contrast pair), ``kind`` one of ``real`` and
    ``authored``. Precision is told at each of ``prevalences``. At least ten ads of either label are needed.

    Raises:
        ColumnError, TypeError: as for :meth:`Scanner.score_batch`.
        LurescanError: labels that are not known, or too few ads to measure on.
        ValueError: one of ``prevalences`` is not strictly between 0 and 1.
    """

@final
class Meetings:
    def __new__(cls) -> Meetings: ...
    def pairs(self, table: ArrowTable) -> Table: ...

def near_pairs(table: ArrowTable) -> Table: ...
def campaign_templates(table: ArrowTable) -> Table: ...
