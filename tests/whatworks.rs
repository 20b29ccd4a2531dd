//! Behaviour through the doors, and the ledger under faults. One binary: each module says what belongs in it.

mod contracts;
mod docs;
mod door;
mod durability;
