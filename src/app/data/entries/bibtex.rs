//! BibTeX and BibLaTeX, by the `biblatex` crate, whose only home this is. What would make much of little is left out before it works on it:
//! abbreviations made of abbreviations are refused, other entries are not drawn in (`crossref`, `xdata`).

use biblatex::{Bibliography, ChunksExt as _, Entry as Source, RawBibliography, RawChunk};

use super::csl::COLUMNS;
use super::{Entries, NESTING_MAX, year};

/// What an entry may have once its abbreviations are written out.
const WRITTEN_OUT_BYTES_MAX: usize = 1_024 * 1_024;
/// Fields by which an entry draws in or stands for others.
const LEFT_OUT: [&str; 5] = ["crossref", "xdata", "xref", "ids", "entryset"];

/// Types of entries and what CSL calls them; all others are documents.
const KINDS: &[(&str, &str)] = &[
    ("article", "article-journal"),
    ("periodical", "article-journal"),
    ("book", "book"),
    ("mvbook", "book"),
    ("collection", "book"),
    ("proceedings", "book"),
    ("booklet", "pamphlet"),
    ("inbook", "chapter"),
    ("incollection", "chapter"),
    ("inproceedings", "paper-conference"),
    ("conference", "paper-conference"),
    ("report", "report"),
    ("techreport", "report"),
    ("manual", "report"),
    ("thesis", "thesis"),
    ("phdthesis", "thesis"),
    ("mastersthesis", "thesis"),
    ("unpublished", "manuscript"),
    ("online", "webpage"),
    ("electronic", "webpage"),
    ("www", "webpage"),
    ("misc", "webpage"),
    ("software", "software"),
    ("dataset", "dataset"),
];

/// Fields in the order in which they give a column its value.
const FIELDS: &[(&str, &[&str])] = &[
    ("id", &["uri"]),
    ("container-title", &["journaltitle", "journal", "booktitle", "series"]),
    ("DOI", &["doi"]),
    ("URL", &["url"]),
    ("abstract", &["abstract"]),
    ("language", &["langid", "language"]),
];

