//! What each column of a table means: worked out once from its header, by a mapping or by the names of fields.

use super::mapping::{At, Existing, Mapping, Source};
use super::{Mapped, shown};
use super::texts::is_language;
use crate::ontology::{Ontology, Problem, Property, Range, Type, TypeId, names};
use std::path::Path;
use std::sync::Arc;

/// Columns of our own tables that are not fields.
const TYPE: &str = "type";
const KEY: &str = "key";
const ID: &str = "id";
/// What stands between the values of one cell in our own tables.
pub const SEPARATOR: char = '|';
/// In a mapping: texts have the language of their script where that tells it, and `und` where it does not.
const BY_SCRIPT: &str = "by script";

/// How rows become records.
pub struct Plan {
    /// Without one, a column tells.
    pub ty: Option<TypeId>,
    pub type_column: Option<usize>,
    pub id_column: Option<usize>,
    pub key_column: Option<usize>,
    /// The language of a row's texts, where it gives one.
    pub language_column: Option<usize>,
    pub feeds: Vec<Feed>,
    /// Columns and the values, of which a row that is read has one in each.
    pub only: Vec<(usize, Vec<String>)>,
    /// Places in `feeds` of the identifiers that say which record a row is; all of them unless a mapping says otherwise.
    pub identified_by: Option<Vec<String>>,
    pub existing: Existing,
}

/// What goes into one field.
pub struct Feed {
    pub field: String,
    pub language: Language,
    pub from: From,
    pub split: Split,
    pub source: Source,
}

/// Of a field's texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Language {
    Tag(String),
    ByScript,
}

pub enum From {
    Column(usize),
    Constant,
}

/// How a cell holds many values.
pub enum Split {
    /// As our own tables do where a field has many: a bar between them, `\|` for a bar.
    Own,
    At(String),
    /// It holds one.
    Whole,
}

impl Plan {
    /// By the names of fields, as they stand in our own tables.
    ///
    /// # Errors
    /// Every column that means nothing.
    pub fn of_header(ontology: &Ontology, file: &Path, header: &[String]) -> Result<Self, Vec<Problem>> {
        let mut plan = Self::empty(None);
        let mut problems = Vec::new();
        for (column, name) in header.iter().enumerate() {
            match name.as_str() {
                TYPE => plan.type_column = Some(column),
                KEY => plan.key_column = Some(column),
                ID => plan.id_column = Some(column),
                name => match field(ontology, None, name, None) {
                    Ok((field, language)) => plan.feeds.push(Feed { field, language, from: From::Column(column), split: Split::Own, source: Source::default() }),
                    Err(message) => problems.push(Problem::new(file, 1, format!("column {} `{}`: {message}", column + 1, shown(name)))),
                },
            }
        }
        if plan.type_column.is_none() && plan.id_column.is_none() {
            let near = names::did_you_mean(TYPE, header.iter().map(String::as_str));
            problems.push(Problem::new(file, 1, format!("no column says what the rows are; add `{TYPE}` (such as {}) or `{ID}`, or name a mapping{near}", some_types(ontology))));
        }
        if problems.is_empty() { Ok(plan) } else { Err(problems) }
    }

    /// By a mapping.
    ///
    /// # Errors
    /// Everything in the mapping that fits neither the ontology nor the table.
    pub fn of_mapping(ontology: &Ontology, mapping: &Mapping, header: &[String]) -> Result<Self, Vec<Problem>> {
        let refuse = |line: u32, message: String| Problem::new(&mapping.file, line, message);
        let Some(ty) = ontology.type_named(&mapping.ty.it) else {
            let near = names::did_you_mean(&mapping.ty.it, ontology.types.iter().map(|ty| ty.singular.as_str()));
            return Err(vec![refuse(mapping.ty.line, format!("`{}` is no record type of this directory{near}", shown(&mapping.ty.it)))]);
        };
        let language = mapping.language.as_ref().map(|own| language(&own.it).map_err(|message| vec![refuse(own.line, message)])).transpose()?;
        let mut problems = Vec::new();
        let mut column = |line: u32, name: &str| {
            let found = header.iter().position(|own| own == name);
            if found.is_none() {
                let near = names::did_you_mean(name, header.iter().map(String::as_str));
                problems.push(refuse(line, format!("the table has no column `{}`{near}", shown(name))));
            }
            found
        };
        let mut plan = Self { existing: mapping.existing, ..Self::empty(Some(ty.id)) };
        plan.id_column = mapping.id.as_ref().and_then(|id| column(id.line, &id.it));
        plan.language_column = mapping.language_column.as_ref().and_then(|own| column(own.line, &own.it));
        plan.key_column = mapping.key.as_ref().and_then(|key| column(key.line, &key.it));
        plan.only = mapping.only.iter().filter_map(|only| Some((column(only.line, &only.it.0)?, only.it.1.clone()))).collect();
        let mut feeds = Vec::with_capacity(mapping.fields.len());
        for At { it: (name, source), line } in &mapping.fields {
            let from = match &source.column {
                Some(name) => column(*line, name).map(From::Column),
                None => Some(From::Constant),
            };
            feeds.push((name, source, *line, from));
        }
        for (name, source, line, from) in feeds {
            let texts = |field: &String| ty.field(field).is_some_and(|property| matches!(property.range, Range::Text));
            if let Some(otherwise) = source.otherwise.as_ref().filter(|field| !texts(field)) {
                let near = names::did_you_mean(otherwise, ty.properties.iter().filter(|property| matches!(property.range, Range::Text)).map(|property| property.field.as_str()));
                problems.push(refuse(line, format!("`otherwise`: a {} has no field `{}` of plain texts{near}", ty.singular, shown(otherwise))));
            }
            match field(ontology, Some(ty), name, language.as_ref()) {
                Err(message) => problems.push(refuse(line, message)),
                Ok((field, language)) => {
                    let split = source.separator.clone().map_or(Split::Whole, Split::At);
                    plan.feeds.extend(from.map(|from| Feed { field, language, from, split, source: source.clone() }));
                }
            }
        }
        if let Some(At { it, line }) = &mapping.identified_by {
            let given: Vec<&str> = mapping.fields.iter().map(|At { it: (name, _), .. }| name.as_str()).filter(|name| is_identifier(ty, name)).collect();
            for name in it.iter().filter(|name| !given.contains(&name.as_str())) {
                let given = given.iter().map(|field| format!("`{field}`")).collect::<Vec<_>>().join(", ");
                problems.push(refuse(*line, format!("`{}` is no identifier that the table gives; those are: {given}", shown(name))));
            }
            plan.identified_by = Some(it.clone());
        }
        if problems.is_empty() { Ok(plan) } else { Err(problems) }
    }

