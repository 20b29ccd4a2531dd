//! Formatted text: Markdown (CommonMark with tables and struck text), read into a small tree, and what it refers to.
//!
//! Records are cited as Pandoc cites works: `[@tool/block-party]`, `[see @claim/a--b, p. 3; @finding/c]`, `@finding/c` in a sentence,
//! `[-@finding/c]` without its authors. A key is the path of a record's address below `/id/`, or of a concept's below `/vocab/`; a word
//! after `@` without a slash is somebody's handle and no citation. Links to `/id/…`, `/vocab/…` or whole addresses of records refer as
//! well, and so does a picture alone in its paragraph, `![caption](@tool/block-party)`: the record is shown there as a table.
//!
//! HTML is text like any other, and only addresses of the web, of mail, of this site and of this text are links; whatever is written out
//! of this tree is safe where its writer escapes texts.

mod cite;
mod mark;

use super::record::Value;
use super::{Ontology, Role, Type};
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd, TextMergeStream};
use rustc_hash::FxHashMap;

pub use cite::{Cite, Work};

/// Lists, quotations and emphases within one another; deeper ones are left out, and what is in them is not.
pub const NESTING_MAX: usize = 12;
/// Bytes before which a text is not read further.
pub const TEXT_BYTES_MAX: usize = 1024 * 1024;

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// `id`: unique in its text.
    Heading { level: u8, id: String, text: Vec<Inline> },
    Paragraph(Vec<Inline>),
    Quote(Vec<Self>),
    /// `start`: of a numbered list.
    List { start: Option<u64>, items: Vec<Vec<Self>> },
    Code(String),
    Table { head: Vec<Vec<Inline>>, rows: Vec<Vec<Vec<Inline>>> },
    /// A record, shown as a table.
    Figure { of: String, caption: Vec<Inline> },
    Rule,
}

/// A part of a paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inline {
    Text(String),
    Code(String),
    Emphasis(Vec<Self>),
    Strong(Vec<Self>),
    Struck(Vec<Self>),
    Link { to: String, text: Vec<Self> },
    /// A passage that somebody responded to, and where that stands; read from no Markdown, but put in by [`Prose::mark`].
    Mark { to: String, text: String },
    Cite(Cite),
    Break,
}

/// A text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prose {
    pub blocks: Vec<Block>,
}

/// Something a text refers to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// As it is written.
    pub key: String,
    /// Whether the record is shown and not only named.
    pub shown: bool,
}

impl Prose {
    /// Reads Markdown; every text can be read.
    #[must_use]
    pub fn read(markdown: &str) -> Self {
        Reader::default().read(markdown, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH)
    }

    /// Reads Markdown of which only what people say among other things is wanted: it cites and shows nothing, has no headings and tables,
    /// and links lead elsewhere.
    #[must_use]
    pub fn remark(markdown: &str) -> Self {
        Reader { is_remark: true, ..Reader::default() }.read(markdown, Options::ENABLE_STRIKETHROUGH)
    }

    /// What it cites, shows and links to, in order; links elsewhere left out.
    #[must_use]
    pub fn references(&self) -> Vec<Reference> {
        let mut found = Vec::new();
        self.each(&mut |part| match part {
            Part::Block(Block::Figure { of, .. }) => found.push(Reference { key: of.clone(), shown: true }),
            Part::Inline(Inline::Cite(cite)) => found.extend(cite.works.iter().map(|work| Reference { key: work.key.clone(), shown: false })),
            Part::Inline(Inline::Link { to, .. }) if to.starts_with('@') || to.contains("/id/") || to.contains("/vocab/") => found.push(Reference { key: to.clone(), shown: false }),
            _ => {}
        });
        found
    }

    /// Its words without form, as passages of it are quoted; each block begins a line.
    #[must_use]
    pub fn words(&self) -> String {
        let mut words = String::new();
        self.each(&mut |part| match part {
            Part::Block(Block::Code(text)) => words.extend(["\n", text]),
            Part::Block(_) => words.push('\n'),
            Part::Inline(Inline::Text(text) | Inline::Code(text) | Inline::Mark { text, .. }) => words.push_str(text),
            Part::Inline(Inline::Break) => words.push(' '),
            Part::Inline(_) => {}
        });
        words
    }

    /// Visits every part, in order.
    pub fn each<'a>(&'a self, visit: &mut dyn FnMut(Part<'a>)) {
        blocks(&self.blocks, visit);
    }
}

