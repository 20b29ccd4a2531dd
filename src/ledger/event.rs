//! Events, and the text in which the ledger keeps what they say.

use std::fmt::{self, Display};

use jiff::Timestamp;
use oxigraph::model::{NamedNode, NamedNodeRef, Term, Triple};
use ulid::Ulid;

use super::patch::{self, Line, PatchError};
use super::{IDEMPOTENCY_KEY_BYTES_MAX, LedgerError, PAYLOAD_BYTES_MAX, Patch};

macro_rules! kinds {
    ($($(#[doc = $words:literal])+ $variant:ident $shown:literal,)*) => {
        /// What happened. Closed: a new kind is a new row. The name under which a kind is stored is never changed, because the
        /// chain covers it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum EventKind {
            $($(#[doc = $words])+ $variant,)*
            /// What an earlier event said was removed for good.
            Erased {
                /// The earlier event.
                sequence: u64,
            },
        }

        impl EventKind {
            /// The name under which the kind is stored.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => stringify!($variant),)* Self::Erased { .. } => "Erased" }
            }

            /// Whether readers see what the event changes. The patch of any other kind is a proposal.
            #[must_use]
            pub const fn is_shown(self) -> bool {
                match self { $(Self::$variant => $shown,)* Self::Erased { .. } => false }
            }

            /// The kinds whose changes readers see, each with what it means.
            pub fn shown() -> impl Iterator<Item = (Self, &'static str)> {
                [$((Self::$variant, concat!($($words),+).trim_ascii_start()),)*].into_iter().filter(|(kind, _)| kind.is_shown())
            }

            pub(super) fn from_stored(name: &str, erases: Option<u64>) -> Option<Self> {
                match (name, erases) {
                    ("Erased", Some(sequence)) => Some(Self::Erased { sequence }),
                    $((stringify!($variant), None) => Some(Self::$variant),)*
                    _ => None,
                }
            }
        }
    };
}

kinds! {
    /// A record became public.
    Published true,
    /// A public record changed.
    Revised true,
    /// A record is public no longer.
    Withdrawn true,
    /// A record was found to be the same as another, which takes over its links.
    Merged true,
    /// A merger was taken back.
    Unmerged true,
    /// A record says again what it said before, or is public again.
    Restored true,
    /// A record should be used no longer; another may take its place.
    Deprecated true,
    /// What is published of a record is said anew, because earlier events that said it were erased.
    Restated true,
    /// Everything about a record was erased. The subject is a digest of its IRI, so that the key is never given again.
    Forgotten false,
    /// Something was proposed: the patch is what it would change.
    Submitted false,
    /// A proposal was changed by whoever made it, and waits again.
    Amended false,
    /// A curator looks at a proposal.
    Taken false,
    /// A curator asks for a change of a proposal.
    Returned false,
    /// A proposal was accepted, whole or in part; what became public stands in events beside it.
    Accepted false,
    /// A proposal was not accepted, for a reason.
    Rejected false,
    /// A proposal was taken back by whoever made it.
    Retracted false,
    /// A proposal is held because it may be spam.
    Quarantined false,
    /// Whoever made a proposal that is held asks for another look.
    Appealed false,
    /// A proposal is held no longer.
    Released false,
    /// Somebody said something about a proposal.
    Commented false,
    /// Somebody told curators that something is wrong with a record.
    Reported false,
    /// Somebody said that a claim agrees with their own experience.
    Endorsed false,
    /// Somebody became an owner of a record, or ceased to be one.
    Owned false,
    /// Somebody was given a part in a call, or gave it up.
    Assigned false,
    /// Somebody said what a submission to a call is about, in the terms of its frame.
    Coded false,
    /// It was settled what a submission to a call is about.
    Reconciled false,
    /// It was said what became of a submission to a call.
    Concluded false,
    /// Somebody said which fields of a record about a person that person agrees to have published, or does no longer.
    Consented false,
}

impl EventKind {
    /// The earlier event that this one erases.
    #[must_use]
    pub const fn erases(self) -> Option<u64> {
        if let Self::Erased { sequence } = self { Some(sequence) } else { None }
    }
}

impl Display for EventKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What a caller asks the ledger to keep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Who does it, as an opaque identifier.
    pub actor: String,
    pub kind: EventKind,
    /// The IRI of the record concerned.
    pub subject: String,
    pub patch: Patch,
    /// What the event says about itself (why, from which submission, to whose credit) and notes for curators; never in the graph.
    pub private: Vec<Triple>,
    /// Makes repeating a call harmless; counts per actor.
    pub idempotency_key: Option<String>,
}

/// One entry of the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Its place: 1, 2, 3 … without gaps. Also called the revision that it makes.
    pub sequence: u64,
    /// Ever-growing along the journal.
    pub id: Ulid,
    /// When it was kept, in milliseconds; never earlier than the event before. It is the time in `id`.
    pub time: Timestamp,
    pub actor: String,
    pub kind: EventKind,
    pub subject: String,
    pub patch: Patch,
    pub private: Vec<Triple>,
    pub idempotency_key: Option<String>,
    /// True when what it said is gone: then `actor` and `subject` are empty and there is nothing to apply.
    pub erased: bool,
}

impl Event {
    /// What it says of itself by a predicate.
    pub fn said<'a>(&'a self, predicate: NamedNodeRef<'a>) -> impl Iterator<Item = &'a Term> {
        self.private.iter().filter(move |triple| triple.predicate == predicate).map(|triple| &triple.object)
    }

    /// The texts among it.
    pub fn texts<'a>(&'a self, predicate: NamedNodeRef<'a>) -> impl Iterator<Item = &'a str> {
        self.said(predicate).filter_map(|term| if let Term::Literal(literal) = term { Some(literal.value()) } else { None })
    }

