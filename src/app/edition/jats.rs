//! JATS, the Journal Article Tag Suite (ANSI/NISO Z39.96, Journal Publishing 1.1): what archives and aggregators of articles read.

use std::fmt::Write as _;

use super::writer::{Place, Span, Writer};
use super::{Agent, Edition, Figure, credits};
use crate::app::escape::xml;
use crate::ontology::prose::{Block, Inline};

const DOCTYPE: &str = "<!DOCTYPE article PUBLIC \"-//NLM//DTD JATS (Z39.96) Journal Publishing DTD v1.1 20151215//EN\" \"JATS-journalpublishing1.dtd\">";

pub fn write(edition: &Edition) -> String {
    let mut writer = Jats { edition, place: Place::at_the_beginning(Some(edition)), out: String::new(), open: Vec::new() };
    let language = xml(&edition.language);
    let _ = write!(
        writer.out,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{DOCTYPE}\n<article xmlns:xlink=\"http://www.w3.org/1999/xlink\" article-type=\"other\" dtd-version=\"1.1\" xml:lang=\"{language}\">\n"
    );
    writer.front();
    writer.out.push_str("<body>\n");
    for block in &edition.prose.blocks {
        writer.section(block);
    }
    writer.close(0);
    writer.out.push_str("</body>\n");
    writer.back();
    writer.out.push_str("</article>\n");
    writer.out
}

struct Jats<'a> {
    edition: &'a Edition,
    place: Place<'a>,
    out: String,
    /// Levels of the sections that are open.
    open: Vec<u8>,
}

impl Jats<'_> {
    fn element(&mut self, name: &str, text: &str) {
        let _ = writeln!(self.out, "<{name}>{}</{}>", xml(text), name.split(' ').next().unwrap_or(name));
    }

    fn front(&mut self) {
        let edition = self.edition;
        self.out.push_str("<front>\n<journal-meta>\n");
        self.element("journal-id journal-id-type=\"publisher-id\"", &edition.site_iri);
        self.out.push_str("<journal-title-group>\n");
        self.element("journal-title", &edition.site);
        // The site has no serial number; the tag suite asks for a place for one.
        self.out.push_str("</journal-title-group>\n<issn publication-format=\"electronic\"/>\n");
        if let Some(publisher) = edition.publishers.first() {
            self.out.push_str("<publisher>");
            self.element("publisher-name", &publisher.name);
            self.out.push_str("</publisher>\n");
        }
        self.out.push_str("</journal-meta>\n<article-meta>\n");
        self.element("article-id pub-id-type=\"publisher-id\"", &edition.iri);
        if let Some(doi) = &edition.doi {
            self.element("article-id pub-id-type=\"doi\"", doi);
        }
        self.out.push_str("<title-group>");
        self.element("article-title", &edition.title);
        self.out.push_str("</title-group>\n");
        self.contributors();
        let day = edition.day();
        let year = edition.year();
        let _ = writeln!(self.out, "<pub-date publication-format=\"electronic\" date-type=\"pub\"><year>{}</year></pub-date>", xml(&year));
        // No volume: editions follow one another.
        let _ = writeln!(self.out, "<volume>{}</volume>\n<elocation-id>{}</elocation-id>", edition.version, xml(&edition.key));
        let _ = writeln!(self.out, "<history><date date-type=\"rev-recd\"><day>{:02}</day><month>{:02}</month><year>{}</year></date></history>", day.day(), day.month(), day.year());
        if let Some(licence) = &edition.licence {
            let _ = writeln!(self.out, "<permissions><license license-type=\"open-access\" xlink:href=\"{0}\"><license-p>{0}</license-p></license></permissions>", xml(licence));
        }
        let _ = writeln!(self.out, "<self-uri xlink:href=\"{}\"/>", xml(&edition.iri));
        if let Some(summary) = &edition.summary {
            self.out.push_str("<abstract>");
            self.element("p", summary);
            self.out.push_str("</abstract>\n");
        }
        self.out.push_str("</article-meta>\n</front>\n");
    }

    fn contributors(&mut self) {
        if self.edition.credits.is_empty() && self.edition.authors.is_empty() {
            return;
        }
        self.out.push_str("<contrib-group>\n");
        for credited in &self.edition.credits {
            let is_author = self.edition.authors.contains(&credited.agent);
            let _ = writeln!(self.out, "<contrib contrib-type=\"{}\">", if is_author { "author" } else { "contributor" });
            self.contributor(&credited.agent);
            for role in &credited.roles {
                let _ = writeln!(self.out, "<role content-type=\"{}\">{}</role>", xml(&credits::address(role)), xml(role));
            }
            self.out.push_str("</contrib>\n");
        }
        self.out.push_str("</contrib-group>\n");
    }

    fn contributor(&mut self, agent: &Agent) {
        if let Some(orcid) = agent.orcid() {
            self.element("contrib-id contrib-id-type=\"orcid\"", orcid);
        }
        match agent.parts() {
            Some((given, family)) => {
                let _ = writeln!(self.out, "<name><surname>{}</surname><given-names>{}</given-names></name>", xml(family), xml(given));
            }
            None if agent.is_person => self.element("string-name", &agent.name),
            None => self.element("collab", &agent.name),
        }
    }

    fn back(&mut self) {
        if self.edition.works.is_empty() {
            return;
        }
        self.out.push_str("<back>\n<ref-list>\n<title>References</title>\n");
        for (at, work) in self.edition.works.iter().enumerate() {
            let _ = write!(self.out, "<ref id=\"ref-{}\"><mixed-citation publication-type=\"other\">", at + 1);
            for run in &work.entry {
                match (&run.to, run.is_italic) {
                    (Some(to), _) => self.link(to, &run.text),
                    (None, true) => {
                        let _ = write!(self.out, "<italic>{}</italic>", xml(&run.text));
                    }
                    (None, false) => self.out.push_str(&xml(&run.text)),
                }
            }
            self.out.push(' ');
            self.link(&work.iri, &self.edition.site);
            self.out.push_str("</mixed-citation>");
            if !work.grounds.is_empty() {
                self.out.push_str("<note>");
                for (label, cells) in &work.grounds {
                    let _ = write!(self.out, "<p>{}: ", xml(label));
                    self.cells(cells);
                    self.out.push_str("</p>");
                }
                self.out.push_str("</note>");
            }
            self.out.push_str("</ref>\n");
        }
        self.out.push_str("</ref-list>\n</back>\n");
    }

    /// A block of the text itself: headings make sections.
    fn section(&mut self, block: &Block) {
        if let Block::Heading { level, id, text } = block {
            self.close(*level);
            self.open.push(*level);
            let _ = write!(self.out, "<sec id=\"sec-{}\"><title>", xml(id));
            self.inlines(text);
            self.out.push_str("</title>\n");
        } else {
            self.block(block);
        }
    }

    /// Closes the sections at a level and below it; at 0 all.
    fn close(&mut self, level: u8) {
        while self.open.last().is_some_and(|open| *open >= level) {
            self.open.pop();
            self.out.push_str("</sec>\n");
        }
    }

    fn figure(&mut self, figure: &Figure, caption: &[Inline]) {
        let _ = write!(self.out, "<table-wrap id=\"table-{0}\"><label>Table {0}</label><caption><p>", self.place.table());
        self.caption(figure, caption);
        self.out.push_str("</p></caption><table>");
        if !figure.head.is_empty() {
            self.around("thead", |own| own.around("tr", |own| figure.head.iter().for_each(|label| own.around("th", |own| own.out.push_str(&xml(label))))));
        }
        self.out.push_str("<tbody>");
        for row in &figure.rows {
            self.around("tr", |own| row.iter().enumerate().for_each(|(at, cells)| own.around(if at == 0 { "th" } else { "td" }, |own| own.cells(cells))));
        }
        if figure.rows.is_empty() {
            self.out.push_str("<tr><td/></tr>");
        }
        self.out.push_str("</tbody></table></table-wrap>\n");
    }

    fn around(&mut self, element: &str, within: impl FnOnce(&mut Self)) {
        let name = element.split(' ').next().unwrap_or(element);
        let _ = write!(self.out, "<{element}>");
        within(self);
        let _ = write!(self.out, "</{name}>");
        if matches!(name, "p" | "list" | "disp-quote") {
            self.out.push('\n');
        }
    }
}

