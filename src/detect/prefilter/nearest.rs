//! Where the literals of a set stood last: what a walk over the hits of a field remembers.

use std::cell::RefCell;

thread_local! {
    /// For what stood before and for what stands after. Kept from field to field: the tables are as long as the pack, most fields
    /// touch little of them.
    pub(super) static NEAREST: RefCell<[Nearest; 2]> = const { RefCell::new([Nearest::NONE, Nearest::NONE]) };
}

/// The nearest place of every set of literals met so far; zero stands for none.
pub(super) struct Nearest {
    places: Vec<u32>,
    /// Sets with a place.
    touched: Vec<u32>,
}

impl Nearest {
    const NONE: Self = Self { places: Vec::new(), touched: Vec::new() };

    /// Forgets every place; room for so many sets.
    pub(super) fn cleared(&mut self, sets: usize) -> &mut Self {
        self.touched.drain(..).for_each(|set| self.places[set as usize] = 0);
        self.places.resize(sets.max(self.places.len()), 0);
        self
    }

    pub(super) fn get(&self, set: u32) -> Option<usize> {
        self.places[set as usize].checked_sub(1).map(|at| at as usize)
    }

    /// Puts a place, or what `nearer` makes of the known one.
    pub(super) fn set(&mut self, set: u32, nearer: impl Fn(usize) -> usize, place: usize) {
        let known = self.get(set);
        if known.is_none() {
            self.touched.push(set);
        }
        let place = known.map_or(place, nearer);
        // Offsets are 32 bits wide; the last one of 4 GiB is not worth a wider table.
        self.places[set as usize] = u32::try_from(place).unwrap_or(u32::MAX).saturating_add(1);
    }
}
