//! Calls and what comes of them, for people: what stands on the page of a call and of whatever is responded to, and pages for those who
//! have a part in a call or sent something in to one.
//!
//! A page for everybody is kept until something is published, so it says when a call closes and not whether it has: no clock runs in it.

mod coding;
mod organise;
mod outcome;
mod progress;
mod receipt;
mod remind;

use std::sync::Arc;

use askama::Template;

use super::{
    Visit, segment,
    contribute::facts_of,
    show::{Fact, Name, Said, day},
};
use crate::{
    app::{
        contribute::Dossier,
        passage::{Passage, Spot, passages},
        process::{Call, responses::responses, window::Phase},
        prose::html,
    },
    http::query::encoded,
    ontology::{Part, Property, Role, Type},
    views::records::Record,
};

pub use coding::{act as code, page as coding};
pub use outcome::{act as conclude, page as outcome};
pub use organise::act as organise;
pub use progress::page as progress;
pub use receipt::{Arrived, Kept, act as check, page as receipt};
pub use remind::{act as be_reminded, page as reminder};

/// Something that a call asks, and where it is answered.
pub struct Asked {
    pub name: Name,
    pub detail: Option<Said>,
    /// Address and label of the form for each type that it takes.
    pub forms: Vec<(String, String)>,
}

/// That a call was moved in time.
pub struct Moved {
    pub day: String,
    pub who: String,
    pub reason: String,
    /// Field, before, after.
    pub fields: Vec<(String, String, String)>,
}

/// What stands on the page of a call.
#[derive(Template)]
#[template(path = "process/call.html")]
pub struct CallBox {
    words: &'static super::Words,
    opens: Option<String>,
    closes: String,
    /// When its grace ends, if it has any.
    ends: Option<String>,
    zone: String,
    asked: Vec<Asked>,
    moved: Vec<Moved>,
    /// For those who have a part in it.
    attend: Option<String>,
    /// Where one asks for a mail before it closes.
    remind: Option<String>,
}

/// A response as it stands beside others.
pub struct Response {
    /// Where it stands on the page.
    pub place: String,
    pub name: Name,
    pub by: Vec<Name>,
    pub quote: Option<String>,
    /// The passage is no longer there.
    pub orphaned: bool,
    /// What was said, made harmless.
    pub said: String,
    pub language: String,
    pub evidence: Vec<Name>,
    pub day: String,
}

/// Responses of one stance.
pub struct Group {
    pub label: String,
    pub code: String,
    pub responses: Vec<Response>,
}

/// The response map of a record.
#[derive(Template)]
#[template(path = "process/responses.html")]
pub struct Map {
    words: &'static super::Words,
    groups: Vec<Group>,
    /// Where a response can be written.
    respond: Option<String>,
}

/// An instant where the call is made, to the minute unless it has seconds: `2026-03-06 17:00 (UTC+00:00)`. The end of a day is 24:00 of that day
/// and not the beginning of the next, because people plan by days.
fn told(instant: &jiff::Zoned, is_end: bool) -> String {
    let midnight = instant.time() == jiff::civil::Time::midnight();
    let before = if is_end && midnight { instant.date().yesterday().ok() } else { None };
    let clock = if instant.second() == 0 { "%H:%M" } else { "%H:%M:%S" };
    let offset = instant.strftime("(UTC%:z)");
    before.map_or_else(|| format!("{} {} {offset}", instant.date(), instant.strftime(clock)), |day| format!("{day} 24:00 {offset}"))
}

/// What something that was sent in says, as it is proposed.
pub(super) fn says(visit: &Visit, dossier: &Dossier) -> Vec<Fact> {
    dossier.ty().map(|ty| facts_of(visit, ty, &dossier.proposed())).unwrap_or_default()
}

