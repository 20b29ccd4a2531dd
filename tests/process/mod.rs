//! From a call for evidence to what came of it, over HTTP, with several people and a clock in the test's hand.

pub(crate) mod app;
mod closing;
mod coding;
mod credit;
mod elsewhere;
mod page;
mod pages;
mod passages;
mod past;
mod receipts;
mod responses;
mod scenario;
mod story;
