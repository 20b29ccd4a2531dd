//! The records view: decoded records under dense numbers, sets of them (roaring bitmaps), and orders, in one immutable
//! [`Snapshot`] that the next publish copies only where it changes it.
//!
//! May use `ontology`. Only [`Snapshot::apply`] makes snapshots.

mod apply;
mod order;
mod outside;
pub(in crate::views) mod paged;
mod record;
mod snapshot;
mod sorting;
mod stated;
mod token;

pub use apply::{Change, Difference};
pub use order::{Order, SortField, SortKey, sort_key};
pub use record::{Edge, Few, Id, Record, Text, Values, choose, choose_by, json_string};
pub use snapshot::Snapshot;
pub use token::{LiteralKey, Token};
