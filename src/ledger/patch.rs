//! What an event changes, as [RDF Patch](https://afs.github.io/rdf-delta/rdf-patch.html) text.

use std::fmt::{self, Display, Write as _};
use std::str::FromStr;

use oxigraph::model::{BlankNode, Literal, NamedNode, NamedNodeRef, NamedOrBlankNode, NamedOrBlankNodeRef, Term, TermRef, Triple};

/// Triples taken from and added to the default graph; removals happen first.
///
/// Written as one line per triple, terms as in canonical N-Triples, removals first, each part sorted and without repetitions:
/// equal changes have equal text. Only that form is read back.
///
/// ```
/// use whatworks::ledger::Patch;
/// let text = "D <https://a.example/t> <https://a.example/name> \"Blok party\"@en .\n\
///             A <https://a.example/t> <https://a.example/name> \"Block party\"@en .\n";
/// let patch = Patch::parse(text)?;
/// assert_eq!(patch.to_string(), text);
/// assert_eq!(patch.inverse().removed, patch.added);
/// # Ok::<(), whatworks::ledger::PatchError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Patch {
    pub removed: Vec<Triple>,
    pub added: Vec<Triple>,
}

/// A line that is not a line of a patch.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line} of the patch is not understood: {expected} expected")]
pub struct PatchError {
    pub line: usize,
    pub expected: &'static str,
}

impl Patch {
    /// The same change with its triples in canonical order and each only once.
    #[must_use]
    pub fn new(removed: Vec<Triple>, added: Vec<Triple>) -> Self {
        let canonical = |mut triples: Vec<Triple>| {
            triples.sort_by_cached_key(line);
            triples.dedup();
            triples
        };
        Self { removed: canonical(removed), added: canonical(added) }
    }

    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.removed.is_empty() && self.added.is_empty()
    }

    /// The patch that takes this one back.
    #[must_use]
    pub fn inverse(&self) -> Self {
        Self { removed: self.added.clone(), added: self.removed.clone() }
    }

    pub fn parse(text: &str) -> Result<Self, PatchError> {
        let mut patch = Self::default();
        for (number, line) in lines(text) {
            let mut line = Line::new(number, line);
            match line.letter()? {
                b'D' if patch.added.is_empty() => patch.removed.push(line.triple()?),
                b'A' => patch.added.push(line.triple()?),
                _ => return Err(line.expected("`D` or, after all of those, `A`")),
            }
        }
        Ok(patch)
    }
}

impl FromStr for Patch {
    type Err = PatchError;

    fn from_str(text: &str) -> Result<Self, PatchError> {
        Self::parse(text)
    }
}

impl Display for Patch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        write_triples(&mut text, 'D', &self.removed);
        write_triples(&mut text, 'A', &self.added);
        f.write_str(&text)
    }
}

/// Appends one line per triple, sorted and without repetitions.
pub(super) fn write_triples(text: &mut String, letter: char, triples: &[Triple]) {
    let mut lines: Vec<String> = triples.iter().map(line).collect();
    lines.sort_unstable();
    lines.dedup();
    for line in lines {
        text.push(letter);
        text.push(' ');
        text.push_str(&line);
        text.push_str(" .\n");
    }
}

fn line(triple: &Triple) -> String {
    let mut text = String::with_capacity(160);
    write_term(&mut text, triple.subject.as_ref().into());
    text.push(' ');
    write_iri(&mut text, triple.predicate.as_str());
    text.push(' ');
    write_term(&mut text, triple.object.as_ref());
    text
}

pub(super) fn write_term(text: &mut String, term: TermRef<'_>) {
    match term {
        TermRef::NamedNode(node) => write_iri(text, node.as_str()),
        TermRef::BlankNode(node) => {
            text.push_str("_:");
            text.push_str(node.as_str());
        }
        TermRef::Literal(literal) => {
            write_quoted(text, literal.value());
            if let Some(language) = literal.language() {
                text.push('@');
                text.push_str(language);
            } else if literal.datatype() != XSD_STRING {
                text.push_str("^^");
                write_iri(text, literal.datatype().as_str());
            }
        }
    }
}

const XSD_STRING: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("http://www.w3.org/2001/XMLSchema#string");

pub(super) fn write_iri(text: &mut String, iri: &str) {
    text.push('<');
    if iri.bytes().all(stands_in_iri) {
        text.push_str(iri);
    } else {
        for char in iri.chars() {
            if u8::try_from(char).is_ok_and(|byte| !stands_in_iri(byte)) {
                write_code_point(text, char);
            } else {
                text.push(char);
            }
        }
    }
    text.push('>');
}

