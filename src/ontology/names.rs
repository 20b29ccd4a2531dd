//! Names and identifiers: keys, external identifiers in one normal form, the nearest valid name for an error message.

use std::fmt;

/// External identifier schemes; each has one normal form, an https address (Wikidata: its entity IRI).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scheme {
    Ror,
    Orcid,
    Doi,
    Wikidata,
    Isni,
}

impl Scheme {
    pub const ALL: [Self; 5] = [Self::Ror, Self::Orcid, Self::Doi, Self::Wikidata, Self::Isni];

    /// The local name of the scheme in the ontology language (`ww:ROR`).
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ror => "ROR",
            Self::Orcid => "ORCID",
            Self::Doi => "DOI",
            Self::Wikidata => "Wikidata",
            Self::Isni => "ISNI",
        }
    }

    const fn prefix(self) -> &'static str {
        match self {
            Self::Ror => "https://ror.org/",
            Self::Orcid => "https://orcid.org/",
            Self::Doi => "https://doi.org/",
            Self::Wikidata => "http://www.wikidata.org/entity/",
            Self::Isni => "https://isni.org/isni/",
        }
    }

    /// The normal form of `text`, or why it is not an identifier of this scheme.
    ///
    /// Accepts the bare identifier, its usual addresses (http or https, with or without `www.`/`dx.`) and prefixes such as `doi:`.
    ///
    /// # Errors
    /// A lower-case sentence that says what is wrong and shows the form expected.
    pub fn normalise(self, text: &str) -> Result<String, String> {
        let bare = self.bare(text.trim());
        let value = match self {
            Self::Ror => ror(&bare),
            Self::Orcid => orcid(&bare, true),
            Self::Doi => doi(&bare),
            Self::Wikidata => wikidata(&bare),
            Self::Isni => orcid(&bare, false),
        };
        value.map(|value| format!("{}{value}", self.prefix())).map_err(|why| format!("`{text}` is not a {self}: {why}"))
    }

    /// What is left of a normal form without the address of its registry.
    #[must_use]
    pub fn local(self, normal: &str) -> &str {
        normal.strip_prefix(self.prefix()).unwrap_or(normal)
    }

    /// A well-formed identifier that stands for nothing, for sample data: in a range that the scheme does not give out.
    #[must_use]
    pub fn sample(self, number: u64) -> String {
        let value = match self {
            // ROR has given out identifiers up to 06… only; these count down from 0zzzzzz.
            Self::Ror => {
                let mut left = 32_u64.pow(6) - 1 - number % 32_u64.pow(6);
                let check = ror_check(left);
                let mut body = [b'0'; 6];
                for place in body.iter_mut().rev() {
                    *place = ROR_ALPHABET[(left % 32) as usize];
                    left /= 32;
                }
                format!("0{}{check:02}", String::from_utf8_lossy(&body))
            }
            // ORCID and ISNI begin with 000.
            Self::Orcid | Self::Isni => {
                let digits = format!("0099{:011}", number % 10_u64.pow(11));
                let digits = format!("{digits}{}", char::from(orcid_check(&digits)));
                if self == Self::Orcid { hyphenated(&digits) } else { digits }
            }
            // 10.5555 is registered for tests.
            Self::Doi => format!("10.5555/sample.{number}"),
            Self::Wikidata => format!("Q9{number:012}"),
        };
        format!("{}{value}", self.prefix())
    }

    /// Whether `text` names this scheme itself (an address or prefix of it), so that it can only be meant as such an identifier.
    #[must_use]
    pub fn claims(self, text: &str) -> bool {
        let text = text.trim();
        self.bare(text).len() != text.len() || (matches!(self, Self::Doi) && doi(text).is_ok())
    }

    fn bare(self, text: &str) -> String {
        let lower = text.to_ascii_lowercase();
        let (hosts, prefixes): (&[&str], &[&str]) = match self {
            Self::Ror => (&["ror.org/"], &["ror:"]),
            Self::Orcid => (&["orcid.org/"], &["orcid:"]),
            Self::Doi => (&["doi.org/", "dx.doi.org/"], &["doi:", "info:doi/"]),
            Self::Wikidata => (&["wikidata.org/entity/", "wikidata.org/wiki/special:entitypage/", "wikidata.org/wiki/"], &["wikidata:", "wd:"]),
            Self::Isni => (&["isni.org/isni/", "isni.org/"], &["isni:"]),
        };
        let rest = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://")).unwrap_or(&lower);
        let rest = ["www.", "m."].iter().find_map(|start| rest.strip_prefix(start)).unwrap_or(rest);
        if let Some(value) = hosts.iter().find_map(|host| rest.strip_prefix(host)) {
            // A DOI may hold any sign; of the others, what follows ? or # says how to show it.
            let value = if matches!(self, Self::Doi) { decoded(value) } else { value.split(['?', '#']).next().unwrap_or(value).to_owned() };
            return value.trim().trim_end_matches('/').to_owned();
        }
        if let Some(value) = prefixes.iter().find_map(|prefix| lower.strip_prefix(prefix)) {
            return value.trim().trim_end_matches('/').to_owned();
        }
        lower
    }
}

