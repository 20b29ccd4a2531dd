//! What to ask instead: nearby concepts for words that meant nothing, questions that work, and ways out of an empty answer.

use super::condition::Condition;
use super::lexicon::Lexicon;
use super::words::words;
use super::{PartKind, Reading, english};
use crate::ontology::{LocalText, Type, TypeId};
use crate::views::records::{Id, Snapshot, Token};

/// Suggestions of one answer.
pub const SUGGESTIONS_MAX: usize = 8;
/// Concepts suggested for one word.
const CONCEPTS_MAX: usize = 3;

/// Suggestions for a reading that left words over or read nothing.
#[must_use]
pub fn for_reading(snapshot: &Snapshot, lexicon: &Lexicon, reading: &Reading) -> Vec<String> {
    let mut suggestions = Vec::new();
    let searched = reading.parts.iter().filter(|part| part.kind == PartKind::Search).map(|part| &part.text);
    for word in reading.unused.iter().chain(searched) {
        let near = near_concepts(snapshot, lexicon, word);
        if !near.is_empty() {
            suggestions.push(format!("for “{word}”, try {}", near.iter().map(|name| format!("“{name}”")).collect::<Vec<_>>().join(" or ")));
        }
    }
    if reading.is_empty() {
        suggestions.extend(examples(snapshot));
    }
    suggestions
}

/// Suggestions for a reading that no record fits: a broader concept, or fewer conditions.
#[must_use]
pub fn when_nothing_fits(snapshot: &Snapshot, reading: &Reading) -> Vec<String> {
    let types = reading.types(snapshot.ontology());
    let fits = |condition: &Condition| condition.evaluate(snapshot, &types).len();
    let mut suggestions = Vec::new();
    for id in concepts(&reading.condition) {
        for broader in broader(snapshot, id) {
            let wider = replaced(&reading.condition, id, broader);
            let count = fits(&wider);
            if count > 0 {
                suggestions.push(format!("“{}” is part of “{}”, for which there {}", label(snapshot, id), label(snapshot, broader), records(count)));
            }
        }
    }
    let parts: &[Condition] = if let Condition::All(parts) = &reading.condition { parts } else { std::slice::from_ref(&reading.condition) };
    for (at, part) in parts.iter().enumerate() {
        let rest: Vec<Condition> = parts.iter().enumerate().filter(|(own, _)| *own != at).map(|(_, part)| part.clone()).collect();
        let count = fits(&Condition::all(rest));
        if count > 0 {
            suggestions.push(format!("without {} there {}", named(snapshot, part), records(count)));
        }
    }
    let links: Vec<Condition> = parts.iter().filter(|part| matches!(part, Condition::Link { .. })).cloned().collect();
    if let [Condition::Link { step, .. }, rest @ ..] = links.as_slice()
        && !rest.is_empty()
        && rest.iter().all(|part| matches!(part, Condition::Link { step: own, .. } if own == step))
    {
        let others = parts.iter().filter(|part| !matches!(part, Condition::Link { .. })).cloned();
        let count = fits(&Condition::all(others.chain([Condition::any(links.clone())]).collect()));
        if count > 0 {
            suggestions.insert(0, format!("with “or” instead of “and” there {}", records(count)));
        }
    }
    suggestions.extend(other_types(snapshot, reading, &types));
    let mut seen = std::collections::BTreeSet::new();
    suggestions.retain(|suggestion| seen.insert(suggestion.clone()));
    suggestions.truncate(SUGGESTIONS_MAX);
    suggestions
}

/// Types that were not asked for and have records that fit.
fn other_types(snapshot: &Snapshot, reading: &Reading, asked: &[TypeId]) -> Option<String> {
    let ontology = snapshot.ontology();
    let others = super::ways::answerable(ontology).into_iter().filter(|ty| !asked.contains(ty));
    let fitting: Vec<String> = others
        .map(|ty| (ty, reading.condition.for_types(ontology, &[ty]).map_or(0, |condition| condition.evaluate(snapshot, &[ty]).len())))
        .filter(|(_, count)| *count > 0)
        .map(|(ty, count)| format!("{} ({count})", ontology.ty(ty).label))
        .collect();
    (!fitting.is_empty() && !reading.condition.is_none()).then(|| format!("records of other types fit: {}", fitting.join(", ")))
}

fn records(count: u64) -> String {
    if count == 1 { "is 1 record".to_owned() } else { format!("are {count} records") }
}

/// A condition in a few words.
fn named(snapshot: &Snapshot, condition: &Condition) -> String {
    let mut own: Vec<String> = concepts(condition).into_iter().map(|id| format!("“{}”", label(snapshot, id))).collect();
    own.dedup();
    if !own.is_empty() {
        return own.join(" and ");
    }
    match condition {
        Condition::Not(inner) => named(snapshot, inner),
        Condition::Flag { step, .. } | Condition::Exists { step } | Condition::Between { step, .. } | Condition::Linked { step, .. } => format!("the condition on “{}”", step.field),
        _ => "one of the conditions".to_owned(),
    }
}

