//! (being built)

pub mod check;
pub mod data;
pub mod sample;
