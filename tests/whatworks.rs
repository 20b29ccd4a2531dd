//! Behaviour through the doors, the ledger under faults, and agreement with standards. One binary: each module says what belongs in it.

mod contracts;
mod docs;
#[path = "tidy.rs"]
mod tidy;
mod door;
mod durability;
mod reading;
mod shacl;
