//! Calls: from what is asked to what came of it. What a call asks and what comes in are records, proposed and decided like all others
//! (`contribute`); here is what belongs to the call itself.
//!
//! - `window` says when a call takes something, `entry` what belongs to sending something in, `receipt` proves that it arrived.
//! - `duties` are parts in a call that people have, `extend` moves its end, `progress` counts, `remind` writes before it closes.
//! - `coding` says what submissions are about, blind, `agreement` how far coders agree.
//! - `outcome` says what became of each, `closure` whether all are credited, `responses` who says what to a finding.
//!
//! Which type is a call, a question, a response, the ontology says by the parts that properties play ([`Part`]); none is named here.
//! What is not public is in `views::process`.

pub mod agreement;
pub mod closure;
pub mod coding;
pub mod duties;
pub mod entry;
pub mod extend;
pub mod outcome;
pub mod progress;
pub mod receipt;
pub mod remind;
pub mod responses;
pub mod window;

pub use window::{Phase, Window};

use super::Problem;
use super::actor::Operation;
use super::contribute::Errand;
use super::contribute::submit::{label_of, published};
use crate::error::Code;
use crate::ontology::record::{Record as Judged, Value};
use crate::ontology::{Ontology, Part, Type, TypeId, Vocabulary};
use crate::views::State;
use crate::views::process::{Duty, Entry};
use crate::views::queue::Submission;
use crate::views::records::{Id, Record, Token};
use std::sync::Arc;

/// A published call.
pub struct Call {
    pub record: Arc<Record>,
    pub window: Window,
    values: Judged,
}

/// Something that a call asks.
pub struct Question {
    pub record: Arc<Record>,
    pub position: i64,
    /// The types of the records that answer it.
    pub takes: Vec<TypeId>,
}

impl Call {
    /// # Errors
    /// When there is no such call, or its time zone is not known here.
    pub fn find(state: &State, id: &str) -> Result<Self, Problem> {
        let types: Vec<TypeId> = state.snapshot.ontology().types_with(Part::Closes).map(|ty| ty.id).collect();
        if types.is_empty() {
            return Err(Problem::new(Code::NotFound, "this directory has no calls"));
        }
        Self::of(state, published(state, &types, id)?)
    }

    fn of(state: &State, record: Arc<Record>) -> Result<Self, Problem> {
        let values = state.snapshot.judged(&record, false);
        let window = Window::read(state.snapshot.ontology().ty(record.ty), &values.values);
        let window = window.map_err(|message| Problem::new(Code::WrongState, format!("<{}>: {message}", record.iri)))?;
        Ok(Self { record, window, values })
    }

    /// All calls that are published, as far as they can be read.
    pub fn all(state: &State) -> Vec<Self> {
        let types: Vec<TypeId> = state.snapshot.ontology().types_with(Part::Closes).map(|ty| ty.id).collect();
        let records = state.snapshot.of_types(&types);
        records.iter().filter_map(|id| Self::of(state, Arc::clone(state.snapshot.record(id)?)).ok()).collect()
    }

    #[must_use]
    pub fn name(&self, state: &State) -> String {
        label_of(state, &self.record.iri).unwrap_or_else(|| self.record.iri.to_string())
    }

    /// The path of its page.
    #[must_use]
    pub fn page(&self, state: &State) -> String {
        self.record.iri.strip_prefix(state.snapshot.ontology().directory.iri.as_str()).map_or_else(String::new, |rest| format!("/{rest}"))
    }

