//! The text as HTML that is XML as well: for pages of the site and for books.

use std::fmt::Write as _;

use super::{Cell, Edition, Figure, Run};
use crate::app::escape::xml;
use crate::ontology::prose::{Block, Inline};

/// Writes the parts of an edition.
pub struct Writer<'a> {
    edition: &'a Edition,
    /// From the address of a record, or of anything else, to what a link should lead to.
    href: &'a dyn Fn(&str) -> String,
    /// Levels by which headings stand below those that the text has.
    lower: u8,
    out: String,
    /// How many places that cite have been written.
    cites: usize,
    /// How many tables have been.
    tables: usize,
}

impl<'a> Writer<'a> {
    #[must_use]
    pub fn new(edition: &'a Edition, lower: u8, href: &'a dyn Fn(&str) -> String) -> Self {
        Self { edition, href, lower, out: String::new(), cites: 0, tables: 0 }
    }

    /// The text.
    #[must_use]
    pub fn text(mut self) -> String {
        self.blocks(&self.edition.prose.blocks);
        self.out
    }

    /// The items of the list of references.
    #[must_use]
    pub fn references(mut self) -> String {
        for (at, work) in self.edition.works.iter().enumerate() {
            let _ = write!(self.out, "<li id=\"ref-{}\">", at + 1);
            self.runs(&work.entry);
            let _ = write!(self.out, " <a href=\"{}\">{}</a>", xml(&(self.href)(&work.iri)), xml(&self.edition.site));
            if !work.grounds.is_empty() {
                self.out.push_str("<ul>");
                for (label, cells) in &work.grounds {
                    let _ = write!(self.out, "<li>{}: ", xml(label));
                    self.cells(cells, "; ");
                    self.out.push_str("</li>");
                }
                self.out.push_str("</ul>");
            }
            self.out.push_str("</li>\n");
        }
        self.out
    }

    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            self.block(block);
        }
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading { level, id, text } => {
                let level = (level + self.lower).min(6);
                let _ = write!(self.out, "<h{level} id=\"{}\">", xml(id));
                self.inlines(text);
                let _ = writeln!(self.out, "</h{level}>");
            }
            Block::Paragraph(text) => self.around("p", |own| own.inlines(text)),
            Block::Quote(within) => self.around("blockquote", |own| own.blocks(within)),
            Block::List { start, items } => {
                let (open, close) = match start {
                    None => ("<ul>".to_owned(), "</ul>\n"),
                    Some(1) => ("<ol>".to_owned(), "</ol>\n"),
                    Some(start) => (format!("<ol start=\"{start}\">"), "</ol>\n"),
                };
                self.out.push_str(&open);
                items.iter().for_each(|item| self.around("li", |own| own.item(item)));
                self.out.push_str(close);
            }
            Block::Code(text) => {
                let _ = writeln!(self.out, "<pre><code>{}</code></pre>", xml(text));
            }
            Block::Table { head, rows } => {
                self.out.push_str("<div class=\"wide\"><table>\n<thead><tr>");
                head.iter().for_each(|cell| self.around("th scope=\"col\"", |own| own.inlines(cell)));
                self.out.push_str("</tr></thead>\n<tbody>\n");
                for row in rows {
                    self.around("tr", |own| row.iter().for_each(|cell| own.around("td", |own| own.inlines(cell))));
                }
                self.out.push_str("</tbody></table></div>\n");
            }
            Block::Figure { of, caption } => {
                let Some(figure) = self.edition.figure(of) else { return self.around("p", |own| own.inlines(caption)) };
                self.figure(figure, caption);
            }
            Block::Rule => self.out.push_str("<hr />\n"),
        }
    }

    /// A paragraph alone in an item is the item.
    fn item(&mut self, blocks: &[Block]) {
        match blocks {
            [Block::Paragraph(text), rest @ ..] => {
                self.inlines(text);
                self.blocks(rest);
            }
            blocks => self.blocks(blocks),
        }
    }

    fn figure(&mut self, figure: &Figure, caption: &[Inline]) {
        self.tables += 1;
        let _ = write!(self.out, "<figure id=\"table-{0}\"><figcaption>Table {0}. ", self.tables);
        if caption.is_empty() {
            self.out.push_str(&xml(&figure.name));
        } else {
            self.inlines(caption);
        }
        let _ = write!(self.out, " (<a href=\"{}\">{}</a>)</figcaption><div class=\"wide\"><table>\n", xml(&(self.href)(&figure.iri)), xml(&figure.name));
        if !figure.head.is_empty() {
            self.out.push_str("<thead><tr>");
            figure.head.iter().for_each(|label| self.around("th scope=\"col\"", |own| own.out.push_str(&xml(label))));
            self.out.push_str("</tr></thead>\n");
        }
        self.out.push_str("<tbody>\n");
        for row in &figure.rows {
            self.out.push_str("<tr>");
            for (at, cells) in row.iter().enumerate() {
                self.around(if at == 0 { "th scope=\"row\"" } else { "td" }, |own| own.cells(cells, "; "));
            }
            self.out.push_str("</tr>\n");
        }
        self.out.push_str("</tbody></table></div></figure>\n");
    }

    fn cells(&mut self, cells: &[Cell], joint: &str) {
        for (at, cell) in cells.iter().enumerate() {
            if at > 0 {
                self.out.push_str(joint);
            }
            match &cell.to {
                Some(to) => self.link(to, |own| own.out.push_str(&xml(&cell.text))),
                None => self.out.push_str(&xml(&cell.text)),
            }
        }
    }

    fn link(&mut self, to: &str, within: impl FnOnce(&mut Self)) {
        let _ = write!(self.out, "<a href=\"{}\">", xml(&(self.href)(to)));
        within(self);
        self.out.push_str("</a>");
    }

    /// An element, with attributes after its name where there are some.
    fn around(&mut self, element: &str, within: impl FnOnce(&mut Self)) {
        let name = element.split(' ').next().unwrap_or(element);
        let _ = write!(self.out, "<{element}>");
        within(self);
        let _ = write!(self.out, "</{name}>");
        if matches!(name, "p" | "li" | "tr" | "blockquote") {
            self.out.push('\n');
        }
    }

    fn inlines(&mut self, all: &[Inline]) {
        for inline in all {
            match inline {
                Inline::Text(text) => self.out.push_str(&xml(text)),
                Inline::Code(text) => self.around("code", |own| own.out.push_str(&xml(text))),
                Inline::Emphasis(within) => self.around("em", |own| own.inlines(within)),
                Inline::Strong(within) => self.around("strong", |own| own.inlines(within)),
                Inline::Struck(within) => self.around("del", |own| own.inlines(within)),
                Inline::Link { to, text } => self.link(self.edition.target(to), |own| own.inlines(text)),
                Inline::Cite(_) => self.cite(),
                Inline::Break => self.out.push_str("<br />"),
            }
        }
    }

    /// A citation; each work in it leads to its place in the list of references.
    fn cite(&mut self) {
        let runs = self.edition.cites.get(self.cites).map_or(&[][..], Vec::as_slice);
        self.cites += 1;
        self.out.push_str("<span class=\"cite\">");
        for run in runs {
            match run.to.as_deref().and_then(|to| self.edition.number(to)) {
                Some(number) => {
                    let _ = write!(self.out, "<a href=\"#ref-{number}\">{}</a>", xml(&run.text));
                }
                None => self.out.push_str(&xml(&run.text)),
            }
        }
        self.out.push_str("</span>");
    }

    fn runs(&mut self, runs: &[Run]) {
        for run in runs {
            let write = |own: &mut Self| {
                if run.is_italic {
                    own.around("i", |own| own.out.push_str(&xml(&run.text)));
                } else {
                    own.out.push_str(&xml(&run.text));
                }
            };
            match &run.to {
                Some(to) => self.link(to, write),
                None => write(self),
            }
        }
    }
}
