//! "Does not help with": what claims deny is asked for; "not for" leaves out what somebody claims, and says what that is worth.

use super::compose::Composer;
use super::condition::{Condition, Step};
use super::frame::{Group, Joint, Kind};
use super::part::PartKind;
use super::ways::{self, Way};
use crate::ontology::{ClaimRule, PathId, STANCE_DISPUTES};
use crate::views::records::{Id, Token};

impl Composer<'_> {
    /// Whether a negation denies what is done ("does not help", "never helps"), rather than leaves something out ("not for", "without").
    pub(super) fn negates_verb(&self, not: usize) -> bool {
        let Some(spot) = self.cut.spots.get(not) else { return false };
        let word = |at: Option<usize>| at.and_then(|at| self.cut.words.get(at)).map_or("", |word| word.plain.as_str());
        let denied = word(Some(spot.from));
        matches!(denied, "dont" | "doesnt" | "never") || denied == "not" && matches!(word(spot.from.checked_sub(1)), "do" | "does" | "did" | "can" | "could" | "will" | "would" | "may" | "might")
    }

    /// Reads a negated claimed link: where a verb is denied, as the claims that deny it. False when the link is to be read as any other.
    pub(super) fn deny(&mut self, at: usize, frame: usize, way: &Way, ids: &[Id]) -> bool {
        let ontology = self.ontology();
        let claimed = if let [only] = way.steps.as_slice() { (!only.inverse).then(|| ontology.claim_rule(only.path)).flatten() } else { None };
        let Some(rule) = claimed else { return false };
        let Some(not) = self.negation else { return self.deny_more(at, frame, rule, way, ids) };
        let text = self.text(at);
        let denial = if self.negates_verb(not) { self.denial(frame, rule, ids) } else { None };
        let Some((stance, condition)) = denial else {
            self.alternatives.push(format!("“{text}” was left out as: nobody here claims it; that nothing is claimed is no evidence of the contrary"));
            return false;
        };
        self.alternatives.push(format!("only what a claim here disputes for “{text}” is shown; that nothing is claimed is no evidence, and what nobody claims to be for it is asked for with “not for”"));
        self.negation = None;
        let meaning = self.described(stance);
        let iri = self.snapshot.iri(stance).map(ToString::to_string);
        self.part(not, PartKind::Negation, &format!("claimed not to: {meaning}"), iri);
        self.target_part(at, way);
        self.add_other(at, frame, condition, false);
        self.consumed(at, [rule.link]);
        true
    }

    /// "Does not help with trolling or harassment": more of what is denied.
    fn deny_more(&mut self, at: usize, frame: usize, rule: &ClaimRule, way: &Way, ids: &[Id]) -> bool {
        if !matches!(self.joint, Joint::And | Joint::Or | Joint::Comma) {
            return false;
        }
        let Some(Group { kind: Kind::Other(Condition::Linked { step, condition }), spot, .. }) = self.frames.get_mut(frame).and_then(|own| own.groups.last_mut()) else { return false };
        let Condition::All(parts) = condition.as_mut() else { return false };
        let [Condition::Link { targets, .. }, Condition::Link { step: stance, .. }] = parts.as_mut_slice() else { return false };
        if !step.inverse || step.path != rule.subject || stance.path != rule.stance {
            return false;
        }
        targets.extend_from_slice(ids);
        *spot = at;
        self.target_part(at, way);
        self.consumed(at, [rule.link]);
        true
    }

    /// The stance that denies, and the condition that a claim of it is about one of these; for the types of a noun that have claims.
    fn denial(&mut self, frame: usize, rule: &ClaimRule, ids: &[Id]) -> Option<(Id, Condition)> {
        let ontology = self.ontology();
        let claim = ontology.ty(rule.claim);
        let step = |path: PathId| Some(ways::step_of(claim.property(claim.slot(path)?)?));
        let stances = claim.property(claim.slot(rule.stance)?)?.range.targets()?;
        let all = stances.types.iter().flat_map(|ty| self.snapshot.set(Token::of_type(*ty)).iter());
        let stance = all.into_iter().find(|id| self.snapshot.iri(*id).is_some_and(|iri| iri.rsplit('/').next() == Some(STANCE_DISPUTES)))?;
        let own = self.frames.get(frame)?;
        let over: Step = own.types.iter().find_map(|ty| ontology.ty(*ty).inverses.iter().find(|inverse| inverse.path == rule.subject)).map(|inverse| ways::step_against(inverse))?;
        if !self.sayable(frame, &over) {
            return None;
        }
        if let Some(own) = self.frames.get_mut(frame).filter(|own| !own.named) {
            own.types.retain(|ty| over.is_of(ontology, *ty));
        }
        let about = Condition::Link { step: step(rule.object)?, targets: ids.to_vec() };
        let denies = Condition::Link { step: step(rule.stance)?, targets: vec![stance] };
        Some((stance, Condition::Linked { step: over, condition: Box::new(Condition::All(vec![about, denies])) }))
    }
}
