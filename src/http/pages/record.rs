//! One record: what it is, what it is good for and who says so, what it is connected with, where all that comes from.

use actix_web::{HttpRequest, HttpResponse, web::{Data, Path}};
use askama::Template;

use super::{
    Layout, Refusal, Visit,
    answers::Answers,
    answer,
    claims::{Claim, Grounds},
    edition::Document,
    contribute,
    list::no_list,
    process::{CallBox, Map},
    segment,
    show::{Fact, Name, Said, Shown, VALUES_SHOWN_MAX, address, day, is_deprecated},
    structured,
};
use crate::{
    app::{gone, occasion::{Occasion, When}, related::related},
    error::Code,
    http::{House, editions, linked_data, problem::Problem},
    ontology::{Role, Type, TypeId, names::did_you_mean, terms::OWL_DEPRECATED},
    views::{
        State,
        records::{Id, Record, SortField, Token},
    },
};

/// Names shown of what arrives by one link.
const ARRIVING_SHOWN: usize = 8;
/// Related records shown.
const RELATED_SHOWN: usize = 6;
/// Keys compared for a hint.
const HINT_KEYS_MAX: u64 = 5_000;

/// What links here.
pub struct Arriving {
    pub label: String,
    pub description: String,
    pub names: Vec<Name>,
    /// A plain list among its own kind, like narrower concepts.
    pub within: bool,
    pub count: u64,
    /// All of them.
    pub href: Option<String>,
}

/// What has much in common, and what that is.
pub struct Related {
    pub name: Name,
    pub kind: String,
    pub reasons: Vec<String>,
}

/// Where the value of a field comes from.
pub struct Origin {
    pub label: String,
    pub when: String,
    pub revision: u64,
    pub who: String,
}

#[derive(Template)]
#[template(path = "record.html")]
struct Page {
    layout: Layout,
    kind: Name,
    name: Said,
    others: Vec<String>,
    summary: Option<Shown>,
    homepage: Option<Shown>,
    deprecated: bool,
    facts: Vec<Fact>,
    grounds: Vec<Grounds>,
    claim: Option<Claim>,
    document: Option<Document>,
    call: Option<CallBox>,
    responses: Option<Map>,
    /// When something happens, to the minute; where it can be put into a calendar, and where one can register for it.
    when: Option<String>,
    calendar: Option<String>,
    attend: Option<String>,
    answers: Option<Answers>,
    within: Vec<Arriving>,
    arriving: Vec<Arriving>,
    related: Vec<Related>,
    origins: Vec<Origin>,
    sources: Vec<Shown>,
    iri: String,
    class: String,
    licence: String,
    forms: Vec<(String, String)>,
    modified: Option<String>,
    /// When its address answered last.
    verified: Option<String>,
    history: String,
    around: String,
    /// Where it can be changed, and where something can be claimed about it.
    suggest: Option<String>,
    claim_address: Option<String>,
    report: String,
    /// Of a claim: how many people have seen the same.
    endorsed: Option<u64>,
    endorse: String,
    /// What whoever is signed in may do with it.
    deeds: Vec<(String, String)>,
}

/// `/{types}/{key}`
pub async fn page(request: HttpRequest, house: Data<House>, path: Path<(String, String)>) -> HttpResponse {
    answer(request, house, move |visit| {
        let (types, key) = path.into_inner();
        let (ty, record) = find(visit, &types, &key)?;
        if record.key(ty) != key || record.ty != ty.id {
            return Err(Refusal::Moved(address(visit.ontology().ty(record.ty), record)));
        }
        make(visit, ty, record)
    })
    .await
}

/// The record that is, or was, at an address.
///
/// # Errors
/// When there is none, with the nearest keys; when it was withdrawn, with the reason.
pub fn find<'a>(visit: &'a Visit, types: &str, key: &str) -> Result<(&'a Type, &'a Record), Problem> {
    let Some(ty) = super::type_at(visit.ontology(), types) else { return Err(no_list(visit)) };
    let found = gone::resolve(&visit.state, &[ty.id], &format!("{}{key}", ty.base)).map_err(Problem::from)?;
    found.map(|record| (ty, record.as_ref())).ok_or_else(|| {
        let key: String = key.chars().take(100).collect();
        Problem::new(Code::NotFound, format!("there is no {} with the key `{key}`{}", ty.singular, nearest_key(&visit.state, ty.id, &key)))
    })
}

fn nearest_key(state: &State, ty: TypeId, key: &str) -> String {
    let all = state.snapshot.set(Token::of_type(ty));
    if all.len() > HINT_KEYS_MAX {
        return String::new();
    }
    let own = state.snapshot.ontology().ty(ty);
    let keys: Vec<&str> = all.iter().filter_map(|id| state.snapshot.record(id)).map(|record| record.key(own)).collect();
    did_you_mean(key, keys.iter().copied())
}