const fn stands_in_iri(byte: u8) -> bool {
    !matches!(byte, 0..=b' ' | 0x7f | b'<' | b'>' | b'"' | b'{' | b'}' | b'|' | b'^' | b'`' | b'\\')
}

pub(super) fn write_quoted(text: &mut String, value: &str) {
    text.push('"');
    let mut rest = value;
    while let Some(at) = rest.find(|char: char| char.is_ascii_control() || matches!(char, '"' | '\\' | '\u{FFFE}' | '\u{FFFF}')) {
        let (plain, special) = rest.split_at(at);
        text.push_str(plain);
        let mut chars = special.chars();
        match chars.next() {
            Some('\u{8}') => text.push_str("\\b"),
            Some('\t') => text.push_str("\\t"),
            Some('\n') => text.push_str("\\n"),
            Some('\u{C}') => text.push_str("\\f"),
            Some('\r') => text.push_str("\\r"),
            Some('"') => text.push_str("\\\""),
            Some('\\') => text.push_str("\\\\"),
            Some(char) => write_code_point(text, char),
            None => {}
        }
        rest = chars.as_str();
    }
    text.push_str(rest);
    text.push('"');
}

fn write_code_point(text: &mut String, char: char) {
    // Writing to a string cannot fail.
    let _ = write!(text, "\\u{:04X}", u32::from(char));
}

/// The first term that would not survive being written and read back: the model lets such terms be made unchecked.
pub(super) fn unwritable<'a>(triples: impl IntoIterator<Item = &'a Triple>) -> Option<String> {
    let label = |label: &str| !label.is_empty() && !label.contains(|char: char| char.is_whitespace() || char.is_control());
    let tag = |tag: &str| !tag.is_empty() && tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    triples.into_iter().find_map(|triple| {
        if let NamedOrBlankNodeRef::BlankNode(node) = triple.subject.as_ref()
            && !label(node.as_str())
        {
            return Some(format!("the blank node label `{}` is not valid", node.as_str().escape_debug()));
        }
        match triple.object.as_ref() {
            TermRef::BlankNode(node) if !label(node.as_str()) => {
                Some(format!("the blank node label `{}` is not valid", node.as_str().escape_debug()))
            }
            TermRef::Literal(literal) => literal
                .language()
                .filter(|language| !tag(language))
                .map(|language| format!("the language tag `{}` is not valid", language.escape_debug())),
            _ => None,
        }
    })
}

/// Numbered lines; the last one ends in a line feed like every other.
pub(super) fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut rest = text;
    let mut number = 0;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        number += 1;
        let end = memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len());
        let line = &rest[..end];
        rest = rest.get(end + 1..).unwrap_or_default();
        Some((number, line))
    })
}

/// Reads one line from left to right. Replay spends its time here, so a term without escapes is one search and one copy.
pub(super) struct Line<'a> {
    number: usize,
    rest: &'a str,
}

impl<'a> Line<'a> {
    pub(super) const fn new(number: usize, line: &'a str) -> Self {
        Self { number, rest: line }
    }

    pub(super) const fn expected(&self, expected: &'static str) -> PatchError {
        PatchError { line: self.number, expected }
    }

    pub(super) fn letter(&mut self) -> Result<u8, PatchError> {
        let letter = self.rest.as_bytes().first().copied().filter(u8::is_ascii_uppercase).ok_or_else(|| self.expected("a letter"))?;
        self.rest = &self.rest[1..];
        self.take(" ", "a space")?;
        Ok(letter)
    }

