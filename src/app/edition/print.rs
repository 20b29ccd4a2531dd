//! PDF, for print and for screens: typeset by typst, tagged for assistive technology (PDF/UA-1), with bookmarks.
//!
//! Texts go into the source as quoted strings and nothing else does, so that no text can be anything but text; it has no files and no network
//! to reach, and the date of the document is that of its last change.

use std::fmt::Write as _;
use std::sync::LazyLock;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, Source};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt as _, World};
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use super::writer::{Place, Span, Writer};
use super::{Edition, Figure, Run};
use crate::ontology::prose::{Block, Inline};

/// How pages look. Sizes in points; the page is A4.
const STYLE: &str = r##"#set page(paper: "a4", margin: (x: 2.6cm, top: 2.6cm, bottom: 2.8cm), numbering: "1")
#set text(font: "Libertinus Serif", size: 11pt)
#set par(justify: true, leading: 0.72em, spacing: 1.1em)
#set heading(numbering: none)
#show heading: set block(above: 1.8em, below: 0.9em)
#show heading.where(level: 1): set text(size: 17pt)
#show heading.where(level: 2): set text(size: 14pt)
#show link: set text(fill: rgb("#1f4e79"))
#show figure: set block(breakable: true)
#show figure.where(kind: table): set figure.caption(position: top)
#show figure.caption: set text(size: 10pt)
#show table: set text(size: 9.5pt, hyphenate: true)
#show table: set par(justify: false)
#set table(stroke: (x: none, y: 0.4pt + luma(160)), inset: (x: 6pt, y: 5pt), align: left)
"##;

static FONTS: LazyLock<Vec<Font>> = LazyLock::new(|| typst_assets::fonts().flat_map(|data| Font::iter(Bytes::new(data))).collect());
static BOOK: LazyLock<LazyHash<FontBook>> = LazyLock::new(|| LazyHash::new(FontBook::from_fonts(FONTS.iter())));
static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::default()));

