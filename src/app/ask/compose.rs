//! Reads spots from left to right into frames: which records are asked for, and what must hold of them.
//!
//! Preferences where words are ambiguous: a record type before a concept, a concept before a record's name; of several concepts or links the
//! one that the word before asked for ("research", "for", "by"), then a link that stands on claims, then the one that fewest types have.

use super::condition::Condition;
use super::english::{self, Function};
use super::frame::{Frame, Group, Joint, Kind};
use super::lexicon::Meaning;
use super::part::{Part, PartKind};
use super::spots::{Cut, Spot, What};
use super::ways;
use crate::ontology::{Ontology, PathId, TypeId};
use crate::views::records::{Id, Snapshot};
use jiff::civil::Date;

pub struct Composer<'a> {
    pub(super) snapshot: &'a Snapshot,
    pub(super) cut: &'a Cut,
    pub(super) frames: Vec<Frame>,
    pub(super) parts: Vec<Part>,
    pub(super) alternatives: Vec<String>,
    pub(super) count: bool,
    /// Spots that could not be used.
    pub(super) unused: Vec<usize>,
    /// Unknown words that stand where a link's target should.
    pub(super) searched: Vec<usize>,
    pub(super) head: Vec<usize>,
    /// Concepts among the nouns of the head.
    pub(super) kinds: Vec<usize>,
    /// The head is "who": whoever stands at the end of the link.
    pub(super) pronoun: bool,
    /// What fitted no noun yet: it may belong to one that comes.
    pub(super) deferred: Vec<usize>,
    /// Properties that a number was read for.
    pub(super) measured: Vec<PathId>,
    /// The type that a concept at the beginning stands for: "which charities".
    pub(super) defined: Option<TypeId>,
    /// A noun that is read as a concept although it names a record type.
    pub(super) demoted: Option<usize>,
    pub(super) hints: Vec<Vec<PathId>>,
    /// Links that a record took from a verb that comes after it.
    pub(super) ahead: Vec<PathId>,
    /// Verbs seen and whether something used them.
    pub(super) verbs: Vec<(usize, Vec<PathId>, bool)>,
    pub(super) fresh: bool,
    /// "Harassment of …": what follows belongs to a concept, not to the noun.
    pub(super) complement: bool,
    pub(super) of: bool,
    /// "By": what follows made, wrote or gave it.
    pub(super) by: bool,
    pub(super) with: Option<usize>,
    pub(super) negation: Option<usize>,
    pub(super) joint: Joint,
    /// "Like": the record that follows is not meant itself.
    pub(super) alike: Option<usize>,
    /// A participle that no link has ("funded by"): whose object follows is not known to be what is asked for.
    pub(super) strange: bool,
    /// "Newest", "best": which order is asked for.
    pub(super) orders: Vec<(usize, Function)>,
    /// How many records are to be shown.
    pub(super) limit: Option<u32>,
    /// The links that were read last.
    pub(super) read: Vec<PathId>,
    /// Names of vocabularies, the links that they name, and the one that was used.
    pub(super) headings: Vec<(usize, Vec<PathId>, Option<PathId>)>,
    /// Spots that a part speaks of.
    pub(super) told: Vec<bool>,
    pub(super) today: Date,
}

impl<'a> Composer<'a> {
    pub fn new(snapshot: &'a Snapshot, cut: &'a Cut, today: Date) -> Self {
        Self {
            snapshot,
            cut,
            frames: Vec::new(),
            parts: Vec::new(),
            alternatives: Vec::new(),
            count: false,
            unused: Vec::new(),
            searched: Vec::new(),
            head: Vec::new(),
            kinds: Vec::new(),
            pronoun: false,
            deferred: Vec::new(),
            measured: Vec::new(),
            defined: None,
            demoted: None,
            hints: Vec::new(),
            ahead: Vec::new(),
            verbs: Vec::new(),
            fresh: false,
            complement: false,
            of: false,
            by: false,
            with: None,
            negation: None,
            joint: Joint::None,
            alike: None,
            strange: false,
            orders: Vec::new(),
            limit: None,
            read: Vec::new(),
            headings: Vec::new(),
            told: vec![false; cut.spots.len()],
            today,
        }
    }

