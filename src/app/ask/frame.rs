//! A noun of the question with what is said about it: its types, and groups of conditions that "and" and "or" join.

use super::condition::{Condition, Step};
use crate::ontology::{Ontology, PathId, TypeId};
use crate::views::records::Id;

/// How a group joins the one before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Joint {
    #[default]
    None,
    Comma,
    And,
    Or,
}

/// One condition, or a list of values of the same link.
#[derive(Clone, Debug)]
pub struct Group {
    pub joint: Joint,
    pub negated: bool,
    pub kind: Kind,
    /// The spot it was read from last.
    pub spot: usize,
    /// A place or a side of a boolean: what may belong to the noun beside it.
    pub local: bool,
}

#[derive(Clone, Debug)]
pub enum Kind {
    /// Targets of the same links (each a way of its own when there are several): any of them, or with `all` every one.
    Targets { ways: Vec<Vec<Step>>, targets: Vec<Id>, all: bool, many: bool, claims: bool },
    Other(Condition),
}

/// A noun and its groups.
#[derive(Clone, Debug, Default)]
pub struct Frame {
    pub types: Vec<TypeId>,
    /// Whether the question names the types; otherwise conditions narrow them.
    pub named: bool,
    pub groups: Vec<Group>,
    /// How it hangs on the frame before.
    pub steps: Vec<Step>,
    /// All types that these steps can lead to.
    pub scope: Vec<TypeId>,
    pub negated: bool,
    pub joint: Joint,
    /// The last spot of its noun: "universities in …".
    pub noun: usize,
    /// A noun in its own right, to which whatever follows belongs; not only a concept reached over a link.
    pub open: bool,
}

impl Frame {
    #[must_use]
    pub fn condition(&self, ontology: &Ontology) -> Condition {
        let mut parts: Vec<Condition> = Vec::new();
        for (joint, condition) in self.claimed(ontology) {
            if joint == Joint::Or
                && let Some(before) = parts.pop()
            {
                parts.push(match before {
                    Condition::Any(mut any) => {
                        any.push(condition);
                        Condition::Any(any)
                    }
                    other => Condition::Any(vec![other, condition]),
                });
                continue;
            }
            parts.push(condition);
        }
        Condition::all(parts)
    }

    /// The groups' conditions. When some are about claims, the claimed link is asked of the same claims.
    fn claimed(&self, ontology: &Ontology) -> Vec<(Joint, Condition)> {
        let claims = self.groups.iter().find_map(|group| match &group.kind {
            Kind::Targets { ways, claims: true, .. } if !group.negated => ways.first().and_then(|way| way.first()).cloned(),
            _ => None,
        });
        let Some(step) = claims else { return self.groups.iter().map(|group| (group.joint, group.condition())).collect() };
        let rule = ontology.types.iter().filter_map(|ty| ty.claim.as_ref()).find(|rule| rule.subject == step.path);
        let mut within = Vec::new();
        let mut rest = Vec::new();
        for group in &self.groups {
            match &group.kind {
                Kind::Targets { ways, claims: true, .. } if !group.negated => within.push(group.over(&ways.iter().map(|way| way.get(1..).unwrap_or_default().to_vec()).collect::<Vec<_>>())),
                Kind::Targets { ways, .. } if !group.negated && group.joint != Joint::Or && rule.is_some_and(|rule| claimed_only(ways, rule.link)) => {
                    let object = rule.and_then(|rule| ontology.ty(rule.claim).slot(rule.object).and_then(|slot| ontology.ty(rule.claim).property(slot)));
                    if let Some(object) = object {
                        within.insert(0, group.over(&[vec![super::ways::step_of(object)]]));
                    }
                }
                _ => rest.push((group.joint, group.condition())),
            }
        }
        rest.insert(0, (Joint::None, Condition::Linked { step, condition: Box::new(Condition::all(within)) }));
        rest
    }
}

fn claimed_only(ways: &[Vec<Step>], link: PathId) -> bool {
    ways.iter().any(|way| matches!(way.as_slice(), [only] if only.path == link && !only.inverse))
}

impl Group {
    #[must_use]
    pub fn condition(&self) -> Condition {
        let condition = match &self.kind {
            Kind::Other(condition) => condition.clone(),
            Kind::Targets { ways, .. } => self.over(ways),
        };
        if self.negated { condition.negated() } else { condition }
    }

    fn over(&self, ways: &[Vec<Step>]) -> Condition {
        let Kind::Targets { targets, all, .. } = &self.kind else { return Condition::none() };
        let reach = |targets: Vec<Id>| Condition::any(ways.iter().map(|way| over(way, &targets)).collect());
        if *all && targets.len() > 1 { Condition::all(targets.iter().map(|target| reach(vec![*target])).collect()) } else { reach(targets.clone()) }
    }
}

fn over(way: &[Step], targets: &[Id]) -> Condition {
    match way {
        [] => Condition::Is(targets.to_vec()),
        [step] => Condition::Link { step: step.clone(), targets: targets.to_vec() },
        [step, rest @ ..] => Condition::Linked { step: step.clone(), condition: Box::new(over(rest, targets)) },
    }
}
