//! Concepts and records: which link they are meant over, and to which noun they belong.

use super::compose::Composer;
use super::condition::{Condition, Step};
use super::english::{self, Function};
use super::frame::{Frame, Group, Joint, Kind};
use super::lexicon::Meaning;
use super::part::PartKind;
use super::spots::{Spot, What};
use super::ways::{self, Way};
use crate::ontology::{PathId, Role, TypeId};
use crate::views::records::Id;

/// Records that have most in common with one.
const ALIKE_MAX: usize = 5;

impl Composer<'_> {
    /// Adds a concept: any of its readings that fits. False when none does.
    pub(super) fn targets(&mut self, at: usize, ids: &[Id]) -> bool {
        if self.strange {
            return false;
        }
        if let Some((frame, ways)) = self.best(at, ids) {
            self.note_who(&ways);
            self.add(at, frame, ways);
            return true;
        }
        false
    }

    /// The frame, innermost first, and the ways of the best reading.
    pub(super) fn best(&mut self, at: usize, ids: &[Id]) -> Option<(usize, Vec<Way>)> {
        let frames: Vec<usize> = (0..self.frames.len()).rev().filter(|frame| self.reaches(*frame, at, ids)).collect();
        // A verb that nothing used yet is asked before a link that no word asks for.
        let passes: &[(bool, bool)] = match (self.by, self.eager(at)) {
            (true, _) => &[(true, false), (false, false)],
            (false, true) => &[(false, true), (true, true), (false, false), (true, false)],
            (false, false) => &[(false, false), (true, false)],
        };
        for (over_one, hinted) in passes {
            for frame in &frames {
                let mut found = self.found(*frame, at, ids, *over_one);
                found.retain(|way| !hinted || way.layer != usize::MAX);
                let named = self.frames.get(*frame).is_some_and(|own| own.named);
                if let Some(first) = found.first().cloned() {
                    self.mention(at, &first, &found);
                    let same = |way: &&Way| way.target == first.target && way.layer == first.layer && way.claims == first.claims && way.steps != first.steps && !turned(way, &first);
                    let more = found.iter().filter(same).filter(|way| first.layer != usize::MAX || way.types.iter().all(|ty| !first.types.contains(ty)) && (*over_one || named)).cloned();
                    let ways: Vec<Way> = std::iter::once(first.clone()).chain(more).collect();
                    return Some((*frame, ways));
                }
            }
        }
        None
    }

    /// A verb that means something here stands before, and nothing used it yet; one that is also used for anything ("offer") right before.
    fn eager(&self, at: usize) -> bool {
        let says = |spot: &Spot| self.cut.words.get(spot.from..spot.to).unwrap_or_default().iter().any(|word| !english::is_preposition(&word.plain) && !matches!(word.plain.as_str(), "is" | "are" | "was" | "were" | "be"));
        let Some((verb, _, false)) = self.verbs.last() else { return false };
        self.cut.spots.get(*verb).is_some_and(|spot| says(spot) && (spot.function().is_none() || verb + 1 == at))
    }

    /// Whether the verb can lead to the records themselves.
    fn says_of(&self, ids: &[Id]) -> bool {
        self.best_record(ids, true).is_some()
    }

    /// The ways from a frame, best first.
    fn found(&self, frame: usize, at: usize, ids: &[Id], over_one: bool) -> Vec<Way> {
        let Some(own) = self.frames.get(frame) else { return Vec::new() };
        let (types, named) = (if over_one { self.with_whoever(frame) } else { own.types.clone() }, own.named);
        let acting = over_one && frame == 0 && self.acts(at, ids);
        let mut found: Vec<Way> = ids.iter().flat_map(|id| if over_one { ways::indirect(self.snapshot, &types, *id, &self.hints, acting) } else { ways::direct(self.snapshot, &types, *id, &self.hints) }).collect();
        for way in &mut found {
            // "Who" is whoever does what a word asks for, and nobody else.
            if way.layer == usize::MAX && !way.acting || way.steps.first().is_some_and(|step| !step.inverse) {
                way.types.retain(|ty| own.types.contains(ty));
            }
        }
        found.retain(|way| !way.types.is_empty());
        // A concept is reached against its links only from other concepts.
        found.retain(|way| (over_one || way.layer != usize::MAX || way.steps.first().is_some_and(|step| !step.inverse)) && self.can_say(frame, way));
        if self.complement {
            // "Harassment of scientists" does not say who the people are that study it.
            found.retain(|way| !self.pronoun && !self.says_what_it_is(way));
        }
        if !named && self.possessed(at) {
            found.retain(|way| way.breadth > 1 || way.layer != usize::MAX);
        }
        let narrow = over_one || named || self.at_head(at);
        // "Maths but not algebra", "for trolling or analytics": what a list or a negation goes on with is of one link.
        let before = own.groups.last().filter(|_| self.joint != Joint::None || self.negation.is_some()).and_then(|group| if let Kind::Targets { ways, .. } = &group.kind { Some(ways) } else { None });
        found.sort_by(|one, other| {
            let key = |way: &Way| {
                let breadth = if narrow { way.breadth } else { usize::MAX - way.breadth };
                (!way.acting, way.layer, before.is_none_or(|ways| !ways.contains(&way.steps)), !way.claims, way.steps.first().is_some_and(|step| step.inverse), breadth, !way.claimed, !way.facet, u64::MAX - way.records)
            };
            key(one).cmp(&key(other)).then(one.order.total_cmp(&other.order))
        });
        found
    }

    /// Over the first link, which all records of its types have: their kind.
    fn says_what_it_is(&self, way: &Way) -> bool {
        let ontology = self.ontology();
        let property = |step: &Step| way.types.iter().find_map(|ty| ontology.ty(*ty).property(ontology.ty(*ty).slot(step.path)?));
        matches!(way.steps.as_slice(), [only] if !only.inverse && property(only).is_some_and(|property| property.min_count > 0))
    }

    /// Whether a filter can name the way's links: a field that means different links for the types on a link's other side cannot be asked.
    fn can_say(&self, frame: usize, way: &Way) -> bool {
        let ontology = self.ontology();
        match way.steps.as_slice() {
            [first, second] => self.sayable(frame, first) && second.means_one(ontology, &first.targets(ontology, &way.types)),
            steps => steps.iter().all(|step| self.sayable(frame, step)),
        }
    }

    pub(super) fn sayable(&self, frame: usize, step: &Step) -> bool {
        self.frames.get(frame).is_some_and(|own| step.means_one(self.ontology(), &own.scope))
    }

    /// "Who disputes …": an entry of a fixed list, said as a verb, is what somebody does; "tools that are disputed" is what is done to them.
    fn acts(&self, at: usize, ids: &[Id]) -> bool {
        let Some(spot) = self.cut.spots.get(at) else { return false };
        let word = |at: Option<usize>| at.and_then(|at| self.cut.words.get(at)).map_or("", |word| word.plain.as_str());
        let being = matches!(word(spot.from.checked_sub(1)), "is" | "are" | "was" | "were" | "be" | "been" | "being");
        ids.iter().any(|id| self.is_enumerated(*id)) && !being && !word(spot.to.checked_sub(1)).ends_with("ed")
    }

    /// "In Welsh", "Welsh speakers": the language, not the place.
    pub(super) fn names_language(&self, at: usize, ids: &[Id]) -> bool {
        let Some(spot) = self.cut.spots.get(at).filter(|_| ids.iter().all(|id| self.is_place(*id))) else { return false };
        let word = |at: Option<usize>| at.and_then(|at| self.cut.words.get(at)).map_or("", |word| word.plain.as_str());
        let name = word(Some(spot.from));
        let adjective = spot.to == spot.from + 1 && english::is_adjective_of_place(name) && ids.iter().all(|id| crate::views::fold::fold(&super::suggest::label(self.snapshot, *id)) != name);
        let noun_follows = self.cut.spots.get(at + 1).is_some_and(|next| next.function().is_none() && self.cut.words.get(next.from).is_some_and(|word| word.mark == super::words::Mark::Space));
        adjective && (english::is_about_language(word(Some(spot.to))) || word(spot.from.checked_sub(1)) == "in" && !noun_follows)
    }

    /// Whether what stands at `at` can belong to the frame: to a noun only reached over a link belong places and the like, right beside it.
    pub(super) fn reaches(&self, frame: usize, at: usize, ids: &[Id]) -> bool {
        let Some(own) = self.frames.get(frame) else { return false };
        own.open || self.adjoins(own.noun, at) && (ids.iter().any(|id| self.is_place(*id)) || self.linked_since(own.noun, at))
    }

    /// "Researchers at Dutch universities": a word that links stands between.
    fn linked_since(&self, noun: usize, at: usize) -> bool {
        self.cut.spots.get(noun + 1..at).is_some_and(|spots| spots.iter().any(|spot| spot.function() == Some(Function::Of)))
    }

    pub(super) fn adjoins(&self, noun: usize, at: usize) -> bool {
        let quiet = |spot: &Spot| {
            let place = |meaning: &Meaning| matches!(meaning, Meaning::Concept(id) if self.is_place(*id));
            matches!(spot.function(), Some(Function::Empty | Function::Outside | Function::Of)) || spot.meanings().iter().all(|meaning| matches!(meaning, Meaning::Verb(_))) || spot.meanings().iter().any(place)
        };
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
        // "Who provide both training and guidance": what has one kind is not of both; there are two.
        let again = frame > 0 && joint == Joint::And && !negated && own.steps.first().is_some_and(|step| step.inverse);
        if again
            && let [Group { negated: false, kind: Kind::Targets { ways: list, many: false, claims, .. }, .. }] = own.groups.as_slice()
            && *list == steps
        {
            let group = Group { joint: Joint::None, negated, kind: Kind::Targets { ways: steps, targets: ids, all: false, many: false, claims: *claims }, spot: at, local };
            let frame = Frame { groups: vec![group], joint, noun: at, ..own.clone() };
            self.close();
            self.target_part(at, &first);
            self.consumed(at, first.steps.iter().map(|step| step.path));
            return self.frames.push(frame);
        }
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
        if first.steps.len() > 1 && !first.claims && steps.len() == 1 {
            for (number, way) in ways.iter().enumerate() {
                if ways.iter().take(number).all(|before| before.target != way.target) {
                    self.target_part(at, way);
                }
            }
            return self.step_into(at, &first, ids);
        }
        if self.deny(at, frame, &first, &ids) {
            return;
        }
        let joint = if joint == Joint::Comma { Joint::And } else { joint };
        let Some(own) = self.frames.get_mut(frame) else { return };
        own.groups.push(Group { joint, negated, kind: Kind::Targets { ways: steps, targets: ids, all: false, many: first.many, claims: first.claims }, spot: at, local });
        self.target_part(at, &first);
        self.consumed(at, ways.iter().flat_map(|way| way.steps.iter().map(|step| step.path)).collect::<Vec<_>>());
    }

    /// A concept of a record between: "by universities". Places beside it belong to that record.
    pub(super) fn step_into(&mut self, at: usize, way: &Way, targets: Vec<Id>) {
        let (Some(first), Some(last)) = (way.steps.first().cloned(), way.steps.last().cloned()) else { return };
        let negated = self.negation.is_some();
        let joint = if self.joint == Joint::Comma { Joint::And } else { self.joint };
        self.consumed(at, [first.path, last.path]);
        let ontology = self.ontology();
        let group = Group { joint: Joint::None, negated: false, kind: Kind::Targets { ways: vec![vec![last]], targets, all: false, many: way.many, claims: false }, spot: at, local: false };
        let scope = first.targets(ontology, &way.types);
        let mut groups = self.take_beside(at, &way.between, &scope);
        groups.push(group);
        // What is claimed can be told further: "who disputes that … helps with …".
        // And so can what somebody does: "who provide software for …".
        let open = way.between.iter().all(|ty| ontology.ty(*ty).claim.is_some()) || first.inverse && self.verbs.last().is_some_and(|(_, paths, _)| paths.contains(&first.path));
        self.frames.push(Frame { types: way.between.clone(), named: true, groups, steps: vec![first], scope, negated, joint, noun: at, open });
    }

    /// Places and the like right before a noun belong to it when a linking word stands before them: "by Dutch universities".
    pub(super) fn take_beside(&mut self, at: usize, types: &[TypeId], scope: &[TypeId]) -> Vec<Group> {
        let ontology = self.ontology();
        let mut taken = Vec::new();
        let mut next = at;
        while let Some(frame) = self.frames.last_mut()
            && let Some(group) = frame.groups.last()
            && group.local
            && group.spot + 1 == next
            && group.condition().steps().iter().all(|step| step.means_one(ontology, scope) && types.iter().any(|ty| step.is_of(ontology, *ty)))
        {
            next = group.spot;
            taken.extend(frame.groups.pop());
        }
        taken.reverse();
        taken
    }

    pub(super) fn record(&mut self, at: usize, ids: &[Id]) -> bool {
        if self.strange {
            return false;
        }
        if let Some(like) = self.alike.take() {
            return self.alike(like, at, ids);
        }
        let named = self.frames.first().is_some_and(|frame| frame.named);
        let linked = self.of || !self.hints.is_empty();
        // "Who says that cawl …": over the record between that the verb asks for.
        if self.eager(at) && !self.says_of(ids) {
            let types = self.with_whoever(0);
            let mut hinted: Vec<Way> = ids.iter().flat_map(|id| ways::indirect(self.snapshot, &types, *id, &self.hints, false)).filter(|way| way.layer != usize::MAX && self.can_say(0, way)).collect();
            hinted.sort_by(|one, other| one.layer.cmp(&other.layer).then(one.order.total_cmp(&other.order)));
            if let Some(first) = hinted.first().map(|way| way.steps.clone()) {
                // Several records of one name are all meant.
                hinted.retain(|way| way.steps == first);
                self.note_who(&hinted);
                self.add(at, 0, hinted);
                return true;
            }
        }
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
        let subject = if named { !own.is_empty() && !self.of } else { !(own.is_empty() || linked && self.of) };
        if subject {
            return self.subject(at, &own);
        }
        if let Some((frame, ways)) = self.best_record(ids, false) {
            self.add(at, frame, ways);
            return true;
        }
        !own.is_empty() && self.subject(at, &own)
    }

    /// "Tools like Block Party": what has most in common with it.
    fn alike(&mut self, like: usize, at: usize, ids: &[Id]) -> bool {
        let Some(frame) = self.frames.first().filter(|_| self.negation.is_none()) else { return false };
        let of = |id: &Id| self.snapshot.record(*id).map(|record| record.ty);
        let (asked, named) = (&frame.types, frame.named);
        let own = |id: &&Id| of(id).is_some_and(|ty| asked.contains(&ty));
        // Of several records of the name, those of the type that is asked for.
        let meant: Vec<Id> = if named && ids.iter().any(|id| own(&id)) { ids.iter().filter(own).copied().collect() } else { ids.to_vec() };
        let types: Vec<TypeId> = if named { asked.clone() } else { meant.iter().filter_map(of).collect() };
        let mut related: Vec<Id> = meant.iter().flat_map(|id| crate::app::related::related(self.snapshot, *id, &types, ALIKE_MAX, &[])).map(|(id, _)| id).filter(|id| !ids.contains(id)).collect();
        related.truncate(ALIKE_MAX);
        related.sort_unstable();
        related.dedup();
        if related.is_empty() {
            return false;
        }
        if let Some(frame) = self.frames.first_mut() {
            frame.types = types;
        }
        let names: Vec<String> = meant.iter().map(|id| self.described(*id)).collect();
        self.part(like, PartKind::Alike, "what has most in common with", None);
        self.part(at, PartKind::Alike, &names.join(" or "), None);
        self.add_other(at, 0, Condition::Is(related), false);
        true
    }

    /// The verb after a record, when nothing else stands between or after it: "which challenges does Block Party address?"
    pub(super) fn verb_ahead(&self, at: usize) -> Option<Vec<PathId>> {
        let verb = |spot: &Spot| spot.meanings().iter().filter_map(|meaning| if let Meaning::Verb(path) = meaning { Some(*path) } else { None }).collect::<Vec<_>>();
        let quiet = |spot: &&Spot| verb(spot).is_empty() && matches!(spot.function(), Some(Function::Empty));
        let next = self.cut.spots.get(at + 1..)?.iter().find(|spot| !quiet(spot))?;
        let last = self.cut.spots.iter().filter(|spot| spot.from > next.from).all(|spot| matches!(spot.what, What::Time { .. }) || spot.function() == Some(Function::Empty));
        Some(verb(next)).filter(|paths| last && !paths.is_empty())
    }

    pub(super) fn best_record(&self, ids: &[Id], hinted: bool) -> Option<(usize, Vec<Way>)> {
        for frame in (0..self.frames.len()).rev().filter(|frame| self.frames.get(*frame).is_some_and(|frame| frame.open)) {
            let own = self.frames.get(frame)?;
            let types = if hinted { self.with_whoever(frame) } else { own.types.clone() };
            let mut found: Vec<Way> = ids.iter().flat_map(|id| ways::direct(self.snapshot, &types, *id, &self.hints)).filter(|way| (!hinted || way.layer != usize::MAX) && self.can_say(frame, way)).collect();
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

/// Whether a way goes over the same link in the other direction: "requires" is not "is required by".
fn turned(way: &Way, other: &Way) -> bool {
    way.steps.first().zip(other.steps.first()).is_some_and(|(one, other)| one.path == other.path && one.inverse != other.inverse)
}
