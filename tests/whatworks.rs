//! Behaviour through the doors, and the ledger under faults. One binary: each module says what belongs in it.

mod contracts;
mod docs;
#[path = "tidy.rs"]
mod tidy;
mod door;
mod durability;
