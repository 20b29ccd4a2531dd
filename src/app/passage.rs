//! Passages: the words of a record that a response is about, named as by the TextQuoteSelector of Web Annotation (W3C, 2017): word for word,
//! with words before and after where they stand more than once. White space and the form of quotation marks make no difference, because
//! people copy from pages. A passage stands where it stands now: when the record is changed and has it no longer, the response stays.
//!
//! Uses the views; which property plays which part, the ontology says.

use std::ops::Range as Span;

use crate::ontology::prose::Prose;
use crate::ontology::record::Value;
use crate::ontology::{Part, Range, Role, Type};
use crate::views::State;
use crate::views::records::{Id, Record, Token};

/// Characters of what is shown as the nearest passage.
const NEAREST_CHARS_MAX: usize = 200;

/// A passage as it is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selector {
    pub exact: String,
    pub prefix: String,
    pub suffix: String,
}

/// Where a passage stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    pub slot: u16,
    /// Of the text; empty where it has none.
    pub language: String,
    /// The whole text, of Markdown its words.
    pub text: String,
    /// Bytes of it.
    pub span: Span<usize>,
}

/// A published response to a passage.
#[derive(Clone, Debug)]
pub struct Passage {
    pub response: Id,
    pub selector: Selector,
    /// Nothing where it stands no longer.
    pub spot: Option<Spot>,
}

impl Selector {
    /// The passage that a record with these values is about, if it names one.
    #[must_use]
    pub fn of(ty: &Type, values: &[Vec<Value>]) -> Option<Self> {
        let said = |part| match ty.part(part).and_then(|slot| values.get(usize::from(slot))).and_then(|values| values.first()) {
            Some(Value::Text(text)) => text.text.clone(),
            _ => String::new(),
        };
        let exact = said(Part::Quote);
        (!exact.trim().is_empty()).then(|| Self { exact, prefix: said(Part::QuotePrefix), suffix: said(Part::QuoteSuffix) })
    }

    /// Where a record has the passage: the first place that fits.
    #[must_use]
    pub fn find(&self, state: &State, target: &Record) -> Option<Spot> {
        texts(state, target).into_iter().find_map(|(slot, language, text)| {
            let span = self.find_in(&text)?;
            Some(Spot { slot, language, text, span })
        })
    }

    /// The bytes of a text that it takes.
    fn find_in(&self, text: &str) -> Option<Span<usize>> {
        let folded = Folded::of(text);
        let trimmed = |text: &str| Folded::of(text).text.trim().to_owned();
        let (exact, prefix, suffix) = (trimmed(&self.exact), trimmed(&self.prefix), trimmed(&self.suffix));
        let fits = |at: &usize| {
            let (before, after) = (folded.text.get(..*at).unwrap_or_default(), folded.text.get(at + exact.len()..).unwrap_or_default());
            before.trim_end().ends_with(&prefix) && after.trim_start().starts_with(&suffix)
        };
        let at = folded.text.match_indices(&exact).map(|(at, _)| at).find(fits)?;
        folded.span(at, at + exact.len())
    }

    /// What in a record is most like the passage, if anything is.
    #[must_use]
    pub fn nearest(&self, state: &State, target: &Record) -> Option<String> {
        let words = |text: &str| text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect::<std::collections::BTreeSet<_>>();
        let wanted = words(&self.exact);
        let texts = texts(state, target);
        let sentences = texts.iter().flat_map(|(.., text)| text.split_inclusive(['.', '!', '?', '\n'])).map(str::trim).filter(|sentence| !sentence.is_empty());
        let likeness = |sentence: &str| {
            let own = words(sentence);
            // Dice, in thousandths.
            own.intersection(&wanted).count() * 2_000 / (own.len() + wanted.len()).max(1)
        };
        let best = sentences.map(|sentence| (likeness(sentence), sentence)).max_by_key(|(likeness, _)| *likeness).filter(|(likeness, _)| *likeness > 0)?;
        Some(best.1.chars().take(NEAREST_CHARS_MAX).collect())
    }
}