impl fmt::Display for Scheme {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Ror => "ROR identifier (like https://ror.org/02mhbdp94)",
            Self::Orcid => "ORCID identifier (like https://orcid.org/0000-0002-1825-0097)",
            Self::Doi => "DOI (like https://doi.org/10.1371/journal.pone.0216789)",
            Self::Wikidata => "Wikidata identifier (like http://www.wikidata.org/entity/Q42)",
            Self::Isni => "ISNI (like https://isni.org/isni/0000000121032683)",
        })
    }
}

/// An address without its percent signs, where they stand for visible ASCII.
fn decoded(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('%') {
        decoded.push_str(before);
        let byte = after.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok()).filter(u8::is_ascii_graphic);
        match byte {
            Some(byte) => {
                decoded.push(char::from(byte));
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                decoded.push('%');
                rest = after;
            }
        }
    }
    decoded.push_str(rest);
    decoded
}

/// ROR: `0`, six characters of Crockford base 32, two check digits (ISO 7064 mod 97-10).
/// Source: <https://ror.readme.io/docs/identifier>.
fn ror(bare: &str) -> Result<String, &'static str> {
    let (Some(body), Some(check)) = (bare.get(1..7), bare.get(7..9)) else { return Err("it has nine characters") };
    if bare.len() != 9 || !bare.starts_with('0') {
        return Err("it has nine characters and begins with 0");
    }
    let mut number: u64 = 0;
    for byte in body.bytes() {
        let digit = ROR_ALPHABET.iter().position(|letter| *letter == byte).ok_or("it has a character outside 0-9 a-z without i, l, o, u")?;
        number = number * 32 + digit as u64;
    }
    if check.parse() == Ok(ror_check(number)) { Ok(bare.to_owned()) } else { Err("its check digits do not fit") }
}

const ROR_ALPHABET: &[u8] = b"0123456789abcdefghjkmnpqrstvwxyz";

const fn ror_check(number: u64) -> u64 {
    98 - (number * 100) % 97
}

/// ORCID and ISNI: 15 digits and an ISO 7064 mod 11-2 check character.
/// Source: <https://support.orcid.org/hc/en-us/articles/360006897674>.
fn orcid(bare: &str, hyphens: bool) -> Result<String, &'static str> {
    let digits: String = bare.chars().filter(|letter| !matches!(letter, '-' | ' ' | '\u{ad}' | '\u{2010}'..='\u{2015}' | '\u{2212}')).collect::<String>().to_ascii_uppercase();
    if digits.len() != 16 || !digits.bytes().enumerate().all(|(at, byte)| byte.is_ascii_digit() || (at == 15 && byte == b'X')) {
        return Err("it has sixteen digits, the last may be X");
    }
    if digits.as_bytes().get(15) != Some(&orcid_check(&digits)) {
        return Err("its check digit does not fit");
    }
    Ok(if hyphens { hyphenated(&digits) } else { digits })
}

/// The sixteenth character that fits the first fifteen digits.
fn orcid_check(digits: &str) -> u8 {
    let total = digits.bytes().take(15).fold(0_u32, |total, byte| (total + u32::from(byte - b'0')) * 2 % 11);
    match (12 - total % 11) % 11 {
        10 => b'X',
        digit => b'0' + u8::try_from(digit).unwrap_or(0),
    }
}

fn hyphenated(digits: &str) -> String {
    let groups: Vec<&str> = (0..4).filter_map(|group| digits.get(group * 4..group * 4 + 4)).collect();
    groups.join("-")
}

