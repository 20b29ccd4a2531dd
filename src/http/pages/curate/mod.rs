//! What curators look after: the queue, what happened, how much there is to do, accounts. The decisions are verbs of `app`.

mod accounts;
mod activity;
mod candidates;
mod imports;
mod links;
mod queue;

/// The pages of curators: address, message of the title.
pub const PARTS: [(&str, &str); 7] = [
    ("/curate", "curate-queue"),
    ("/curate/activity", "activity-title"),
    ("/curate/statistics", "statistics-title"),
    ("/curate/imports", "imports-title"),
    ("/curate/stale", "stale-title"),
    ("/curate/links", "links-title"),
    ("/curate/words", "candidates-title"),
];

pub use accounts::{page as accounts, send as manage};
pub use activity::{page as activity, stale, statistics};
pub use candidates::page as candidates;
pub use imports::{page as imports, send as import};
pub use links::page as links;
pub use queue::{many, page as queue};
