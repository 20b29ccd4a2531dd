//! Markdown as it was written, with its references resolved: citations as the style writes them, records as tables, a list of references.
//! What any program reads that knows CommonMark with tables.

use std::fmt::Write as _;

use super::writer::Place;
use super::{Cell, Edition, Run};
use crate::ontology::prose::{Block, Inline};

pub fn write(edition: &Edition) -> String {
    let mut writer = Writer { edition, place: Place::at_the_beginning(Some(edition)) };
    let mut out = format!("# {}\n\n", escaped(&edition.title));
    if let Some(summary) = &edition.summary {
        let _ = write!(out, "*{}*\n\n", escaped(summary));
    }
    let credits: Vec<String> = edition.credits.iter().map(|credited| format!("{} ({})", escaped(&credited.agent.name), credited.roles.join(", "))).collect();
    if !credits.is_empty() {
        let _ = write!(out, "{}\n\n", credits.join("; "));
    }
    let _ = write!(out, "<{}>, version {}, {}", edition.iri, edition.version, edition.day());
    if let Some(licence) = &edition.licence {
        let _ = write!(out, ", <{licence}>");
    }
    out.push_str("\n\n");
    out.push_str(&writer.blocks(&edition.prose.blocks));
    if !edition.works.is_empty() {
        out.push_str("## References\n\n");
        for work in &edition.works {
            let _ = write!(out, "- {} <{}>", writer.runs(&work.entry), work.iri);
            for (label, cells) in &work.grounds {
                let _ = write!(out, "\n    - {}: {}", escaped(label), writer.cells(cells));
            }
            out.push('\n');
        }
    }
    out
}

struct Writer<'a> {
    edition: &'a Edition,
    place: Place<'a>,
}

impl Writer<'_> {
    fn blocks(&mut self, blocks: &[Block]) -> String {
        blocks.iter().map(|block| self.block(block)).collect()
    }

    fn block(&mut self, block: &Block) -> String {
        match block {
            // The title is the first heading.
            Block::Heading { level, text, .. } => format!("{} {}\n\n", "#".repeat(usize::from(*level).min(5) + 1), self.inlines(text)),
            Block::Paragraph(text) => format!("{}\n\n", self.inlines(text)),
            Block::Quote(within) => format!("{}\n\n", self.blocks(within).trim_end().lines().map(|line| format!("> {line}").trim_end().to_owned()).collect::<Vec<_>>().join("\n")),
            Block::List { start, items } => {
                let mut out = String::new();
                for (at, item) in (0_u64..).zip(items) {
                    let mark = start.map_or_else(|| "- ".to_owned(), |start| format!("{}. ", start + at));
                    let text = self.blocks(item);
                    let lines: Vec<String> = text.trim_end().lines().map(|line| if line.is_empty() { String::new() } else { format!("{}{line}", " ".repeat(mark.len())) }).collect();
                    let _ = writeln!(out, "{mark}{}", lines.join("\n").trim_start());
                }
                out.push('\n');
                out
            }
            Block::Code(text) => {
                let fence = "`".repeat(text.split(|sign| sign != '`').map(str::len).max().unwrap_or_default().max(2) + 1);
                format!("{fence}\n{text}{}{fence}\n\n", if text.ends_with('\n') { "" } else { "\n" })
            }
            Block::Table { head, rows } => {
                let head: Vec<String> = head.iter().map(|cell| self.inlines(cell)).collect();
                let rows: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(|cell| self.inlines(cell)).collect()).collect();
                table(&head, &rows)
            }
            Block::Figure { of, caption } => self.figure(of, caption),
            Block::Rule => "---\n\n".to_owned(),
        }
    }

    fn figure(&mut self, of: &str, caption: &[Inline]) -> String {
        let Some(figure) = self.place.figure(of) else { return format!("{}\n\n", self.inlines(caption)) };
        let number = self.place.table();
        let caption = if caption.is_empty() { escaped(&figure.name) } else { self.inlines(caption) };
        let rows: Vec<Vec<String>> = figure.rows.iter().map(|row| row.iter().map(|cells| self.cells(cells)).collect()).collect();
        let head = if figure.head.is_empty() { vec![String::new(); rows.first().map_or(2, Vec::len)] } else { figure.head.iter().map(|label| escaped(label)).collect() };
        format!("**Table {number}.** {caption} (<{}>)\n\n{}", figure.iri, table(&head, &rows))
    }

    fn cells(&self, cells: &[Cell]) -> String {
        let all = cells.iter().map(|cell| cell.to.as_ref().map_or_else(|| escaped(&cell.text), |to| format!("[{}](<{to}>)", escaped(&cell.text))));
        all.collect::<Vec<_>>().join("; ")
    }

    fn runs(&self, runs: &[Run]) -> String {
        runs.iter().map(|run| if run.is_italic { format!("*{}*", escaped(&run.text)) } else { escaped(&run.text) }).collect()
    }

    fn inlines(&mut self, all: &[Inline]) -> String {
        all.iter()
            .map(|inline| match inline {
                Inline::Text(text) | Inline::Mark { text, .. } => escaped(text),
                Inline::Code(text) => {
                    let fence = "`".repeat(text.split(|sign| sign != '`').map(str::len).max().unwrap_or_default() + 1);
                    let space = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
                    format!("{fence}{space}{text}{space}{fence}")
                }
                Inline::Emphasis(within) => format!("*{}*", self.inlines(within)),
                Inline::Strong(within) => format!("**{}**", self.inlines(within)),
                Inline::Struck(within) => format!("~~{}~~", self.inlines(within)),
                Inline::Link { to, text } => {
                    let to = self.edition.absolute(self.edition.target(to));
                    format!("[{}](<{to}>)", self.inlines(text))
                }
                Inline::Cite(_) => {
                    let runs = self.place.cite();
                    self.runs(runs)
                }
                Inline::Break => "\\\n".to_owned(),
            })
            .collect()
    }
}

fn table(head: &[String], rows: &[Vec<String>]) -> String {
    let line = |cells: &[String]| format!("| {} |\n", cells.iter().map(|cell| cell.replace('\n', " ")).collect::<Vec<_>>().join(" | "));
    let mut out = line(head);
    let _ = writeln!(out, "|{}", " --- |".repeat(head.len()));
    rows.iter().for_each(|row| out.push_str(&line(row)));
    out.push('\n');
    out
}

/// Text in which nothing means anything to Markdown; what begins a line of a list or a heading included.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + 8);
    for sign in text.chars() {
        match sign {
            '\n' | '\r' => safe.push(' '),
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '#' | '&' | '@' => {
                safe.push('\\');
                safe.push(sign);
            }
            '-' | '+' if safe.is_empty() => {
                safe.push('\\');
                safe.push(sign);
            }
            '.' | ')' if !safe.is_empty() && safe.bytes().all(|byte| byte.is_ascii_digit()) => {
                safe.push('\\');
                safe.push(sign);
            }
            sign => safe.push(sign),
        }
    }
    safe
}
