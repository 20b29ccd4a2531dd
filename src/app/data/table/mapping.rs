//! A mapping: one small JSON file that says how somebody else's table is to be read. `docs/how-to/import-a-table.md` shows one. A list of
//! mappings is for files with rows of several kinds: each row is read by the first whose `only` it fits.
//!
//! What stands in it is checked for form here, and against the ontology and the table's header in [`super::plan`]; either way a problem
//! names the line.

use crate::ontology::{Problem, names};
use rustc_hash::FxHashSet;
use serde::de::{self, Deserialize, DeserializeOwned, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::fmt;
use std::marker::PhantomData;
use std::path::{Path, PathBuf};

/// The size of a mapping.
pub const MAPPING_BYTES_MAX: u64 = 1024 * 1024;

/// How a table is read.
#[derive(Debug)]
pub struct Mapping {
    pub file: PathBuf,
    /// The record type of every row, by any of its names.
    pub ty: At<String>,
    pub delimiter: u8,
    /// Of texts whose field does not name one.
    pub language: Option<At<String>>,
    pub existing: Existing,
    /// Only rows that have, in each of these columns, one of these values.
    pub only: Vec<At<(String, Vec<String>)>>,
    /// The column that gives the language of a row's texts; `language` is for rows that give none.
    pub language_column: Option<At<String>>,
    /// The column of addresses. Those of records of this directory say which record a row is, and of which type; others say nothing.
    pub id: Option<At<String>>,
    /// The column of keys; without one they are minted.
    pub key: Option<At<String>>,
    /// Fields that say which record a row is.
    pub identified_by: Option<At<Vec<String>>>,
    /// By field name, with `@` and a language where that differs.
    pub fields: Vec<At<(String, Source)>>,
}

/// What becomes of records that are there already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Existing {
    /// Fields that the table has take the table's values.
    #[default]
    Replace,
    /// They get what they lack.
    Complete,
    /// They stay as they are.
    Keep,
}

/// Something and the line on which it stands.
#[derive(Clone, Debug)]
pub struct At<T> {
    pub it: T,
    pub line: u32,
}

/// Words of a table and what they mean, in their order.
pub type Words = Vec<(String, Option<String>)>;

/// Where the values of a field come from, and what is done to them.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, expecting = "the name of a column, or an object")]
pub struct Source {
    pub column: Option<String>,
    /// The same for every row, in place of a column.
    pub value: Option<String>,
    /// What stands between the values of one cell.
    pub separator: Option<String>,
    /// What the table's words, in any case, mean here; nothing where it says null.
    #[serde(default, deserialize_with = "entries")]
    pub values: Option<Words>,
    /// Of several values the one that stands first in `values`.
    #[serde(default)]
    pub first: bool,
    /// The value where the cell gives none.
    pub default: Option<String>,
    /// What cannot be used is left out with a note; otherwise it is a problem.
    #[serde(default)]
    pub lenient: bool,
    /// Of a link: the field that gets the names of those who are known by no identifier. Nobody is taken for somebody else of the same name.
    pub otherwise: Option<String>,
    /// Said of new records only.
    #[serde(default)]
    pub only_new: bool,
}

/// A language for each row.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields, expecting = "a language, or an object")]
struct Languages {
    column: String,
    default: Option<String>,
}

#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, expecting = "an object")]
struct Whole<'a> {
    #[serde(borrow, rename = "type")]
    ty: &'a RawValue,
    delimiter: Option<char>,
    #[serde(borrow)]
    language: Option<&'a RawValue>,
    #[serde(default)]
    existing: Existing,
    #[serde(borrow, default)]
    only: Option<Entries<&'a RawValue>>,
    #[serde(borrow)]
    id: Option<&'a RawValue>,
    #[serde(borrow)]
    key: Option<&'a RawValue>,
    #[serde(borrow)]
    identified_by: Option<&'a RawValue>,
    #[serde(borrow)]
    fields: Entries<&'a RawValue>,
}

impl Mapping {
    /// Reads a mapping, or a list of them.
    ///
    /// # Errors
    /// The first thing that is wrong with it, with its line.
    pub fn read(file: &Path) -> Result<Vec<Self>, Problem> {
        let whole = |message: String| Problem::new(file, 0, message);
        let length = std::fs::metadata(file).map_err(|error| whole(format!("the mapping cannot be read: {error}")))?.len();
        if length > MAPPING_BYTES_MAX {
            return Err(whole(format!("the mapping has {length} bytes; at most {MAPPING_BYTES_MAX} are read")));
        }
        let text = std::fs::read_to_string(file).map_err(|error| whole(format!("the mapping cannot be read: {error}")))?;
        Self::parse(file, text.strip_prefix('\u{FEFF}').unwrap_or(&text))
    }

    /// Reads the text of a file of mappings.
    ///
    /// # Errors
    /// As [`Mapping::read`].
    pub fn parse(file: &Path, text: &str) -> Result<Vec<Self>, Problem> {
        let place = Place { file, text };
        if !text.trim_start().starts_with('[') {
            return Self::one(&place, 1, text).map(|one| vec![one]);
        }
        let parts: Vec<&RawValue> = serde_json::from_str(text).map_err(|error| place.problem(1, &error))?;
        if parts.is_empty() {
            return Err(Problem::new(file, 1, "the mapping is not understood: the list of mappings is empty"));
        }
        parts.into_iter().map(|part| Self::one(&place, place.line(part), part.get())).collect()
    }

