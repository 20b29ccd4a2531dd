//! What belongs to calls, as objects of the API.

use super::super::super::api::Enumeration;
use super::super::super::trees::{Shape, Tree};
use super::super::Act;
use super::super::submissions::node;
use crate::app::passage::{Passage, Spot};
use crate::app::process::coding::{Agreement, Crossing, Shown};
use crate::app::process::outcome::{Became, Told};
use crate::app::process::progress::Progress;
use crate::app::process::responses::Group;
use crate::app::process::{Call, Phase};
use crate::ontology::names::enum_value;
use crate::views::State;
use crate::views::process::{Coding, Duty, Extension};
use crate::views::records::Record;
use jiff::Timestamp;
use serde_json::Value as Json;

pub const OBJECTS: &[Shape] = &[
    (
        "CallProcess",
        "When a call takes something, and what it asks.",
        &[
            ("call", "Node", "The call."),
            ("phase", "CallPhase!", "What it does now."),
            ("opens", "String", "The instant from which it takes something, in its time zone (RFC 9557); always, when there is none."),
            ("opensAt", "DateTime", "The same in UTC."),
            ("closes", "String!", "The instant from which it takes nothing more, or only late, in its time zone (RFC 9557)."),
            ("closesAt", "DateTime!", "The same in UTC."),
            ("endsAt", "DateTime!", "The instant from which it takes nothing any more."),
            ("timeZone", "String!", "Its IANA time zone."),
            ("questions", "[CallQuestion!]!", "What it asks, in order."),
            ("frame", "[ID!]!", "The IRIs of the vocabularies by which what comes in is coded."),
            ("extensions", "[CallExtension!]!", "How it was moved in time, in order."),
            ("myParts", "[CallPart!]!", "The parts that the caller has in it."),
            ("isReminded", "Boolean!", "Whether the caller asked for a mail before it closes."),
        ],
    ),
    (
        "Passage",
        "A passage that a response is about, as the selectors of Web Annotation (W3C) name it.",
        &[
            ("response", "Node!", "The response."),
            ("exact", "String!", "The words."),
            ("prefix", "String!", "The words before them, where they stand more than once."),
            ("suffix", "String!", "The words after them."),
            ("field", "String", "The field in which they stand; null where they stand no longer."),
            ("language", "String", "The language of that text, if it has one."),
            ("start", "Int", "The first character, from 0, of the text or of the words of a document."),
            ("end", "Int", "The character after the last one."),
            ("isOrphaned", "Boolean!", "Whether the record was changed since and has them no longer."),
        ],
    ),
    ("CallQuestion", "Something that a call asks.", &[("node", "Node!", "The question."), ("takes", "[RecordType!]!", "The types of the records that answer it.")]),
    (
        "CallExtension",
        "That a call was moved in time.",
        &[
            ("revision", "Int!", "The ledger's sequence number."),
            ("time", "DateTime!", "When."),
            ("by", "ID!", "Who: an opaque identifier."),
            ("name", "String", "Their name, if they wish to be named."),
            ("reason", "String", "Why."),
            ("moved", "[CallMove!]!", "What is different."),
        ],
    ),
    (
        "CallMove",
        "Something about a call's time that is different.",
        &[("field", "String!", "Which field of the call."), ("from", "String", "What it was."), ("to", "String", "What it is.")],
    ),
    ("CallHolder", "Who has a part in a call.", &[("account", "ID!", "An opaque identifier."), ("name", "String", "Their name, if they wish to be named."), ("part", "CallPart!", "Which part.")]),
    (
        "CallProgress",
        "How a call goes.",
        &[
            ("total", "Int!", "What was sent in."),
            ("late", "Int!", "What of it came late."),
            ("byQuestion", "[CallCount!]!", "For each question, in their order, and for what answers none."),
            ("byState", "[CallCount!]!", "For each state of submissions."),
            ("byDay", "[CallCount!]!", "For each day where the call is made."),
            ("toCode", "Int!", "What is to be coded."),
            ("coded", "Int!", "What two have coded."),
            ("settled", "Int!", "What is settled."),
            ("withoutOutcome", "Int!", "What is not decided yet."),
        ],
    ),
    ("CallCount", "How many there are of something.", &[("key", "String", "A question's IRI, a state, a day."), ("node", "Node", "The question."), ("count", "Int!", "How many.")]),
    (
        "CodedSubmission",
        "What a submission to a call is about, as its coders say.",
        &[
            ("submission", "ID!", "The key of the submission."),
            ("title", "String", "What it would be called."),
            ("coders", "Int!", "How many have coded it."),
            ("mine", "[Node!]", "What the caller said."),
            ("codings", "[Coding!]", "What everybody said; null while it is blind for the caller."),
            ("differs", "Boolean", "Whether they differ; null while it is blind."),
            ("settled", "[Node!]", "What an editor settled."),
            ("settledBecause", "String", "Why."),
        ],
    ),
    ("Coding", "What one person said that something is about.", &[("coder", "ID!", "Who: an opaque identifier."), ("codes", "[Node!]!", "Concepts."), ("note", "String", "What they said with it.")]),
    (
        "CodingAgreement",
        "How far coders agree about the concepts of one vocabulary: whether each that anybody used applies to each submission.",
        &[
            ("vocabulary", "ID!", "Its IRI."),
            ("title", "String!", "Its title."),
            ("units", "Int!", "Judgements that two or more have made."),
            ("observed", "Float", "The part of all pairs of judgements that is the same, from 0 to 1."),
            ("alpha", "Float", "Krippendorff's alpha for nominal data; null where nothing varies."),
            ("kappas", "[CodingKappa!]!", "Cohen's kappa of each pair of coders."),
        ],
    ),
    ("CodingKappa", "How far two coders agree.", &[("coders", "[ID!]!", "Who: opaque identifiers."), ("kappa", "Float", "Cohen's kappa; null where nothing varies.")]),
    (
        "CodedCrossing",
        "How much came in about two concepts at once.",
        &[("row", "Node", "A concept."), ("column", "Node", "Another."), ("rowLabel", "String!", "Its name."), ("columnLabel", "String!", "Its name."), ("count", "Int!", "How many submissions.")],
    ),
    (
        "ContributionOutcome",
        "What became of something that was sent in to a call.",
        &[
            ("submission", "ID!", "The key of the submission."),
            ("title", "String", "What it would be called."),
            ("outcome", "ContributionOutcomeKind!", "What became of it."),
            ("reason", "String", "Why."),
            ("record", "Node", "The record, when it is published."),
            ("usedIn", "[Node!]!", "What it was used in: findings that cite it, and what an editor names."),
            ("creditedIn", "[Node!]!", "What of that which the call led to names whoever is to be credited."),
        ],
    ),
    (
        "OpenCredit",
        "Something that keeps credits from being closed.",
        &[("submission", "ID", "The key of the submission that it is about."), ("agent", "Node", "Whom it is about."), ("message", "String!", "What is open, and what to do.")],
    ),
    (
        "ResponseGroup",
        "Responses of one stance.",
        &[("stance", "String", "The stance; null for those that take none."), ("label", "String", "For people."), ("count", "Int!", "How many."), ("nodes", "[Node!]!", "The responses, oldest first.")],
    ),
];

