//! (being built)

pub mod sample;
