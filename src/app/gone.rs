//! What is published no longer: a merged record leads to what it was merged into, a withdrawn one to the reason.

use super::Problem;
use super::find;
use crate::error::Code;
use crate::ontology::{TypeId, names};
use crate::views::State;
use crate::views::provenance::{Gone, Tombstone};
use crate::views::records::{Id, Record};
use std::sync::Arc;

/// A record that was.
#[derive(Debug)]
pub struct Former<'a> {
    pub iri: String,
    pub tombstone: &'a Tombstone,
}

impl Former<'_> {
    /// What it was merged into, as long as that is published.
    #[must_use]
    pub fn current(&self, state: &State) -> Option<Id> {
        let id = state.snapshot.id(&self.iri)?;
        Some(state.provenance.current(id)).filter(|current| *current != id && state.snapshot.record(*current).is_some())
    }

    /// Says why it is gone.
    #[must_use]
    pub fn problem(&self, state: &State) -> Problem {
        let happened = match self.tombstone.gone {
            Gone::Withdrawn => "withdrawn",
            Gone::Merged if self.current(state).is_some() => "merged into another record",
            Gone::Merged => "merged into a record that is gone itself",
            Gone::Erased => "erased",
        };
        let day = state.provenance.entry(self.tombstone.place).map_or_else(String::new, |entry| format!(" on {}", entry.time.to_zoned(jiff::tz::TimeZone::UTC).date()));
        let mut message = format!("<{}> was {happened}{day}", self.iri);
        if !self.tombstone.reason.is_empty() {
            message.push_str(": ");
            message.push_str(&self.tombstone.reason);
        }
        if let Some(instead) = &self.tombstone.replaced_by {
            message.push_str(&format!("; see <{instead}> instead"));
        }
        Problem::new(Code::Gone, message)
    }
}

/// The published record that `text` names, or named before it was merged.
///
/// # Errors
/// [`Code::Gone`] when it was withdrawn or erased; when `text` is meant as an identifier and malformed.
pub fn resolve<'a>(state: &'a State, types: &[TypeId], text: &str) -> Result<Option<&'a Arc<Record>>, Problem> {
    if let Some(record) = find::resolve(&state.snapshot, types, text)? {
        return Ok(Some(record));
    }
    let Some(former) = former(state, types, text) else { return Ok(None) };
    match former.current(state) {
        Some(current) => Ok(state.snapshot.record(current)),
        None => Err(former.problem(state)),
    }
}

/// The record that `text` named: an IRI, a path, or a key that only one of the types had.
#[must_use]
pub fn former<'a>(state: &'a State, types: &[TypeId], text: &str) -> Option<Former<'a>> {
    let text = text.trim();
    let mut found = candidates(state, types, text).into_iter().filter_map(|iri| {
        let tombstone = state.provenance.gone(&state.snapshot, &iri)?;
        Some(Former { iri, tombstone })
    });
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

fn candidates(state: &State, types: &[TypeId], text: &str) -> Vec<String> {
    let ontology = state.snapshot.ontology();
    let fits = |iri: &String| ontology.split_iri(iri).is_some_and(|(ty, key)| names::is_key(key) && (types.is_empty() || types.contains(&ty.id)));
    let of_types = |segment: Option<&str>, key: &str| -> Vec<String> {
        ontology.types.iter().filter(|ty| segment.is_none_or(|segment| ty.segment == segment)).map(|ty| format!("{}{key}", ty.base)).collect()
    };
    let named = if text.contains("://") {
        vec![text.to_owned()]
    } else if let Some((segment, key)) = text.rsplit_once('/') {
        let mut named = of_types(Some(segment), key);
        named.push(format!("{}{}", ontology.directory.iri, text.strip_prefix('/').unwrap_or(text)));
        named
    } else {
        of_types(None, text)
    };
    named.into_iter().filter(fits).collect()
}
