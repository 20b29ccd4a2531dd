//! Depth and size of the JSON of a request, before it is parsed.

use super::{JSON_DEPTH_MAX, JSON_VALUES_MAX, Refusal, within};

/// Counts without parsing, so it may be handed anything; what is not JSON is left to the JSON parser to explain.
///
/// # Errors
/// Where `variables` or `extensions` are nested too deeply or the request holds too many values.
pub fn json(bytes: &[u8]) -> Result<(), Refusal> {
    let (mut depth, mut depth_found, mut values) = (0_u64, 0_u64, 0_u64);
    let mut position = 0;
    while let Some(byte) = bytes.get(position) {
        position += 1;
        match byte {
            b'"' => position = after_string(bytes, position),
            b'[' | b'{' => {
                depth += 1;
                values += 1;
                depth_found = depth_found.max(depth);
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            b',' => values += 1,
            _ => {}
        }
    }
    // The object that carries the request is not part of the variables' depth.
    within("depth of the JSON", JSON_DEPTH_MAX, depth_found.saturating_sub(1))?;
    within("number of JSON values", JSON_VALUES_MAX, values)
}

/// The position after the closing quote of a string whose content starts at `position`.
fn after_string(bytes: &[u8], mut position: usize) -> usize {
    while let Some(found) = bytes.get(position..).and_then(|rest| memchr::memchr2(b'"', b'\\', rest)) {
        position += found;
        if bytes[position] == b'"' {
            return position + 1;
        }
        position += 2;
    }
    bytes.len()
}
