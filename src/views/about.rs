//! What an event says about itself beside its patch: why, from which submission, to whose credit. Kept as its private triples, whose
//! subject is the event's; erased with it.
//!
//! May use `ontology` (names of predicates) and `ledger`.

use crate::ledger::Event;
use crate::ontology::Directory;
use crate::ontology::terms::{
    CURATOR, DCT_CONTRIBUTOR, DCT_CREATOR, DCT_IS_REPLACED_BY, DCT_ISSUED, DCT_MODIFIED, PROV_WAS_ATTRIBUTED_TO, PROV_WAS_DERIVED_FROM, RDFS_COMMENT, IMPORT_BATCH, IMPORT_FILE, REQUEST_DIGEST, REVISION,
};
use super::provenance::CreditRole;
use jiff::Timestamp;
use oxigraph::model::vocab::xsd;
use oxigraph::model::{Literal, NamedNode, NamedNodeRef, NamedOrBlankNode, Term, Triple};

/// When a record was first published and last changed, where an event says so instead of being that change itself: what was undone is as
/// if it had not happened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stamp {
    pub issued: Option<Timestamp>,
    pub modified: Option<Timestamp>,
    pub revision: Option<u64>,
}

/// The sayings of one event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// Whose words they are, when somebody else did it; an opaque identifier.
    pub credited: Option<String>,
    /// The submission it came from, by its last part.
    pub submission: Option<String>,
    pub reason: Option<String>,
    /// The IRI of what takes its place.
    pub replaced_by: Option<String>,
    /// Recognises a repeated request.
    pub request: Option<String>,
    /// The import that it is a part of, or takes back.
    pub batch: Option<String>,
    /// The names of the files of that import.
    pub file: Option<String>,
    pub stamps: Vec<(String, Stamp)>,
    /// Who was credited, for what, by events that are erased.
    pub credits: Vec<(String, CreditRole)>,
}

/// Credits that outlive their events, by the predicates of the catalogue record.
const CREDITS: [(NamedNodeRef<'static>, CreditRole); 3] =
    [(DCT_CREATOR, CreditRole::WritingOriginalDraft), (DCT_CONTRIBUTOR, CreditRole::WritingReviewEditing), (CURATOR, CreditRole::Validation)];

/// The IRI under which an event names an account.
#[must_use]
pub fn actor_iri(directory: &Directory, actor: &str) -> String {
    format!("{}actor/{actor}", directory.iri)
}

/// The account that such an IRI names.
#[must_use]
pub fn actor_of<'a>(directory: &Directory, iri: &'a str) -> Option<&'a str> {
    iri.strip_prefix(directory.iri.as_str())?.strip_prefix("actor/")
}

/// The IRI of a submission.
#[must_use]
pub fn submission_iri(directory: &Directory, submission: &str) -> String {
    format!("{}submission/{submission}", directory.iri)
}

fn last_part<'a>(directory: &Directory, folder: &str, iri: &'a str) -> &'a str {
    iri.strip_prefix(directory.iri.as_str()).and_then(|rest| rest.strip_prefix(folder)).unwrap_or(iri)
}

impl About {
    /// What `event` says.
    #[must_use]
    pub fn read(directory: &Directory, event: &Event) -> Self {
        let mut about = Self::default();
        for triple in &event.private {
            let NamedOrBlankNode::NamedNode(subject) = &triple.subject else { continue };
            let own = subject.as_str() == event.subject || event.kind.erases().is_some();
            let predicate = triple.predicate.as_ref();
            match &triple.object {
                Term::NamedNode(node) if own && predicate == PROV_WAS_ATTRIBUTED_TO => about.credited = Some(last_part(directory, "actor/", node.as_str()).to_owned()),
                Term::NamedNode(node) if own && predicate == PROV_WAS_DERIVED_FROM => about.submission = Some(last_part(directory, "submission/", node.as_str()).to_owned()),
                Term::NamedNode(node) if own && CREDITS.iter().any(|(credit, _)| *credit == predicate) => {
                    let actor = last_part(directory, "actor/", node.as_str());
                    about.credits.extend(CREDITS.iter().filter(|(credit, _)| *credit == predicate).map(|(_, role)| (actor.to_owned(), *role)));
                }
                Term::NamedNode(node) if own && predicate == DCT_IS_REPLACED_BY => about.replaced_by = Some(node.as_str().to_owned()),
                Term::Literal(text) if own && predicate == RDFS_COMMENT => about.reason = Some(text.value().to_owned()),
                Term::Literal(text) if own && predicate == REQUEST_DIGEST => about.request = Some(text.value().to_owned()),
                Term::Literal(text) if own && predicate == IMPORT_BATCH => about.batch = Some(text.value().to_owned()),
                Term::Literal(text) if own && predicate == IMPORT_FILE => about.file = Some(text.value().to_owned()),
                Term::Literal(text) => about.stamp(subject, predicate, text.value()),
                _ => {}
            }
        }
        about
    }

