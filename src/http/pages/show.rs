//! The parts that pages share: a record's name, its values, its card.

use std::{borrow::Cow, fmt};

use askama::Template;

use super::{Visit, claims::Grounds, segment};
use crate::{
    app::{
        link_check::{Standing, leads_to_the_web},
        passage::Spot,
        search,
    },
    ontology::{Ontology, Property, Range, Role, Type, record::Value, terms::OWL_DEPRECATED},
    views::records::{Id, Record, Text, Values, choose},
};

/// Characters of a summary on a card; the rest is on the record's own page.
const SUMMARY_CHARS_MAX: usize = 260;
/// Facts on a card.
const CARD_FACTS_MAX: usize = 4;
/// Concepts on a card that stand on claims.
const CARD_TAGS_MAX: usize = 4;
/// Characters of a snippet.
const SNIPPET_CHARS_MAX: usize = 160;
/// Snippets on a card.
const CARD_SNIPPETS_MAX: usize = 2;
/// Values of a field that are listed on a page.
pub const VALUES_SHOWN_MAX: usize = 100;

/// A text and the language that assistive technology should read it in; empty where it is the page's own.
#[derive(Clone, Debug, PartialEq, Eq, Template)]
#[template(ext = "html", source = r#"{% if lang.is_empty() %}{{ text }}{% else %}<span lang="{{ lang }}" dir="auto">{{ text }}</span>{% endif %}"#)]
pub struct Said {
    pub text: String,
    pub lang: String,
}

/// A name that leads to a page.
#[derive(Clone, Debug, PartialEq, Eq, Template)]
#[template(ext = "html", source = r#"<a href="{{ href }}"{% if !lang.is_empty() %} lang="{{ lang }}" dir="auto"{% endif %}>{{ text }}</a>"#)]
pub struct Name {
    pub href: String,
    pub text: String,
    pub lang: String,
}

/// One value of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    Said(Said),
    Name(Name),
    Elsewhere(Elsewhere),
    Marked(Marked),
}

/// Something on the web elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Template)]
#[template(ext = "html", source = r#"<a href="{{ href }}" rel="nofollow noopener" class="out">{{ text }}</a>{% if let Some(mark) = mark %} <small class="unanswered">{{ mark }}</small>{% endif %}"#)]
pub struct Elsewhere {
    pub href: String,
    pub text: String,
    /// That it answers no longer, where that is known.
    pub mark: Option<String>,
}

/// A text of which passages are marked: pieces of it, and where the marked ones lead.
#[derive(Clone, Debug, PartialEq, Eq, Template)]
#[template(ext = "html", source = r#"<span{% if !lang.is_empty() %} lang="{{ lang }}"{% endif %}>{% for (text, to) in pieces %}{% if let Some(to) = to %}<mark><a href="{{ to }}">{{ text }}</a></mark>{% else %}{{ text }}{% endif %}{% endfor %}</span>"#)]
pub struct Marked {
    pub pieces: Vec<(String, Option<String>)>,
    pub lang: String,
}

impl Shown {
    /// The same with the passages marked that stand in it; of those that overlap the first.
    #[must_use]
    pub fn marked(self, marks: &[(Spot, String)]) -> Self {
        let Self::Said(said) = self else { return self };
        let mut own: Vec<&(Spot, String)> = marks.iter().filter(|(spot, _)| spot.text == said.text).collect();
        own.sort_by_key(|(spot, _)| (spot.span.start, spot.span.end));
        let (mut pieces, mut done) = (Vec::new(), 0);
        for (spot, to) in own.iter().filter(|(spot, _)| !spot.span.is_empty()) {
            let Some(before) = said.text.get(done..spot.span.start) else { continue };
            pieces.push((before.to_owned(), None));
            pieces.push((said.text.get(spot.span.clone()).unwrap_or_default().to_owned(), Some(to.clone())));
            done = spot.span.end;
        }
        if pieces.is_empty() {
            return Self::Said(said);
        }
        pieces.push((said.text.get(done..).unwrap_or_default().to_owned(), None));
        Self::Marked(Marked { pieces, lang: said.lang })
    }
}

impl fmt::Display for Shown {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Said(said) => said.fmt(formatter),
            Self::Name(name) => name.fmt(formatter),
            Self::Elsewhere(elsewhere) => elsewhere.fmt(formatter),
            Self::Marked(marked) => marked.fmt(formatter),
        }
    }
}

/// A field with its values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    pub field: String,
    pub label: String,
    pub description: String,
    pub values: Vec<Shown>,
    /// How many more there are.
    pub more: usize,
}

