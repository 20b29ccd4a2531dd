//! `/{types}/{key}/around`: what a record is linked with, by which links. A fan: what leads to it on the left, what it leads to on the right.
//! Where scripts run it becomes a graph that can be walked on; beside it stands a list.

use actix_web::{HttpRequest, HttpResponse, web::{Data, Path}};
use askama::Template;
use serde_json::{Value as Json, json};

use super::{Picture, Taking, form as drawn};
use crate::{
    http::{
        House,
        graphql::explorer,
        pages::{Layout, Refusal, Visit, answer, record::find, segment, show::{Name, address}},
    },
    ontology::{Inverse, Ontology, Property, Type, TypeId},
    views::records::{Id, Record, SortField, Token},
};

/// Neighbours shown of one link, and of one side.
const BY_LINK_MAX: usize = 10;
const BY_SIDE_MAX: usize = 40;
/// Pixels.
const WIDTH: f64 = 1_000.0;
const LINE: f64 = 24.0;
const TOP: f64 = 20.0;
/// Where names of the left end and those of the right begin.
const LEFT: f64 = 330.0;
const RIGHT: f64 = 670.0;
/// Letters of a name on the picture.
const NAME_CHARS_MAX: usize = 44;
const CENTRE_CHARS_MAX: usize = 24;

/// Something linked.
pub struct Neighbour {
    pub name: Name,
    pub kind: String,
    iri: String,
    pub y: f64,
    pub short: String,
}

/// Everything by one link.
pub struct Group {
    pub label: String,
    pub neighbours: Vec<Neighbour>,
    /// How many more there are, and the list of all.
    pub more: u64,
    pub href: Option<String>,
    pub y: f64,
}

/// What is around a record.
#[derive(Template)]
#[template(path = "around.svg", escape = "html")]
pub struct Fan {
    pub label: String,
    pub centre: Name,
    iri: String,
    kind: String,
    pub left: Vec<Group>,
    pub right: Vec<Group>,
    width: f64,
    height: f64,
    site: String,
    heads: Vec<String>,
    leads: [String; 2],
}

#[derive(Template)]
#[template(path = "around.html")]
struct Page {
    layout: Layout,
    kind: Name,
    fan: Fan,
    taking: Taking,
    /// The same for the script.
    data: String,
    script: Option<String>,
}

pub async fn page(request: HttpRequest, house: Data<House>, path: Path<(String, String)>) -> HttpResponse {
    answer(request, house, move |visit| {
        let (ty, record) = there(visit, &path)?;
        let fan = draw(visit, ty, record);
        let heading = visit.words.with("around-title", "name", &fan.centre.text);
        let script = explorer::names().find(|name| name.starts_with("around-") && name.ends_with(".js")).map(|name| format!("/graphql/explorer/{name}"));
        Ok::<_, Refusal>(Page {
            layout: visit.layout(&heading, "browse"),
            kind: Name { href: format!("/{}", segment(ty)), text: visit.kinds(ty), lang: String::new() },
            taking: Taking::of(visit),
            // Inside a script element only its end could be mistaken.
            data: graph(&fan).to_string().replace('<', "\\u003c"),
            fan,
            script,
        })
    })
    .await
}

/// `/{types}/{key}/around.svg`, `.csv`, `.json`
pub async fn form(request: HttpRequest, house: Data<House>, path: Path<(String, String, String)>) -> HttpResponse {
    let (types, key, form) = path.into_inner();
    let path = (types, key);
    drawn(request, house, &form, move |visit| {
        let (ty, record) = there(visit, &path)?;
        Ok(draw(visit, ty, record))
    })
    .await
}

fn there<'a>(visit: &'a Visit, path: &(String, String)) -> Result<(&'a Type, &'a Record), Refusal> {
    let (types, key) = path;
    let (ty, record) = find(visit, types, key)?;
    if record.key(ty) != key || record.ty != ty.id {
        return Err(Refusal::Moved(format!("{}/around", address(visit.ontology().ty(record.ty), record))));
    }
    Ok((ty, record))
}

fn draw(visit: &Visit, ty: &Type, record: &Record) -> Fan {
    let drawing = Drawing { visit, ty, record };
    let (mut left, mut right) = (drawing.arriving(), drawing.leaving());
    let height = [&mut left, &mut right].into_iter().map(|groups| place(groups)).fold(LINE * 4.0, f64::max) + TOP;
    // The shorter side stands in the middle of the longer.
    for groups in [&mut left, &mut right] {
        let own = groups.last().and_then(|group| group.neighbours.last()).map_or(0.0, |last| last.y) + TOP;
        let down = ((height - own) / 2.0).floor();
        for group in groups.iter_mut() {
            group.y += down;
            group.neighbours.iter_mut().for_each(|neighbour| neighbour.y += down);
        }
    }
    let centre = visit.name(record);
    let say = |id| visit.words.say(id);
    Fan {
        label: visit.words.with("around-title", "name", &centre.text),
        centre,
        iri: record.iri.to_string(),
        kind: visit.kind(ty),
        left,
        right,
        width: WIDTH,
        height,
        site: String::new(),
        heads: vec![say("around-direction"), say("around-link"), say("around-name"), say("around-kind"), say("around-address")],
        leads: [say("around-arrives"), say("around-leaves")],
    }
}

/// Gives each line its place; answers where the last one ends.
fn place(groups: &mut [Group]) -> f64 {
    let mut y = TOP;
    for group in groups.iter_mut() {
        group.y = y;
        for neighbour in &mut group.neighbours {
            y += LINE;
            neighbour.y = y;
        }
        y += LINE * 1.5;
    }
    y
}

