//! External identifiers as people paste them. One that looks like an identifier finds its record or nothing.

/// What a query is when it looks like an identifier.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Identifier {
    /// As it stands in the index.
    pub canonical: String,
    /// Cannot be anything but an identifier; otherwise it may also be words.
    pub certain: bool,
}

/// One spelling for every way of writing an identifier: no scheme, no host of the registries we know, lower case.
///
/// `https://orcid.org/0000-0002-1825-0097`, `orcid:0000-0002-1825-0097` and `0000000218250097` are the same.
pub(super) fn canonical(identifier: &str) -> String {
    let lower = identifier.trim().trim_start_matches('<').trim_end_matches('>').to_lowercase();
    let mut rest = lower.as_str();
    for start in ["https://", "http://", "www."] {
        rest = rest.strip_prefix(start).unwrap_or(rest);
    }
    const REGISTRIES: [&str; 14] = [
        "ror.org/", "orcid.org/", "doi.org/", "dx.doi.org/", "wikidata.org/entity/", "wikidata.org/wiki/", "isni.org/isni/", "isni.org/", "ror:", "orcid:",
        "doi:", "wikidata:", "wd:", "isni:",
    ];
    rest = REGISTRIES.iter().find_map(|start| rest.strip_prefix(start)).unwrap_or(rest).trim();
    rest = rest.trim_end_matches('/');
    let compact: String = rest.chars().filter(|letter| !matches!(letter, ' ' | '-' | '\u{2010}'..='\u{2013}')).collect();
    if is_sixteen_digits(&compact) { compact } else { rest.to_owned() }
}

/// Reads a query as an identifier, if it can be one.
pub(super) fn read(query: &str) -> Option<Identifier> {
    let query = query.trim();
    let lower = query.to_lowercase();
    let canonical = canonical(query);
    let address = ["http://", "https://", "www."].iter().any(|start| lower.starts_with(start));
    let certain = !canonical.is_empty()
        && (is_sixteen_digits(&canonical)
            || (!canonical.contains(char::is_whitespace) && (address || is_ror(&canonical) || is_doi(&canonical) || is_wikidata(&canonical))));
    let possible = certain || (!canonical.contains(char::is_whitespace) && canonical.contains(|letter: char| letter.is_ascii_digit() || matches!(letter, '/' | ':')));
    possible.then_some(Identifier { canonical, certain })
}

fn is_ror(text: &str) -> bool {
    text.len() == 9 && text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_alphanumeric()) && text.bytes().skip(7).all(|byte| byte.is_ascii_digit())
}

/// An ORCID or ISNI without its hyphens; the last may be an X.
fn is_sixteen_digits(text: &str) -> bool {
    text.len() == 16 && text.bytes().take(15).all(|byte| byte.is_ascii_digit()) && text.bytes().skip(15).all(|byte| byte.is_ascii_digit() || byte == b'x')
}

fn is_doi(text: &str) -> bool {
    text.strip_prefix("10.").and_then(|rest| rest.split_once('/')).is_some_and(|(registrant, suffix)| {
        (4..=9).contains(&registrant.split('.').next().unwrap_or_default().len())
            && registrant.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
            && !suffix.is_empty()
    })
}

fn is_wikidata(text: &str) -> bool {
    text.strip_prefix('q').is_some_and(|digits| !digits.is_empty() && digits.len() <= 12 && digits.bytes().all(|byte| byte.is_ascii_digit()))
}
