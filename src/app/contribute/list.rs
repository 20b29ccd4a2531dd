//! The queue, a page at a time: submissions by state, kind, type, author, record and age.

use crate::app::Problem;
use crate::app::find::PAGE_MAX;
use crate::error::Code;
use crate::ontology::TypeId;
use crate::views::queue::{Kind, Queue, State, Submission};
use jiff::Timestamp;
use std::sync::Arc;

/// Submissions of a page unless told otherwise.
pub const SUBMISSIONS_DEFAULT: u32 = 25;

/// Which submissions are meant; what is empty leaves all.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    pub states: Vec<State>,
    pub kinds: Vec<Kind>,
    pub types: Vec<TypeId>,
    pub author: Option<String>,
    /// The IRI of a record.
    pub about: Option<String>,
    /// The name of the import that they are a part of.
    pub import: Option<String>,
    /// Made before this.
    pub before: Option<Timestamp>,
    /// Made at this time or later.
    pub since: Option<Timestamp>,
}

/// A page of submissions.
#[derive(Clone, Debug)]
pub struct Listed {
    pub submissions: Vec<Arc<Submission>>,
    pub total: usize,
    pub has_before: bool,
    pub has_after: bool,
}

/// Where a submission stands in the lists: opaque to callers.
#[must_use]
pub fn cursor(submission: &Submission) -> String {
    format!("s{}", submission.first())
}

fn sequence(cursor: &str) -> Result<u64, Problem> {
    cursor.strip_prefix('s').and_then(|number| number.parse().ok()).ok_or_else(|| Problem::new(Code::BadCursor, format!("`{cursor}` is not a cursor of this list")))
}

/// Oldest first, or newest first.
///
/// # Errors
/// For a page that is too large, and for a cursor that is none.
pub fn list(queue: &Queue, wanted: &Wanted, newest_first: bool, first: Option<u32>, after: Option<&str>) -> Result<Listed, Problem> {
    let first = first.unwrap_or(SUBMISSIONS_DEFAULT);
    if first > PAGE_MAX {
        return Err(Problem::new(Code::BadFilter, format!("`first` is {first}; at most {PAGE_MAX} submissions make a page")));
    }
    let after = after.map(sequence).transpose()?;
    let mut all: Vec<&Arc<Submission>> = match (&wanted.author, &wanted.about, wanted.states.as_slice()) {
        (Some(author), _, _) => queue.of_author(author).collect(),
        (None, Some(record), _) => queue.about(record).collect(),
        (None, None, []) => queue.all().collect(),
        (None, None, states) => {
            let mut all: Vec<&Arc<Submission>> = State::ALL.into_iter().filter(|state| states.contains(state)).flat_map(|state| queue.in_state(state)).collect();
            all.sort_unstable_by_key(|submission| submission.first());
            all
        }
    };
    if let Some(batch) = &wanted.import {
        let import = queue.import(batch).ok_or_else(|| Problem::new(Code::NotFound, format!("there is no import `{batch}`")))?;
        let firsts: Vec<u64> = queue.of_import(import).map(|submission| submission.first()).collect();
        all.retain(|submission| firsts.binary_search(&submission.first()).is_ok());
    }
    all.retain(|submission| fits(submission, wanted));
    if newest_first {
        all.reverse();
    }
    let is_after = |submission: &&Arc<Submission>| after.is_none_or(|after| if newest_first { submission.first() < after } else { submission.first() > after });
    let start = all.iter().position(is_after).unwrap_or(all.len());
    let end = all.len().min(start + first as usize);
    Ok(Listed {
        submissions: all.get(start..end).unwrap_or_default().iter().map(|submission| Arc::clone(submission)).collect(),
        total: all.len(),
        has_before: start > 0,
        has_after: end < all.len(),
    })
}

fn fits(submission: &Submission, wanted: &Wanted) -> bool {
    let in_states = wanted.states.is_empty() || wanted.states.contains(&submission.state);
    let in_kinds = wanted.kinds.is_empty() || wanted.kinds.contains(&submission.kind);
    let in_types = wanted.types.is_empty() || submission.ty.is_some_and(|ty| wanted.types.contains(&ty));
    let by_author = wanted.author.as_ref().is_none_or(|author| **author == *submission.author);
    let about = wanted.about.as_ref().is_none_or(|record| **record == *submission.about);
    let time = submission.submitted();
    in_states && in_kinds && in_types && by_author && about && wanted.before.is_none_or(|before| time < before) && wanted.since.is_none_or(|since| time >= since)
}