    fn stamp(&mut self, subject: &NamedNode, predicate: NamedNodeRef<'_>, text: &str) {
        let mut stamp = Stamp::default();
        if predicate == DCT_ISSUED {
            stamp.issued = text.parse().ok();
        } else if predicate == DCT_MODIFIED {
            stamp.modified = text.parse().ok();
        } else if predicate == REVISION {
            stamp.revision = text.parse().ok();
        }
        if stamp == Stamp::default() {
            return;
        }
        let at = self.stamps.iter().position(|(iri, _)| iri == subject.as_str()).unwrap_or_else(|| {
            self.stamps.push((subject.as_str().to_owned(), Stamp::default()));
            self.stamps.len() - 1
        });
        if let Some((_, own)) = self.stamps.get_mut(at) {
            *own = Stamp { issued: stamp.issued.or(own.issued), modified: stamp.modified.or(own.modified), revision: stamp.revision.or(own.revision) };
        }
    }

    /// The private triples of an event about `subject` that says this.
    #[must_use]
    pub fn triples(&self, directory: &Directory, subject: &str) -> Vec<Triple> {
        let own = NamedNode::new_unchecked(subject);
        let mut triples = Vec::new();
        let mut say = |predicate: NamedNodeRef<'_>, object: Term| triples.push(Triple::new(own.clone(), predicate, object));
        let node = |iri: String| Term::from(NamedNode::new_unchecked(iri));
        let text = |text: &str| Term::from(Literal::new_simple_literal(text));
        if let Some(actor) = &self.credited {
            say(PROV_WAS_ATTRIBUTED_TO, node(actor_iri(directory, actor)));
        }
        if let Some(submission) = &self.submission {
            say(PROV_WAS_DERIVED_FROM, node(submission_iri(directory, submission)));
        }
        if let Some(iri) = &self.replaced_by {
            say(DCT_IS_REPLACED_BY, node(iri.clone()));
        }
        if let Some(reason) = &self.reason {
            say(RDFS_COMMENT, text(reason));
        }
        if let Some(digest) = &self.request {
            say(REQUEST_DIGEST, text(digest));
        }
        if let Some(batch) = &self.batch {
            say(IMPORT_BATCH, text(batch));
        }
        if let Some(file) = &self.file {
            say(IMPORT_FILE, text(file));
        }
        for (actor, role) in &self.credits {
            if let Some((predicate, _)) = CREDITS.iter().find(|(_, own)| own == role) {
                say(*predicate, node(actor_iri(directory, actor)));
            }
        }
        for (iri, stamp) in &self.stamps {
            let of = NamedNode::new_unchecked(iri);
            let moment = |time: Timestamp| Literal::new_typed_literal(time.to_string(), xsd::DATE_TIME);
            triples.extend(stamp.issued.map(|time| Triple::new(of.clone(), DCT_ISSUED, moment(time))));
            triples.extend(stamp.modified.map(|time| Triple::new(of.clone(), DCT_MODIFIED, moment(time))));
            triples.extend(stamp.revision.map(|revision| Triple::new(of.clone(), REVISION, Literal::new_typed_literal(revision.to_string(), xsd::INTEGER))));
        }
        triples
    }
}
