//! Many short lists in one stretch of memory.

/// Lists by number.
#[derive(Debug)]
pub(super) struct Lists<T> {
    items: Vec<T>,
    /// Where each list begins; they end where the next begins.
    starts: Vec<u32>,
}

impl<T> Lists<T> {
    pub(super) fn new(lists: Vec<Vec<T>>) -> Self {
        let mut starts = Vec::with_capacity(lists.len() + 1);
        let mut items = Vec::with_capacity(lists.iter().map(Vec::len).sum());
        for list in lists {
            starts.push(super::number(items.len()));
            items.extend(list);
        }
        starts.push(super::number(items.len()));
        Self { items, starts }
    }

    pub(super) fn get(&self, list: u32) -> &[T] {
        let list = list as usize;
        &self.items[self.starts[list] as usize..self.starts[list + 1] as usize]
    }
}
