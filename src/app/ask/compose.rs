//! Reads spots from left to right into frames: which records are asked for, and what must hold of them.
//!
//! Preferences where words are ambiguous: a record type before a concept, a concept before a record's name; of several concepts or links the
//! one that the word before asked for ("research", "for", "by"), then a link that stands on claims, then the one that fewest types have.

use super::condition::{Condition, Lexical, Step};
use super::english::Function;
use super::frame::{Frame, Group, Joint, Kind};
use super::lexicon::Meaning;
use super::part::{Part, PartKind};
use super::spots::{Cut, Spot, What};
use super::ways::{self, Way};
use crate::ontology::{Ontology, PathId, Role, TypeId};
use crate::views::records::{Id, Snapshot};

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
    /// The head is "who": whoever stands at the end of the link.
    pub(super) pronoun: bool,
    hints: Vec<Vec<PathId>>,
    /// Verbs seen and whether something used them.
    verbs: Vec<(usize, Vec<PathId>, bool)>,
    fresh: bool,
    of: bool,
    with: Option<usize>,
    negation: Option<usize>,
    joint: Joint,
}

impl<'a> Composer<'a> {
    pub fn new(snapshot: &'a Snapshot, cut: &'a Cut) -> Self {
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
            pronoun: false,
            hints: Vec::new(),
            verbs: Vec::new(),
            fresh: false,
            of: false,
            with: None,
            negation: None,
            joint: Joint::None,
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
        self.frames.push(Frame { types, named: !named.is_empty(), groups: Vec::new(), steps: Vec::new(), negated: false, joint: Joint::None, noun, open: true });
        for at in 0..self.cut.spots.len() {
            self.spot(at);
        }
        while self.frames.len() > 1 {
            self.close();
        }
        self.finish_verbs();
        self.finish_search();
        self.parts.sort_by_key(|part| part.start);
    }

    /// Closes the innermost frame: it becomes a condition of the frame that it hangs on.
    fn close(&mut self) {
        let Some(frame) = self.frames.pop() else { return };
        let condition = frame.condition(self.ontology());
        let condition = frame.steps.iter().rev().fold(condition, |inner, step| match inner {
            inner if inner.is_none() => Condition::Exists { step: step.clone() },
            inner => Condition::Linked { step: step.clone(), condition: Box::new(inner) },
        });
        if let Some(parent) = self.frames.last_mut() {
            parent.groups.push(Group { joint: frame.joint, negated: frame.negated, kind: Kind::Other(condition), spot: frame.noun, local: false });
        }
    }

    fn spot(&mut self, at: usize) {
        let Some(spot) = self.cut.spots.get(at) else { return };
        if self.cut.words.get(spot.from).is_some_and(|word| word.mark == super::words::Mark::Comma) && self.joint == Joint::None {
            self.joint = Joint::Comma;
        }
        match &spot.what {
            What::Years { from, to } => self.years(at, *from, *to),
            What::Number => self.give_up(at),
            What::Unknown => self.unknown(at),
            What::Meanings(meanings) => self.meanings(at, spot, meanings),
        }
    }

    fn meanings(&mut self, at: usize, spot: &Spot, meanings: &[Meaning]) {
        if self.head.contains(&at) {
            return self.headed(at);
        }
        let verbs: Vec<PathId> = meanings.iter().filter_map(|meaning| if let Meaning::Verb(path) = meaning { Some(*path) } else { None }).collect();
        if !verbs.is_empty() && self.reads_as_verb(at, meanings) {
            return self.verb(at, verbs);
        }
        let concepts: Vec<Id> = meanings.iter().filter_map(|meaning| if let Meaning::Concept(id) = meaning { Some(*id) } else { None }).collect();
        let records: Vec<Id> = meanings.iter().filter_map(|meaning| if let Meaning::Record(id) = meaning { Some(*id) } else { None }).collect();
        let types: Vec<TypeId> = meanings.iter().filter_map(|meaning| if let Meaning::Type(id) = meaning { Some(*id) } else { None }).collect();
        if !types.is_empty() && self.type_spot(at, &types, !concepts.is_empty()) {
            return;
        }
        if !concepts.is_empty() && self.targets(at, &concepts) {
            return;
        }
        if !records.is_empty() && self.record(at, &records) {
            return;
        }
        for meaning in meanings {
            match meaning {
                Meaning::Flag(path, value) if self.flag(at, *path, *value) => return,
                Meaning::Value(path, text) if self.value(at, *path, text) => return,
                Meaning::Property(path) if self.property(at, *path) => return,
                Meaning::Subject => return self.part(at, PartKind::Subject, "what the whole directory is about", None),
                _ => {}
            }
        }
        if !verbs.is_empty() {
            return self.verb(at, verbs);
        }
        match spot.function() {
            Some(function) => self.function(at, function),
            None => self.give_up(at),
        }
    }