/// What [`Prose::each`] comes by.
#[derive(Clone, Copy, Debug)]
pub enum Part<'a> {
    Block(&'a Block),
    Inline(&'a Inline),
}

fn blocks<'a>(all: &'a [Block], visit: &mut dyn FnMut(Part<'a>)) {
    for block in all {
        visit(Part::Block(block));
        match block {
            Block::Heading { text, .. } | Block::Paragraph(text) | Block::Figure { caption: text, .. } => inlines(text, visit),
            Block::Quote(within) => blocks(within, visit),
            Block::List { items, .. } => items.iter().for_each(|item| blocks(item, visit)),
            Block::Table { head, rows } => head.iter().chain(rows.iter().flatten()).for_each(|cell| inlines(cell, visit)),
            Block::Code(_) | Block::Rule => {}
        }
    }
}

fn inlines<'a>(all: &'a [Inline], visit: &mut dyn FnMut(Part<'a>)) {
    for inline in all {
        visit(Part::Inline(inline));
        match inline {
            Inline::Emphasis(within) | Inline::Strong(within) | Inline::Struck(within) | Inline::Link { text: within, .. } => inlines(within, visit),
            Inline::Text(_) | Inline::Code(_) | Inline::Cite(_) | Inline::Mark { .. } | Inline::Break => {}
        }
    }
}

/// The words of a line, without form.
#[must_use]
pub fn plain(all: &[Inline]) -> String {
    let mut text = String::new();
    inlines(all, &mut |part| match part {
        Part::Inline(Inline::Text(words) | Inline::Code(words) | Inline::Mark { text: words, .. }) => text.push_str(words),
        Part::Inline(Inline::Break) => text.push(' '),
        _ => {}
    });
    text
}

/// The texts among the values of a record that are read as documents.
pub fn bodies<'a>(ty: &Type, values: &'a [Vec<Value>]) -> impl Iterator<Item = &'a str> {
    let body = ty.role(Role::Body).and_then(|slot| values.get(usize::from(slot)));
    body.into_iter().flatten().filter_map(|value| if let Value::Text(text) = value { Some(text.text.as_str()) } else { None })
}

impl Ontology {
    /// The records that texts of a type refer to, each once, in order, as far as its property of [`Role::References`] leads to them.
    #[must_use]
    pub fn referred_to<'a>(&self, ty: &Type, texts: impl Iterator<Item = &'a str>) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        let Some(targets) = ty.role(Role::References).and_then(|slot| ty.property(slot)?.range.targets()) else { return found };
        for address in texts.flat_map(|text| Prose::read(text).references()).filter_map(|reference| self.address_of(&reference.key)) {
            let leads = self.split_iri(&address).is_some_and(|(ty, _)| targets.types.contains(&ty.id));
            if leads && !found.contains(&address) {
                found.push(address);
            }
        }
        found
    }

    /// The address that a reference stands for: of a key (`@tool/block-party`), an address of this site, or a whole one. Whether anything
    /// is there, it does not tell.
    #[must_use]
    pub fn address_of(&self, reference: &str) -> Option<String> {
        let directory = &self.directory;
        if reference.starts_with(directory.record_base.as_str()) || reference.starts_with(directory.vocabulary_base.as_str()) {
            return Some(reference.to_owned());
        }
        let local = |base: &str| base.strip_prefix(directory.iri.as_str()).map(|path| format!("/{path}"));
        for base in [&directory.record_base, &directory.vocabulary_base] {
            if let Some(rest) = local(base).and_then(|path| reference.strip_prefix(path.as_str())) {
                return Some(format!("{base}{rest}"));
            }
        }
        let (segment, key) = reference.strip_prefix('@').unwrap_or(reference).split_once('/')?;
        self.types.iter().find(|ty| ty.segment == segment).map(|ty| format!("{}{key}", ty.base))
    }
}

/// What is open while a text is read.
enum Frame {
    Heading(u8, Vec<Inline>),
    Paragraph(Vec<Inline>),
    Quote(Vec<Block>),
    List(Option<u64>, Vec<Vec<Block>>),
    Item(Vec<Block>, Vec<Inline>),
    Code(String),
    Table(Vec<Vec<Inline>>, Vec<Vec<Vec<Inline>>>),
    Row(Vec<Vec<Inline>>),
    Cell(Vec<Inline>),
    Span(fn(Vec<Inline>) -> Inline, Vec<Inline>),
    Link(String, Vec<Inline>),
    Picture(String, Vec<Inline>),
    /// Too deep, or not part of the language: what is in it belongs to what is around it.
    Nothing,
}

