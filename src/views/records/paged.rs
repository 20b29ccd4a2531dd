//! A vector in pages that snapshots share: a change copies one page, not the whole.

use std::sync::Arc;

/// Entries per page: a copied page stays within a few kilobytes.
const PAGE: usize = 256;

/// A growable vector with structural sharing. Cloning costs one pointer per page.
#[derive(Clone, Debug)]
pub struct Paged<T> {
    /// All of [`PAGE`] entries; those behind `len` are not there yet.
    pages: Vec<Arc<[T]>>,
    len: usize,
}

impl<T> Default for Paged<T> {
    fn default() -> Self {
        Self { pages: Vec::new(), len: 0 }
    }
}

impl<T: Clone + Default> Paged<T> {
    pub const fn len(&self) -> usize {
        self.len
    }

    pub fn get(&self, at: usize) -> Option<&T> {
        if at < self.len { self.pages.get(at / PAGE)?.get(at % PAGE) } else { None }
    }

    pub fn push(&mut self, value: T) {
        if self.len.is_multiple_of(PAGE) {
            self.pages.push(std::iter::repeat_with(T::default).take(PAGE).collect());
        }
        self.len += 1;
        self.set(self.len - 1, value);
    }

    /// Replaces an existing entry; beyond the end nothing happens.
    pub fn set(&mut self, at: usize, value: T) {
        if let Some(place) = self.pages.get_mut(at / PAGE).and_then(|page| Arc::make_mut(page).get_mut(at % PAGE)) {
            *place = value;
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.pages.iter().flat_map(|page| page.iter()).take(self.len)
    }
}
