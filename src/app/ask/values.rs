//! Literals: sides of booleans, years, numbers, texts; and whether a record has a property at all.

use super::compose::Composer;
use super::condition::{Condition, Lexical, Step};
use super::english::{Function, time::Bound};
use super::lexicon::Meaning;
use super::part::PartKind;
use super::spots::{Spot, What};
use super::ways;
use crate::ontology::{PathId, Range, Role, TypeId};
use jiff::civil::Date;
use std::sync::Arc;

/// Records that a question can ask to be shown: a page's.
const LIMIT_MAX: u32 = crate::app::find::PAGE_MAX;

impl Composer<'_> {
    pub(super) fn flag(&mut self, at: usize, path: PathId, value: bool) -> bool {
        let ontology = self.ontology();
        let outside = self.linked().2;
        let has = |ty: &TypeId| ontology.ty(*ty).slot(path).and_then(|slot| ontology.ty(*ty).property(slot)).is_some();
        let near = self.frames.last().is_some_and(|frame| frame.open || frame.noun + 1 == at || frame.noun + 2 == at);
        let Some(frame) = self.frames.iter().enumerate().rposition(|(at, frame)| frame.types.iter().any(has) && (near || at == 0)) else { return false };
        let Some(property) = self.frames.get(frame).and_then(|frame| frame.types.iter().find(|ty| has(ty))).and_then(|ty| ontology.ty(*ty).slot(path).and_then(|slot| ontology.ty(*ty).property(slot)).cloned()) else { return false };
        if !self.sayable(frame, &ways::step_of(&property)) {
            return false;
        }
        if let Some(own) = self.frames.get_mut(frame).filter(|frame| !frame.named) {
            own.types.retain(has);
        }
        let meaning = format!("{}: {}", property.label, if value != outside { "yes" } else { "no" });
        self.part(at, PartKind::Boolean, &meaning, Some(ontology.path(path).as_str().to_owned()));
        self.add_other(at, frame, Condition::Flag { step: ways::step_of(&property), value }, true);
        true
    }

    /// A text that records have: of several properties any, when several of the types' have it.
    pub(super) fn values(&mut self, at: usize, meanings: &[Meaning]) -> bool {
        let ontology = self.ontology();
        for frame in (0..self.frames.len()).rev() {
            let Some(types) = self.frames.get(frame).map(|frame| frame.types.clone()) else { continue };
            let mut found: Vec<(Step, Arc<str>)> = Vec::new();
            let mut fitting: Vec<TypeId> = Vec::new();
            for meaning in meanings {
                let Meaning::Value(path, text) = meaning else { continue };
                for ty in &types {
                    if let Some(property) = ontology.ty(*ty).slot(*path).and_then(|slot| ontology.ty(*ty).property(slot)) {
                        fitting.push(*ty);
                        let step = ways::step_of(property);
                        if self.sayable(frame, &step) && !found.iter().any(|(own, known)| *own == step && known == text) {
                            found.push((step, Arc::clone(text)));
                        }
                    }
                }
            }
            if found.is_empty() {
                continue;
            }
            if let Some(own) = self.frames.get_mut(frame).filter(|frame| !frame.named) {
                own.types.retain(|ty| fitting.contains(ty));
            }
            let meaning: Vec<String> = found.iter().map(|(step, text)| format!("{}: {text}", self.label_of(step.path).unwrap_or_default())).collect();
            self.part(at, PartKind::Concept, &meaning.join(" or "), found.first().map(|(step, _)| ontology.path(step.path).as_str().to_owned()));
            let one = |(step, text): (Step, Arc<str>)| Condition::Between { step, range: Lexical::Text, from: Some(text.to_string()), to: Some(text.to_string()) };
            self.add_other(at, frame, Condition::any(found.into_iter().map(one).collect()), false);
            return true;
        }
        self.linked().0 && self.values_over_one(at, meanings)
    }

    /// "Teachers in the Faculty of Arts": a text of the record that a link of theirs leads to.
    fn values_over_one(&mut self, at: usize, meanings: &[Meaning]) -> bool {
        let ontology = self.ontology();
        let Some(own) = self.frames.first().filter(|own| own.named) else { return false };
        let links = own.types.iter().flat_map(|ty| &ontology.ty(*ty).properties).filter(|property| property.is_public() && property.facet);
        let found = links.filter_map(|link| {
            let targets = &link.range.targets()?.types;
            meanings.iter().find_map(|meaning| {
                let Meaning::Value(path, text) = meaning else { return None };
                let property = targets.iter().find_map(|ty| ontology.ty(*ty).property(ontology.ty(*ty).slot(*path)?))?;
                let step = ways::step_of(property);
                step.means_one(ontology, targets).then(|| (ways::step_of(link), step, Arc::clone(text)))
            })
        });
        let Some((first, second, text)) = found.into_iter().next() else { return false };
        let label = |step: &Step| self.label_of(step.path).unwrap_or_default();
        let meaning = format!("{} › {}: {text}", label(&first), label(&second));
        self.part(at, PartKind::Concept, &meaning, Some(ontology.path(second.path).as_str().to_owned()));
        let condition = Condition::Between { step: second, range: Lexical::Text, from: Some(text.to_string()), to: Some(text.to_string()) };
        self.add_other(at, 0, Condition::Linked { step: first, condition: Box::new(condition) }, false);
        true
    }

    /// "More than 10 credits", "credits over 10": a number beside the name of a property that holds numbers. "Three tools": how many to show.
    pub(super) fn number(&mut self, at: usize, number: i64, bound: Bound) {
        let ontology = self.ontology();
        if bound == Bound::In && self.counts_head(at) && self.limit.is_none()
            && let Some(limit) = u32::try_from(number).ok().filter(|limit| (1..=LIMIT_MAX).contains(limit))
        {
            self.limit = Some(limit);
            return self.part(at, PartKind::Limit, &format!("{limit} are shown"), None);
        }
        let Some(frame) = self.frames.iter().rposition(|frame| frame.open) else { return self.give_up(at) };
        let numeric = |spot: &Spot| {
            let types = &self.frames.get(frame)?.types;
            spot.meanings().iter().find_map(|meaning| {
                let Meaning::Property(path) = meaning else { return None };
                types.iter().filter_map(|ty| ontology.ty(*ty).property(ontology.ty(*ty).slot(*path)?)).find(|property| matches!(property.range, Range::Integer | Range::Decimal)).cloned()
            })
        };
        let spot = |at: Option<usize>| at.and_then(|at| self.cut.spots.get(at));
        let before = (1..=3).find_map(|back| spot(at.checked_sub(back)).and_then(numeric));
        let property = spot(at.checked_add(1)).and_then(numeric).or(before).filter(|property| self.sayable(frame, &ways::step_of(property)));
        let Some((property, range)) = property.and_then(|property| Some((Arc::clone(&property), Lexical::of(&property.range)?))) else { return self.give_up(at) };
        let bound = self.bound_after(at + 1).filter(|_| bound == Bound::In).unwrap_or(bound);
        // Bounds are inclusive: among whole numbers the next one, among others the same.
        let next = i64::from(range == Lexical::Integer);
        let (from, to) = match bound {
            Bound::In => (Some(number), Some(number)),
            Bound::From => (Some(number), None),
            Bound::After => (Some(number.saturating_add(next)), None),
            Bound::UpTo => (None, Some(number)),
            Bound::Before => (None, Some(number.saturating_sub(next))),
        };
        if let Some(own) = self.frames.get_mut(frame).filter(|frame| !frame.named) {
            own.types.retain(|ty| ontology.ty(*ty).slot(property.path).is_some());
        }
        let shown = match (from, to) {
            (Some(from), Some(_)) => from.to_string(),
            (Some(from), None) => format!("{from} or more"),
            (None, Some(to)) => format!("{to} or less"),
            (None, None) => String::new(),
        };
        self.part(at, PartKind::Concept, &format!("{}: {shown}", property.label), Some(ontology.path(property.path).as_str().to_owned()));
        self.measured.push(property.path);
        let text = |number: i64| number.to_string();
        self.add_other(at, frame, Condition::Between { step: ways::step_of(&property), range, from: from.map(text), to: to.map(text) }, false);
    }

    /// "5 credits or less": the words after the property bound the number.
    fn bound_after(&mut self, property: usize) -> Option<Bound> {
        let end = self.cut.spots.get(property)?.to;
        let (until, bound) = super::times::bound_after(&self.cut.words, end, super::english::time::AFTER_NUMBER)?;
        for at in 0..self.cut.spots.len() {
            if self.cut.spots.get(at).is_some_and(|spot| end <= spot.from && spot.to <= until) {
                self.part(at, PartKind::Ignored, "bounds the number", None);
            }
        }
        Some(bound)
    }

    /// "Three free tools": only what describes it stands between the number and what is asked for.
    fn counts_head(&self, at: usize) -> bool {
        let describes = |spot: &Spot| matches!(spot.function(), Some(Function::Newest | Function::Oldest | Function::Strongest | Function::And | Function::Or)) || spot.meanings().iter().any(|meaning| matches!(meaning, Meaning::Concept(_)));
        let first = self.head.first().copied().filter(|_| !self.pronoun);
        let until = first.or_else(|| (at + 1..self.cut.spots.len()).take_while(|next| self.cut.spots.get(*next).is_some_and(describes)).last());
        self.frames.len() == 1 && until.is_some_and(|until| until > at && self.cut.spots.get(at + 1..until).is_some_and(|spots| spots.iter().all(describes)))
    }

    /// Records of a time: years of whatever says when, days only of what says the day.
    pub(super) fn time(&mut self, at: usize, (from, to): (Option<Date>, Option<Date>), days: bool) {
        let ontology = self.ontology();
        let when = |ty: &TypeId| {
            let ty = ontology.ty(*ty);
            ty.property(ty.role(Role::Year)?).filter(|property| !days || matches!(property.range, Range::Date))
        };
        let fits = |frame: usize, own: &super::frame::Frame| own.open && own.types.iter().filter_map(when).any(|property| self.sayable(frame, &ways::step_of(property)));
        let Some(frame) = self.frames.iter().enumerate().rposition(|(at, own)| fits(at, own)) else { return self.give_up(at) };
        let types = self.frames.get(frame).map(|frame| frame.types.clone()).unwrap_or_default();
        let mut steps: Vec<(Step, Lexical)> = Vec::new();
        for property in types.iter().filter_map(when) {
            if let Some(range) = Lexical::of(&property.range)
                && !steps.iter().any(|(step, _)| step.path == property.path)
            {
                steps.push((ways::step_of(property), range));
            }
        }
        if let Some(own) = self.frames.get_mut(frame).filter(|frame| !frame.named) {
            own.types.retain(|ty| when(ty).is_some());
        }
        let bounded = |(step, range): (Step, Lexical)| {
            let (from, to) = time_bounds(range, from, to);
            Condition::Between { step, range, from, to }
        };
        let condition = Condition::any(steps.into_iter().map(bounded).collect());
        let shown = |date: Date| if days { date.to_string() } else { date.year().to_string() };
        let meaning = match (from.map(shown), to.map(shown)) {
            (Some(from), Some(to)) if from == to => from,
            (Some(from), Some(to)) => format!("from {from} to {to}"),
            (Some(from), None) => format!("{from} or later"),
            (None, Some(to)) => format!("{to} or earlier"),
            (None, None) => String::new(),
        };
        self.part(at, PartKind::Year, &meaning, None);
        self.add_other(at, frame, condition, false);
    }

    /// "With a DOI", "without an ORCID", "whose provider is …".
    pub(super) fn property(&mut self, at: usize, path: PathId) -> bool {
        let ontology = self.ontology();
        let Some(frame) = self.frames.iter().rposition(|frame| frame.open && frame.types.iter().any(|ty| ontology.ty(*ty).slot(path).is_some())) else {
            // "In the Faculty of Arts": of a record that a link of theirs leads to.
            let names = self.next_is_target(at, path);
            if names {
                self.part(at, PartKind::Ignored, &format!("names the property “{}”", self.label_of(path).unwrap_or_default()), None);
            }
            return names;
        };
        let own = |ty: &TypeId| ontology.ty(*ty).property(ontology.ty(*ty).slot(path)?);
        let Some(property) = self.frames.get(frame).and_then(|frame| frame.types.iter().find_map(own)).filter(|property| self.sayable(frame, &ways::step_of(property))).cloned() else { return false };
        let when = property.role == Some(Role::Year) && self.cut.spots.get(at + 1..).unwrap_or_default().iter().find(|spot| !matches!(spot.function(), Some(Function::Empty | Function::Of))).is_some_and(|spot| matches!(spot.what, What::Time { .. }));
        if when || self.measured.contains(&path) || self.number_follows(at) {
            self.part(at, PartKind::Ignored, &format!("names the property “{}”", property.label), None);
            return true;
        }
        let before = at.checked_sub(1);
        if self.frames.iter().flat_map(|frame| frame.groups.last()).any(|group| Some(group.spot) == before && group.condition().steps().iter().any(|step| step.path == path)) {
            self.part(at, PartKind::Ignored, &format!("names the property “{}”", property.label), None);
            return true;
        }
        let (_, with, negated) = self.linked();
        let next_fits = self.next_is_target(at, path);
        if (with.is_some() || negated) && !next_fits {
            if let Some(own) = self.frames.get_mut(frame).filter(|frame| !frame.named) {
                own.types.retain(|ty| ontology.ty(*ty).slot(path).is_some());
            }
            self.part(at, PartKind::Link, &format!("has “{}”", property.label), Some(ontology.path(path).as_str().to_owned()));
            self.add_other(at, frame, Condition::Exists { step: ways::step_of(&property) }, false);
            return true;
        }
        if next_fits {
            self.hint(vec![path]);
            self.part(at, PartKind::Link, &format!("“{}”", property.label), Some(ontology.path(path).as_str().to_owned()));
            return true;
        }
        false
    }

    /// The number right after takes the property's name to itself.
    pub(super) fn number_follows(&self, at: usize) -> bool {
        (1..=3).any(|next| self.cut.spots.get(at + next).is_some_and(|spot| matches!(spot.what, What::Number { .. })) && self.cut.spots.get(at + 1..at + next).unwrap_or_default().iter().all(|spot| matches!(spot.function(), Some(Function::Empty | Function::Untold))))
    }

    pub(super) fn next_is_target(&self, at: usize, path: PathId) -> bool {
        let ontology = self.ontology();
        let fits = |ty: TypeId| ontology.types.iter().filter_map(|own| own.property(own.slot(path)?)).any(|property| property.range.targets().is_some_and(|targets| targets.types.contains(&ty)));
        let next = self.cut.spots.get(at + 1..).unwrap_or_default().iter().find(|spot| spot.function() != Some(Function::Empty) && spot.function() != Some(Function::Of));
        next.is_some_and(|spot| spot.meanings().iter().any(|meaning| match meaning {
            Meaning::Concept(id) | Meaning::Record(id) => self.snapshot.record(*id).is_some_and(|record| fits(record.ty)),
            Meaning::Value(own, _) => *own == path,
            _ => false,
        }))
    }
}

/// The literal form in which a property's bounds are written.
fn time_bounds(range: Lexical, from: Option<Date>, to: Option<Date>) -> (Option<String>, Option<String>) {
    let written = |date: Date| if range == Lexical::Date { date.to_string() } else { format!("{:04}", date.year()) };
    (from.map(written), to.map(written))
}
