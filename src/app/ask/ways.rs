//! Ways from records of some types to what a question names: directly over a property, against a link, or over one record between.

use super::condition::Step;
use crate::ontology::terms::DCT_IS_REPLACED_BY;
use crate::ontology::{Inverse, Ontology, PathId, Property, Role, Type, TypeId};
use crate::views::records::{Id, Snapshot, Token};

/// One way to constrain records by a target.
#[derive(Clone, Debug, PartialEq)]
pub struct Way {
    /// One step, or two: to the record between and on from there.
    pub steps: Vec<Step>,
    pub target: Id,
    /// The types from which it leads there.
    pub types: Vec<TypeId>,
    /// The record types between.
    pub between: Vec<TypeId>,
    /// Which of the words before asked for it; `usize::MAX`: none.
    pub layer: usize,
    /// How many types have the first step.
    pub breadth: usize,
    pub claimed: bool,
    /// Over the claims of a claimed link.
    pub claims: bool,
    /// Over the claims that they make.
    pub acting: bool,
    pub facet: bool,
    pub order: f64,
    pub many: bool,
    /// Records there; 0 when nothing leads there.
    pub records: u64,
}

/// The links that words before asked for, strongest layer first.
pub type Hints = [Vec<PathId>];

fn layer(hints: &Hints, path: PathId) -> usize {
    hints.iter().position(|paths| paths.contains(&path)).unwrap_or(usize::MAX)
}

#[must_use]
pub fn step_of(property: &Property) -> Step {
    Step { path: property.path, inverse: false, field: property.field.clone() }
}

#[must_use]
pub fn step_against(inverse: &Inverse) -> Step {
    Step { path: inverse.path, inverse: true, field: inverse.field.clone() }
}

/// Types that `ask` answers with when a question names none: those whose records have a name and are searched.
#[must_use]
pub fn answerable(ontology: &Ontology) -> Vec<TypeId> {
    ontology.types.iter().filter(|ty| !ty.is_concept() && ty.search_weight > 0.0 && ty.role(Role::Label).is_some() && ty.claim.is_none()).map(|ty| ty.id).collect()
}

/// Whether a link says what a record is; that another has taken its place does not, nor that its text refers to something.
#[must_use]
pub fn describes(ontology: &Ontology, path: PathId, is_from_text: bool) -> bool {
    !is_from_text && ontology.path(path).as_ref() != DCT_IS_REPLACED_BY
}

/// The direct ways from `types` to `target`: one per step.
#[must_use]
pub fn direct(snapshot: &Snapshot, types: &[TypeId], target: Id, hints: &Hints) -> Vec<Way> {
    let ontology = snapshot.ontology();
    let Some(record) = snapshot.record(target) else { return Vec::new() };
    let mut ways: Vec<Way> = Vec::new();
    for ty in types.iter().map(|ty| ontology.ty(*ty)) {
        for property in links_to(ty, record.ty).filter(|property| describes(ontology, property.path, property.is_from_text())) {
            let records = snapshot.set(Token::within(property.path, target)).len().max(snapshot.set(Token::link(property.path, target)).len());
            // Of a claim, the word for the link that is claimed asks for what it is about.
            let claimed = ty.claim.as_ref().filter(|rule| rule.object == property.path).map_or(usize::MAX, |rule| layer(hints, rule.link));
            let layer = layer(hints, property.path).min(claimed);
            add(ontology, &mut ways, ty, step_of(property), Way { claimed: property.claimed, facet: property.facet, order: property.order, many: !property.single, records, ..blank(target, layer) });
        }
        for inverse in ty.inverses.iter().filter(|inverse| inverse.sources.types.contains(&record.ty) && describes(ontology, inverse.path, inverse.from_text)) {
            add(ontology, &mut ways, ty, step_against(inverse), Way { claimed: inverse.claimed, many: true, order: 100.0, records: 1, ..blank(target, layer(hints, inverse.path)) });
        }
    }
    ways
}

const fn blank(target: Id, layer: usize) -> Way {
    Way { steps: Vec::new(), target, types: Vec::new(), between: Vec::new(), layer, breadth: 0, claimed: false, claims: false, acting: false, facet: false, order: 50.0, many: false, records: 0 }
}

fn add(ontology: &Ontology, ways: &mut Vec<Way>, ty: &Type, step: Step, way: Way) {
    if let Some(own) = ways.iter_mut().find(|own| own.steps.first() == Some(&step)) {
        own.types.push(ty.id);
        return;
    }
    let breadth = ontology.types.iter().filter(|other| other.slot(step.path).is_some()).count();
    ways.push(Way { types: vec![ty.id], steps: vec![step], breadth, ..way });
}

fn links_to(ty: &Type, target: TypeId) -> impl Iterator<Item = &Property> {
    ty.properties.iter().map(AsRef::as_ref).filter(move |property| property.is_public() && property.range.targets().is_some_and(|targets| targets.types.contains(&target)))
}

