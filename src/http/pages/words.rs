//! The words of the interface, in English and Welsh: `locales/{language}/main.ftl` (Project Fluent). What a language lacks is said in English.
//!
//! Only the interface speaks here; records are in their own languages, and the ontology has its own labels.

use std::sync::LazyLock;

use actix_web::http::header::{self, HeaderMap};
use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use unic_langid::LanguageIdentifier;

/// The interface in one language.
pub struct Words {
    /// Its tag, and its own name for itself.
    pub tag: &'static str,
    pub name: &'static str,
    bundle: FluentBundle<FluentResource>,
}

/// A count, however a template hands it over.
pub trait Number {
    fn number(&self) -> u64;
}

impl Number for u64 {
    fn number(&self) -> u64 {
        *self
    }
}

impl<T: Number> Number for &T {
    fn number(&self) -> u64 {
        T::number(self)
    }
}

/// Each language: tag, own name, text. The first one is complete and stands in for what others lack.
const SOURCES: [(&str, &str, &str); 2] = [("en", "English", include_str!("../../../locales/en/main.ftl")), ("cy", "Cymraeg", include_str!("../../../locales/cy/main.ftl"))];

static OTHERS: LazyLock<Vec<Words>> = LazyLock::new(|| SOURCES.iter().skip(1).map(|(tag, name, text)| Words::read(tag, name, text)).collect());
static ENGLISH: LazyLock<Words> = LazyLock::new(|| Words::read(SOURCES[0].0, SOURCES[0].1, SOURCES[0].2));

impl std::fmt::Debug for Words {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_tuple("Words").field(&self.tag).finish()
    }
}

