//! Whether the addresses that records lead to answer. [`round`] asks them, gently; here is what is known of each, and where it stands.
//!
//! What is known is kept beside the journal: it can be found out again, and is no statement of anybody. A record's page says when its
//! addresses answered last; curators see what does not answer, and where it has moved to.

pub mod round;

use super::actor::{Operation, Visitor};
use super::{Directory, DirectoryError, Problem};
use crate::error::Code;
use crate::ledger::{AddressCheck, Ledger, LedgerError};
use crate::ontology::{Ontology, Property, Range};
use crate::views::State;
use crate::views::records::Id;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Days on which an address has to fail, one after the other, before it is called broken.
pub const BROKEN_DAYS_MIN: i64 = 3;
/// Addresses on one page of a list, and unless said.
pub const LINKS_PER_PAGE_MAX: usize = 100;
const LINKS_PER_PAGE: usize = 50;

/// How it is with an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// It failed on several days.
    Broken,
    /// It failed, but not for long.
    Failing,
    /// It answers, and says that it is elsewhere for good.
    Moved,
    /// It tells programs nothing, or cannot be asked by this one.
    Unclear,
    Answers,
}

impl Standing {
    pub const ALL: [Self; 5] = [Self::Broken, Self::Failing, Self::Moved, Self::Unclear, Self::Answers];

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Broken => "broken",
            Self::Failing => "failing",
            Self::Moved => "moved",
            Self::Unclear => "unclear",
            Self::Answers => "answers",
        }
    }

    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|standing| standing.name().eq_ignore_ascii_case(name))
    }

    #[must_use]
    pub fn of(check: &AddressCheck) -> Self {
        match check {
            AddressCheck { failures: BROKEN_DAYS_MIN.., .. } => Self::Broken,
            AddressCheck { failures: 1.., .. } => Self::Failing,
            AddressCheck { answered, checked, .. } if *answered != Some(*checked) => Self::Unclear,
            AddressCheck { moved: Some(_), .. } => Self::Moved,
            _ => Self::Answers,
        }
    }
}

/// What is known of every address that was asked.
#[derive(Debug, Default)]
pub struct Known {
    by_address: FxHashMap<String, AddressCheck>,
    edition: (i64, i64),
}

impl Known {
    pub(super) async fn read(ledger: &Ledger) -> Result<Self, LedgerError> {
        let edition = Self::edition_in(ledger).await?;
        let all = ledger.look(|book| Box::pin(async move { book.address_checks().await })).await?;
        Ok(Self { by_address: all.into_iter().map(|check| (check.address.clone(), check)).collect(), edition })
    }

    pub(super) async fn edition_in(ledger: &Ledger) -> Result<(i64, i64), LedgerError> {
        ledger.look(|book| Box::pin(async move { book.address_checks_edition().await })).await
    }

    /// Changes whenever something else is known: how many addresses were asked, and when the last was.
    #[must_use]
    pub const fn edition(&self) -> (i64, i64) {
        self.edition
    }

    #[must_use]
    pub fn of(&self, address: &str) -> Option<&AddressCheck> {
        self.by_address.get(address)
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_address.is_empty()
    }
}

/// Whether the values of a property lead to the web: addresses, other than those that name parts of this directory.
#[must_use]
pub fn leads_to_the_web(property: &Property) -> bool {
    property.is_public() && property.part.is_none() && matches!(property.range, Range::Address)
}

fn is_elsewhere(ontology: &Ontology, address: &str) -> bool {
    (address.starts_with("https://") || address.starts_with("http://")) && !address.starts_with(ontology.directory.iri.as_str())
}

/// Where an address stands: records, and the slots of the fields that say it.
pub type Places = BTreeMap<String, Vec<(Id, u16)>>;

/// Every published address that leads to the web.
#[must_use]
pub fn published(state: &State) -> Places {
    let snapshot = &state.snapshot;
    let ontology = snapshot.ontology();
    let mut places = Places::new();
    for ty in &ontology.types {
        let slots: Vec<u16> = (0_u16..).zip(&ty.properties).filter(|(_, property)| leads_to_the_web(property)).map(|(slot, _)| slot).collect();
        if slots.is_empty() {
            continue;
        }
        // What comes with the ontology, and was not changed since, is looked after in its files.
        for record in snapshot.of_types(&[ty.id]).iter().filter_map(|id| snapshot.record(id)).filter(|record| record.revision > 0) {
            for slot in &slots {
                for text in record.values(*slot).texts().iter().map(|text| text.raw()).filter(|address| is_elsewhere(ontology, address)) {
                    let standing = places.entry(text.into_owned()).or_default();
                    if standing.last() != Some(&(record.id, *slot)) {
                        standing.push((record.id, *slot));
                    }
                }
            }
        }
    }
    places
}

