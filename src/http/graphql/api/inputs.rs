//! Input types: filters and orders, and how variables are read into them.

use super::{Api, Enumeration, Ref};
use crate::app::contribute::compose::is_written;
use crate::app::find::{TYPE_FACET, facetable};
use crate::ontology::names::enum_value;
use crate::ontology::{Ontology, Property, Range, Role, Type, TypeId};
use crate::views::records::SortField;

/// An input object type, or a scalar of our own.
#[derive(Clone, Debug)]
pub struct Input {
    pub name: String,
    pub description: String,
    pub kind: InputKind,
}

#[derive(Clone, Debug)]
pub enum InputKind {
    Object(Vec<InputField>),
    Scalar,
}

#[derive(Clone, Debug)]
pub struct InputField {
    pub name: String,
    pub ty: Ref,
    pub default: Option<serde_json::Value>,
    pub description: String,
}

impl InputField {
    fn new(name: impl Into<String>, ty: Ref, description: impl Into<String>) -> Self {
        Self { name: name.into(), ty, default: None, description: description.into() }
    }
}

fn named(name: &str) -> Ref {
    Ref::named(name)
}

fn object(name: impl Into<String>, description: impl Into<String>, fields: Vec<InputField>) -> Input {
    Input { name: name.into(), description: description.into(), kind: InputKind::Object(fields) }
}

/// What every directory has.
pub fn common(api: &mut Api, ontology: &Ontology) {
    let mut language = InputField::new("language", named("String"), "Its tag, like `en` or `cy`; the directory's first language unless given.");
    language.default = ontology.directory.languages.first().map(|language| language.as_str().into());
    let text = InputField::new("text", named("String").required(), "The text.");
    api.inputs.push(object("TextInput", "A text in a language. Where a field takes several, each language stands once unless the field says otherwise.", vec![text, language]));
    for (name, description) in [("Date", "A day, like 2018-03-27."), ("DateTime", "A moment in UTC, like 2018-03-27T09:00:00Z.")] {
        api.inputs.push(Input { name: name.to_owned(), description: description.to_owned(), kind: InputKind::Scalar });
    }
    api.enums.push(Enumeration {
        name: "OrderDirection".to_owned(),
        description: "Records without a value come last either way.".to_owned(),
        values: vec![("ASC".to_owned(), "Smallest, earliest, A first.".to_owned()), ("DESC".to_owned(), "Largest, latest, Z first.".to_owned())],
    });
    let exists = || InputField::new("exists", named("Boolean"), "Whether there is any value.");
    let list = |name: &str, ty: &str, words: &str| InputField::new(name, named(ty).list(), words);
    api.inputs.push(object("IDFilter", "Tests of what a record is.", vec![list("in", "ID", "One of these: IRIs, keys or external identifiers."), InputField::new("eq", named("ID"), "This one.")]));
    api.inputs.push(object("RecordTypeFilter", "Tests of a record's type.", vec![list("in", "RecordType", "One of these.")]));
    api.inputs.push(object(
        "TextFilter",
        "Tests of a text, without regard to case and accents. In any language.",
        vec![
            InputField::new("eq", named("String"), "Is this."),
            list("in", "String", "Is one of these."),
            InputField::new("contains", named("String"), "Has this in it."),
            InputField::new("startsWith", named("String"), "Begins with this."),
            exists(),
        ],
    ));
    for (name, ty) in [("IntFilter", "Int"), ("FloatFilter", "Float"), ("DateFilter", "Date"), ("DateTimeFilter", "DateTime")] {
        let test = |test: &str, words: &str| InputField::new(test, named(ty), words);
        let tests = vec![test("eq", "Is this."), list("in", ty, "Is one of these."), test("lt", "Is less."), test("lte", "Is less or this."), test("gt", "Is more."), test("gte", "Is more or this."), exists()];
        api.inputs.push(object(name, "Tests of a value.", tests));
    }
    api.inputs.push(object("BooleanFilter", "Tests of yes or no.", vec![InputField::new("eq", named("Boolean"), "Is this."), exists()]));
    api.inputs.push(object(
        "AsOf",
        "A moment of the past: a revision of the ledger, or the last one made by a time.",
        vec![InputField::new("revision", named("Int"), "The ledger's sequence number."), InputField::new("time", named("DateTime"), "The state at this time.")],
    ));
}

