//! A form made of a shape: each property is a field with the shape's own words, and its range says how a value is given.

use super::{
    super::{Visit, fields::{Choice, Control, Field, Row}, words::Words},
    is_writable,
    typed::{Typed, language_of},
};
use crate::{
    app::contribute::compose::is_written,
    ontology::{Deprecation, Part, Property, Range, Role, Type, terms::{DCT_IS_REPLACED_BY, OWL_DEPRECATED}},
    views::records::{Id, Token},
};

/// Concepts of which any may be chosen at once; of more, names are typed.
const MARKS_MAX: usize = 60;
/// How far down narrower concepts are looked for.
const DEPTH_MAX: usize = 6;

/// The fields of a type, with what was typed. `added`: the field that somebody wants one more row of.
pub fn fields(visit: &Visit, ty: &Type, typed: &Typed, is_new: bool, added: Option<&str>) -> Vec<Field> {
    let ontology = visit.ontology();
    let later = |property: &Property| [OWL_DEPRECATED, DCT_IS_REPLACED_BY].contains(&ontology.path(property.path).as_ref());
    let shown = ty.properties.iter().filter(|property| is_written(property) && !(is_new && (later(property) || property.deprecated.is_some()) && typed.rows(&property.field).is_empty()));
    shown.map(|property| field(visit, ty, property, typed.rows(&property.field), added == Some(&property.field))).collect()
}

/// Until when something that goes away stays, and what is to be used instead.
pub fn going(words: &Words, deprecation: &Deprecation, instead: Option<&str>) -> String {
    let stays = words.with("form-going", "day", deprecation.sunset.to_string());
    instead.map_or_else(|| stays.clone(), |instead| format!("{stays} {}", words.with("form-going-instead", "name", instead)))
}

fn field(visit: &Visit, ty: &Type, property: &Property, rows: &[Row], add: bool) -> Field {
    let words = visit.words;
    let mut field = Field::line(&property.field, visit.field(property));
    field.help = visit.help(property);
    if let Some(deprecation) = &property.deprecated {
        let instead = deprecation.instead.as_ref().and_then(|instead| ty.field(&instead.name));
        field.help = format!("{} {}", field.help, going(words, deprecation, instead.map(|property| visit.field(property)).as_deref())).trim().to_owned();
    }
    field.required = property.min_count > 0;
    field.several = property.max_count != 1;
    field.chars_max = property.constraints.max_length;
    match &property.range {
        Range::LocalText => {
            field.several = true;
            field.languages.clone_from(&visit.ontology().directory.languages);
            let unlisted: Vec<String> = rows.iter().map(|row| row.language.clone()).filter(|tag| !tag.is_empty() && !field.languages.contains(tag)).collect();
            field.languages.extend(unlisted);
            if !property.single_line {
                field.control = Control::Area;
            }
        }
        Range::Text if !property.single_line => field.control = Control::Area,
        Range::DateTime => field.help = format!("{} {}", field.help, words.say("form-instant")),
        Range::Text | Range::Identifier(_) => {}
        Range::Integer | Range::Decimal | Range::Year => field.inputmode = "numeric",
        Range::Date => field.control = Control::Line { kind: "date" },
        Range::Boolean => {
            let choice = |value: &str, label: &str| Choice { value: value.to_owned(), label: words.say(label), about: String::new(), chosen: rows.iter().any(|row| row.text == value), depth: 0 };
            field.control = Control::Select(vec![choice("true", "yes"), choice("false", "no")]);
        }
        Range::Address => match named(visit, property, rows) {
            Some(choices) => (field.control, field.several) = (Control::Marks { choices, one: false }, false),
            None => field.control = Control::Line { kind: "url" },
        },
        Range::Link(targets) => match choices(visit, property, rows) {
            Some(choices) if property.max_count == 1 => field.control = Control::Select(choices),
            Some(choices) => (field.control, field.several) = (Control::Marks { choices, one: false }, false),
            None => {
                field.suggests = targets.types.iter().map(|ty| visit.ontology().ty(*ty).enum_value.as_str()).collect::<Vec<_>>().join(",");
                field.chars_max = None;
            }
        },
    }
    field.rows = rows.to_vec();
    if field.rows.is_empty() || add {
        field.rows.push(Row { text: String::new(), language: another_language(visit, property, &field) });
    }
    field
}

