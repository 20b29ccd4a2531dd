//! Floor 2: what readers are answered from. Every view follows the ledger, knows the last sequence it applied, and can be
//! deleted: replay makes it again.

pub mod fold;
pub mod records;
