//! Which record a row is: by its address, its key, an external identifier, or, where it has none of these, by its name. A row that is no
//! known record gets a key of its own.

use super::draft::Draft;
use super::lookup::is_called;
use crate::app::keys::{Minter, key_of_name, numbered, stem};
use crate::ontology::{Range, Role, Scheme, Type, TypeId};
use crate::views::records::Snapshot;
use crate::views::words::analysis::fold;
use rustc_hash::FxHashMap;

/// Records of one name that are looked at, to find the one that a row is.
const NAMESAKES_MAX: u32 = 100;

/// What the files read so far add to the directory.
#[derive(Debug, Default)]
pub struct Arriving {
    types: FxHashMap<String, TypeId>,
    identifiers: FxHashMap<String, String>,
    minters: FxHashMap<TypeId, Minter>,
    /// The lines of rows, by the record that they describe.
    rows: FxHashMap<String, u32>,
}

/// Which record a row is.
pub struct Subject {
    pub iri: String,
    /// Whether a known record may be the same, though nothing proves it.
    pub perhaps: Option<String>,
}

impl Arriving {
    pub fn type_of(&self, iri: &str) -> Option<TypeId> {
        self.types.get(iri).copied()
    }

    pub fn by_identifier(&self, identifier: &str) -> Option<&str> {
        self.identifiers.get(identifier).map(String::as_str)
    }

    /// Takes note of a record of any file.
    pub fn note(&mut self, iri: &str, ty: TypeId) {
        self.types.insert(iri.to_owned(), ty);
    }

    /// Names a row, and takes note of it.
    ///
    /// # Errors
    /// What keeps it from being told apart from others.
    pub fn name(&mut self, now: &Snapshot, waits: &dyn Fn(&str) -> bool, draft: &Draft, identified_by: Option<&[String]>) -> Result<Subject, String> {
        let ty = now.ontology().ty(draft.ty);
        let identifiers = identifiers(ty, draft, identified_by);
        let subject = match written(ty, draft)? {
            Some(iri) => Subject { iri, perhaps: None },
            None => match identifiers.iter().find_map(|(_, identifier)| now.by_identifier(identifier).filter(|record| record.ty == ty.id)) {
                Some(record) => Subject { iri: record.iri.to_string(), perhaps: None },
                None => self.new_name(now, waits, ty, draft, &identifiers)?,
            },
        };
        if let Some(line) = self.rows.insert(subject.iri.clone(), draft.line) {
            return Err(format!("this row and the one in line {line} are both <{}>; keep one, or tell them apart by a key or an identifier", subject.iri));
        }
        self.note(&subject.iri, ty.id);
        for (_, identifier) in identifiers {
            self.identifiers.insert(identifier.to_owned(), subject.iri.clone());
        }
        Ok(subject)
    }

    /// A row that nothing identifies is the record that has its name, if there is one; a row that has identifiers which no record has
    /// is another record, whatever its name.
    fn new_name(&mut self, now: &Snapshot, waits: &dyn Fn(&str) -> bool, ty: &Type, draft: &Draft, identifiers: &[(Scheme, &str)]) -> Result<Subject, String> {
        let name = ty.role(Role::Label).and_then(|slot| draft.text(slot)).unwrap_or_default();
        let folded = fold(name);
        let identifier = identifiers.first().copied();
        let stem = stem(name, identifier, &ty.segment);
        let own = format!("{}{stem}", ty.base);
        let known = (1..=NAMESAKES_MAX).map_while(|number| now.by_iri(&format!("{}{}", ty.base, numbered(&stem, number))));
        let called = known.filter(|_| !folded.is_empty()).find(|record| is_called(ty, record, &folded));
        if let (Some(record), true) = (called, identifiers.is_empty()) {
            return Ok(Subject { iri: record.iri.to_string(), perhaps: None });
        }
        if identifiers.is_empty() && key_of_name(name).is_none() {
            return Err(format!("the name `{}` makes no key, because it has no Latin letters; add a column for the key, or an identifier", super::shown(name)));
        }
        if identifiers.is_empty() && self.rows.contains_key(&own) {
            return Ok(Subject { iri: own, perhaps: None });
        }
        let free = |iri: &str| now.id(iri).is_none() && !waits(iri) && !self.types.contains_key(iri);
        let key = self.minters.entry(ty.id).or_default().mint(&stem, |key| free(&format!("{}{key}", ty.base)));
        Ok(Subject { iri: format!("{}{key}", ty.base), perhaps: called.map(|record| record.iri.to_string()) })
    }
}

/// The record that the row itself names, by address or key.
fn written(ty: &Type, draft: &Draft) -> Result<Option<String>, String> {
    let keyed = draft.key.as_ref().map(|key| format!("{}{key}", ty.base));
    match (&draft.id, keyed) {
        (Some(id), Some(keyed)) if *id != keyed => Err(format!("the id <{}> and the key `{}` name two records", super::shown(id), super::shown(draft.key.as_deref().unwrap_or_default()))),
        (Some(id), _) => Ok(Some(id.clone())),
        (None, keyed) => Ok(keyed),
    }
}

/// The identifiers of a row, in the order in which they decide.
pub fn identifiers<'a>(ty: &Type, draft: &'a Draft, identified_by: Option<&[String]>) -> Vec<(Scheme, &'a str)> {
    let slots: Vec<u16> = match identified_by {
        Some(fields) => fields.iter().filter_map(|field| ty.slot_of_field(field)).collect(),
        None => (0..).zip(&ty.properties).filter(|(_, property)| matches!(property.range, Range::Identifier(_))).map(|(slot, _)| slot).collect(),
    };
    let scheme = |slot: u16| if let Range::Identifier(scheme) = ty.property(slot)?.range { Some(scheme) } else { None };
    slots.into_iter().filter_map(|slot| Some((scheme(slot)?, draft.address(slot)?))).collect()
}
