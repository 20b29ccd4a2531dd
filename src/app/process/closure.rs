//! Credit closure: what a call leads to is published only when everything that was sent in has an outcome, everybody whose contribution
//! was used is credited as they wished, and every credit leads back to a contribution.

use super::outcome::{Became, Told, all};
use super::{Call, of_part};
use crate::app::contribute::{ANONYMOUS, Dossier};
use crate::app::contribute::submit::label_of;
use crate::app::mail::Letter;
use crate::app::Problem;
use crate::error::Code;
use crate::ledger::Notice;
use crate::ontology::prose::bodies;
use crate::ontology::record::{Value, Violation};
use crate::ontology::{Ontology, Part, Type};
use crate::views::State;
use crate::views::process::Credit;
use crate::views::queue::State as Standing;
use crate::views::records::{Id, Token};
use roaring::RoaringBitmap;
use std::collections::BTreeMap;

/// What stands in the way is listed up to here.
pub const OPEN_LISTED_MAX: usize = 50;

/// Something that keeps credits from being closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Open {
    /// The key of a submission.
    pub submission: Option<String>,
    /// The IRI of somebody who is credited, or is to be.
    pub agent: Option<String>,
    pub message: String,
}

/// Whether records of a type lead a call to its end and credit its contributors.
#[must_use]
pub fn is_closing(ty: &Type) -> bool {
    ty.has(Part::Concludes) && ty.has(Part::Credits)
}

fn iris<'a>(ty: &Type, values: &'a [Vec<Value>], part: Part) -> impl Iterator<Item = &'a str> {
    of_part(ty, values, part).iter().filter_map(|value| if let Value::Iri(iri) = value { Some(iri.as_str()) } else { None })
}

/// Everything that is open about the credits of a record with these values; nothing for one that concludes no call.
#[must_use]
pub fn open(state: &State, ty: &Type, values: &[Vec<Value>]) -> Vec<Open> {
    let mut open = Vec::new();
    if !is_closing(ty) {
        return open;
    }
    let referred = state.snapshot.ontology().referred_to(ty, bodies(ty, values));
    for call in iris(ty, values, Part::Concludes).filter_map(|iri| Call::find(state, iri).ok()) {
        let mut told = all(state, &call);
        // What its own text refers to is used by it, though it is not published yet.
        for told in told.iter_mut().filter(|told| told.became == Became::Pending && referred.contains(&told.submission.about.to_string())) {
            told.became = Became::Used;
        }
        open.extend(told.iter().filter_map(|told| unconcluded(told).or_else(|| uncredited(state, ty, values, told))));
        let traces = Traces::of(state, &call, &told);
        open.extend(iris(ty, values, Part::Credits).filter(|agent| !traces.lead_to(state, agent)).map(|agent| Open {
            submission: None,
            agent: Some(agent.to_owned()),
            message: format!("“{}” is credited, and nothing that was sent in or done in the call leads to them; say whose contribution it was, or leave the credit out", label_of(state, agent).unwrap_or_default()),
        }));
    }
    open
}

/// Everything that is open about the credits of a record as somebody proposes it, on top of what is published.
#[must_use]
pub fn open_for(dossier: &Dossier) -> Vec<Open> {
    dossier.ty().map(|ty| open(&dossier.state, ty, &dossier.proposed())).unwrap_or_default()
}

fn unconcluded(told: &Told) -> Option<Open> {
    let key = told.submission.key();
    let title = told.submission.title.as_deref().unwrap_or(key);
    (told.became == Became::Pending).then(|| Open {
        submission: Some(key.to_owned()),
        agent: None,
        message: format!("submission {key} (“{title}”) has no outcome; say where it was used, or why not"),
    })
}

fn uncredited(state: &State, ty: &Type, values: &[Vec<Value>], told: &Told) -> Option<Open> {
    if told.became != Became::Used {
        return None;
    }
    let key = told.submission.key();
    let title = told.submission.title.as_deref().unwrap_or(key);
    let (agent, message) = match &told.entry.credit {
        Credit::Nobody => return None,
        Credit::As(iri) if values.iter().flatten().any(|value| matches!(value, Value::Iri(own) if **own == **iri)) => return None,
        Credit::As(iri) => (Some(iri.to_string()), format!("“{}” is not credited for submission {key} (“{title}”)", label_of(state, iri).unwrap_or_else(|| iri.to_string()))),
        Credit::Name(name) => (None, format!("submission {key} (“{title}”) is to be credited to “{name}”, who has no record to be named by; publish one, and give it with the outcome")),
    };
    let field = ty.part(Part::Credits).and_then(|slot| ty.property(slot)).map_or_else(String::new, |property| format!("; name them in `{}`", property.field));
    Some(Open { submission: Some(key.to_owned()), agent, message: format!("{message}{field}") })
}

