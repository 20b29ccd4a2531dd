//! Behaviour through the doors, the ledger under faults, and agreement with standards. One binary: each module says what belongs in it.

mod door;
mod durability;
mod shacl;
