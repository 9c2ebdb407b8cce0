//! Who is connected, and whose streams are open. Where there are too many, the one idle longest makes room, so that those who do
//! nothing keep nobody out; where none is idle, nobody else comes in.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::Notify;

/// Every connection, or every stream.
#[derive(Debug, Default)]
pub(super) struct Door(Mutex<Inside>);

#[derive(Debug, Default)]
struct Inside {
    open: usize,
    /// Idle ones, by when they became so.
    idle: BTreeMap<u64, Idle>,
    next: u64,
}

#[derive(Debug)]
struct Idle {
    since: Instant,
    leave: Arc<Notify>,
}

/// One connection or stream. Dropped when it ends.
#[derive(Debug)]
pub(super) struct Seat {
    door: Arc<Door>,
    /// Told when it has to make room.
    pub(super) leave: Arc<Notify>,
    doing: Mutex<Doing>,
    requests: AtomicU64,
}

#[derive(Debug)]
enum Doing {
    /// So many things are being done for it.
    Busy(usize),
    /// Its place among the idle.
    Idle(u64),
}

/// Something that is being done for a connection or stream, such as answering a request.
#[derive(Debug)]
pub(super) struct Busy(Arc<Seat>);

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Door {
    /// Lets one in; where there are `most`, the one idle longest is told to leave, and where none has been idle for so long there
    /// is no seat.
    pub(super) fn enter(self: &Arc<Self>, most: usize, idle: Duration) -> Option<Arc<Seat>> {
        let mut inside = lock(&self.0);
        if inside.open >= most && inside.make_room(1, idle) == 0 {
            return None;
        }
        inside.open += 1;
        let leave = Arc::new(Notify::new());
        let doing = Mutex::new(Doing::Idle(inside.rest(&leave)));
        Some(Arc::new(Seat { door: Arc::clone(self), leave, doing, requests: AtomicU64::new(0) }))
    }

    /// Tells so many of those idle longest to leave, or all if they are fewer.
    pub(super) fn make_room(&self, count: usize) {
        lock(&self.0).make_room(count, Duration::ZERO);
    }

    /// How many are in.
    pub(super) fn open(&self) -> usize {
        lock(&self.0).open
    }
}

impl Inside {
    /// Tells so many of those idle longest to leave, or all that have been idle for so long if they are fewer; how many were told.
    fn make_room(&mut self, count: usize, idle: Duration) -> usize {
        for told in 0..count {
            match self.idle.first_entry() {
                Some(first) if first.get().since.elapsed() >= idle => first.remove().leave.notify_one(),
                _ => return told,
            }
        }
        count
    }

    /// Counts one among the idle; its place there.
    fn rest(&mut self, leave: &Arc<Notify>) -> u64 {
        let at = self.next;
        self.next += 1;
        self.idle.insert(at, Idle { since: Instant::now(), leave: Arc::clone(leave) });
        at
    }
}

impl Seat {
    /// Something is to be done.
    pub(super) fn busy(self: &Arc<Self>) -> Busy {
        self.requests.fetch_add(1, Ordering::Relaxed);
        let mut doing = lock(&self.doing);
        match &mut *doing {
            Doing::Busy(count) => *count += 1,
            Doing::Idle(at) => {
                lock(&self.door.0).idle.remove(at);
                *doing = Doing::Busy(1);
            }
        }
        Busy(Arc::clone(self))
    }

    /// Whether something is being done.
    pub(super) fn is_busy(&self) -> bool {
        matches!(*lock(&self.doing), Doing::Busy(_))
    }

    /// How many things there were to do.
    pub(super) fn requests(&self) -> u64 {
        self.requests.load(Ordering::Relaxed)
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        let Self(seat) = self;
        let mut doing = lock(&seat.doing);
        match &mut *doing {
            Doing::Busy(count) if *count > 1 => *count -= 1,
            _ => *doing = Doing::Idle(lock(&seat.door.0).rest(&seat.leave)),
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut inside = lock(&self.door.0);
        inside.open -= 1;
        if let Doing::Idle(at) = &*lock(&self.doing) {
            inside.idle.remove(at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_one_idle_longest_makes_room_and_none_that_is_busy() {
        let door = Arc::new(Door::default());
        let at_once = Duration::ZERO;
        let [first, second] = [(); 2].map(|()| door.enter(2, at_once).unwrap());
        assert!(door.enter(2, Duration::from_secs(60)).is_none(), "nobody has been idle for so long");
        let (one, other) = (first.busy(), first.busy());
        drop(one);
        assert!(first.is_busy(), "something else is being done");
        let third = door.enter(2, at_once).unwrap();
        let told = |seat: &Seat| std::pin::pin!(seat.leave.notified()).enable();
        assert_eq!([&first, &second, &third].map(|seat| told(seat)), [false, true, false]);
        drop((second, other));
        assert!(!first.is_busy());
        let fourth = door.enter(2, at_once).unwrap();
        assert_eq!([&first, &third, &fourth].map(|seat| told(seat)), [false, true, false], "it has been idle for less");
        drop((first, third, fourth));
        assert_eq!(door.open(), 0);
    }
}
