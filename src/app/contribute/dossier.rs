//! A submission with everything that was said about it, read from the journal.

use super::compose::{Composer, violation};
use super::consent;
use super::machine::Action;
use crate::app::difference::{FieldDifference, difference, same};
use crate::app::process::receipt::Receipt;
use crate::app::{Directory, DirectoryError, Problem};
use crate::error::Code;
use crate::ledger::{Event, EventKind};
use crate::ontology::record::{Value, Violation};
use crate::ontology::terms::{ACCEPTED_FIELD, RDFS_COMMENT, REPORTS, SITE_SHOWS};
use crate::ontology::names::plain_address;
use crate::ontology::{Ontology, Range, Role, Type};
use crate::views::State;
use crate::views::process::Entry;
use crate::views::queue::{Basis, Kind, Submission, consent_stated};
use jiff::Timestamp;
use oxigraph::model::{NamedOrBlankNode, Term, Triple};
use std::sync::Arc;

/// What one event said.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    pub sequence: u64,
    pub time: Timestamp,
    pub kind: EventKind,
    pub actor: String,
    pub text: Option<String>,
    /// The fields that were accepted, when not all were.
    pub fields: Vec<String>,
}

/// What a proposal would change: for each field that it touches all values before and after.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Proposal {
    /// By slot.
    pub before: Vec<Vec<Value>>,
    pub after: Vec<Vec<Value>>,
    /// The slots that it touches.
    pub touched: Vec<u16>,
}

impl Proposal {
    /// Reads the patch of an event that proposes something about a record.
    #[must_use]
    pub fn of(ontology: &Ontology, ty: &Type, about: &str, event: &Event) -> Self {
        let mut touched = Vec::new();
        let mut read = |triples: &[Triple]| {
            let mut slots: Vec<Vec<Value>> = vec![Vec::new(); ty.properties.len()];
            for triple in triples.iter().filter(|triple| matches!(&triple.subject, NamedOrBlankNode::NamedNode(node) if node.as_str() == about)) {
                let slot = ontology.path_id(&triple.predicate).and_then(|path| ty.slot(path));
                let Some((slot, property)) = slot.and_then(|slot| Some((slot, ty.property(slot)?))) else { continue };
                if let (Some(value), Some(values)) = (Value::decode(&property.range, &triple.object), slots.get_mut(usize::from(slot))) {
                    values.push(value);
                    touched.push(slot);
                }
            }
            slots
        };
        let (before, after) = (read(&event.patch.removed), read(&event.patch.added));
        touched.sort_unstable();
        touched.dedup();
        Self { before, after, touched }
    }

    #[must_use]
    pub fn before(&self, slot: u16) -> &[Value] {
        self.before.get(usize::from(slot)).map_or(&[], Vec::as_slice)
    }

    #[must_use]
    pub fn after(&self, slot: u16) -> &[Value] {
        self.after.get(usize::from(slot)).map_or(&[], Vec::as_slice)
    }

    /// The slots whose values are now neither what they were when the proposal was made nor what it would make of them.
    #[must_use]
    pub fn met(&self, now: &[Vec<Value>]) -> Vec<u16> {
        let changed = |slot: &u16| {
            let now = now.get(usize::from(*slot)).map_or(&[][..], Vec::as_slice);
            !same(now, self.before(*slot)) && !same(now, self.after(*slot))
        };
        self.touched.iter().copied().filter(changed).collect()
    }
}

/// A submission, what it proposes and what was said.
#[derive(Clone)]
pub struct Dossier {
    pub state: Arc<State>,
    pub submission: Arc<Submission>,
    pub proposal: Proposal,
    /// What a report says is wrong.
    pub reports: Option<String>,
    /// The domain of the author's confirmed address, of somebody who asks to own a record.
    pub domain: Option<String>,
    /// The ORCID iD that their account is linked with.
    pub orcid: Option<String>,
    /// What belongs to the call that it was sent in to.
    pub entry: Option<Arc<Entry>>,
    pub receipt: Option<Receipt>,
    /// The address at the record's site that showed the token of theirs.
    pub site: Option<String>,
    /// The fields about a person that nobody says the person agrees to publish.
    pub without_consent: Vec<String>,
    /// How the author knows that the person agrees, and to which fields.
    pub consent: Option<(Basis, Vec<String>)>,
    /// In their order.
    pub steps: Vec<Step>,
}

