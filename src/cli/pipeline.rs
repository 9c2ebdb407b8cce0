//! Inputs to assessments: read on one thread, scored on many, handed over in the order read.
//!
//! Three stages with bounded queues between them, so that memory does not grow with the input and a slow reader of the
//! output slows everything down: a thread reads records, a thread gathers whatever is ready into batches for the pool, the
//! calling thread takes the finished batches in order. The result never depends on the number of threads.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, sync_channel};
use std::thread;

use rayon::{ThreadPool, ThreadPoolBuilder};

use super::error::Failure;
use super::plan::{Reading, Shard};
use super::tally::Tally;
use super::term::Terminal;
use crate::ad::Ad;
use crate::assess::{Assessment, Assessor, Redactor};
use crate::source::{Input, ReadOptions, Source, SourceError};

/// Most records read but not yet in a batch; also the largest batch.
const BATCH: usize = 32;
/// A batch with this many bytes of text is full.
const BATCH_BYTES: usize = 1 << 20;

/// Most entries shown of a list in a note.
const LISTED: usize = 12;

/// What reading gives, in order.
enum Read {
    Ad(Ad, Option<&'static str>),
    Unreadable(SourceError),
    Note(String),
    InputDone,
}

/// What scoring makes of it.
enum Scored<T> {
    Assessed(Box<Assessment>, T),
    Unreadable(SourceError),
    /// Scoring this ad failed: its place.
    Fault(String),
    Note(String),
    InputDone,
}

/// Takes the assessments of a run.
pub(super) trait Sink {
    /// What it needs beside each.
    type Beside: Send + 'static;
    /// Makes that, on the thread that scored the ad.
    fn beside(assessment: &Assessment) -> Self::Beside;
    /// The next assessment.
    fn add(&mut self, assessment: &Assessment, beside: Self::Beside) -> Result<(), Failure>;
    /// A record that cannot be read, told already.
    fn unreadable(&mut self, _: &SourceError) -> Result<(), Failure> {
        Ok(())
    }
    /// A record has been dealt with, whatever came of it; this is what has been seen by now.
    fn passed(&mut self, _: &Tally, _: Option<&Redactor>) -> Result<(), Failure> {
        Ok(())
    }
    /// Nothing is ready at the moment.
    fn idle(&mut self) -> Result<(), Failure>;
}

/// What a run has seen before it starts: nothing, unless it is gone on with.
#[derive(Debug, Default)]
pub(super) struct Before {
    /// The counts.
    pub(super) tally: Tally,
    /// Contacts met, if what is private is to be masked.
    pub(super) redactor: Option<Redactor>,
}

impl Before {
    /// The start of a run.
    pub(super) fn nothing(redact: bool) -> Self {
        Self { tally: Tally::default(), redactor: redact.then(Redactor::default) }
    }
}

/// Assesses every ad of the inputs and hands them to the sink in order, masked if `redact` says so.
///
/// # Errors
/// As [`go_on`].
pub(super) fn run<S: Sink>(
    assessor: Assessor,
    reading: Reading,
    threads: usize,
    redact: bool,
    terminal: &Terminal,
    sink: &mut S,
) -> Result<Tally, Failure> {
    go_on(assessor, reading, threads, Before::nothing(redact), terminal, sink)
}

/// The same for what is left of a run that was interrupted.
///
/// # Errors
/// What the sink gives, which ends the run at once. Records that cannot be read are no errors: they are told and counted.
pub(super) fn go_on<S: Sink>(
    assessor: Assessor,
    reading: Reading,
    threads: usize,
    before: Before,
    terminal: &Terminal,
    sink: &mut S,
) -> Result<Tally, Failure> {
    reading.notes.iter().for_each(|note| terminal.note(note));
    assessor.notes().iter().for_each(|note| terminal.warning(shortened(note)));
    let pool = ThreadPoolBuilder::new().num_threads(threads).thread_name(|n| format!("score-{n}")).build();
    let pool = pool.map_err(|error| Failure::usage(format!("--threads {threads}: {error}")))?;
    terminal.expect(|| reading.inputs.iter().map(Input::size).sum());
    let taken = Arc::clone(&reading.options.taken);
    let (records, read) = sync_channel(BATCH);
    let (batches, scored) = sync_channel(2 * threads + 1);
    // Not joined when the run ends early: a thread may wait for input that never comes.
    let reader = thread::spawn(move || read_all(reading, &records));
    let gatherer = thread::spawn(move || gather(&read, &Arc::new(assessor), S::beside, &pool, &batches));
    let tally = collect(&scored, before, &taken, terminal, sink)?;
    for stage in [reader, gatherer] {
        stage.join().map_err(|_| Failure::internal("reading stopped"))?;
    }
    Ok(tally)
}

/// A note whose list is cut to what one reads.
fn shortened(note: &str) -> String {
    let items: Vec<&str> = note.split(", ").collect();
    match items.len().checked_sub(LISTED) {
        Some(rest) if rest > 1 => format!("{} and {rest} more", items[..LISTED].join(", ")),
        _ => note.to_owned(),
    }
}

/// First stage: records of every input, until nobody takes them.
fn read_all(reading: Reading, records: &SyncSender<Read>) {
    let Reading { inputs, errors, options, shard, done, most, .. } = reading;
    let mut passage = Passage { records, shard, done, number: 0, left: most.unwrap_or(u64::MAX) };
    let mut taken = errors.into_iter().all(|error| passage.take(Read::Unreadable(error)).is_some());
    let mut behind = 0;
    for input in &inputs {
        taken = taken && read(input, &options, &mut passage).is_some();
        behind += input.size().unwrap_or_default();
        options.taken.store(behind, Ordering::Relaxed);
        taken = taken && passage.send(Read::InputDone).is_some();
        if passage.left == 0 {
            // Nobody has to take the note: then the run has ended already.
            let _ = passage.send(stopped(most));
            return;
        }
    }
}

/// That the ads asked for are read.
fn stopped(most: Option<u64>) -> Read {
    let most = most.map(|most| most.to_string()).unwrap_or_default();
    Read::Note(format!("stopped after {most} ads, as --max-ads says; whatever comes after them is not read"))
}

/// The records of one input, until no more ads are left to read; `None` when nobody takes them.
fn read(input: &Input, options: &ReadOptions, passage: &mut Passage<'_>) -> Option<()> {
    let source = match Source::open(input, options) {
        Ok(source) => source,
        Err(error) => return passage.take(Read::Unreadable(error)),
    };
    let info = source.info();
    if info.empty {
        let name = info.path.as_deref().unwrap_or("standard input");
        passage.send(Read::Note(format!("{name}: is empty")))?;
    }
    let legacy = (info.encoding != encoding_rs::UTF_8).then(|| info.encoding.name());
    for record in source {
        let event = match record {
            Ok(ad) => Read::Ad(ad, legacy),
            Err(error) => Read::Unreadable(error),
        };
        passage.take(event)?;
        if passage.left == 0 {
            break;
        }
    }
    Some(())
}

/// Lets through what is to be scored.
struct Passage<'a> {
    records: &'a SyncSender<Read>,
    shard: Option<Shard>,
    /// How many more have been dealt with before.
    done: u64,
    /// Number of the next record, from 0, over all inputs.
    number: u64,
    /// How many ads may still be read.
    left: u64,
}