    fn function(&mut self, at: usize, function: Function) {
        match function {
            Function::Not | Function::Outside => self.negation = if self.negation.is_some() { None } else { Some(at) },
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
                if self.fresh {
                    self.hints.clear();
                    self.fresh = false;
                }
            }
            Function::Order => self.give_up(at),
            Function::Filler => {}
        }
    }

    pub(super) fn verb(&mut self, at: usize, paths: Vec<PathId>) {
        if self.fresh {
            self.hints.clear();
            self.fresh = false;
        }
        let trailing = self.trailing(at);
        self.verbs.push((at, paths.clone(), false));
        self.hints.push(paths);
        self.hints.extend(trailing);
        let spot = self.cut.spots.get(at);
        if spot.and_then(|spot| self.cut.words.get(spot.to.saturating_sub(1))).is_some_and(|word| word.plain == "by" || word.plain == "from" || word.plain == "at") {
            self.of = true;
        }
    }

    /// What the last word of a verb phrase asks for alone: "work for" ends in "for".
    fn trailing(&self, at: usize) -> Option<Vec<PathId>> {
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
    fn consumed(&mut self, at: usize, paths: impl IntoIterator<Item = PathId>) {
        for path in paths {
            if let Some(verb) = self.verbs.iter_mut().rev().find(|verb| verb.1.contains(&path)) {
                verb.2 = true;
            }
        }
        if let Some(not) = self.negation.take() {
            let until = at;
            self.part(not, PartKind::Negation, &format!("not: {}", self.text(until)), None);
        }
        self.joint = Joint::None;
        self.fresh = true;
        self.of = false;
        self.with = None;
    }

    /// Adds a concept: any of its readings that fits. False when none does.
    pub(super) fn targets(&mut self, at: usize, ids: &[Id]) -> bool {
        if let Some((frame, ways)) = self.best(at, ids) {
            self.add(at, frame, ways);
            return true;
        }
        false
    }

    /// The frame, innermost first, and the ways of the best reading.
    fn best(&mut self, at: usize, ids: &[Id]) -> Option<(usize, Vec<Way>)> {
        let frames: Vec<usize> = (0..self.frames.len()).rev().filter(|frame| self.reaches(*frame, at, ids)).collect();
        for over_one in [false, true] {
            for frame in &frames {
                let Some((types, named)) = self.frames.get(*frame).map(|own| (own.types.clone(), own.named)) else { continue };
                let seek = if over_one { ways::indirect } else { ways::direct };
                let mut found: Vec<Way> = ids.iter().flat_map(|id| seek(self.snapshot, &types, *id, &self.hints)).collect();
                // A concept is reached against its links only from other concepts.
                found.retain(|way| over_one || way.layer != usize::MAX || way.steps.first().is_some_and(|step| !step.inverse));
                let narrow = named || self.at_head(at);
                found.sort_by(|one, other| {
                    let key = |way: &Way| (way.layer, !way.claims, way.steps.first().is_some_and(|step| step.inverse), if narrow { way.breadth } else { usize::MAX - way.breadth }, !way.claimed, way.records == 0, !way.facet);
                    key(one).cmp(&key(other)).then(one.order.total_cmp(&other.order))
                });
                if let Some(first) = found.first().cloned() {
                    self.mention(at, &first, &found);
                    let same = |way: &&Way| way.target == first.target && way.layer == first.layer && way.claims == first.claims && way.steps != first.steps;
                    let more = found.iter().filter(same).filter(|way| first.layer != usize::MAX || way.types.iter().all(|ty| !first.types.contains(ty)) && (over_one || named)).cloned();
                    let ways: Vec<Way> = std::iter::once(first.clone()).chain(more).collect();
                    return Some((*frame, ways));
                }
            }
        }
        None
    }

    /// Whether what stands at `at` can belong to the frame: to a noun only reached over a link belong places and the like, right beside it.
    fn reaches(&self, frame: usize, at: usize, ids: &[Id]) -> bool {
        let Some(own) = self.frames.get(frame) else { return false };
        own.open || self.adjoins(own.noun, at) && ids.iter().any(|id| self.is_place(*id))
    }

    fn adjoins(&self, noun: usize, at: usize) -> bool {
        let quiet = |spot: &Spot| matches!(spot.function(), Some(Function::Filler | Function::Outside | Function::Of)) || spot.meanings().iter().all(|meaning| matches!(meaning, Meaning::Verb(_)));
        self.joint == Joint::None && noun < at && self.cut.spots.get(noun + 1..at).is_some_and(|spots| spots.iter().all(quiet))
    }

    fn is_place(&self, id: Id) -> bool {
        let Some(ty) = self.snapshot.record(id).map(|record| record.ty) else { return false };
        let place = |property: &crate::ontology::Property| property.role == Some(Role::Place) && property.range.targets().is_some_and(|targets| targets.types.contains(&ty));
        self.ontology().types.iter().flat_map(|ty| &ty.properties).any(|property| place(property))
    }

    /// The question begins with it, or it is counted or listed: it says what is asked for.
    fn at_head(&self, at: usize) -> bool {
        let Some(spot) = self.cut.spots.get(at) else { return false };
        let Some(last) = self.cut.words.get(spot.to.saturating_sub(1)) else { return false };
        let before = spot.from.checked_sub(1).and_then(|before| self.cut.words.get(before)).map(|word| word.plain.as_str());
        let asked = matches!(before, None | Some("which" | "what" | "any" | "list" | "show" | "find" | "many" | "me" | "all"));
        self.frames.iter().all(|frame| frame.groups.is_empty()) && self.hints.is_empty() && (asked || last.plain != last.base)
    }

    fn add(&mut self, at: usize, frame: usize, ways: Vec<Way>) {
        let Some(first) = ways.first().cloned() else { return };
        while self.frames.len() > frame + 1 {
            self.close();
        }
        let negated = self.negation.is_some();
        let joint = self.joint;
        let steps: Vec<Vec<Step>> = ways.iter().map(|way| way.steps.clone()).collect();
        let local = self.is_place(first.target);
        let Some(own) = self.frames.get_mut(frame) else { return };
        if !own.named {
            let types: Vec<TypeId> = own.types.iter().copied().filter(|ty| ways.iter().any(|way| way.types.contains(ty))).collect();
            own.types = types;
        }
        let joins = matches!(joint, Joint::And | Joint::Or | Joint::Comma);
        if let Some(Group { negated: was, kind: Kind::Targets { ways: list, targets, all, many, .. }, spot, .. }) = own.groups.last_mut()
            && joins
            && (*was || !negated)
            && !(*was && negated)
            && *list == steps
        {
            targets.push(first.target);
            *all = *all || joint == Joint::And && *many && !*was;
            *spot = at;
            self.target_part(at, &first);
            self.consumed(at, first.steps.iter().map(|step| step.path));
            return;
        }
        if first.steps.len() > 1 && !first.claims && ways.len() == 1 {
            self.target_part(at, &first);
            return self.step_into(at, &first);
        }
        let joint = if joint == Joint::Comma { Joint::And } else { joint };
        own.groups.push(Group { joint, negated, kind: Kind::Targets { ways: steps, targets: vec![first.target], all: false, many: first.many, claims: first.claims }, spot: at, local });
        self.target_part(at, &first);
        self.consumed(at, ways.iter().flat_map(|way| way.steps.iter().map(|step| step.path)).collect::<Vec<_>>());
    }

    /// A concept of a record between: "by universities". Places beside it belong to that record.
    fn step_into(&mut self, at: usize, way: &Way) {
        let (Some(first), Some(last)) = (way.steps.first().cloned(), way.steps.last().cloned()) else { return };
        let negated = self.negation.is_some();
        let joint = if self.joint == Joint::Comma { Joint::And } else { self.joint };
        self.consumed(at, [first.path, last.path]);
        let group = Group { joint: Joint::None, negated: false, kind: Kind::Targets { ways: vec![vec![last]], targets: vec![way.target], all: false, many: way.many, claims: false }, spot: at, local: false };
        let mut groups = self.take_beside(at, &way.between);
        groups.push(group);
        self.frames.push(Frame { types: way.between.clone(), named: true, groups, steps: vec![first], negated, joint, noun: at, open: false });
    }

    /// Places and the like right before a noun belong to it when a linking word stands before them: "by Dutch universities".
    pub(super) fn take_beside(&mut self, at: usize, types: &[TypeId]) -> Vec<Group> {
        let ontology = self.ontology();
        let mut taken = Vec::new();
        let mut next = at;
        while let Some(frame) = self.frames.last_mut()
            && let Some(group) = frame.groups.last()
            && group.local
            && group.spot + 1 == next
            && group.paths().iter().all(|path| types.iter().any(|ty| ontology.ty(*ty).slot(*path).is_some()))
        {
            next = group.spot;
            taken.extend(frame.groups.pop());
        }
        taken.reverse();
        taken
    }

    fn record(&mut self, at: usize, ids: &[Id]) -> bool {
        let named = self.frames.first().is_some_and(|frame| frame.named);
        let linked = self.of || !self.hints.is_empty();
        let own: Vec<Id> = ids.iter().copied().filter(|id| self.snapshot.record(*id).is_some_and(|record| self.frames.first().is_some_and(|frame| frame.types.contains(&record.ty)))).collect();
        let hinted = self.best_record(ids, true);
        if let Some((frame, ways)) = hinted {
            self.note_who(&ways);
            self.add(at, frame, ways);
            return true;
        }
        let subject = if named { !own.is_empty() && !self.of } else { !own.is_empty() && !(linked && self.of) };
        if subject {
            return self.subject(at, &own);
        }
        if let Some((frame, ways)) = self.best_record(ids, false) {
            self.add(at, frame, ways);
            return true;
        }
        !own.is_empty() && self.subject(at, &own)
    }

    fn best_record(&self, ids: &[Id], hinted: bool) -> Option<(usize, Vec<Way>)> {
        for frame in (0..self.frames.len()).rev().filter(|frame| self.frames.get(*frame).is_some_and(|frame| frame.open)) {
            let own = self.frames.get(frame)?;
            let mut types = own.types.clone();
            if self.pronoun && frame == 0 {
                types.extend(ways::answerable(self.ontology()).into_iter().filter(|ty| !own.types.contains(ty) && hinted && self.stands_for_who(*ty)));
            }
            let mut found: Vec<Way> = ids.iter().flat_map(|id| ways::direct(self.snapshot, &types, *id, &self.hints)).filter(|way| !hinted || way.layer != usize::MAX).collect();
            found.sort_by(|one, other| {
                let key = |way: &Way| (way.layer, way.steps.first().is_some_and(|step| step.inverse), way.records == 0, !way.facet);
                key(one).cmp(&key(other)).then(one.order.total_cmp(&other.order))
            });
            if let Some(first) = found.first().cloned() {
                // Every type has its own link to a record: providers of tools, authors of papers.
                let more = found.iter().filter(|way| way.target == first.target && way.steps != first.steps && way.layer == first.layer && way.types.iter().any(|ty| !first.types.contains(ty)));
                let mut ways = vec![first.clone()];
                for way in more {
                    if way.types.iter().any(|ty| !ways.iter().any(|own| own.types.contains(ty))) {
                        ways.push(way.clone());
                    }
                }
                return Some((frame, ways));
            }
        }
        None
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

impl Group {
    fn paths(&self) -> Vec<PathId> {
        match &self.kind {
            Kind::Targets { ways, .. } => ways.iter().filter_map(|way| way.first()).map(|step| step.path).collect(),
            Kind::Other(Condition::Flag { step, .. } | Condition::Exists { step }) => vec![step.path],
            Kind::Other(_) => Vec::new(),
        }
    }
}

/// The literal form in which a property's bounds are written.
pub fn year_bounds(range: Lexical, from: Option<i16>, to: Option<i16>) -> (Option<String>, Option<String>) {
    match range {
        Lexical::Date => (from.map(|year| format!("{year:04}-01-01")), to.map(|year| format!("{year:04}-12-31"))),
        _ => (from.map(|year| format!("{year:04}")), to.map(|year| format!("{year:04}"))),
    }
}
