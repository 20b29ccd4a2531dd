//! What became of each submission to a call: where it was used, or why not. Whoever sent it hears of it.

use super::entry::agent;
use super::receipt::verify;
use super::{Call, linking};
use crate::app::Problem;
use crate::app::account::attest::key_set;
use crate::app::actor::Operation;
use crate::app::contribute::notice::page_of;
use crate::app::contribute::submit::{label_of, published};
use crate::app::contribute::{ANONYMOUS, ATTEMPTS_MAX, Errand, Start, event, note, outrun, said, said_note, text_note};
use crate::app::mail::Letter;
use crate::error::Code;
use crate::ledger::{EventKind, Notice, Patch};
use crate::ontology::{Part, Role};
use crate::ontology::terms::{CREDITED_AS, OUTCOME, USED_IN};
use crate::views::State;
use crate::views::process::{Credit, Entry};
use crate::views::queue::{State as Standing, Submission};
use crate::views::records::{Id, Token};
use oxigraph::model::NamedNode;
use std::sync::Arc;

/// Records that something was used in.
pub const USED_IN_MAX: usize = 50;

/// What became of something that was sent in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Became {
    Used,
    Published,
    OutOfScope,
    Duplicate,
    NotUsed,
    TakenBack,
    Pending,
}

impl Became {
    pub const ALL: [Self; 7] = [Self::Used, Self::Published, Self::OutOfScope, Self::Duplicate, Self::NotUsed, Self::TakenBack, Self::Pending];

    /// The name in the ledger; as an enum value in capitals.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Used => "used",
            Self::Published => "published",
            Self::OutOfScope => "out-of-scope",
            Self::Duplicate => "duplicate",
            Self::NotUsed => "not-used",
            Self::TakenBack => "taken-back",
            Self::Pending => "pending",
        }
    }

    /// One line for people.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Used => "It was used in the synthesis.",
            Self::Published => "It is in the directory, and was not used in the synthesis.",
            Self::OutOfScope => "It is about something else than the call.",
            Self::Duplicate => "Somebody else had sent the same.",
            Self::NotUsed => "It was not used; the reason says why.",
            Self::TakenBack => "Whoever sent it took it back.",
            Self::Pending => "It is not decided yet.",
        }
    }

    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|own| own.name() == name)
    }

    /// Whether an editor says so; the others follow from something else.
    #[must_use]
    pub const fn is_said(self) -> bool {
        !matches!(self, Self::TakenBack | Self::Pending)
    }
}

/// What became of one submission.
pub struct Told {
    pub submission: Arc<Submission>,
    pub entry: Arc<Entry>,
    pub became: Became,
    pub reason: Option<String>,
    /// The published records it was used in: findings that cite it, texts that refer to it, and what an editor names.
    pub used_in: Vec<Id>,
    /// What names whoever is to be credited, of what the call led to.
    pub credited_in: Vec<Id>,
}

/// What became of a submission by what is published now.
#[must_use]
pub fn told(state: &State, submission: &Arc<Submission>, entry: &Arc<Entry>) -> Told {
    let mut used_in: Vec<Id> = entry.outcome.iter().flat_map(|outcome| outcome.used_in.iter()).filter_map(|iri| state.snapshot.by_iri(iri)).map(|record| record.id).collect();
    used_in.extend(cited_for(state, &submission.about));
    used_in.extend(referring(state, &submission.about));
    used_in.sort_unstable();
    used_in.dedup();
    let said = entry.outcome.as_ref().and_then(|outcome| Became::named(&outcome.kind));
    let became = match (submission.state, said) {
        (Standing::Withdrawn, _) => Became::TakenBack,
        (_, Some(said)) => said,
        _ if !used_in.is_empty() => Became::Used,
        (Standing::Rejected, None) => Became::NotUsed,
        _ => Became::Pending,
    };
    let reason = entry.outcome.as_ref().and_then(|outcome| outcome.reason.as_deref().map(str::to_owned));
    let credited_in = if let Credit::As(iri) = &entry.credit { state.snapshot.id(iri).map(|agent| crediting(state, &entry.call, agent)).unwrap_or_default() } else { Vec::new() };
    Told { submission: Arc::clone(submission), entry: Arc::clone(entry), became, reason, used_in, credited_in }
}

