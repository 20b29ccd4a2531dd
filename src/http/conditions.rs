//! Conditions in query strings, for lists of every door: one flat form of the one filter vocabulary.
//!
//! | parameter | means |
//! |---|---|
//! | `kind=software,guide` | a field of the filter, and values of which one holds |
//! | `cost.lte=low`, `provider.country=gb` | a test of a field; a field of what is linked |
//! | `not.platforms=twitter` | the same, where it does not hold |
//! | `filter={…}` | a filter as GraphQL takes it, in JSON |
//!
//! All have to hold. Names and values are read by the declared input types of the API, so nothing is known here of any record type, and what
//! cannot be meant is refused with the nearest names.

use serde_json::{Value as Json, json};

use crate::{
    app::Problem,
    error::Code,
    http::graphql::{
        api::{Api, InputField, InputKind, Ref},
        guard,
    },
    ontology::names::{did_you_mean, enum_value},
};

/// Names in the name of one parameter, with points between them.
pub const NAMES_PER_PARAMETER_MAX: usize = 12;

/// The parameter that is a whole filter.
pub const FILTER: &str = "filter";
const NOT: &str = "not";
const SOME: &str = "some";
const IN: &str = "in";

/// What the conditions read so far say.
pub struct Conditions<'a> {
    api: &'a Api,
    /// The filter types of what may be in the list; a name means what it does in the first that has it.
    inputs: Vec<String>,
    filter: Json,
    /// Filters that hold as well.
    others: Vec<Json>,
}

/// A field, or a test of one, and the type that its values have.
type Place = (Vec<String>, Ref);

impl<'a> Conditions<'a> {
    #[must_use]
    pub fn new(api: &'a Api, inputs: Vec<String>) -> Self {
        Self { api, inputs, filter: Json::Null, others: Vec::new() }
    }

    /// Takes one in. `also`: names that are no conditions and could have been meant.
    ///
    /// # Errors
    /// When the name or the value cannot be meant.
    pub fn take(&mut self, name: &str, value: &str, also: &[&str]) -> Result<(), Problem> {
        if name == FILTER {
            self.others.push(parse_json(name, value)?);
            return Ok(());
        }
        let segments = segments(name)?;
        let negated = segments.len() > 1 && segments.first() == Some(&NOT);
        let wanted = if negated { segments.get(1..).unwrap_or_default() } else { &segments };
        let (path, ty) = self.place(name, wanted, also)?;
        let value = read(self.api, name, &ty, value)?;
        if !negated {
            return insert(&mut self.filter, &path, value).map_err(|()| twice(name));
        }
        let mut inner = Json::Null;
        insert(&mut inner, &path, value).map_err(|()| twice(name))?;
        self.others.push(json!({ NOT: inner }));
        Ok(())
    }

    fn place(&self, name: &str, segments: &[&str], also: &[&str]) -> Result<Place, Problem> {
        let first = segments.first().copied().unwrap_or_default();
        let knows = |input: &&String| fields(self.api, &Ref::named(input.as_str())).iter().any(|field| field.name == first);
        match self.inputs.iter().find(knows) {
            Some(input) => place(self.api, name, input, segments),
            None => {
                let all: Vec<InputField> = self.inputs.iter().flat_map(|input| fields(self.api, &Ref::named(input.as_str()))).collect();
                let names = all.iter().map(|field| field.name.as_str()).chain(also.iter().copied());
                Err(Problem::new(Code::UnknownName, format!("there is no parameter `{first}` here{}", did_you_mean(first, names))))
            }
        }
    }

    /// The whole as a filter; nothing where there is no condition.
    #[must_use]
    pub fn finish(mut self) -> Option<Json> {
        if !self.filter.is_null() {
            self.others.insert(0, self.filter);
        }
        match self.others.len() {
            0 => None,
            1 => self.others.pop(),
            _ => Some(json!({ "and": self.others })),
        }
    }
}

/// The names of a parameter.
///
/// # Errors
/// When there are too many.
pub fn segments(name: &str) -> Result<Vec<&str>, Problem> {
    let segments: Vec<&str> = name.split('.').collect();
    if segments.len() > NAMES_PER_PARAMETER_MAX {
        return Err(Problem::new(Code::TooComplex, format!("a parameter has {} names with points between them; at most {NAMES_PER_PARAMETER_MAX} are followed", segments.len())));
    }
    Ok(segments)
}