/// The enums of arguments and results.
pub fn enumerations() -> Vec<Enumeration> {
    let made = |name: &str, description: &str, values: Vec<(&str, &str)>| Enumeration {
        name: name.to_owned(),
        description: description.to_owned(),
        values: values.into_iter().map(|(name, words)| (enum_value(name), words.to_owned())).collect(),
    };
    vec![
        made("CallPhase", "What a call does at an instant.", Phase::ALL.iter().map(|phase| (phase.name(), phase.words())).collect()),
        made("CallPart", "What somebody does in a call.", Duty::ALL.iter().map(|duty| (duty.name(), duty.words())).collect()),
        made("ContributionOutcomeKind", "What became of a contribution.", Became::ALL.iter().map(|became| (became.name(), became.words())).collect()),
    ]
}

fn nodes<'a>(state: &State, iris: impl IntoIterator<Item = &'a str>) -> Tree {
    Tree::list(iris.into_iter().map(|iri| node(&state.snapshot, iri)).filter(|node| matches!(node, Tree::Record(_))))
}

fn fraction(number: Option<f64>) -> Tree {
    number.and_then(serde_json::Number::from_f64).map_or(Tree::Null, |number| Tree::Plain(Json::Number(number)))
}

fn moment(time: Timestamp) -> Tree {
    Tree::text(time.to_string())
}

