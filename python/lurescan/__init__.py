"""Risk indicators of trafficking lures and employment fraud in job advertisements.

The engine is that of the ``lurescan`` program: the same rules, the same model, the same results. Build a
:class:`Scanner` once, then score single ads or whole tables:

>>> import lurescan
>>> scanner = lurescan.Scanner()
>>> ad = scanner.score("Typist abroad, no experience, free flight and visa, send your passport on Telegram today.")
>>> ad.band, ad.score, [reason.title for reason in ad.reasons]  # doctest: +SKIP

Output speaks of features of a text that known lures share, never of people. A score is a reason to ask, not a verdict.
``lurescan.spark`` does the same on Spark.
"""

from lurescan._native import (
    Assessment,
    ColumnError,
    Evaluation,
    Ledger,
    LurescanError,
    ModelError,
    Reason,
    RulesError,
    Scanner,
    Scheme,
    Span,
    Table,
    __version__,
    evaluate,
)

__all__ = [
    "Assessment",
    "ColumnError",
    "Evaluation",
    "Ledger",
    "LurescanError",
    "ModelError",
    "Reason",
    "RulesError",
    "Scanner",
    "Scheme",
    "Span",
    "Table",
    "__version__",
    "evaluate",
]
