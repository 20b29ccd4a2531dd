//! Behaviour through the doors, and the ledger under faults. One binary: each module says what belongs in it.

mod door;
mod durability;