    pub(super) fn ontology(&self) -> &'a Ontology {
        self.snapshot.ontology()
    }

    pub fn compose(&mut self) {
        self.find_head();
        let named = self.head_types();
        let types = if named.is_empty() { ways::answerable(self.ontology()) } else { named.clone() };
        let noun = self.head.last().copied().unwrap_or(usize::MAX);
        self.frames.push(Frame { types, named: !named.is_empty(), noun, open: true, ..Frame::default() });
        self.join_kinds();
        if let Some((at, ids)) = self.asked_meaning() {
            self.explain(at, &ids);
        }
        for at in 0..self.cut.spots.len() {
            self.spot(at);
        }
        while self.frames.len() > 1 {
            self.close();
        }
        for at in std::mem::take(&mut self.deferred) {
            self.unknown(at);
        }
        self.finish_verbs();
        self.finish_rest();
        self.finish_search();
        self.parts.sort_by_key(|part| part.start);
    }

    /// Closes the innermost frame: it becomes a condition of the frame that it hangs on.
    pub(super) fn close(&mut self) {
        let Some(frame) = self.frames.pop() else { return };
        let ontology = self.ontology();
        let mut condition = frame.condition(ontology);
        // Of what the link can lead to, only what the noun names is meant, unless the condition says so already.
        let others: Vec<TypeId> = frame.scope.iter().copied().filter(|ty| !frame.types.contains(ty)).collect();
        if !others.is_empty() && condition.may_hold_of(ontology, &others) {
            condition = Condition::all(vec![Condition::Types(frame.types.clone()), condition]);
        }
        let condition = frame.steps.iter().rev().fold(condition, |inner, step| match inner {
            inner if inner.is_none() => Condition::Exists { step: step.clone() },
            inner => Condition::Linked { step: step.clone(), condition: Box::new(inner) },
        });
        if let Some(parent) = self.frames.last_mut() {
            parent.groups.push(Group { joint: frame.joint, negated: frame.negated, kind: Kind::Other(condition), spot: frame.noun, local: false });
        }
    }

    pub(super) fn spot(&mut self, at: usize) {
        let Some(spot) = self.cut.spots.get(at).filter(|_| !self.told.get(at).copied().unwrap_or(false)) else { return };
        if self.cut.words.get(spot.from).is_some_and(|word| word.mark == super::words::Mark::Comma) && self.joint == Joint::None {
            self.joint = Joint::Comma;
        }
        match &spot.what {
            What::Time { from, to, days } => self.time(at, (*from, *to), *days),
            What::Number { number, bound } => self.number(at, *number, *bound),
            What::Unknown => self.unknown(at),
            What::Meanings(meanings) => self.meanings(at, spot, meanings),
        }
    }

    pub(super) fn meanings(&mut self, at: usize, spot: &Spot, meanings: &[Meaning]) {
        if self.head.contains(&at) {
            return self.headed(at);
        }
        if self.kinds.contains(&at) {
            return;
        }
        let verbs: Vec<PathId> = meanings.iter().filter_map(|meaning| if let Meaning::Verb(path) = meaning { Some(*path) } else { None }).collect();
        if !verbs.is_empty() && self.reads_as_verb(at, meanings) {
            return self.verb(at, verbs);
        }
        let concepts: Vec<Id> = meanings.iter().filter_map(|meaning| if let Meaning::Concept(id) = meaning { Some(*id) } else { None }).collect();
        let records: Vec<Id> = meanings.iter().filter_map(|meaning| if let Meaning::Record(id) | Meaning::NamedLike(id) = meaning { Some(*id) } else { None }).collect();
        let types: Vec<TypeId> = meanings.iter().filter_map(|meaning| if let Meaning::Type(id) = meaning { Some(*id) } else { None }).collect();
        if !types.is_empty() && concepts.is_empty() && self.possessed(at) {
            return self.give_up(at);
        }
        // "What evidence is there …": the name of a vocabulary, before anything says what is asked for.
        let named = self.frames.first().is_some_and(|frame| frame.named);
        let told = concepts.iter().any(|id| !self.is_enumerated(*id)) || self.linked() == (false, None, false);
        let concept_too = !concepts.is_empty() && told && (named || types.iter().any(|ty| !self.ontology().ty(*ty).is_concept()));
        if !types.is_empty() && self.demoted != Some(at) && self.type_spot(at, &types, concept_too) {
            return;
        }
        let noun = meanings.iter().find_map(|meaning| if let Meaning::Property(path) = meaning { Some(*path) } else { None });
        if noun.is_some_and(|path| self.property_noun(at, path)) {
            return;
        }
        if !concepts.is_empty() && self.names_language(at, &concepts) {
            let place = concepts.first().map(|id| super::suggest::label(self.snapshot, *id)).unwrap_or_default();
            self.alternatives.push(format!("“{}” was taken for a language, which is not asked for by name; for the place, write “{place}”", self.text(at)));
            return self.give_up(at);
        }
        if !concepts.is_empty() && self.targets(at, &concepts) {
            return;
        }
        if !types.is_empty() && self.type_spot(at, &types, false) {
            return;
        }
        let alike = meanings.iter().any(|meaning| matches!(meaning, Meaning::NamedLike(_)));
        if !records.is_empty() && (!alike || self.reads_as_name(at)) && self.record(at, &records) {
            if alike {
                let names: Vec<String> = records.iter().map(|id| self.described(*id)).collect();
                self.alternatives.push(format!("“{}” was read as part of the name of {}", self.text(at), names.join(" or ")));
            }
            return;
        }
        for meaning in meanings {
            match meaning {
                Meaning::Flag(path, value) if self.flag(at, *path, *value) => return,
                Meaning::Value(_, _) if self.values(at, meanings) => return,
                Meaning::Property(path) if self.property(at, *path) => return,
                Meaning::Subject => {
                    if let Some(verb) = self.verbs.last_mut() {
                        verb.2 = true;
                    }
                    self.negation = None;
                    return self.part(at, PartKind::Subject, "what the whole directory is about", None);
                }
                _ => {}
            }
        }
        if !verbs.is_empty() {
            return self.verb(at, verbs);
        }
        match spot.function() {
            // What has a meaning here that does not fit is not passed over as a word that says nothing.
            Some(Function::Empty) if !concepts.is_empty() => self.unknown(at),
            Some(function) => self.function(at, function),
            None if self.noun_follows(at) => self.deferred.push(at),
            // A noun of the ontology is no word to search for.
            None if !types.is_empty() => self.give_up(at),
            None => self.unknown(at),
        }
    }

    pub(super) fn function(&mut self, at: usize, function: Function) {
        match function {
            Function::Not | Function::Outside => match self.negation.take() {
                Some(before) => {
                    for at in [before, at] {
                        self.part(at, PartKind::Negation, "twice no is yes", None);
                    }
                }
                None => self.negation = Some(at),
            },
            Function::Nor => {
                self.negation = Some(at);
                self.joint = Joint::And;
            }
            Function::And => self.joint = Joint::And,
            Function::Or => self.joint = Joint::Or,
            Function::But => {
                self.negation = None;
                self.joint = Joint::And;
            }
            Function::Count => {
                self.count = true;
                self.part(at, PartKind::Count, "how many there are", None);
            }
            Function::With => self.with = Some(at),
            Function::Of => {
                self.of = true;
                self.by = self.cut.spots.get(at).and_then(|spot| self.cut.words.get(spot.from..spot.to)).is_some_and(|words| words.iter().any(|word| word.plain == "by"));
                self.complement = self.last_word(at) == Some("of") && at.checked_sub(1).is_some_and(|before| self.frames.iter().any(|frame| frame.groups.last().is_some_and(|group| group.spot == before)));
                self.strange = self.by && self.is_strange_participle(at);
                if self.fresh {
                    self.hints.clear();
                    self.fresh = false;
                }
            }
            Function::Newest | Function::Oldest | Function::Strongest => self.orders.push((at, function)),
            Function::Alike => self.alike = Some(at),
            Function::Upcoming => self.time(at, (Some(self.today), None), true),
            Function::Past => self.time(at, (None, self.today.yesterday().ok()), true),
            Function::Untold => self.give_up(at),
            Function::Empty | Function::Define => {}
        }
    }

    /// "Funded by": a participle that no link here has.
    fn is_strange_participle(&self, at: usize) -> bool {
        let unread = |spot: &&Spot| spot.meanings().iter().all(|meaning| matches!(meaning, Meaning::Function(Function::Empty | Function::Untold)));
        let before = at.checked_sub(1).and_then(|before| self.cut.spots.get(before)).filter(|spot| unread(spot) || self.unused.last() == Some(&(at - 1)));
        before.and_then(|spot| self.cut.words.get(spot.to - 1)).is_some_and(|word| word.plain.len() > 4 && word.plain.ends_with("ed") && !english::is_of_makers(&word.plain))
    }

    pub(super) fn verb(&mut self, at: usize, paths: Vec<PathId>) {
        if self.fresh {
            self.hints.clear();
            self.fresh = false;
        }
        let trailing = self.trailing(at);
        let ahead = std::mem::take(&mut self.ahead);
        // "Barriers that no tool addresses": the verb comes after what it links.
        let last = (at + 1..self.cut.spots.len()).all(|next| self.is_grammar(next));
        let behind = last && paths.iter().any(|path| self.read.contains(path));
        self.verbs.push((at, paths.clone(), behind || paths.iter().any(|path| ahead.contains(path))));
        self.hints.push(paths);
        self.hints.extend(trailing);
        let last = self.last_word(at);
        self.by = last == Some("by");
        self.of = self.of || matches!(last, Some("by" | "from" | "at" | "in" | "within" | "of"));
    }

    /// Whether one word can stand for a whole name: written like a name, or after a word that links; never a place that something is in.
    fn reads_as_name(&self, at: usize) -> bool {
        let Some(word) = self.cut.spots.get(at).and_then(|spot| self.cut.words.get(spot.from)) else { return false };
        let before = at.checked_sub(1).and_then(|before| self.last_word(before)).unwrap_or_default();
        !matches!(before, "in" | "near" | "around" | "across" | "to") && (word.capital || self.of || word.possessive)
    }

    /// "Science departments": a noun right after may be what this belongs to.
    fn noun_follows(&self, at: usize) -> bool {
        !self.deferred.contains(&at) && self.cut.spots.get(at + 1).is_some_and(|spot| spot.meanings().iter().any(|meaning| matches!(meaning, Meaning::Type(_))))
    }

    /// Reads what was waiting for a noun.
    pub(super) fn resume(&mut self) {
        for at in self.deferred.clone() {
            if let Some(spot) = self.cut.spots.get(at) {
                self.meanings(at, spot, spot.meanings());
            }
        }
        self.deferred.clear();
    }

    fn last_word(&self, at: usize) -> Option<&'a str> {
        let cut = self.cut;
        cut.spots.get(at).and_then(|spot| cut.words.get(spot.to.checked_sub(1)?)).map(|word| word.plain.as_str())
    }

    /// What the last word of a verb phrase asks for alone: "work for" ends in "for".
    pub(super) fn trailing(&self, at: usize) -> Option<Vec<PathId>> {
        let spot = self.cut.spots.get(at)?;
        let last = (spot.to - spot.from > 1).then(|| self.cut.words.get(spot.to - 1))??;
        let preposition = format!("be {}", last.plain);
        let ontology = self.ontology();
        let verbs = ontology.types.iter().flat_map(|ty| &ty.properties).filter(|property| property.verbs.iter().any(|verb| verb.text.eq_ignore_ascii_case(&preposition)));
        let mut paths: Vec<PathId> = verbs.map(|property| property.path).collect();
        paths.sort_unstable();
        paths.dedup();
        (!paths.is_empty()).then_some(paths)
    }

    /// What was asked before is done with: the next verb begins anew.
    pub(super) fn consumed(&mut self, at: usize, paths: impl IntoIterator<Item = PathId>) {
        self.read.clear();
        let rules: Vec<(PathId, PathId)> = self.ontology().types.iter().filter_map(|ty| ty.claim.as_ref()).map(|rule| (rule.object, rule.link)).collect();
        // Of a claim "that … helps with trolling" the challenge stands for the link that is claimed.
        let paths: Vec<PathId> = paths.into_iter().flat_map(|path| std::iter::once(path).chain(rules.iter().filter(move |(object, _)| *object == path).map(|(_, link)| *link))).collect();
        for path in paths {
            self.read.push(path);
            if let Some(verb) = self.verbs.iter_mut().rev().find(|verb| verb.1.contains(&path)) {
                verb.2 = true;
            }
            if let Some(heading) = self.headings.iter_mut().rev().find(|heading| heading.1.contains(&path)) {
                heading.2 = Some(path);
            }
        }
        if let Some(like) = self.alike.take() {
            self.part(like, PartKind::Ignored, "such as", None);
        }
        if let Some(not) = self.negation.take() {
            let until = at;
            self.part(not, PartKind::Negation, &format!("not: {}", self.text(until)), None);
        }
        self.strange = false;
        self.complement = false;
        self.joint = Joint::None;
        self.fresh = true;
        self.of = false;
        self.by = false;
        self.with = None;
    }

    pub(super) fn close_to(&mut self, frame: usize) {
        while self.frames.len() > frame + 1 {
            self.close();
        }
    }

    /// A group that is neither a concept nor a record.
    pub(super) fn add_other(&mut self, at: usize, frame: usize, condition: Condition, local: bool) {
        self.close_to(frame);
        let negated = self.negation.is_some();
        let joint = if self.joint == Joint::Comma { Joint::And } else { self.joint };
        if let Some(own) = self.frames.get_mut(frame) {
            own.groups.push(Group { joint, negated, kind: Kind::Other(condition), spot: at, local });
        }
        self.consumed(at, []);
    }

    pub(super) fn take_sign(&mut self) -> (bool, Joint) {
        (self.negation.is_some(), if self.joint == Joint::Comma { Joint::And } else { self.joint })
    }

    pub(super) fn done(&mut self, at: usize, paths: Vec<PathId>) {
        self.consumed(at, paths);
    }

    pub(super) const fn linked(&self) -> (bool, Option<usize>, bool) {
        (self.of, self.with, self.negation.is_some())
    }

    pub(super) fn hints(&self) -> &ways::Hints {
        &self.hints
    }

    pub(super) fn hint(&mut self, paths: Vec<PathId>) {
        if self.fresh {
            self.hints.clear();
            self.fresh = false;
        }
        self.hints.push(paths);
    }

    pub(super) fn verbs(&self) -> &[(usize, Vec<PathId>, bool)] {
        &self.verbs
    }
}
