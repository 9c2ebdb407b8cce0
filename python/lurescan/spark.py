"""The same engine on Spark: ads are scored where they lie, and campaigns are found by Spark's own shuffles and joins.

>>> from lurescan import spark as lures
>>> scored = lures.score(df, text="body", id="ad_id")                      # doctest: +SKIP
>>> campaigns, members = lures.campaigns(df, text="body", id="ad_id")      # doctest: +SKIP

Every Python worker builds one scanner when it meets its first ad (half a second, about 150 MB) and keeps it for whatever
comes after; nothing large is sent to the workers. Rules and models of your own travel as files: ``sparkContext.addFile``
or ``addArchive`` them and name them here by the name they have on the workers (``rules="my-rules.yaml"``,
``rules="pack.zip"`` or ``rules="pack.zip#pack"`` for an archive unpacked under a name). Needs PySpark 4, pyarrow, and
pandas below 3 on driver and workers.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
from pyspark import SparkFiles
from pyspark.errors import PySparkException
from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as f
from pyspark.sql import types as t

from lurescan import _native
from lurescan._native import Scanner, Table

__all__ = ["Campaigns", "campaigns", "score", "score_schema"]

Columns = str | Sequence[str] | None
_Batches = Iterator[pa.RecordBatch]

# What nobody knows here: rows have no numbers.
_UNKNOWN = ("record",)
# Rows in work at a time, however many Spark hands over: what a worker holds does not depend on it.
_AT_ONCE = 512
_BANDS = ("low", "elevated", "high", "critical")


class _Settings(NamedTuple):
    """What a worker needs to know to build its scanner: names of files, not files."""

    rules: tuple[str, ...]
    model: str | None
    prior: float | None


def _settings(rules: str | Sequence[str] | None, model: str | None, prior: float | None) -> _Settings:
    if isinstance(rules, (str, os.PathLike)):
        rules = [rules]
    settings = _Settings(tuple(str(rule) for rule in rules or ()), model and str(model), prior)
    if prior is not None and not 0 < prior < 1:
        raise ValueError(f"prior={prior}: a share lies strictly between 0 and 1")
    return settings


# One scanner for each worker and settings: a worker is a process and takes one task after the other.
_SCANNERS: dict[tuple[object, ...], Scanner] = {}


def _scanner(settings: _Settings) -> Scanner:
    files = [_on_worker(rule) for rule in settings.rules]
    model = settings.model and _on_worker(settings.model)
    stamps = tuple(os.stat(file).st_mtime_ns for file in [*files, *([model] if model else [])])
    key = (settings, tuple(files), model, stamps)
    if key not in _SCANNERS:
        _SCANNERS.clear()  # rules that were replaced do not stay beside those that replace them
        _SCANNERS[key] = Scanner(rules=files or None, model=model, prior=settings.prior, threads=1)
    return _SCANNERS[key]


def _on_worker(name: str) -> str:
    """Where a file named on the driver lies on this worker: sent by addFile or addArchive, or on a path all share."""
    alias = name.rsplit("#", 1)[-1]
    for place in (alias, SparkFiles.get(alias), SparkFiles.get(Path(alias).name), name):
        if os.path.exists(place):
            return os.path.abspath(place)
    raise FileNotFoundError(f"{name} is not on this worker: send it with addFile or addArchive, or name a shared path")


def _type(arrow: pa.DataType) -> t.DataType:
    """A type of the native result as Spark has it."""
    if pa.types.is_list(arrow):
        return t.ArrayType(_type(arrow.value_type))
    if pa.types.is_struct(arrow):
        return t.StructType([t.StructField(field.name, _type(field.type)) for field in arrow])
    simple: dict[pa.DataType, t.DataType] = {
        pa.string(): t.StringType(),
        pa.binary(): t.BinaryType(),
        pa.int32(): t.IntegerType(),
        pa.int64(): t.LongType(),
        pa.float64(): t.DoubleType(),
        pa.bool_(): t.BooleanType(),
    }
    return simple[arrow]


def _struct(schema: pa.Schema, without: Sequence[str] = ()) -> t.StructType:
    fields = [field for field in schema if field.name not in without]
    return t.StructType([t.StructField(field.name, _type(field.type)) for field in fields])


def _arrow(table: Table) -> pa.Table:
    return pa.table(table)


def _columns(table: Table) -> pa.Schema:
    return _arrow(table).schema


def score_schema() -> t.StructType:
    """The columns :func:`score` adds: those of ``Scanner.score_batch`` without ``record``, for rows have no order here."""
    return _struct(_columns(Scanner._no_scores()), _UNKNOWN)


def _few(batches: _Batches) -> _Batches:
    for batch in batches:
        for start in range(0, batch.num_rows, _AT_ONCE):
            yield batch.slice(start, _AT_ONCE)


# Types whose values are read as text, as those of Arrow that Spark hands them over in.
_TEXTUAL = (
    t.StringType,
    t.BinaryType,
    t.BooleanType,
    t.NullType,
    t.NumericType,
    t.DateType,
    t.TimestampType,
    t.TimestampNTZType,
)


def _stand_in(of: t.DataType) -> pa.DataType:
    """A type that holds text where this one does; else one that holds none and says what it stands for."""
    if isinstance(of, t.ArrayType):
        return pa.list_(_stand_in(of.elementType))
    return pa.string() if isinstance(of, _TEXTUAL) else pa.struct([(of.simpleString(), pa.null())])


def _chosen(df: DataFrame, text: Columns, title: str | None, id: str | None, keep: Sequence[str]) -> None:
    """Raises one error on the driver if columns are not there or hold no text, rather than one on every worker."""
    if not isinstance(df, DataFrame):
        raise TypeError(f"{type(df).__qualname__} is no DataFrame of Spark; other tables are scored with Scanner.score_batch")
    sample = pa.table([pa.array([], _stand_in(field.dataType)) for field in df.schema], names=df.columns)
    has_ids = Scanner._has_ids(sample, text=text, title=title, id=id)
    absent = [name for name in keep if name not in df.columns]
    if absent:
        raise _native.ColumnError(f"no column to keep {absent}; the columns are {df.columns}")
    if not has_ids:
        raise _native.ColumnError(
            f"no column is known to hold ids: name it with id=…, for rows have no order here; the columns are {df.columns}"
        )


def _mapped(df: DataFrame, work: Callable[[_Batches], _Batches], schema: t.StructType) -> DataFrame:
    """``df.mapInArrow`` for columns of any name: in a name with a dot, Spark looks for a field of a structure."""
    names = df.columns

    def renamed(batches: _Batches) -> _Batches:
        return work(batch.rename_columns(names) for batch in batches)

    return df.toDF(*(f"c{at}" for at in range(len(names)))).mapInArrow(renamed, schema)


def score(
    df: DataFrame,
    *,
    text: Columns = None,
    title: str | None = None,
    id: str | None = None,
    keep: str | Sequence[str] = (),
    rules: str | Sequence[str] | None = None,
    model: str | None = None,
    prior: float | None = None,
) -> DataFrame:
    """Scores every row: one row out for each row in, with the columns of :func:`score_schema`.

    ``text``, ``title`` and ``id`` name columns where the built-in names do not find them, as for ``Scanner.score_batch``; a
    column of ids there must be. ``keep`` names columns carried along as they are, in front of the others. Lazy, and as
    repeatable as ``df`` is.

    Raises:
        ColumnError: columns that were named are not there or of a type that holds no text, one to keep is named like a column
            of the result, or no column holds ids or texts.
        TypeError: ``df`` is no DataFrame of Spark.
        ValueError: ``prior`` is out of range.
    """
    keep = [keep] if isinstance(keep, str) else list(dict.fromkeys(keep))
    _chosen(df, text, title, id, keep)
    settings = _settings(rules, model, prior)
    added = score_schema()
    clash = sorted(set(keep) & set(added.names))
    if clash:
        raise _native.ColumnError(f"columns to keep are named like columns of the result: {clash}; rename them first")
    schema = t.StructType([*(df.schema[name] for name in keep), *added.fields])
    drop = list(_UNKNOWN)

    def scored(batches: _Batches) -> _Batches:
        for batch in _few(batches):
            done = 0
            result = _arrow(_scanner(settings).score_batch(batch, text=text, title=title, id=id))
            for rows in result.drop_columns(drop).to_batches():
                kept = batch.select(keep).slice(done, rows.num_rows)
                done += rows.num_rows
                names = [*keep, *rows.schema.names]
                yield pa.RecordBatch.from_arrays([*kept.columns, *rows.columns], names=names)

    return _mapped(df, scored, schema)


class Campaigns(NamedTuple):
    """What :func:`campaigns` finds."""

    campaigns: DataFrame
    """One row for each campaign, with the columns of ``Scanner.campaigns`` but ``members``."""
    members: DataFrame
    """One row for each ad of a campaign: campaign, id, score, band."""


def campaigns(
    df: DataFrame,
    *,
    text: Columns = None,
    title: str | None = None,
    id: str | None = None,
    min_size: int = 2,
    rules: str | Sequence[str] | None = None,
    model: str | None = None,
    prior: float | None = None,
) -> Campaigns:
    """Groups rows that are near-duplicates of one another: the campaigns ``Scanner.campaigns`` finds, on many machines.

    Texts meet where a band of their MinHash signatures is the same; of those that meet, each is compared with a few before
    it and with the first; who is near whom is grown into campaigns by joins, in rounds that grow with the logarithm of the
    longest chain. Everything is a shuffle of Spark's: nothing is collected, and no key gathers its rows in memory.

    Not lazy: the pairs are found when it is called, and intermediate results are checkpointed, reliably if the context has
    a checkpoint directory, else on the executors.

    Raises:
        ColumnError, TypeError, ValueError: as for :func:`score`; ``min_size`` is at least one.
    """
    if min_size < 1:
        raise ValueError(f"min_size={min_size}: a campaign has at least one ad")
    _chosen(df, text, title, id, ())
    settings = _settings(rules, model, prior)
    ads = _kept(_signed(df, settings, text, title, id))
    texts = _kept(
        ads.where("signature is not null")
        .groupBy("hash")
        .agg(f.any_value("signature").alias("signature"), f.any_value("keys").alias("keys"))
    )
    groups = _components(_near(texts))
    # A text near no other is a campaign by itself when it comes more than once.
    ads = ads.where("signature is not null").drop("signature", "keys")
    grouped = ads.join(groups, ads.hash == groups.node, "left").drop("node")
    grouped = grouped.withColumn("root", f.coalesce("root", "hash"))
    sizes = grouped.groupBy("root").agg(f.count(f.lit(1)).alias("size")).where(f.col("size") >= min_size)
    grouped = _kept(grouped.join(sizes, "root"))
    every = ads.select("contacts")
    return Campaigns(_told(grouped, every, settings), _members(grouped))


def _signed(df: DataFrame, settings: _Settings, text: Columns, title: str | None, id: str | None) -> DataFrame:
    schema = _struct(_columns(Scanner._no_signatures()))

    def signed(batches: _Batches) -> _Batches:
        for batch in _few(batches):
            yield from _arrow(_scanner(settings)._signatures(batch, text=text, title=title, id=id)).to_batches()

    return _mapped(df, signed, schema)


def _kept(df: DataFrame) -> DataFrame:
    """The rows as they are now, so that what is built on them does not compute them again."""
    try:
        reliable = df.sparkSession.sparkContext.getCheckpointDir() is not None
    except PySparkException:  # Spark Connect has no context
        reliable = False
    return df.checkpoint() if reliable else df.localCheckpoint()


_MADE_BY = ("program", "rules", "model")
_PAIRS = t.StructType([t.StructField("a", t.BinaryType()), t.StructField("b", t.BinaryType())])


def _near(texts: DataFrame) -> DataFrame:
    """Pairs of texts that belong together."""
    bands = texts.select("hash", "keys", f.posexplode("keys").alias("number", "key"))
    after = f.element_at("keys", (f.col("number") + 1) % f.size("keys") + 1)
    meeting = bands.select("number", "key", after.alias("after"), "hash")
    # Whoever meets nobody is not sorted.
    crowd = Window.partitionBy("number", "key")
    meeting = meeting.withColumn("crowd", f.count(f.lit(1)).over(crowd)).where("crowd > 1").drop("crowd")
    ordered = meeting.sortWithinPartitions("number", "key", "after", "hash")

    def paired(batches: _Batches) -> _Batches:
        meetings = _native.Meetings()
        for batch in batches:
            yield from _arrow(meetings.pairs(batch)).to_batches()

    pairs = ordered.mapInArrow(paired, _PAIRS).distinct()
    one = texts.select(f.col("hash").alias("a"), f.col("signature").alias("signature_a"))
    other = texts.select(f.col("hash").alias("b"), f.col("signature").alias("signature_b"))

    def near(batches: _Batches) -> _Batches:
        for batch in batches:
            yield from _arrow(_native.near_pairs(batch)).to_batches()

    return pairs.join(one, "a").join(other, "b").select("a", "b", "signature_a", "signature_b").mapInArrow(near, _PAIRS)


def _components(pairs: DataFrame) -> DataFrame:
    """Every paired text (``node``) with the smallest text it hangs together with (``root``).

    Large star and small star by turns (Kiveris and others, 2014): each joins the rows of a node with its smallest neighbor,
    so that a node of many neighbors is many rows and never one large value.
    """
    edges = _kept(pairs.select(f.col("b").alias("u"), f.col("a").alias("v")).distinct())
    while True:
        both = edges.unionByName(edges.select(f.col("v").alias("u"), f.col("u").alias("v")))
        least = both.groupBy("u").agg(f.least(f.min("v"), f.col("u")).alias("least"))
        large = both.join(least, "u").where("v > u").select(f.col("v").alias("u"), f.col("least").alias("v"))
        large = large.where("u != v").distinct()
        down = large.groupBy("u").agg(f.min("v").alias("least"))
        small = large.join(down, "u").select(f.col("v").alias("u"), f.col("least").alias("v"))
        small = small.unionByName(down.select("u", f.col("least").alias("v"))).where("u != v").distinct()
        after = _kept(small)
        # Done when nothing changes: then every node is tied to its root alone.
        if after.exceptAll(edges).isEmpty() and edges.exceptAll(after).isEmpty():
            break
        edges = after
    return edges.select(f.col("u").alias("node"), f.col("v").alias("root")).unionByName(
        edges.select(f.col("v").alias("node"), f.col("v").alias("root")).distinct()
    )


def _id(root: str) -> Any:
    return f.lower(f.substring(f.hex(root), 1, 16))


def _highest() -> Any:
    """The highest score of a group and the rank of its band; of equal scores, that of the higher band."""
    rank = f.array_position(f.array(*(f.lit(band) for band in _BANDS)), f.col("band"))
    return f.max(f.struct("score", rank.alias("rank")))


def _band(rank: Any) -> Any:
    return f.get(f.array(*(f.lit(band) for band in _BANDS)), rank.cast("int") - 1)


def _members(grouped: DataFrame) -> DataFrame:
    return grouped.select(_id("root").alias("campaign"), "id", "score", "band")


def _told(grouped: DataFrame, every: DataFrame, settings: _Settings) -> DataFrame:
    """One row for each campaign."""
    counted = grouped.groupBy("root").agg(
        f.any_value("size").alias("size"),
        f.count_distinct("hash").alias("texts"),
        _band(_highest().getField("rank")).alias("band"),
        f.max("score").cast("long").alias("highest_score"),
        f.percentile("score", f.lit(0.5)).alias("median_score"),
        f.struct(*(f.count_if(f.col("band") == band).alias(band) for band in _BANDS)).alias("bands"),
        f.count_if(f.col("score").isNull()).alias("insufficient"),
    )
    languages = grouped.where("language is not null").groupBy("root", "language").agg(f.count(f.lit(1)).alias("ads"))
    languages = languages.groupBy("root").agg(f.collect_list(f.struct((-f.col("ads")).alias("n"), "language")).alias("languages"))
    languages = languages.select("root", f.transform(f.array_sort("languages"), lambda one: one.language).alias("languages"))
    contacts, links = _contacts(grouped, every)
    told = counted
    for part in (languages, _templates(grouped, settings), contacts, links):
        told = told.join(part, "root", "left")
    none = f.array()
    return told.select(
        _id("root").alias("id"),
        *("size", "texts", "band", "highest_score", "median_score", "bands", "insufficient"),
        f.coalesce("languages", none.cast("array<string>")).alias("languages"),
        "template",
        f.coalesce("contacts", none.cast(told.schema["contacts"].dataType)).alias("contacts"),
        f.coalesce("contacts_total", f.lit(0)).cast("long").alias("contacts_total"),
        f.coalesce("shared_with", none.cast(told.schema["shared_with"].dataType)).alias("shared_with"),
        f.coalesce("shared_with_total", f.lit(0)).cast("long").alias("shared_with_total"),
        *_MADE_BY,
    )


def _templates(grouped: DataFrame, settings: _Settings) -> DataFrame:
    """The template of each campaign, of its first few texts by hash, and what made it all."""
    texts = grouped.groupBy("root", "hash").agg(f.any_value("excerpt").alias("excerpt"))
    place = f.row_number().over(Window.partitionBy("root").orderBy("hash"))
    first = texts.withColumn("place", place).where(f.col("place") <= _native.TEMPLATE_TEXTS)
    lists = first.groupBy("root").agg(f.array_sort(f.collect_list(f.struct("place", "excerpt"))).alias("excerpts"))
    lists = lists.select("root", f.transform("excerpts", lambda one: one.excerpt).alias("excerpts"))
    none = pa.table({"excerpts": pa.array([], pa.list_(pa.string()))})
    template = _struct(_columns(_native.campaign_templates(none))).fields
    about = [t.StructField(name, t.StringType()) for name in _MADE_BY]
    schema = t.StructType([t.StructField("root", t.BinaryType()), *template, *about])

    def made(batches: _Batches) -> _Batches:
        for batch in batches:
            scanner = _scanner(settings)
            made_by = [pa.repeat(getattr(scanner, name), batch.num_rows) for name in _MADE_BY]
            for rows in _arrow(_native.campaign_templates(batch)).to_batches():
                columns = [batch.column("root"), *rows.columns, *made_by]
                yield pa.RecordBatch.from_arrays(columns, names=["root", "template", *_MADE_BY])

    return lists.mapInArrow(made, schema)


def _contacts(grouped: DataFrame, every: DataFrame) -> tuple[DataFrame, DataFrame]:
    """The contacts each campaign shares with other ads, and the campaigns these lead to; the first of both, and how many."""
    listed = _native.LISTED
    everywhere = (
        every.select(f.explode("contacts").alias("contact")).groupBy("contact").agg(f.count(f.lit(1)).alias("everywhere"))
    )
    here = grouped.select("root", "size", f.explode("contacts").alias("contact"))
    here = here.groupBy("root", "contact").agg(f.count(f.lit(1)).alias("ads"))
    shared = here.join(everywhere.where("everywhere > 1"), "contact")
    shared = shared.withColumn("place", f.row_number().over(Window.partitionBy("root").orderBy(f.desc("ads"), "contact")))
    contact = f.struct("contact", "ads", (f.col("everywhere") - f.col("ads")).alias("ads_elsewhere"))
    contacts = _listed(shared, contact, "contacts", listed)

    known = here.withColumn("campaigns", f.count(f.lit(1)).over(Window.partitionBy("contact")))
    known = known.where((f.col("campaigns") > 1) & (f.col("campaigns") <= _native.LINKING)).select("root", "contact")
    other = known.select(f.col("root").alias("other"), "contact")
    both = known.join(other, "contact").where("root != other")
    pairs = both.groupBy("root", "other").agg(f.array_sort(f.collect_list("contact")).alias("contacts"))
    ranks = grouped.groupBy("root").agg(f.any_value("size").alias("size"), _highest().alias("highest"))
    ranks = ranks.select(
        f.col("root").alias("other"),
        f.coalesce("highest.rank", f.lit(0)).alias("rank"),
        "size",
        f.coalesce("highest.score", f.lit(-1)).alias("best"),
    )
    pairs = pairs.join(ranks, "other")
    order = [f.desc(f.size("contacts")), f.desc("rank"), f.desc("size"), f.desc("best"), f.col("other")]
    pairs = pairs.withColumn("place", f.row_number().over(Window.partitionBy("root").orderBy(*order)))
    link = f.struct(_id("other").alias("campaign"), f.slice("contacts", 1, listed).alias("contacts"))
    return contacts, _listed(pairs, link, "shared_with", listed)


def _listed(rows: DataFrame, item: Any, name: str, most: int) -> DataFrame:
    """The first items of each campaign in the order of their places, and how many there are."""
    one = f.when(f.col("place") <= most, f.struct("place", item.alias("item")))
    lists = rows.groupBy("root").agg(f.array_sort(f.collect_list(one)).alias("items"), f.count(f.lit(1)).alias(f"{name}_total"))
    return lists.select("root", f.transform("items", lambda one: one["item"]).alias(name), f"{name}_total")