fn shortened(text: &str, chars_max: usize) -> String {
    if text.chars().count() <= chars_max { text.to_owned() } else { text.chars().take(chars_max - 1).chain(['…']).collect() }
}

struct Drawing<'a> {
    visit: &'a Visit,
    ty: &'a Type,
    record: &'a Record,
}

impl Drawing<'_> {
    fn neighbour(&self, id: Id) -> Option<Neighbour> {
        let record = self.visit.state.snapshot.record(id)?;
        let name = self.visit.name(record);
        Some(Neighbour { short: shortened(&name.text, NAME_CHARS_MAX), name, kind: self.visit.kind(self.visit.ontology().ty(record.ty)), iri: record.iri.to_string(), y: 0.0 })
    }

    fn group(&self, label: String, mut ids: Vec<Id>, href: Option<String>, room: usize) -> Option<Group> {
        let snapshot = &self.visit.state.snapshot;
        let order = snapshot.order(SortField::label(self.visit.ontology(), &self.visit.languages));
        ids.sort_by_key(|id| (order.map_or(0, |order| order.rank(*id)), *id));
        let shown = ids.len().min(BY_LINK_MAX).min(room);
        let neighbours: Vec<Neighbour> = ids.iter().take(shown).filter_map(|id| self.neighbour(*id)).collect();
        (!neighbours.is_empty()).then(|| Group { label, more: (ids.len() - shown) as u64, neighbours, href, y: 0.0 })
    }

    /// What it links to, values of fixed lists aside: those are not records that one reads.
    fn leaving(&self) -> Vec<Group> {
        let ontology = self.visit.ontology();
        let mut room = BY_SIDE_MAX;
        let links = (0_u16..).zip(&self.ty.properties).filter(|(_, property)| property.is_public() && property.range.is_link() && ontology.enumeration(property).is_none());
        let groups = links.filter_map(|(slot, property): (u16, &std::sync::Arc<Property>)| {
            let group = self.group(self.visit.field(property), self.record.values(slot).links().to_vec(), None, room)?;
            room -= group.neighbours.len();
            Some(group)
        });
        groups.collect()
    }

    fn arriving(&self) -> Vec<Group> {
        let mut room = BY_SIDE_MAX;
        let sources = self.ty.inverses.iter().flat_map(|inverse| inverse.sources.types.iter().map(move |source| (inverse, *source)));
        let groups = sources.filter_map(|(inverse, source)| {
            let group = self.by(inverse, source, room)?;
            room -= group.neighbours.len();
            Some(group)
        });
        groups.collect()
    }

    fn by(&self, inverse: &Inverse, source: TypeId, room: usize) -> Option<Group> {
        let (ontology, snapshot): (&Ontology, _) = (self.visit.ontology(), &self.visit.state.snapshot);
        let from = ontology.ty(source);
        // What claims connect is shown as connected, without the claims between.
        if from.claim.as_ref().is_some_and(|rule| rule.subject == inverse.path || rule.object == inverse.path) {
            return None;
        }
        let set = snapshot.set(Token::link(inverse.path, self.record.id)) & snapshot.set(Token::of_type(source));
        let property = from.slot(inverse.path).and_then(|slot| from.property(slot))?;
        let href = format!("/{}?{}={}", segment(from), property.field, crate::http::query::encoded(self.record.key(self.ty)));
        self.group(format!("{} · {}", self.visit.kinds(from), self.visit.inverse(inverse)), set.iter().collect(), Some(href), room)
    }
}

impl Fan {
    /// Each with the message that says what it is.
    fn sides(&self) -> Vec<(&[Group], &'static str)> {
        [(self.left.as_slice(), "around-arrives"), (self.right.as_slice(), "around-leaves")].into_iter().filter(|(groups, _)| !groups.is_empty()).collect()
    }

    fn centre_short(&self) -> String {
        shortened(&self.centre.text, CENTRE_CHARS_MAX)
    }
}

impl Picture for Fan {
    fn table(&self) -> Vec<Vec<String>> {
        let side = |groups: &[Group], lead: &str| {
            let lines = groups.iter().flat_map(|group| group.neighbours.iter().map(move |neighbour| (group, neighbour)));
            lines.map(|(group, neighbour)| vec![lead.to_owned(), group.label.clone(), neighbour.name.text.clone(), neighbour.kind.clone(), neighbour.iri.clone()]).collect::<Vec<_>>()
        };
        std::iter::once(self.heads.clone()).chain(side(&self.left, &self.leads[0])).chain(side(&self.right, &self.leads[1])).collect()
    }

    fn leads_to(&mut self, site: &str) {
        site.clone_into(&mut self.site);
    }

    fn json(&self) -> Option<Json> {
        Some(graph(self))
    }
}

/// The same for programs that lay graphs out.
fn graph(fan: &Fan) -> Json {
    let mut nodes = vec![json!({ "id": fan.iri, "label": shortened(&fan.centre.text, NAME_CHARS_MAX), "kind": fan.kind, "href": fan.centre.href })];
    let mut edges = Vec::new();
    for (groups, arrives) in [(&fan.left, true), (&fan.right, false)] {
        for (group, neighbour) in groups.iter().flat_map(|group| group.neighbours.iter().map(move |neighbour| (group, neighbour))) {
            if !nodes.iter().any(|node| node["id"] == neighbour.iri.as_str()) {
                nodes.push(json!({ "id": neighbour.iri, "label": neighbour.short, "kind": neighbour.kind, "href": neighbour.name.href }));
            }
            let (from, to) = if arrives { (&neighbour.iri, &fan.iri) } else { (&fan.iri, &neighbour.iri) };
            edges.push(json!({ "from": from, "to": to, "label": group.label }));
        }
    }
    json!({ "centre": fan.iri, "nodes": nodes, "edges": edges })
}