/// One source and the typefaces: all that typesetting may see.
struct Desk {
    source: Source,
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &BOOK
    }

    fn main(&self) -> FileId {
        self.source.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.source.id() { Ok(self.source.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, _: FileId) -> FileResult<Bytes> {
        Err(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        FONTS.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

/// # Errors
/// What typst says is wrong.
pub fn write(edition: &Edition) -> Result<Vec<u8>, String> {
    let desk = Desk { source: Source::detached(source(edition)) };
    let told = |errors: typst::ecow::EcoVec<typst::diag::SourceDiagnostic>| errors.iter().map(|error| error.message.to_string()).collect::<Vec<_>>().join("; ");
    let document = typst::compile(&desk).output.map_err(told)?;
    let day = edition.day();
    let date = Datetime::from_ymd_hms(i32::from(day.year()), day.month().unsigned_abs(), day.day().unsigned_abs(), 0, 0, 0);
    let options = PdfOptions {
        ident: Smart::Custom(format!("{} {}", edition.iri, edition.version)),
        creator: Smart::Custom(Some(edition.site.clone())),
        timestamp: date.map(Timestamp::new_utc),
        standards: PdfStandards::new(&[PdfStandard::Ua_1]).map_err(|error| error.message().to_string())?,
        ..PdfOptions::default()
    };
    let written = typst_pdf::pdf(&document, &options).map_err(told);
    // What typesetting remembers for the next time would grow for ever.
    typst::comemo::evict(0);
    written
}

fn source(edition: &Edition) -> String {
    let authors: Vec<String> = edition.authors.iter().map(|agent| quoted(&agent.name)).collect();
    let language = edition.language.split('-').next().unwrap_or("en");
    let mut writer = Print { edition, place: Place::at_the_beginning(Some(edition)), out: STYLE.to_owned(), lower: u8::from(edition.contents().is_empty()) };
    let _ = write!(
        writer.out,
        "#set document(title: {}, author: ({}))\n#set text(lang: {})\n",
        quoted(&edition.title),
        authors.iter().map(|author| format!("{author},")).collect::<String>(),
        quoted(language)
    );
    writer.front();
    writer.blocks(&edition.prose.blocks);
    writer.back();
    writer.out
}

struct Print<'a> {
    edition: &'a Edition,
    place: Place<'a>,
    out: String,
    lower: u8,
}

impl Print<'_> {
    fn front(&mut self) {
        let edition = self.edition;
        let _ = writeln!(self.out, "#v(3cm)\n#title()\n");
        if let Some(summary) = &edition.summary {
            self.out.push_str("#par(justify: false)[#text(size: 12pt)[");
            self.say(summary);
            self.out.push_str("]]\n");
        }
        for credited in &edition.credits {
            self.out.push_str("#par(justify: false)[#strong[");
            self.say(&credited.agent.name);
            self.out.push_str("]: ");
            self.say(&credited.roles.join(", "));
            if let Some(orcid) = credited.agent.orcid() {
                self.out.push(' ');
                self.link(orcid, orcid);
            }
            self.out.push_str("]\n");
        }
        let publisher = edition.publishers.first().map_or(edition.site.as_str(), |agent| agent.name.as_str());
        self.out.push_str("#v(1fr)\n#par(justify: false)[");
        self.say(&format!("{publisher}, {}. Version {}, {}. ", edition.year(), edition.version, edition.day()));
        self.link(&edition.iri, &edition.iri);
        if let Some(licence) = &edition.licence {
            self.say(". Licence: ");
            self.link(licence, licence);
        }
        self.out.push_str("]\n#pagebreak()\n#outline(depth: 2)\n#pagebreak()\n");
    }

    fn back(&mut self) {
        if self.edition.works.is_empty() {
            return;
        }
        self.out.push_str("#heading(level: 1)[References]\n");
        for (at, work) in self.edition.works.iter().enumerate() {
            self.out.push_str("#par(justify: false, hanging-indent: 1.5em)[");
            for run in &work.entry {
                self.run(run);
            }
            self.out.push(' ');
            self.link(&work.iri, &self.edition.site);
            for (label, cells) in &work.grounds {
                self.out.push_str("#linebreak();");
                self.say(&format!("{label}: "));
                self.cells(cells);
            }
            let _ = writeln!(self.out, "] <ref-{}>", at + 1);
        }
    }

    fn figure(&mut self, figure: &Figure, caption: &[Inline]) {
        let columns = figure.rows.first().map_or(figure.head.len(), Vec::len).max(1);
        let widths = if figure.head.is_empty() { "(1fr, 3fr)".to_owned() } else { format!("({}, )", vec!["auto"; columns].join(", ")) };
        let _ = write!(self.out, "#figure(kind: table, supplement: [Table], table(columns: {widths}, ");
        if !figure.head.is_empty() {
            self.out.push_str("table.header(");
            figure.head.iter().for_each(|label| self.around("strong[", "],", |own| own.say(label)));
            self.out.push_str("),");
        }
        for row in &figure.rows {
            row.iter().for_each(|cells| self.around("[", "],", |own| own.cells(cells)));
        }
        self.out.push_str("), caption: [");
        self.caption(figure, caption);
        self.out.push_str("])\n");
    }

    fn run(&mut self, run: &Run) {
        match (&run.to, run.is_italic) {
            (Some(to), _) => self.link(to, &run.text),
            (None, true) => self.around("#emph[", "];", |own| own.say(&run.text)),
            (None, false) => self.say(&run.text),
        }
    }

    fn around(&mut self, open: &str, close: &str, within: impl FnOnce(&mut Self)) {
        self.out.push_str(open);
        within(self);
        self.out.push_str(close);
    }
}

impl<'a> Writer<'a> for Print<'a> {
    fn place(&mut self) -> &mut Place<'a> {
        &mut self.place
    }

    fn say(&mut self, text: &str) {
        let _ = write!(self.out, "#{};", quoted(text));
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading { level, id, text } => {
                let top = self.edition.prose.blocks.iter().filter_map(|block| if let Block::Heading { level, .. } = block { Some(*level) } else { None }).min().unwrap_or(1);
                let _ = write!(self.out, "#heading(level: {})[", (level.saturating_sub(top) + 1 + self.lower).min(6));
                self.inlines(text);
                let _ = writeln!(self.out, "] #label({})", quoted(&format!("sec-{id}")));
            }
            Block::Paragraph(text) => self.around("#par[", "]\n", |own| own.inlines(text)),
            Block::Quote(within) => self.around("#quote(block: true)[", "]\n", |own| own.blocks(within)),
            Block::List { start, items } => {
                self.out.push_str(&start.map_or_else(|| "#list(".to_owned(), |start| format!("#enum(start: {start}, ")));
                items.iter().for_each(|item| self.around("[", "],", |own| own.item(item)));
                self.out.push_str(")\n");
            }
            Block::Code(text) => {
                let _ = writeln!(self.out, "#raw(block: true, {})", quoted(text));
            }
            Block::Table { head, rows } => {
                let _ = write!(self.out, "#table(columns: {}, table.header(", head.len().max(1));
                head.iter().for_each(|cell| self.around("strong[", "],", |own| own.inlines(cell)));
                self.out.push_str("),");
                rows.iter().flatten().for_each(|cell| self.around("[", "],", |own| own.inlines(cell)));
                self.out.push_str(")\n");
            }
            Block::Figure { of, caption } => match self.place.figure(of) {
                Some(figure) => self.figure(figure, caption),
                None => self.around("#par[", "]\n", |own| own.inlines(caption)),
            },
            Block::Rule => self.out.push_str("#line(length: 100%, stroke: 0.4pt)\n"),
        }
    }

    fn span(&mut self, span: Span, within: &[Inline]) {
        let open = match span {
            Span::Emphasis => "#emph[",
            Span::Strong => "#strong[",
            Span::Struck => "#strike[",
        };
        self.around(open, "];", |own| own.inlines(within));
    }

    fn code(&mut self, text: &str) {
        let _ = write!(self.out, "#raw({});", quoted(text));
    }

    fn linked(&mut self, to: &str, within: &[Inline]) {
        let target = match to.strip_prefix('#') {
            Some(id) if self.place.has_heading(id) => format!("label({})", quoted(&format!("sec-{id}"))),
            Some(_) => return self.inlines(within),
            None => quoted(&self.edition.absolute(to)),
        };
        self.around(&format!("#link({target})["), "];", |own| own.inlines(within));
    }

    fn link(&mut self, to: &str, text: &str) {
        let _ = write!(self.out, "#link({})[#{};];", quoted(to), quoted(text));
    }

    fn to_work(&mut self, number: usize, text: &str) {
        let _ = write!(self.out, "#link(<ref-{number}>)[#{};];", quoted(text));
    }

    fn line_break(&mut self) {
        self.out.push_str("#linebreak();");
    }
}

/// A text as a string of the language: nothing in it can end it.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for sign in text.chars() {
        match sign {
            '"' | '\\' => {
                out.push('\\');
                out.push(sign);
            }
            '\n' | '\t' => out.push(sign),
            sign if sign.is_control() => {}
            sign => out.push(sign),
        }
    }
    out.push('"');
    out
}
