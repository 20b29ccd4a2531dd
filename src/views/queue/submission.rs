//! One submission as far as the queue knows it: what it is, and the facts that made its state.

use crate::ledger::{Event, EventKind};
use crate::ontology::terms::{ABOUT, BASE_REVISION, PROPOSES};
use crate::ontology::{Ontology, Role, TypeId};
use jiff::Timestamp;
use oxigraph::model::{Term, Triple};
use std::sync::Arc;

macro_rules! named {
    ($(#[doc = $about:literal])+ $name:ident: $($variant:ident $text:literal $words:literal;)*) => {
        $(#[doc = $about])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $(#[doc = $words] $variant,)* }

        impl $name {
            pub const ALL: [Self; [$($text),*].len()] = [$(Self::$variant,)*];

            /// The name in the ledger; as an enum value in capitals.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }

            /// One line for people.
            #[must_use]
            pub const fn words(self) -> &'static str {
                match self { $(Self::$variant => $words,)* }
            }

            #[must_use]
            pub fn named(name: &str) -> Option<Self> {
                Self::ALL.into_iter().find(|own| own.name() == name)
            }
        }
    };
}

named! {
    /// What is submitted.
    Kind:
    Record "record" "A new record.";
    Change "change" "A change of a published record.";
    Withdrawal "withdrawal" "That a published record be withdrawn.";
    Ownership "ownership" "That its author become an owner of a record.";
    Report "report" "That something is wrong with a record.";
}

named! {
    /// How a submission stands.
    State:
    Submitted "submitted" "Waits for a curator.";
    InReview "in-review" "A curator looks at it.";
    ChangesRequested "changes-requested" "Waits for its author to change it as a curator asked.";
    Published "published" "Accepted: what it proposed is public, whole or in part; a report was acted on.";
    Rejected "rejected" "Not accepted; the reason is with it.";
    Withdrawn "withdrawn" "Taken back by its author.";
    Quarantined "quarantined" "Held because it may be spam; its author can appeal.";
    Appealed "appealed" "Held because it may be spam, and its author asks for another look.";
}

impl State {
    /// Whether a decision is still to be made.
    #[must_use]
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::Published | Self::Rejected | Self::Withdrawn)
    }

    /// The state after an event of this kind; most say it by themselves.
    #[must_use]
    pub const fn after(self, kind: EventKind) -> Self {
        match kind {
            EventKind::Submitted | EventKind::Reported | EventKind::Amended | EventKind::Released => Self::Submitted,
            EventKind::Taken => Self::InReview,
            EventKind::Returned => Self::ChangesRequested,
            EventKind::Accepted => Self::Published,
            EventKind::Rejected => Self::Rejected,
            EventKind::Retracted => Self::Withdrawn,
            EventKind::Quarantined => Self::Quarantined,
            EventKind::Appealed => Self::Appealed,
            _ => self,
        }
    }
}

/// What one event did to a submission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    pub sequence: u64,
    pub time: Timestamp,
    pub kind: EventKind,
    pub actor: Arc<str>,
    /// For an event that proposes: the revision of the record that it was made on.
    base: Option<u64>,
    /// And what the record would be called.
    title: Option<Arc<str>>,
}

/// A submission and how it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submission {
    pub iri: Arc<str>,
    pub kind: Kind,
    /// The IRI of the record that it is or concerns.
    pub about: Arc<str>,
    pub ty: Option<TypeId>,
    pub author: Arc<str>,
    pub state: State,
    /// The revision of the record that the proposal was made on; 0 for a new one.
    pub base: u64,
    /// What a new record would be called.
    pub title: Option<Arc<str>>,
    /// The sequence of the event that has the present proposal.
    pub proposal: u64,
    /// Who looks at it.
    pub taken_by: Option<Arc<str>>,
    /// In their order; never empty.
    pub facts: Arc<[Fact]>,
}

impl Submission {
    /// The last part of the IRI.
    #[must_use]
    pub fn key(&self) -> &str {
        self.iri.rsplit('/').next().unwrap_or(&self.iri)
    }

    /// The sequence of the first event; later submissions have higher ones.
    #[must_use]
    pub fn first(&self) -> u64 {
        self.facts.first().map_or(0, |fact| fact.sequence)
    }

    /// When it was made.
    #[must_use]
    pub fn submitted(&self) -> Timestamp {
        self.facts.first().map_or(Timestamp::UNIX_EPOCH, |fact| fact.time)
    }

    /// When anything happened last.
    #[must_use]
    pub fn changed(&self) -> Timestamp {
        self.facts.last().map_or(Timestamp::UNIX_EPOCH, |fact| fact.time)
    }

    /// `None` when the event does not say what it is about.
    pub(super) fn begin(ontology: &Ontology, event: &Event) -> Option<Self> {
        let about = event.nodes(ABOUT).next()?;
        let kind = match event.kind {
            EventKind::Reported => Kind::Report,
            _ => event.texts(PROPOSES).next().and_then(Kind::named)?,
        };
        let fact = Fact::of(ontology, event);
        let blank = Self {
            iri: event.subject.as_str().into(),
            kind,
            about: about.into(),
            ty: ontology.split_iri(about).map(|(ty, _)| ty.id),
            author: Arc::clone(&fact.actor),
            state: State::Submitted,
            base: 0,
            title: None,
            proposal: event.sequence,
            taken_by: None,
            facts: Arc::new([]),
        };
        Some(blank.with(fact))
    }

    /// After one more event.
    pub(super) fn with(&self, fact: Fact) -> Self {
        let mut next = self.clone();
        next.state = self.state.after(fact.kind);
        match fact.kind {
            EventKind::Submitted | EventKind::Amended | EventKind::Reported => {
                next.proposal = fact.sequence;
                next.base = fact.base.unwrap_or(next.base);
                next.title = fact.title.clone().or(next.title);
            }
            EventKind::Taken => next.taken_by = Some(Arc::clone(&fact.actor)),
            _ => {}
        }
        next.facts = self.facts.iter().cloned().chain([fact]).collect();
        next
    }
}

impl Fact {
    pub(super) fn of(ontology: &Ontology, event: &Event) -> Self {
        Self {
            sequence: event.sequence,
            time: event.time,
            kind: event.kind,
            actor: event.actor.as_str().into(),
            base: event.texts(BASE_REVISION).next().and_then(|revision| revision.parse().ok()),
            title: title(ontology, &event.patch.added),
        }
    }
}

/// The name among the triples of a proposal, in the best language of the directory.
fn title(ontology: &Ontology, added: &[Triple]) -> Option<Arc<str>> {
    let is_label = |triple: &&Triple| {
        let path = ontology.path_id(&triple.predicate);
        path.is_some_and(|path| ontology.types.iter().any(|ty| ty.role(Role::Label).is_some_and(|label| ty.slot(path) == Some(label))))
    };
    let names: Vec<(&str, &str)> = added
        .iter()
        .filter(is_label)
        .filter_map(|triple| if let Term::Literal(literal) = &triple.object { Some((literal.language().unwrap_or_default(), literal.value())) } else { None })
        .collect();
    let wanted = ontology.directory.languages.iter().find_map(|language| names.iter().find(|(own, _)| own == language));
    wanted.or_else(|| names.first()).map(|(_, name)| (*name).into())
}
