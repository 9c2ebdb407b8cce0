//! Inputs to assessments: read on one thread, scored on many, handed over in the order read.
//!
//! Three stages with bounded queues between them, so that memory does not grow with the input and a slow reader of the
//! output slows everything down: a thread reads records, a thread gathers whatever is ready into batches for the pool, the
//! calling thread takes the finished batches in order. The result never depends on the number of threads.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, sync_channel};
use std::thread;

use rayon::{ThreadPool, ThreadPoolBuilder};

use super::error::Failure;
use super::plan::Reading;
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
    /// Nothing is ready at the moment.
    fn idle(&mut self) -> Result<(), Failure>;
}

/// Assesses every ad of the inputs and hands them to the sink in order, masked if `redact` says so.
///
/// # Errors
/// What the sink gives, which ends the run at once. Records that cannot be read are no errors: they are told and counted.
pub(super) fn run<S: Sink>(
    assessor: Assessor,
    reading: Reading,
    threads: usize,
    redact: bool,
    terminal: &Terminal,
    sink: &mut S,
) -> Result<Tally, Failure> {
    reading.notes.iter().for_each(|note| terminal.note(note));
    assessor.notes().iter().for_each(|note| terminal.warning(shortened(note)));
    let pool = ThreadPoolBuilder::new().num_threads(threads).thread_name(|n| format!("score-{n}")).build();
    let pool = pool.map_err(|error| Failure::usage(format!("--threads {threads}: {error}")))?;
    let (records, read) = sync_channel(BATCH);
    let (batches, scored) = sync_channel(2 * threads + 1);
    // Not joined when the run ends early: a thread may wait for input that never comes.
    let reader = thread::spawn(move || read_all(reading, &records));
    let gatherer = thread::spawn(move || gather(&read, &Arc::new(assessor), S::beside, &pool, &batches));
    let tally = collect(&scored, redact.then(Redactor::default), terminal, sink)?;
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
    let Reading { inputs, errors, options, most, .. } = reading;
    let mut left = most.unwrap_or(u64::MAX);
    let mut taken = errors.into_iter().all(|error| records.send(Read::Unreadable(error)).is_ok());
    for input in &inputs {
        taken = taken && read(input, &options, &mut left, records).is_some() && records.send(Read::InputDone).is_ok();
        if left == 0 {
            // Nobody has to take the note: then the run has ended already.
            let _ = records.send(stopped(most));
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
fn read(input: &Input, options: &ReadOptions, left: &mut u64, records: &SyncSender<Read>) -> Option<()> {
    let source = match Source::open(input, options) {
        Ok(source) => source,
        Err(error) => return records.send(Read::Unreadable(error)).ok(),
    };
    let info = source.info();
    if info.empty {
        let name = info.path.as_deref().unwrap_or("standard input");
        records.send(Read::Note(format!("{name}: is empty"))).ok()?;
    }
    let legacy = (info.encoding != encoding_rs::UTF_8).then(|| info.encoding.name());
    for record in source {
        let event = match record {
            Ok(ad) => {
                *left -= 1;
                Read::Ad(ad, legacy)
            }
            Err(error) => Read::Unreadable(error),
        };
        records.send(event).ok()?;
        if *left == 0 {
            break;
        }
    }
    Some(())
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
    mut redactor: Option<Redactor>,
    terminal: &Terminal,
    sink: &mut S,
) -> Result<Tally, Failure> {
    let mut tally = Tally::default();
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
                Scored::Note(note) => terminal.note(note),
                Scored::InputDone => inputs += 1,
            }
        }
        terminal.progress(inputs, tally.summary.assessed());
    }
}
