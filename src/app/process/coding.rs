//! Coding: what a submission is about, in the terms of the call's frame. Two people or more code each; nobody sees what another said before
//! there are two codings and one's own is among them, and then one's own stands. What differs an editor settles.

use super::agreement::{alpha, kappa};
use super::Call;
use crate::app::actor::Operation;
use crate::app::contribute::submit::label_of;
use crate::app::contribute::{ATTEMPTS_MAX, Errand, Start, event, note, outrun, said, said_note};
use crate::app::{Problem, find};
use crate::error::Code;
use crate::ledger::{EventKind, Patch};
use crate::ontology::TypeId;
use crate::ontology::terms::CODE;
use crate::views::State;
use crate::views::process::{Coding, Duty, Entry};
use crate::views::queue::{State as Standing, Submission};
use oxigraph::model::NamedNode;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// So many code each submission before any of them sees what another said.
pub const CODERS_MIN: usize = 2;
/// Concepts of one coding.
pub const CODES_MAX: usize = 50;

/// The coding of one submission, as far as the caller may see it.
pub struct Shown {
    pub submission: Arc<Submission>,
    pub entry: Arc<Entry>,
    pub mine: Option<Coding>,
    /// How many have coded it.
    pub coders: usize,
    /// Nothing while it is blind for the caller.
    pub all: Option<Vec<Coding>>,
    pub settled: Option<Coding>,
}

impl Shown {
    /// Whether those who coded it differ; `None` while it is blind.
    #[must_use]
    pub fn differs(&self) -> Option<bool> {
        let all = self.all.as_ref()?;
        Some(all.iter().any(|coding| all.first().is_some_and(|first| first.codes != coding.codes)))
    }
}

/// Whether somebody may see what others said: who codes, only after their own and one other.
fn is_seen(state: &State, entry: &Entry, actor: &str) -> bool {
    let blind = state.process.has_duty(actor, &entry.call, Duty::Coder) && entry.coding_of(actor).is_none();
    entry.settled.is_some() || (entry.codings.len() >= CODERS_MIN && !blind)
}

/// Whether there is something to be coded: nothing that was taken back, rejected or is held.
pub(super) fn is_in(submission: &Submission) -> bool {
    !matches!(submission.state, Standing::Withdrawn | Standing::Rejected | Standing::Quarantined | Standing::Appealed)
}

/// Codes a submission, in place of what the caller said before; answers its IRI.
///
/// # Errors
/// [`Code::WrongState`] once the codings are open, [`Code::InvalidInput`] for concepts outside of the frame.
pub async fn code(errand: &Errand, id: &str, codes: &[String], remark: Option<&str>) -> Result<String, Problem> {
    keep(errand, id, codes, remark, Operation::Code).await
}

/// Settles what a submission is about; answers its IRI.
///
/// # Errors
/// [`Code::WrongState`] while it is not coded by enough people, [`Code::InvalidInput`] for concepts outside of the frame.
pub async fn settle(errand: &Errand, id: &str, codes: &[String], reason: &str) -> Result<String, Problem> {
    keep(errand, id, codes, Some(reason), Operation::Synthesise).await
}

async fn keep(errand: &Errand, id: &str, codes: &[String], remark: Option<&str>, operation: Operation) -> Result<String, Problem> {
    let remark = said(remark, "note")?;
    for _ in 0..ATTEMPTS_MAX {
        let state = errand.state();
        let (submission, entry) = errand.entry(&state, id, operation)?;
        let _turn = match errand.start().await? {
            Start::Before(subject) => return Ok(subject),
            Start::Now(turn) => turn,
        };
        let kind = if operation == Operation::Code { EventKind::Coded } else { EventKind::Reconciled };
        ready(errand, &submission, &entry, kind)?;
        let codes = concepts(&state, &Call::find(&state, &entry.call)?, codes)?;
        let iri = &*submission.iri;
        let mut private: Vec<_> = codes.iter().map(|code| note(iri, CODE, NamedNode::new_unchecked(code))).collect();
        private.extend(said_note(iri, remark.as_deref()));
        let disturbs = crate::app::contribute::submit::about(&submission);
        if let Some(subject) = errand.keep(state.snapshot.revision(), Some(disturbs), vec![event(errand, kind, iri, Patch::default(), private)], Vec::new()).await? {
            return Ok(subject);
        }
    }
    Err(outrun())
}