/// A text in which white space and quotation marks are alike, and where each of its bytes comes from.
struct Folded {
    text: String,
    /// For each byte of `text` the byte at which its character begins, and the one after it.
    origins: Vec<(usize, usize)>,
}

impl Folded {
    fn of(text: &str) -> Self {
        let mut folded = Self { text: String::with_capacity(text.len()), origins: Vec::with_capacity(text.len()) };
        for (at, letter) in text.char_indices() {
            let letter_end = at + letter.len_utf8();
            let letter = match letter {
                '‘' | '’' | '‚' => '\'',
                '“' | '”' | '„' => '"',
                letter if letter.is_whitespace() => ' ',
                letter => letter,
            };
            if letter == ' ' && folded.text.ends_with(' ') {
                continue;
            }
            folded.text.push(letter);
            folded.origins.resize(folded.text.len(), (at, letter_end));
        }
        folded
    }

    fn span(&self, from: usize, until: usize) -> Option<Span<usize>> {
        let (start, _) = self.origins.get(from)?;
        let (_, end) = self.origins.get(until.checked_sub(1)?)?;
        Some(*start..*end)
    }
}

/// Everything that a record says in words: slot, language, text.
fn texts(state: &State, target: &Record) -> Vec<(u16, String, String)> {
    let ty = state.snapshot.ontology().ty(target.ty);
    let worded = (0_u16..).zip(&ty.properties).filter(|(_, property)| property.is_public() && matches!(property.range, Range::Text | Range::LocalText));
    let all = worded.flat_map(|(slot, property)| {
        target.values(slot).texts().iter().map(move |text| {
            let raw = text.raw().into_owned();
            let words = if property.role == Some(Role::Body) { Prose::read(&raw).words() } else { raw };
            (slot, text.language().to_owned(), words)
        })
    });
    all.collect()
}

/// The published responses to passages of a record, oldest first.
#[must_use]
pub fn passages(state: &State, target: &Record) -> Vec<Passage> {
    let ontology = state.snapshot.ontology();
    let mut found = Vec::new();
    for ty in ontology.types_with(Part::RespondsTo) {
        let Some(property) = ty.part(Part::RespondsTo).and_then(|slot| ty.property(slot)) else { continue };
        let all = state.snapshot.set(Token::link(property.path, target.id)) & state.snapshot.set(Token::of_type(ty.id));
        for response in all.iter().filter_map(|id| state.snapshot.record(id)) {
            let Some(selector) = Selector::of(ty, &state.snapshot.judged(response, false).values) else { continue };
            let spot = selector.find(state, target);
            found.push((response.issued, Passage { response: response.id, selector, spot }));
        }
    }
    found.sort_by_key(|(issued, passage)| (*issued, passage.response));
    found.into_iter().map(|(_, passage)| passage).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found<'a>(text: &'a str, exact: &str, prefix: &str, suffix: &str) -> Option<&'a str> {
        let selector = Selector { exact: exact.to_owned(), prefix: prefix.to_owned(), suffix: suffix.to_owned() };
        selector.find_in(text).and_then(|span| text.get(span))
    }

    #[test]
    fn a_passage_is_found_however_it_was_copied() {
        assert_eq!(found("They say “it  escalates”\nfast.", "\"it escalates\" fast", "", ""), Some("“it  escalates”\nfast"));
        assert_eq!(found("They say so.", "They say it", "", ""), None);
        assert_eq!(found("ÄÖ ’quoted’ ü", "'quoted'", "", ""), Some("’quoted’"));
    }

    #[test]
    fn what_stands_before_and_after_tells_places_apart() {
        let text = "fear of loss, fear of blame, fear of loss again";
        assert_eq!(Selector { exact: "fear".to_owned(), prefix: "loss,".to_owned(), suffix: String::new() }.find_in(text), Some(14..18));
        assert_eq!(Selector { exact: "fear of loss".to_owned(), prefix: String::new(), suffix: "again".to_owned() }.find_in(text), Some(29..41));
        assert_eq!(found(text, "fear", "again", ""), None);
    }
}
