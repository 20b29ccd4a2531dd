//! Which of the media types we can send a client would rather have (RFC 9110, section 12.5.1).

use actix_web::http::header::{ACCEPT, HeaderMap};

/// The offer the `Accept` header prefers: by weight, then by how exactly it is named, then by the order in which the header names it,
/// then by our own order. Without the header, our first offer. `None` when every offer is ruled out.
pub fn preferred<'a>(headers: &HeaderMap, offers: &[&'a str]) -> Option<&'a str> {
    let mut values = headers.get_all(ACCEPT).filter_map(|value| value.to_str().ok()).peekable();
    if values.peek().is_none() {
        return offers.first().copied();
    }
    let ranges: Vec<Range> = values.flat_map(|value| value.split(',')).filter_map(Range::parse).collect();
    let mut best: Option<(&str, Match)> = None;
    for &offer in offers {
        let Some(found) = Match::of(offer, &ranges) else { continue };
        if best.as_ref().is_none_or(|(_, other)| found > *other) {
            best = Some((offer, found));
        }
    }
    best.map(|(offer, _)| offer)
}

struct Range<'a> {
    name: &'a str,
    /// Thousandths, as the header has at most three decimals.
    weight: u16,
}

impl<'a> Range<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let mut parts = text.split(';').map(str::trim);
        let name = parts.next().filter(|name| name.contains('/'))?;
        let mut weight = 1_000;
        for (parameter, value) in parts.filter_map(|part| part.split_once('=')) {
            match parameter.trim().to_ascii_lowercase().as_str() {
                "q" => weight = parse_weight(value.trim())?,
                // Everything here is sent in UTF-8; another character set cannot be served.
                "charset" if !is_utf8(value) => return None,
                _ => {}
            }
        }
        Some(Self { name, weight })
    }

    /// 3 for the type itself, 2 for `type/*`, 1 for `*/*`.
    fn exactness(&self, offer: &str) -> Option<u8> {
        if self.name.eq_ignore_ascii_case(offer) {
            return Some(3);
        }
        match self.name.split_once('/')? {
            ("*", "*") => Some(1),
            (family, "*") if offer.split_once('/').is_some_and(|(ours, _)| ours.eq_ignore_ascii_case(family)) => Some(2),
            _ => None,
        }
    }
}

/// Compared field by field: the greater one is preferred.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Match {
    weight: u16,
    exactness: u8,
    earliness: std::cmp::Reverse<usize>,
}

impl Match {
    fn of(offer: &str, ranges: &[Range]) -> Option<Self> {
        let (exactness, position, range) = ranges
            .iter()
            .enumerate()
            .filter_map(|(position, range)| Some((range.exactness(offer)?, position, range)))
            .max_by_key(|(exactness, position, _)| (*exactness, std::cmp::Reverse(*position)))?;
        (range.weight > 0).then_some(Self { weight: range.weight, exactness, earliness: std::cmp::Reverse(position) })
    }
}

fn parse_weight(text: &str) -> Option<u16> {
    let weight: f32 = text.parse().ok()?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 1000 by the check before it")]
    (0.0..=1.0).contains(&weight).then_some((weight * 1_000.0) as u16)
}

/// Whether a `charset` parameter names UTF-8.
pub fn is_utf8(charset: &str) -> bool {
    let charset = charset.trim().trim_matches('"');
    charset.eq_ignore_ascii_case("utf-8") || charset.eq_ignore_ascii_case("utf8")
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;

    use super::*;

    const JSON: &str = "application/json";
    const GRAPHQL: &str = "application/graphql-response+json";

    #[test]
    fn the_accept_header_decides_as_the_standard_says() {
        for (accept, expected) in [
            ("*/*", Some(JSON)),
            ("application/*", Some(JSON)),
            ("application/graphql-response+json", Some(GRAPHQL)),
            ("application/graphql-response+json, application/json", Some(GRAPHQL)),
            ("application/json, application/graphql-response+json", Some(JSON)),
            ("application/json;q=0.5, application/graphql-response+json;q=0.6", Some(GRAPHQL)),
            ("application/json;q=0, */*", Some(GRAPHQL)),
            ("APPLICATION/JSON; charset=UTF-8", Some(JSON)),
            ("application/json; charset=latin1", None),
            ("*/*;q=0", None),
            ("text/plain", None),
            ("text/html, */*;q=0.1", Some(JSON)),
            ("nonsense", None),
            ("application/json;q=7", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT, HeaderValue::from_static(accept));
            assert_eq!(preferred(&headers, &[JSON, GRAPHQL]), expected, "{accept}");
        }
        assert_eq!(preferred(&HeaderMap::new(), &[JSON, GRAPHQL]), Some(JSON));
    }
}
