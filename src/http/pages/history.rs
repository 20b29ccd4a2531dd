//! `/{types}/{key}/history`: every change of a record, newest first, with what each field said before and after.

use actix_web::{HttpRequest, HttpResponse, web::{Data, Path}};
use askama::Template;

use super::{
    Problem,
    Layout, Refusal, Visit, answer, record,
    show::{Said, Shown, address, day},
};
use crate::{
    app::{difference, revisions},
    http::{House, query::Pairs},
    ontology::{Property, record::Value},
};

/// Changes on one page.
const CHANGES_PER_PAGE: usize = 20;

/// A field before and after.
pub struct Field {
    pub label: String,
    pub before: Vec<Shown>,
    pub after: Vec<Shown>,
}

/// One change.
pub struct Change {
    pub revision: u64,
    pub kind: String,
    pub when: String,
    pub who: String,
    pub reason: Option<String>,
    pub fields: Vec<Field>,
}

#[derive(Template)]
#[template(path = "history.html")]
struct Page {
    layout: Layout,
    name: super::show::Name,
    total: u64,
    changes: Vec<Change>,
    newest: Option<String>,
    older: Option<String>,
}

pub async fn page(request: HttpRequest, house: Data<House>, path: Path<(String, String)>) -> HttpResponse {
    answer(request, house, move |visit| {
        let (types, key) = path.into_inner();
        let (ty, found) = record::find(visit, &types, &key)?;
        if found.key(ty) != key {
            return Err(Refusal::Moved(format!("{}/history", address(visit.ontology().ty(found.ty), found))));
        }
        let after = visit.pairs.get("after").map(revisions::read_cursor).transpose().map_err(Problem::from)?;
        let history = revisions::revisions(&visit.state, &found.iri, CHANGES_PER_PAGE, after).map_err(Problem::from)?;
        let name = visit.name(found);
        let change = |revision: &revisions::Revision| {
            let fields = revision.changes.iter().filter_map(|change| Some((change, ty.property(change.slot)?))).filter(|(_, property)| property.is_public());
            Change {
                revision: revision.entry.sequence,
                kind: visit.words.say(&format!("change--{}", revision.entry.kind.name().to_ascii_lowercase())),
                when: day(revision.entry.time),
                who: visit.actor(revision.entry.credited.as_deref().unwrap_or(&revision.entry.actor)),
                reason: revision.reason.clone(),
                fields: fields.map(|(change, property)| Field { label: visit.field(property), before: visit.values_of(property, &change.before), after: visit.values_of(property, &change.after) }).collect(),
            }
        };
        let older = history.revisions.last().filter(|_| history.older).map(|last| format!("{}{}", visit.path, Pairs::default().with("after", &last.cursor()).text()));
        Ok(Page {
            layout: visit.layout(&visit.words.with("history-title", "name", &name.text), "browse"),
            total: history.total as u64,
            changes: history.revisions.iter().map(change).collect(),
            newest: history.newer.then(|| visit.path.clone()),
            older,
            name,
        })
    })
    .await
}

impl Visit {
    pub fn values_of(&self, property: &Property, values: &[Value]) -> Vec<Shown> {
        values
            .iter()
            .map(|value| {
                let shown = difference::shown(&self.state.snapshot, &property.range, value);
                match shown.record.and_then(|id| self.name_of(id)) {
                    Some(name) => Shown::Name(name),
                    None => Shown::Said(Said { lang: self.foreign(shown.language.as_deref().unwrap_or_default()).to_owned(), text: shown.text }),
                }
            })
            .collect()
    }
}