/// DOI: `10.`, a registrant, a slash and a suffix; compared without case. Source: DOI Handbook, 2.2.
fn doi(bare: &str) -> Result<String, &'static str> {
    let (registrant, suffix) = bare.strip_prefix("10.").and_then(|rest| rest.split_once('/')).ok_or("it begins with 10. and has a slash")?;
    let plain = registrant.split('.').all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
    if !plain || registrant.len() < 4 || suffix.is_empty() {
        return Err("it has a number of four or more digits before the slash and a name after it");
    }
    if bare.chars().any(|letter| letter.is_whitespace() || letter.is_control() || matches!(letter, '"' | '\\' | '^' | '`' | '|')) {
        return Err("it has a character that no DOI has");
    }
    Ok(bare.to_lowercase().replace('<', "%3c").replace('>', "%3e").replace('{', "%7b").replace('}', "%7d"))
}

/// Wikidata items: `Q` and a number without leading zero.
fn wikidata(bare: &str) -> Result<String, &'static str> {
    let number = bare.strip_prefix(['q', 'Q']).ok_or("it begins with Q")?;
    let plain = !number.is_empty() && !number.starts_with('0') && number.bytes().all(|byte| byte.is_ascii_digit());
    if plain { Ok(format!("Q{number}")) } else { Err("it is Q and a number") }
}

/// Whether `key` can stand in an address: 1 to 120 of `a-z 0-9 -`, neither first nor last a hyphen.
#[must_use]
pub fn is_key(key: &str) -> bool {
    (1..=120).contains(&key.len())
        && key.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        && !key.starts_with('-')
        && !key.ends_with('-')
}

/// A web address without what leads to the same page: scheme, `www.`, a port that goes without saying, the slash at the end, the
/// fragment, and parameters that only say where somebody came from. For comparing, not for following.
///
/// ```
/// use whatworks::ontology::names::plain_address;
/// assert_eq!(plain_address("HTTP://www.Example.org:80/a/?utm_source=x&b=1#top"), "example.org/a?b=1");
/// assert_eq!(plain_address("https://example.org"), plain_address("http://example.org/"));
/// ```
#[must_use]
pub fn plain_address(address: &str) -> String {
    let lower = address.to_ascii_lowercase();
    let (rest, port) = if lower.starts_with("https://") { (8, ":443") } else if lower.starts_with("http://") { (7, ":80") } else { (0, "") };
    let address = address.get(rest..).unwrap_or_default();
    let address = address.split('#').next().unwrap_or_default();
    let (page, query) = address.split_once('?').unwrap_or((address, ""));
    let (host, path) = page.find('/').map_or((page, ""), |at| page.split_at(at));
    let host = host.to_ascii_lowercase();
    let host = host.strip_suffix(port).unwrap_or(&host);
    let mut plain = host.strip_prefix("www.").unwrap_or(host).to_owned();
    plain.push_str(path.trim_end_matches('/'));
    let told = |parameter: &&str| !parameter.is_empty() && !["utm_", "fbclid", "gclid"].iter().any(|start| parameter.starts_with(start));
    for (at, parameter) in query.split('&').filter(told).enumerate() {
        plain.push(if at == 0 { '?' } else { '&' });
        plain.push_str(parameter);
    }
    plain
}

/// `practitioner-report` → `PRACTITIONER_REPORT`, the form of GraphQL enum values.
#[must_use]
pub fn enum_value(text: &str) -> String {
    let mut value = String::with_capacity(text.len() + 2);
    let mut lower = false;
    for letter in text.chars() {
        if letter.is_ascii_alphanumeric() {
            if letter.is_ascii_uppercase() && lower {
                value.push('_');
            }
            lower = letter.is_ascii_lowercase() || letter.is_ascii_digit();
            value.push(letter.to_ascii_uppercase());
        } else {
            value.push('_');
            lower = false;
        }
    }
    value
}

/// Up to three of `names` that `wanted` may have meant, nearest first. Addresses are compared by their last part, since what
/// comes before it is long, alike, or wrong as a whole.
pub fn nearest<'a>(wanted: &str, names: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let lower = last_part(wanted).to_lowercase();
    let mut found: Vec<(usize, &str)> = names
        .into_iter()
        .filter_map(|name| {
            let other = last_part(name).to_lowercase();
            let distance = if other == lower {
                0
            } else if !lower.is_empty() && (other.contains(&lower) || lower.contains(&other)) {
                1
            } else {
                strsim::osa_distance(&lower, &other)
            };
            (distance <= 1 + lower.chars().count() / 3).then_some((distance, name))
        })
        .collect();
    found.sort_unstable();
    found.dedup();
    found.into_iter().take(3).map(|(_, name)| name).collect()
}

