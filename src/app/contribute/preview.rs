//! A contribution as it would be, without keeping anything.

use super::compose::{Composer, Input};
use super::consent::Stated;
use super::submit::{Edit, composed};
use crate::app::Problem;
use crate::ontology::Type;
use crate::ontology::record::{Record, Value};
use crate::views::State;

/// What a record would be, after an edit of these values by slot; no values for a new one. `author`: whose waiting records links may lead to.
///
/// # Errors
/// [`Code::InvalidRecord`](crate::error::Code::InvalidRecord) with every violation, in the shape's own words.
pub fn preview(state: &State, author: &str, ty: &Type, values: &[Vec<Value>], iri: &str, set: &Input) -> Result<Record, Problem> {
    let blank = vec![Vec::new(); ty.properties.len()];
    composed(Composer::of(state, author), ty, if values.is_empty() { &blank } else { values }, iri, Edit { set, clear: &[], consent: Stated::default() })
}