/// What contributors write of a record. Nothing is required here: the shape says what is missing, with everything else that is wrong.
pub fn record(api: &mut Api, ontology: &Ontology, ty: &Type) {
    let fields = ty.properties.iter().filter(|property| is_written(property)).map(|property| {
        let many = |ty: &str| if property.max_count == 1 { named(ty) } else { named(ty).list() };
        let ty = match &property.range {
            Range::LocalText => named("TextInput").list(),
            Range::Text | Range::Address | Range::Identifier(_) => many("String"),
            Range::Integer | Range::Year => many("Int"),
            Range::Decimal => many("Float"),
            Range::Boolean => many("Boolean"),
            Range::Date => many("Date"),
            Range::DateTime => many("DateTime"),
            Range::Link(_) => ontology.enumeration(property).map_or_else(|| many("ID"), |vocabulary| many(&ontology.ty(vocabulary.concept_type).singular)),
        };
        InputField::new(&property.field, ty, &described(ontology, property))
    });
    let description = format!("What to write of a {}. A field that is left out or null is left as it is.", ty.singular);
    api.inputs.push(object(format!("{}Input", ty.singular), description, fields.collect()));
}

/// The description of a field, and what it takes.
fn described(ontology: &Ontology, property: &Property) -> String {
    let mut words = property.description.clone();
    if let Some(targets) = property.range.targets().filter(|_| ontology.enumeration(property).is_none()) {
        let names: Vec<&str> = targets.types.iter().map(|target| ontology.ty(*target).singular.as_str()).collect();
        words.push_str(&format!(" The IRI, key or external identifier of a {}.", names.join(" or ")));
    }
    if property.min_count > 0 {
        words.push_str(" Required.");
    }
    words
}

/// The filter, the order and the facets of a set of types called `name`.
pub fn of_scope(api: &mut Api, ontology: &Ontology, name: &str, types: &[TypeId]) {
    let filter = format!("{name}Filter");
    let mut fields = vec![
        InputField::new("and", named(&filter).list(), "All of these hold."),
        InputField::new("or", named(&filter).list(), "One of these holds."),
        InputField::new("not", named(&filter), "This does not hold."),
        InputField::new("id", named("IDFilter"), "Which records."),
    ];
    if types.len() > 1 {
        fields.push(InputField::new(TYPE_FACET, named("RecordTypeFilter"), "Records of which types."));
    }
    let mut sorts: Vec<(String, String)> = Vec::new();
    // A field is here when one of the types has it, and those that do agree on what it is; it does not hold of the others.
    let all: Vec<&Type> = types.iter().map(|ty| ontology.ty(*ty)).collect();
    let test = |ty: &Type, name: &str| match (ty.field(name), ty.inverse(name)) {
        (Some(property), _) => Some((property.path, filter_of(ontology, property))),
        (None, Some(inverse)) => Some((inverse.path, format!("{}LinkFilter", super::build::output_name(ontology, &inverse.sources)))),
        (None, None) => None,
    };
    let mut seen: Vec<&str> = Vec::new();
    for ty in &all {
        let properties = ty.properties.iter().filter(|property| property.is_public()).map(|property| (property.field.as_str(), &property.description));
        for (name, description) in properties.chain(ty.inverses.iter().map(|inverse| (inverse.field.as_str(), &inverse.description))) {
            if seen.contains(&name) {
                continue;
            }
            seen.push(name);
            let mut tests = all.iter().filter_map(|ty| test(ty, name));
            let Some(first) = tests.next().filter(|first| tests.all(|other| other == *first)) else { continue };
            fields.push(InputField::new(name, Ref::named(first.1), description));
            if all.iter().all(|ty| ty.field(name).is_some_and(|property| property.sortable)) {
                sorts.push((enum_value(name), description.clone()));
            }
        }
    }
    api.inputs.push(object(filter, format!("Which of the {name} records are meant: all tests hold; null tests nothing."), fields));
    sorts.extend([
        ("ISSUED".to_owned(), "When it was first published here.".to_owned()),
        ("MODIFIED".to_owned(), "When it last changed here.".to_owned()),
        ("RELEVANCE".to_owned(), "How well it fits the words of `search`; best first, whatever the direction.".to_owned()),
        ("GROUNDS".to_owned(), "Strongest grounds first, whatever the direction; for lists that stand on claims.".to_owned()),
    ]);
    api.enums.push(Enumeration { name: format!("{name}OrderField"), description: "What a list can be ordered by.".to_owned(), values: sorts });
    let mut direction = InputField::new("direction", named("OrderDirection"), "Which end comes first.");
    direction.default = Some("ASC".into());
    api.inputs.push(object(format!("{name}Order"), "One criterion of an order.", vec![InputField::new("field", Ref::named(format!("{name}OrderField")).required(), "By what."), direction]));
}