/// Where the words of a search stand: pieces of text and whether they match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snippet {
    pub label: String,
    pub pieces: Vec<(String, bool)>,
}

/// A record in a list.
#[derive(Clone, Debug, Template)]
#[template(path = "card.html")]
pub struct Card {
    pub words: &'static super::words::Words,
    pub name: Name,
    /// What it is, in lists of several types.
    pub kind: Option<String>,
    pub summary: Option<Said>,
    pub facts: Vec<Shown>,
    pub tags: Vec<Name>,
    pub snippets: Vec<Snippet>,
    pub grounds: Option<Grounds>,
    pub deprecated: bool,
}

impl Visit {
    pub fn said(&self, text: &Text) -> Said {
        Said { text: text.raw().into_owned(), lang: self.foreign(text.language()).to_owned() }
    }

    /// The tag, unless it is the page's own language.
    pub fn foreign<'a>(&self, tag: &'a str) -> &'a str {
        let same = tag.split('-').next() == Some(self.words.tag);
        if same || tag == "und" { "" } else { tag }
    }

    pub fn name(&self, record: &Record) -> Name {
        let ty = self.ontology().ty(record.ty);
        let label = record.label(ty, &self.languages).map(|text| self.said(text));
        let Said { text, lang } = label.unwrap_or_else(|| Said { text: self.unnamed(ty, record), lang: String::new() });
        Name { href: address(ty, record), text, lang }
    }

    /// What has no name is called by its type and what it says.
    fn unnamed(&self, ty: &Type, record: &Record) -> String {
        let says = ty.role(Role::Summary).and_then(|slot| record.text(slot, &self.languages)).map(|text| text.raw().into_owned());
        says.map_or_else(|| record.key(ty).to_owned(), |text| format!("{}: {}", self.kind(ty), shortened(&text, 80)))
    }

    pub fn name_of(&self, id: Id) -> Option<Name> {
        self.state.snapshot.record(id).map(|record| self.name(record))
    }

    pub fn summary(&self, record: &Record) -> Option<Said> {
        let ty = self.ontology().ty(record.ty);
        ty.role(Role::Summary).and_then(|slot| record.text(slot, &self.languages)).map(|text| self.said(text))
    }

    /// The values of a field as they are shown.
    pub fn fact(&self, record: &Record, slot: u16, property: &Property) -> Option<Fact> {
        let mut values = self.values(record.values(slot), property);
        if values.is_empty() {
            return None;
        }
        let more = values.len().saturating_sub(VALUES_SHOWN_MAX);
        values.truncate(VALUES_SHOWN_MAX);
        Some(Fact { field: property.field.clone(), label: self.field(property), description: self.help(property), values, more })
    }

    fn values(&self, values: &Values, property: &Property) -> Vec<Shown> {
        match values {
            Values::None => Vec::new(),
            Values::Links(links) => links.iter().filter_map(|id| self.name_of(*id)).map(Shown::Name).collect(),
            Values::Plain(values) => values.iter().map(|value| Shown::Said(Said { text: self.plain(value), lang: String::new() })).collect(),
            Values::Texts(texts) if matches!(property.range, Range::Address | Range::Identifier(_)) => texts.iter().map(|text| self.address_shown(&text.raw())).collect(),
            Values::Texts(texts) if property.single => choose(texts, &self.languages).into_iter().map(|text| Shown::Said(self.said(text))).collect(),
            Values::Texts(texts) => texts.iter().map(|text| Shown::Said(self.said(text))).collect(),
        }
    }

    pub fn plain(&self, value: &Value) -> String {
        match value {
            Value::Boolean(true) => self.words.say("yes"),
            Value::Boolean(false) => self.words.say("no"),
            Value::Integer(number) => number.to_string(),
            Value::Decimal(number) => number.to_string(),
            Value::Year(year) => year.to_string(),
            Value::Date(date) => date.strftime("%-d %B %Y").to_string(),
            Value::DateTime(time) => day(*time),
            Value::Text(text) => text.text.clone(),
            Value::Iri(iri) => iri.clone(),
        }
    }

    /// What a record links to on the strength of claims.
    pub fn tags(&self, record: &Record) -> Vec<Name> {
        let mut names: Vec<Name> = Vec::new();
        for target in record.edges.iter().filter(|edge| edge.level.is_some()).filter_map(|edge| self.name_of(edge.target)) {
            if names.len() < CARD_TAGS_MAX && !names.contains(&target) {
                names.push(target);
            }
        }
        names
    }

    /// A record in a list; `kind` where the list has several types, `searched` the words that were searched.
    pub fn card(&self, record: &Record, kind: bool, searched: Option<&str>) -> Card {
        let ty = self.ontology().ty(record.ty);
        let facts = (0_u16..).zip(&ty.properties).filter(|(_, property)| on_card(property)).filter_map(|(slot, property)| self.fact(record, slot, property));
        let label = ty.role(Role::Label).and_then(|slot| ty.property(slot)).map(|property| property.field.as_str());
        let fragments = searched.map(|words| search::snippets(&self.state, record.id, words, SNIPPET_CHARS_MAX, &self.languages)).unwrap_or_default();
        let snippets = fragments.into_iter().filter(|(field, _)| Some(field.as_str()) != label).take(CARD_SNIPPETS_MAX);
        let snippets = snippets.map(|(field, pieces)| Snippet { label: ty.field(&field).map_or_else(|| field.clone(), |property| self.field(property)), pieces });
        Card {
            words: self.words,
            name: self.name(record),
            kind: kind.then(|| self.kind(ty)),
            summary: self.summary(record).map(|said| Said { text: shortened(&said.text, SUMMARY_CHARS_MAX).into_owned(), lang: said.lang }),
            facts: facts.flat_map(|fact| fact.values).take(CARD_FACTS_MAX).collect(),
            tags: self.tags(record),
            snippets: snippets.collect(),
            grounds: None,
            deprecated: is_deprecated(self.ontology(), record),
        }
    }
}

