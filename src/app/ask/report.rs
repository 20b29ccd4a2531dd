//! What is told about a reading: its parts, what was left over, what else was possible.

use super::compose::Composer;
use super::part::{Part, PartKind};
use super::spots::What;
use super::ways::Way;
use crate::ontology::{PathId, Range, Role, TypeId};
use crate::views::records::Id;

impl Composer<'_> {
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

    pub(super) fn is_place_way(&self, way: &Way) -> bool {
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
