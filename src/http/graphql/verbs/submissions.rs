//! Submissions, drafts and what belongs to them, as objects of the API.

use super::super::api::Enumeration;
use super::super::trees::{Shape, Tree};
use crate::app::Problem;
use crate::app::actor::{Operation, Visitor};
use crate::app::contribute::Dossier;
use crate::app::contribute::compose::is_written;
use crate::app::contribute::draft::Draft;
use crate::app::contribute::duplicates::{Duplicate, Likeness, duplicates};
use crate::app::contribute::list::{Listed, cursor};
use crate::app::contribute::machine::Action;
use crate::app::contribute::talk::Complaint;
use crate::app::process::receipt::Receipt;
use crate::app::difference::{self, FieldDifference, shown};
use crate::ledger::EventKind;
use crate::ontology::names::enum_value;
use crate::ontology::record::{Value, Violation};
use crate::ontology::{Ontology, Property};
use crate::views::process::{Credit, Entry};
use crate::views::queue::{Kind, State};
use crate::views::records::Snapshot;
use std::sync::Arc;

pub const OBJECTS: &[Shape] = &[
    (
        "Submission",
        "Something proposed, and how it stands. Its author and curators see it, and the owners of the record that it is about.",
        &[
            ("id", "ID!", "Its IRI."),
            ("key", "String!", "The last part of the IRI."),
            ("kind", "SubmissionKind!", "What is proposed."),
            ("state", "SubmissionState!", "How it stands."),
            ("type", "RecordType", "The type of the record."),
            ("about", "ID!", "The IRI of the record: for a new one, the one that it will have."),
            ("record", "Node", "The record, when it is published."),
            ("title", "String", "What the record is or would be called."),
            ("author", "ID!", "Who made it: an opaque identifier."),
            ("isMine", "Boolean!", "Whether the caller made it."),
            ("takenBy", "ID", "The curator who looks at it, or did last."),
            ("submitted", "DateTime!", "When it was made."),
            ("changed", "DateTime!", "When something happened last."),
            ("proposal", "Int!", "The revision that has the present proposal. Give it when deciding, so that nothing is decided unseen."),
            ("baseRevision", "Int!", "The revision of the record that the proposal was made on; 0 for a new one."),
            ("reports", "ReportReason", "What a report says."),
            ("isAtItsDomain", "Boolean!", "For who asks to own a record: whether their confirmed e-mail address is at the domain of its web address."),
            ("hasItsOrcid", "Boolean!", "For who asks to own a record: whether their account is linked with the ORCID iD that the record has."),
            ("siteShows", "String", "For who asks to own a record: the address at its site that showed the token of `siteProof`."),
            ("disputes", "Boolean!", "For who asks to own a record: whether it has owners already, who read and answer this too."),
            ("consent", "ConsentBasis", "Of a record about a person: how the author knows that the person agrees."),
            ("consentTo", "[String!]!", "And to which fields."),
            ("withoutConsent", "[String!]!", "Fields about a person to whose publication nobody says that the person agrees; a curator may say so, or leaves them out."),
            ("difference", "[FieldDifference!]!", "What it would change, field by field."),
            ("conflicts", "[String!]!", "Fields that have changed in another way since; such a proposal has to be amended."),
            ("violations", "[FieldViolation!]!", "What stands in the way of publishing it as it is."),
            ("duplicates", "[Duplicate!]!", "Published records that may be the same."),
            ("history", "[SubmissionStep!]!", "Everything that happened and was said, in its order."),
            ("actions", "[SubmissionAction!]!", "What the caller can do with it now."),
            ("entry", "CallEntry", "What belongs to the call that it was sent in to, if it was."),
            ("receipt", "Receipt", "That its present proposal arrived in the call: for whoever sent it to keep."),
        ],
    ),
    (
        "CallEntry",
        "Something that was sent in to a call, as far as the call goes.",
        &[
            ("call", "Node", "The call."),
            ("question", "Node", "The question that it answers."),
            ("received", "DateTime!", "When it arrived."),
            ("isLate", "Boolean!", "Whether the call had closed by then."),
            ("licence", "String!", "The address of the licence it was given under."),
            ("creditedAs", "Node", "Who is to be credited."),
            ("creditedName", "String", "Their name, where they have no record."),
            ("isUnnamed", "Boolean!", "Whether they wish not to be named."),
        ],
    ),
    (
        "Receipt",
        "A signed proof that something arrived in a call. It can be checked without this server, with the keys at /.well-known/jwks.json.",
        &[
            ("signed", "String!", "The receipt: a JSON Web Signature (EdDSA) in the compact form."),
            ("received", "DateTime!", "When it arrived."),
            ("revision", "Int!", "The ledger's sequence number."),
            ("sha256", "String!", "Of what arrived, in hexadecimal."),
            ("proposal", "String!", "What arrived, in the canonical form (RDFC-1.0) that the digest is of: N-Quads."),
        ],
    ),
    (
        "FieldDifference",
        "A field whose values differ.",
        &[
            ("field", "String!", "Its name."),
            ("label", "String!", "For people."),
            ("kind", "DifferenceKind!", "In which way."),
            ("removed", "[ShownValue!]!", "Values that are there no longer."),
            ("added", "[ShownValue!]!", "Values that were not there."),
            ("before", "[ShownValue!]!", "All values before."),
            ("after", "[ShownValue!]!", "All values after."),
        ],
    ),
    (
        "ShownValue",
        "A value as people read it.",
        &[("text", "String!", "The value; for a link the name of what it leads to."), ("language", "String", "The language of a text that has one."), ("record", "Node", "What a link leads to, when it is published.")],
    ),
    ("FieldViolation", "Something wrong with a field.", &[("field", "String", "Its name, if it is a field."), ("message", "String!", "What is wrong, and what to do.")]),
    (
        "Duplicate",
        "A published record that may be the same.",
        &[("record", "Node!", "The record."), ("reason", "DuplicateReason!", "Why."), ("score", "Int!", "How alike, from 0 to 100.")],
    ),
    (
        "SubmissionStep",
        "Something that happened to a submission.",
        &[
            ("revision", "Int!", "The ledger's sequence number."),
            ("time", "DateTime!", "When."),
            ("kind", "SubmissionStepKind!", "What."),
            ("actor", "ID!", "Who: an opaque identifier."),
            ("text", "String", "What was said: a note, a comment, the reason."),
            ("fields", "[String!]!", "The fields that were accepted, when not all were."),
        ],
    ),
    (
        "SubmissionConnection",
        "A page of submissions.",
        &[
            ("edges", "[SubmissionEdge!]!", "With cursors."),
            ("nodes", "[Submission!]!", "Without."),
            ("pageInfo", "PageInfo!", "What is around this page."),
            ("totalCount", "Int!", "How many there are on all pages."),
        ],
    ),
    ("SubmissionEdge", "A submission in a list.", &[("cursor", "String!", "Where it stands in this list."), ("node", "Submission!", "The submission.")]),
    (
        "ReviewOutcome",
        "What came of one of many decisions.",
        &[
            ("id", "ID!", "As it was named."),
            ("submission", "Submission", "The submission, when it was decided."),
            ("code", "String", "Otherwise the error code."),
            ("message", "String", "And what is wrong."),
        ],
    ),
    (
        "ContributionDraft",
        "A contribution that its author keeps for later.",
        &[
            ("id", "ID!", "Its name."),
            ("type", "RecordType!", "The type of the record."),
            ("about", "ID", "The IRI of the record that it will change; null for a new one."),
            ("call", "ID", "The IRI of the call that it is to be sent in to."),
            ("content", "String!", "As it was given: the input as JSON."),
            ("saved", "DateTime!", "When."),
            ("violations", "[FieldViolation!]!", "What stands in the way of submitting it as it is."),
        ],
    ),
    ("Backing", "Who agrees with a claim from their own experience.", &[("claim", "Node!", "The claim."), ("count", "Int!", "How many people."), ("isMine", "Boolean!", "Whether the caller is one of them.")]),
];