pub fn process(act: &Act, state: &State, call: &Call, actor: &str, reminded: bool) -> Tree {
    let ontology = state.snapshot.ontology();
    let (iri, window) = (&*call.record.iri, &call.window);
    let questions = call.questions(state).into_iter().map(|question| {
        let takes = question.takes.iter().map(|ty| ontology.ty(*ty).enum_value.as_str());
        Tree::object([("node", Tree::Record(question.record.id)), ("takes", Tree::texts(takes))])
    });
    let mine = state.process.duties(iri).iter().filter(|(own, _)| **own == *actor).map(|(_, duty)| enum_value(duty.name()));
    Tree::object([
        ("call", Tree::Record(call.record.id)),
        ("phase", Tree::text(enum_value(window.phase(act.directory().desk().now()).name()))),
        ("opens", Tree::maybe(window.opens.as_ref().map(ToString::to_string))),
        ("opensAt", window.opens.as_ref().map_or(Tree::Null, |opens| moment(opens.timestamp()))),
        ("closes", Tree::text(window.closes.to_string())),
        ("closesAt", moment(window.closes.timestamp())),
        ("endsAt", moment(window.ends.timestamp())),
        ("timeZone", Tree::text(window.closes.time_zone().iana_name().unwrap_or("UTC"))),
        ("questions", Tree::list(questions)),
        ("frame", Tree::texts(call.frame(ontology).iter().map(|vocabulary| vocabulary.iri.as_str()))),
        ("extensions", Tree::list(state.process.extensions(iri).iter().map(|extension| extended(act, call, extension)))),
        ("myParts", Tree::texts(mine)),
        ("isReminded", Tree::flag(reminded)),
    ])
}

fn extended(act: &Act, call: &Call, extension: &Extension) -> Tree {
    let ty = act.directory().ontology().ty(call.record.ty);
    let field = |part| ty.part(part).and_then(|slot| ty.property(slot)).map(|property| property.field.clone()).unwrap_or_default();
    let moved = extension.moved.iter().map(|moved| Tree::object([("field", Tree::text(field(moved.part))), ("from", Tree::maybe(moved.from.as_deref())), ("to", Tree::maybe(moved.to.as_deref()))]));
    Tree::object([
        ("revision", Tree::number(extension.sequence)),
        ("time", moment(extension.time)),
        ("by", Tree::text(&*extension.actor)),
        ("name", Tree::maybe(act.directory().name_of(&extension.actor).as_deref())),
        ("reason", Tree::maybe(extension.reason.as_deref())),
        ("moved", Tree::list(moved)),
    ])
}

pub fn holder(act: &Act, account: &str, duty: Duty) -> Tree {
    Tree::object([("account", Tree::text(account)), ("name", Tree::maybe(act.directory().name_of(account).as_deref())), ("part", Tree::text(enum_value(duty.name())))])
}

pub fn progress(state: &State, progress: &Progress) -> Tree {
    let count = |key: Option<String>, node: Tree, count: usize| Tree::object([("key", Tree::maybe(key)), ("node", node), ("count", Tree::number(count as u64))]);
    let number = |number: usize| Tree::number(number as u64);
    let by_question = progress.by_question.iter().map(|(iri, all)| count(iri.as_deref().map(str::to_owned), iri.as_deref().map_or(Tree::Null, |iri| node(&state.snapshot, iri)), *all));
    Tree::object([
        ("total", number(progress.total)),
        ("late", number(progress.late)),
        ("byQuestion", Tree::list(by_question)),
        ("byState", Tree::list(progress.by_state.iter().map(|(state, all)| count(Some(enum_value(state.name())), Tree::Null, *all)))),
        ("byDay", Tree::list(progress.by_day.iter().map(|(day, all)| count(Some(day.to_string()), Tree::Null, *all)))),
        ("toCode", number(progress.to_code)),
        ("coded", number(progress.coded)),
        ("settled", number(progress.settled)),
        ("withoutOutcome", number(progress.without_outcome)),
    ])
}

