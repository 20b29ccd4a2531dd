//! What to ask instead: nearby concepts for words that meant nothing, questions that work, and ways out of an empty answer.

use super::condition::Condition;
use super::lexicon::Lexicon;
use super::words::words;
use super::{PartKind, Reading, english};
use crate::ontology::{LocalText, Property, Role, Type, TypeId};
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
    if matches!(condition, Condition::Is(ids) if ids.len() > 2) {
        return "the likeness".to_owned();
    }
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
    found.sort_by_key(|(alike, _)| std::cmp::Reverse(*alike));
    let mut seen = std::collections::BTreeSet::new();
    found.into_iter().map(|(_, name)| name).filter(|name| seen.insert(name.clone())).take(CONCEPTS_MAX).collect()
}

fn like(own: &str, word: &str) -> bool {
    own == word || own.len().min(word.len()) >= 5 && (own.starts_with(word) || word.starts_with(own)) || own.len().min(word.len()) >= 5 && own.len().abs_diff(word.len()) <= 1 && own.chars().next() == word.chars().next() && strsim::osa_distance(own, word) <= 1
}

/// Questions that can be answered, made from the ontology: what helps with what, in which place, which are the newest, how many.
#[must_use]
pub fn examples(snapshot: &Snapshot) -> Vec<String> {
    let ontology = snapshot.ontology();
    let mut types: Vec<&Type> = ontology.types.iter().filter(|ty| !ty.is_concept() && ty.claim.is_none() && ty.search_weight > 0.0 && ty.role(Role::Label).is_some() && !snapshot.set(Token::of_type(ty.id)).is_empty()).collect();
    types.sort_by_key(|ty| std::cmp::Reverse(snapshot.set(Token::of_type(ty.id)).len()));
    let many = |ty: &Type| noun(ty).map(|noun| english::plural(&noun));
    // First those of which most stand on claims; each with a concept of its own.
    let claims = |ty: &Type| ty.properties.iter().find(|property| property.is_public() && property.claimed && !property.verbs.is_empty()).cloned();
    let share = |ty: &&Type| claims(ty).map_or(0, |property| snapshot.set(Token::of_type(ty.id)).intersection_len(snapshot.set(Token::has(property.path))) * 100 / snapshot.set(Token::of_type(ty.id)).len());
    let mut claiming = types.clone();
    claiming.sort_by_cached_key(|ty| std::cmp::Reverse(share(ty)));
    let mut taken: Vec<String> = Vec::new();
    let claimed = claiming.iter().filter_map(|ty| {
        let property = claims(ty)?;
        let concept = most_used(snapshot, ty, &property, &taken)?;
        taken.push(concept.clone());
        let verb = first_english(&property.verbs)?;
        let verb = verb.strip_prefix("be ").map_or_else(|| verb.clone(), |rest| format!("are {rest}"));
        Some(format!("which {} {verb} {}?", many(ty)?, quoted(&lower(&concept))))
    });
    let placed = types.iter().filter_map(|ty| {
        let property = ty.property(ty.role(Role::Place)?).filter(|property| property.range.is_link())?;
        Some(format!("{} in {}", many(ty)?, most_used(snapshot, ty, property, &[])?))
    });
    let newest = types.iter().filter(|ty| ty.role(Role::Year).and_then(|slot| ty.property(slot)).is_some_and(|property| property.sortable)).filter_map(|ty| Some(format!("newest {}", many(ty)?)));
    let counted = types.iter().filter_map(|ty| Some(format!("how many {} are there?", many(ty)?)));
    claimed.take(2).chain(placed.take(1)).chain(newest.take(1)).chain(counted.take(1)).collect()
}

/// The concept that most records of a type link to, others than those taken.
fn most_used(snapshot: &Snapshot, ty: &Type, property: &Property, taken: &[String]) -> Option<String> {
    let ontology = snapshot.ontology();
    let own = snapshot.set(Token::of_type(ty.id));
    let concepts = property.range.targets()?.types.iter().filter(|target| ontology.ty(**target).is_concept()).flat_map(|target| snapshot.set(Token::of_type(*target)).iter());
    let linked = |id: Id| snapshot.set(Token::link(property.path, id));
    let mut by_links: Vec<(u64, Id)> = concepts.map(|id| (linked(id).len(), id)).collect();
    by_links.sort_unstable_by_key(|(links, id)| (std::cmp::Reverse(*links), *id));
    let mut most = (0, None);
    for (links, id) in by_links {
        // No concept is used more often than it is linked to.
        if links <= most.0 {
            break;
        }
        let uses = own.intersection_len(linked(id));
        if uses > most.0 {
            let name = label(snapshot, id);
            if !taken.contains(&name) {
                most = (uses, Some(name));
            }
        }
    }
    most.1
}

/// Several words that are one name.
fn quoted(name: &str) -> String {
    if name.contains(' ') { format!("“{name}”") } else { name.to_owned() }
}

/// A name within a sentence; what is written in capitals stays so.
fn lower(name: &str) -> String {
    if name.chars().skip(1).any(char::is_uppercase) { name.to_owned() } else { name.to_lowercase() }
}

fn noun(ty: &Type) -> Option<String> {
    first_english(&ty.words).or_else(|| Some(ty.label.to_lowercase()))
}

fn first_english(texts: &[LocalText]) -> Option<String> {
    texts.iter().find(|text| text.language.is_empty() || text.language.starts_with("en")).map(|text| text.text.clone())
}
