//! What a question asks for: the noun at its head, or "who", or a concept that stands for a type.

use super::compose::Composer;
use super::condition::{Condition, Step};
use super::english::{self, Function};
use super::lexicon::Meaning;
use super::part::PartKind;
use super::spots::Spot;
use super::ways::{self, Way};
use super::words::Mark;
use crate::ontology::{Ontology, PathId, Property, TypeId};
use crate::views::records::Id;

impl Composer<'_> {
    pub(super) fn record_types(&self, spot: &Spot) -> Vec<TypeId> {
        let ontology = self.ontology();
        spot.meanings().iter().filter_map(|meaning| if let Meaning::Type(ty) = meaning { Some(*ty) } else { None }).filter(|ty| !ontology.ty(*ty).is_concept()).collect()
    }

    pub(super) fn is_pronoun(&self, at: usize) -> bool {
        self.cut.spots.get(at).is_some_and(|spot| spot.function().is_some())
    }

    /// "Researchers who …": the pronoun stands for the noun before it.
    fn is_relative(&self, at: usize) -> bool {
        let noun = |spot: &Spot| spot.meanings().iter().any(|meaning| matches!(meaning, Meaning::Concept(_) | Meaning::Record(_) | Meaning::Type(_)));
        let here = self.cut.spots.get(at).and_then(|spot| self.cut.words.get(spot.from));
        self.is_pronoun(at) && here.is_some_and(|word| word.mark == Mark::Space) && at.checked_sub(1).and_then(|before| self.cut.spots.get(before)).is_some_and(noun)
    }

    /// The first noun that names record types, and those that "and" or "or" join to it.
    pub(super) fn find_head(&mut self) {
        let mut head: Option<usize> = None;
        let clause = self.asking_clause();
        for (at, spot) in self.cut.spots.iter().enumerate().skip(clause) {
            if self.record_types(spot).is_empty() || self.demoted == Some(at) {
                continue;
            }
            match head {
                None if self.is_not_asked(at) => {}
                None => head = Some(at),
                // "Who are the organisations that …": the noun after "who" is meant; but "who studies …" has a verb.
                Some(first) if self.is_pronoun(first) && !self.is_pronoun(at) && self.only_fillers(first + 1, at) && !spot.meanings().iter().any(|meaning| matches!(meaning, Meaning::Verb(_))) => head = Some(at),
                Some(_) => {}
            }
        }
        let asked = self.asked_vocabulary();
        if let Some(noun) = head.filter(|_| asked.is_none())
            && let Some(ty) = self.defined_before(noun)
            && self.cut.spots.get(noun).is_some_and(|spot| !self.record_types(spot).contains(&ty))
        {
            self.defined = Some(ty);
            return;
        }
        let Some(first) = asked.or(head) else { return };
        self.pronoun = self.is_pronoun(first);
        self.head = vec![first];
        let mut at = first + 1;
        while let Some(spot) = self.cut.spots.get(at) {
            let comma = self.cut.words.get(spot.from).is_some_and(|word| word.mark == Mark::Comma);
            let joined = match spot.function() {
                Some(Function::And | Function::Or) => true,
                _ if comma => false,
                _ => break,
            };
            let noun = if joined { at + 1 } else { at };
            let Some(spot) = self.cut.spots.get(noun).filter(|_| asked.is_none()) else { break };
            if !self.record_types(spot).is_empty() && !self.is_modifier(noun) {
                self.head.push(noun);
            } else if !self.names_kind(noun) {
                break;
            } else {
                self.kinds.push(noun);
            }
            at = noun + 1;
        }
    }

    /// "I got a pile-on, what can help?": where the clause begins that asks.
    fn asking_clause(&self) -> usize {
        let asks = |spot: &Spot| self.cut.words.get(spot.from).is_some_and(|word| matches!(word.mark, Mark::Comma | Mark::Stop) && matches!(word.plain.as_str(), "what" | "which" | "who" | "how" | "where" | "is" | "are" | "do" | "does" | "can"));
        self.cut.spots.iter().rposition(asks).unwrap_or(0)
    }

    /// Whether a noun stands where what is asked for never stands.
    fn is_not_asked(&self, at: usize) -> bool {
        let agents = super::phrases::agents(self.ontology());
        // "How do people …" asks for a way, "our papers" tells of the asker.
        let how = self.cut.spots.iter().find(|spot| spot.function().is_some()).and_then(|spot| self.cut.words.get(spot.from..spot.to)).is_some_and(|words| matches!(words, [only] if only.plain == "how"));
        let doer = || self.cut.spots.get(at).is_some_and(|spot| self.record_types(spot).iter().all(|ty| agents.contains(ty)));
        self.is_relative(at) || self.is_modifier(at) || self.is_verb_of_relative(at) || self.has_subject(at) || at > 1 && self.is_left_out(at) || self.possessed(at) || how && doer()
    }

    /// "Universities that study …": after a relative pronoun stands a verb.
    fn is_verb_of_relative(&self, at: usize) -> bool {
        let spots = &self.cut.spots;
        let paths: Vec<PathId> = spots.get(at).map(Spot::meanings).unwrap_or_default().iter().filter_map(|meaning| if let Meaning::Verb(path) = meaning { Some(*path) } else { None }).collect();
        let before = |back: usize| at.checked_sub(back).and_then(|at| spots.get(at));
        let relative = before(1).and_then(|spot| self.cut.words.get(spot.from)).is_some_and(|word| matches!(word.plain.as_str(), "that" | "which" | "who"));
        let noun = before(2).is_some_and(|spot| spot.meanings().iter().any(|meaning| matches!(meaning, Meaning::Concept(_) | Meaning::Record(_))));
        !paths.is_empty() && relative && noun && self.target_follows(at, &paths)
    }

    /// "What can I cook": after whoever does something stands a verb.
    pub(super) fn has_subject(&self, at: usize) -> bool {
        let Some(spot) = self.cut.spots.get(at).filter(|spot| spot.meanings().iter().any(|meaning| matches!(meaning, Meaning::Verb(_)))) else { return false };
        let before = spot.from.checked_sub(1).and_then(|before| self.cut.words.get(before));
        let doer = |word: &super::words::Word| matches!(word.plain.as_str(), "i" | "you" | "we" | "they" | "to" | "can" | "could" | "should" | "would" | "will" | "did" | "does");
        // "What did the gardener cook?"
        let last = at + 1 == self.cut.spots.len() && at.checked_sub(1).and_then(|before| self.cut.spots.get(before)).is_some_and(|spot| spot.meanings().iter().any(|meaning| matches!(meaning, Meaning::Record(_))));
        let asked = || self.cut.words.get(..spot.from).unwrap_or_default().iter().any(|word| matches!(word.plain.as_str(), "do" | "does" | "did"));
        before.is_some_and(doer) || last && asked()
    }

    /// "Case study collections": a noun in the singular right before another only describes it.
    fn is_modifier(&self, at: usize) -> bool {
        let ontology = self.ontology();
        let Some((spot, next)) = self.cut.spots.get(at).zip(self.cut.spots.get(at + 1)) else { return false };
        let last = self.cut.words.get(spot.to - 1);
        let singular = last.is_some_and(|word| word.plain == word.base && !word.possessive);
        let adjoins = self.cut.words.get(next.from).is_some_and(|word| matches!(word.mark, Mark::Space | Mark::Dash));
        if spot.function().is_some() || next.function().is_some() || !singular || !adjoins || next.meanings().iter().any(|meaning| matches!(meaning, Meaning::Verb(_))) {
            return false;
        }
        if !self.record_types(next).is_empty() {
            return true;
        }
        let own = self.record_types(spot);
        let owners = |id: Id| self.snapshot.record(id).map(|record| owners(ontology, record.ty)).unwrap_or_default();
        let concepts: Vec<Id> = next.meanings().iter().filter_map(|meaning| if let Meaning::Concept(id) = meaning { Some(*id) } else { None }).collect();
        !concepts.is_empty() && concepts.iter().all(|id| matches!(owners(*id).as_slice(), [only] if !own.contains(only)))
    }

    /// "Tools, guides or training": a concept among nouns, in the plural or as one word for many, that says what one of the types is.
    fn names_kind(&self, at: usize) -> bool {
        self.cut.spots.get(at).is_some_and(|spot| spot.function().is_none() && self.kind_of(spot).is_some())
    }

    /// The type that a concept says the kind of, over a link that all its records have.
    fn kind_of(&self, spot: &Spot) -> Option<(TypeId, Step, Id)> {
        let ontology = self.ontology();
        spot.meanings().iter().find_map(|meaning| {
            let Meaning::Concept(id) = meaning else { return None };
            let [only] = owners(ontology, self.snapshot.record(*id)?.ty)[..] else { return None };
            let target = self.snapshot.record(*id)?.ty;
            let property = ontology.ty(only).properties.iter().find(|property| property.min_count > 0 && property.range.targets().is_some_and(|targets| targets.types.contains(&target)))?;
            Some((only, ways::step_of(property), *id))
        })
    }

    /// What the kinds among the nouns add to the types: nothing, when their type is asked for anyway.
    pub(super) fn join_kinds(&mut self) {
        let named = self.head_types();
        let mut union: Vec<Condition> = Vec::new();
        for at in self.kinds.clone() {
            let Some((ty, step, id)) = self.cut.spots.get(at).and_then(|spot| self.kind_of(spot)) else { continue };
            let meaning = format!("{}: {}", self.label_of(step.path).unwrap_or_default(), self.described(id));
            let iri = self.snapshot.iri(id).map(ToString::to_string);
            if named.contains(&ty) {
                self.part(at, PartKind::Ignored, &format!("{meaning}, asked for with the rest of its type"), iri);
                continue;
            }
            self.part(at, PartKind::Concept, &meaning, iri);
            union.push(Condition::Link { step, targets: vec![id] });
            if let Some(frame) = self.frames.first_mut().filter(|frame| !frame.types.contains(&ty)) {
                frame.types.push(ty);
            }
        }
        if !union.is_empty() {
            union.insert(0, Condition::Types(named));
            self.add_other(self.kinds.last().copied().unwrap_or_default(), 0, Condition::any(union), false);
        }
    }

    /// "Which charities provide tools …": a concept that only one type has comes first, and a word links it to the noun.
    pub(super) fn defined_before(&self, noun: usize) -> Option<TypeId> {
        let ontology = self.ontology();
        let (at, spot) = self.cut.spots.iter().enumerate().take(noun).find(|(_, spot)| spot.meanings().iter().any(|meaning| matches!(meaning, Meaning::Concept(_))))?;
        let fillers = self.cut.spots.get(..at)?.iter().all(|spot| matches!(spot.function(), Some(Function::Empty | Function::Define | Function::Count | Function::Untold | Function::Newest | Function::Oldest | Function::Strongest)) && spot.meanings().len() == 1);
        let linked = self.cut.spots.get(at + 1..noun)?.iter().any(|spot| spot.meanings().iter().any(|meaning| matches!(meaning, Meaning::Verb(_) | Meaning::Function(Function::With | Function::Of))));
        if !fillers || !linked {
            return None;
        }
        let owner = |meaning: &Meaning| {
            let Meaning::Concept(id) = meaning else { return None };
            let target = self.snapshot.record(*id)?.ty;
            if let [only] = owners(ontology, target)[..] { Some(only) } else { None }
        };
        spot.meanings().iter().find_map(owner)
    }

    /// "What is context collapse?", "define trolling": nothing is asked but what a concept means.
    pub(super) fn asked_meaning(&self) -> Option<(usize, Vec<Id>)> {
        let define = self.cut.spots.iter().position(|spot| spot.function() == Some(Function::Define))?;
        let article = |spot: &Spot| self.cut.words.get(spot.from).is_some_and(|word| english::is_article(&word.plain));
        let at = (define + 1..self.cut.spots.len()).find(|at| !self.cut.spots.get(*at).is_some_and(article))?;
        let spot = self.cut.spots.get(at)?;
        let means = |spot: &Spot| self.cut.words.get(spot.from).is_some_and(|word| matches!(word.plain.as_str(), "mean" | "means"));
        let before = self.cut.spots.get(..define)?.iter().all(|spot| spot.function() == Some(Function::Empty));
        if !before || !self.head.is_empty() || !self.cut.spots.get(at + 1..)?.iter().all(means) {
            return None;
        }
        let ids: Vec<Id> = spot.meanings().iter().filter_map(|meaning| if let Meaning::Concept(id) = meaning { Some(*id) } else { None }).filter(|id| !self.is_enumerated(*id)).collect();
        // The concept of that name before those that people also call so.
        let words = |text: &str| super::words::words(text).into_iter().map(|word| word.base).collect::<Vec<_>>();
        let named: Vec<Id> = ids.iter().copied().filter(|id| words(&super::suggest::label(self.snapshot, *id)) == words(&self.text(at))).collect();
        let ids = if named.is_empty() { ids } else { named };
        (!ids.is_empty()).then_some((at, ids))
    }

    /// The concepts themselves are the answer.
    pub(super) fn explain(&mut self, at: usize, ids: &[Id]) {
        let mut types: Vec<TypeId> = ids.iter().filter_map(|id| self.snapshot.record(*id)).map(|record| record.ty).collect();
        types.sort();
        types.dedup();
        if let Some(frame) = self.frames.first_mut() {
            (frame.types, frame.named) = (types, true);
        }
        for id in ids {
            let meaning = self.described(*id);
            let iri = self.snapshot.iri(*id).map(ToString::to_string);
            self.part(at, PartKind::Concept, &meaning, iri);
        }
        for other in 0..self.cut.spots.len() {
            if other != at && !self.cut.spots.get(other).is_some_and(|spot| spot.function() == Some(Function::Empty)) {
                self.part(other, PartKind::Ignored, "asks what it means", None);
            }
        }
        self.alternatives.push(format!("this is what it means; to see what there is for it, ask just “{}”", self.text(at)));
        self.add_other(at, 0, Condition::Is(ids.to_vec()), false);
    }

    /// "That isn't a case study": a noun that is left out is not what is asked for.
    pub(super) fn is_left_out(&self, at: usize) -> bool {
        let before = (0..at).rev().find(|before| !self.cut.spots.get(*before).is_some_and(|spot| spot.function() == Some(Function::Empty)));
        before.and_then(|before| self.cut.spots.get(before)).is_some_and(|spot| spot.function() == Some(Function::Not))
    }

    /// "Which challenges …": a vocabulary is asked for, not records.
    pub(super) fn asked_vocabulary(&self) -> Option<usize> {
        let at = self.cut.spots.iter().position(|spot| !(spot.function() == Some(Function::Empty) && spot.meanings().iter().all(|meaning| matches!(meaning, Meaning::Function(_))) || matches!(spot.function(), Some(Function::Count | Function::Define | Function::Untold | Function::Newest | Function::Oldest | Function::Strongest))))?;
        let spot = self.cut.spots.get(at)?;
        let ontology = self.ontology();
        let vocabulary = |meaning: &Meaning| matches!(meaning, Meaning::Type(ty) if ontology.ty(*ty).vocabulary.is_some_and(|own| !ontology.vocabularies.get(own).is_some_and(|own| own.enumeration)));
        let only = spot.meanings().iter().any(vocabulary) && spot.meanings().iter().all(|meaning| !matches!(meaning, Meaning::Type(ty) if !ontology.ty(*ty).is_concept()));
        only.then_some(at)
    }

    pub(super) fn only_fillers(&self, from: usize, to: usize) -> bool {
        let filler = |spot: &Spot| spot.function() == Some(Function::Empty) && spot.meanings().iter().all(|meaning| matches!(meaning, Meaning::Function(_)));
        self.cut.spots.get(from..to).is_some_and(|spots| spots.iter().all(filler))
    }

    pub(super) fn head_types(&self) -> Vec<TypeId> {
        let ontology = self.ontology();
        let mut types: Vec<TypeId> = self.defined.into_iter().collect();
        for spot in self.head.iter().filter_map(|at| self.cut.spots.get(*at)) {
            let records = self.record_types(spot);
            let concepts = spot.meanings().iter().filter_map(|meaning| if let Meaning::Type(ty) = meaning { Some(*ty) } else { None }).filter(|ty| ontology.ty(*ty).is_concept());
            let own: Vec<TypeId> = if records.is_empty() { concepts.take(1).collect() } else { records };
            types.extend(own.into_iter().filter(|ty| !types.contains(ty)).collect::<Vec<_>>());
        }
        types
    }

    pub(super) fn headed(&mut self, at: usize) {
        let Some(spot) = self.cut.spots.get(at) else { return };
        let records = self.record_types(spot);
        let types = if records.is_empty() { self.head_types() } else { records };
        let meaning = self.type_names(&types);
        let iri = types.first().map(|ty| self.ontology().ty(*ty).class.as_str().to_owned());
        self.part(at, PartKind::Type, &meaning, iri);
        let others: Vec<String> = spot.meanings().iter().filter_map(|meaning| if let Meaning::Concept(id) = meaning { Some(*id) } else { None }).filter(|id| !self.is_enumerated(*id)).map(|id| self.described(id)).collect();
        if !others.is_empty() {
            let text = self.text(at);
            self.alternatives.push(format!("“{text}” was read as {meaning}; it is also the name of {}", others.join(" and of ")));
        }
    }

    pub(super) fn is_enumerated(&self, id: Id) -> bool {
        let ontology = self.ontology();
        self.snapshot.record(id).and_then(|record| ontology.vocabularies.get(ontology.ty(record.ty).vocabulary?)).is_some_and(|vocabulary| vocabulary.enumeration)
    }

    pub(super) fn stands_for_who(&self, ty: TypeId) -> bool {
        // Whatever can stand at the end of a link together with what "who" stands for.
        let ontology = self.ontology();
        let who = self.head_types();
        ontology.types.iter().flat_map(|own| &own.properties).filter_map(|property| property.range.targets()).any(|targets| targets.types.contains(&ty) && who.iter().any(|who| targets.types.contains(who)) && targets.types.len() <= 4 && !ontology.ty(ty).is_concept())
    }

    /// The types of a noun; of "who" also what else can stand at the end of a link with those.
    pub(super) fn with_whoever(&self, frame: usize) -> Vec<TypeId> {
        let mut types = self.frames.get(frame).map(|frame| frame.types.clone()).unwrap_or_default();
        if self.pronoun && frame == 0 {
            let more = ways::answerable(self.ontology()).into_iter().filter(|ty| !types.contains(ty) && self.stands_for_who(*ty));
            types.extend(more.collect::<Vec<_>>());
        }
        types
    }

    pub(super) fn whoever(&mut self, types: &[TypeId]) {
        if let Some(frame) = self.frames.first_mut() {
            frame.types = types.to_vec();
            frame.types.sort();
            frame.types.dedup();
        }
    }

    pub(super) fn note_who(&mut self, ways: &[Way]) {
        if self.pronoun && self.frames.len() == 1 && ways.iter().all(|way| way.steps.first().is_some_and(|step| step.inverse)) {
            let types: Vec<TypeId> = ways.iter().flat_map(|way| way.types.iter().copied()).collect();
            self.whoever(&types);
        }
    }

    /// How many records fit.
    pub fn fits(&self) -> u64 {
        self.frames.first().map_or(0, |frame| frame.condition(self.ontology()).evaluate(self.snapshot, &frame.types).len())
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
        let one = condition.steps().iter().all(|step| step.means_one(ontology, &all));
        let open = frame.types == all || one && condition.grounds(ontology).is_some() && all.iter().filter(|ty| claimed(ty)).eq(frame.types.iter());
        if open { Vec::new() } else { frame.types.clone() }
    }
}

/// The types whose records can have concepts of a vocabulary.
fn owners(ontology: &Ontology, vocabulary: TypeId) -> Vec<TypeId> {
    let links = |property: &Property| property.is_public() && property.range.targets().is_some_and(|targets| targets.types.contains(&vocabulary));
    ways::answerable(ontology).into_iter().filter(|ty| ontology.ty(*ty).properties.iter().any(|property| links(property))).collect()
}