fn make(visit: &Visit, ty: &Type, record: &Record) -> Result<Page, Refusal> {
    let name = visit.name(record);
    let summary = visit.summary(record);
    let in_role = |role: Role| ty.role(role).and_then(|slot| visit.fact(record, slot, ty.property(slot)?)).map(|fact| fact.values).unwrap_or_default();
    let mut layout = visit.layout(&name.text, "browse");
    if let Some(said) = &summary {
        layout.description.clone_from(&said.text);
    }
    layout.structured = Some(structured::record(visit, record));
    let document = linked_data::document_address(visit.ontology(), record);
    let forms = linked_data::forms(&document);
    let occasion = Occasion::of(&visit.state, record, &visit.languages);
    let editions = editions::forms(&visit.state, record, &document);
    let marks = visit.marks(record);
    let (within, arriving) = visit.arriving(ty, record).into_iter().partition(|one| one.within);
    layout.alternates = forms.iter().chain(&editions).map(|(_, media_type, href)| (media_type.clone(), href.clone())).collect();
    Ok(Page {
        kind: Name { href: format!("/{}", segment(ty)), text: visit.kinds(ty), lang: String::new() },
        name: Said { text: name.text, lang: name.lang },
        others: visit.other_names(record),
        homepage: in_role(Role::Homepage).into_iter().next(),
        deprecated: is_deprecated(visit.ontology(), record),
        facts: visit.facts(ty, record).into_iter().map(|fact| Fact { values: fact.values.into_iter().map(|value| value.marked(&marks)).collect(), ..fact }).collect(),
        grounds: visit.all_grounds(record),
        claim: ty.claim.as_ref().map(|rule| visit.claim(rule, record, true)),
        when: occasion.as_ref().filter(|occasion| matches!(occasion.when, When::Instants { .. })).map(Occasion::words),
        calendar: occasion.as_ref().map(|_| format!("{document}.ics")),
        attend: occasion.filter(|occasion| occasion.capacity.is_some()).map(|_| format!("/attend?event={}", crate::http::query::encoded(&record.iri))),
        document: visit.document(record, editions.into_iter().map(|(label, _, href)| (label, href)).collect(), &marks),
        call: visit.call_box(ty, record),
        responses: visit.response_map(ty, record),
        answers: Answers::of(visit, ty, record)?,
        within,
        arriving,
        related: visit.related(record),
        origins: visit.origins(ty, record),
        sources: visit.sources(ty, record),
        iri: record.iri.to_string(),
        class: ty.class.as_str().to_owned(),
        licence: visit.ontology().directory.license.clone(),
        forms: forms.into_iter().map(|(extension, _, href)| (extension, href)).collect(),
        modified: (record.revision > 0).then(|| day(record.modified)),
        verified: visit.verified(ty, record),
        history: format!("{}/history", visit.path),
        around: format!("{}/around", visit.path),
        suggest: contribute::is_writable(visit.ontology(), ty).then(|| format!("{}/edit", visit.path)),
        claim_address: visit.claim_address(record),
        endorsed: ty.claim.as_ref().map(|_| visit.state.queue.endorsements(&record.iri) as u64),
        endorse: format!("{}/endorse", visit.path),
        deeds: visit.deeds(record, &visit.path),
        report: format!("/report?id={}", crate::http::query::encoded(&record.iri)),
        summary: summary.map(|said| Shown::Said(said).marked(&marks)),
        layout,
    })
}

impl Visit {
    fn other_names(&self, record: &Record) -> Vec<String> {
        let ty = self.ontology().ty(record.ty);
        let slots = (0_u16..).zip(&ty.properties).filter(|(_, property)| property.role == Some(Role::AlternativeLabel) && property.is_public());
        // Words by which something is only found are not its names.
        slots.take(1).flat_map(|(slot, _)| record.values(slot).texts()).map(|text| text.raw().into_owned()).take(12).collect()
    }

    /// What is said of it, other than at the head of the page and on the strength of claims.
    fn facts(&self, ty: &Type, record: &Record) -> Vec<Fact> {
        let ontology = self.ontology();
        let head = |role: Role| matches!(role, Role::Label | Role::AlternativeLabel | Role::Homepage | Role::Summary | Role::Body | Role::Begins | Role::Ends | Role::Zone);
        let apart = |path| {
            let rule = ty.claim.as_ref();
            let own = ontology.path(path).as_ref();
            own == OWL_DEPRECATED || own == crate::ontology::terms::DCT_SOURCE || rule.is_some()
        };
        let shown = (0_u16..).zip(&ty.properties).filter(|(_, property)| property.is_public() && !property.claimed && !property.role.is_some_and(head) && !apart(property.path));
        shown.filter_map(|(slot, property)| self.fact(record, slot, property)).collect()
    }

