//! Citations within a run of text, as Pandoc writes them.

use super::Inline;

/// One place where works are cited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cite {
    /// Never empty.
    pub works: Vec<Work>,
    /// Written in brackets, so that it does not belong to the sentence.
    pub in_brackets: bool,
}

/// A work that is cited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Work {
    /// `tool/block-party`
    pub key: String,
    pub before: String,
    /// Where in the work, and what else is said of it.
    pub after: String,
    /// The sentence has named who wrote it.
    pub without_author: bool,
}

/// A run of text with the citations in it.
pub fn inlines(text: &str) -> Vec<Inline> {
    let mut found = Vec::new();
    let mut said = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['[', '@']) {
        let (before, here) = rest.split_at(at);
        said.push_str(before);
        let last = said.chars().next_back();
        let cite = if here.starts_with('[') { group(here) } else { alone(here).filter(|_| !last.is_some_and(|sign| sign.is_alphanumeric() || matches!(sign, '/' | '.' | '@' | '-'))) };
        let Some((cite, after)) = cite else {
            let (sign, after) = here.split_at(1);
            said.push_str(sign);
            rest = after;
            continue;
        };
        if !said.is_empty() {
            found.push(Inline::Text(std::mem::take(&mut said)));
        }
        found.push(Inline::Cite(cite));
        rest = after;
    }
    said.push_str(rest);
    if !said.is_empty() {
        found.push(Inline::Text(said));
    }
    found
}

/// `[see @tool/a, p. 3; -@finding/b]`, and what comes after it.
fn group(text: &str) -> Option<(Cite, &str)> {
    let (within, after) = text.strip_prefix('[')?.split_once(']')?;
    // A bracket within would belong to another.
    if within.contains('[') || !within.contains('@') {
        return None;
    }
    let works = within.split(';').map(work).collect::<Option<Vec<_>>>()?;
    Some((Cite { works, in_brackets: true }, after))
}

fn work(text: &str) -> Option<Work> {
    let at = text.match_indices('@').map(|(at, _)| at).find(|at| text.get(at + 1..).and_then(key).is_some())?;
    let (before, here) = text.split_at(at);
    let (found, after) = key(here.get(1..)?)?;
    let without_author = before.ends_with('-');
    let before = before.trim_end_matches('-').trim();
    Some(Work { key: found.to_owned(), before: before.to_owned(), after: after.trim_start_matches([',', ' ']).trim_end().to_owned(), without_author })
}

/// `@finding/b` in a sentence.
fn alone(text: &str) -> Option<(Cite, &str)> {
    let (found, after) = key(text.strip_prefix('@')?)?;
    Some((Cite { works: vec![Work { key: found.to_owned(), before: String::new(), after: String::new(), without_author: false }], in_brackets: false }, after))
}

/// A key at the beginning of a text, and what comes after it.
fn key(text: &str) -> Option<(&str, &str)> {
    let part = |text: &str| text.bytes().take_while(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || *byte == b'-').count();
    let segment = part(text);
    let own = part(text.get(segment..)?.strip_prefix('/')?);
    let (found, after) = text.split_at(segment + 1 + own);
    let trimmed = found.trim_end_matches('-');
    let after = if trimmed.len() == found.len() { after } else { text.get(trimmed.len()..)? };
    (segment > 0 && !trimmed.ends_with('/') && text.starts_with(|letter: char| letter.is_ascii_lowercase())).then_some((trimmed, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> Vec<String> {
        inlines(text).into_iter().filter_map(|inline| if let Inline::Cite(cite) = inline { Some(cite.works.into_iter().map(|work| work.key)) } else { None }).flatten().collect()
    }

    #[test]
    fn citations_are_read_as_pandoc_writes_them() {
        assert_eq!(keys("As @finding/b says [see @tool/a, p. 3; -@claim/a--b], it helps."), ["finding/b", "tool/a", "claim/a--b"]);
        let Some(Inline::Cite(cite)) = inlines("x [see @tool/a, pp. 3-4; -@claim/b]").pop() else { panic!("a citation") };
        assert_eq!((cite.works[0].before.as_str(), cite.works[0].after.as_str(), cite.works[1].without_author), ("see", "pp. 3-4", true));
        for text in ["write to me@tool/a", "https://medium.com/@tool/a", "@HigherEd and @nobody", "[a note]", "[@tool/a [b]", "@tool/", "@/a", "[@tool/a; and nothing]"] {
            let found = keys(text);
            assert!(found.is_empty() || found == ["tool/a"] && (text == "[@tool/a [b]" || text.ends_with("nothing]")), "{text}: {found:?}");
        }
    }

    #[test]
    fn nothing_is_lost_between_citations() {
        assert_eq!(inlines("a @b c"), [Inline::Text("a @b c".to_owned())]);
        assert_eq!(inlines("@tool/a- b").last(), Some(&Inline::Text("- b".to_owned())));
        assert_eq!(inlines("[]@[@").len(), 1);
    }
}