pub fn read(text: &str, entries: &mut Entries<'_>) {
    if let Some(at) = too_deep(text) {
        return entries.problem(line(text, at), format!("braces are nested deeper than {NESTING_MAX} levels"));
    }
    let raw = match RawBibliography::parse(text) {
        Ok(raw) => raw,
        Err(error) => return entries.problem(line(text, error.span.start), format!("not valid BibTeX: {}", error.kind)),
    };
    if let Some(nested) = raw.abbreviations.iter().find(|own| own.value.v.iter().any(|chunk| matches!(chunk.v, RawChunk::Abbreviation(_)))) {
        return entries.problem(line(text, nested.key.span.start), format!("the @string `{}` is made of other abbreviations; write it out", nested.key.v));
    }
    let length = |value: &[biblatex::Spanned<RawChunk<'_>>]| value.iter().map(|chunk| if let RawChunk::Normal(text) = chunk.v { text.len() } else { 0 }).sum::<usize>();
    let longest = raw.abbreviations.iter().map(|own| length(&own.value.v)).max().unwrap_or(0);
    let RawBibliography { entries: sources, abbreviations, .. } = raw;
    for mut source in sources {
        let at = line(text, source.span.start);
        let size: usize = source.v.fields.iter().map(|field| length(&field.value.v) + field.value.v.len() * longest).sum();
        if size > WRITTEN_OUT_BYTES_MAX {
            entries.problem(at, format!("the entry `{}` would have more than {WRITTEN_OUT_BYTES_MAX} bytes written out", source.v.key.v));
            continue;
        }
        let before = source.v.fields.len();
        source.v.fields.retain(|field| !LEFT_OUT.contains(&field.key.v.to_ascii_lowercase().as_str()));
        if source.v.fields.len() < before {
            entries.note(at, format!("the entry `{}` refers to others; what they say is not taken over", source.v.key.v));
        }
        let one = RawBibliography { preamble: String::new(), entries: vec![source], abbreviations: abbreviations.clone() };
        match Bibliography::from_raw(one) {
            Ok(read) => read.iter().for_each(|source| take(source, at, entries)),
            Err(error) => entries.problem(line(text, error.span.start), format!("not valid BibTeX: {}", error.kind)),
        }
    }
}

fn take(source: &Source, line: u32, entries: &mut Entries<'_>) {
    let mut entry = entries.entry(line);
    debug_assert_eq!(entry.columns, COLUMNS);
    let kind = source.entry_type.to_string().to_ascii_lowercase();
    entry.add("entry", KINDS.iter().find(|(name, _)| *name == kind).map_or("document", |(_, kind)| kind));
    let field = |name: &str| source.get(name).map(|chunks| plain(&chunks.format_verbatim()));
    let title = [field("title"), field("subtitle")].into_iter().flatten().collect::<Vec<_>>().join(": ");
    entry.add("title", &title);
    for (column, names) in FIELDS {
        entry.add(column, &names.iter().find_map(|name| field(name)).unwrap_or_default());
    }
    for name in ["publisher", "institution", "organization", "school"] {
        for chunks in source.get_as::<Vec<biblatex::Chunks>>(name).unwrap_or_default() {
            entry.add("publisher", &plain(&chunks.format_verbatim()));
        }
    }
    entry.add("issued", ["year", "date"].into_iter().filter_map(field).find_map(|text| year(&text).map(str::to_owned)).as_deref().unwrap_or_default());
    for person in source.author().unwrap_or_default() {
        let name = [&person.given_name, &person.prefix, &person.name, &person.suffix].into_iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(" ");
        entry.add_agent("author", &plain(&name), None);
    }
    if entry.has("title") {
        entries.push(entry);
    } else {
        entries.problem(line, format!("the entry `{}` has no title", source.key));
    }
}

/// Commands whose argument is no text to be read.
const WITHOUT_TEXT: [&str; 5] = ["cite", "footnote", "href", "label", "textcolor"];

/// Without the commands that `biblatex` knows no sign for and leaves as they stand: what `\emph{…}` is about remains.
fn plain(text: &str) -> String {
    let (mut plain, mut rest) = (String::with_capacity(text.len()), text);
    // Whether each open brace is a command's, and the length to which the text is cut where it closes.
    let mut open: Vec<(bool, Option<usize>)> = Vec::new();
    while let Some(letter) = rest.chars().next() {
        let after = rest.get(letter.len_utf8()..).unwrap_or_default();
        let name_bytes = after.find(|own: char| !own.is_ascii_alphabetic()).unwrap_or(after.len());
        if letter == '\\' && name_bytes > 0 {
            let (name, behind) = after.split_at(name_bytes);
            let behind = behind.strip_prefix('*').unwrap_or(behind);
            match behind.strip_prefix('{') {
                Some(argument) => {
                    open.push((true, WITHOUT_TEXT.contains(&name).then_some(plain.len())));
                    rest = argument;
                }
                None => rest = behind.trim_start(),
            }
            continue;
        }
        rest = after;
        match letter {
            '{' => open.push((false, None)),
            '}' => match open.pop() {
                Some((true, cut)) => {
                    plain.truncate(cut.unwrap_or(plain.len()));
                    continue;
                }
                _ => {}
            },
            _ => {}
        }
        plain.push(letter);
    }
    plain
}

fn line(text: &str, at: usize) -> u32 {
    u32::try_from(text.get(..at).unwrap_or(text).matches('\n').count() + 1).unwrap_or(u32::MAX)
}

/// Where braces are nested too deeply.
fn too_deep(text: &str) -> Option<usize> {
    let (mut depth, mut escaped) = (0_usize, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'{' => {
                depth += 1;
                if depth > NESTING_MAX {
                    return Some(at);
                }
            }
            b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}