impl Dossier {
    /// Reads a submission from the journal.
    ///
    /// # Errors
    /// When there is none, or the journal cannot be read.
    pub async fn read(directory: &Directory, iri: &str) -> Result<Self, Problem> {
        let state = directory.views().state();
        let Some(submission) = state.queue.get(iri).cloned() else { return Err(Problem::new(Code::NotFound, format!("there is no submission `{iri}`"))) };
        Self::of(directory, state, submission).await
    }

    /// # Errors
    /// When the journal cannot be read.
    pub async fn of(directory: &Directory, state: Arc<State>, submission: Arc<Submission>) -> Result<Self, Problem> {
        let ontology = Arc::clone(state.snapshot.ontology());
        let ty = submission.ty.map(|ty| ontology.ty(ty));
        let entry = state.process.entry(&submission.iri).cloned();
        let mut receipt = None;
        let (mut proposal, mut reports, mut site, mut steps) = (Proposal::default(), None, None, Vec::with_capacity(submission.facts.len()));
        let (mut without_consent, mut consent) = (Vec::new(), None);
        for fact in submission.facts.iter() {
            let events = state.ledger.read(fact.sequence.saturating_sub(1), 1).await.map_err(DirectoryError::from)?;
            // One that has been erased meanwhile says nothing.
            let Some(event) = events.first().filter(|event| !event.erased) else { continue };
            if let Some(ty) = ty.filter(|_| event.sequence == submission.proposal) {
                proposal = Proposal::of(&ontology, ty, &submission.about, event);
                receipt = entry.as_ref().map(|entry| Receipt::of(directory.desk(), entry, &submission.about, event)).transpose()?;
                without_consent = consent::missing(&state, ty, &submission, &proposal, Some(event));
                consent = consent_stated(event).map(|(basis, fields)| (basis, in_order(Some(ty), fields.into_iter())));
            }
            site = event.texts(SITE_SHOWS).next().map(str::to_owned).or(site);
            reports = event.texts(REPORTS).next().map(str::to_owned).or(reports);
            steps.push(Step {
                sequence: event.sequence,
                time: event.time,
                kind: event.kind,
                actor: event.actor.clone(),
                text: event.texts(RDFS_COMMENT).next().map(str::to_owned),
                fields: in_order(ty, event.texts(ACCEPTED_FIELD)),
            });
        }
        // An account that is gone has no address any more.
        let (mut domain, mut orcid) = (None, None);
        if submission.kind == Kind::Ownership {
            domain = directory.desk().email_domain(&submission.author).await.ok().flatten();
            orcid = directory.desk().orcid_of(&submission.author).await?;
        }
        Ok(Self { state, submission, proposal, reports, domain, orcid, site, without_consent, consent, entry, receipt, steps })
    }

    fn ontology(&self) -> &Ontology {
        self.state.snapshot.ontology()
    }

    #[must_use]
    pub fn ty(&self) -> Option<&Type> {
        self.submission.ty.map(|ty| self.ontology().ty(ty))
    }

    /// The record's values now, by slot; empty when it is not published.
    #[must_use]
    pub fn now(&self) -> Vec<Vec<Value>> {
        let record = self.state.snapshot.by_iri(&self.submission.about);
        record.map(|record| self.state.snapshot.judged(record, false).values).unwrap_or_default()
    }

    /// What the record is or would be called.
    #[must_use]
    pub fn title(&self) -> Option<String> {
        title(&self.state, &self.submission)
    }

    /// What it would change, field by field.
    #[must_use]
    pub fn difference(&self) -> Vec<FieldDifference> {
        self.ty().map(|ty| difference(ty, &self.proposal.before, &self.proposal.after)).unwrap_or_default()
    }

