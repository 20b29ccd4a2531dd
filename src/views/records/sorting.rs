//! The orders of a snapshot: sorted anew when much has changed, mended when little has.

use super::order::{Order, SortKey, sort_key};
use super::record::Id;
use super::snapshot::Snapshot;
use std::panic::resume_unwind;
use std::sync::Arc;

/// When more than one record in this many changes, orders are sorted anew.
const RESORT_SHARE: usize = 64;
/// So few changes never sort anew, however small the directory.
const MEND_MIN: usize = 16;

impl Snapshot {
    /// Sorted, after changes that left orders alone.
    #[must_use]
    pub fn in_order(mut self) -> Self {
        self.sort();
        self
    }

    /// Sorts every order anew, each in a thread of its own.
    fn sort(&mut self) {
        let sorted = |field| {
            let keys = self.records().filter_map(|record| Some((sort_key(&self.ontology, record, field)?, record.id))).collect();
            Arc::new(Order::rebuild(keys, self.records.len()))
        };
        self.orders = std::thread::scope(|scope| {
            let threads: Vec<_> = self.orders.iter().map(|(field, _)| scope.spawn(|| (*field, sorted(*field)))).collect();
            threads.into_iter().map(|thread| thread.join().unwrap_or_else(|panic| resume_unwind(panic))).collect()
        });
    }

    /// Puts the records that differ from those of the snapshot `before` where they belong.
    pub(super) fn mend_orders(&mut self, before: &Self, affected: &[Id]) {
        if affected.len() > MEND_MIN && affected.len() * RESORT_SHARE > self.records.len() {
            self.sort();
            return;
        }
        for at in 0..self.orders.len() {
            let field = self.orders[at].0;
            let key = |snapshot: &Self, id: Id| snapshot.record(id).and_then(|record| sort_key(&snapshot.ontology, record, field));
            let moved: Vec<(Id, Option<SortKey>)> = affected.iter().filter_map(|id| Some((*id, key(self, *id))).filter(|(_, after)| *after != key(before, *id))).collect();
            if moved.is_empty() {
                continue;
            }
            let mut order = Order::clone(&self.orders[at].1);
            for (id, _) in &moved {
                order.remove(*id);
            }
            for (id, key) in moved {
                if let Some(key) = key {
                    order.insert(id, &key, |other| self.sort_key(other, field));
                }
            }
            self.orders[at].1 = Arc::new(order);
        }
    }
}
