//! The queue view: what was proposed and how it stands, who owns records, what people agree to have published about them, who
//! endorsed claims. The fold of all events that readers
//! do not see, immutable like the records beside it. Private: only verbs that ask for permission may look here.
//!
//! Uses events and the names of record types. Deterministic, like everything that is rebuilt by replay. What a submission says is not
//! kept here but in the ledger, where it can be erased; the numbers of its events lead there. After an erasure all views are made anew,
//! so nothing here has to forget: what an erased event did is as if it had never been.

#[macro_use]
mod submission;

mod consent;
mod imports;

pub use imports::Import;
pub use consent::{Basis, Consent, stated as consent_stated};
pub use submission::{Fact, Kind, State, Submission};

use super::about::{About, actor_of, submission_iri};
use crate::ledger::{Event, EventKind};
use crate::ontology::Ontology;
use crate::ontology::terms::{IMPORT_BATCH, OWNER, OWNER_NO_LONGER};
use imbl::shared_ptr::DefaultSharedPtr;
use oxigraph::model::{Term, Triple};
use rustc_hash::FxBuildHasher;
use std::sync::Arc;

type Map<K, V> = imbl::GenericHashMap<K, V, FxBuildHasher, DefaultSharedPtr>;

/// Somebody became the owner of a record, or is one no longer.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Ownership {
    actor: Arc<str>,
    begins: bool,
}

/// One state of all submissions.
#[derive(Clone, Debug)]
pub struct Queue {
    ontology: Arc<Ontology>,
    /// By the sequence of their first event, so in the order in which they came.
    submissions: imbl::OrdMap<u64, Arc<Submission>>,
    by_iri: Map<Arc<str>, u64>,
    by_state: [imbl::OrdSet<u64>; State::ALL.len()],
    by_author: Map<Arc<str>, imbl::OrdSet<u64>>,
    by_record: Map<Arc<str>, imbl::OrdSet<u64>>,
    owners: Map<Arc<str>, Arc<[Ownership]>>,
    /// By record.
    consents: Map<Arc<str>, Arc<[Consent]>>,
    /// By claim: who.
    endorsements: Map<Arc<str>, imbl::OrdSet<Arc<str>>>,
    /// By the sequence of their first event.
    imports: imbl::OrdMap<u64, Arc<Import>>,
    import_ids: Map<Arc<str>, u64>,
    /// The submissions of an import, by the sequence of the import's first event.
    by_import: Map<u64, imbl::OrdSet<u64>>,
}

impl PartialEq for Queue {
    fn eq(&self, other: &Self) -> bool {
        self.submissions == other.submissions && self.by_state == other.by_state && self.owners == other.owners && self.consents == other.consents && self.endorsements == other.endorsements && self.imports == other.imports && self.by_import == other.by_import
    }
}

impl Queue {
    /// Before the first event.
    #[must_use]
    pub fn new(ontology: &Arc<Ontology>) -> Self {
        Self {
            ontology: Arc::clone(ontology),
            submissions: imbl::OrdMap::new(),
            by_iri: Map::default(),
            by_state: Default::default(),
            by_author: Map::default(),
            by_record: Map::default(),
            owners: Map::default(),
            consents: Map::default(),
            endorsements: Map::default(),
            imports: imbl::OrdMap::new(),
            import_ids: Map::default(),
            by_import: Map::default(),
        }
    }

