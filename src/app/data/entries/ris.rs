//! RIS: tagged lines, an entry from `TY` to `ER`. Source: the description of Research Information Systems, as of 2011.

use super::{Entries, Entry, said, year};

/// Types of RIS and what CSL calls them; all others are documents.
const KINDS: &[(&str, &str)] = &[
    ("JOUR", "article-journal"),
    ("EJOUR", "article-journal"),
    ("INPR", "article-journal"),
    ("MGZN", "article-magazine"),
    ("NEWS", "article-newspaper"),
    ("BLOG", "post-weblog"),
    ("RPRT", "report"),
    ("BOOK", "book"),
    ("EBOOK", "book"),
    ("EDBOOK", "book"),
    ("CHAP", "chapter"),
    ("ECHAP", "chapter"),
    ("CONF", "paper-conference"),
    ("CPAPER", "paper-conference"),
    ("THES", "thesis"),
    ("UNPB", "manuscript"),
    ("ELEC", "webpage"),
    ("WEB", "webpage"),
    ("DATA", "dataset"),
    ("COMP", "software"),
];

/// Tags and their columns.
const TAGS: &[(&str, &str)] = &[
    ("AN", "id"),
    ("TI", "title"),
    ("T1", "title"),
    ("CT", "title"),
    ("AU", "author"),
    ("A1", "author"),
    ("PY", "issued"),
    ("Y1", "issued"),
    ("DA", "issued"),
    ("T2", "container-title"),
    ("JO", "container-title"),
    ("JF", "container-title"),
    ("PB", "publisher"),
    ("DO", "DOI"),
    ("UR", "URL"),
    ("AB", "abstract"),
    ("N2", "abstract"),
    ("LA", "language"),
];

/// Columns of which an entry has several.
const REPEATED: [&str; 2] = ["author", "publisher"];

pub fn read(text: &str, entries: &mut Entries<'_>) {
    let mut open: Option<Open> = None;
    for (line, number) in text.lines().zip(1_u32..) {
        let Some((tag, value)) = tagged(line) else {
            match &mut open {
                Some(open) => open.go_on(line),
                None if line.trim().is_empty() => {}
                None => entries.problem(number, "an entry begins with a line `TY  - …`, and this is none"),
            }
            continue;
        };
        match (tag, open.take()) {
            ("TY", None) => open = Some(Open::new(entries, number, value)),
            ("TY", Some(unended)) => {
                entries.problem(unended.entry.row.line, "the entry does not end; a line `ER  - ` does that");
                open = Some(Open::new(entries, number, value));
            }
            ("ER", Some(ended)) => ended.end(entries),
            (_, None) => entries.problem(number, format!("`{tag}` stands outside an entry; one begins with `TY  - …`")),
            (tag, Some(mut own)) => {
                own.finish();
                own.tag = TAGS.iter().find(|(name, _)| *name == tag).map(|(_, column)| *column);
                own.value = value.to_owned();
                open = Some(own);
            }
        }
    }
    if let Some(unended) = open {
        entries.problem(unended.entry.row.line, "the entry does not end; a line `ER  - ` does that");
    }
}

/// `TI  - Title`; some programs leave out the last space.
fn tagged(line: &str) -> Option<(&str, &str)> {
    let (tag, rest) = line.split_at_checked(2)?;
    let is_tag = tag.as_bytes().first().is_some_and(u8::is_ascii_uppercase) && tag.as_bytes().get(1).is_some_and(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    let value = rest.strip_prefix("  -")?;
    is_tag.then_some((tag, value.trim()))
}

/// An entry that has begun.
struct Open {
    entry: Entry,
    tag: Option<&'static str>,
    value: String,
}

impl Open {
    fn new(entries: &Entries<'_>, line: u32, kind: &str) -> Self {
        let mut entry = entries.entry(line);
        entry.add("entry", KINDS.iter().find(|(name, _)| *name == kind).map_or("document", |(_, kind)| kind));
        Self { entry, tag: None, value: String::new() }
    }

    /// A value that goes on in another line.
    fn go_on(&mut self, line: &str) {
        self.value.push(' ');
        self.value.push_str(line);
    }

    fn finish(&mut self) {
        let value = std::mem::take(&mut self.value);
        let Some(column) = self.tag.take().filter(|column| REPEATED.contains(column) || !self.entry.has(column)) else { return };
        match column {
            "author" => self.entry.add_agent(column, &said(&value), None),
            "issued" => self.entry.add(column, year(&value).unwrap_or_default()),
            column => self.entry.add(column, &value),
        }
    }

    fn end(mut self, entries: &mut Entries<'_>) {
        self.finish();
        if self.entry.has("title") {
            entries.push(self.entry);
        } else {
            entries.problem(self.entry.row.line, "the entry has no title (`TI`)");
        }
    }
}