    /// What each column was taken for, and what is said of every row.
    pub fn mapped(&self, header: &[String]) -> Vec<Mapped> {
        let fed = |column: usize| self.feeds.iter().filter(move |feed| matches!(feed.from, From::Column(own) if own == column));
        let own = [(self.type_column, TYPE), (self.id_column, ID), (self.key_column, KEY)];
        let mut mapped = Vec::new();
        for (column, name) in header.iter().enumerate() {
            let fields: Vec<&str> = fed(column).map(|feed| feed.field.as_str()).chain(own.iter().filter(|(at, _)| *at == Some(column)).map(|(_, name)| *name)).collect();
            let of = |field: Option<&str>| Mapped { column: Some(name.clone()), field: field.map(str::to_owned), ty: self.ty };
            if fields.is_empty() { mapped.push(of(None)) } else { mapped.extend(fields.into_iter().map(|field| of(Some(field)))) }
        }
        let constants = self.feeds.iter().filter(|feed| matches!(feed.from, From::Constant));
        mapped.extend(constants.map(|feed| Mapped { column: None, field: Some(feed.field.clone()), ty: self.ty }));
        mapped
    }

    fn empty(ty: Option<TypeId>) -> Self {
        Self { ty, type_column: None, id_column: None, key_column: None, language_column: None, feeds: Vec::new(), only: Vec::new(), identified_by: None, existing: Existing::default() }
    }

    /// The property that each feed goes into for records of a type; none where the type has no such field.
    pub fn properties<'a>(&self, ty: &'a Type) -> Vec<Option<(u16, &'a Arc<Property>)>> {
        let found = |feed: &Feed| ty.slot_of_field(&feed.field).and_then(|slot| Some((slot, ty.property(slot)?)));
        self.feeds.iter().map(found).collect()
    }
}

fn is_identifier(ty: &Type, field: &str) -> bool {
    ty.field(field).is_some_and(|property| matches!(property.range, Range::Identifier(_)))
}

fn some_types(ontology: &Ontology) -> String {
    ontology.types.iter().filter(|ty| !ty.is_concept()).take(3).map(|ty| ty.singular.as_str()).collect::<Vec<_>>().join(", ")
}

/// Reads `name` or `name@cy` as a field of `ty`, or of any type.
fn field(ontology: &Ontology, ty: Option<&Type>, written: &str, otherwise: Option<&Language>) -> Result<(String, Language), String> {
    let (name, own) = written.split_once('@').map_or((written, None), |(name, tag)| (name, Some(tag)));
    let types: Vec<&Type> = ty.map_or_else(|| ontology.types.iter().collect(), |ty| vec![ty]);
    let Some(property) = types.iter().find_map(|ty| ty.field(name)) else {
        let fields = types.iter().flat_map(|ty| &ty.properties).filter(|property| !property.derived).map(|property| property.field.as_str());
        let own = [TYPE, KEY, ID].into_iter().filter(|_| ty.is_none());
        let near = names::did_you_mean(name, fields.chain(own));
        let whose = ty.map_or_else(|| "no record type has".to_owned(), |ty| format!("a {} has no", ty.singular));
        return Err(format!("{whose} {}field `{}`{near}", if ty.is_none() { "a " } else { "" }, shown(name)));
    };
    if property.derived {
        let from = if property.claimed { "stands on claims and is not written by itself; import the claims" } else { "follows from the text and is not written by itself; leave the column out" };
        return Err(format!("`{name}` {from}"));
    }
    match own {
        Some(tag) if !matches!(property.range, Range::LocalText) => Err(format!("`{name}` has no languages; leave out `@{}`", shown(tag))),
        Some(tag) => Ok((name.to_owned(), self::language(tag)?)),
        None => {
            let first = || Language::Tag(ontology.directory.languages.first().map_or("en", String::as_str).to_owned());
            Ok((name.to_owned(), otherwise.cloned().unwrap_or_else(first)))
        }
    }
}

fn language(tag: &str) -> Result<Language, String> {
    match tag {
        BY_SCRIPT => Ok(Language::ByScript),
        tag if is_language(tag) => Ok(Language::Tag(tag.to_ascii_lowercase())),
        tag => Err(format!("`{}` is not a language tag, like en or cy", shown(tag))),
    }
}