fn ready(errand: &Errand, submission: &Submission, entry: &Entry, kind: EventKind) -> Result<(), Problem> {
    let wrong = |why: String| Err(Problem::new(Code::WrongState, format!("submission {}: {why}", submission.key())));
    if !is_in(submission) {
        return wrong(format!("it is {}, and not coded", submission.state.name()));
    }
    if kind == EventKind::Reconciled && entry.codings.len() < CODERS_MIN {
        return wrong(format!("{} of {CODERS_MIN} have coded it; it is settled when both have", entry.codings.len()));
    }
    if kind == EventKind::Coded && (entry.settled.is_some() || (entry.codings.len() >= CODERS_MIN && entry.coding_of(errand.actor()).is_some())) {
        return wrong("its codings are open, so yours stands; what differs is settled by an editor".to_owned());
    }
    Ok(())
}

/// The IRIs of concepts of the frame.
fn concepts(state: &State, call: &Call, codes: &[String]) -> Result<BTreeSet<String>, Problem> {
    if codes.len() > CODES_MAX {
        return Err(Problem::new(Code::InvalidInput, format!("`codes`: {} are given; at most {CODES_MAX} are taken", codes.len())));
    }
    let frame = call.frame(state.snapshot.ontology());
    let types: Vec<TypeId> = frame.iter().map(|vocabulary| vocabulary.concept_type).collect();
    let mut found = BTreeSet::new();
    for code in codes {
        let Some(concept) = find::resolve(&state.snapshot, &types, code)? else {
            let named: Vec<&str> = frame.iter().map(|vocabulary| vocabulary.code.as_str()).collect();
            let near = crate::app::filter::nearest_keys(&state.snapshot, &types, code);
            return Err(Problem::new(Code::InvalidInput, format!("`codes`: `{code}` is no concept of the frame of this call ({}){near}", named.join(", "))));
        };
        found.insert(concept.iri.to_string());
    }
    Ok(found)
}

/// How what came in to a call was coded, in the order in which it came.
///
/// # Errors
/// When the caller has no part in the call.
pub fn codings(errand: &Errand, state: &State, call: &str) -> Result<Vec<Shown>, Problem> {
    let call = errand.call(state, call, Operation::FollowCall)?;
    let shown = state.process.entries(&call.record.iri).filter_map(|entry| {
        let submission = state.queue.get(&entry.iri).filter(|submission| is_in(submission))?;
        let all = is_seen(state, entry, errand.actor()).then(|| entry.codings.to_vec());
        Some(Shown {
            submission: Arc::clone(submission),
            entry: Arc::clone(entry),
            mine: entry.coding_of(errand.actor()).cloned(),
            coders: entry.codings.len(),
            settled: entry.settled.clone(),
            all,
        })
    });
    Ok(shown.collect())
}

/// How far coders agree about the concepts of one vocabulary.
#[derive(Clone, Debug, PartialEq)]
pub struct Agreement {
    /// The IRI of the vocabulary, and its title.
    pub vocabulary: String,
    pub title: String,
    /// Crossings of a submission with a concept that anybody used, which two or more judged.
    pub units: usize,
    /// The part of all pairs of judgements that is the same, from 0 to 1.
    pub observed: Option<f64>,
    /// Krippendorff's α over all coders.
    pub alpha: Option<f64>,
    /// Cohen's κ of each pair of coders who coded something both.
    pub kappas: Vec<(Arc<str>, Arc<str>, Option<f64>)>,
}

/// How far coders agree, for each vocabulary of the frame. A coder judges, for each concept that anybody used in this call, whether it
/// applies to a submission: these judgements are compared.
///
/// # Errors
/// When the caller is neither an editor of the call nor curates.
pub fn agreement(errand: &Errand, state: &State, call: &str) -> Result<Vec<Agreement>, Problem> {
    let call = errand.call(state, call, Operation::Synthesise)?;
    let entries: Vec<&Arc<Entry>> = state.process.entries(&call.record.iri).filter(|entry| state.queue.get(&entry.iri).is_some_and(|submission| is_in(submission))).collect();
    let coders: BTreeSet<&Arc<str>> = entries.iter().flat_map(|entry| entry.codings.iter().map(|coding| &coding.actor)).collect();
    let ontology = state.snapshot.ontology();
    let all = call.frame(ontology).into_iter().map(|vocabulary| {
        let base = &ontology.ty(vocabulary.concept_type).base;
        let used: BTreeSet<&Arc<str>> = entries.iter().flat_map(|entry| entry.codings.iter().flat_map(|coding| coding.codes.iter())).filter(|code| code.starts_with(base.as_str())).collect();
        let judged = |entry: &Entry, coder: &str, code: &Arc<str>| entry.coding_of(coder).map(|coding| u32::from(coding.codes.contains(code)));
        let units: Vec<Vec<Option<u32>>> = entries.iter().flat_map(|entry| used.iter().map(|code| coders.iter().map(|coder| judged(entry, coder, code)).collect())).collect();
        let title = vocabulary.title.first().map_or_else(|| vocabulary.code.clone(), |title| title.text.clone());
        let twice = |unit: &&Vec<Option<u32>>| unit.iter().flatten().count() > 1;
        Agreement {
            vocabulary: vocabulary.iri.as_str().to_owned(),
            title,
            units: units.iter().filter(twice).count(),
            observed: observed(&units),
            alpha: alpha(&units),
            kappas: kappas(&coders.iter().copied().collect::<Vec<_>>(), &units),
        }
    });
    Ok(all.collect())
}

