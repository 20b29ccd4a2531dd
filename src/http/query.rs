//! Query strings as lists are asked for: the flat form of the one filter vocabulary.
//!
//! | pair | means |
//! |---|---|
//! | `type=tool,guide` | records of these types |
//! | `search=`, `order=-year,name`, `first=`, `after=`, `last=`, `before=`, `lang=` | as in GraphQL |
//! | anything else | a condition, as [`conditions`](super::conditions) reads them |
//!
//! Names and errors are those of every other door. [`Pairs`] also writes query strings, so that pages can link to a list with one condition more or less.

use std::fmt::Write as _;

use serde_json::{Value as Json, json};

use crate::{
    app::{
        Problem,
        find::{Direction, Page, TYPE_FACET},
    },
    error::Code,
    http::{conditions::Conditions, graphql::api::Api},
    ontology::{
        Ontology, Property, Role, TypeId,
        names::{did_you_mean, enum_value},
    },
    views::records::SortField,
};

/// Characters of a query string.
pub const QUERY_CHARS_MAX: usize = 8_192;
/// Pairs of a query string.
pub const QUERY_PAIRS_MAX: usize = 100;

/// Names that are no fields.
const RESERVED: [&str; 8] = ["search", "order", "first", "after", "last", "before", "lang", TYPE_FACET];

/// Names and values in the order in which they stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pairs(Vec<(String, String)>);

impl Pairs {
    /// Reads a query string; a percent sign that begins no byte stands for itself.
    ///
    /// # Errors
    /// When it is longer than [`QUERY_CHARS_MAX`] or has more than [`QUERY_PAIRS_MAX`] pairs.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        if text.len() > QUERY_CHARS_MAX {
            return Err(Problem::new(Code::TooComplex, format!("the query string has {} characters; at most {QUERY_CHARS_MAX} are read", text.len())));
        }
        let pairs: Vec<(String, String)> = text.split('&').filter(|pair| !pair.is_empty()).map(|pair| pair.split_once('=').unwrap_or((pair, ""))).map(|(name, value)| (decoded(name), decoded(value))).collect();
        if pairs.len() > QUERY_PAIRS_MAX {
            return Err(Problem::new(Code::TooComplex, format!("the query string has {} pairs; at most {QUERY_PAIRS_MAX} are read", pairs.len())));
        }
        Ok(Self(pairs))
    }

    /// The value of the first pair of this name, unless it is empty.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(own, _)| own == name).map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str())).filter(|(_, value)| !value.is_empty())
    }

    /// Every value of this name, one for each comma.
    #[must_use]
    pub fn values(&self, name: &str) -> Vec<&str> {
        self.iter().filter(|(own, _)| *own == name).flat_map(|(_, value)| value.split(',')).map(str::trim).filter(|value| !value.is_empty()).collect()
    }

    /// Without these names.
    #[must_use]
    pub fn without(&self, names: &[&str]) -> Self {
        Self(self.0.iter().filter(|(name, value)| !names.contains(&name.as_str()) && !value.is_empty()).cloned().collect())
    }

    /// Only these names.
    #[must_use]
    pub fn only(&self, names: &[&str]) -> Self {
        Self(self.0.iter().filter(|(name, value)| names.contains(&name.as_str()) && !value.is_empty()).cloned().collect())
    }

    /// With one value of this name and no other.
    #[must_use]
    pub fn with(&self, name: &str, value: &str) -> Self {
        let mut pairs = self.without(&[name]);
        pairs.0.push((name.to_owned(), value.to_owned()));
        pairs
    }

    /// With one pair more.
    #[must_use]
    pub fn and(mut self, name: &str, value: &str) -> Self {
        self.0.push((name.to_owned(), value.to_owned()));
        self
    }

    /// With a value added to those of this name, or taken from them.
    #[must_use]
    pub fn toggled(&self, name: &str, value: &str) -> Self {
        let mut values = self.values(name);
        if values.contains(&value) {
            values.retain(|own| *own != value);
        } else {
            values.push(value);
        }
        if values.is_empty() { self.without(&[name]) } else { self.with(name, &values.join(",")) }
    }

    /// Begins with `?` unless there is nothing.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        for (name, value) in self.iter() {
            let _ = write!(text, "{}{}={}", if text.is_empty() { '?' } else { '&' }, encoded(name), encoded(value));
        }
        text
    }
}