impl Passage<'_> {
    /// A record, or what is wrong with one or with an input; `None` when nobody takes it.
    fn take(&mut self, event: Read) -> Option<()> {
        // What is wrong with an input as a whole concerns every share.
        let whole = matches!(&event, Read::Unreadable(error) if error.place.record.is_none());
        let number = self.number;
        self.number += u64::from(!whole);
        if !whole && self.shard.is_some_and(|shard| !shard.holds(number)) {
            return Some(());
        }
        if self.done > 0 {
            self.done -= 1;
            return Some(());
        }
        self.left -= u64::from(matches!(event, Read::Ad(..)));
        self.send(event)
    }

    fn send(&self, event: Read) -> Option<()> {
        self.records.send(event).ok()
    }
}

/// Second stage: gathers what is ready into batches and has the pool score them.
fn gather<T: Send + 'static>(
    records: &Receiver<Read>,
    assessor: &Arc<Assessor>,
    beside: fn(&Assessment) -> T,
    pool: &ThreadPool,
    batches: &SyncSender<Receiver<Vec<Scored<T>>>>,
) {
    while let Ok(first) = records.recv() {
        let mut bytes = size(&first);
        let mut batch = vec![first];
        while batch.len() < BATCH && bytes < BATCH_BYTES {
            let Ok(next) = records.try_recv() else { break };
            bytes += size(&next);
            batch.push(next);
        }
        let (done, result) = sync_channel(1);
        let assessor = Arc::clone(assessor);
        pool.spawn(move || {
            // Nobody waits for it any more if the run ended early.
            let _ = done.send(batch.into_iter().map(|record| score(&assessor, beside, record)).collect());
        });
        if batches.send(result).is_err() {
            return;
        }
    }
}