/// What credits can lead back to.
struct Traces {
    /// The call, what links to it, and what was sent in and published.
    records: RoaringBitmap,
    /// IRIs of those whom submissions credit.
    credited: Vec<String>,
    /// IRIs of records of those who have a part in the call.
    owners: Vec<String>,
}

impl Traces {
    fn of(state: &State, call: &Call, told: &[Told]) -> Self {
        let ontology = state.snapshot.ontology();
        let mut records = RoaringBitmap::from_iter([call.record.id]);
        for path in link_paths(ontology) {
            records |= state.snapshot.set(Token::link(path, call.record.id));
        }
        // What concludes the call is what credits, and cannot vouch for itself.
        for ty in ontology.types_with(Part::Credits) {
            records -= state.snapshot.set(Token::of_type(ty.id));
        }
        let included = told.iter().filter(|told| !matches!(told.submission.state, Standing::Withdrawn | Standing::Rejected));
        let mut credited = Vec::new();
        for told in included {
            records.extend(state.snapshot.by_iri(&told.submission.about).map(|record| record.id));
            credited.extend(if let Credit::As(iri) = &told.entry.credit { Some(iri.to_string()) } else { None });
        }
        let duties = state.process.duties(&call.record.iri);
        let agents = ontology.types_with(Part::Credits).filter_map(|ty| ty.property(ty.part(Part::Credits)?)?.range.targets());
        let owned = agents.flat_map(|targets| state.snapshot.of_types(&targets.types)).filter_map(|id| state.snapshot.iri(id));
        let owners = if duties.is_empty() { Vec::new() } else { owned.filter(|iri| duties.iter().any(|(actor, _)| state.queue.owns(actor, iri))).map(|iri| iri.to_string()).collect() };
        Self { records, credited, owners }
    }

    fn lead_to(&self, state: &State, agent: &str) -> bool {
        let named = self.credited.iter().chain(&self.owners).any(|iri| iri == agent);
        let Some(id) = state.snapshot.by_iri(agent).map(|record| record.id) else { return named };
        let links = |record: Id| state.snapshot.record(record).is_some_and(|record| record.values.iter().any(|values| values.links().contains(&id)));
        named || self.records.contains(id) || self.records.iter().any(links)
    }
}

fn link_paths(ontology: &Ontology) -> impl Iterator<Item = crate::ontology::PathId> + '_ {
    let mut paths: Vec<_> = ontology.types.iter().flat_map(|ty| &ty.properties).filter(|property| property.range.is_link()).map(|property| property.path).collect();
    paths.sort_unstable();
    paths.dedup();
    paths.into_iter()
}

/// Refuses to publish a record whose credits are open.
///
/// # Errors
/// [`Code::WrongState`] with everything that is open.
pub fn demand(state: &State, ty: &Type, values: &[Vec<Value>]) -> Result<(), Problem> {
    let open = open(state, ty, values);
    if open.is_empty() {
        return Ok(());
    }
    let more = open.len().saturating_sub(OPEN_LISTED_MAX);
    let field = ty.part(Part::Credits).and_then(|slot| ty.property(slot)).map(|property| property.field.clone());
    let violations = open.into_iter().take(OPEN_LISTED_MAX).map(|open| Violation { at: None, field: field.clone(), message: open.message }).collect();
    let counted = if more > 0 { format!(" ({more} more are not listed)") } else { String::new() };
    Err(Problem::of_violations(Code::WrongState, &format!("its credits are not closed{counted}"), violations))
}

/// To everybody who sent something in to the call that a record concludes: it is published, and what became of what they sent.
#[must_use]
pub fn letters(state: &State, ty: &Type, title: &str, values: &[Vec<Value>]) -> Vec<Notice> {
    let mut by_author: BTreeMap<String, Vec<String>> = BTreeMap::new();
    if is_closing(ty) {
        for call in iris(ty, values, Part::Concludes).filter_map(|iri| Call::find(state, iri).ok()) {
            for told in all(state, &call).iter().filter(|told| *told.entry.author != *ANONYMOUS && told.became != Became::TakenBack) {
                let own = told.submission.title.as_deref().unwrap_or_else(|| told.submission.key());
                let reason = told.reason.as_deref().map(|reason| format!(" {reason}")).unwrap_or_default();
                by_author.entry(told.entry.author.to_string()).or_default().push(format!("“{own}”: {}{reason}", told.became.words()));
            }
        }
    }
    let written = by_author.into_iter().map(|(author, lines)| {
        let paragraphs = std::iter::once(format!("“{title}” has been published. This is what became of what you sent in:")).chain(lines).collect();
        Letter { subject: format!("Published: {title}"), paragraphs, action: None }.to(&author).leading_to("/account/submissions")
    });
    written.collect()
}