impl Visit {
    /// What stands on the page of a call; nothing for other records.
    pub fn call_box(&self, ty: &Type, record: &Record) -> Option<CallBox> {
        if !ty.has(Part::Closes) {
            return None;
        }
        let state = &self.state;
        let call = Call::find(state, &record.iri).ok()?;
        let questions = call.questions(state);
        let is_over = call.window.phase(self.house.desk().now()) == Phase::Closed;
        if !is_over {
            self.passes();
        }
        let asked = questions.iter().map(|question| {
            let form = |ty: &Type| {
                let own = question.record.key(self.ontology().ty(question.record.ty));
                (format!("/contribute/{}?call={}&question={}", segment(ty), encoded(record.key(self.ontology().ty(record.ty))), encoded(own)), self.kind(ty))
            };
            Asked { name: self.name(&question.record), detail: self.summary(&question.record), forms: question.takes.iter().filter(|_| !is_over).map(|ty| form(self.ontology().ty(*ty))).collect() }
        });
        let label = |part| ty.part(part).and_then(|slot| ty.property(slot)).map(|property: &Arc<Property>| self.field(property)).unwrap_or_default();
        let shown = |value: &Option<Arc<str>>| value.as_deref().unwrap_or("–").to_owned();
        let moved = state.process.extensions(&record.iri).iter().map(|extension| Moved {
            day: day(extension.time),
            who: self.actor(&extension.actor),
            reason: extension.reason.as_deref().unwrap_or_default().to_owned(),
            fields: extension.moved.iter().map(|moved| (label(moved.part), shown(&moved.from), shown(&moved.to))).collect(),
        });
        let window = &call.window;
        let takes_part = self.session.as_ref().and_then(|session| session.visitor.caller.actor()).is_some_and(|actor| state.process.takes_part(actor, &record.iri));
        let curates = self.session.as_ref().is_some_and(|session| session.member(&self.state).curates);
        Some(CallBox {
            words: self.words,
            opens: window.opens.as_ref().map(|opens| told(opens, false)),
            closes: told(&window.closes, true),
            ends: (window.ends > window.closes).then(|| told(&window.ends, true)),
            zone: window.closes.time_zone().iana_name().unwrap_or("UTC").to_owned(),
            asked: asked.collect(),
            moved: moved.collect(),
            remind: (!is_over).then(|| format!("{}/remind", self.path)),
            attend: (takes_part || curates).then(|| format!("{}/progress", self.path)),
        })
    }

    /// The response map of whatever can be responded to; nothing for other records.
    pub fn response_map(&self, ty: &Type, record: &Record) -> Option<Map> {
        let ontology = self.ontology();
        let responding: Vec<&Type> = ontology.types_with(Part::RespondsTo).filter(|response| targets(response).is_some_and(|targets| targets.contains(&ty.id))).collect();
        if responding.is_empty() {
            return None;
        }
        let passages = passages(&self.state, record);
        let groups = responses(&self.state, record).into_iter().filter(|group| !group.responses.is_empty()).map(|group| {
            let stance = group.stance.as_ref();
            let label = stance.and_then(|stance| self.state.snapshot.by_iri(&stance.iri)).map(|concept| self.name(concept).text);
            Group {
                label: label.unwrap_or_else(|| self.words.say("responses-without-stance")),
                code: stance.map(|stance| stance.code.clone()).unwrap_or_default(),
                responses: group.responses.iter().filter_map(|id| self.state.snapshot.record(*id)).map(|response| self.response(response, &passages)).collect(),
            }
        });
        let groups: Vec<Group> = groups.collect();
        let respond = responding.first().and_then(|response| {
            let property = response.property(response.part(Part::RespondsTo)?)?;
            Some(format!("/contribute/{}?{}={}", segment(response), property.field, encoded(&format!("{}/{}", ty.segment, record.key(ty)))))
        });
        // Of what nobody responds to usually, nothing is said.
        (!groups.is_empty()).then_some(Map { words: self.words, groups, respond })
    }

    /// The passages of a record that stand in it, and where on its page the responses to them are.
    pub fn marks(&self, record: &Record) -> Vec<(Spot, String)> {
        let passages = passages(&self.state, record).into_iter();
        passages.filter_map(|passage| Some((passage.spot?, format!("#{}", self.place(self.state.snapshot.record(passage.response)?))))).collect()
    }

    /// Where a response stands on the page of what it is about.
    fn place(&self, response: &Record) -> String {
        format!("response-{}", response.key(self.ontology().ty(response.ty)))
    }

    fn response(&self, record: &Record, passages: &[Passage]) -> Response {
        let ty = self.ontology().ty(record.ty);
        let links = |slot: Option<u16>| slot.map(|slot| record.values(slot).links().iter().filter_map(|id| self.name_of(*id)).collect()).unwrap_or_default();
        let text = ty.role(Role::Summary).and_then(|slot| record.text(slot, &self.languages));
        let quote = ty.part(Part::Quote).and_then(|slot| record.values(slot).texts().first()).map(|text| text.raw().into_owned());
        let plays = |property: &Property| property.part.is_some() || !property.range.is_link();
        let evidence = (0_u16..).zip(&ty.properties).filter(|(_, property)| !plays(property) && property.max_count > 1).flat_map(|(slot, _)| record.values(slot).links().to_vec());
        Response {
            place: self.place(record),
            orphaned: passages.iter().any(|passage| passage.response == record.id && passage.spot.is_none()),
            name: self.name(record),
            by: links(ty.part(Part::By)),
            quote,
            said: text.map(|text| html(&text.raw())).unwrap_or_default(),
            language: text.map(|text| self.foreign(text.language()).to_owned()).unwrap_or_default(),
            evidence: evidence.filter_map(|id| self.name_of(id)).collect(),
            day: day(record.issued),
        }
    }
}

fn targets(response: &Type) -> Option<&[crate::ontology::TypeId]> {
    let property = response.property(response.part(Part::RespondsTo)?)?;
    property.range.targets().map(|targets| targets.types.as_slice())
}