#[derive(Default)]
struct Reader {
    open: Vec<Frame>,
    /// Frames open that are something.
    depth: usize,
    done: Vec<Block>,
    /// How often each name of a heading was given.
    ids: FxHashMap<String, u32>,
    is_remark: bool,
}

impl Reader {
    fn read(mut self, markdown: &str, options: Options) -> Prose {
        let end = (0..=markdown.len().min(TEXT_BYTES_MAX)).rev().find(|at| markdown.is_char_boundary(*at)).unwrap_or(0);
        for event in TextMergeStream::new(Parser::new_ext(&markdown[..end], options)) {
            self.take(event);
        }
        Prose { blocks: self.finish() }
    }

    /// Whether an address may be a link here.
    fn leads(&self, to: &str) -> bool {
        is_link(to) && !(self.is_remark && is_here(to))
    }

    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(end) => self.end(end),
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) | Event::InlineMath(text) | Event::DisplayMath(text) | Event::FootnoteReference(text) => self.text(&text),
            Event::Code(code) => self.inline(Inline::Code(code.into_string())),
            Event::SoftBreak => self.inline(Inline::Text(" ".to_owned())),
            Event::HardBreak => self.inline(Inline::Break),
            Event::Rule => self.block(Block::Rule),
            Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        let is_deep = self.depth >= NESTING_MAX;
        let frame = match tag {
            Tag::Paragraph => Frame::Paragraph(Vec::new()),
            // A remark has no place in an outline.
            Tag::Heading { .. } if self.is_remark => Frame::Paragraph(Vec::new()),
            Tag::Heading { level, .. } => Frame::Heading(rank(level), Vec::new()),
            Tag::CodeBlock(_) => Frame::Code(String::new()),
            Tag::TableHead | Tag::TableRow => Frame::Row(Vec::new()),
            Tag::TableCell => Frame::Cell(Vec::new()),
            Tag::Item if matches!(self.open.last(), Some(Frame::List(..))) => Frame::Item(Vec::new(), Vec::new()),
            _ if is_deep => Frame::Nothing,
            Tag::BlockQuote(_) => Frame::Quote(Vec::new()),
            Tag::List(start) => Frame::List(start, Vec::new()),
            Tag::Table(_) => Frame::Table(Vec::new(), Vec::new()),
            Tag::Emphasis => Frame::Span(Inline::Emphasis, Vec::new()),
            Tag::Strong => Frame::Span(Inline::Strong, Vec::new()),
            Tag::Strikethrough => Frame::Span(Inline::Struck, Vec::new()),
            Tag::Link { dest_url, .. } => Frame::Link(dest_url.into_string(), Vec::new()),
            // A picture would tell its server who reads; what is left of it is its description.
            Tag::Image { .. } if self.is_remark => Frame::Nothing,
            Tag::Image { dest_url, .. } => Frame::Picture(dest_url.into_string(), Vec::new()),
            _ => Frame::Nothing,
        };
        self.depth += usize::from(!matches!(frame, Frame::Nothing));
        self.open.push(frame);
    }

    fn end(&mut self, end: TagEnd) {
        let Some(frame) = self.open.pop() else { return };
        self.depth -= usize::from(!matches!(frame, Frame::Nothing));
        match frame {
            Frame::Heading(level, text) => {
                let id = self.id(&plain(&text));
                self.block(Block::Heading { level, id, text });
            }
            Frame::Paragraph(text) => self.paragraph(text),
            Frame::Quote(within) => self.block(Block::Quote(within)),
            Frame::List(start, items) => self.block(Block::List { start, items }),
            Frame::Item(mut within, text) => {
                flush(&mut within, text);
                if let Some(Frame::List(_, items)) = self.open.last_mut() {
                    items.push(within);
                }
            }
            Frame::Code(text) => self.block(Block::Code(text)),
            Frame::Table(head, rows) => self.block(Block::Table { head, rows }),
            Frame::Row(cells) => match self.open.last_mut() {
                Some(Frame::Table(head, _)) if end == TagEnd::TableHead => *head = cells,
                Some(Frame::Table(_, rows)) => rows.push(cells),
                _ => {}
            },
            Frame::Cell(text) => {
                if let Some(Frame::Row(cells)) = self.open.last_mut() {
                    cells.push(text);
                }
            }
            Frame::Span(make, text) => self.inline(make(text)),
            Frame::Link(to, text) if self.leads(&to) => self.inline(Inline::Link { to, text }),
            Frame::Picture(to, text) if self.leads(&to) => {
                let is_first = matches!(self.open.last(), Some(Frame::Paragraph(before) | Frame::Item(_, before)) if before.is_empty());
                let to = if is_first { format!("{PICTURE}{to}") } else { to };
                self.inline(Inline::Link { to, text });
            }
            Frame::Link(_, text) | Frame::Picture(_, text) => text.into_iter().for_each(|inline| self.inline(inline)),
            Frame::Nothing => {}
        }
    }

    /// A picture alone in its paragraph shows a record.
    fn paragraph(&mut self, text: Vec<Inline>) {
        if let [Inline::Link { to, text: caption }] = text.as_slice()
            && let Some(of) = to.strip_prefix(PICTURE)
        {
            let figure = Block::Figure { of: of.to_owned(), caption: caption.clone() };
            return self.block(figure);
        }
        self.block(Block::Paragraph(text.into_iter().map(unpictured).collect()));
    }

    fn text(&mut self, text: &str) {
        if let Some(Frame::Code(code)) = self.open.last_mut() {
            code.push_str(text);
            return;
        }
        // In a link the text is what is said of one thing.
        if self.is_remark || self.open.iter().any(|frame| matches!(frame, Frame::Link(..) | Frame::Picture(..))) {
            return self.inline(Inline::Text(text.to_owned()));
        }
        cite::inlines(text).into_iter().for_each(|inline| self.inline(inline));
    }

    fn inline(&mut self, inline: Inline) {
        for frame in self.open.iter_mut().rev() {
            match frame {
                Frame::Heading(_, text) | Frame::Paragraph(text) | Frame::Cell(text) | Frame::Span(_, text) | Frame::Link(_, text) | Frame::Picture(_, text) | Frame::Item(_, text) => return add(text, inline),
                Frame::Nothing => {}
                _ => break,
            }
        }
        self.block(Block::Paragraph(vec![inline]));
    }

    fn block(&mut self, block: Block) {
        for frame in self.open.iter_mut().rev() {
            match frame {
                Frame::Quote(within) => return within.push(block),
                Frame::Item(within, text) => {
                    flush(within, std::mem::take(text));
                    return within.push(block);
                }
                _ => {}
            }
        }
        self.done.push(block);
    }

    /// A name for a heading that no other of the text has.
    fn id(&mut self, words: &str) -> String {
        let letters: String = words.chars().map(|letter| if letter.is_alphanumeric() { letter } else { ' ' }).collect();
        let stem = letters.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join("-");
        let stem = if stem.is_empty() { "section".to_owned() } else { stem };
        let mut id = stem.clone();
        while self.ids.contains_key(&id) {
            let count = self.ids.entry(stem.clone()).or_default();
            *count += 1;
            id = format!("{stem}-{}", *count + 1);
        }
        self.ids.insert(id.clone(), 0);
        id
    }

    fn finish(mut self) -> Vec<Block> {
        while !self.open.is_empty() {
            self.end(TagEnd::Paragraph);
        }
        self.done
    }
}

