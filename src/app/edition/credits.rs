//! Who is credited: those whom the record names, and those who contributed what the text rests on.

use super::Edition;
use crate::app::Directory;
use crate::ontology::{Range, Scheme};
use crate::views::State;
use crate::views::provenance::CreditRole;
use crate::views::records::{Id, Record};

pub const AUTHORS: [&str; 2] = ["https://schema.org/author", "http://purl.org/dc/terms/creator"];
pub const PUBLISHERS: [&str; 1] = ["https://schema.org/publisher"];
const CONTRIBUTORS: [&str; 1] = ["http://purl.org/dc/terms/contributor"];
/// Who says what a claim says.
const ATTRIBUTED: [&str; 1] = ["http://www.w3.org/ns/prov#wasAttributedTo"];

/// What somebody did who said something on which the text rests: CRediT has no closer role.
const INVESTIGATION: &str = "Investigation";
const ORIGINAL_DRAFT: &str = "Writing – original draft";

/// Somebody, or an organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agent {
    pub name: String,
    /// Of their record; nobody but contributors with an account is without.
    pub iri: Option<String>,
    /// An address: ORCID or ROR.
    pub identifier: Option<(Scheme, String)>,
    pub is_person: bool,
}

/// Somebody and what they did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credited {
    pub agent: Agent,
    /// Roles of CRediT, each once.
    pub roles: Vec<&'static str>,
}

impl Agent {
    fn of(state: &State, record: &Record) -> Self {
        let ontology = state.snapshot.ontology();
        let ty = ontology.ty(record.ty);
        let scheme = |wanted: Scheme| ty.properties.iter().position(|property| matches!(property.range, Range::Identifier(scheme) if scheme == wanted));
        let identifier = [Scheme::Orcid, Scheme::Ror].into_iter().find_map(|wanted| {
            let text = record.values.get(scheme(wanted)?)?.texts().first()?;
            Some((wanted, text.raw().into_owned()))
        });
        Self { name: super::name(state, record, &ontology.directory.languages), iri: Some(record.iri.to_string()), identifier, is_person: scheme(Scheme::Orcid).is_some() }
    }

    /// The address of their ORCID iD.
    #[must_use]
    pub fn orcid(&self) -> Option<&str> {
        self.identifier.as_ref().filter(|(scheme, _)| *scheme == Scheme::Orcid).map(|(_, iri)| iri.as_str())
    }

    /// Given names and family name of a person, as far as a space can tell.
    #[must_use]
    pub fn parts(&self) -> Option<(&str, &str)> {
        if self.is_person { self.name.rsplit_once(' ') } else { None }
    }
}

/// Those to whom a record links by any of these predicates.
pub fn agents(state: &State, record: &Record, predicates: &[&str]) -> Vec<Agent> {
    linked(state, record, predicates).map(|other| Agent::of(state, other)).collect()
}

fn linked<'a>(state: &'a State, record: &'a Record, predicates: &'a [&'a str]) -> impl Iterator<Item = &'a Record> {
    let ontology = state.snapshot.ontology();
    let ty = ontology.ty(record.ty);
    let slots = ty.properties.iter().zip(&record.values).filter(move |(property, _)| predicates.contains(&ontology.path(property.path).as_str()));
    slots.flat_map(|(_, values)| values.links()).filter_map(|id| state.snapshot.record(*id)).map(AsRef::as_ref)
}

impl Edition {
    /// Credits everybody, in the order in which the text and the record name them.
    pub(super) fn credit(&mut self, directory: &Directory, state: &State, record: &Record) {
        for author in self.authors.clone() {
            self.earn(author, ORIGINAL_DRAFT);
        }
        for contributor in agents(state, record, &CONTRIBUTORS) {
            self.earn(contributor, INVESTIGATION);
        }
        let cited: Vec<&Record> = self.works.iter().filter_map(|work| state.snapshot.by_iri(&work.iri)).map(AsRef::as_ref).collect();
        for work in &cited {
            for agent in agents(state, work, &ATTRIBUTED) {
                self.earn(agent, INVESTIGATION);
            }
        }
        // Whoever says what it is good for, or is not, has checked it.
        let claims: Vec<Id> = record.edges.iter().flat_map(|edge| edge.claims.iter().copied()).collect();
        for claim in claims.iter().filter_map(|id| state.snapshot.record(*id)) {
            for agent in agents(state, claim, &ATTRIBUTED) {
                self.earn(agent, role(CreditRole::Validation));
            }
        }
        let mut unnamed: Vec<String> = Vec::new();
        for id in std::iter::once(record.id).chain(cited.iter().map(|work| work.id)).chain(claims.iter().copied()).collect::<Vec<Id>>() {
            for credit in state.provenance.credits(id) {
                // What somebody wrote elsewhere is here what was found.
                let role = match id {
                    id if id == record.id => role(credit.role),
                    id if claims.contains(&id) => role(CreditRole::Validation),
                    _ => INVESTIGATION,
                };
                match directory.name_of(&credit.actor) {
                    Some(name) => self.earn(Agent { name: name.to_string(), iri: None, identifier: None, is_person: true }, role),
                    None if !unnamed.contains(&credit.actor.to_string()) => unnamed.push(credit.actor.to_string()),
                    None => {}
                }
            }
        }
        self.unnamed = unnamed.len();
    }

    fn earn(&mut self, agent: Agent, role: &'static str) {
        match self.credits.iter_mut().find(|credited| credited.agent == agent) {
            Some(credited) if credited.roles.contains(&role) => {}
            Some(credited) => credited.roles.push(role),
            None => self.credits.push(Credited { agent, roles: vec![role] }),
        }
    }
}

/// The role as CRediT calls it.
const fn role(role: CreditRole) -> &'static str {
    match role {
        CreditRole::WritingOriginalDraft => ORIGINAL_DRAFT,
        CreditRole::WritingReviewEditing => "Writing – review & editing",
        CreditRole::Validation => "Validation",
        CreditRole::DataCuration => "Data curation",
    }
}

/// The address of a role in the taxonomy.
#[must_use]
pub fn address(role: &str) -> String {
    let words: Vec<String> = role.split(|letter: char| !letter.is_alphabetic()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    format!("https://credit.niso.org/contributor-roles/{}/", words.join("-"))
}