/// The ways from `types` over one record to `target`; claims that qualify a link come first, or with `acting` those that they make.
#[must_use]
pub fn indirect(snapshot: &Snapshot, types: &[TypeId], target: Id, hints: &Hints, acting: bool) -> Vec<Way> {
    let ontology = snapshot.ontology();
    let mut ways: Vec<Way> = Vec::new();
    for ty in types.iter().map(|ty| ontology.ty(*ty)) {
        for (first, others, facet, order) in links_from(ontology, ty) {
            let claims = others.iter().any(|other| ontology.ty(*other).claim.as_ref().is_some_and(|rule| rule.subject == first.path && first.inverse));
            let makes = acting && first.inverse && others.iter().any(|other| ontology.ty(*other).claim.as_ref().is_some_and(|rule| rule.subject != first.path && rule.object != first.path)) && asserts(ontology, &first, &others);
            // Only claims about a record are reached against their link without a word that asks for it.
            if first.inverse && !claims && !makes && layer(hints, first.path) == usize::MAX {
                continue;
            }
            for way in direct(snapshot, &others, target, &[]) {
                let asked = layer(hints, first.path) != usize::MAX;
                if way.claimed && !asked || way.steps.first().is_none_or(|step| step.inverse) {
                    continue;
                }
                let steps: Vec<Step> = std::iter::once(first.clone()).chain(way.steps).collect();
                if let Some(own) = ways.iter_mut().find(|own| own.steps == steps) {
                    if !own.types.contains(&ty.id) {
                        own.types.push(ty.id);
                    }
                } else {
                    ways.push(Way { steps, types: vec![ty.id], between: way.types, claimed: way.claimed, layer: layer(hints, first.path), claims, acting: makes, facet, order, ..blank(target, 0) });
                    if let Some(own) = ways.last_mut() {
                        own.layer = layer(hints, first.path);
                        own.breadth = way.breadth;
                        own.records = way.records;
                    }
                }
            }
        }
    }
    ways
}

/// Whether the step leads from whoever makes a claim to the claim: over the link of the claim that has verbs ("say", "assert"), if one has.
fn asserts(ontology: &Ontology, step: &Step, claims: &[TypeId]) -> bool {
    let of = |ty: &TypeId| ontology.ty(*ty).slot(step.path).and_then(|slot| ontology.ty(*ty).property(slot));
    let said = |ty: &TypeId| ontology.ty(*ty).properties.iter().any(|property| property.facet && !property.range.targets().is_none_or(|targets| targets.types.iter().all(|ty| ontology.ty(*ty).is_concept())) && !property.verbs.is_empty());
    claims.iter().filter_map(of).any(|property| property.facet && (!property.verbs.is_empty() || !claims.iter().any(said)))
}

/// Links from a type to records, in both directions.
fn links_from<'a>(ontology: &'a Ontology, ty: &'a Type) -> impl Iterator<Item = (Step, Vec<TypeId>, bool, f64)> + 'a {
    let records = |types: &[TypeId]| -> Vec<TypeId> { types.iter().copied().filter(|other| !ontology.ty(*other).is_concept() && ontology.ty(*other).search_weight > 0.0).collect() };
    let forward = ty.properties.iter().filter(|property| property.is_public() && describes(ontology, property.path, property.is_from_text())).filter_map(move |property| Some((step_of(property), records(&property.range.targets()?.types), property.facet, property.order)));
    let against = ty.inverses.iter().filter(|inverse| describes(ontology, inverse.path, inverse.from_text)).map(move |inverse| (step_against(inverse), records(&inverse.sources.types), false, 100.0));
    forward.chain(against).filter(|(_, others, _, _)| !others.is_empty())
}

/// The links between two sets of types.
#[must_use]
pub fn between(ontology: &Ontology, types: &[TypeId], others: &[TypeId], hints: &Hints) -> Vec<(Step, Vec<TypeId>, usize)> {
    let mut found: Vec<(Step, Vec<TypeId>, usize)> = Vec::new();
    for ty in types.iter().map(|ty| ontology.ty(*ty)) {
        let steps = ty
            .properties
            .iter()
            .filter(|property| property.is_public() && describes(ontology, property.path, property.is_from_text()) && property.range.targets().is_some_and(|targets| others.iter().any(|other| targets.types.contains(other))))
            .map(|property| step_of(property))
            .chain(ty.inverses.iter().filter(|inverse| describes(ontology, inverse.path, inverse.from_text) && others.iter().any(|other| inverse.sources.types.contains(other))).map(|inverse| step_against(inverse)));
        for step in steps {
            let layer = layer(hints, step.path);
            match found.iter_mut().find(|(own, _, _)| *own == step) {
                Some((_, types, _)) => types.push(ty.id),
                None => found.push((step, vec![ty.id], layer)),
            }
        }
    }
    found.sort_by_key(|(step, _, layer)| (*layer, step.inverse));
    found
}