/// The findings for or against which a published record is cited.
fn cited_for(state: &State, record: &str) -> Vec<Id> {
    let Some(id) = state.snapshot.by_iri(record).map(|record| record.id) else { return Vec::new() };
    let citations = state.snapshot.ontology().types_with(Part::Cites).flat_map(|ty| {
        let finding = ty.part(Part::CitedFor);
        linking(state, ty, Part::Cites, id).into_iter().flat_map(move |citation| finding.map(|slot| citation.values(slot).links().to_vec()).unwrap_or_default())
    });
    citations.collect()
}

/// What refers in its text to a published record.
fn referring(state: &State, record: &str) -> Vec<Id> {
    let Some(id) = state.snapshot.by_iri(record).map(|record| record.id) else { return Vec::new() };
    let paths = state.snapshot.ontology().types.iter().filter_map(|ty| ty.property(ty.role(Role::References)?)).map(|property| property.path);
    paths.flat_map(|path| state.snapshot.set(Token::link(path, id))).collect()
}

/// What a call led to, of what names somebody.
fn crediting(state: &State, call: &str, agent: Id) -> Vec<Id> {
    let Some(call) = state.snapshot.id(call) else { return Vec::new() };
    let led_to = state.snapshot.ontology().types_with(Part::Credits).flat_map(|ty| linking(state, ty, Part::Concludes, call));
    led_to.filter(|record| record.values.iter().any(|values| values.links().contains(&agent))).map(|record| record.id).collect()
}

/// What an editor says became of a submission.
#[derive(Clone, Copy, Debug)]
pub struct Saying<'a> {
    pub became: Became,
    /// IRIs or keys of published records.
    pub used_in: &'a [String],
    pub reason: Option<&'a str>,
    /// The record of whoever is to be credited, who gave only a name.
    pub credit_as: Option<&'a str>,
}

/// Says what became of a submission, in place of what was said before; answers its IRI. Its author is told.
///
/// # Errors
/// [`Code::InvalidInput`] for a use that names nothing, or anything else without a reason.
pub async fn conclude(errand: &Errand, id: &str, saying: Saying<'_>) -> Result<String, Problem> {
    let reason = said(saying.reason, "reason")?;
    for _ in 0..ATTEMPTS_MAX {
        let state = errand.state();
        let (submission, entry) = errand.entry(&state, id, Operation::Synthesise)?;
        let _turn = match errand.start().await? {
            Start::Before(subject) => return Ok(subject),
            Start::Now(turn) => turn,
        };
        if submission.state == Standing::Withdrawn {
            return Err(Problem::new(Code::WrongState, format!("submission {} was taken back by whoever sent it", submission.key())));
        }
        let used_in = sound(&state, &saying, reason.as_deref())?;
        let iri = &*submission.iri;
        let mut private = vec![text_note(iri, OUTCOME, saying.became.name())];
        private.extend(used_in.iter().map(|record| note(iri, USED_IN, NamedNode::new_unchecked(record))));
        private.extend(saying.credit_as.map(|id| agent(&state, id)).transpose()?.map(|agent| note(iri, CREDITED_AS, NamedNode::new_unchecked(agent))));
        private.extend(said_note(iri, reason.as_deref()));
        let notices = letter(errand, &state, &submission, &entry, saying.became, &used_in, reason.as_deref()).into_iter().collect();
        let disturbs = crate::app::contribute::submit::about(&submission);
        if let Some(subject) = errand.keep(state.snapshot.revision(), Some(disturbs), vec![event(errand, EventKind::Concluded, iri, Patch::default(), private)], notices).await? {
            return Ok(subject);
        }
    }
    Err(outrun())
}

