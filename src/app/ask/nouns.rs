//! Nouns after the head, and words that can be a noun or a verb.

use super::compose::Composer;
use super::condition::Condition;
use super::english::Function;
use super::frame::{Frame, Group, Kind};
use super::lexicon::Meaning;
use super::part::PartKind;
use super::spots::What;
use super::ways;
use crate::ontology::{PathId, Property, TypeId};
use crate::views::records::Id;

impl Composer<'_> {
    /// Which of a spot's readings is meant: "studies" after a noun is a verb, after "which" a noun.
    pub(super) fn reads_as_verb(&self, at: usize, meanings: &[Meaning]) -> bool {
        let noun = meanings.iter().any(|meaning| matches!(meaning, Meaning::Type(_) | Meaning::Concept(_) | Meaning::Record(_)));
        if !noun || self.has_subject(at) {
            return true;
        }
        let before = at.checked_sub(1).and_then(|before| self.cut.spots.get(before));
        let after_link = before.is_some_and(|before| matches!(before.function(), Some(Function::Of | Function::With | Function::And | Function::Or | Function::Not)) || before.meanings().iter().any(|meaning| matches!(meaning, Meaning::Verb(_))));
        let after_article = before.and_then(|before| self.cut.words.get(before.to - 1)).is_some_and(|word| super::english::is_article(&word.plain) || matches!(word.plain.as_str(), "which" | "what" | "any" | "many" | "some"));
        let head_before = self.head.iter().any(|head| *head < at) || self.frames.first().is_some_and(|frame| !frame.groups.is_empty());
        let paths: Vec<PathId> = meanings.iter().filter_map(|meaning| if let Meaning::Verb(path) = meaning { Some(*path) } else { None }).collect();
        head_before && !after_link && !after_article && self.target_follows(at, &paths)
    }

    /// Whether a concept, record or noun follows that one of the links leads to or comes from.
    pub(super) fn target_follows(&self, at: usize, paths: &[PathId]) -> bool {
        let ontology = self.ontology();
        let properties: Vec<_> = ontology.types.iter().flat_map(|ty| ty.properties.iter().map(move |property| (ty.id, property))).filter(|(_, property)| paths.contains(&property.path)).collect();
        let touches = |ty: TypeId| properties.iter().any(|(owner, property)| *owner == ty || property.range.targets().is_some_and(|targets| targets.types.contains(&ty)));
        // "Who cooks stews?": what is cooked is a stew.
        let told_of = |concept: TypeId| properties.iter().any(|(owner, _)| ontology.ty(*owner).properties.iter().any(|own| own.facet && own.range.targets().is_some_and(|targets| targets.types.contains(&concept))));
        self.cut.spots.get(at + 1..).unwrap_or_default().iter().any(|spot| {
            matches!(spot.what, What::Unknown)
                || spot.meanings().iter().any(|meaning| match meaning {
                    Meaning::Concept(id) | Meaning::Record(id) => self.snapshot.record(*id).is_some_and(|record| touches(record.ty) || self.pronoun && told_of(record.ty)),
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
        let same = from.iter().any(|ty| own.contains(ty)) && self.frames.get(frame).is_some_and(|frame| frame.named);
        if same && self.linked() == (false, None, false) && self.hints().is_empty() {
            self.part(at, PartKind::Ignored, "the same as before", None);
            return true;
        }
        if self.leave_out(at, frame, &own) {
            return true;
        }
        let (of, with, negated) = self.linked();
        let links = ways::between(ontology, &from, &own, self.hints());
        let link = links.into_iter().find(|(step, _, layer)| (*layer != usize::MAX || of || (with.is_some() || negated) && step.inverse) && self.sayable(frame, step));
        let Some((step, sources, _)) = link else {
            if same {
                self.part(at, PartKind::Ignored, "the same as before", None);
            }
            return same;
        };
        if concept_too && step.inverse && self.hints().is_empty() {
            return false;
        }
        self.close_to(frame);
        if self.pronoun && frame == 0 {
            self.whoever(&sources);
        } else if let Some(own) = self.frames.get_mut(frame).filter(|own| !own.named) {
            own.types.retain(|ty| sources.contains(ty));
        }
        let (negated, joint) = self.take_sign();
        let scope = step.targets(ontology, &sources);
        let groups = self.take_beside(at, &own, &scope);
        self.done(at, vec![step.path]);
        let meaning = format!("{}, over “{}”", self.type_names(&own), step.field);
        let iri = own.first().map(|ty| ontology.ty(*ty).class.as_str().to_owned());
        self.part(at, PartKind::Type, &meaning, iri);
        self.frames.push(Frame { types: own, named: true, groups, steps: vec![step], scope, negated, joint, noun: at, open: true });
        self.resume();
        true
    }

    /// "But not case studies", "that isn't a case study": a type less.
    fn leave_out(&mut self, at: usize, frame: usize, own: &[TypeId]) -> bool {
        let Some(types) = self.frames.get(frame).filter(|_| frame == 0 && self.is_left_out(at)).map(|frame| frame.types.clone()) else { return false };
        let left: Vec<TypeId> = types.iter().copied().filter(|ty| !own.contains(ty)).collect();
        if left.is_empty() || left.len() == types.len() {
            return false;
        }
        if let Some(frame) = self.frames.first_mut() {
            frame.types = left;
        }
        let meaning = self.type_names(own);
        self.part(at, PartKind::Type, &format!("left out: {meaning}"), None);
        self.done(at, Vec::new());
        true
    }

    /// "The audience …", "… evidence": names the vocabulary of a concept, and so the link that it is the target of.
    pub(super) fn heading(&mut self, at: usize, types: &[TypeId]) -> bool {
        let ontology = self.ontology();
        let mut paths: Vec<PathId> = ontology.types.iter().flat_map(|ty| &ty.properties).filter(|property| property.range.targets().is_some_and(|targets| targets.types.iter().any(|ty| types.contains(ty)))).map(|property| property.path).collect();
        paths.sort_unstable();
        paths.dedup();
        let (_, with, negated) = self.linked();
        if (with.is_some() || negated) && !paths.iter().any(|path| self.next_is_target(at, *path)) && paths.iter().all(|path| !self.read.contains(path)) {
            // "Which don't cost anything?": a noun that is said as a verb names no property.
            let said = self.negation.is_some_and(|not| self.negates_verb(not));
            if said || !self.links_of_noun(at, types).into_iter().any(|path| self.property(at, path)) {
                self.give_up(at);
                // It negates this word and none that follows.
                self.unused.extend(self.negation.take());
                self.with = None;
            }
            return true;
        }
        // "Peer-reviewed evidence": the name comes after what it names.
        let after = paths.iter().copied().find(|path| self.read.contains(path));
        self.hint(paths.clone());
        self.headings.push((at, paths, after));
        true
    }

    /// The properties of a noun that "without a …" can speak of: one of that very name, and links to the vocabulary; neither those among its own
    /// concepts nor that something else took a record's place.
    fn links_of_noun(&self, at: usize, types: &[TypeId]) -> Vec<PathId> {
        let ontology = self.ontology();
        let named = |path: PathId| self.cut.spots.get(at).is_some_and(|spot| spot.meanings().contains(&Meaning::Property(path)));
        let mut paths: Vec<(bool, PathId)> = Vec::new();
        for ty in self.frames.iter().rev().filter(|frame| frame.open).flat_map(|frame| &frame.types).map(|ty| ontology.ty(*ty)) {
            let leads = |property: &Property| property.range.targets().is_some_and(|targets| !targets.types.contains(&ty.id) && targets.types.iter().any(|ty| types.contains(ty)));
            let own = ty.properties.iter().filter(|property| property.is_public() && ways::describes(ontology, property.path, property.is_from_text()) && (named(property.path) || leads(property)));
            paths.extend(own.map(|property| (!named(property.path), property.path)));
        }
        paths.sort_by_key(|(other, _)| *other);
        paths.into_iter().map(|(_, path)| path).collect()
    }

    /// "By authors in Canada": a link to records, named as a noun, with a place or the like of its own.
    pub(super) fn property_noun(&mut self, at: usize, path: PathId) -> bool {
        let ontology = self.ontology();
        let (of, with, negated) = self.linked();
        let Some(frame) = self.frames.iter().rposition(|frame| frame.open) else { return false };
        let own = |ty: &TypeId| ontology.ty(*ty).property(ontology.ty(*ty).slot(path)?);
        let Some(property) = self.frames.get(frame).filter(|frame| frame.named).and_then(|frame| frame.types.iter().find_map(own)).cloned() else { return false };
        let Some(targets) = property.range.targets().filter(|targets| targets.types.iter().all(|ty| !ontology.ty(*ty).is_concept())) else { return false };
        if !(of || with.is_some() || negated) || self.next_is_target(at, path) {
            return false;
        }
        self.close_to(frame);
        let (negated, joint) = self.take_sign();
        let groups = self.take_beside(at, &targets.types, &targets.types);
        self.done(at, vec![path]);
        self.part(at, PartKind::Link, &format!("“{}”", property.label), Some(ontology.path(path).as_str().to_owned()));
        self.frames.push(Frame { types: targets.types.clone(), named: true, groups, steps: vec![ways::step_of(&property)], scope: targets.types.clone(), negated, joint, noun: at, open: false });
        true
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
        // "Altmetric and Impactstory": no record is both.
        let before = self.frames.first_mut().and_then(|frame| frame.groups.last_mut()).filter(|group| !group.negated);
        if let Some(Group { kind: Kind::Other(Condition::Is(own)), spot, .. }) = before.filter(|_| self.negation.is_none()) {
            own.extend_from_slice(ids);
            *spot = at;
            self.done(at, Vec::new());
            return true;
        }
        self.add_other(at, 0, Condition::Is(ids.to_vec()), false);
        true
    }
}
