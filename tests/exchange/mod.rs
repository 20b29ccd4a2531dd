//! What comes in and goes out in the formats of others: imports with their batches, webhooks, the public change log. Readers of formats are
//! tested where they are (`src/app/data/entries`); here the program is driven from outside.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod changes;
mod desk;
mod imports;
mod notebook;
mod proposals;
mod webhooks;
