//! Passages of a text, marked where they stand.

use std::ops::Range;

use super::{Block, Inline, Prose};

impl Prose {
    /// Marks passages, each named by the bytes of [`Prose::words`] that it takes, with where each mark leads. Of those that overlap the
    /// first one is marked; code is left as it is, and within a link a mark leads nowhere else.
    pub fn mark(&mut self, mut passages: Vec<(Range<usize>, String)>) {
        passages.sort_by_key(|(range, _)| (range.start, range.end));
        let mut free = 0;
        passages.retain(|(range, _)| range.start >= free && range.start < range.end && { free = range.end; true });
        if !passages.is_empty() {
            Marker { at: 0, passages: &passages }.blocks(&mut self.blocks);
        }
    }
}

struct Marker<'a> {
    /// How many bytes of the words were passed.
    at: usize,
    /// In order, none in another.
    passages: &'a [(Range<usize>, String)],
}

impl Marker<'_> {
    fn blocks(&mut self, blocks: &mut [Block]) {
        for block in blocks {
            self.at += 1;
            match block {
                Block::Heading { text, .. } | Block::Paragraph(text) | Block::Figure { caption: text, .. } => self.inlines(text, false),
                Block::Quote(within) => self.blocks(within),
                Block::List { items, .. } => items.iter_mut().for_each(|item| self.blocks(item)),
                Block::Table { head, rows } => head.iter_mut().chain(rows.iter_mut().flatten()).for_each(|cell| self.inlines(cell, false)),
                Block::Code(text) => self.at += text.len(),
                Block::Rule => {}
            }
        }
    }

    fn inlines(&mut self, all: &mut Vec<Inline>, in_link: bool) {
        let mut marked = Vec::with_capacity(all.len());
        for mut inline in std::mem::take(all) {
            match &mut inline {
                Inline::Text(text) => {
                    self.text(text, in_link, &mut marked);
                    continue;
                }
                Inline::Emphasis(within) | Inline::Strong(within) | Inline::Struck(within) => self.inlines(within, in_link),
                Inline::Link { text, .. } => self.inlines(text, true),
                Inline::Code(text) | Inline::Mark { text, .. } => self.at += text.len(),
                Inline::Break => self.at += 1,
                Inline::Cite(_) => {}
            }
            marked.push(inline);
        }
        *all = marked;
    }

    fn text(&mut self, text: &str, in_link: bool, out: &mut Vec<Inline>) {
        let (start, end) = (self.at, self.at + text.len());
        self.at = end;
        let mut done = start;
        for (range, to) in self.passages.iter().filter(|(range, _)| range.start < end && range.end > start) {
            let (from, until) = (range.start.max(start), range.end.min(end));
            out.extend(text.get(done - start..from - start).filter(|text| !text.is_empty()).map(|text| Inline::Text(text.to_owned())));
            let to = if in_link { String::new() } else { to.clone() };
            out.extend(text.get(from - start..until - start).map(|text| Inline::Mark { to, text: text.to_owned() }));
            done = until;
        }
        out.extend(text.get(done - start..).filter(|text| !text.is_empty()).map(|text| Inline::Text(text.to_owned())));
    }
}
