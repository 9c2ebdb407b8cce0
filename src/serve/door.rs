//! Who is connected. Where there are too many, the one idle longest makes room, so that idle connections keep nobody out;
//! where none is idle, nobody else comes in.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

/// Every connection.
#[derive(Debug, Default)]
pub(super) struct Door(Mutex<Inside>);

#[derive(Debug, Default)]
struct Inside {
    open: usize,
    /// Idle ones, by when they became so.
    idle: BTreeMap<u64, Arc<Notify>>,
    next: u64,
}

/// One connection. Dropped when it ends.
#[derive(Debug)]
pub(super) struct Seat {
    door: Arc<Door>,
    /// Told when the connection has to make room.
    pub(super) leave: Arc<Notify>,
    /// Its place among the idle, if it is.
    idle: Mutex<Option<u64>>,
    requests: AtomicU64,
}

/// A request on a connection that is being answered.
#[derive(Debug)]
pub(super) struct Busy(Arc<Seat>);

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Door {
    /// Lets a connection in; where there are `most`, the one idle longest is told to leave, and where none is idle there is no
    /// seat.
    pub(super) fn enter(self: &Arc<Self>, most: usize) -> Option<Arc<Seat>> {
        if self.open() >= most && self.make_room(1) == 0 {
            return None;
        }
        lock(&self.0).open += 1;
        let seat = Seat {
            door: Arc::clone(self),
            leave: Arc::new(Notify::new()),
            idle: Mutex::new(None),
            requests: AtomicU64::new(0),
        };
        seat.rest();
        Some(Arc::new(seat))
    }

    /// Tells so many of those idle longest to leave, or all if they are fewer; how many were told.
    pub(super) fn make_room(&self, count: usize) -> usize {
        let mut inside = lock(&self.0);
        for told in 0..count {
            let Some((_, leave)) = inside.idle.pop_first() else { return told };
            leave.notify_one();
        }
        count
    }

    /// How many are connected.
    pub(super) fn open(&self) -> usize {
        lock(&self.0).open
    }
}

impl Seat {
    /// A request has come.
    pub(super) fn busy(self: &Arc<Self>) -> Busy {
        self.requests.fetch_add(1, Ordering::Relaxed);
        let at = lock(&self.idle).take();
        if let Some(at) = at {
            lock(&self.door.0).idle.remove(&at);
        }
        Busy(Arc::clone(self))
    }

    /// Whether a request is being answered.
    pub(super) fn is_busy(&self) -> bool {
        lock(&self.idle).is_none()
    }

    /// How many requests have come.
    pub(super) fn requests(&self) -> u64 {
        self.requests.load(Ordering::Relaxed)
    }

    /// Nothing is asked.
    fn rest(&self) {
        let mut inside = lock(&self.door.0);
        let at = inside.next;
        inside.next += 1;
        inside.idle.insert(at, Arc::clone(&self.leave));
        *lock(&self.idle) = Some(at);
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.rest();
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut inside = lock(&self.door.0);
        inside.open -= 1;
        if let Some(at) = lock(&self.idle).take() {
            inside.idle.remove(&at);
        }
    }
}