/// The name of an event's kind as an enum value.
fn step_kind(kind: EventKind) -> String {
    enum_value(kind.name())
}

pub fn enumerations() -> Vec<Enumeration> {
    let made = |name: &str, description: &str, values: Vec<(String, String)>| Enumeration { name: name.to_owned(), description: description.to_owned(), values };
    let action = |action: &Action| (enum_value(action.name()), action.words().to_owned());
    let steps = [(EventKind::Submitted, "It was made."), (EventKind::Reported, "It was reported.")].map(|(kind, words)| (step_kind(kind), words.to_owned()));
    vec![
        made("SubmissionKind", "What is proposed.", Kind::ALL.iter().map(|kind| (enum_value(kind.name()), kind.words().to_owned())).collect()),
        made("SubmissionState", "How a submission stands.", State::ALL.iter().map(|state| (enum_value(state.name()), state.words().to_owned())).collect()),
        made("SubmissionAction", "What can be done with a submission.", Action::ALL.iter().map(action).collect()),
        made("ReviewDecision", "What curators do with a submission.", Action::ALL.iter().filter(|action| action.operation() == Operation::Review).map(action).collect()),
        made("SubmissionStepKind", "What happened to a submission.", steps.into_iter().chain(Action::ALL.iter().map(|action| (step_kind(action.kind()), action.words().to_owned()))).collect()),
        made(
            "DifferenceKind",
            "In which way the values of a field differ.",
            difference::Kind::ALL.iter().map(|kind| (kind.name().to_owned(), kind.words().to_owned())).collect(),
        ),
        made("ReportReason", "What is wrong with a record.", Complaint::ALL.iter().map(|complaint| (enum_value(complaint.name()), complaint.words().to_owned())).collect()),
        made("DuplicateReason", "Why a record may be the same.", Likeness::ALL.iter().map(|likeness| (likeness.name().to_owned(), likeness.words().to_owned())).collect()),
    ]
}

