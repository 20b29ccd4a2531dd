//! The text as HTML that is XML as well: for pages of the site and for books.

use std::fmt::Write as _;

use super::writer::{Place, Span, Writer};
use super::{Edition, Figure, Run};
use crate::app::escape::xml;
use crate::ontology::prose::{Block, Inline, Prose};

/// Writes the parts of an edition.
pub struct Html<'a> {
    edition: Option<&'a Edition>,
    place: Place<'a>,
    /// From the address of a record, or of anything else, to what a link should lead to.
    href: &'a dyn Fn(&str) -> String,
    /// Levels by which headings stand below those that the text has.
    lower: u8,
    out: String,
}

/// A remark: a text without references, headings or tables.
#[must_use]
pub fn remark(prose: &Prose) -> String {
    let mut writer = Html { edition: None, place: Place::at_the_beginning(None), href: &str::to_owned, lower: 0, out: String::new() };
    writer.blocks(&prose.blocks);
    writer.out
}

impl<'a> Html<'a> {
    #[must_use]
    pub fn new(edition: &'a Edition, lower: u8, href: &'a dyn Fn(&str) -> String) -> Self {
        Self { edition: Some(edition), place: Place::at_the_beginning(Some(edition)), href, lower, out: String::new() }
    }

    /// The text.
    #[must_use]
    pub fn text(mut self) -> String {
        self.blocks(self.edition.map_or(&[][..], |edition| edition.prose.blocks.as_slice()));
        self.out
    }

    /// The items of the list of references.
    #[must_use]
    pub fn references(mut self) -> String {
        let Some(edition) = self.edition else { return self.out };
        for (at, work) in edition.works.iter().enumerate() {
            let _ = write!(self.out, "<li id=\"ref-{}\">", at + 1);
            self.runs(&work.entry);
            self.out.push(' ');
            self.link(&work.iri, &edition.site);
            if !work.grounds.is_empty() {
                self.out.push_str("<ul>");
                for (label, cells) in &work.grounds {
                    let _ = write!(self.out, "<li>{}: ", xml(label));
                    self.cells(cells);
                    self.out.push_str("</li>");
                }
                self.out.push_str("</ul>");
            }
            self.out.push_str("</li>\n");
        }
        self.out
    }

    fn figure(&mut self, figure: &Figure, caption: &[Inline]) {
        let _ = write!(self.out, "<figure id=\"table-{0}\"><figcaption>Table {0}. ", self.place.table());
        self.caption(figure, caption);
        self.out.push_str("</figcaption><div class=\"wide\"><table>\n");
        if !figure.head.is_empty() {
            self.out.push_str("<thead><tr>");
            figure.head.iter().for_each(|label| self.around("th scope=\"col\"", |own| own.say(label)));
            self.out.push_str("</tr></thead>\n");
        }
        self.out.push_str("<tbody>\n");
        for row in &figure.rows {
            self.out.push_str("<tr>");
            for (at, cells) in row.iter().enumerate() {
                self.around(if at == 0 { "th scope=\"row\"" } else { "td" }, |own| own.cells(cells));
            }
            self.out.push_str("</tr>\n");
        }
        self.out.push_str("</tbody></table></div></figure>\n");
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

    fn runs(&mut self, runs: &[Run]) {
        for run in runs {
            match (&run.to, run.is_italic) {
                (Some(to), _) => self.link(to, &run.text),
                (None, true) => self.around("i", |own| own.say(&run.text)),
                (None, false) => self.say(&run.text),
            }
        }
    }
}

impl<'a> Writer<'a> for Html<'a> {
    fn place(&mut self) -> &mut Place<'a> {
        &mut self.place
    }

    fn say(&mut self, text: &str) {
        self.out.push_str(&xml(text));
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
                let Some(figure) = self.place.figure(of) else { return self.around("p", |own| own.inlines(caption)) };
                self.figure(figure, caption);
            }
            Block::Rule => self.out.push_str("<hr />\n"),
        }
    }

    fn span(&mut self, span: Span, within: &[Inline]) {
        let element = match span {
            Span::Emphasis => "em",
            Span::Strong => "strong",
            Span::Struck => "del",
        };
        self.around(element, |own| own.inlines(within));
    }

    fn code(&mut self, text: &str) {
        self.around("code", |own| own.say(text));
    }

    fn linked(&mut self, to: &str, within: &[Inline]) {
        let _ = write!(self.out, "<a href=\"{}\">", xml(&(self.href)(to)));
        self.inlines(within);
        self.out.push_str("</a>");
    }

    fn link(&mut self, to: &str, text: &str) {
        let _ = write!(self.out, "<a href=\"{}\">{}</a>", xml(&(self.href)(to)), xml(text));
    }

    fn to_work(&mut self, number: usize, text: &str) {
        let _ = write!(self.out, "<a href=\"#ref-{number}\">{}</a>", xml(text));
    }

    fn line_break(&mut self) {
        self.out.push_str("<br />");
    }

    fn marked(&mut self, to: &str, text: &str) {
        if to.is_empty() {
            return self.around("mark", |own| own.say(text));
        }
        let _ = write!(self.out, "<mark><a href=\"{}\">{}</a></mark>", xml(to), xml(text));
    }

    fn cite(&mut self) {
        self.out.push_str("<span class=\"cite\">");
        self.works();
        self.out.push_str("</span>");
    }
}