/// Percent-encoded, except what every query string may have as it is.
#[must_use]
pub fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b',' | b'/' | b':' => encoded.push(char::from(byte)),
            b' ' => encoded.push('+'),
            _ => {
                let _ = write!(encoded, "%{byte:02X}");
            }
        }
    }
    encoded
}

fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut plain = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let escape = bytes.get(at + 1..at + 3).filter(|_| *byte == b'%').and_then(|digits| std::str::from_utf8(digits).ok());
        match escape.filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit())).and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(escaped) => {
                plain.push(escaped);
                at += 3;
            }
            None => {
                plain.push(if *byte == b'+' { b' ' } else { *byte });
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&plain).into_owned()
}

/// One criterion of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Criterion {
    pub name: String,
    pub by: By,
}

/// By what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    Field(SortField, Direction),
    Relevance,
    Grounds,
}

/// What a query string asks for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Asked {
    /// The types of `type`; all of the list when there is none.
    pub types: Vec<TypeId>,
    /// The tree of a filter, as GraphQL writes it.
    pub filter: Json,
    pub search: Option<String>,
    pub order: Vec<Criterion>,
    pub page: Page,
    /// Lower-case language tags.
    pub languages: Vec<String>,
}

/// One pair that is a test of a field, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tested<'a> {
    pub negated: bool,
    pub field: &'a str,
    pub test: Option<&'a str>,
}

/// Takes the name of a pair apart: `not.platforms`, `year.gte`.
#[must_use]
pub fn tested(name: &str) -> Tested<'_> {
    let (negated, rest) = name.strip_prefix("not.").map_or((false, name), |rest| (true, rest));
    let (field, test) = rest.split_once('.').map_or((rest, None), |(field, test)| (field, Some(test)));
    Tested { negated, field, test }
}

/// Reads what is asked of a list of `types`; `others` are names that the caller reads itself.
///
/// # Errors
/// For names that mean nothing here, with the nearest ones, and for sizes that are no numbers.
pub fn read(api: &Api, ontology: &Ontology, types: &[TypeId], pairs: &Pairs, others: &[&str]) -> Result<Asked, Problem> {
    let chosen = types_of(ontology, types, &pairs.values(TYPE_FACET))?;
    let mut conditions = Conditions::new(api, chosen.iter().map(|ty| format!("{}Filter", ontology.ty(*ty).singular)).collect());
    for (name, value) in pairs.iter().filter(|(name, _)| !RESERVED.contains(name) && !others.contains(name)) {
        conditions.take(name, value, &RESERVED)?;
    }
    let size = |name: &str| pairs.get(name).map(|text| text.parse().map_err(|_| Problem::new(Code::BadFilter, format!("{name}: `{text}` is not a whole number")))).transpose();
    let own = |name: &str| pairs.get(name).map(str::to_owned);
    Ok(Asked {
        filter: conditions.finish().unwrap_or_else(|| json!({})),
        search: own("search"),
        order: pairs.values("order").into_iter().map(|name| criterion(ontology, &chosen, name)).collect::<Result<_, _>>()?,
        page: Page { first: size("first")?, after: own("after"), last: size("last")?, before: own("before") },
        languages: pairs.values("lang").into_iter().map(|tag| tag.to_ascii_lowercase().replace('_', "-")).collect(),
        types: chosen,
    })
}

fn types_of(ontology: &Ontology, types: &[TypeId], names: &[&str]) -> Result<Vec<TypeId>, Problem> {
    if names.is_empty() {
        return Ok(types.to_vec());
    }
    let mut chosen = Vec::new();
    for name in names {
        let found = ontology.type_named(name).map(|ty| ty.id).filter(|ty| types.contains(ty));
        let Some(ty) = found else {
            let known = types.iter().map(|ty| ontology.ty(*ty).segment.as_str());
            return Err(Problem::new(Code::UnknownName, format!("type: `{name}` is never in this list{}", did_you_mean(name, known))));
        };
        if !chosen.contains(&ty) {
            chosen.push(ty);
        }
    }
    chosen.sort();
    Ok(chosen)
}