    /// What it asks, in order.
    #[must_use]
    pub fn questions(&self, state: &State) -> Vec<Question> {
        let ontology = state.snapshot.ontology();
        let mut questions = Vec::new();
        for ty in ontology.types_with(Part::AskedBy) {
            for record in linking(state, ty, Part::AskedBy, self.record.id) {
                let values = state.snapshot.judged(&record, false);
                let position = match of_part(ty, &values.values, Part::Position) {
                    [Value::Integer(number), ..] => *number,
                    _ => i64::MAX,
                };
                let classes = of_part(ty, &values.values, Part::Takes);
                let is_taken = |ty: &&Type| classes.iter().any(|class| matches!(class, Value::Iri(iri) if iri == ty.class.as_str()));
                questions.push(Question { record, position, takes: ontology.types.iter().filter(is_taken).map(|ty| ty.id).collect() });
            }
        }
        questions.sort_by(|one, other| one.position.cmp(&other.position).then_with(|| one.record.iri.cmp(&other.record.iri)));
        questions
    }

    /// The vocabularies by which what comes in is coded; all whose values are not fixed unless the call says which.
    #[must_use]
    pub fn frame<'a>(&self, ontology: &'a Ontology) -> Vec<&'a Vocabulary> {
        let given = of_part(ontology.ty(self.record.ty), &self.values.values, Part::Frame);
        let is_meant = |vocabulary: &&Vocabulary| {
            !vocabulary.enumeration && (given.is_empty() || given.iter().any(|value| matches!(value, Value::Iri(iri) if iri == vocabulary.iri.as_str())))
        };
        ontology.vocabularies.iter().filter(is_meant).collect()
    }
}

/// The values of the property that plays a part.
fn of_part<'a>(ty: &Type, values: &'a [Vec<Value>], part: Part) -> &'a [Value] {
    ty.part(part).and_then(|slot| values.get(usize::from(slot))).map_or(&[], Vec::as_slice)
}

/// The published records of a type whose property that plays a part leads to `target`.
fn linking(state: &State, ty: &Type, part: Part, target: Id) -> Vec<Arc<Record>> {
    let Some(property) = ty.part(part).and_then(|slot| ty.property(slot)) else { return Vec::new() };
    let all = state.snapshot.set(Token::link(property.path, target)) & state.snapshot.set(Token::of_type(ty.id));
    all.iter().filter_map(|id| state.snapshot.record(id).cloned()).collect()
}

impl Errand {
    /// A call in which the caller may do something: who has the part that it asks for, as who curates.
    ///
    /// # Errors
    /// The same for a call that is not there and for one in which the caller has no part, unless the caller curates.
    fn call(&self, state: &State, id: &str, operation: Operation) -> Result<Call, Problem> {
        let call = match Call::find(state, id) {
            Ok(call) => call,
            Err(problem) => {
                self.visitor.caller.demand(operation, false)?;
                return Err(problem);
            }
        };
        self.demand_in(state, &call.record.iri, operation)?;
        Ok(call)
    }

    /// Whether the caller may do something in a call.
    fn demand_in(&self, state: &State, call: &str, operation: Operation) -> Result<(), Problem> {
        let has = |actor| operation.duty().map_or_else(|| state.process.takes_part(actor, call), |duty| state.process.has_duty(actor, call, duty));
        self.visitor.caller.demand(operation, self.visitor.caller.actor().is_some_and(has))
    }

    /// A submission to a call, for whoever may do something with it.
    fn entry(&self, state: &State, id: &str, operation: Operation) -> Result<(Arc<Submission>, Arc<Entry>), Problem> {
        let found = state.queue.get(id).and_then(|submission| Some((Arc::clone(submission), Arc::clone(state.process.entry(&submission.iri)?))));
        let Some((submission, entry)) = found else {
            self.visitor.caller.demand(operation, false)?;
            return Err(Problem::new(Code::NotFound, format!("there is no submission `{id}` to a call")));
        };
        self.demand_in(state, &entry.call, operation)?;
        Ok((submission, entry))
    }
}

impl Operation {
    /// The part in a call that it takes to do it there; any part unless one is named. Who has it is an owner, as the table says.
    #[must_use]
    pub const fn duty(self) -> Option<Duty> {
        match self {
            Self::Organise => Some(Duty::Organiser),
            Self::Code => Some(Duty::Coder),
            Self::Synthesise => Some(Duty::Editor),
            _ => None,
        }
    }
}