fn concepts(condition: &Condition) -> Vec<Id> {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => parts.iter().flat_map(concepts).collect(),
        Condition::Not(inner) | Condition::Linked { condition: inner, .. } => concepts(inner),
        Condition::Link { targets, .. } | Condition::Is(targets) => targets.clone(),
        _ => Vec::new(),
    }
}

fn replaced(condition: &Condition, old: Id, new: Id) -> Condition {
    match condition {
        Condition::All(parts) => Condition::All(parts.iter().map(|part| replaced(part, old, new)).collect()),
        Condition::Any(parts) => Condition::Any(parts.iter().map(|part| replaced(part, old, new)).collect()),
        Condition::Not(inner) => Condition::Not(Box::new(replaced(inner, old, new))),
        Condition::Linked { step, condition } => Condition::Linked { step: step.clone(), condition: Box::new(replaced(condition, old, new)) },
        Condition::Link { step, targets } => Condition::Link { step: step.clone(), targets: targets.iter().map(|id| if *id == old { new } else { *id }).collect() },
        other => other.clone(),
    }
}

fn broader(snapshot: &Snapshot, id: Id) -> Vec<Id> {
    let ontology = snapshot.ontology();
    let Some(record) = snapshot.record(id).filter(|record| ontology.ty(record.ty).is_concept()) else { return Vec::new() };
    ontology.ty(record.ty).slot(ontology.broader).map(|slot| record.values(slot).links().to_vec()).unwrap_or_default()
}

pub fn label(snapshot: &Snapshot, id: Id) -> String {
    let ontology = snapshot.ontology();
    snapshot.record(id).and_then(|record| record.label(ontology.ty(record.ty), &ontology.directory.languages)).map(|text| text.raw().into_owned()).unwrap_or_default()
}

/// Concepts whose name holds the word, or a word very like it.
fn near_concepts(snapshot: &Snapshot, lexicon: &Lexicon, text: &str) -> Vec<String> {
    let ontology = snapshot.ontology();
    let wanted: Vec<String> = words(text).into_iter().map(|word| word.base).filter(|word| word.chars().count() >= super::spelling::LETTERS_MIN && !english::is_empty(word)).collect();
    if wanted.is_empty() || !wanted.iter().any(|word| lexicon.vocabulary().any(|own| like(own, word))) {
        return Vec::new();
    }
    let mut found: Vec<(usize, String)> = Vec::new();
    for ty in ontology.types.iter().filter(|ty| ty.is_concept()) {
        for record in snapshot.set(Token::of_type(ty.id)).iter().filter_map(|id| snapshot.record(id)) {
            let name = label(snapshot, record.id);
            let alike = words(&name).iter().filter(|own| wanted.iter().any(|word| like(&own.base, word))).count();
            if alike > 0 {
                found.push((alike, name));
            }
        }
    }
    found.sort_by(|one, other| other.0.cmp(&one.0));
    let mut seen = std::collections::BTreeSet::new();
    found.into_iter().map(|(_, name)| name).filter(|name| seen.insert(name.clone())).take(CONCEPTS_MAX).collect()
}

fn like(own: &str, word: &str) -> bool {
    own == word || own.len().min(word.len()) >= 5 && (own.starts_with(word) || word.starts_with(own)) || own.len().min(word.len()) >= 5 && own.len().abs_diff(word.len()) <= 1 && own.chars().next() == word.chars().next() && strsim::osa_distance(own, word) <= 1
}

/// Questions that can be answered, made from the ontology: a type, a verb of its claimed link, a concept with answers.
#[must_use]
pub fn examples(snapshot: &Snapshot) -> Vec<String> {
    let ontology = snapshot.ontology();
    let mut examples = Vec::new();
    for ty in ontology.types.iter().filter(|ty| !ty.is_concept() && ty.search_weight > 0.0) {
        let mut links: Vec<_> = ty.properties.iter().filter(|property| property.is_public() && property.range.is_link() && !property.verbs.is_empty()).collect();
        links.sort_by_key(|property| !property.claimed);
        for property in links {
            let Some(targets) = property.range.targets() else { continue };
            let own = snapshot.set(Token::of_type(ty.id));
            let used = |id: &Id| !(own & snapshot.set(Token::within(property.path, *id))).is_empty();
            let concepts = targets.types.iter().filter(|target| ontology.ty(**target).is_concept()).flat_map(|target| snapshot.set(Token::of_type(*target)).iter());
            if let (Some(concept), Some(verb), Some(word)) = (concepts.into_iter().find(used), first_english(&property.verbs), noun(ty)) {
                examples.push(format!("which {} {verb} {}?", english::plural(&word), label(snapshot, concept).to_lowercase()));
                break;
            }
        }
    }
    examples.truncate(4);
    examples
}

fn noun(ty: &Type) -> Option<String> {
    first_english(&ty.words).or_else(|| Some(ty.label.to_lowercase()))
}

fn first_english(texts: &[LocalText]) -> Option<String> {
    texts.iter().find(|text| text.language.is_empty() || text.language.starts_with("en")).map(|text| text.text.clone())
}
