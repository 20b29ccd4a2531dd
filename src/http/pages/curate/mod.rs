//! What curators look after: the queue, what happened, how much there is to do, accounts. The decisions are verbs of `app`.

mod accounts;
mod activity;
mod imports;
mod queue;

pub use accounts::{page as accounts, send as manage};
pub use activity::{page as activity, stale, statistics};
pub use imports::{page as imports, send as import};
pub use queue::{many, page as queue};