    pub(super) fn word(&mut self) -> Result<&'a str, PatchError> {
        let (word, rest) = self.rest.split_once(' ').ok_or_else(|| self.expected("a word"))?;
        self.rest = rest;
        Ok(word)
    }

    pub(super) fn triple(&mut self) -> Result<Triple, PatchError> {
        let subject = match self.term()? {
            Term::NamedNode(node) => NamedOrBlankNode::NamedNode(node),
            Term::BlankNode(node) => NamedOrBlankNode::BlankNode(node),
            Term::Literal(_) => return Err(self.expected("a subject that is not a literal")),
        };
        self.take(" ", "a space")?;
        let predicate = NamedNode::new_unchecked(self.iri()?);
        self.take(" ", "a space")?;
        let object = self.term()?;
        self.end()?;
        Ok(Triple { subject, predicate, object })
    }

    pub(super) fn end(&mut self) -> Result<(), PatchError> {
        if self.rest == " ." { Ok(()) } else { Err(self.expected("` .` at the end")) }
    }

    fn term(&mut self) -> Result<Term, PatchError> {
        match self.rest.as_bytes().first() {
            Some(b'<') => Ok(NamedNode::new_unchecked(self.iri()?).into()),
            Some(b'"') => Ok(self.literal()?.into()),
            Some(b'_') => Ok(self.blank_node()?.into()),
            _ => Err(self.expected("a term")),
        }
    }

    pub(super) fn iri(&mut self) -> Result<String, PatchError> {
        self.take("<", "an IRI")?;
        let end = memchr::memchr(b'>', self.rest.as_bytes()).ok_or_else(|| self.expected("`>` after an IRI"))?;
        let iri = &self.rest[..end];
        self.rest = &self.rest[end + 1..];
        if iri.bytes().all(stands_in_iri) {
            return Ok(iri.to_owned());
        }
        let mut text = String::with_capacity(iri.len());
        let mut chars = iri.chars();
        while let Some(char) = chars.next() {
            match char {
                '\\' => text.push(self.code_point(&mut chars)?),
                char if u8::try_from(char).is_ok_and(|byte| !stands_in_iri(byte)) => return Err(self.expected("an IRI")),
                char => text.push(char),
            }
        }
        Ok(text)
    }

    fn literal(&mut self) -> Result<Literal, PatchError> {
        let value = self.quoted()?;
        match self.rest.as_bytes().first() {
            Some(b'@') => {
                let end = self.rest.find(' ').unwrap_or(self.rest.len());
                let language = &self.rest[1..end];
                if language.is_empty() || !language.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
                    return Err(self.expected("a language tag"));
                }
                self.rest = &self.rest[end..];
                Ok(Literal::new_language_tagged_literal_unchecked(value, language))
            }
            Some(b'^') => {
                self.take("^^", "`^^`")?;
                Ok(Literal::new_typed_literal(value, NamedNode::new_unchecked(self.iri()?)))
            }
            _ => Ok(Literal::new_simple_literal(value)),
        }
    }

    pub(super) fn quoted(&mut self) -> Result<String, PatchError> {
        self.take("\"", "a quoted text")?;
        let mut value = String::new();
        loop {
            let at = memchr::memchr2(b'"', b'\\', self.rest.as_bytes()).ok_or_else(|| self.expected("`\"` after a text"))?;
            let (plain, special) = self.rest.split_at(at);
            value.push_str(plain);
            let mut chars = special.chars();
            if chars.next() == Some('"') {
                self.rest = chars.as_str();
                return Ok(value);
            }
            value.push(match chars.clone().next() {
                Some('u' | 'U') => self.code_point(&mut chars)?,
                _ => match chars.next() {
                    Some('b') => '\u{8}',
                    Some('t') => '\t',
                    Some('n') => '\n',
                    Some('f') => '\u{C}',
                    Some('r') => '\r',
                    Some(char @ ('"' | '\\')) => char,
                    _ => return Err(self.expected("a known escape")),
                },
            });
            self.rest = chars.as_str();
        }
    }

    /// `u` and four hexadecimal digits, after the backslash; longer forms are never written.
    fn code_point(&self, chars: &mut std::str::Chars<'_>) -> Result<char, PatchError> {
        let digits = chars.as_str().strip_prefix('u').and_then(|rest| rest.get(..4));
        let char = digits
            .filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
            .and_then(|digits| u32::from_str_radix(digits, 16).ok())
            .and_then(char::from_u32)
            .ok_or_else(|| self.expected("`\\u` and four hexadecimal digits"))?;
        *chars = chars.as_str()[5..].chars();
        Ok(char)
    }

    fn blank_node(&mut self) -> Result<BlankNode, PatchError> {
        self.take("_:", "a blank node")?;
        let end = self.rest.find(' ').unwrap_or(self.rest.len());
        if end == 0 {
            return Err(self.expected("a blank node label"));
        }
        let node = BlankNode::new_unchecked(&self.rest[..end]);
        self.rest = &self.rest[end..];
        Ok(node)
    }

    fn take(&mut self, token: &str, expected: &'static str) -> Result<(), PatchError> {
        self.rest = self.rest.strip_prefix(token).ok_or_else(|| self.expected(expected))?;
        Ok(())
    }
}