fn criterion(ontology: &Ontology, types: &[TypeId], name: &str) -> Result<Criterion, Problem> {
    let (plain, direction) = name.strip_prefix('-').map_or((name, Direction::Ascending), |rest| (rest, Direction::Descending));
    let sortable = |property: &Property| {
        let shared = types.iter().all(|ty| ontology.ty(*ty).field(&property.field).is_some_and(|own| own.sortable && own.path == property.path));
        property.sortable && property.is_public() && (shared || property.role == Some(Role::Label))
    };
    let own = || types.first().into_iter().flat_map(|ty| &ontology.ty(*ty).properties).filter(|property| sortable(property));
    let field = |field| By::Field(field, direction);
    let by = match plain {
        "relevance" => By::Relevance,
        "grounds" => By::Grounds,
        "issued" => field(SortField::Issued),
        "modified" => field(SortField::Modified),
        _ => match own().find(|property| property.field == plain || enum_value(&property.field) == plain) {
            Some(property) if property.role == Some(Role::Label) => field(SortField::Label),
            Some(property) => field(SortField::Property(property.path)),
            None => {
                let names: Vec<&str> = own().map(|property| property.field.as_str()).chain(["relevance", "grounds", "issued", "modified"]).collect();
                return Err(Problem::new(Code::UnknownName, format!("order: `{plain}` is not one of {}{}", names.join(", "), did_you_mean(plain, names.iter().copied()))));
            }
        },
    };
    Ok(Criterion { name: plain.to_owned(), by })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;
    use std::sync::Arc;

    fn filter(list: &str, query: &str) -> Result<Json, String> {
        let ontology = Arc::new(Ontology::load(Path::new("ontology")).unwrap_or_else(|problems| panic!("{problems:?}")));
        let types = [ontology.type_named(list).unwrap_or_else(|| panic!("{list}")).id];
        let pairs = Pairs::parse(query).map_err(|problem| problem.message)?;
        let api = Api::build(&ontology);
        read(&api, &ontology, &types, &pairs, &[]).map(|asked| asked.filter).map_err(|problem| problem.message)
    }

    #[test]
    fn a_query_string_means_what_the_filter_of_graphql_means() {
        for (query, expected) in [
            ("addresses=fear-of-escalation", json!({ "addresses": { "in": ["fear-of-escalation"] } })),
            ("kind=software,guide&kind=toolkit", json!({ "kind": { "in": ["software", "guide", "toolkit"] } })),
            ("year=2018", json!({ "year": { "in": [2018] } })),
            ("year.gte=2015&year.lt=2020", json!({ "year": { "gte": 2015, "lt": 2020 } })),
            ("withinHigherEducation=false", json!({ "withinHigherEducation": { "eq": false } })),
            ("provider.country=gb", json!({ "provider": { "some": { "country": { "in": ["gb"] } } } })),
            ("not.platforms=twitter", json!({ "not": { "platforms": { "in": ["twitter"] } } })),
            ("name.contains=one%2C+two&url.exists=true", json!({ "name": { "contains": "one, two" }, "url": { "exists": true } })),
            ("filter=%7B%22year%22:%7B%22eq%22:2018%7D%7D&kind=guide", json!({ "and": [{ "kind": { "in": ["guide"] } }, { "year": { "eq": 2018 } }] })),
            ("search=trolls&order=-year&first=5", json!({})),
        ] {
            assert_eq!(filter("tools", query), Ok(expected), "{query}");
        }
        assert_eq!(filter("claims", "strength=peer-reviewed"), Ok(json!({ "strength": { "in": ["PEER_REVIEWED"] } })));
    }

    #[test]
    fn what_means_nothing_is_told_with_the_nearest_name() {
        assert!(filter("tools", "platform=x").unwrap_err().contains("platforms"));
        assert!(filter("tools", "provider.cuntry=gb").unwrap_err().contains("country"));
        assert!(filter("tools", "order=nmae").unwrap_err().contains("name"));
        assert!(filter("tools", "first=many").unwrap_err().contains("whole number"));
        assert!(filter("tools", "type=person").unwrap_err().contains("never in this list"));
        assert!(filter("tools", &"a=b&".repeat(QUERY_PAIRS_MAX + 1)).unwrap_err().contains("pairs"));
    }

    #[test]
    fn query_strings_are_written_as_they_are_read() {
        let pairs = Pairs::parse("a=one+two&b=%C3%A9%26%3D&c=&d=%zz").unwrap_or_default();
        assert_eq!((pairs.get("a"), pairs.get("b"), pairs.get("c"), pairs.get("d")), (Some("one two"), Some("é&="), None, Some("%zz")));
        assert_eq!(Pairs::parse(&pairs.text()[1..]).map(|again| again.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>()), Ok(vec!["a=one two".to_owned(), "b=é&=".to_owned(), "d=%zz".to_owned()]));
        assert_eq!(pairs.without(&["a", "b", "d"]).toggled("kind", "x").toggled("kind", "y").toggled("kind", "x").text(), "?kind=y");
    }
}
