//! What is told about a reading: its parts, what was left over, what else was possible.

use super::compose::Composer;
use super::english::Function;
use super::part::{Part, PartKind};
use super::spots::What;
use super::ways::Way;
use super::words::Mark;
use crate::ontology::{PathId, Range, Role, TypeId};
use crate::views::records::Id;

impl Composer<'_> {
    pub(super) fn unknown(&mut self, at: usize) {
        let (of, _, negated) = self.linked();
        let topical = of || !self.hints().is_empty() && self.verbs().last().is_some_and(|verb| !verb.2);
        let follows = self.searched.last().is_some_and(|last| last + 1 == at);
        // A search cannot be turned round.
        if !negated && !self.is_nobody(at) && !std::mem::take(&mut self.strange) && (topical || follows) { self.searched.push(at) } else { self.unused.push(at) }
    }

    /// "By women": whoever made something is known by name, or is not known; that a text has the word says nothing of who made it.
    fn is_nobody(&self, at: usize) -> bool {
        let word = |at: Option<usize>| at.and_then(|at| self.cut.words.get(at));
        let Some(from) = self.cut.spots.get(at).map(|spot| spot.from) else { return false };
        word(from.checked_sub(1)).is_some_and(|before| before.plain == "by") && word(Some(from)).is_some_and(|word| !word.capital)
    }

    pub(super) fn give_up(&mut self, at: usize) {
        self.unused.push(at);
    }

    /// Verbs that nothing followed: empty ones pass, others are reported.
    pub(super) fn finish_verbs(&mut self) {
        let verbs = self.verbs().to_vec();
        for (at, paths, used) in verbs {
            let Some(spot) = self.cut.spots.get(at) else { continue };
            let empty = spot.function().is_some() || self.cut.words.get(spot.from..spot.to).unwrap_or_default().iter().all(|word| super::english::is_empty(&word.plain));
            let searched = (at + 1..self.cut.spots.len()).find(|next| !self.is_grammar(*next)).is_some_and(|next| self.searched.contains(&next));
            if used || searched {
                let labels: Vec<String> = paths.iter().filter_map(|path| self.label_of(*path)).collect();
                self.part(at, PartKind::Link, &labels.join(" or "), paths.first().map(|path| self.ontology().path(*path).as_str().to_owned()));
            } else if !empty {
                self.unused.push(at);
            }
        }
    }

    /// Whatever no part speaks of and English does not need is reported: nothing is left out in silence.
    pub(super) fn finish_rest(&mut self) {
        for (at, _, used) in std::mem::take(&mut self.headings) {
            if let Some(label) = used.and_then(|path| self.label_of(path)) {
                self.part(at, PartKind::Ignored, &format!("names the property “{label}”"), None);
            }
        }
        for at in 0..self.cut.spots.len() {
            let verb = self.verbs().iter().any(|(verb, _, _)| *verb == at);
            let corrected = self.cut.spots.get(at).and_then(|spot| self.cut.corrected.get(spot.from..spot.to)).is_some_and(|words| words.iter().any(Option::is_some));
            if self.is_grammar(at) && corrected && !self.is_told(at) {
                self.part(at, PartKind::Ignored, "says nothing here", None);
            } else if !verb && !self.is_grammar(at) && !self.is_told(at) {
                self.unused.push(at);
            }
        }
    }

    fn is_told(&self, at: usize) -> bool {
        self.told.get(at).copied().unwrap_or(false) || self.unused.contains(&at) || self.searched.contains(&at) || self.orders.iter().any(|(order, _)| *order == at)
    }

    /// Whether English needs it and it says nothing of its own.
    pub(super) fn is_grammar(&self, at: usize) -> bool {
        let function = self.cut.spots.get(at).and_then(super::spots::Spot::function);
        matches!(function, Some(Function::Empty | Function::Define | Function::And | Function::Or | Function::But | Function::Of | Function::With))
    }

    /// Left-over words are searched when nothing else says what is meant, or when they stand where a link's target should.
    pub(super) fn finish_search(&mut self) {
        let constrained = self.frames.iter().any(|frame| !frame.groups.is_empty());
        if !constrained && self.negation.is_none() {
            let unknown = self.unused.iter().copied().filter(|at| self.cut.spots.get(*at).is_some_and(|spot| matches!(spot.what, What::Unknown)) && !self.is_nobody(*at)).collect::<Vec<_>>();
            self.unused.retain(|at| !unknown.contains(at));
            self.searched.extend(unknown);
        }
        if self.count {
            // That a text has a word does not make its record one of what is counted.
            self.unused.append(&mut self.searched);
        }
        self.searched.sort_unstable();
        for at in self.searched.clone() {
            self.part(at, PartKind::Search, "searched in the words of records", None);
        }
    }

    /// Words written like names that nothing here has.
    pub fn names_of_nothing(&self) -> Vec<String> {
        let named = |at: &usize| self.cut.spots.get(*at).is_some_and(|spot| matches!(spot.what, What::Unknown) && spot.from > 0 && self.cut.words.get(spot.from).is_some_and(|word| word.capital && word.mark != Mark::Stop));
        self.unused.iter().filter(|at| named(at)).map(|at| format!("nothing here is called “{}”", self.text(*at))).collect()
    }

    /// Words that are near to one that means something, and were not taken for it.
    pub fn near_words(&self) -> Vec<String> {
        let left = self.unused.iter().chain(&self.searched).filter_map(|at| self.cut.spots.get(*at)).flat_map(|spot| spot.from..spot.to);
        left.filter_map(|at| self.cut.words.get(at).zip(self.cut.near.get(at)?.as_ref())).map(|(word, near)| format!("“{}” was read as it stands; if “{near}” is meant, write that", word.text)).collect()
    }

    /// What could not be used, as written; words that stand together are reported together.
    pub fn left_over(&mut self) -> Vec<String> {
        self.unused.sort_unstable();
        self.unused.dedup();
        let mut texts: Vec<String> = Vec::new();
        let mut last: Option<usize> = None;
        for at in &self.unused {
            let joins = self.cut.spots.get(*at).and_then(|spot| self.cut.words.get(spot.from)).is_some_and(|word| matches!(word.mark, Mark::Space | Mark::Dash));
            match texts.last_mut().filter(|_| joins && at.checked_sub(1) == last) {
                Some(text) => {
                    text.push(' ');
                    text.push_str(&self.text(*at));
                }
                None => texts.push(self.text(*at)),
            }
            last = Some(*at);
        }
        texts
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
        let mut text = String::new();
        for word in self.cut.words.get(spot.from..spot.to).unwrap_or_default().iter() {
            if last != Some(word.start) {
                if !text.is_empty() {
                    text.push(if word.mark == Mark::Dash { '-' } else { ' ' });
                }
                text.push_str(&word.text);
            }
            last = Some(word.start);
        }
        text
    }

    pub(super) fn part(&mut self, at: usize, kind: PartKind, meaning: &str, iri: Option<String>) {
        let Some(spot) = self.cut.spots.get(at) else { return };
        if let Some(told) = self.told.get_mut(at) {
            *told = true;
        }
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
        let over: Vec<String> = way.steps.iter().map(|step| if step.inverse { title(&step.field) } else { self.label_of(step.path).unwrap_or_else(|| title(&step.field)) }).collect();
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

/// `involvedIn` as people read it: "Involved in".
fn title(field: &str) -> String {
    let mut title = String::with_capacity(field.len() + 4);
    for (at, letter) in field.chars().enumerate() {
        match (at, letter.is_uppercase()) {
            (0, _) => title.extend(letter.to_uppercase()),
            (_, true) => {
                title.push(' ');
                title.extend(letter.to_lowercase());
            }
            (_, false) => title.push(letter),
        }
    }
    title
}
