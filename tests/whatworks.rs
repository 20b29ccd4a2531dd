//! Behaviour through the doors, the ledger under faults, and agreement with standards. One binary: each module says what belongs in it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, clippy::too_many_lines, reason = "a test stops at the first surprise")]

mod accounts;
mod authorisation;
mod conformance;
mod contracts;
mod curation;
mod contribute;
mod docs;
mod door;
mod durability;
mod event;
mod embed;
mod guide;
mod exchange;
mod linked;
mod open_data;
mod pages;
mod process;
mod reading;
mod rest;
mod serving;
mod shacl;
mod sparql;
mod tables;
mod tidy;