fn last_part(name: &str) -> &str {
    let last = name.rsplit(['#', '/']).next().filter(|last| !last.is_empty() && name.contains("://"));
    last.unwrap_or(name)
}

/// `; did you mean …?` for an error message, or nothing when no name is near.
pub fn did_you_mean<'a>(wanted: &str, names: impl IntoIterator<Item = &'a str>) -> String {
    let near = nearest(wanted, names);
    if near.is_empty() { String::new() } else { format!("; did you mean {}?", near.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" or ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_normalised_and_checked() {
        let good = [
            (Scheme::Ror, "ror.org/001aqnf71", "https://ror.org/001aqnf71"),
            (Scheme::Ror, "https://ror.org/03N0HT308", "https://ror.org/03n0ht308"),
            (Scheme::Orcid, "0000-0002-1825-0097", "https://orcid.org/0000-0002-1825-0097"),
            (Scheme::Orcid, "http://orcid.org/000000021694233X", "https://orcid.org/0000-0002-1694-233X"),
            (Scheme::Doi, "doi:10.1371/Journal.PONE.0216789", "https://doi.org/10.1371/journal.pone.0216789"),
            (Scheme::Doi, "https://dx.doi.org/10.1145/3392822", "https://doi.org/10.1145/3392822"),
            (Scheme::Wikidata, "https://www.wikidata.org/wiki/Q326079", "http://www.wikidata.org/entity/Q326079"),
            (Scheme::Wikidata, "https://m.wikidata.org/wiki/Special:EntityPage/Q326079#P31", "http://www.wikidata.org/entity/Q326079"),
            (Scheme::Orcid, "https://orcid.org/0000-0002-1825-0097?lang=cy", "https://orcid.org/0000-0002-1825-0097"),
            (Scheme::Orcid, "0000\u{2011}0002\u{2011}1825\u{2011}0097", "https://orcid.org/0000-0002-1825-0097"),
            (Scheme::Doi, "https://doi.org/10.1002%2F(sici)1097-4571(199806)49:8%3C693::AID-ASI4%3E3.0.CO;2-O", "https://doi.org/10.1002/(sici)1097-4571(199806)49:8%3c693::aid-asi4%3e3.0.co;2-o"),
            (Scheme::Doi, "https://doi.org/10.1234/100%", "https://doi.org/10.1234/100%"),
            (Scheme::Doi, "info:doi/10.1145/3392822", "https://doi.org/10.1145/3392822"),
        ];
        for (scheme, text, normal) in good {
            assert_eq!(scheme.normalise(text).as_deref(), Ok(normal));
        }
        let bad = [
            (Scheme::Ror, "001aqnf72"),
            (Scheme::Orcid, "0000-0002-1825-0098"),
            (Scheme::Doi, "10.1/x"),
            (Scheme::Doi, "11.1371/x"),
            (Scheme::Wikidata, "Q012"),
            (Scheme::Ror, "ror.org/001аqnf71"),
        ];
        for (scheme, text) in bad {
            assert!(scheme.normalise(text).is_err(), "{text}");
        }
    }

    #[test]
    fn sample_identifiers_are_in_normal_form() {
        for scheme in Scheme::ALL {
            for number in [0, 1, 2, 31, 32, 97, 1_000, 3_199_999] {
                let identifier = scheme.sample(number);
                assert_eq!(scheme.normalise(&identifier), Ok(identifier));
            }
        }
    }

    #[test]
    fn the_nearest_names_come_first() {
        assert_eq!(nearest("fear-of-escaltion", ["fear-of-escalation", "trolling"]), ["fear-of-escalation"]);
        assert_eq!(nearest("https://a.example/ns#offise", ["https://a.example/ns#since", "https://b.example/ns#office"]), ["https://b.example/ns#office"]);
        assert_eq!(enum_value("CaseStudy"), "CASE_STUDY");
        assert_eq!(enum_value("practitioner-report"), "PRACTITIONER_REPORT");
    }
}
