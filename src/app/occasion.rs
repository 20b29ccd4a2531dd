//! When and where something happens, read from a record by the roles of its properties and by what schema.org says of its days.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

use super::{Problem, gone, revisions};
use crate::ontology::record::{Record as Judged, Value, decode};
use crate::ontology::{Ontology, Property, Role, Type};
use crate::views::State;
use crate::views::provenance::Gone;
use crate::views::records::Record;

pub const FIRST_DAY: &str = "https://schema.org/startDate";
pub const LAST_DAY: &str = "https://schema.org/endDate";
const PLACE: &str = "https://schema.org/location";
const WHOLE: &str = "https://schema.org/superEvent";

/// When.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Whole days, the last included.
    Days { first: Date, last: Date },
    Instants { begins: Timestamp, ends: Option<Timestamp> },
}

/// Something that happens at a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occasion {
    pub iri: String,
    pub title: String,
    pub summary: Option<String>,
    pub place: Option<String>,
    /// Its own page elsewhere.
    pub home: Option<String>,
    pub when: When,
    /// Whose clocks it goes by; universal time where nothing is said.
    pub zone: TimeZone,
    /// How many may come: whoever wants to can register, where this is given.
    pub capacity: Option<u64>,
    /// Until when they can.
    pub closes: Timestamp,
    /// How often it was changed.
    pub sequence: usize,
    pub modified: Timestamp,
    pub is_cancelled: bool,
}

/// Whether records of a type happen at a time.
#[must_use]
pub fn happens(ontology: &Ontology, ty: &Type) -> bool {
    ty.role(Role::Begins).is_some() || ty.properties.iter().any(|property| property.is_public() && ontology.path(property.path).as_str() == FIRST_DAY)
}

impl Occasion {
    /// What a published record says; nothing where it has no time.
    #[must_use]
    pub fn of(state: &State, record: &Record, languages: &[String]) -> Option<Self> {
        let sequence = state.provenance.events(record.id).count().saturating_sub(1);
        Self::read(state, &state.snapshot.judged(record, false), languages, sequence, record.modified)
    }

    /// What a record that was withdrawn said last: it is cancelled. Reads the journal; blocks.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub fn withdrawn(state: &State, iri: &str, languages: &[String]) -> Result<Option<Self>, Problem> {
        let Some(former) = gone::former(state, &[], iri).filter(|former| former.tombstone.gone == Gone::Withdrawn) else { return Ok(None) };
        let Some(entry) = state.provenance.entry(former.tombstone.place) else { return Ok(None) };
        let said = revisions::at_revisions(state, iri, &[entry.sequence.saturating_sub(1)])?.pop().flatten().unwrap_or_default();
        let Some(judged) = decode(state.snapshot.ontology(), iri, &said) else { return Ok(None) };
        let sequence = state.snapshot.id(iri).map_or(0, |id| state.provenance.events(id).count().saturating_sub(1));
        Ok(Self::read(state, &judged, languages, sequence, entry.time).map(|occasion| Self { is_cancelled: true, ..occasion }))
    }

    fn read(state: &State, judged: &Judged, languages: &[String], sequence: usize, modified: Timestamp) -> Option<Self> {
        let ontology = state.snapshot.ontology();
        let said = Said { ontology, ty: ontology.ty(judged.ty), judged, languages };
        let zone = said.text(&said.role(Role::Zone)).or_else(|| said.zone_of_whole(state)).and_then(|name| TimeZone::get(&name).ok()).unwrap_or(TimeZone::UTC);
        let begins = said.instant(Role::Begins);
        let first = said.day(FIRST_DAY);
        let when = match (begins, first) {
            (Some(begins), _) => When::Instants { begins, ends: said.instant(Role::Ends).filter(|ends| *ends >= begins) },
            (None, Some(first)) => When::Days { first, last: said.day(LAST_DAY).filter(|last| *last >= first).unwrap_or(first) },
            (None, None) => return None,
        };
        let from = when.begins(&zone);
        let capacity = said.role(Role::Capacity).first().and_then(|value| if let Value::Integer(number) = value { u64::try_from(*number).ok() } else { None });
        Some(Self {
            iri: judged.iri.clone(),
            title: said.text(&said.role(Role::Label)).unwrap_or_else(|| judged.iri.clone()),
            summary: said.text(&said.role(Role::Summary)),
            place: said.text(&said.predicate(PLACE)),
            home: said.text(&said.role(Role::Homepage)),
            when,
            zone,
            capacity,
            closes: said.instant(Role::RegistrationCloses).unwrap_or(from).min(from),
            sequence,
            modified,
            is_cancelled: false,
        })
    }

    /// The instant at which it begins.
    #[must_use]
    pub fn begins(&self) -> Timestamp {
        self.when.begins(&self.zone)
    }

    /// The instant at which it is over.
    #[must_use]
    pub fn ends(&self) -> Timestamp {
        match self.when {
            When::Instants { begins, ends } => ends.unwrap_or(begins),
            When::Days { last, .. } => midnight(last.checked_add(1.day()).unwrap_or(last), &self.zone),
        }
    }

    /// As people read it: `27 March 2018`, `27 March 2018, 10:00 to 16:30 (Europe/London)`.
    #[must_use]
    pub fn words(&self) -> String {
        const DAY: &str = "%-d %B %Y";
        match self.when {
            When::Days { first, last } if first == last => first.strftime(DAY).to_string(),
            When::Days { first, last } => format!("{} to {}", first.strftime(DAY), last.strftime(DAY)),
            When::Instants { begins, ends } => {
                let local = begins.to_zoned(self.zone.clone());
                let end = ends.map(|ends| ends.to_zoned(self.zone.clone())).map(|end| if end.date() == local.date() { end.strftime("%H:%M").to_string() } else { end.strftime("%-d %B %Y, %H:%M").to_string() });
                let zone = self.zone.iana_name().unwrap_or("UTC");
                format!("{}{} ({zone})", local.strftime("%-d %B %Y, %H:%M"), end.map_or_else(String::new, |end| format!(" to {end}")))
            }
        }
    }

    /// What whoever wants to come has to know: when it differs they are told.
    #[must_use]
    pub fn stamp(&self) -> String {
        let text = format!("{:?}\n{:?}\n{:?}\n{}\n{}", self.when, self.zone.iana_name(), self.place, self.title, self.is_cancelled);
        blake3::hash(text.as_bytes()).to_hex()[..32].to_owned()
    }
}

