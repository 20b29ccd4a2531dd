//! Mail: what is written, to whom, and that it arrives.
//!
//! A [`Letter`] is words; it becomes text and HTML in one place each, where everything is escaped. There are no templates: every mail
//! here is a few paragraphs and at most one thing to do, and a second language for that would be a second place to make mistakes.
//!
//! The only place that names `lettre`.

mod address;
mod delivery;
mod letter;

pub use address::Address;
pub use delivery::{ATTEMPTS_MAX, MAIL_INTERVAL, Post, Transport, forget_files};
pub use letter::{Envelope, Letter};