fn size(record: &Read) -> usize {
    match record {
        Read::Ad(ad, _) => ad.title.len() + ad.text.len(),
        _ => 0,
    }
}

/// Scores one record. A panic costs this record alone.
fn score<T>(assessor: &Assessor, beside: fn(&Assessment) -> T, record: Read) -> Scored<T> {
    let assess = |ad: &Ad| {
        let assessment = assessor.assess(ad);
        let beside = beside(&assessment);
        (assessment, beside)
    };
    match record {
        Read::Ad(ad, encoding) => match catch_unwind(AssertUnwindSafe(|| assess(&ad))) {
            Ok((assessment, beside)) => Scored::Assessed(Box::new(Assessment { encoding, ..assessment }), beside),
            Err(_) => {
                let path = ad.origin.path.as_deref().unwrap_or("standard input");
                Scored::Fault(format!("{path}:{}: record {}", ad.origin.line, ad.origin.record))
            }
        },
        Read::Unreadable(error) => Scored::Unreadable(error),
        Read::Note(note) => Scored::Note(note),
        Read::InputDone => Scored::InputDone,
    }
}

/// Third stage: takes the batches in order.
fn collect<S: Sink>(
    batches: &Receiver<Receiver<Vec<Scored<S::Beside>>>>,
    before: Before,
    taken: &AtomicU64,
    terminal: &Terminal,
    sink: &mut S,
) -> Result<Tally, Failure> {
    let Before { mut tally, mut redactor } = before;
    let ads_before = tally.summary.assessed();
    let mut inputs = 0;
    loop {
        let batch = match batches.try_recv() {
            Ok(batch) => batch,
            Err(TryRecvError::Disconnected) => return Ok(tally),
            Err(TryRecvError::Empty) => {
                sink.idle()?;
                let Ok(batch) = batches.recv() else { return Ok(tally) };
                batch
            }
        };
        for scored in batch.recv().map_err(|_| Failure::internal("scoring stopped"))? {
            match scored {
                Scored::Assessed(mut assessment, beside) => {
                    if let Some(redactor) = &mut redactor {
                        redactor.redact(&mut assessment);
                    }
                    tally.assessed(&assessment);
                    sink.add(&assessment, beside)?;
                }
                Scored::Unreadable(error) => {
                    tally.unreadable(&error, terminal);
                    sink.unreadable(&error)?;
                }
                Scored::Fault(place) => tally.fault(&place, terminal),
                Scored::Note(note) => {
                    terminal.note(note);
                    continue;
                }
                Scored::InputDone => {
                    inputs += 1;
                    continue;
                }
            }
            sink.passed(&tally, redactor.as_ref())?;
        }
        terminal.progress(taken.load(Ordering::Relaxed), inputs, tally.summary.assessed(), ads_before);
    }
}