    /// The IRIs among it.
    pub fn nodes<'a>(&'a self, predicate: NamedNodeRef<'a>) -> impl Iterator<Item = &'a str> {
        self.said(predicate).filter_map(|term| if let Term::NamedNode(node) = term { Some(node.as_str()) } else { None })
    }
}

impl Event {
    pub(super) fn new(sequence: u64, id: Ulid, kind: EventKind, said: Option<Said>) -> Self {
        let erased = said.is_none();
        let Said { actor, subject, patch, private, idempotency_key } = said.unwrap_or_default();
        Self { sequence, id, time: time_of(id), actor, kind, subject, patch, private, idempotency_key, erased }
    }
}

/// Times beyond what a calendar can show are beyond what the writer makes.
pub(super) fn time_of(id: Ulid) -> Timestamp {
    i64::try_from(id.timestamp_ms()).ok().and_then(|time| Timestamp::from_millisecond(time).ok()).unwrap_or(Timestamp::MAX)
}

/// What an event says: the erasable part.
///
/// Kept as an RDF Patch with a header (`H actor`, `H subject`, `H key`), the patch, and notes as `N` lines. The text is canonical:
/// equal content, equal bytes, so repetitions are recognised and the commitment covers exactly what is stored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Said {
    actor: String,
    subject: String,
    patch: Patch,
    private: Vec<Triple>,
    idempotency_key: Option<String>,
}

impl Said {
    pub(super) fn parse(text: &str) -> Result<Self, PatchError> {
        let mut said = Self::default();
        // Nearly all lines of nearly all events add something.
        said.patch.added.reserve_exact(memchr::memchr_iter(b'\n', text.as_bytes()).count());
        for (number, line) in patch::lines(text) {
            let mut line = Line::new(number, line);
            match line.letter()? {
                b'A' => said.patch.added.push(line.triple()?),
                b'D' => said.patch.removed.push(line.triple()?),
                b'N' => said.private.push(line.triple()?),
                b'H' => {
                    match line.word()? {
                        "actor" => said.actor = line.quoted()?,
                        "subject" => said.subject = line.iri()?,
                        "key" => said.idempotency_key = Some(line.quoted()?),
                        _ => return Err(line.expected("`actor`, `subject` or `key`")),
                    }
                    line.end()?;
                }
                _ => return Err(line.expected("`H`, `D`, `A` or `N`")),
            }
        }
        Ok(said)
    }
}

/// A draft in the form in which it will be kept.
#[derive(Debug)]
pub(super) struct Prepared {
    pub kind: EventKind,
    pub payload: String,
    /// Recognises the idempotency key without showing it.
    pub repeat: Option<[u8; 32]>,
    pub said: Said,
}

impl Prepared {
    /// Refuses whatever could not be read back exactly as it was meant. `index` is the draft's place in its call.
    pub(super) fn new(index: usize, draft: &Draft) -> Result<Self, LedgerError> {
        let refuse = |reason: String| Err(LedgerError::BadDraft { index, reason });
        if draft.kind.erases().is_some() {
            return refuse("erasures are made by erasing".to_owned());
        }
        if let Err(error) = NamedNode::new(draft.subject.as_str()) {
            return refuse(format!("the subject `{}` is not an IRI: {error}", draft.subject.escape_debug()));
        }
        let triples = [&draft.patch.removed, &draft.patch.added, &draft.private];
        if let Some(reason) = patch::unwritable(triples.into_iter().flatten()) {
            return refuse(reason);
        }
        if let Some(key) = &draft.idempotency_key {
            if key.is_empty() {
                return refuse("the idempotency key is empty".to_owned());
            }
            if key.len() > IDEMPOTENCY_KEY_BYTES_MAX {
                return Err(LedgerError::TooLarge { what: "the length of the idempotency key in bytes", found: key.len(), limit: IDEMPOTENCY_KEY_BYTES_MAX });
            }
        }
        Self::trusted(index, draft)
    }

    pub(super) fn trusted(index: usize, draft: &Draft) -> Result<Self, LedgerError> {
        let mut payload = String::with_capacity(1024);
        payload.push_str("H actor ");
        patch::write_quoted(&mut payload, &draft.actor);
        payload.push_str(" .\nH subject ");
        patch::write_iri(&mut payload, &draft.subject);
        payload.push_str(" .\n");
        if let Some(key) = &draft.idempotency_key {
            payload.push_str("H key ");
            patch::write_quoted(&mut payload, key);
            payload.push_str(" .\n");
        }
        patch::write_triples(&mut payload, 'D', &draft.patch.removed);
        patch::write_triples(&mut payload, 'A', &draft.patch.added);
        patch::write_triples(&mut payload, 'N', &draft.private);
        if payload.len() > PAYLOAD_BYTES_MAX {
            return Err(LedgerError::TooLarge { what: "the size of an event in bytes", found: payload.len(), limit: PAYLOAD_BYTES_MAX });
        }
        // The answer to an append is what a replay will say, so it is read from the same text.
        let said = Said::parse(&payload).map_err(|error| LedgerError::BadDraft { index, reason: error.to_string() })?;
        let repeat = draft.idempotency_key.as_deref().map(|key| repeat(&draft.actor, key));
        Ok(Self { kind: draft.kind, payload, repeat, said })
    }
}

/// Keys count per actor, so that nobody can find out about another's.
pub(super) fn repeat(actor: &str, key: &str) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&(actor.len() as u64).to_be_bytes());
    hasher.update(actor.as_bytes());
    hasher.update(key.as_bytes());
    hasher.finalize().into()
}