    /// The slots that changed since in another way; only while that matters.
    #[must_use]
    pub fn conflicts(&self) -> Vec<u16> {
        if self.submission.kind == Kind::Change && self.submission.state.is_open() { self.proposal.met(&self.now()) } else { Vec::new() }
    }

    /// Whether the author's confirmed address is at the domain of one of the record's web addresses: a sign that it is theirs.
    #[must_use]
    pub fn is_at_its_domain(&self) -> bool {
        let (Some(ty), Some(domain)) = (self.ty(), self.domain.as_deref().map(str::to_ascii_lowercase)) else { return false };
        let now = self.now();
        let addresses = ty.properties.iter().zip(&now).filter(|(property, _)| property.role == Some(Role::Homepage)).flat_map(|(_, values)| values);
        let mut hosts = addresses.filter_map(|value| if let Value::Iri(iri) = value { Some(plain_address(iri)) } else { None });
        hosts.any(|address| {
            let host = address.split(['/', '?', ':']).next().unwrap_or_default();
            host == domain || host.strip_suffix(domain.as_str()).is_some_and(|rest| rest.ends_with('.') && domain.contains('.'))
        })
    }

    /// Whether the record has the ORCID iD with which the author's account is linked among its identifiers.
    #[must_use]
    pub fn has_its_orcid(&self) -> bool {
        let (Some(ty), Some(orcid)) = (self.ty(), self.orcid.as_deref()) else { return false };
        let now = self.now();
        ty.properties.iter().zip(&now).any(|(property, values)| match property.range {
            Range::Identifier(scheme) => scheme.normalise(orcid).is_ok_and(|iri| values.contains(&Value::Iri(iri))),
            _ => false,
        })
    }

    /// What stands in the way of publishing a new record as it is proposed, such as links to what is not published yet.
    #[must_use]
    pub fn violations(&self) -> Vec<Violation> {
        let Some(ty) = self.ty().filter(|_| self.submission.state.is_open()) else { return Vec::new() };
        match self.submission.kind {
            Kind::Record if self.state.snapshot.by_iri(&self.submission.about).is_some() => return vec![violation("id", "another record has this address by now")],
            Kind::Record | Kind::Change => {}
            Kind::Withdrawal | Kind::Ownership | Kind::Report => return Vec::new(),
        }
        Composer::publishing(&self.state).judge(ty, &self.submission.about, &terms(ty, &self.proposed())).err().unwrap_or_default()
    }

    /// The record's values by slot as the proposal would make them, on top of what they are now.
    #[must_use]
    pub fn proposed(&self) -> Vec<Vec<Value>> {
        let slots = self.ty().map_or(0, |ty| ty.properties.len());
        let mut values = if self.submission.kind == Kind::Record { Vec::new() } else { self.now() };
        values.resize(slots, Vec::new());
        for slot in &self.proposal.touched {
            if let Some(values) = values.get_mut(usize::from(*slot)) {
                *values = self.proposal.after(*slot).to_vec();
            }
        }
        values
    }

    /// What can be done with it in its state.
    pub fn actions(&self) -> impl Iterator<Item = Action> + '_ {
        Action::ALL.iter().copied().filter(|action| action.from().contains(&self.submission.state))
    }
}

/// Names of fields in the order of the shape.
fn in_order<'a>(ty: Option<&Type>, names: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut names: Vec<String> = names.map(str::to_owned).collect();
    names.sort_by_key(|name| ty.and_then(|ty| ty.slot_of_field(name)));
    names
}

/// What the record of a submission is or would be called.
#[must_use]
pub fn title(state: &State, submission: &Submission) -> Option<String> {
    let ontology = state.snapshot.ontology();
    let record = state.snapshot.by_iri(&submission.about);
    let label = || record?.label(ontology.ty(record?.ty), &ontology.directory.languages).map(|label| label.raw().into_owned());
    submission.title.as_deref().map(str::to_owned).or_else(label)
}

/// Values by slot as terms.
#[must_use]
pub fn terms(ty: &Type, values: &[Vec<Value>]) -> Vec<Vec<Term>> {
    ty.properties.iter().zip(values).map(|(property, values)| values.iter().map(|value| value.term(&property.range)).collect()).collect()
}