    /// A submission by its IRI, or by the key at its end.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Arc<Submission>> {
        let first = self.by_iri.get(id).or_else(|| self.by_iri.get(submission_iri(&self.ontology.directory, id).as_str()))?;
        self.submissions.get(first)
    }

    /// All submissions in the order in which they came.
    pub fn all(&self) -> impl DoubleEndedIterator<Item = &Arc<Submission>> {
        self.submissions.iter().map(|(_, submission)| submission)
    }

    /// The submissions in one state, in the order in which they came.
    pub fn in_state(&self, state: State) -> impl DoubleEndedIterator<Item = &Arc<Submission>> {
        self.by_state[state as usize].iter().filter_map(|first| self.submissions.get(first))
    }

    /// The submissions of an author, in the order in which they came.
    pub fn of_author(&self, author: &str) -> impl DoubleEndedIterator<Item = &Arc<Submission>> {
        self.by_author.get(author).into_iter().flatten().filter_map(|first| self.submissions.get(first))
    }

    /// How many submissions an author has, whatever their state.
    #[must_use]
    pub fn count_of_author(&self, author: &str) -> usize {
        self.by_author.get(author).map_or(0, imbl::OrdSet::len)
    }

    /// The submissions about a record, in the order in which they came.
    pub fn about(&self, record: &str) -> impl DoubleEndedIterator<Item = &Arc<Submission>> {
        self.by_record.get(record).into_iter().flatten().filter_map(|first| self.submissions.get(first))
    }

    /// The new record with this IRI that waits for a decision.
    #[must_use]
    pub fn coming(&self, record: &str) -> Option<&Arc<Submission>> {
        self.about(record).find(|submission| submission.kind == Kind::Record && submission.state.is_open())
    }

    /// All imports in the order in which they came.
    pub fn imports(&self) -> impl DoubleEndedIterator<Item = &Arc<Import>> {
        self.imports.values()
    }

    /// An import by its name.
    #[must_use]
    pub fn import(&self, batch: &str) -> Option<&Arc<Import>> {
        self.imports.get(self.import_ids.get(batch)?)
    }

    /// What an import proposed, in the order of its records.
    pub fn of_import(&self, import: &Import) -> impl DoubleEndedIterator<Item = &Arc<Submission>> {
        self.by_import.get(&import.sequence).into_iter().flatten().filter_map(|first| self.submissions.get(first))
    }

    /// Whether somebody owns a record.
    #[must_use]
    pub fn owns(&self, actor: &str, record: &str) -> bool {
        let own = self.owners.get(record).and_then(|all| all.iter().rev().find(|ownership| *ownership.actor == *actor));
        own.is_some_and(|ownership| ownership.begins)
    }

    /// The owners of a record, the first to become one first.
    #[must_use]
    pub fn owners(&self, record: &str) -> Vec<&str> {
        let mut owners: Vec<&str> = Vec::new();
        for ownership in self.owners.get(record).into_iter().flat_map(|all| all.iter()) {
            owners.retain(|owner| *owner != &*ownership.actor);
            if ownership.begins {
                owners.push(&ownership.actor);
            }
        }
        owners
    }

    /// What was last said of each field of a record about a person.
    #[must_use]
    pub fn consents(&self, record: &str) -> &[Consent] {
        self.consents.get(record).map_or(&[], |consents| consents)
    }

    /// How many people endorsed a claim.
    #[must_use]
    pub fn endorsements(&self, claim: &str) -> usize {
        self.endorsements.get(claim).map_or(0, imbl::OrdSet::len)
    }

    #[must_use]
    pub fn has_endorsed(&self, actor: &str, claim: &str) -> bool {
        self.endorsements.get(claim).is_some_and(|all| all.contains(actor))
    }

    /// Takes in the next event of the ledger.
    pub(super) fn apply(&mut self, event: &Event) {
        if event.erased {
            return;
        }
        if event.private.iter().any(|triple| triple.predicate == IMPORT_BATCH) {
            self.imported(event);
        }
        match event.kind {
            EventKind::Submitted | EventKind::Reported => self.begin(event),
            EventKind::Amended
            | EventKind::Taken
            | EventKind::Returned
            | EventKind::Accepted
            | EventKind::Rejected
            | EventKind::Retracted
            | EventKind::Quarantined
            | EventKind::Appealed
            | EventKind::Released
            | EventKind::Commented => self.go_on(event),
            EventKind::Owned => self.own(event),
            EventKind::Endorsed => self.endorse(event),
            EventKind::Consented => {
                let after = consent::after(&self.ontology.directory, self.consents(&event.subject), event);
                self.consents.insert(event.subject.as_str().into(), after);
            }
            EventKind::Published
            | EventKind::Revised
            | EventKind::Withdrawn
            | EventKind::Merged
            | EventKind::Unmerged
            | EventKind::Restored
            | EventKind::Deprecated
            | EventKind::Restated
            | EventKind::Forgotten
            | EventKind::Assigned
            | EventKind::Coded
            | EventKind::Reconciled
            | EventKind::Concluded
            | EventKind::Erased { .. } => {}
        }
    }

    fn imported(&mut self, event: &Event) {
        let about = About::read(&self.ontology.directory, event);
        let Some(batch) = about.batch.as_deref() else { return };
        let first = *self.import_ids.entry(batch.into()).or_insert(event.sequence);
        let known = self.imports.get(&first).map_or_else(|| Import::begin(event, batch).with(event, &about), |import| import.with(event, &about));
        self.imports.insert(first, Arc::new(known));
        if event.kind == EventKind::Submitted {
            self.by_import.entry(first).or_default().insert(event.sequence);
        }
    }

    fn begin(&mut self, event: &Event) {
        let Some(submission) = Submission::begin(&self.ontology, event) else { return };
        if self.by_iri.contains_key(&*submission.iri) {
            return;
        }
        let first = event.sequence;
        self.by_iri.insert(Arc::clone(&submission.iri), first);
        self.by_author.entry(Arc::clone(&submission.author)).or_default().insert(first);
        self.by_record.entry(Arc::clone(&submission.about)).or_default().insert(first);
        self.by_state[submission.state as usize].insert(first);
        self.submissions.insert(first, Arc::new(submission));
    }

    fn go_on(&mut self, event: &Event) {
        let Some(first) = self.by_iri.get(event.subject.as_str()).copied() else { return };
        let Some(submission) = self.submissions.get(&first) else { return };
        let next = submission.with(Fact::of(&self.ontology, event));
        self.by_state[submission.state as usize].remove(&first);
        self.by_state[next.state as usize].insert(first);
        self.submissions.insert(first, Arc::new(next));
    }

    fn own(&mut self, event: &Event) {
        let record: Arc<str> = event.subject.as_str().into();
        let directory = &self.ontology.directory;
        let mut all: Vec<Ownership> = self.owners.get(&record).map(|all| all.to_vec()).unwrap_or_default();
        let actor = |triple: &Triple| if let Term::NamedNode(node) = &triple.object { actor_of(directory, node.as_str()).map(Arc::from) } else { None };
        for (predicate, begins) in [(OWNER_NO_LONGER, false), (OWNER, true)] {
            let named = event.private.iter().filter(|triple| triple.predicate == predicate).filter_map(actor);
            all.extend(named.map(|actor| Ownership { actor, begins }));
        }
        self.owners.insert(record, all.into());
    }

    fn endorse(&mut self, event: &Event) {
        let claim: Arc<str> = event.subject.as_str().into();
        self.endorsements.entry(claim).or_default().insert(event.actor.as_str().into());
    }
}
