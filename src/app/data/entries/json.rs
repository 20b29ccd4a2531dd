//! JSON with places: how deep it is, and on which lines the members of a list begin.

use serde_json::Value as Json;
use serde_json::value::RawValue;

use super::{Entries, NESTING_MAX};

/// The line on which something is nested too deeply.
pub fn too_deep(text: &str) -> Option<u32> {
    let (mut depth, mut line, mut within, mut escaped) = (0_usize, 1_u32, false, false);
    for byte in text.bytes() {
        match byte {
            b'\n' => line += 1,
            _ if escaped => escaped = false,
            b'\\' if within => escaped = true,
            b'"' => within = !within,
            b'[' | b'{' if !within => {
                depth += 1;
                if depth > NESTING_MAX {
                    return Some(line);
                }
            }
            b']' | b'}' if !within => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}


/// Calls `take` for the object in a text, or each object of the list in it, with its line.
pub fn each(text: &str, entries: &mut Entries<'_>, mut take: impl FnMut(&Json, u32, &mut Entries<'_>)) {
    if let Some(line) = too_deep(text) {
        return entries.problem(line, format!("it is nested deeper than {NESTING_MAX} levels"));
    }
    let refused = |error: &serde_json::Error| format!("not valid JSON: {}", error.to_string().rsplit_once(" at line ").map_or_else(|| error.to_string(), |(message, _)| message.to_owned()));
    let parts: Result<Vec<&RawValue>, _> = if text.trim_start().starts_with('[') { serde_json::from_str(text) } else { serde_json::from_str(text).map(|one| vec![one]) };
    let parts = match parts {
        Ok(parts) => parts,
        Err(error) => return entries.problem(u32::try_from(error.line()).unwrap_or(u32::MAX), refused(&error)),
    };
    let (mut line, mut counted) = (1_u32, 0);
    for part in parts {
        let at = (part.get().as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
        line += u32::try_from(text.get(counted..at).unwrap_or_default().matches('\n').count()).unwrap_or(0);
        counted = at;
        match serde_json::from_str::<Json>(part.get()) {
            Ok(value) if value.is_object() => take(&value, line, entries),
            Ok(_) => entries.problem(line, "expected an object in braces here"),
            Err(error) => entries.problem(line, refused(&error)),
        }
    }
}

/// The text at a place.
pub fn text<'a>(value: &'a Json, place: &str) -> Option<&'a str> {
    value.pointer(place).and_then(Json::as_str)
}

/// The members of a list at a place.
pub fn list<'a>(value: &'a Json, place: &str) -> &'a [Json] {
    value.pointer(place).and_then(Json::as_array).map(Vec::as_slice).unwrap_or_default()
}