fn sound(state: &State, saying: &Saying<'_>, reason: Option<&str>) -> Result<Vec<String>, Problem> {
    let invalid = |message: String| Err(Problem::new(Code::InvalidInput, message));
    if saying.used_in.len() > USED_IN_MAX {
        return invalid(format!("`usedIn`: {} records are named; at most {USED_IN_MAX} are kept", saying.used_in.len()));
    }
    match saying.became {
        Became::Used if saying.used_in.is_empty() => return invalid("`usedIn`: name the published records that it was used in".to_owned()),
        Became::Used => {}
        other if !other.is_said() => return invalid(format!("`{}` follows by itself and is not said", other.name())),
        _ if reason.is_none() => return invalid("`reason`: say why it was not used, for whoever sent it".to_owned()),
        _ => {}
    }
    saying.used_in.iter().map(|id| published(state, &[], id).map(|record| record.iri.to_string())).collect()
}

fn letter(errand: &Errand, state: &State, submission: &Submission, entry: &Entry, became: Became, used_in: &[String], reason: Option<&str>) -> Option<Notice> {
    if *entry.author == *ANONYMOUS || *entry.author == *errand.actor() {
        return None;
    }
    let title = submission.title.as_deref().unwrap_or_else(|| submission.key());
    let call = label_of(state, &entry.call).unwrap_or_default();
    let mut paragraphs = vec![format!("You sent “{title}” in to “{call}”. {}", became.words())];
    paragraphs.extend(used_in.iter().map(|iri| {
        let address = iri.strip_prefix(&errand.ontology().directory.iri).map_or_else(|| iri.clone(), |rest| errand.directory.desk().address(&format!("/{rest}")));
        format!("{}\n{address}", label_of(state, iri).unwrap_or_default())
    }));
    paragraphs.extend(reason.map(str::to_owned));
    paragraphs.push(format!("Submission {}", submission.key()));
    Some(Letter { subject: format!("What became of it: {title}"), paragraphs, action: None }.to(&entry.author).leading_to(page_of(submission.key())))
}

/// What became of one submission, for whoever sent it and whoever has a part in the call.
///
/// # Errors
/// The same for one that is somebody else's and one that is not there.
pub fn outcome(errand: &Errand, state: &State, id: &str) -> Result<Told, Problem> {
    let submission = errand.find(state, id, |owns| errand.visitor.caller.demand(Operation::ReadSubmission, owns))?;
    let entry = state.process.entry(&submission.iri).ok_or_else(|| Problem::new(Code::NotFound, format!("submission {} belongs to no call", submission.key())))?;
    Ok(told(state, &submission, entry))
}

/// What became of the submission that a receipt is for. Who has the receipt sent it, or was handed it: so those without an account hear, too.
///
/// # Errors
/// When the receipt is not one of this directory, or what it is for is gone.
pub fn outcome_of_receipt(errand: &Errand, state: &State, receipt: &str) -> Result<Told, Problem> {
    errand.visitor.caller.demand(Operation::Read, false)?;
    let keys = key_set(errand.directory.desk().keyring()).to_string();
    let claims = verify(&keys, receipt, None).map_err(|why| Problem::new(Code::InvalidInput, format!("`receipt`: {why}")))?;
    let found = state.queue.get(&claims.sub).and_then(|submission| Some(told(state, submission, state.process.entry(&submission.iri)?)));
    found.ok_or_else(|| Problem::new(Code::NotFound, format!("what this receipt is for, <{}>, is kept no longer", claims.sub)))
}

/// What became of everything that was sent in to a call, in the order in which it came.
///
/// # Errors
/// When the caller has no part in the call.
pub fn outcomes(errand: &Errand, state: &State, call: &str) -> Result<Vec<Told>, Problem> {
    let call = errand.call(state, call, Operation::FollowCall)?;
    Ok(all(state, &call))
}

pub(super) fn all(state: &State, call: &Call) -> Vec<Told> {
    state.process.entries(&call.record.iri).filter_map(|entry| Some(told(state, state.queue.get(&entry.iri)?, entry))).collect()
}
