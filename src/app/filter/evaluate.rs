//! Evaluates a filter as set algebra.

use super::{Comparison, Field, Filter, LinkMode, Quantifier, Test, TextTest};
use crate::ontology::RANK_MAX;
use crate::ontology::record::Value;
use crate::views::fold::fold;
use crate::views::records::{Id, LiteralKey, Record, Snapshot, Token, Values};
use roaring::RoaringBitmap;
use std::borrow::Cow;
use std::cmp::Ordering;

impl Filter {
    /// The records of `universe` that fit.
    #[must_use]
    pub fn evaluate(&self, snapshot: &Snapshot, universe: &RoaringBitmap) -> RoaringBitmap {
        match self {
            Self::And(parts) => parts.iter().fold(universe.clone(), |left, part| if left.is_empty() { left } else { part.evaluate(snapshot, &left) }),
            Self::Or(parts) => parts.iter().fold(RoaringBitmap::new(), |all, part| all | part.evaluate(snapshot, universe)),
            Self::Not(part) => universe - part.evaluate(snapshot, universe),
            Self::Records(iris) => iris.iter().filter_map(|iri| snapshot.id(iri)).collect::<RoaringBitmap>() & universe,
            Self::Types(types) => universe & snapshot.of_types(types),
            Self::Grounds { path, target, level } => (*level..=RANK_MAX).fold(RoaringBitmap::new(), |all, level| all | (universe & snapshot.set(Token::grounds(*path, *target, level)))),
            Self::Test { field, test } => test.evaluate(snapshot, field, universe),
        }
    }
}

impl Test {
    fn evaluate(&self, snapshot: &Snapshot, field: &Field, universe: &RoaringBitmap) -> RoaringBitmap {
        match self {
            Self::Exists(wanted) => {
                let present = match field.inverse {
                    false => present(snapshot, field, universe),
                    true if only_source(snapshot, field) && widened(snapshot, field) => universe & (snapshot.targets(field.path, true) | snapshot.targets(field.path, false)),
                    true if only_source(snapshot, field) => universe & snapshot.targets(field.path, true),
                    true => targets_of(snapshot, field, &snapshot.of_types(&field.targets)) & universe,
                };
                if *wanted { present } else { universe - present }
            }
            Self::Text(test, text) => scan(snapshot, field, universe, |values| values.texts().iter().any(|own| fits(*test, text, &own.raw()))),
            Self::TextIn(texts) => scan(snapshot, field, universe, |values| values.texts().iter().any(|own| texts.iter().any(|text| fits(TextTest::Equals, text, &own.raw())))),
            Self::Compare(comparison, value) => plain(snapshot, field, universe, &|own| compares(*comparison, own, value)),
            Self::ValueIn(values) => plain(snapshot, field, universe, &|own| values.iter().any(|value| own.compare(value) == Ordering::Equal)),
            Self::Links { mode, iris, exact } => links(snapshot, field, universe, *mode, iris, *exact),
            Self::Linked { quantifier, filter } => linked(snapshot, field, universe, *quantifier, filter),
        }
    }
}

/// Records with a value; a link counts when what it leads to is published.
fn present(snapshot: &Snapshot, field: &Field, universe: &RoaringBitmap) -> RoaringBitmap {
    let all = universe & snapshot.set(Token::has(field.path));
    if field.targets.is_empty() {
        return all;
    }
    let gone = snapshot.targets(field.path, true) - snapshot.of_types(&field.targets);
    let doubtful = gone.iter().fold(RoaringBitmap::new(), |sources, target| sources | (&all & snapshot.set(Token::link(field.path, target))));
    let leads_nowhere = |id: &Id| snapshot.record(*id).is_none_or(|record| values(snapshot, record, field).links().iter().all(|link| snapshot.record(*link).is_none()));
    let nowhere: RoaringBitmap = doubtful.iter().filter(leads_nowhere).collect();
    all - nowhere
}

fn fits(test: TextTest, wanted: &str, own: &str) -> bool {
    let folded = if is_folded(own) { Cow::Borrowed(own) } else { Cow::Owned(fold(own)) };
    match test {
        TextTest::Equals => folded == wanted,
        TextTest::Contains => folded.contains(wanted),
        TextTest::StartsWith => folded.starts_with(wanted),
    }
}

/// Most texts that are not names are folded as they stand, and folding is dear.
fn is_folded(text: &str) -> bool {
    let plain = |byte: u8| matches!(byte, b' '..=b'~') && !byte.is_ascii_uppercase() && byte != b'`';
    text.bytes().all(plain) && !text.contains("  ") && !text.starts_with(' ') && !text.ends_with(' ')
}

fn compares(comparison: Comparison, own: &Value, value: &Value) -> bool {
    let order = own.compare(value);
    match comparison {
        Comparison::Equal => order == Ordering::Equal,
        Comparison::Less => order == Ordering::Less,
        Comparison::LessOrEqual => order != Ordering::Greater,
        Comparison::Greater => order == Ordering::Greater,
        Comparison::GreaterOrEqual => order != Ordering::Less,
    }
}

fn values<'a>(snapshot: &'a Snapshot, record: &'a Record, field: &Field) -> &'a Values {
    snapshot.ontology().ty(record.ty).slot(field.path).map_or(&Values::None, |slot| record.values(slot))
}