impl Words {
    fn read(tag: &'static str, name: &'static str, text: &str) -> Self {
        let identifier: LanguageIdentifier = tag.parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![identifier]);
        // The marks that isolate values from texts of another direction would stand in titles and attributes too.
        bundle.set_use_isolating(false);
        let resource = FluentResource::try_new(text.to_owned()).unwrap_or_else(|(resource, errors)| {
            tracing::error!(tag, ?errors, "words of the interface cannot be read");
            resource
        });
        bundle.add_resource_overriding(resource);
        Self { tag, name, bundle }
    }

    #[must_use]
    pub fn english() -> &'static Self {
        &ENGLISH
    }

    /// Every language of the interface.
    pub fn all() -> impl Iterator<Item = &'static Self> {
        std::iter::once(Self::english()).chain(OTHERS.iter())
    }

    /// The language with this tag.
    #[must_use]
    pub fn of(tag: &str) -> Option<&'static Self> {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        Self::all().find(|words| words.tag.eq_ignore_ascii_case(primary))
    }

    /// The language that a visitor chose before, or else the one that their browser asks for.
    #[must_use]
    pub fn preferred(headers: &HeaderMap) -> &'static Self {
        let cookies = headers.get_all(header::COOKIE).filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(';'));
        let chosen = cookies.filter_map(|cookie| cookie.trim().strip_prefix("lang=")).find_map(Self::of);
        let asked = || {
            let tags = headers.get_all(header::ACCEPT_LANGUAGE).filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(','));
            let mut weighted: Vec<(f32, &str)> = tags.map(|tag| tag.split_once(";q=").map_or((1.0, tag.trim()), |(tag, weight)| (weight.trim().parse().unwrap_or(0.0), tag.trim()))).collect();
            weighted.sort_by(|one, other| other.0.total_cmp(&one.0));
            weighted.into_iter().find_map(|(_, tag)| Self::of(tag))
        };
        chosen.or_else(asked).unwrap_or_else(Self::english)
    }

    /// The name of a language, in itself where it is known here.
    #[must_use]
    pub fn language(&self, tag: &str) -> String {
        Self::of(tag).map_or_else(|| tag.to_owned(), |words| words.name.to_owned())
    }

    /// A message.
    #[must_use]
    pub fn say(&self, id: &str) -> String {
        self.tell(id, None)
    }

    /// A message about a number, `$count`.
    #[must_use]
    pub fn count(&self, id: &str, count: impl Number) -> String {
        let mut arguments = FluentArgs::new();
        arguments.set("count", FluentValue::from(count.number()));
        self.tell(id, Some(&arguments))
    }

    /// A message with one value in it.
    #[must_use]
    pub fn with(&self, id: &str, name: &str, value: impl AsRef<str>) -> String {
        let mut arguments = FluentArgs::new();
        arguments.set(name, FluentValue::from(value.as_ref()));
        self.tell(id, Some(&arguments))
    }

    fn tell(&self, id: &str, arguments: Option<&FluentArgs<'_>>) -> String {
        let Some(pattern) = self.bundle.get_message(id).and_then(|message| message.value()) else {
            if std::ptr::eq(self, Self::english()) {
                tracing::warn!(id, "the interface has no words for this");
                return id.to_owned();
            }
            return Self::english().tell(id, arguments);
        };
        self.bundle.format_pattern(pattern, arguments, &mut Vec::new()).into_owned()
    }

    /// Whether the language itself has words for this.
    #[cfg(test)]
    fn has(&self, id: &str) -> bool {
        self.bundle.has_message(id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{fs, path::Path};

    fn ids(text: &str) -> Vec<&str> {
        text.lines().filter(|line| line.starts_with(|letter: char| letter.is_ascii_lowercase())).filter_map(|line| line.split_once(" =")).map(|(id, _)| id).collect()
    }

    /// Texts of the folder of pages and its parts, and of the files beside it.
    fn sources() -> String {
        let mut folders = vec![Path::new("src/http").to_owned(), Path::new("src/http/pages").to_owned()];
        folders.extend(fs::read_dir("src/http/pages").into_iter().flatten().flatten().map(|entry| entry.path()).filter(|path| path.is_dir()));
        let files = folders.iter().flat_map(|folder| fs::read_dir(folder).into_iter().flatten().flatten());
        files.filter_map(|file| fs::read_to_string(file.path()).ok()).collect()
    }

    #[test]
    fn every_word_that_a_page_says_is_there_and_every_word_that_is_there_is_said() {
        let text = sources();
        for call in ["words.say(\"", "words.count(\"", "words.with(\""] {
            for id in text.split(call).skip(1).filter_map(|rest| rest.split('"').next()) {
                assert!(Words::english().has(id), "{id}");
            }
        }
        for id in ids(SOURCES[0].2) {
            let dynamic = id.rsplit_once("--").map(|(start, _)| format!("{start}--"));
            assert!(text.contains(&format!("\"{id}\"")) || dynamic.is_some_and(|start| text.contains(&start)), "nobody says {id}");
        }
    }

    #[test]
    fn other_languages_say_what_english_says() {
        let english = ids(SOURCES[0].2);
        for (tag, _, text) in SOURCES {
            let own = ids(text);
            let lacking: Vec<_> = english.iter().filter(|id| !own.contains(id)).collect();
            let unknown: Vec<_> = own.iter().filter(|id| !english.contains(id)).collect();
            assert!(lacking.is_empty() && unknown.is_empty(), "{tag} lacks {lacking:?} and has {unknown:?}");
        }
    }

    #[test]
    fn the_visitor_s_choice_comes_before_the_browser_s() {
        let headers = |pairs: &[(header::HeaderName, &'static str)]| HeaderMap::from_iter(pairs.iter().map(|(name, value)| (name.clone(), header::HeaderValue::from_static(value))));
        for (pairs, tag) in [
            (&[][..], "en"),
            (&[(header::ACCEPT_LANGUAGE, "cy-GB, en;q=0.8")][..], "cy"),
            (&[(header::ACCEPT_LANGUAGE, "fr, en;q=0.5, cy;q=0.7")][..], "cy"),
            (&[(header::ACCEPT_LANGUAGE, "cy"), (header::COOKIE, "a=b; lang=en")][..], "en"),
            (&[(header::COOKIE, "lang=xx")][..], "en"),
        ] {
            assert_eq!(Words::preferred(&headers(pairs)).tag, tag, "{pairs:?}");
        }
        assert_eq!(Words::english().count("results", 1_u64), "1 result");
    }
}