    fn sources(&self, ty: &Type, record: &Record) -> Vec<Shown> {
        let slot = (0_u16..).zip(&ty.properties).find(|(_, property)| self.ontology().path(property.path).as_ref() == crate::ontology::terms::DCT_SOURCE);
        slot.and_then(|(slot, property)| self.fact(record, slot, property)).map(|fact| fact.values).unwrap_or_default()
    }

    /// What links here, by where it comes from. Claims about it are shown as grounds and answers.
    fn arriving(&self, ty: &Type, record: &Record) -> Vec<Arriving> {
        let (ontology, snapshot) = (self.ontology(), &self.state.snapshot);
        let order = snapshot.order(SortField::label(ontology, &self.languages));
        let mut found = Vec::new();
        for inverse in ty.inverses.iter().filter(|inverse| !inverse.claimed) {
            for source in &inverse.sources.types {
                let from = ontology.ty(*source);
                if from.claim.as_ref().is_some_and(|rule| rule.subject == inverse.path || rule.object == inverse.path) {
                    continue;
                }
                let token = if ty.is_concept() && !inverse.list { Token::within(inverse.path, record.id) } else { Token::link(inverse.path, record.id) };
                let set = snapshot.set(token) & snapshot.set(Token::of_type(*source));
                if set.is_empty() {
                    continue;
                }
                let mut ids: Vec<Id> = set.iter().collect();
                ids.sort_by_key(|id| (order.map_or(0, |order| order.rank(*id)), *id));
                let forward = from.slot(inverse.path).and_then(|slot| from.property(slot)).map(|property| property.field.as_str());
                let within = from.id == ty.id && inverse.list;
                found.push(Arriving {
                    within,
                    label: if within { self.inverse(inverse) } else { self.kinds(from) },
                    description: self.inverse_help(inverse),
                    names: ids.iter().take(if within { ids.len().min(VALUES_SHOWN_MAX) } else { ARRIVING_SHOWN }).filter_map(|id| self.arriving_name(*id, inverse.from_text)).collect(),
                    count: set.len(),
                    href: forward.map(|field| format!("/{}?{field}={}", segment(from), crate::http::query::encoded(record.key(ty)))),
                });
            }
        }
        found
    }

    /// What links here by name; a text that refers here with its version, since another may not.
    fn arriving_name(&self, id: Id, refers: bool) -> Option<Name> {
        let name = self.name_of(id)?;
        if !refers {
            return Some(name);
        }
        let version = self.state.provenance.events(id).count().max(1) as u64;
        Some(Name { text: format!("{} ({})", name.text, self.words.with("arriving-version", "number", version.to_string())), ..name })
    }

    fn related(&self, record: &Record) -> Vec<Related> {
        let found = related(&self.state.snapshot, record.id, &[], RELATED_SHOWN, &self.languages);
        let shown = found.into_iter().filter_map(|(id, reasons)| {
            let other = self.state.snapshot.record(id)?;
            Some(Related { name: self.name(other), kind: self.kind(self.ontology().ty(other.ty)), reasons })
        });
        shown.collect()
    }

    /// Each field with the event that made it what it is.
    fn origins(&self, ty: &Type, record: &Record) -> Vec<Origin> {
        let provenance = &self.state.provenance;
        let fields = (0_u16..).zip(&ty.properties).filter(|(slot, property)| property.is_public() && !property.derived && !record.values(*slot).is_empty());
        fields
            .filter_map(|(_, property)| {
                let entry = provenance.entry(provenance.trail(record.id)?.field(property.path)?)?;
                Some(Origin { label: self.field(property), when: day(entry.time), revision: entry.sequence, who: self.actor(entry.credited.as_deref().unwrap_or(&entry.actor)) })
            })
            .collect()
    }

    /// Who did something: by name where they consented to that.
    pub fn actor(&self, actor: &str) -> String {
        self.house.engine.directory().name_of(actor).map_or_else(|| actor.to_owned(), |name| name.to_string())
    }
}

/// `involvedIn` → `Involved in`
pub fn title(field: &str) -> String {
    let mut title = String::with_capacity(field.len() + 2);
    for (at, letter) in field.chars().enumerate() {
        if at == 0 {
            title.extend(letter.to_uppercase());
        } else if letter.is_uppercase() {
            title.push(' ');
            title.extend(letter.to_lowercase());
        } else {
            title.push(letter);
        }
    }
    title
}