impl When {
    fn begins(&self, zone: &TimeZone) -> Timestamp {
        match self {
            Self::Instants { begins, .. } => *begins,
            Self::Days { first, .. } => midnight(*first, zone),
        }
    }
}

/// When a day begins somewhere; some days have no midnight, and then the first instant after it.
fn midnight(day: Date, zone: &TimeZone) -> Timestamp {
    day.to_zoned(zone.clone()).map_or(Timestamp::UNIX_EPOCH, |zoned| zoned.timestamp())
}

struct Said<'a> {
    ontology: &'a Ontology,
    ty: &'a Type,
    judged: &'a Judged,
    languages: &'a [String],
}

impl Said<'_> {
    fn slot(&self, slot: Option<usize>) -> Vec<Value> {
        slot.and_then(|slot| self.judged.values.get(slot)).cloned().unwrap_or_default()
    }

    fn role(&self, role: Role) -> Vec<Value> {
        self.slot(self.ty.role(role).map(usize::from))
    }

    fn predicate(&self, predicate: &str) -> Vec<Value> {
        let is = |property: &Property| property.is_public() && self.ontology.path(property.path).as_str() == predicate;
        self.slot(self.ty.properties.iter().position(|property| is(property)))
    }

    fn text(&self, values: &[Value]) -> Option<String> {
        let texts: Vec<_> = values.iter().filter_map(|value| match value {
            Value::Text(text) => Some((text.language.as_str(), text.text.as_str())),
            Value::Iri(iri) => Some(("", iri.as_str())),
            _ => None,
        }).collect();
        crate::views::records::choose_by(&texts, |(language, _)| language, self.languages).map(|(_, text)| (*text).to_owned())
    }

    /// What is a part of something goes by the clocks of the whole.
    fn zone_of_whole(&self, state: &State) -> Option<String> {
        let whole = self.predicate(WHOLE).into_iter().find_map(|value| if let Value::Iri(iri) = value { state.snapshot.by_iri(&iri).cloned() } else { None })?;
        let slot = self.ontology.ty(whole.ty).role(Role::Zone)?;
        whole.values(slot).texts().first().map(|text| text.raw().into_owned())
    }

    fn instant(&self, role: Role) -> Option<Timestamp> {
        self.role(role).first().and_then(|value| if let Value::DateTime(time) = value { Some(*time) } else { None })
    }

    fn day(&self, predicate: &str) -> Option<Date> {
        self.predicate(predicate).first().and_then(|value| match value {
            Value::Date(day) => Some(*day),
            _ => None,
        })
    }
}