/// An address with what is known of it and the records that lead there.
pub struct Link {
    pub check: AddressCheck,
    pub standing: Standing,
    pub places: Vec<(Id, u16)>,
}

/// Which addresses are listed.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// All, when there is none.
    pub standings: Vec<Standing>,
    /// Only addresses of this host.
    pub host: Option<String>,
    pub first: Option<usize>,
    /// The last address of the page before.
    pub after: Option<String>,
}

/// Some addresses.
pub struct Listed {
    pub links: Vec<Link>,
    pub total: usize,
    pub has_after: bool,
    /// How many there are of each standing, whatever is wanted.
    pub counts: Vec<(Standing, usize)>,
    /// Addresses that nobody asked yet.
    pub unasked: usize,
}

/// What is known of published addresses, for whoever looks after records: what is worst first, then by address.
///
/// # Errors
/// When the caller does not curate, when the page is too large or goes on from nowhere.
pub fn links(directory: &Directory, visitor: &Visitor, wanted: &Wanted) -> Result<Listed, Problem> {
    visitor.caller.demand(Operation::Curate, false)?;
    let first = wanted.first.unwrap_or(LINKS_PER_PAGE);
    if first > LINKS_PER_PAGE_MAX {
        return Err(Problem::new(Code::BadFilter, format!("`first` is {first}; at most {LINKS_PER_PAGE_MAX} addresses make a page")));
    }
    let known = directory.addresses();
    let places = published(&directory.views().state());
    let all = places.len();
    let mut links: Vec<Link> = places.into_iter().filter_map(|(address, places)| known.of(&address).map(|check| Link { standing: Standing::of(check), check: check.clone(), places })).collect();
    let unasked = all - links.len();
    let counts = Standing::ALL.map(|standing| (standing, links.iter().filter(|link| link.standing == standing).count())).into();
    let is_wanted = |link: &Link| (wanted.standings.is_empty() || wanted.standings.contains(&link.standing)) && wanted.host.as_deref().is_none_or(|host| host_of(&link.check.address).eq_ignore_ascii_case(host));
    links.retain(is_wanted);
    // By address within a standing, as they come.
    links.sort_by_key(|link| link.standing);
    let total = links.len();
    let start = match &wanted.after {
        None => 0,
        Some(after) => links.iter().position(|link| link.check.address == *after).map(|at| at + 1).ok_or_else(|| Problem::new(Code::BadFilter, "`after` is no address of this list; begin again without it"))?,
    };
    let page: Vec<Link> = links.into_iter().skip(start).take(first).collect();
    Ok(Listed { has_after: start + page.len() < total, links: page, total, counts, unasked })
}

/// `example.org` of `https://example.org/path`, with the port where there is one.
#[must_use]
pub fn host_of(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or(rest)
}

/// Forgets what is known of addresses that no record has any more.
///
/// # Errors
/// When the ledger cannot be read or written.
pub async fn forget_gone(directory: &Arc<Directory>) -> Result<(), Problem> {
    let kept = directory.ledger().look(|book| Box::pin(async move { book.address_checks().await })).await?;
    if kept.is_empty() {
        return Ok(());
    }
    let reader = Arc::clone(directory);
    let places = tokio::task::spawn_blocking(move || published(&reader.views().state())).await.map_err(|_| DirectoryError::Broken)?;
    let gone: Vec<String> = kept.into_iter().map(|check| check.address).filter(|address| !places.contains_key(address)).collect();
    if gone.is_empty() {
        return Ok(());
    }
    let dropped = directory.ledger().keep(move |book| {
        Box::pin(async move {
            for address in &gone {
                book.drop_address_check(address).await?;
            }
            Ok(Ok::<(), LedgerError>(()))
        })
    });
    dropped.await.and_then(|dropped| dropped)?;
    Ok(directory.refresh_addresses().await?)
}
