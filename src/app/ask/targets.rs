//! Concepts and records: which link they are meant over, and to which noun they belong.

use super::compose::Composer;
use super::condition::{Condition, Step};
use super::english::Function;
use super::frame::{Frame, Group, Joint, Kind};
use super::lexicon::Meaning;
use super::spots::Spot;
use super::ways::{self, Way};
use crate::ontology::{PathId, Role, TypeId};
use crate::views::records::Id;

impl Composer<'_> {
    /// Adds a concept: any of its readings that fits. False when none does.
    pub(super) fn targets(&mut self, at: usize, ids: &[Id]) -> bool {
        if let Some((frame, ways)) = self.best(at, ids) {
            self.add(at, frame, ways);
            return true;
        }
        false
    }

    /// The frame, innermost first, and the ways of the best reading.
    pub(super) fn best(&mut self, at: usize, ids: &[Id]) -> Option<(usize, Vec<Way>)> {
        let frames: Vec<usize> = (0..self.frames.len()).rev().filter(|frame| self.reaches(*frame, at, ids)).collect();
        for over_one in if self.by { [true, false] } else { [false, true] } {
            for frame in &frames {
                let Some((types, named)) = self.frames.get(*frame).map(|own| (own.types.clone(), own.named)) else { continue };
                let seek = if over_one { ways::indirect } else { ways::direct };
                let mut found: Vec<Way> = ids.iter().flat_map(|id| seek(self.snapshot, &types, *id, &self.hints)).collect();
                // A concept is reached against its links only from other concepts.
                found.retain(|way| over_one || way.layer != usize::MAX || way.steps.first().is_some_and(|step| !step.inverse));
                if !named && self.possessed(at) {
                    found.retain(|way| way.breadth > 1 || way.layer != usize::MAX);
                }
                let narrow = named || self.at_head(at);
                found.sort_by(|one, other| {
                    let key = |way: &Way| (way.layer, !way.claims, way.steps.first().is_some_and(|step| step.inverse), if narrow { way.breadth } else { usize::MAX - way.breadth }, !way.claimed, !way.facet, u64::MAX - way.records);
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
    pub(super) fn reaches(&self, frame: usize, at: usize, ids: &[Id]) -> bool {
        let Some(own) = self.frames.get(frame) else { return false };
        own.open || self.adjoins(own.noun, at) && ids.iter().any(|id| self.is_place(*id))
    }

    pub(super) fn adjoins(&self, noun: usize, at: usize) -> bool {
        let quiet = |spot: &Spot| matches!(spot.function(), Some(Function::Filler | Function::Outside | Function::Of)) || spot.meanings().iter().all(|meaning| matches!(meaning, Meaning::Verb(_)));
        self.joint == Joint::None && noun < at && self.cut.spots.get(noun + 1..at).is_some_and(|spots| spots.iter().all(quiet))
    }

    pub(super) fn is_place(&self, id: Id) -> bool {
        let Some(ty) = self.snapshot.record(id).map(|record| record.ty) else { return false };
        let place = |property: &crate::ontology::Property| property.role == Some(Role::Place) && property.range.targets().is_some_and(|targets| targets.types.contains(&ty));
        self.ontology().types.iter().flat_map(|ty| &ty.properties).any(|property| place(property))
    }

    /// The question begins with it, or it is counted or listed: it says what is asked for.
    pub(super) fn at_head(&self, at: usize) -> bool {
        let Some(spot) = self.cut.spots.get(at) else { return false };
        let Some(last) = self.cut.words.get(spot.to.saturating_sub(1)) else { return false };
        let before = spot.from.checked_sub(1).and_then(|before| self.cut.words.get(before)).map(|word| word.plain.as_str());
        let asked = matches!(before, None | Some("which" | "what" | "any" | "list" | "show" | "find" | "many" | "me" | "all"));
        let helped = before.is_some_and(|before| before.starts_with("help"));
        !helped && self.frames.iter().all(|frame| frame.groups.is_empty()) && self.hints.is_empty() && (asked || last.plain != last.base)
    }

    /// "My university …" tells of the asker, not of what is asked for.
    pub(super) fn possessed(&self, at: usize) -> bool {
        let before = self.cut.spots.get(at).and_then(|spot| spot.from.checked_sub(1)).and_then(|before| self.cut.words.get(before));
        before.is_some_and(|word| matches!(word.plain.as_str(), "my" | "our" | "your" | "their" | "his" | "her"))
    }

    pub(super) fn add(&mut self, at: usize, frame: usize, ways: Vec<Way>) {
        let Some(first) = ways.first().cloned() else { return };
        while self.frames.len() > frame + 1 {
            self.close();
        }
        let negated = self.negation.is_some();
        let joint = self.joint;
        let mut steps: Vec<Vec<Step>> = Vec::new();
        let mut ids: Vec<Id> = Vec::new();
        for way in &ways {
            if !steps.contains(&way.steps) {
                steps.push(way.steps.clone());
            }
            if !ids.contains(&way.target) {
                ids.push(way.target);
            }
        }
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
            targets.extend(ids);
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
        own.groups.push(Group { joint, negated, kind: Kind::Targets { ways: steps, targets: ids, all: false, many: first.many, claims: first.claims }, spot: at, local });
        self.target_part(at, &first);
        self.consumed(at, ways.iter().flat_map(|way| way.steps.iter().map(|step| step.path)).collect::<Vec<_>>());
    }

    /// A concept of a record between: "by universities". Places beside it belong to that record.
    pub(super) fn step_into(&mut self, at: usize, way: &Way) {
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

    pub(super) fn record(&mut self, at: usize, ids: &[Id]) -> bool {
        let named = self.frames.first().is_some_and(|frame| frame.named);
        let linked = self.of || !self.hints.is_empty();
        let own: Vec<Id> = ids.iter().copied().filter(|id| self.snapshot.record(*id).is_some_and(|record| self.frames.first().is_some_and(|frame| frame.types.contains(&record.ty)))).collect();
        let ahead = self.hints.is_empty();
        if ahead {
            self.hints.extend(self.verb_ahead(at));
        }
        let hinted = self.best_record(ids, true);
        if ahead {
            let paths = std::mem::take(&mut self.hints);
            self.ahead = if hinted.is_some() { paths.into_iter().flatten().collect() } else { Vec::new() };
        }
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

    /// The verb after a record, when nothing else stands between: "which challenges does Block Party address?"
    pub(super) fn verb_ahead(&self, at: usize) -> Option<Vec<PathId>> {
        let verb = |spot: &Spot| spot.meanings().iter().filter_map(|meaning| if let Meaning::Verb(path) = meaning { Some(*path) } else { None }).collect::<Vec<_>>();
        let quiet = |spot: &&Spot| verb(spot).is_empty() && matches!(spot.function(), Some(Function::Filler));
        let next = self.cut.spots.get(at + 1..)?.iter().find(|spot| !quiet(spot))?;
        let last = self.cut.spots.last().is_some_and(|last| last.from == next.from);
        Some(verb(next)).filter(|paths| last && !paths.is_empty())
    }

    pub(super) fn best_record(&self, ids: &[Id], hinted: bool) -> Option<(usize, Vec<Way>)> {
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
                // Several records of one name are all meant.
                ways.extend(found.iter().filter(|way| way.target != first.target && way.steps == first.steps).cloned());
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