fn kappas(coders: &[&Arc<str>], units: &[Vec<Option<u32>>]) -> Vec<(Arc<str>, Arc<str>, Option<f64>)> {
    let mut all = Vec::new();
    for (one, first) in coders.iter().enumerate() {
        for (other, second) in coders.iter().enumerate().skip(one + 1) {
            let both = |unit: &Vec<Option<u32>>| Some((unit.get(one).copied().flatten()?, unit.get(other).copied().flatten()?));
            let pairs: Vec<(u32, u32)> = units.iter().filter_map(both).collect();
            if !pairs.is_empty() {
                all.push((Arc::clone(first), Arc::clone(second), kappa(&pairs)));
            }
        }
    }
    all
}

#[expect(clippy::cast_precision_loss, reason = "nobody codes 2^52 things")]
fn observed(units: &[Vec<Option<u32>>]) -> Option<f64> {
    let (mut same, mut pairs) = (0_usize, 0_usize);
    for unit in units {
        let values: Vec<u32> = unit.iter().flatten().copied().collect();
        for (at, one) in values.iter().enumerate() {
            let rest = values.get(at + 1..).unwrap_or_default();
            pairs += rest.len();
            same += rest.iter().filter(|other| *other == one).count();
        }
    }
    (pairs > 0).then(|| same as f64 / pairs as f64)
}

/// How much came in at a crossing of two concepts of the frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crossing {
    /// IRIs of concepts, and their names.
    pub row: (String, String),
    pub column: (String, String),
    pub count: usize,
}

/// The gap map of what came in: every concept of one vocabulary of the frame with every one of another, and how many submissions are about
/// both. Counts what is settled, or what all who coded it said.
///
/// # Errors
/// When the caller has no part in the call, or a vocabulary is not in the frame.
pub fn gaps(errand: &Errand, state: &State, call: &str, rows: &str, columns: &str) -> Result<Vec<Crossing>, Problem> {
    let call = errand.call(state, call, Operation::Synthesise)?;
    let frame = call.frame(state.snapshot.ontology());
    let concepts = |name: &str| {
        let vocabulary = frame.iter().find(|vocabulary| vocabulary.code == name || vocabulary.iri.as_str() == name);
        let vocabulary = vocabulary.ok_or_else(|| {
            let all: Vec<&str> = frame.iter().map(|vocabulary| vocabulary.code.as_str()).collect();
            Problem::new(Code::UnknownName, format!("`{name}` is no vocabulary of the frame of this call; they are {}", all.join(", ")))
        })?;
        let records = state.snapshot.of_types(&[vocabulary.concept_type]);
        Ok::<Vec<(String, String)>, Problem>(records.iter().filter_map(|id| state.snapshot.iri(id)).map(|iri| (iri.to_string(), label_of(state, iri).unwrap_or_default())).collect())
    };
    let (rows, columns) = (concepts(rows)?, concepts(columns)?);
    let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let agreed: Vec<BTreeSet<Arc<str>>> = state.process.entries(&call.record.iri).filter(|entry| state.queue.get(&entry.iri).is_some_and(|submission| is_in(submission))).map(|entry| agreed(entry)).collect();
    for codes in &agreed {
        for (row, _) in rows.iter().filter(|(iri, _)| codes.contains(iri.as_str())) {
            for (column, _) in columns.iter().filter(|(iri, _)| codes.contains(iri.as_str())) {
                *counts.entry((row, column)).or_default() += 1;
            }
        }
    }
    let count = |row: &str, column: &str| counts.get(&(row, column)).copied().unwrap_or(0);
    Ok(rows.iter().flat_map(|row| columns.iter().map(move |column| (row, column))).map(|(row, column)| Crossing { row: row.clone(), column: column.clone(), count: count(&row.0, &column.0) }).collect())
}

fn agreed(entry: &Entry) -> BTreeSet<Arc<str>> {
    if let Some(settled) = &entry.settled {
        return settled.codes.iter().cloned().collect();
    }
    let mut all = entry.codings.iter().map(|coding| coding.codes.iter().cloned().collect::<BTreeSet<_>>());
    let first = all.next().unwrap_or_default();
    all.fold(first, |common, codes| &common & &codes)
}