impl<'a> Writer<'a> for Jats<'a> {
    fn place(&mut self) -> &mut Place<'a> {
        &mut self.place
    }

    fn say(&mut self, text: &str) {
        self.out.push_str(&xml(text));
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading { text, .. } | Block::Paragraph(text) => self.around("p", |own| own.inlines(text)),
            Block::Quote(within) => self.around("disp-quote", |own| own.blocks(within)),
            Block::List { start, items } => {
                let kind = if start.is_some() { "order" } else { "bullet" };
                self.around(&format!("list list-type=\"{kind}\""), |own| {
                    items.iter().for_each(|item| own.around("list-item", |own| if item.is_empty() { own.out.push_str("<p/>") } else { own.blocks(item) }));
                });
            }
            Block::Code(text) => self.around("preformat", |own| own.out.push_str(&xml(text))),
            Block::Table { head, rows } => {
                self.place.table();
                self.out.push_str("<table-wrap><table><thead><tr>");
                head.iter().for_each(|cell| self.around("th", |own| own.inlines(cell)));
                self.out.push_str("</tr></thead><tbody>");
                if rows.is_empty() {
                    self.out.push_str("<tr><td/></tr>");
                }
                rows.iter().for_each(|row| self.around("tr", |own| row.iter().for_each(|cell| own.around("td", |own| own.inlines(cell)))));
                self.out.push_str("</tbody></table></table-wrap>\n");
            }
            Block::Figure { of, caption } => match self.place.figure(of) {
                Some(figure) => self.figure(figure, caption),
                None => self.around("p", |own| own.inlines(caption)),
            },
            Block::Rule => {}
        }
    }

    fn span(&mut self, span: Span, within: &[Inline]) {
        let element = match span {
            Span::Emphasis => "italic",
            Span::Strong => "bold",
            Span::Struck => "strike",
        };
        self.around(element, |own| own.inlines(within));
    }

    fn code(&mut self, text: &str) {
        self.around("monospace", |own| own.say(text));
    }

    fn linked(&mut self, to: &str, within: &[Inline]) {
        match to.strip_prefix('#') {
            // A place in the text that is not there would make the whole invalid.
            Some(id) if self.place.has_heading(id) => self.around(&format!("xref ref-type=\"sec\" rid=\"sec-{}\"", xml(id)), |own| own.inlines(within)),
            Some(_) => self.inlines(within),
            None => self.around(&format!("ext-link ext-link-type=\"uri\" xlink:href=\"{}\"", xml(&self.edition.absolute(to))), |own| own.inlines(within)),
        }
    }

    fn link(&mut self, to: &str, text: &str) {
        let _ = write!(self.out, "<ext-link ext-link-type=\"uri\" xlink:href=\"{}\">{}</ext-link>", xml(to), xml(text));
    }

    fn to_work(&mut self, number: usize, text: &str) {
        let _ = write!(self.out, "<xref ref-type=\"bibr\" rid=\"ref-{number}\">{}</xref>", xml(text));
    }

    fn line_break(&mut self) {
        self.out.push_str("; ");
    }
}