/// The record types or vocabularies that an address may name, by the part that its property plays.
fn named(visit: &Visit, property: &Property, rows: &[Row]) -> Option<Vec<Choice>> {
    let ontology = visit.ontology();
    let choice = |value: &str, label: &str, about: &str| Choice { chosen: rows.iter().any(|row| row.text == value), value: value.to_owned(), label: label.to_owned(), about: about.to_owned(), depth: 0 };
    let mut choices: Vec<Choice> = match property.part? {
        Part::Takes => ontology.types.iter().filter(|ty| !ty.is_concept() && is_writable(ontology, ty)).map(|ty| choice(ty.class.as_str(), &ty.label, &ty.description)).collect(),
        Part::Frame => {
            let coded = ontology.vocabularies.iter().filter(|vocabulary| !vocabulary.enumeration);
            coded.map(|vocabulary| choice(vocabulary.iri.as_str(), vocabulary.title.first().map_or(&vocabulary.code, |title| &title.text), "")).collect()
        }
        _ => return None,
    };
    choices.sort_by(|one, other| one.label.cmp(&other.label));
    Some(choices)
}

/// A language in which there is no row yet.
fn another_language(visit: &Visit, property: &Property, field: &Field) -> String {
    let usual = language_of(visit, property);
    let is_free = |tag: &&String| !field.rows.iter().any(|row| row.language == **tag);
    if !property.single || is_free(&&usual) { usual } else { field.languages.iter().find(is_free).cloned().unwrap_or(usual) }
}

/// What can be chosen for a link, when it is few enough: the values of a fixed list, or concepts with narrower ones below them.
pub fn choices(visit: &Visit, property: &Property, rows: &[Row]) -> Option<Vec<Choice>> {
    let ontology = visit.ontology();
    let Range::Link(targets) = &property.range else { return None };
    let snapshot = &visit.state.snapshot;
    let chosen = |code: &str| rows.iter().any(|row| row.text == code);
    if let Some(vocabulary) = ontology.enumeration(property) {
        let one = |value: &crate::ontology::EnumerationValue| {
            let record = snapshot.by_iri(&value.iri);
            let label = record.map_or_else(|| visit.value(value), |record| visit.name(record).text);
            let about = record.and_then(|record| visit.summary(record)).map(|said| said.text).unwrap_or_default();
            Choice { chosen: chosen(&value.code), value: value.code.clone(), label, about, depth: 0 }
        };
        return Some(vocabulary.values.iter().map(one).collect());
    }
    let [only] = targets.types.as_slice() else { return None };
    let ty = ontology.ty(*only);
    let all = snapshot.set(Token::of_type(*only));
    if !ty.is_concept() || (property.max_count != 1 && all.len() > MARKS_MAX as u64) {
        return None;
    }
    let mut choices = Vec::new();
    let mut tops: Vec<Id> = all.iter().filter(|id| !is_narrower(visit, ty, *id)).collect();
    by_name(visit, &mut tops);
    for id in tops {
        add(visit, ty, id, 0, &chosen, &mut choices);
    }
    Some(choices)
}

fn is_narrower(visit: &Visit, ty: &Type, id: Id) -> bool {
    let broader = ty.slot(visit.ontology().broader);
    broader.zip(visit.state.snapshot.record(id)).is_some_and(|(slot, record)| !record.values(slot).links().is_empty())
}

fn by_name(visit: &Visit, ids: &mut [Id]) {
    ids.sort_by_cached_key(|id| visit.name_of(*id).map(|name| name.text.to_lowercase()));
}

fn add(visit: &Visit, ty: &Type, id: Id, depth: usize, chosen: &dyn Fn(&str) -> bool, choices: &mut Vec<Choice>) {
    let Some(record) = visit.state.snapshot.record(id) else { return };
    let key = record.key(ty).to_owned();
    if depth > DEPTH_MAX || choices.iter().any(|choice| choice.value == key) {
        return;
    }
    if !super::super::show::is_deprecated(visit.ontology(), record) || chosen(&key) {
        let about = ty.role(Role::Summary).and_then(|_| visit.summary(record)).map(|said| said.text).unwrap_or_default();
        choices.push(Choice { chosen: chosen(&key), value: key, label: visit.name(record).text, about, depth });
    }
    let mut within: Vec<Id> = visit.state.snapshot.set(Token::link(visit.ontology().broader, id)).iter().collect();
    by_name(visit, &mut within);
    for id in within {
        add(visit, ty, id, depth + 1, chosen, choices);
    }
}