/// Marks a link that is a picture until its paragraph ends.
const PICTURE: &str = "picture:";

/// Anything but a record alone in its paragraph is only linked to.
fn unpictured(inline: Inline) -> Inline {
    match inline {
        Inline::Link { to, text } => Inline::Link { to: to.strip_prefix(PICTURE).map(str::to_owned).unwrap_or(to), text },
        other => other,
    }
}

/// Adds a part; a text goes on with the one before it.
fn add(all: &mut Vec<Inline>, inline: Inline) {
    match (all.last_mut(), inline) {
        (Some(Inline::Text(before)), Inline::Text(more)) => before.push_str(&more),
        (_, inline) => all.push(inline),
    }
}

/// What stood in an item without a paragraph of its own.
fn flush(within: &mut Vec<Block>, text: Vec<Inline>) {
    if !text.is_empty() {
        within.push(Block::Paragraph(text.into_iter().map(unpictured).collect()));
    }
}

const fn rank(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

/// Whether an address may be a link: on the web, of mail, of this site, within the text, or a record's key.
fn is_link(to: &str) -> bool {
    let safe = !to.contains(|sign: char| sign.is_control() || sign.is_whitespace() || matches!(sign, '"' | '<' | '>' | '\\'));
    let web = super::record::is_web_address(to) || to.strip_prefix("mailto:").is_some_and(|address| address.contains('@'));
    safe && (is_here(to) || web)
}

/// Whether an address is one of this site, of this text, or a key.
fn is_here(to: &str) -> bool {
    (to.starts_with('/') && !to.starts_with("//")) || to.starts_with('#') || to.starts_with('@')
}

#[cfg(test)]
mod tests;
