//! Guides: texts that cite records, published as documents that other people's software accepts.

pub mod app;
mod cited;
mod forms;
mod judging;