fn scan(snapshot: &Snapshot, field: &Field, universe: &RoaringBitmap, keep: impl Fn(&Values) -> bool) -> RoaringBitmap {
    let candidates = universe & snapshot.set(Token::has(field.path));
    candidates.iter().filter(|id| snapshot.record(*id).is_some_and(|record| keep(values(snapshot, record, field)))).collect()
}

/// Faceted literals are sets already; others are looked at one by one.
fn plain(snapshot: &Snapshot, field: &Field, universe: &RoaringBitmap, keep: &dyn Fn(&Value) -> bool) -> RoaringBitmap {
    let mut literals = snapshot.literals(field.path).peekable();
    let of_key = |key: &LiteralKey| match key {
        LiteralKey::Boolean(flag) => Some(Value::Boolean(*flag)),
        LiteralKey::Date(date) => Some(Value::Date(*date)),
        LiteralKey::Integer(_) | LiteralKey::Text(_) => None,
    };
    let ontology = snapshot.ontology();
    let counted = ontology.types.iter().filter_map(|ty| ty.property(ty.slot(field.path)?)).all(|property| property.facet);
    if counted && literals.peek().is_some_and(|(key, _)| of_key(key).is_some()) {
        let chosen = literals.filter(|(key, _)| of_key(key).is_some_and(|value| keep(&value)));
        return chosen.fold(RoaringBitmap::new(), |all, (_, number)| all | (universe & snapshot.set(Token::literal(field.path, number))));
    }
    scan(snapshot, field, universe, |values| values.plain().iter().any(keep))
}

fn links(snapshot: &Snapshot, field: &Field, universe: &RoaringBitmap, mode: LinkMode, iris: &[String], exact: bool) -> RoaringBitmap {
    let set = |iri: &String| -> RoaringBitmap {
        let Some(id) = snapshot.id(iri) else { return RoaringBitmap::new() };
        let concept = snapshot.record(id).is_some_and(|record| snapshot.ontology().ty(record.ty).is_concept());
        match (field.inverse, concept && !exact) {
            (true, wide) => universe & targets_of(snapshot, field, &if wide { snapshot.narrowed(id) } else { RoaringBitmap::from_iter([id]) }),
            (false, true) => universe & snapshot.set(Token::within(field.path, id)),
            (false, false) => universe & snapshot.set(Token::link(field.path, id)),
        }
    };
    match mode {
        LinkMode::In => iris.iter().fold(RoaringBitmap::new(), |all, iri| all | set(iri)),
        LinkMode::All => iris.iter().fold(universe.clone(), |left, iri| left & set(iri)),
        LinkMode::None => iris.iter().fold(universe.clone(), |left, iri| left - set(iri)),
    }
}

fn linked(snapshot: &Snapshot, field: &Field, universe: &RoaringBitmap, quantifier: Quantifier, filter: &Filter) -> RoaringBitmap {
    let others = snapshot.of_types(&field.targets);
    let fitting = filter.evaluate(snapshot, &others);
    let (fitting, negative) = match quantifier {
        Quantifier::Some => (fitting, false),
        Quantifier::None => (fitting, true),
        // Every link fits: no link leads to one that does not.
        Quantifier::Every => (&others - fitting, true),
    };
    let some = if field.inverse { targets_of(snapshot, field, &fitting) & universe } else { sources_of(snapshot, field, &fitting, universe) };
    if negative { universe - some } else { some }
}

/// Whether no other types link by the path: then the snapshot knows its targets.
fn only_source(snapshot: &Snapshot, field: &Field) -> bool {
    let ontology = snapshot.ontology();
    ontology.types.iter().filter(|ty| ty.slot(field.path).is_some()).all(|ty| field.targets.contains(&ty.id))
}

/// Whether what arrives at a concept counts for broader ones too, as in the connection of the same name. Plain lists show the very links.
fn widened(snapshot: &Snapshot, field: &Field) -> bool {
    let inverses = || snapshot.ontology().types.iter().flat_map(|ty| &ty.inverses);
    !inverses().any(|inverse| inverse.path == field.path && inverse.list)
}

/// Records that `sources` link to, seen from the field of the other side.
fn targets_of(snapshot: &Snapshot, field: &Field, sources: &RoaringBitmap) -> RoaringBitmap {
    let mut targets = RoaringBitmap::new();
    for record in sources.iter().filter_map(|id| snapshot.record(id)).filter(|record| field.targets.contains(&record.ty)) {
        targets.extend(values(snapshot, record, field).links());
    }
    if widened(snapshot, field) {
        for concept in &targets.clone() & snapshot.targets(field.path, false) {
            snapshot.widened(concept, &mut |broader| { targets.insert(broader); });
        }
    }
    targets
}

/// Records of `universe` that link to one of `targets`, from whichever side is smaller.
fn sources_of(snapshot: &Snapshot, field: &Field, targets: &RoaringBitmap, universe: &RoaringBitmap) -> RoaringBitmap {
    let candidates = universe & snapshot.set(Token::has(field.path));
    if targets.len() < candidates.len() {
        return targets.iter().fold(RoaringBitmap::new(), |all, id| all | (&candidates & snapshot.set(Token::link(field.path, id))));
    }
    let fits = |id: &Id| snapshot.record(*id).is_some_and(|record| values(snapshot, record, field).links().iter().any(|link| targets.contains(*link)));
    candidates.iter().filter(fits).collect()
}
