//! What a webhook is told, and how it is signed.

use super::{Asked, SEALED};
use crate::app::account::{Desk, mac};
use crate::app::changes::Happened;
use crate::app::{history, linked_json};
use crate::app::{Directory, Problem};
use crate::error::Code;
use crate::ledger::{EventKind, Hook};
use crate::ontology::TypeId;
use crate::views::State;
use crate::views::provenance::Entry;
use crate::views::records::Id;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use roaring::RoaringBitmap;
use serde_json::{Value as Json, json};

/// Records that one message tells of; an event that changed more says so.
pub const RECORDS_PER_MESSAGE_MAX: usize = 100;
/// Bytes of a message; larger ones name their records and leave out what they say.
pub const MESSAGE_BYTES_MAX: usize = 256 * 1_024;

/// A message before it is signed.
pub struct Message {
    /// `webhook-id`: the same whenever it is sent.
    pub id: String,
    /// 0 for one that only tries the address.
    pub revision: u64,
    pub body: String,
}

/// What of one event a hook wants to hear.
pub struct Told {
    happened: Happened,
    records: Vec<(Id, Option<TypeId>)>,
}

/// What an event means for whoever asked; nothing where it means nothing. `matches`: the records that were asked for, as they are now. May
/// block: of what is gone the past tells whether it was asked for.
pub fn told(state: &State, asked: &Asked, matches: &RoaringBitmap, entry: &Entry) -> Option<Told> {
    let ontology = state.snapshot.ontology();
    let types = asked.types(ontology);
    let mut records: Vec<(Id, Option<TypeId>)> = Vec::new();
    for id in entry.changed.iter().copied() {
        match state.snapshot.record(id) {
            Some(record) => {
                if matches.contains(id) {
                    records.push((id, Some(record.ty)));
                }
                // A claim changes what its ends are good for.
                if ontology.ty(record.ty).claim.is_some() {
                    let ends = record.values.iter().flat_map(|values| values.links().iter().copied()).filter(|end| matches.contains(*end));
                    records.extend(ends.filter_map(|end| Some((end, Some(state.snapshot.record(end)?.ty)))));
                }
            }
            None => {
                let Some(iri) = state.snapshot.iri(id) else { continue };
                let ty = ontology.split_iri(iri).map(|(ty, _)| ty.id).filter(|ty| types.contains(ty) && was_asked_for(state, asked, entry, iri));
                records.extend(ty.map(|ty| (id, Some(ty))));
            }
        }
    }
    records.sort_unstable();
    records.dedup();
    let happened = match entry.kind {
        EventKind::Published => Happened::Published,
        EventKind::Withdrawn => Happened::Withdrawn,
        _ => Happened::Revised,
    };
    (!records.is_empty() && asked.events.contains(&happened)).then_some(Told { happened, records })
}

/// Whether what an event took away was asked for just before. Where the past cannot be read its type alone decides: rather told once too often.
fn was_asked_for(state: &State, asked: &Asked, entry: &Entry, iri: &str) -> bool {
    if asked.filter.as_object().is_none_or(serde_json::Map::is_empty) {
        return true;
    }
    let before = history::at_revision(state, entry.sequence.saturating_sub(1));
    let matches = before.and_then(|before| Ok((asked.matches(&before)?, before)));
    matches.map_or(true, |(matches, before)| before.snapshot.id(iri).is_some_and(|id| matches.contains(id)))
}

impl Message {
    /// Tells of an event.
    pub fn of(directory: &Directory, state: &State, hook: &Hook, entry: &Entry, told: &Told) -> Self {
        let records = |whole: bool| -> Vec<Json> { told.records.iter().take(RECORDS_PER_MESSAGE_MAX).map(|(id, ty)| record(directory, state, *id, *ty, whole)).collect() };
        let body = |records: Vec<Json>| {
            let more = told.records.len() > RECORDS_PER_MESSAGE_MAX;
            let data = json!({ "revision": entry.sequence, "kind": entry.kind.name(), "records": records, "more": more });
            json!({ "type": format!("record.{}", told.happened.name().to_ascii_lowercase()), "timestamp": entry.time.to_string(), "data": data }).to_string()
        };
        let whole = body(records(true));
        let body = if whole.len() > MESSAGE_BYTES_MAX { body(records(false)) } else { whole };
        Self { id: format!("msg_{}_{}", hook.id, entry.sequence), revision: entry.sequence, body }
    }

    /// Tells of nothing: to see whether the address answers.
    pub fn trying(desk: &Desk) -> Self {
        let body = json!({ "type": "webhook.test", "timestamp": desk.now().to_string(), "data": { "message": "This webhook works." } }).to_string();
        Self { id: format!("msg_{}", ulid::Ulid::new()), revision: 0, body }
    }

    /// `webhook-signature`: by the secret, and by the former one as long as it counts.
    ///
    /// # Errors
    /// When the keys that sealed the secret are gone.
    pub fn signature(&self, desk: &Desk, hook: &Hook, timestamp: i64) -> Result<String, Problem> {
        let now = desk.now().as_millisecond();
        let secrets = [Some(&hook.secret), hook.former.as_ref().filter(|_| now < hook.former_until)];
        let mut signatures = Vec::new();
        for sealed in secrets.into_iter().flatten() {
            let lost = || Problem::new(Code::Internal, "the secret of this webhook was sealed with other keys; give it a new one");
            let secret = desk.keyring().master.open(SEALED, sealed).ok_or_else(lost)?;
            signatures.push(format!("v1,{}", STANDARD.encode(mac(&secret, format!("{}.{timestamp}.{}", self.id, self.body).as_bytes()))));
        }
        Ok(signatures.join(" "))
    }
}

/// A record as it is published now; null where it is published no longer.
fn record(directory: &Directory, state: &State, id: Id, ty: Option<TypeId>, whole: bool) -> Json {
    let ontology = state.snapshot.ontology();
    let iri = state.snapshot.iri(id).map_or("", |iri| iri);
    let address = iri.strip_prefix(ontology.directory.iri.as_str()).map_or_else(|| iri.to_owned(), |rest| directory.desk().address(&format!("/{rest}")));
    let said = state.snapshot.record(id).filter(|_| whole).map(|record| linked_json::json_ld(&ontology.directory, linked_json::json(&state.snapshot, record)));
    let is_there = state.snapshot.record(id).is_some();
    json!({ "id": iri, "type": ty.map(|ty| ontology.ty(ty).enum_value.clone()), "published": is_there, "address": address, "record": said })
}
