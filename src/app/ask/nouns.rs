//! The rest of the reading: heads and further nouns, booleans, years, properties, and what is left over.

use super::compose::{Composer, year_bounds};
use super::condition::{Condition, Lexical, Step};
use super::english::Function;
use super::frame::Frame;
use super::lexicon::Meaning;
use super::part::{Part, PartKind};
use super::spots::{Spot, What};
use super::ways::{self, Way};
use crate::ontology::{PathId, Range, Role, TypeId};
use crate::views::records::Id;
use std::sync::Arc;

impl Composer<'_> {
    fn record_types(&self, spot: &Spot) -> Vec<TypeId> {
        let ontology = self.ontology();
        spot.meanings().iter().filter_map(|meaning| if let Meaning::Type(ty) = meaning { Some(*ty) } else { None }).filter(|ty| !ontology.ty(*ty).is_concept()).collect()
    }

    fn is_pronoun(&self, at: usize) -> bool {
        self.cut.spots.get(at).is_some_and(|spot| spot.function().is_some())
    }

    /// The first noun that names record types, and those that "and" or "or" join to it.
    pub(super) fn find_head(&mut self) {
        let mut head: Option<usize> = None;
        for (at, spot) in self.cut.spots.iter().enumerate() {
            if self.record_types(spot).is_empty() {
                continue;
            }
            match head {
                None => head = Some(at),
                // "Who are the organisations that …": the noun after "who" is meant.
                Some(first) if self.is_pronoun(first) && !self.is_pronoun(at) && self.only_fillers(first + 1, at) => head = Some(at),
                Some(_) => {}
            }
        }
        let asked = self.asked_vocabulary();
        let Some(first) = asked.or(head) else { return };
        self.pronoun = self.is_pronoun(first);
        self.head = vec![first];
        let mut at = first + 1;
        while let Some(spot) = self.cut.spots.get(at) {
            let comma = self.cut.words.get(spot.from).is_some_and(|word| word.mark == super::words::Mark::Comma);
            let joined = match spot.function() {
                Some(Function::And | Function::Or) => true,
                _ if comma => false,
                _ => break,
            };
            let noun = if joined { at + 1 } else { at };
            if self.cut.spots.get(noun).is_none_or(|spot| self.record_types(spot).is_empty()) || asked.is_some() {
                break;
            }
            self.head.push(noun);
            at = noun + 1;
        }
    }

    /// "Which challenges …": a vocabulary is asked for, not records.
    fn asked_vocabulary(&self) -> Option<usize> {
        let at = self.cut.spots.iter().position(|spot| !(spot.function() == Some(Function::Filler) && spot.meanings().iter().all(|meaning| matches!(meaning, Meaning::Function(_))) || spot.function() == Some(Function::Count)))?;
        let spot = self.cut.spots.get(at)?;
        let ontology = self.ontology();
        let vocabulary = |meaning: &Meaning| matches!(meaning, Meaning::Type(ty) if ontology.ty(*ty).vocabulary.is_some_and(|own| !ontology.vocabularies.get(own).is_some_and(|own| own.enumeration)));
        let only = spot.meanings().iter().any(vocabulary) && spot.meanings().iter().all(|meaning| !matches!(meaning, Meaning::Type(ty) if !ontology.ty(*ty).is_concept()));
        only.then_some(at)
    }

    fn only_fillers(&self, from: usize, to: usize) -> bool {
        let filler = |spot: &Spot| spot.function() == Some(Function::Filler) && spot.meanings().iter().all(|meaning| matches!(meaning, Meaning::Function(_)));
        self.cut.spots.get(from..to).is_some_and(|spots| spots.iter().all(filler))
    }

    pub(super) fn head_types(&self) -> Vec<TypeId> {
        let ontology = self.ontology();
        let mut types: Vec<TypeId> = Vec::new();
        for spot in self.head.iter().filter_map(|at| self.cut.spots.get(*at)) {
            let records = self.record_types(spot);
            let concepts = spot.meanings().iter().filter_map(|meaning| if let Meaning::Type(ty) = meaning { Some(*ty) } else { None }).filter(|ty| ontology.ty(*ty).is_concept());
            let own: Vec<TypeId> = if records.is_empty() { concepts.take(1).collect() } else { records };
            types.extend(own.into_iter().filter(|ty| !types.contains(ty)).collect::<Vec<_>>());
        }
        types
    }

    /// What a reading asks for: the named types, or those that the conditions left, when they left fewer than could answer at all.
    pub fn asked(&self, condition: &Condition) -> Vec<TypeId> {
        let ontology = self.ontology();
        let Some(frame) = self.frames.first() else { return Vec::new() };
        if frame.named {
            return frame.types.clone();
        }
        let claimed = |ty: &TypeId| ontology.ty(*ty).properties.iter().any(|property| property.claimed);
        let all = ways::answerable(ontology);
        let open = frame.types == all || condition.claimed_link(ontology).is_some() && all.iter().filter(|ty| claimed(ty)).eq(frame.types.iter());
        if open { Vec::new() } else { frame.types.clone() }
    }

    pub(super) fn headed(&mut self, at: usize) {
        let Some(spot) = self.cut.spots.get(at) else { return };
        let records = self.record_types(spot);
        let types = if records.is_empty() { self.head_types() } else { records };
        let meaning = self.type_names(&types);
        let iri = types.first().map(|ty| self.ontology().ty(*ty).class.as_str().to_owned());
        self.part(at, PartKind::Type, &meaning, iri);
        let others: Vec<String> = spot.meanings().iter().filter_map(|meaning| if let Meaning::Concept(id) = meaning { Some(self.described(*id)) } else { None }).collect();
        if !others.is_empty() {
            let text = self.text(at);
            self.alternatives.push(format!("“{text}” was read as {meaning}; it is also the name of {}", others.join(" and of ")));
        }
    }

    /// Which of a spot's readings is meant: "studies" after a noun is a verb, after "which" a noun.
    pub(super) fn reads_as_verb(&self, at: usize, meanings: &[Meaning]) -> bool {
        let noun = meanings.iter().any(|meaning| matches!(meaning, Meaning::Type(_) | Meaning::Concept(_) | Meaning::Record(_)));
        if !noun {
            return true;
        }
        let before = at.checked_sub(1).and_then(|before| self.cut.spots.get(before));
        let after_link = before.is_some_and(|before| matches!(before.function(), Some(Function::Of | Function::With | Function::And | Function::Or | Function::Not)) || before.meanings().iter().any(|meaning| matches!(meaning, Meaning::Verb(_))));
        let after_article = before.and_then(|before| self.cut.words.get(before.to - 1)).is_some_and(|word| super::english::is_article(&word.plain) || matches!(word.plain.as_str(), "which" | "what" | "any" | "many" | "some"));
        let head_before = self.head.iter().any(|head| *head < at);
        let paths: Vec<PathId> = meanings.iter().filter_map(|meaning| if let Meaning::Verb(path) = meaning { Some(*path) } else { None }).collect();
        head_before && !after_link && !after_article && self.target_follows(at, &paths)
    }

    /// Whether a concept, record or noun follows that one of the links leads to or comes from.
    fn target_follows(&self, at: usize, paths: &[PathId]) -> bool {
        let ontology = self.ontology();
        let properties: Vec<_> = ontology.types.iter().flat_map(|ty| ty.properties.iter().map(move |property| (ty.id, property))).filter(|(_, property)| paths.contains(&property.path)).collect();
        let touches = |ty: TypeId| properties.iter().any(|(owner, property)| *owner == ty || property.range.targets().is_some_and(|targets| targets.types.contains(&ty)));
        self.cut.spots.get(at + 1..).unwrap_or_default().iter().any(|spot| {
            matches!(spot.what, What::Unknown)
                || spot.meanings().iter().any(|meaning| match meaning {
                    Meaning::Concept(id) | Meaning::Record(id) => self.snapshot.record(*id).is_some_and(|record| touches(record.ty)),
                    Meaning::Type(ty) => !ontology.ty(*ty).is_concept() && touches(*ty),
                    _ => false,
                })
        })
    }

    /// A noun after the head: a frame of its own when a word links it, a heading when it only names the kind of what stands beside it.
    pub(super) fn type_spot(&mut self, at: usize, types: &[TypeId], concept_too: bool) -> bool {
        let ontology = self.ontology();
        let own: Vec<TypeId> = types.iter().copied().filter(|ty| !ontology.ty(*ty).is_concept()).collect();
        if own.is_empty() {
            return !concept_too && self.heading(at, types);
        }
        if self.is_pronoun(at) {
            return true;
        }
        let Some(frame) = self.frames.iter().rposition(|frame| frame.open) else { return false };
        let Some(mut from) = self.frames.get(frame).map(|frame| frame.types.clone()) else { return false };
        if self.pronoun && frame == 0 {
            from.extend(ways::answerable(ontology).into_iter().filter(|ty| self.stands_for_who(*ty)));
        }
        if from.iter().any(|ty| own.contains(ty)) && !self.head.is_empty() && self.cut.spots.get(at).is_some_and(|_| self.linked() == (false, None, false)) && self.hints().is_empty() {
            self.part(at, PartKind::Ignored, "the same as before", None);
            return true;
        }
        let (of, with, _) = self.linked();
        let links = ways::between(ontology, &from, &own, self.hints());
        let link = links.into_iter().find(|(step, _, layer)| *layer != usize::MAX || of || with.is_some() && step.inverse);
        let Some((step, sources, _)) = link else { return false };
        if concept_too && step.inverse && self.hints().is_empty() {
            return false;
        }
        self.close_to(frame);
        if self.pronoun && frame == 0 {
            self.whoever(&sources);
        }
        let (negated, joint) = self.take_sign();
        let groups = self.take_beside(at, &own);
        self.done(at, vec![step.path]);
        let meaning = format!("{}, over “{}”", self.type_names(&own), step.field);
        let iri = own.first().map(|ty| ontology.ty(*ty).class.as_str().to_owned());
        self.part(at, PartKind::Type, &meaning, iri);
        self.frames.push(Frame { types: own, named: true, groups, steps: vec![step], negated, joint, noun: at, open: true });
        true
    }

    /// "The audience …", "… evidence": names the vocabulary of a concept, and so the link that it is the target of.
    fn heading(&mut self, at: usize, types: &[TypeId]) -> bool {
        let ontology = self.ontology();
        let mut paths: Vec<PathId> = ontology.types.iter().flat_map(|ty| &ty.properties).filter(|property| property.range.targets().is_some_and(|targets| targets.types.iter().any(|ty| types.contains(ty)))).map(|property| property.path).collect();
        paths.sort_unstable();
        paths.dedup();
        self.hint(paths);
        let meaning = self.type_names(types);
        self.part(at, PartKind::Ignored, &format!("names the vocabulary {meaning}"), None);
        true
    }

    pub(super) fn stands_for_who(&self, ty: TypeId) -> bool {
        // Whatever can stand at the end of a link together with what "who" stands for.
        let ontology = self.ontology();
        let who = self.head_types();
        ontology.types.iter().flat_map(|own| &own.properties).filter_map(|property| property.range.targets()).any(|targets| targets.types.contains(&ty) && who.iter().any(|who| targets.types.contains(who)) && targets.types.len() <= 4 && !ontology.ty(ty).is_concept())
    }

    fn whoever(&mut self, types: &[TypeId]) {
        if let Some(frame) = self.frames.first_mut() {
            frame.types = types.to_vec();
            frame.types.sort();
        }
    }

    pub(super) fn note_who(&mut self, ways: &[Way]) {
        if self.pronoun && self.frames.len() == 1 && ways.iter().all(|way| way.steps.first().is_some_and(|step| step.inverse)) {
            let types: Vec<TypeId> = ways.iter().flat_map(|way| way.types.iter().copied()).collect();
            self.whoever(&types);
        }
    }

    /// A record that the question is about: "does Block Party …".
    pub(super) fn subject(&mut self, at: usize, ids: &[Id]) -> bool {
        let types: Vec<TypeId> = ids.iter().filter_map(|id| self.snapshot.record(*id)).map(|record| record.ty).collect();
        if let Some(frame) = self.frames.first_mut().filter(|frame| !frame.named) {
            frame.types.retain(|ty| types.contains(ty));
        }
        for id in ids {
            let meaning = self.described(*id);
            let iri = self.snapshot.iri(*id).map(ToString::to_string);
            self.part(at, PartKind::Record, &meaning, iri);
        }
        self.add_other(at, 0, Condition::Is(ids.to_vec()), false);
        true
    }

    pub(super) fn flag(&mut self, at: usize, path: PathId, value: bool) -> bool {
        let ontology = self.ontology();
        let outside = self.linked().2;
        let has = |ty: &TypeId| ontology.ty(*ty).slot(path).and_then(|slot| ontology.ty(*ty).property(slot)).is_some();
        let near = self.frames.last().is_some_and(|frame| frame.open || frame.noun + 1 == at || frame.noun + 2 == at);
        let Some(frame) = self.frames.iter().enumerate().rposition(|(at, frame)| frame.types.iter().any(has) && (near || at == 0)) else { return false };
        let Some(property) = self.frames.get(frame).and_then(|frame| frame.types.iter().find(|ty| has(ty))).and_then(|ty| ontology.ty(*ty).slot(path).and_then(|slot| ontology.ty(*ty).property(slot)).cloned()) else { return false };
        if let Some(own) = self.frames.get_mut(frame).filter(|frame| !frame.named) {
            own.types.retain(has);
        }
        let meaning = format!("{}: {}", property.label, if value != outside { "yes" } else { "no" });
        self.part(at, PartKind::Boolean, &meaning, Some(ontology.path(path).as_str().to_owned()));
        self.add_other(at, frame, Condition::Flag { step: ways::step_of(&property), value }, true);
        true
    }

    pub(super) fn value(&mut self, at: usize, path: PathId, text: &Arc<str>) -> bool {
        let ontology = self.ontology();
        let Some(frame) = self.frames.iter().rposition(|frame| frame.types.iter().any(|ty| ontology.ty(*ty).slot(path).is_some())) else { return false };
        let property = ontology.types.iter().find_map(|ty| ty.property(ty.slot(path)?));
        let Some((property, range)) = property.and_then(|property| Some((property, Lexical::of(&property.range)?))) else { return false };
        if let Some(own) = self.frames.get_mut(frame).filter(|frame| !frame.named) {
            own.types.retain(|ty| ontology.ty(*ty).slot(path).is_some());
        }
        let step = ways::step_of(property);
        self.part(at, PartKind::Concept, &format!("{}: {text}", property.label), Some(ontology.path(path).as_str().to_owned()));
        self.add_other(at, frame, Condition::Between { step, range, from: Some(text.to_string()), to: Some(text.to_string()) }, false);
        true
    }

    pub(super) fn years(&mut self, at: usize, from: Option<i16>, to: Option<i16>) {
        let ontology = self.ontology();
        let Some(frame) = self.frames.iter().rposition(|frame| frame.open && frame.types.iter().any(|ty| ontology.ty(*ty).role(Role::Year).is_some())) else { return self.give_up(at) };
        let types = self.frames.get(frame).map(|frame| frame.types.clone()).unwrap_or_default();
        let mut steps: Vec<(Step, Lexical)> = Vec::new();
        for property in types.iter().filter_map(|ty| ontology.ty(*ty).property(ontology.ty(*ty).role(Role::Year)?)) {
            if let Some(range) = Lexical::of(&property.range)
                && !steps.iter().any(|(step, _)| step.path == property.path)
            {
                steps.push((ways::step_of(property), range));
            }
        }
        if let Some(own) = self.frames.get_mut(frame).filter(|frame| !frame.named) {
            own.types.retain(|ty| ontology.ty(*ty).role(Role::Year).is_some());
        }
        let bounded = |(step, range): (Step, Lexical)| {
            let (from, to) = year_bounds(range, from, to);
            Condition::Between { step, range, from, to }
        };
        let condition = Condition::any(steps.into_iter().map(bounded).collect());
        let meaning = match (from, to) {
            (Some(from), Some(to)) if from == to => format!("{from}"),
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
        let Some(frame) = self.frames.iter().rposition(|frame| frame.open && frame.types.iter().any(|ty| ontology.ty(*ty).slot(path).is_some())) else { return false };
        let own = |ty: &TypeId| ontology.ty(*ty).property(ontology.ty(*ty).slot(path)?);
        let Some(property) = self.frames.get(frame).and_then(|frame| frame.types.iter().find_map(own)).cloned() else { return false };
        let (_, with, negated) = self.linked();
        let next_fits = property.range.is_link() && self.next_is_target(at, path);
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

    fn next_is_target(&self, at: usize, path: PathId) -> bool {
        let ontology = self.ontology();
        let fits = |ty: TypeId| ontology.types.iter().filter_map(|own| own.property(own.slot(path)?)).any(|property| property.range.targets().is_some_and(|targets| targets.types.contains(&ty)));
        let next = self.cut.spots.get(at + 1..).unwrap_or_default().iter().find(|spot| spot.function() != Some(Function::Filler) && spot.function() != Some(Function::Of));
        next.is_some_and(|spot| spot.meanings().iter().any(|meaning| matches!(meaning, Meaning::Concept(id) | Meaning::Record(id) if self.snapshot.record(*id).is_some_and(|record| fits(record.ty)))))
    }

    pub(super) fn unknown(&mut self, at: usize) {
        let (of, _, _) = self.linked();
        let topical = of || !self.hints().is_empty() && self.verbs().last().is_some_and(|verb| !verb.2);
        if topical || self.searched.last().is_some_and(|last| last + 1 == at) {
            self.searched.push(at);
        } else {
            self.unused.push(at);
        }
    }

    pub(super) fn give_up(&mut self, at: usize) {
        self.unused.push(at);
    }

    /// Verbs that nothing followed: fillers pass, others are reported.
    pub(super) fn finish_verbs(&mut self) {
        let verbs = self.verbs().to_vec();
        let searched = !self.searched.is_empty();
        for (at, paths, used) in verbs {
            let Some(spot) = self.cut.spots.get(at) else { continue };
            let labels: Vec<String> = paths.iter().filter_map(|path| self.label_of(*path)).collect();
            let filler = spot.function().is_some() || spot.to - spot.from == 1 && self.cut.words.get(spot.from).is_some_and(|word| word.plain.len() <= 3) || self.cut.words.get(spot.from..spot.to).unwrap_or_default().iter().all(|word| super::english::is_filler(&word.plain));
            if used || searched {
                self.part(at, PartKind::Link, &labels.join(" or "), paths.first().map(|path| self.ontology().path(*path).as_str().to_owned()));
            } else if !filler {
                self.unused.push(at);
            }
        }
    }

    /// Left-over words are searched when nothing else says what is meant, or when they stand where a link's target should.
    pub(super) fn finish_search(&mut self) {
        let constrained = self.frames.iter().any(|frame| !frame.groups.is_empty());
        if !constrained {
            let unknown = self.unused.iter().copied().filter(|at| self.cut.spots.get(*at).is_some_and(|spot| matches!(spot.what, What::Unknown))).collect::<Vec<_>>();
            self.unused.retain(|at| !unknown.contains(at));
            self.searched.extend(unknown);
        }
        self.searched.sort_unstable();
        for at in self.searched.clone() {
            self.part(at, PartKind::Search, "searched in the words of records", None);
        }
        self.unused.sort_unstable();
        self.unused.dedup();
    }

    pub(super) fn label_of(&self, path: PathId) -> Option<String> {
        self.ontology().types.iter().find_map(|ty| ty.property(ty.slot(path)?)).map(|property| property.label.clone())
    }

    pub(super) fn type_names(&self, types: &[TypeId]) -> String {
        types.iter().map(|ty| self.ontology().ty(*ty).label.clone()).collect::<Vec<_>>().join(" or ")
    }

    /// "Fear of escalation (Challenges)".
    pub(super) fn described(&self, id: Id) -> String {
        let ontology = self.ontology();
        let Some(record) = self.snapshot.record(id) else { return String::new() };
        let ty = ontology.ty(record.ty);
        let label = record.label(ty, &ontology.directory.languages).map(|text| text.raw().into_owned()).unwrap_or_default();
        format!("{label} ({})", ty.label)
    }

    /// The words of a spot as written.
    pub(super) fn text(&self, at: usize) -> String {
        let Some(spot) = self.cut.spots.get(at) else { return String::new() };
        let mut last = None;
        let mut texts = Vec::new();
        for word in self.cut.words.get(spot.from..spot.to).unwrap_or_default() {
            if last != Some(word.start) {
                texts.push(word.text.as_str());
            }
            last = Some(word.start);
        }
        texts.join(" ")
    }

    pub(super) fn part(&mut self, at: usize, kind: PartKind, meaning: &str, iri: Option<String>) {
        let Some(spot) = self.cut.spots.get(at) else { return };
        let words = self.cut.words.get(spot.from..spot.to).unwrap_or_default();
        let corrected: Vec<&str> = self.cut.corrected.get(spot.from..spot.to).unwrap_or_default().iter().flatten().map(String::as_str).collect();
        self.parts.push(Part {
            text: self.text(at),
            start: words.first().map_or(0, |word| word.start),
            end: words.last().map_or(0, |word| word.end),
            kind,
            meaning: meaning.to_owned(),
            iri,
            corrected_from: if corrected.is_empty() { None } else { Some(corrected.join(" ")) },
            corrected_to: if corrected.is_empty() { None } else { Some(words.iter().map(|word| word.plain.as_str()).collect::<Vec<_>>().join(" ")) },
        });
    }

    pub(super) fn target_part(&mut self, at: usize, way: &Way) {
        let concept = self.snapshot.record(way.target).is_some_and(|record| self.ontology().ty(record.ty).is_concept());
        let kind = match (concept, self.is_place_way(way)) {
            (_, true) => PartKind::Place,
            (true, _) => PartKind::Concept,
            (false, _) => PartKind::Record,
        };
        let over: Vec<String> = way.steps.iter().map(|step| self.label_of(step.path).unwrap_or_else(|| step.field.clone())).collect();
        let meaning = format!("{}: {}", over.join(" › "), self.described(way.target));
        let iri = self.snapshot.iri(way.target).map(ToString::to_string);
        self.part(at, kind, &meaning, iri);
    }

    fn is_place_way(&self, way: &Way) -> bool {
        way.steps.last().is_some_and(|step| self.ontology().types.iter().filter_map(|ty| ty.property(ty.slot(step.path)?)).any(|property| property.role == Some(Role::Place) && matches!(property.range, Range::Link(_))))
    }

    /// Other readings of the same words are reported, not hidden.
    pub(super) fn mention(&mut self, at: usize, chosen: &Way, found: &[Way]) {
        let mut others: Vec<String> = found.iter().filter(|way| way.target != chosen.target).map(|way| self.described(way.target)).collect();
        others.dedup();
        if let Some(other) = others.first() {
            let text = self.text(at);
            self.alternatives.push(format!("“{text}” was read as {}; it can also mean {other}", self.described(chosen.target)));
        }
    }
}

