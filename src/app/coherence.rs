//! What a record has to say beyond its shape, because it takes other records or a calendar to judge it: licences of what a text shows,
//! passages that somebody responds to, the days of instants. Asked wherever somebody proposes or publishes a record.
//!
//! Uses the views; which property plays which part, the ontology says.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use rustc_hash::FxHashSet;

use super::edition;
use super::occasion::{FIRST_DAY, LAST_DAY};
use super::passage::Selector;
use crate::ontology::prose::Prose;
use crate::ontology::record::{Record, Value, Violation};
use crate::ontology::{LocalText, Ontology, Part, Property, Role, Type};
use crate::views::State;

/// Everything that does not go together.
#[must_use]
pub fn violations(state: &State, record: &Record) -> Vec<Violation> {
    let ontology = state.snapshot.ontology();
    let own = Own { ty: ontology.ty(record.ty), record };
    let mut found = Vec::new();
    own.licences(state, &mut found);
    own.days(ontology, &mut found);
    own.spans(ontology, &mut found);
    own.circle(state, &mut found);
    own.passage(state, &mut found);
    found
}

struct Own<'a> {
    ty: &'a Type,
    record: &'a Record,
}

impl Own<'_> {
    fn of(&self, role: Role) -> Option<(&Property, &[Value])> {
        let slot = self.ty.role(role)?;
        Some((self.ty.property(slot)?.as_ref(), self.record.values.get(usize::from(slot))?.as_slice()))
    }

    fn instant(&self, role: Role) -> Option<(&Property, Timestamp)> {
        let (property, values) = self.of(role)?;
        if let Some(Value::DateTime(time)) = values.first() { Some((property, *time)) } else { None }
    }

    /// What is shown has to be under a licence that goes with that of the whole.
    fn licences(&self, state: &State, found: &mut Vec<Violation>) {
        let Some((property, texts)) = self.of(Role::Body) else { return };
        let whole = self.of(Role::Licence).and_then(|(_, values)| if let Some(Value::Iri(iri)) = values.first() { Some(iri.as_str()) } else { None });
        for text in texts.iter().filter_map(|value| if let Value::Text(LocalText { text, .. }) = value { Some(text) } else { None }) {
            for reference in Prose::read(text).references().into_iter().filter(|reference| reference.shown) {
                let Some(shown) = edition::referred(state, &reference.key) else { continue };
                let part = edition::licence_of(state.snapshot.ontology(), shown);
                if let Some(why) = part.and_then(|part| edition::hindrance(&shown.iri, &part, whole)) {
                    found.push(refused(property, format!("{why}; cite it instead of showing it")));
                }
            }
        }
    }

    /// Days that come in pairs have to be in order.
    fn spans(&self, ontology: &Ontology, found: &mut Vec<Violation>) {
        let at = |slot: usize| Some((self.ty.properties.get(slot)?, self.record.values.get(slot)?.first()?));
        let by_path = |path: &str| at(self.ty.properties.iter().position(|property| ontology.path(property.path).as_str() == path)?);
        let by_part = |part: Part| at(usize::from(self.ty.part(part)?));
        let pairs = [(by_path(FIRST_DAY), by_path(LAST_DAY)), (by_part(Part::Opens), by_part(Part::Closes))];
        for ((first, from), (last, until)) in pairs.into_iter().filter_map(|(first, last)| first.zip(last)) {
            if std::mem::discriminant(from) == std::mem::discriminant(until) && from.compare(until).is_gt() {
                found.push(refused(last, format!("it comes before `{}`", first.field)));
            }
        }
    }

    /// A concept is not narrower than itself.
    fn circle(&self, state: &State, found: &mut Vec<Violation>) {
        let broader = state.snapshot.ontology().broader;
        let Some((property, values)) = self.ty.slot(broader).and_then(|slot| self.ty.property(slot).zip(self.record.values.get(usize::from(slot)))) else { return };
        let own = || values.iter().filter_map(|value| if let Value::Iri(iri) = value { Some(iri.clone()) } else { None }).collect();
        if self.ty.is_concept() && is_own_broader(state, &self.record.iri, &|iri| (iri == self.record.iri).then(own)) {
            found.push(refused(property, CIRCLE.to_owned()));
        }
    }

    /// A passage has to stand in what it is a passage of. One that stood there when it was published stays, whatever becomes of the text.
    fn passage(&self, state: &State, found: &mut Vec<Violation>) {
        let Some(selector) = Selector::of(self.ty, &self.record.values) else { return };
        let of = |part| self.ty.part(part).and_then(|slot| self.ty.property(slot).zip(Some(usize::from(slot))));
        let (Some((quote, _)), Some((about, slot))) = (of(Part::Quote), of(Part::RespondsTo)) else { return };
        let target = self.record.values.get(slot).map(Vec::as_slice);
        let Some([Value::Iri(iri), ..]) = target else {
            return found.push(refused(about, "say what the passage is from".to_owned()));
        };
        let before = state.snapshot.by_iri(&self.record.iri).map(|published| state.snapshot.judged(published, false).values);
        let is_as_before = |before: &Vec<Vec<Value>>| before.get(slot).map(Vec::as_slice) == target && Selector::of(self.ty, before).as_ref() == Some(&selector);
        let Some(target) = state.snapshot.by_iri(iri).filter(|_| !before.as_ref().is_some_and(is_as_before)) else { return };
        if selector.find(state, target).is_none() {
            let near = selector.nearest(state, target).map(|near| format!("; the nearest that does is “{near}”")).unwrap_or_default();
            found.push(refused(quote, format!("this does not stand in <{iri}>, word for word and between the words before and after it{near}")));
        }
    }

    /// Instants have to lie on the day that is given, by the clocks of the place, and in order.
    fn days(&self, ontology: &Ontology, found: &mut Vec<Violation>) {
        let mut zone = TimeZone::UTC;
        if let Some((property, values)) = self.of(Role::Zone)
            && let Some(Value::Text(LocalText { text, .. })) = values.first()
        {
            match TimeZone::get(text) {
                Ok(known) => zone = known,
                Err(_) => found.push(refused(property, format!("`{text}` is no time zone of the IANA database; give one such as Europe/London"))),
            }
        }
        let begins = self.instant(Role::Begins);
        let day = self.ty.properties.iter().zip(&self.record.values).find(|(property, _)| ontology.path(property.path).as_str() == FIRST_DAY);
        if let (Some((property, instant)), Some((_, [Value::Date(day), ..]))) = (begins, day.map(|(property, values)| (property, values.as_slice()))) {
            let own = instant.to_zoned(zone).date();
            if own != *day {
                found.push(refused(property, format!("it is on {own} by the clocks of its time zone, and the day that is given is {day}")));
            }
        }
        let Some((_, from)) = begins else { return };
        if let Some((property, _)) = self.instant(Role::Ends).filter(|(_, end)| *end < from) {
            found.push(refused(property, "it ends before it begins".to_owned()));
        }
        if let Some((property, _)) = self.instant(Role::RegistrationCloses).filter(|(_, closes)| *closes > from) {
            found.push(refused(property, "registration closes after it has begun".to_owned()));
        }
    }
}

