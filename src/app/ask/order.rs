//! "Newest", "oldest", "best": in which order the answer stands, where the directory can give one.

use super::compose::Composer;
use super::condition::Condition;
use super::english::Function;
use super::part::PartKind;
use crate::ontology::{Ontology, PathId, Property, Role, TypeId};
use std::sync::Arc;

/// An order other than by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Order {
    /// By the property that says when; records without it come last.
    Time { path: PathId, field: String, latest_first: bool },
    /// Strongest grounds first, of what stands on claims.
    Grounds,
}

impl Composer<'_> {
    /// The order that the question asks for. Words for one that cannot be given are reported.
    pub(super) fn take_order(&mut self, types: &[TypeId], condition: &Condition) -> Option<Order> {
        let mut taken: Option<Order> = None;
        for (at, function) in std::mem::take(&mut self.orders) {
            let order = match function {
                Function::Strongest => condition.grounds(self.ontology()).filter(|_| self.searched.is_empty()).map(|_| Order::Grounds),
                function => time(self.ontology(), types).map(|property| Order::Time { path: property.path, field: property.field.clone(), latest_first: function == Function::Newest }),
            };
            let Some(order) = order.filter(|order| !self.count && taken.as_ref().is_none_or(|own| own == order)) else {
                self.unused.push(at);
                continue;
            };
            let meaning = match &order {
                Order::Time { latest_first: true, .. } => "latest first",
                Order::Time { .. } => "earliest first",
                Order::Grounds => "strongest grounds first",
            };
            self.part(at, PartKind::Order, meaning, None);
            taken = Some(order);
        }
        taken
    }
}

/// The one property by which all of these types say when.
fn time(ontology: &Ontology, types: &[TypeId]) -> Option<Arc<Property>> {
    let of = |ty: &TypeId| {
        let ty = ontology.ty(*ty);
        ty.property(ty.role(Role::Year)?).filter(|property| property.sortable)
    };
    let first = of(types.first()?)?;
    types.iter().all(|ty| of(ty).is_some_and(|own| own.path == first.path && own.field == first.field)).then(|| Arc::clone(first))
}
