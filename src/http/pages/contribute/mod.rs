//! Contributing: what can be added, and the forms for it, made of shapes. They call the verbs of `app::contribute`; nothing here judges.

mod calling;
mod edit;
mod preview;
mod send;
mod shape;
mod typed;

use actix_web::{HttpRequest, HttpResponse, web::Data};
use askama::Template;

use super::{Layout, Visit, answer, segment, shown_types};
use crate::{
    app::{contribute::compose::is_written, curate::changeable},
    http::{House, problem::Problem},
    ontology::{Ontology, Range, Type},
    views::records::{Record, Token},
};

pub use edit::{amend_page, consent_field, edit_page, errand, new_page};
pub use preview::facts_of;
pub use send::{amend, edit, new, stated};
pub use typed::key_of;

/// A kind of record that people can contribute.
pub struct Kind {
    pub label: String,
    pub description: String,
    pub href: String,
}

#[derive(Template)]
#[template(path = "contribute/kinds.html")]
struct Page {
    layout: Layout,
    /// What people add most.
    kinds: Vec<Kind>,
    /// Terms of vocabularies, and what else records are made of.
    others: Vec<Kind>,
    /// That something helps, or does not.
    claim: Option<Kind>,
}

/// `/contribute`
pub async fn page(request: HttpRequest, house: Data<House>) -> HttpResponse {
    answer(request, house, |visit| -> Result<Page, Problem> {
        let ontology = visit.ontology();
        let kind = |ty: &Type| Kind { label: visit.kind(ty), description: visit.about(ty), href: format!("/contribute/{}", segment(ty)) };
        let mut shown = shown_types(&visit.state);
        shown.sort_by_key(|ty| std::cmp::Reverse(visit.state.snapshot.set(Token::of_type(*ty)).len()));
        let writable = ontology.types.iter().filter(|ty| is_writable(ontology, ty));
        let others = writable.filter(|ty| !shown.contains(&ty.id) && ty.claim.is_none());
        Ok(Page {
            layout: visit.layout(&visit.words.say("contribute-title"), "contribute"),
            kinds: shown.iter().map(|ty| ontology.ty(*ty)).filter(|ty| ty.claim.is_none() && is_writable(ontology, ty)).map(kind).collect(),
            others: others.map(kind).collect(),
            claim: ontology.types.iter().find(|ty| ty.claim.is_some()).map(kind),
        })
    })
    .await
}

/// Whether records of a type can be proposed.
pub fn is_writable(ontology: &Ontology, ty: &Type) -> bool {
    changeable(ontology, ty.id).is_ok() && ty.properties.iter().any(|property| is_written(property))
}

impl Visit {
    /// Where something can be claimed about a record, or about what helps with it.
    pub fn claim_address(&self, record: &Record) -> Option<String> {
        let ontology = self.ontology();
        let own = ontology.ty(record.ty);
        ontology.types.iter().find_map(|ty| {
            let rule = ty.claim.as_ref()?;
            let field = |path| ty.slot(path).and_then(|slot| ty.property(slot)).filter(|property| matches!(&property.range, Range::Link(targets) if targets.types.contains(&record.ty)));
            let property = field(rule.subject).or_else(|| field(rule.object))?;
            Some(format!("/contribute/{}?{}={}/{}", segment(ty), property.field, own.segment, record.key(own)))
        })
    }
}
