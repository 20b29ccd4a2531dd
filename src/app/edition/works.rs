//! Citations and references, formatted by a style of the Citation Style Language.

use hayagriva::archive::{ArchivedStyle, locales};
use hayagriva::citationberg::json::Item;
use hayagriva::citationberg::taxonomy::Locator;
use hayagriva::citationberg::{FontStyle, IndependentStyle, LocaleCode, Style};
use hayagriva::{BibliographyDriver, BibliographyRequest, CitationItem, CitationRequest, CitePurpose, ElemChild, ElemChildren, ElemMeta, LocatorPayload, SpecificLocator};
use serde_json::Value as Json;
use std::sync::LazyLock;

use crate::ontology::prose::Cite;

/// Author and year in the text: what a reader of practice guides knows.
const STYLE: ArchivedStyle = ArchivedStyle::HarvardCiteThemRight;

static HARVARD: LazyLock<Option<IndependentStyle>> = LazyLock::new(|| if let Style::Independent(style) = STYLE.get() { Some(style) } else { None });
static LOCALES: LazyLock<Vec<hayagriva::citationberg::Locale>> = LazyLock::new(locales);

/// Words in one form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    pub text: String,
    pub is_italic: bool,
    /// The address of the record, where it leads there, or one on the web.
    pub to: Option<String>,
}

/// What a style makes of the citations of a text.
#[derive(Debug, Default)]
pub struct Formatted {
    /// For each place where works are cited.
    pub cites: Vec<Vec<Run>>,
    /// The address of each work that is cited and its entry, in the order of the list of references.
    pub entries: Vec<(String, Vec<Run>)>,
}

/// Formats; `works`: CSL-JSON by the keys of the citations.
pub fn format(cites: &[&Cite], works: &[(String, Json)], language: &str) -> Formatted {
    let Some(style) = HARVARD.as_ref() else { return Formatted::default() };
    let items: Vec<(&str, Item)> = works.iter().filter_map(|(key, csl)| Some((key.as_str(), serde_json::from_value(csl.clone()).ok()?))).collect();
    let find = |key: &str| items.iter().find(|(own, _)| *own == key).map(|(_, item)| item);
    let locale = Some(LocaleCode(if language.starts_with("cy") { "cy-GB" } else { "en-GB" }.to_owned()));
    let mut driver = BibliographyDriver::new();
    // A place whose works are all gone has nothing to be formatted.
    let mut formatted: Vec<Option<Vec<&str>>> = Vec::new();
    for cite in cites {
        let known: Vec<_> = cite.works.iter().filter_map(|work| Some((work, find(&work.key)?))).collect();
        formatted.push((!known.is_empty()).then(|| known.iter().map(|(work, _)| work.key.as_str()).collect()));
        if known.is_empty() {
            continue;
        }
        let items = known.iter().map(|(work, item)| {
            let purpose = if !cite.in_brackets { Some(CitePurpose::Prose) } else { work.without_author.then_some(CitePurpose::Year) };
            CitationItem::new(*item, locator(&work.after), None, false, purpose)
        });
        driver.citation(CitationRequest::new(items.collect(), style, locale.clone(), &LOCALES, None));
    }
    let rendered = driver.finish(BibliographyRequest::new(style, locale, &LOCALES));
    let address = |key: &str| find(key).and_then(|item| item.id()).map(|id| id.into_owned());
    let mut citations = rendered.citations.into_iter();
    let cites = cites.iter().zip(&formatted).map(|(cite, keys)| match keys {
        Some(keys) => named(cite, &find, citations.next().map(|citation| runs(&citation.citation, &|at| keys.get(at).and_then(|key| address(key)))).unwrap_or_default()),
        None => vec![Run { text: format!("[{}]", cite.works.iter().map(|work| work.key.as_str()).collect::<Vec<_>>().join("; ")), is_italic: false, to: None }],
    });
    Formatted { cites: cites.collect(), entries: rendered.bibliography.map(|list| list.items.into_iter().map(|item| (item.key.clone(), runs(&item.content, &|_| None))).collect()).unwrap_or_default() }
}

/// In a sentence a work without an author is called by its title, which styles leave out there.
fn named<'a>(cite: &Cite, find: &impl Fn(&str) -> Option<&'a Item>, mut runs: Vec<Run>) -> Vec<Run> {
    let starts_bare = runs.first().is_some_and(|run| run.text.starts_with('('));
    if let (false, true, Some(item)) = (cite.in_brackets, starts_bare, cite.works.first().and_then(|work| find(&work.key))) {
        let title = item.0.get("title").and_then(|title| title.to_str()).unwrap_or_default().into_owned();
        let to = item.id().map(|id| id.into_owned());
        runs.insert(0, Run { text: title, is_italic: true, to: to.clone() });
        runs.insert(1, Run { text: " ".to_owned(), is_italic: false, to });
    }
    around(cite, runs)
}

/// `p. 3`, `pp. 3-5`: pages; anything else is said as it is.
fn locator(text: &str) -> Option<SpecificLocator<'_>> {
    let pages = text.strip_prefix("pp.").or_else(|| text.strip_prefix("p."))?.trim();
    (!pages.is_empty() && pages.chars().all(|sign| sign.is_ascii_digit() || matches!(sign, '-' | '–' | ',' | ' '))).then_some(SpecificLocator(Locator::Page, LocatorPayload::Str(pages)))
}

/// What is written before the first work and after the last, which no style knows.
fn around(cite: &Cite, mut runs: Vec<Run>) -> Vec<Run> {
    let before = cite.works.first().map(|work| work.before.as_str()).filter(|before| !before.is_empty());
    let after = cite.works.last().map(|work| work.after.as_str()).filter(|after| !after.is_empty() && locator(after).is_none());
    if let (Some(before), Some(first)) = (before, runs.first_mut()) {
        let at = usize::from(first.text.starts_with(['(', '[']));
        first.text.insert_str(at, &format!("{before} "));
    }
    if let (Some(after), Some(last)) = (after, runs.last_mut()) {
        let at = last.text.len() - usize::from(last.text.ends_with([')', ']']));
        last.text.insert_str(at, &format!(", {after}"));
    }
    runs
}

fn runs(children: &ElemChildren, address: &dyn Fn(usize) -> Option<String>) -> Vec<Run> {
    let mut found: Vec<Run> = Vec::new();
    walk(children, None, address, &mut found);
    found
}

fn walk(children: &ElemChildren, to: Option<&str>, address: &dyn Fn(usize) -> Option<String>, found: &mut Vec<Run>) {
    let mut say = |text: &str, is_italic: bool, to: Option<&str>| match found.last_mut() {
        Some(last) if last.is_italic == is_italic && last.to.as_deref() == to => last.text.push_str(text),
        _ => found.push(Run { text: text.to_owned(), is_italic, to: to.map(str::to_owned) }),
    };
    for child in &children.0 {
        match child {
            ElemChild::Text(text) => say(&text.text, text.formatting.font_style == FontStyle::Italic, to),
            ElemChild::Markup(text) => say(text, false, to),
            ElemChild::Link { text, url } => say(&text.text, text.formatting.font_style == FontStyle::Italic, Some(to.unwrap_or(url))),
            ElemChild::Transparent { .. } => {}
            ElemChild::Elem(elem) => {
                let own = if let Some(ElemMeta::Entry(at)) = elem.meta { address(at) } else { None };
                let mut within = Vec::new();
                walk(&elem.children, own.as_deref().or(to), address, &mut within);
                within.iter().for_each(|run| say(&run.text, run.is_italic, run.to.as_deref()));
            }
        }
    }
}
