//! Whom a name in a row means. Two people may have one name, so a mapping can say that nobody is known by a name alone: then an identifier
//! decides, or that the record has somebody of that name already; everybody else is kept as printed.

use super::draft::{Given, Said};
use super::{Rows, Tables};
use crate::app::data::entries::IDENTIFIED;
use crate::ontology::Type;
use crate::views::records::Record;
use crate::views::words::analysis::fold;
use oxigraph::model::{Literal, NamedNode, Term};

impl Tables<'_> {
    /// The value that is meant, and the slot where it goes.
    ///
    /// # Errors
    /// What it should have been.
    pub(super) fn meant(&mut self, ty: &Type, known: Option<&Record>, said: &Said, line: u32, rows: &Rows<'_>) -> Result<(u16, Term), String> {
        let name = match &said.given {
            Given::Term(term) => return Ok((said.slot, term.clone())),
            Given::Name(name) => name,
        };
        let Some(targets) = ty.property(said.slot).and_then(|property| property.range.targets()) else { return Err(String::new()) };
        let node = |iri: String| Term::from(NamedNode::new_unchecked(iri));
        let Some(otherwise) = said.otherwise else {
            return self.lookup.find(targets, &self.arriving, name, true).map(|iri| (said.slot, node(iri)));
        };
        let (name, identifier) = name.split_once(IDENTIFIED).map_or((name.as_str(), None), |(name, identifier)| (name, Some(identifier)));
        if let Some(iri) = identifier.and_then(|identifier| self.lookup.find(targets, &self.arriving, identifier, false).ok()) {
            return Ok((said.slot, node(iri)));
        }
        let wanted = words(name);
        if let Some(known) = known {
            let linked = known.values(said.slot).links().iter().filter_map(|id| self.now.record(*id));
            let same = |record: &&std::sync::Arc<Record>| {
                let own = self.now.ontology().ty(record.ty);
                own.role(crate::ontology::Role::Label).is_some_and(|slot| record.values(slot).texts().iter().any(|text| words(&text.raw()) == wanted))
            };
            if let Some(record) = linked.clone().find(same) {
                return Ok((said.slot, node(record.iri.to_string())));
            }
            if let Some(text) = known.values(otherwise).texts().iter().map(|text| text.raw()).find(|text| words(text) == wanted) {
                return Ok((otherwise, Literal::new_simple_literal(text.into_owned()).into()));
            }
        }
        if let Some(namesakes) = self.lookup.namesakes(targets, name) {
            self.notes.push(rows.remark(line, said.column.map(usize::from), format!("kept as printed: {namesakes}")));
        }
        Ok((otherwise, Literal::new_simple_literal(name).into()))
    }
}

/// The words of a name, whatever their order: catalogues put the family name first.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = fold(name).split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect();
    words.sort_unstable();
    words
}