/// A submission for whoever may see it.
pub fn submission(dossier: Dossier, visitor: &Visitor) -> Tree {
    let (submission, snapshot) = (Arc::clone(&dossier.submission), Arc::clone(&dossier.state.snapshot));
    let ontology = Arc::clone(snapshot.ontology());
    let fields = |slots: Vec<u16>| Tree::texts(slots.into_iter().filter_map(|slot| dossier.ty()?.property(slot)).map(|property| property.field.clone()));
    let owns = visitor.caller.actor().is_some_and(|actor| *submission.author == *actor);
    let reads = owns || visitor.caller.actor().is_some_and(|actor| dossier.state.queue.owns(actor, &submission.about));
    let may = |action: &Action| visitor.caller.demand(action.operation(), if action.operation() == Operation::Amend { owns } else { reads }).is_ok();
    let actions = Tree::texts(dossier.actions().filter(may).map(|action| enum_value(action.name())));
    let conflicts = fields(dossier.conflicts());
    let steps = Tree::list(dossier.steps.iter().map(|step| {
        Tree::object([
            ("revision", Tree::number(step.sequence)),
            ("time", Tree::text(step.time.to_string())),
            ("kind", Tree::text(step_kind(step.kind))),
            ("actor", Tree::text(&step.actor)),
            ("text", Tree::maybe(step.text.as_deref())),
            ("fields", Tree::texts(&step.fields)),
        ])
    }));
    let reports = Complaint::ALL.iter().find(|complaint| dossier.reports.as_deref() == Some(complaint.name()));
    let (title, at_domain, has_orcid) = (dossier.title(), dossier.is_at_its_domain(), dossier.has_its_orcid());
    let record = snapshot.by_iri(&submission.about).map_or(Tree::Null, |record| Tree::Record(record.id));
    let entry = dossier.entry.as_deref().map_or(Tree::Null, |own| call_entry(&snapshot, own));
    let receipt = dossier.receipt.as_ref().map_or(Tree::Null, receipted);
    let dossier = Arc::new(dossier);
    let (one, two, three) = (Arc::clone(&dossier), Arc::clone(&dossier), Arc::clone(&dossier));
    Tree::object([
        ("id", Tree::text(&*submission.iri)),
        ("key", Tree::text(submission.key())),
        ("kind", Tree::text(enum_value(submission.kind.name()))),
        ("state", Tree::text(enum_value(submission.state.name()))),
        ("type", Tree::maybe(submission.ty.map(|ty| ontology.ty(ty).enum_value.as_str()))),
        ("about", Tree::text(&*submission.about)),
        ("record", record),
        ("title", Tree::maybe(title)),
        ("author", Tree::text(&*submission.author)),
        ("isMine", Tree::flag(owns)),
        ("takenBy", Tree::maybe(submission.taken_by.as_deref())),
        ("submitted", Tree::text(submission.submitted().to_string())),
        ("changed", Tree::text(submission.changed().to_string())),
        ("proposal", Tree::number(submission.proposal)),
        ("baseRevision", Tree::number(submission.base)),
        ("reports", Tree::maybe(reports.map(|complaint| enum_value(complaint.name())))),
        ("isAtItsDomain", Tree::flag(at_domain)),
        ("hasItsOrcid", Tree::flag(has_orcid)),
        ("siteShows", Tree::maybe(dossier.site.as_deref())),
        ("disputes", Tree::flag(submission.kind == Kind::Ownership && dossier.state.queue.owners(&submission.about).iter().any(|owner| **owner != *submission.author))),
        ("consent", Tree::maybe(dossier.consent.as_ref().map(|(basis, _)| enum_value(basis.name())))),
        ("consentTo", Tree::texts(dossier.consent.iter().flat_map(|(_, fields)| fields))),
        ("withoutConsent", Tree::texts(&dossier.without_consent)),
        ("difference", Tree::later(move || differences(&one))),
        ("conflicts", conflicts),
        ("violations", Tree::later(move || two.violations().iter().map(violation).collect())),
        ("duplicates", Tree::later(move || alike(&three))),
        ("history", steps),
        ("actions", actions),
        ("entry", entry),
        ("receipt", receipt),
    ])
}