    fn one(place: &Place<'_>, line: u32, text: &str) -> Result<Self, Problem> {
        let file = place.file;
        let whole: Whole<'_> = serde_json::from_str(text).map_err(|error| place.problem(line, &error))?;
        let languages = whole.language.map(|raw| place.languages(raw)).transpose()?;
        let (language, language_column) = languages.unwrap_or_default();
        let only = whole.only.map_or_else(Vec::new, |only| only.0);
        let delimiter = whole.delimiter.map_or(Ok(b','), |sign| {
            let fits = sign.is_ascii() && !sign.is_alphanumeric() && !matches!(sign, '"' | '\r' | '\n' | '\0');
            u8::try_from(sign).ok().filter(|_| fits).ok_or_else(|| Problem::new(file, 0, format!("the delimiter {sign:?} cannot divide columns; use `,`, `;`, `|` or a tab")))
        })?;
        Ok(Self {
            file: file.to_owned(),
            ty: place.read(whole.ty)?,
            delimiter,
            language,
            language_column,
            existing: whole.existing,
            only: only.into_iter().map(|(column, raw)| Ok(place.read::<Vec<String>>(raw)?.with(column))).collect::<Result<_, Problem>>()?,
            id: whole.id.map(|raw| place.read(raw)).transpose()?,
            key: whole.key.map(|raw| place.read(raw)).transpose()?,
            identified_by: whole.identified_by.map(|raw| place.read(raw)).transpose()?,
            fields: whole.fields.0.into_iter().map(|(field, raw)| Ok(place.source(raw)?.with(field))).collect::<Result<_, Problem>>()?,
        })
    }
}

impl<T> At<T> {
    fn with<U>(self, first: U) -> At<(U, T)> {
        At { it: (first, self.it), line: self.line }
    }
}

/// Values of the mapping are parts of its text, which tells where they stand.
struct Place<'a> {
    file: &'a Path,
    text: &'a str,
}

impl Place<'_> {
    fn line(&self, raw: &RawValue) -> u32 {
        let offset = (raw.get().as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize);
        let before = self.text.get(..offset).unwrap_or_default();
        u32::try_from(before.matches('\n').count() + 1).unwrap_or(u32::MAX)
    }

    fn problem(&self, first_line: u32, error: &serde_json::Error) -> Problem {
        let line = first_line + u32::try_from(error.line()).unwrap_or(u32::MAX).saturating_sub(1);
        let message = error.to_string();
        let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(message, _)| message);
        Problem::new(self.file, line, format!("the mapping is not understood: {message}{}", nearest(message)))
    }

    fn read<T: DeserializeOwned>(&self, raw: &RawValue) -> Result<At<T>, Problem> {
        let line = self.line(raw);
        serde_json::from_str(raw.get()).map(|it| At { it, line }).map_err(|error| self.problem(line, &error))
    }

    /// A text is a language; an object names the column of languages.
    fn languages(&self, raw: &RawValue) -> Result<(Option<At<String>>, Option<At<String>>), Problem> {
        if raw.get().starts_with('"') {
            return Ok((Some(self.read(raw)?), None));
        }
        let At { it: Languages { column, default }, line } = self.read(raw)?;
        Ok((default.map(|it| At { it, line }), Some(At { it: column, line })))
    }

    /// A text names a column; an object says more.
    fn source(&self, raw: &RawValue) -> Result<At<Source>, Problem> {
        let source = if raw.get().starts_with('"') {
            let At { it, line } = self.read(raw)?;
            At { it: Source { column: Some(it), ..Source::default() }, line }
        } else {
            self.read::<Source>(raw)?
        };
        let At { it: own, line } = &source;
        let wrong = match own {
            Source { column: None, value: None, .. } => "neither a `column` nor a `value` is given",
            Source { column: Some(_), value: Some(_), .. } => "both a `column` and a `value` are given; keep one",
            Source { first: true, values: None, .. } => "`first` needs `values`, whose order decides",
            Source { separator: Some(separator), .. } if separator.is_empty() => "the separator is empty",
            Source { column: None, separator, values, .. } if separator.is_some() || values.is_some() => {
                "a `value` is the same for every row; `separator` and `values` are for columns"
            }
            _ => return Ok(source),
        };
        Err(Problem::new(self.file, *line, format!("the mapping is not understood: {wrong}")))
    }
}

/// serde lists the names that would do; this says which was meant.
fn nearest(message: &str) -> String {
    let mut quoted = message.split('`').skip(1).step_by(2);
    let Some(wanted) = quoted.next().filter(|_| message.starts_with("unknown field")) else { return String::new() };
    names::did_you_mean(wanted, quoted)
}

/// The entries of an object in their order, each name once.
#[derive(Debug)]
struct Entries<T>(Vec<(String, T)>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Entries<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(InOrder(PhantomData)).map(Self)
    }
}

struct InOrder<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for InOrder<T> {
    type Value = Vec<(String, T)>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut entries: Vec<(String, T)> = Vec::new();
        let mut names = FxHashSet::default();
        while let Some(name) = map.next_key::<String>()? {
            if !names.insert(name.clone()) {
                return Err(de::Error::custom(format!("`{name}` stands twice")));
            }
            entries.push((name, map.next_value()?));
        }
        Ok(entries)
    }
}

fn entries<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Words>, D::Error> {
    Entries::deserialize(deserializer).map(|entries| Some(entries.0))
}