/// What tells records of a list apart at a glance: one value that people filter by, or when it was.
fn on_card(property: &Property) -> bool {
    property.is_public() && property.max_count == 1 && (property.facet || property.role == Some(Role::Year)) && !property.claimed && !matches!(property.range, Range::Boolean)
}

/// Whether it should be used no longer.
#[must_use]
pub fn is_deprecated(ontology: &Ontology, record: &Record) -> bool {
    let ty = ontology.ty(record.ty);
    let slot = ty.properties.iter().position(|property| ontology.path(property.path).as_ref() == OWL_DEPRECATED);
    slot.and_then(|slot| record.values.get(slot)).is_some_and(|values| values.plain().contains(&Value::Boolean(true)))
}

/// `/tools/block-party`
#[must_use]
pub fn address(ty: &Type, record: &Record) -> String {
    format!("/{}/{}", segment(ty), record.key(ty))
}

impl Visit {
    /// Addresses without what everybody knows.
    fn address_shown(&self, iri: &str) -> Shown {
        let text = iri.strip_prefix("https://").or_else(|| iri.strip_prefix("http://")).unwrap_or(iri);
        let text = text.strip_prefix("www.").unwrap_or(text).trim_end_matches('/');
        if iri.starts_with("https://") || iri.starts_with("http://") {
            let known = self.house.engine.directory().addresses();
            let mark = known.of(iri).filter(|check| Standing::of(check) == Standing::Broken).map(|_| self.words.say("link-broken"));
            Shown::Elsewhere(Elsewhere { href: iri.to_owned(), text: shortened(text, 70).into_owned(), mark })
        } else {
            Shown::Said(Said { text: iri.to_owned(), lang: String::new() })
        }
    }

    /// When the address of a record answered last: its own page on the web, or else the first that it names.
    pub fn verified(&self, ty: &Type, record: &Record) -> Option<String> {
        let home = |property: &Property| property.role != Some(Role::Homepage);
        let mut slots: Vec<_> = (0_u16..).zip(&ty.properties).filter(|(_, property)| leads_to_the_web(property)).collect();
        slots.sort_by_key(|(slot, property)| (home(property), *slot));
        let address = slots.into_iter().find_map(|(slot, _)| record.values(slot).texts().first())?.raw().into_owned();
        let answered = self.house.engine.directory().addresses().of(&address)?.answered?;
        jiff::Timestamp::from_millisecond(answered).ok().map(day)
    }
}

/// Cut at a word, with an ellipsis.
#[must_use]
pub fn shortened(text: &str, chars_max: usize) -> Cow<'_, str> {
    let Some((end, _)) = text.char_indices().nth(chars_max) else { return Cow::Borrowed(text) };
    let head = text.get(..end).unwrap_or(text);
    let cut = head.rfind(' ').filter(|at| *at > end / 2).unwrap_or(end);
    Cow::Owned(format!("{}…", head.get(..cut).unwrap_or(head).trim_end_matches([' ', ',', ';', ':', '.'])))
}

/// 26 November 2026
#[must_use]
pub fn day(time: jiff::Timestamp) -> String {
    time.to_zoned(jiff::tz::TimeZone::UTC).strftime("%-d %B %Y").to_string()
}
