//! The text of a record on its page: contents, the text with its tables, references with their grounds, credits, and what is amiss.

use super::{Visit, show::{Name, Shown, Elsewhere}};
use crate::{
    app::{
        edition::{Agent, Edition, html::Html},
        passage::Spot,
    },
    http::linked_data,
    views::records::Record,
};

/// Somebody and what they did.
pub struct Credit {
    pub name: Shown,
    /// Their ORCID iD.
    pub orcid: Option<Shown>,
    pub roles: String,
}

/// What a template shows; the texts that are HTML are so already, every word in them escaped.
pub struct Document {
    pub lang: String,
    /// Level, place and words of headings.
    pub contents: Vec<(u8, String, String)>,
    pub text: String,
    pub references: String,
    pub publishers: Vec<Shown>,
    pub credits: Vec<Credit>,
    pub unnamed: u64,
    pub notes: Vec<String>,
    /// What people call each form, and its address.
    pub forms: Vec<(String, String)>,
}

impl Visit {
    /// The text of a record and who is credited for it, where its type has one.
    pub fn document(&self, record: &Record, forms: Vec<(String, String)>, marks: &[(Spot, String)]) -> Option<Document> {
        let mut edition = Edition::of(self.house.engine.directory(), &self.state, record, &self.languages)?;
        let words = edition.prose.words();
        edition.prose.mark(marks.iter().filter(|(spot, _)| spot.text == words).map(|(spot, to)| (spot.span.clone(), to.clone())).collect());
        // Records lead to their pages here and not to their addresses.
        let href = |to: &str| self.ontology().split_iri(to).map_or_else(|| to.to_owned(), |_| linked_data::page_of(self.ontology(), to));
        let credits = edition.credits.iter().map(|credited| Credit {
            name: self.agent(&credited.agent),
            orcid: credited.agent.orcid().map(|orcid| Shown::Elsewhere(Elsewhere { href: orcid.to_owned(), text: orcid.trim_start_matches("https://").to_owned(), mark: None })),
            roles: credited.roles.join(", "),
        });
        Some(Document {
            lang: self.foreign(&edition.language).to_owned(),
            contents: edition.contents().into_iter().map(|(level, id, words)| (level, id.to_owned(), words)).collect(),
            text: Html::new(&edition, 1, &href).text(),
            references: Html::new(&edition, 1, &href).references(),
            publishers: edition.publishers.iter().map(|agent| self.agent(agent)).collect(),
            credits: credits.collect(),
            unnamed: edition.unnamed as u64,
            notes: edition.notes.clone(),
            forms,
        })
    }

    fn agent(&self, agent: &Agent) -> Shown {
        match &agent.iri {
            Some(iri) => Shown::Name(Name { href: linked_data::page_of(self.ontology(), iri), text: agent.name.clone(), lang: String::new() }),
            None => Shown::Said(super::show::Said { text: agent.name.clone(), lang: String::new() }),
        }
    }
}
