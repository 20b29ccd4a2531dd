//! What a link stands on: claims side by side, each with its stance, strength, maker and evidence; counted, never averaged.

use askama::Template;
use roaring::RoaringBitmap;

use super::{
    Visit,
    show::{Fact, Name, Said, address},
    words::Words,
};
use crate::{
    ontology::{ClaimRule, PathId, Role},
    views::records::{Edge, Id, Record},
};

/// Claims shown of one link; the others are on its list.
const CLAIMS_SHOWN_MAX: usize = 20;

/// A value of a fixed list, and its place in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Level {
    pub code: String,
    pub label: Said,
    /// From 1, weakest first.
    pub place: usize,
    pub of: usize,
}

impl Level {
    /// One for each place, whether it is reached.
    pub fn dots(&self) -> impl Iterator<Item = bool> + '_ {
        (1..=self.of).map(|place| place <= self.place)
    }
}

/// Somebody says something about it.
#[derive(Clone, Debug, Template)]
#[template(path = "claim.html")]
pub struct Claim {
    pub words: &'static Words,
    pub href: String,
    pub stance: Option<Level>,
    pub strength: Option<Level>,
    pub rationale: Option<Said>,
    /// What it is about, where that is not said around it.
    pub about: Option<Name>,
    pub facts: Vec<Fact>,
}

/// The claims of one link, strongest first.
#[derive(Clone, Debug)]
pub struct Grounds {
    pub about: Option<Name>,
    pub claims: Vec<Claim>,
    pub more: usize,
    /// How many claims of each stance, stances without claims left out.
    pub agreement: Vec<(Level, u64)>,
    /// Of the strongest claim that does not dispute.
    pub strongest: Option<Level>,
}

impl Grounds {
    /// Why, as the strongest claim says.
    #[must_use]
    pub fn first_reason(&self) -> Option<&Said> {
        self.claims.first()?.rationale.as_ref()
    }

    #[must_use]
    pub fn count(&self) -> u64 {
        (self.claims.len() + self.more) as u64
    }
}

impl Visit {
    /// A value of a claim that comes from a fixed list.
    fn level(&self, claim: &Record, path: PathId) -> Option<Level> {
        let ontology = self.ontology();
        let ty = ontology.ty(claim.ty);
        let slot = ty.slot(path)?;
        let vocabulary = ontology.enumeration(ty.property(slot)?)?;
        let concept = *claim.values(slot).links().first()?;
        let place = self.state.snapshot.place(vocabulary, concept)?;
        Some(Level { code: vocabulary.values.get(place)?.code.clone(), label: self.label_of(concept)?, place: place + 1, of: vocabulary.values.len() })
    }

    fn label_of(&self, id: Id) -> Option<Said> {
        let record = self.state.snapshot.record(id)?;
        record.label(self.ontology().ty(record.ty), &self.languages).map(|text| self.said(text))
    }

    /// A claim by itself; `about` says what it is about.
    pub fn claim(&self, rule: &ClaimRule, claim: &Record, about: bool) -> Claim {
        let ty = self.ontology().ty(claim.ty);
        let said = [rule.subject, rule.object, rule.stance, rule.strength];
        let others = (0_u16..).zip(&ty.properties).filter(|(_, property)| property.is_public() && !said.contains(&property.path) && property.role != Some(Role::Summary));
        let target = |path: PathId| ty.slot(path).and_then(|slot| claim.values(slot).links().first().copied()).and_then(|id| self.name_of(id));
        Claim {
            words: self.words,
            href: address(ty, claim),
            stance: self.level(claim, rule.stance),
            strength: self.level(claim, rule.strength),
            rationale: self.summary(claim),
            about: if about { target(rule.object) } else { None },
            facts: others.filter_map(|(slot, property)| self.fact(claim, slot, property)).collect(),
        }
    }

    /// The grounds on which a record links along `rule` to anything `within`; to anything at all where nothing is said.
    pub fn grounds(&self, record: &Record, rule: &ClaimRule, within: Option<&RoaringBitmap>) -> Option<Grounds> {
        let slot = self.ontology().ty(record.ty).slot(rule.link)?;
        let edges: Vec<&Edge> = record.edges.iter().filter(|edge| edge.slot == slot && within.is_none_or(|within| within.contains(edge.target))).collect();
        let mut claims: Vec<Id> = edges.iter().flat_map(|edge| edge.claims.iter().copied()).collect();
        let strength = |id: &Id| self.state.snapshot.record(*id).and_then(|claim| self.level(claim, rule.strength)).map_or(0, |level| level.place);
        claims.sort_by_cached_key(|id| (std::cmp::Reverse(strength(id)), *id));
        claims.dedup();
        let all: Vec<&Record> = claims.iter().filter_map(|id| self.state.snapshot.record(*id)).map(AsRef::as_ref).collect();
        if all.is_empty() {
            return None;
        }
        let mut agreement: Vec<(Level, u64)> = Vec::new();
        for stance in all.iter().filter_map(|claim| self.level(claim, rule.stance)) {
            match agreement.iter_mut().find(|(own, _)| own.code == stance.code) {
                Some((_, count)) => *count += 1,
                None => agreement.push((stance, 1)),
            }
        }
        agreement.sort_by_key(|(stance, _)| stance.place);
        let disputes = |claim: &&&Record| self.level(claim, rule.stance).is_some_and(|stance| stance.code == crate::ontology::STANCE_DISPUTES);
        let strongest = all.iter().filter(|claim| !disputes(claim)).filter_map(|claim| self.level(claim, rule.strength)).max_by_key(|level| level.place);
        let about = if let [only] = edges.as_slice() { self.name_of(only.target) } else { None };
        let several = about.is_none();
        let shown = all.iter().take(CLAIMS_SHOWN_MAX).map(|claim| self.claim(rule, claim, several)).collect();
        Some(Grounds { about, claims: shown, more: all.len().saturating_sub(CLAIMS_SHOWN_MAX), agreement, strongest })
    }

    /// The grounds of a record for each thing that it is claimed to be good for, strongest first.
    pub fn all_grounds(&self, record: &Record) -> Vec<Grounds> {
        let ty = self.ontology().ty(record.ty);
        let mut edges: Vec<&Edge> = record.edges.iter().collect();
        edges.sort_by_key(|edge| (std::cmp::Reverse(edge.level), edge.slot, edge.target));
        let of = |edge: &Edge| {
            let rule = self.ontology().claim_rule(ty.property(edge.slot)?.path)?;
            self.grounds(record, rule, Some(&std::iter::once(edge.target).collect()))
        };
        edges.into_iter().filter_map(of).collect()
    }
}