/// Whether a concept is among those that it is narrower than, by way of what `changed` says of concepts and of what is published of others:
/// a circle has no top, and whoever comes from the top never meets it.
#[must_use]
pub fn is_own_broader(state: &State, iri: &str, changed: &dyn Fn(&str) -> Option<Vec<String>>) -> bool {
    let (snapshot, ontology) = (&state.snapshot, state.snapshot.ontology());
    let published = |iri: &str| -> Vec<String> {
        let links = snapshot.by_iri(iri).and_then(|record| Some(record.values(ontology.ty(record.ty).slot(ontology.broader)?).links())).unwrap_or_default();
        links.iter().filter_map(|id| snapshot.iri(*id)).map(|iri| iri.to_string()).collect()
    };
    let broader = |iri: &str| changed(iri).unwrap_or_else(|| published(iri));
    let (mut open, mut seen) = (broader(iri), FxHashSet::default());
    while let Some(next) = open.pop() {
        if next == iri {
            return true;
        }
        if seen.insert(next.clone()) {
            open.extend(broader(&next));
        }
    }
    false
}

/// What is said to whoever makes a circle.
pub const CIRCLE: &str = "it would be its own broader concept, directly or by way of others; break the circle";

fn refused(property: &Property, message: String) -> Violation {
    Violation { at: None, field: Some(property.field.clone()), message }
}