pub fn coded(state: &State, shown: &Shown) -> Tree {
    let codes = |coding: &Coding| nodes(state, coding.codes.iter().map(|code| &**code));
    let all = shown.all.as_ref().map_or(Tree::Null, |all| Tree::list(all.iter().map(|coding| Tree::object([("coder", Tree::text(&*coding.actor)), ("codes", codes(coding))]))));
    Tree::object([
        ("submission", Tree::text(shown.submission.key())),
        ("title", Tree::maybe(crate::app::contribute::dossier::title(state, &shown.submission))),
        ("coders", Tree::number(shown.coders as u64)),
        ("mine", shown.mine.as_ref().map_or(Tree::Null, codes)),
        ("codings", all),
        ("differs", shown.differs().map_or(Tree::Null, Tree::flag)),
        ("settled", shown.settled.as_ref().map_or(Tree::Null, codes)),
        ("settledBecause", Tree::maybe(shown.settled.as_ref().and_then(|settled| settled.note.as_deref()))),
    ])
}

pub fn agreement(agreement: &Agreement) -> Tree {
    let kappas = agreement.kappas.iter().map(|(one, other, kappa)| Tree::object([("coders", Tree::texts([&**one, &**other])), ("kappa", fraction(*kappa))]));
    Tree::object([
        ("vocabulary", Tree::text(&agreement.vocabulary)),
        ("title", Tree::text(&agreement.title)),
        ("units", Tree::number(agreement.units as u64)),
        ("observed", fraction(agreement.observed)),
        ("alpha", fraction(agreement.alpha)),
        ("kappas", Tree::list(kappas)),
    ])
}

pub fn crossing(state: &State, crossing: &Crossing) -> Tree {
    Tree::object([
        ("row", node(&state.snapshot, &crossing.row.0)),
        ("column", node(&state.snapshot, &crossing.column.0)),
        ("rowLabel", Tree::text(&crossing.row.1)),
        ("columnLabel", Tree::text(&crossing.column.1)),
        ("count", Tree::number(crossing.count as u64)),
    ])
}

pub fn outcome(state: &State, told: &Told) -> Tree {
    let records = |ids: &[u32]| Tree::list(ids.iter().map(|id| Tree::Record(*id)).collect::<Vec<_>>());
    Tree::object([
        ("submission", Tree::text(told.submission.key())),
        ("title", Tree::maybe(crate::app::contribute::dossier::title(state, &told.submission))),
        ("outcome", Tree::text(enum_value(told.became.name()))),
        ("reason", Tree::maybe(told.reason.as_deref())),
        ("record", node(&state.snapshot, &told.submission.about)),
        ("usedIn", records(&told.used_in)),
        ("creditedIn", records(&told.credited_in)),
    ])
}

pub fn passage(state: &State, target: &Record, passage: &Passage) -> Tree {
    let ty = state.snapshot.ontology().ty(target.ty);
    let spot = passage.spot.as_ref();
    // The standard counts characters.
    let chars = |spot: &Spot, end: usize| Tree::number(spot.text.get(..end).map_or(0, |text| text.chars().count()) as u64);
    Tree::object([
        ("response", Tree::Record(passage.response)),
        ("exact", Tree::text(&passage.selector.exact)),
        ("prefix", Tree::text(&passage.selector.prefix)),
        ("suffix", Tree::text(&passage.selector.suffix)),
        ("field", Tree::maybe(spot.and_then(|spot| ty.property(spot.slot)).map(|property| property.field.as_str()))),
        ("language", Tree::maybe(spot.map(|spot| spot.language.as_str()).filter(|language| !language.is_empty()))),
        ("start", spot.map_or(Tree::Null, |spot| chars(spot, spot.span.start))),
        ("end", spot.map_or(Tree::Null, |spot| chars(spot, spot.span.end))),
        ("isOrphaned", Tree::flag(spot.is_none())),
    ])
}

pub fn group(group: &Group) -> Tree {
    Tree::object([
        ("stance", Tree::maybe(group.stance.as_ref().map(|stance| stance.value.as_str()))),
        ("label", Tree::maybe(group.stance.as_ref().map(|stance| stance.label.as_str()))),
        ("count", Tree::number(group.responses.len() as u64)),
        ("nodes", Tree::list(group.responses.iter().map(|id| Tree::Record(*id)).collect::<Vec<_>>())),
    ])
}
