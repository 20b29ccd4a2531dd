//! How a text is walked through by whatever writes it: what is the same in every form that is made of elements around others. A form says
//! how a text, a span, a link look; where citations, tables and items stand is told here once.

use super::{Cell, Edition, Figure, Run};
use crate::ontology::prose::{Block, Inline};

/// Where somebody who writes a text is.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    /// What its references lead to; a remark has none.
    edition: Option<&'a Edition>,
    /// How many places that cite were passed.
    cites: usize,
    /// How many tables were.
    tables: usize,
}

impl<'a> Place<'a> {
    pub const fn at_the_beginning(edition: Option<&'a Edition>) -> Self {
        Self { edition, cites: 0, tables: 0 }
    }

    /// The next place that cites.
    pub fn cite(&mut self) -> &'a [Run] {
        self.cites += 1;
        self.edition.and_then(|edition| edition.cites.get(self.cites - 1)).map_or(&[][..], Vec::as_slice)
    }

    /// The number of the next table.
    pub const fn table(&mut self) -> usize {
        self.tables += 1;
        self.tables
    }

    pub fn figure(&self, of: &str) -> Option<&'a Figure> {
        self.edition.and_then(|edition| edition.figure(of))
    }

    /// The record that a reference leads to; anything else as it is.
    pub fn target<'b>(&self, to: &'b str) -> &'b str
    where
        'a: 'b,
    {
        self.edition.map_or(to, |edition| edition.target(to))
    }

    /// Whether there is such a heading in the text.
    pub fn has_heading(&self, id: &str) -> bool {
        self.edition.is_some_and(|edition| edition.contents().iter().any(|(_, own, _)| *own == id))
    }

    /// The number of a work in the list of references.
    fn number(&self, run: &Run) -> Option<usize> {
        self.edition.zip(run.to.as_deref()).and_then(|(edition, to)| edition.number(to))
    }
}

/// What is around a part of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    Emphasis,
    Strong,
    Struck,
}

/// A form in which texts are written.
pub trait Writer<'a> {
    fn place(&mut self) -> &mut Place<'a>;

    /// A text, in which nothing means anything to the form.
    fn say(&mut self, text: &str);

    fn block(&mut self, block: &Block);

    fn span(&mut self, span: Span, within: &[Inline]);

    fn code(&mut self, text: &str);

    /// A link with other parts in it.
    fn linked(&mut self, to: &str, within: &[Inline]);

    /// A link with a text in it.
    fn link(&mut self, to: &str, text: &str);

    /// A link to a work in the list of references.
    fn to_work(&mut self, number: usize, text: &str);

    fn line_break(&mut self);

    /// A passage that somebody responded to.
    fn marked(&mut self, _to: &str, text: &str) {
        self.say(text);
    }

    fn blocks(&mut self, blocks: &[Block]) {
        blocks.iter().for_each(|block| self.block(block));
    }

    fn inlines(&mut self, all: &[Inline]) {
        for inline in all {
            match inline {
                Inline::Text(text) => self.say(text),
                Inline::Code(text) => self.code(text),
                Inline::Emphasis(within) => self.span(Span::Emphasis, within),
                Inline::Strong(within) => self.span(Span::Strong, within),
                Inline::Struck(within) => self.span(Span::Struck, within),
                Inline::Link { to, text } => {
                    let to = self.place().target(to).to_owned();
                    self.linked(&to, text);
                }
                Inline::Mark { to, text } => self.marked(to, text),
                Inline::Cite(_) => self.cite(),
                Inline::Break => self.line_break(),
            }
        }
    }

    fn cite(&mut self) {
        self.works();
    }

    /// The works of a citation, each leading to its place in the list of references.
    fn works(&mut self) {
        for run in self.place().cite() {
            match self.place().number(run) {
                Some(number) => self.to_work(number, &run.text),
                None => self.say(&run.text),
            }
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

    /// What stands above or below a table that shows a record.
    fn caption(&mut self, figure: &Figure, caption: &[Inline]) {
        if caption.is_empty() {
            self.say(&figure.name);
        } else {
            self.inlines(caption);
        }
        self.say(" (");
        self.link(&figure.iri, &figure.name);
        self.say(")");
    }

    fn cells(&mut self, cells: &[Cell]) {
        for (at, cell) in cells.iter().enumerate() {
            if at > 0 {
                self.say("; ");
            }
            match &cell.to {
                Some(to) => self.link(to, &cell.text),
                None => self.say(&cell.text),
            }
        }
    }
}