/// A published record, by its IRI.
pub(super) fn node(snapshot: &Snapshot, iri: &str) -> Tree {
    snapshot.by_iri(iri).map_or(Tree::Null, |record| Tree::Record(record.id))
}

fn call_entry(snapshot: &Snapshot, entry: &Entry) -> Tree {
    let (person, name) = match &entry.credit {
        Credit::As(iri) => (node(snapshot, iri), None),
        Credit::Name(name) => (Tree::Null, Some(&**name)),
        Credit::Nobody => (Tree::Null, None),
    };
    Tree::object([
        ("call", node(snapshot, &entry.call)),
        ("question", entry.question.as_deref().map_or(Tree::Null, |iri| node(snapshot, iri))),
        ("received", Tree::text(entry.received.to_string())),
        ("isLate", Tree::flag(entry.late)),
        ("licence", Tree::text(&*entry.licence)),
        ("creditedAs", person),
        ("creditedName", Tree::maybe(name)),
        ("isUnnamed", Tree::flag(entry.credit == Credit::Nobody)),
    ])
}

fn receipted(receipt: &Receipt) -> Tree {
    Tree::object([
        ("signed", Tree::text(&receipt.signed)),
        ("received", Tree::text(&receipt.claims.received)),
        ("revision", Tree::number(receipt.claims.revision)),
        ("sha256", Tree::text(&receipt.claims.sha256)),
        ("proposal", Tree::text(&receipt.proposal)),
    ])
}

/// Curators' notes are no field of a proposal, so everything in it can be shown to whoever may see it.
fn differences(dossier: &Dossier) -> Vec<Tree> {
    let Some(ty) = dossier.ty() else { return Vec::new() };
    let all = dossier.difference();
    let fields = all.iter().filter_map(|field| Some((field, ty.property(field.slot).filter(|property| is_written(property))?)));
    fields.map(|(field, property)| field_difference(&dossier.state.snapshot, property, field)).collect()
}