/// The way through input types that the segments of a name go, and the type at its end.
///
/// # Errors
/// When a segment is none there, with the nearest ones.
pub fn place(api: &Api, name: &str, input: &str, segments: &[&str]) -> Result<Place, Problem> {
    let (mut path, mut ty) = (Vec::new(), Ref::named(input));
    for segment in segments {
        let here = fields(api, &ty);
        if let Some(field) = here.iter().find(|field| field.name == *segment) {
            path.push(field.name.clone());
            ty = field.ty.clone();
            continue;
        }
        // A field of what is linked: that of any of them.
        let linked = here.iter().find(|field| field.name == SOME).map(|field| fields(api, &field.ty)).unwrap_or_default();
        let Some(field) = linked.iter().find(|field| field.name == *segment) else { return Err(unknown(name, segment, &here, &linked)) };
        path.extend([SOME.to_owned(), field.name.clone()]);
        ty = field.ty.clone();
    }
    let tests = fields(api, &ty);
    if !tests.is_empty() {
        let Some(test) = [IN, "eq"].iter().find_map(|usual| tests.iter().find(|test| test.name == *usual)) else {
            let names: Vec<String> = tests.iter().map(|test| format!("{name}.{}", test.name)).collect();
            return Err(Problem::new(Code::BadFilter, format!("{name}: say which test of it: {}", names.join(", "))));
        };
        path.push(test.name.clone());
        ty = test.ty.clone();
    }
    Ok((path, ty))
}

fn fields(api: &Api, ty: &Ref) -> Vec<InputField> {
    match api.input(ty.name()).map(|input| &input.kind) {
        Some(InputKind::Object(fields)) => fields.clone(),
        _ => Vec::new(),
    }
}

/// `here`: what could stand there; `linked`: of what is linked.
fn unknown(name: &str, segment: &str, here: &[InputField], linked: &[InputField]) -> Problem {
    let tests: Vec<&str> = here.iter().map(|field| field.name.as_str()).collect();
    let tests = if tests.len() <= NAMES_PER_PARAMETER_MAX { format!("; there are {}", tests.join(", ")) } else { String::new() };
    let hint = did_you_mean(segment, here.iter().chain(linked).map(|field| field.name.as_str()));
    Problem::new(Code::UnknownName, format!("{name}: there is no `{segment}` there{tests}{hint}"))
}

/// A value by its declared type: members of lists are parted by commas, objects are JSON.
///
/// # Errors
/// When it is not of the type.
pub fn read(api: &Api, name: &str, ty: &Ref, text: &str) -> Result<Json, Problem> {
    match ty {
        Ref::NonNull(inner) => read(api, name, inner, text),
        Ref::List(inner) if !fields(api, inner).is_empty() => parse_json(name, text),
        Ref::List(inner) => text.split(',').map(str::trim).filter(|member| !member.is_empty()).map(|member| read(api, name, inner, member)).collect(),
        Ref::Named(_) if !fields(api, ty).is_empty() => parse_json(name, text),
        Ref::Named(plain) => scalar(api, name, plain, text),
    }
}

fn scalar(api: &Api, name: &str, ty: &str, text: &str) -> Result<Json, Problem> {
    let wrong = |expected: &str| bad(format!("{name}: `{text}` is given; expected {expected}"));
    match ty {
        "Int" => text.trim().parse::<i64>().map(Json::from).map_err(|_| wrong("a whole number")),
        "Float" => text.trim().parse::<f64>().ok().and_then(serde_json::Number::from_f64).map(Json::Number).ok_or_else(|| wrong("a number")),
        "Boolean" => text.trim().parse::<bool>().map(Json::from).map_err(|_| wrong("true or false")),
        ty => match api.enumeration(ty) {
            None => Ok(json!(text)),
            Some(values) => {
                let value = enum_value(text.trim());
                if values.values.iter().any(|(own, _)| *own == value) {
                    return Ok(json!(value));
                }
                let names: Vec<String> = values.values.iter().map(|(own, _)| spoken(own)).collect();
                let hint = did_you_mean(text, names.iter().map(String::as_str));
                Err(Problem::new(Code::UnknownName, format!("{name}: `{text}` is none of its values{hint}")))
            }
        },
    }
}

/// Puts a value at its place; values of one list come together.
///
/// # Errors
/// When there is another value already.
pub fn insert(tree: &mut Json, path: &[String], value: Json) -> Result<(), ()> {
    let Some((first, rest)) = path.split_first() else {
        return match (tree, value) {
            (tree @ Json::Null, value) => {
                *tree = value;
                Ok(())
            }
            (Json::Array(there), Json::Array(more)) => {
                there.extend(more);
                Ok(())
            }
            _ => Err(()),
        };
    };
    if tree.is_null() {
        *tree = json!({});
    }
    tree.as_object_mut().ok_or(()).and_then(|object| insert(object.entry(first.as_str()).or_insert(Json::Null), rest, value))
}

/// An enum value as it is written in addresses: `CASE_STUDY` → `case-study`.
#[must_use]
pub fn spoken(value: &str) -> String {
    value.to_ascii_lowercase().replace('_', "-")
}

fn parse_json(name: &str, text: &str) -> Result<Json, Problem> {
    guard::json(text.as_bytes()).map_err(|refusal| Problem::new(Code::TooComplex, format!("{name}: {refusal}")))?;
    serde_json::from_str(text).map_err(|error| bad(format!("{name} is not JSON: {error}")))
}

/// A parameter is given again, and that cannot be meant.
#[must_use]
pub fn twice(name: &str) -> Problem {
    bad(format!("the parameter `{name}` is given twice, and its values do not go together"))
}

fn bad(detail: String) -> Problem {
    Problem::new(Code::BadRequest, detail)
}
