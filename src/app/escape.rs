//! Text made safe within HTML and XML.

use std::borrow::Cow;

/// Text made safe for an element's content and for a quoted attribute.
#[must_use]
pub fn escaped(text: &str) -> Cow<'_, str> {
    if !text.contains(['&', '<', '>', '"', '\'']) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    Cow::Owned(safe)
}

/// Text for an element or attribute of XML: escaped, and without the signs that no XML may hold.
#[must_use]
pub fn xml(text: &str) -> String {
    let text: String = text.chars().filter(|sign| matches!(sign, '\t' | '\n' | '\r') || (!sign.is_control() && !matches!(sign, '\u{fffe}' | '\u{ffff}'))).collect();
    escaped(&text).into_owned()
}