/// A field whose values differ; for histories too.
pub fn field_difference(snapshot: &Snapshot, property: &Property, field: &FieldDifference) -> Tree {
    let values = |values: &[Value]| Tree::list(values.iter().map(|value| shown_value(snapshot, property, value)));
    let without = |values: &[Value], others: &[Value]| Tree::list(values.iter().filter(|value| !others.contains(value)).map(|value| shown_value(snapshot, property, value)));
    Tree::object([
        ("field", Tree::text(&property.field)),
        ("label", Tree::text(&property.label)),
        ("kind", Tree::text(field.kind.name())),
        ("removed", without(&field.before, &field.after)),
        ("added", without(&field.after, &field.before)),
        ("before", values(&field.before)),
        ("after", values(&field.after)),
    ])
}

fn shown_value(snapshot: &Snapshot, property: &Property, value: &Value) -> Tree {
    let shown = shown(snapshot, &property.range, value);
    Tree::object([("text", Tree::text(shown.text)), ("language", Tree::maybe(shown.language)), ("record", shown.record.map_or(Tree::Null, Tree::Record))])
}

pub fn violation(violation: &Violation) -> Tree {
    Tree::object([("field", Tree::maybe(violation.field.as_deref())), ("message", Tree::text(&violation.message))])
}

fn alike(dossier: &Dossier) -> Vec<Tree> {
    let Some(ty) = dossier.ty().filter(|_| dossier.submission.kind == Kind::Record) else { return Vec::new() };
    let found = duplicates(&dossier.state, ty, Some(&dossier.submission.about), &dossier.proposal.after).unwrap_or_default();
    found.iter().map(duplicate).collect()
}

pub fn duplicate(duplicate: &Duplicate) -> Tree {
    Tree::object([("record", Tree::Record(duplicate.id)), ("reason", Tree::text(duplicate.likeness.name())), ("score", Tree::number(duplicate.score.into()))])
}

/// A page, with what is in it.
pub fn connection(listed: &Listed, nodes: Vec<Tree>) -> Tree {
    let cursors: Vec<String> = listed.submissions.iter().map(|submission| cursor(submission)).collect();
    let page = Tree::object([
        ("hasNextPage", Tree::flag(listed.has_after)),
        ("hasPreviousPage", Tree::flag(listed.has_before)),
        ("startCursor", Tree::maybe(cursors.first().cloned())),
        ("endCursor", Tree::maybe(cursors.last().cloned())),
    ]);
    let edges = cursors.into_iter().zip(&nodes).map(|(cursor, node)| Tree::object([("cursor", Tree::text(cursor)), ("node", node.clone())]));
    Tree::object([("edges", Tree::list(edges.collect::<Vec<_>>())), ("nodes", Tree::list(nodes)), ("pageInfo", page), ("totalCount", Tree::number(listed.total as u64))])
}

pub fn draft(ontology: &Ontology, draft: &Draft) -> Tree {
    Tree::object([
        ("id", Tree::text(&draft.id)),
        ("type", Tree::text(&ontology.ty(draft.ty).enum_value)),
        ("about", Tree::maybe(draft.about.as_deref())),
        ("call", Tree::maybe(draft.call.as_deref())),
        ("content", Tree::text(&draft.content)),
        ("saved", Tree::text(draft.saved.to_string())),
        ("violations", Tree::list(draft.violations.iter().map(violation))),
    ])
}

pub fn outcome(id: &str, outcome: Result<Tree, Problem>) -> Tree {
    let (submission, code, message) = match outcome {
        Ok(submission) => (submission, None, None),
        Err(problem) => (Tree::Null, Some(problem.code.row().code), Some(problem.message)),
    };
    Tree::object([("id", Tree::text(id)), ("submission", submission), ("code", Tree::maybe(code)), ("message", Tree::maybe(message))])
}
