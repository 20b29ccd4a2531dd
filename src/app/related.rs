//! What a record has in common with others, and why.

use crate::ontology::TypeId;
use crate::views::records::{Id, Snapshot, Token};
use rustc_hash::FxHashMap;

/// Related records at most.
pub const RELATED_MAX: usize = 25;
/// Links shared by more records than this say nothing of any two of them.
const COMMON_MAX: u64 = 2_000;
/// Reasons given for one record.
const REASONS_MAX: usize = 3;

/// How much a record has in common, and why: the weight, slot and target of each shared link.
type Common = (f64, Vec<(f64, usize, Id)>);

/// The records of `types` (all named ones when empty) that share most with `id`: rare links count more than common ones.
/// Each with its reasons, as “label: target”.
#[must_use]
pub fn related(snapshot: &Snapshot, id: Id, types: &[TypeId], first: usize, languages: &[String]) -> Vec<(Id, Vec<String>)> {
    let ontology = snapshot.ontology();
    let Some(record) = snapshot.record(id) else { return Vec::new() };
    let ty = ontology.ty(record.ty);
    let all = snapshot.len().max(2) as f64;
    let mut scores: FxHashMap<Id, Common> = FxHashMap::default();
    for (slot, property) in ty.properties.iter().enumerate() {
        // What a record is does not make it related; what it is about and with whom does.
        for target in record.values.get(slot).map_or(&[][..], |values| values.links()) {
            let set = snapshot.set(Token::link(property.path, *target));
            if set.len() < 2 || set.len() > COMMON_MAX {
                continue;
            }
            let weight = (all / set.len() as f64).ln() * if property.claimed { 2.0 } else { 1.0 };
            for other in set.iter().filter(|other| *other != id) {
                let score = scores.entry(other).or_default();
                score.0 += weight;
                score.1.push((weight, slot, *target));
            }
        }
    }
    let fits = |other: &Id| snapshot.record(*other).is_some_and(|record| if types.is_empty() { ontology.ty(record.ty).search_weight > 0.0 } else { types.contains(&record.ty) });
    let mut found: Vec<(Id, Common)> = scores.into_iter().filter(|(other, _)| fits(other)).collect();
    found.sort_by(|one, other| other.1.0.total_cmp(&one.1.0).then(one.0.cmp(&other.0)));
    found.truncate(first.min(RELATED_MAX));
    let reason = |(_, slot, target): &(f64, usize, Id)| {
        let property = ty.properties.get(*slot)?;
        let target = snapshot.record(*target)?;
        let label = target.label(ontology.ty(target.ty), languages)?;
        Some(format!("{}: {}", property.label, label.raw()))
    };
    found
        .into_iter()
        .map(|(other, (_, mut reasons))| {
            reasons.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)).then(one.2.cmp(&other.2)));
            (other, reasons.iter().take(REASONS_MAX).filter_map(reason).collect())
        })
        .collect()
}