/// The filter type of a property.
fn filter_of(ontology: &Ontology, property: &Property) -> String {
    match &property.range {
        Range::Text | Range::LocalText | Range::Address | Range::Identifier(_) => "TextFilter".to_owned(),
        Range::Integer | Range::Year => "IntFilter".to_owned(),
        Range::Decimal => "FloatFilter".to_owned(),
        Range::Boolean => "BooleanFilter".to_owned(),
        Range::Date => "DateFilter".to_owned(),
        Range::DateTime => "DateTimeFilter".to_owned(),
        Range::Link(targets) => match ontology.enumeration(property) {
            Some(vocabulary) => format!("{}Filter", ontology.ty(vocabulary.concept_type).singular),
            None => format!("{}LinkFilter", super::build::output_name(ontology, targets)),
        },
    }
}

/// The enum of a scope's facets, when it has any.
pub fn facets(api: &mut Api, scope: crate::app::Scope<'_>, name: &str) -> bool {
    let values: Vec<(String, String)> = facetable(scope).into_iter().map(|(field, property)| (enum_value(&field), property.map_or_else(|| "The record type.".to_owned(), |property| property.description.clone()))).collect();
    let any = !values.is_empty();
    if any {
        api.enums.push(Enumeration { name: format!("{name}Facet"), description: "What can be counted.".to_owned(), values });
    }
    any
}

/// Filters of links to a set of types called `name`.
pub fn link(api: &mut Api, ontology: &Ontology, name: &str, types: &[TypeId]) {
    let filter = format!("{name}Filter");
    let concepts = types.iter().all(|ty| ontology.ty(*ty).is_concept());
    let mut fields = vec![InputField::new("in", named("ID").list(), if concepts { "One of these or a narrower concept." } else { "One of these." }), InputField::new("all", named("ID").list(), "Every one of these.")];
    if concepts {
        fields.push(InputField::new("none", named("ID").list(), "None of these, nor a narrower concept."));
        fields.push(InputField::new("exact", named("Boolean"), "Leave narrower concepts out."));
    } else {
        fields.push(InputField::new("none", named(&filter), "The other side of no link fits."));
    }
    fields.push(InputField::new("some", named(&filter), "The other side of a link fits."));
    fields.push(InputField::new("every", named(&filter), "The other side of every link fits; also when there is none."));
    fields.push(InputField::new("exists", named("Boolean"), "Whether there is any link."));
    api.inputs.push(object(format!("{name}LinkFilter"), "Tests of links.", fields));
}

/// The filter and the enum of a fixed vocabulary called `name`.
pub fn enumeration(api: &mut Api, ontology: &Ontology, at: usize, name: &str) {
    let Some(vocabulary) = ontology.vocabularies.get(at) else { return };
    let values = vocabulary.values.iter().map(|value| (value.value.clone(), value.label.clone())).collect();
    let description = vocabulary.description.first().map(|text| text.text.clone()).unwrap_or_default();
    api.enums.push(Enumeration { name: name.to_owned(), description, values });
    let tests = vec![
        InputField::new("in", named(name).list(), "One of these."),
        InputField::new("none", named(name).list(), "None of these."),
        InputField::new("gte", named(name), "This or stronger."),
        InputField::new("lte", named(name), "This or weaker."),
        InputField::new("exists", named("Boolean"), "Whether there is any value."),
    ];
    api.inputs.push(object(format!("{name}Filter"), "Tests of a value from a fixed list, ordered from weak to strong.", tests));
}

/// The sort field of an order enum's value.
#[must_use]
pub fn sort_field(ontology: &Ontology, types: &[TypeId], value: &str) -> Option<SortField> {
    match value {
        "ISSUED" => return Some(SortField::Issued),
        "MODIFIED" => return Some(SortField::Modified),
        _ => {}
    }
    let ty = ontology.ty(*types.first()?);
    let property = ty.properties.iter().find(|property| property.sortable && enum_value(&property.field) == value)?;
    Some(if property.role == Some(Role::Label) { SortField::Label } else { SortField::Property(property.path) })
}
