//! The imports that were made: who, when, from what file, what became of what they brought, and whether they were taken back.

use crate::app::Problem;
use crate::app::actor::{Caller, Operation};
use crate::error::Code;
use crate::views::State;
use crate::views::queue::{Import, State as Standing};
use std::sync::Arc;

/// Imports on one page.
pub const IMPORTS_PER_PAGE_MAX: usize = 100;
/// Imports on one page, unless more are asked for.
pub const IMPORTS_PER_PAGE_DEFAULT: usize = 25;

/// An import, and how its proposals stand.
#[derive(Clone, Debug)]
pub struct Batch {
    pub import: Arc<Import>,
    /// Proposals that wait, that were accepted, and that were not.
    pub open: u64,
    pub accepted: u64,
    pub refused: u64,
}

impl Batch {
    fn of(state: &State, import: &Arc<Import>) -> Self {
        let mut batch = Self { import: Arc::clone(import), open: 0, accepted: 0, refused: 0 };
        for submission in state.queue.of_import(import) {
            let count = match submission.state {
                Standing::Published => &mut batch.accepted,
                own if own.is_open() => &mut batch.open,
                _ => &mut batch.refused,
            };
            *count += 1;
        }
        batch
    }
}

/// The imports, newest first, those before `after` unless all are wanted; and whether there are more.
///
/// # Errors
/// When the caller may not see the queue, or there is no import `after`.
pub fn batches(state: &State, caller: &Caller, first: Option<usize>, after: Option<&str>) -> Result<(Vec<Batch>, bool), Problem> {
    caller.demand(Operation::ReadQueue, false)?;
    let before = after.map(|name| state.queue.import(name).map(|import| import.sequence).ok_or_else(|| Problem::new(Code::NotFound, format!("there is no import `{name}`")))).transpose()?;
    let wanted = first.unwrap_or(IMPORTS_PER_PAGE_DEFAULT).min(IMPORTS_PER_PAGE_MAX);
    let mut older = state.queue.imports().rev().skip_while(|import| before.is_some_and(|before| import.sequence >= before));
    let page: Vec<Batch> = older.by_ref().take(wanted).map(|import| Batch::of(state, import)).collect();
    Ok((page, older.next().is_some()))
}
