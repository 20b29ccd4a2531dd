//! Listings on other people's pages: as HTML for the element of `embed.js`, and as a page for a frame. The lists and cards are those of the
//! site; the address has the same conditions, and a few words on how it is shown.
//!
//! | pair | means |
//! |---|---|
//! | `view=cards`, `list`, `table` | how records are laid out |
//! | `searchable=yes` | with a box for words, and facets |
//! | `columns=purposes` | of `/embed/gaps`, the evidence gap map: what the columns are |
//! | `site` | the public part of a key, under which it is counted how often listings are shown there |
//! | `as=fragment` | only the listing, for any web page; a whole page unless given |

use std::sync::LazyLock;

use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header},
    web::{Data, Path},
};
use askama::Template;

use super::{
    Layout, Visit, answer,
    facets::{Active, Group},
    layout::asset,
    list::{self},
    pictures::{gaps, grid::Grid},
    rendered,
    segment,
    shown_types,
    show::{Card, address},
};
use crate::{
    app::{find, listings::write},
    error::Code,
    http::{House, problem::Problem, query::Pairs},
    ontology::names::did_you_mean,
};

/// Pairs that say how a listing is shown.
pub const MANNERS: [&str; 4] = ["as", "view", "searchable", SITE];
const SITE: &str = "site";
/// Where listings are; nothing there sets a cookie.
pub const PREFIX: &str = "/embed/";
/// What stands for a list of all types.
const ALL: &str = "search";
/// What stands for the evidence gap map.
const GAPS: &str = "gaps";
/// Letters of a digest that tell one script from another.
const DIGEST_CHARS: usize = 16;

const STYLE_SHEET: &str = include_str!("embed.css");
const FRAME_SCRIPT: &str = include_str!("embed-frame.js");
static SCRIPT: LazyLock<String> = LazyLock::new(|| {
    let style = serde_json::to_string(STYLE_SHEET).unwrap_or_default();
    include_str!("embed.js").replace("\"/*STYLE*/\"", &style)
});

/// How records are laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    Cards,
    List,
    Table,
}

impl View {
    pub const ALL: [Self; 3] = [Self::Cards, Self::List, Self::Table];

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cards => "cards",
            Self::List => "list",
            Self::Table => "table",
        }
    }

    const fn class(self) -> &'static str {
        match self {
            Self::Cards => "listing cards",
            Self::List => "listing list-only",
            Self::Table => "listing",
        }
    }
}

#[derive(Template)]
#[template(path = "embed-list.html")]
struct Fragment {
    view: View,
    searchable: bool,
    /// The same on the site.
    source: String,
    layout: Layout,
    path: String,
    search: String,
    kept: Vec<(String, String)>,
    active: Vec<Active>,
    cleared: String,
    groups: Vec<Group>,
    total: u64,
    cards: Vec<Card>,
    before: Option<String>,
    after: Option<String>,
}

/// What is sent: the fragment, in a page of its own or not.
#[derive(Template)]
#[template(ext = "html", source = r#"{% if whole %}{% include "embed-page.html" %}{% else %}{{ fragment|safe }}{% endif %}"#)]
struct Sent {
    whole: bool,
    tag: &'static str,
    title: String,
    fragment: String,
}

/// The evidence gap map.
#[derive(Template)]
#[template(path = "embed-gaps.html")]
struct Map {
    grid: Grid,
    source: String,
    layout: Layout,
}

impl Visit {
    /// Pairs of this address that are no conditions.
    pub fn manners(&self) -> &'static [&'static str] {
        if self.path.starts_with(PREFIX) { &MANNERS } else { &[] }
    }

    fn view(&self) -> Result<View, Problem> {
        let Some(asked) = self.pairs.get("view") else { return Ok(View::Cards) };
        View::ALL.into_iter().find(|view| view.name() == asked).ok_or_else(|| {
            let near = did_you_mean(asked, View::ALL.map(View::name));
            Problem::new(Code::BadRequest, format!("view: there is no `{asked}`{near}; there are {}", View::ALL.map(View::name).join(", ")))
        })
    }

    fn sent(&self, layout: &Layout, fragment: &impl Template) -> Result<Sent, Problem> {
        Ok(Sent { whole: self.pairs.get("as") != Some("fragment"), tag: self.words.tag, title: format!("{} · {}", layout.title, layout.site), fragment: rendered(fragment)? })
    }

    fn map(&self) -> Result<Sent, Problem> {
        let layout = self.layout(&self.words.say("gaps-title"), "gaps");
        let map = Map { grid: gaps::draw(self)?, source: format!("/gaps{}", self.pairs.only(&["columns"]).text()), layout };
        self.sent(&map.layout, &map)
    }

    fn listing(&self, segment: &str) -> Result<Sent, Problem> {
        if segment == GAPS {
            return self.map();
        }
        let ontology = self.ontology();
        let types = if segment == ALL { shown_types(&self.state) } else { vec![super::type_at(ontology, segment).ok_or_else(|| no_listing(self, segment))?.id] };
        let view = self.view()?;
        let list::Page { layout, search, kept, active, groups, total, cards, before, after, path, .. } = list::make(self, &types)?;
        let source = format!("/{segment}{}", self.pairs.without(&MANNERS).without(&["first", "last", "before", "after"]).text());
        let manners = self.pairs.only(&MANNERS).text();
        let cleared = format!("{path}{manners}");
        let fragment = Fragment { view, searchable: self.pairs.get("searchable").is_some(), source, layout, path, search, kept, active, cleared, groups, total, cards, before, after };
        self.sent(&fragment.layout, &fragment)
    }

    fn single(&self, segment: &str, key: &str) -> Result<Sent, Problem> {
        let ty = super::type_at(self.ontology(), segment).ok_or_else(|| no_listing(self, segment))?;
        let view = self.view()?;
        let record = find::resolve(&self.state.snapshot, &[ty.id], key).map_err(Problem::from)?.ok_or_else(|| Problem::new(Code::NotFound, format!("no record has the key {key:?}")))?;
        let mut card = self.card(record, false, None);
        card.grounds = self.all_grounds(record).into_iter().next();
        let layout = self.layout(&card.name.text, "browse");
        let fragment = Fragment {
            view,
            searchable: false,
            source: address(ty, record),
            layout,
            path: self.path.clone(),
            search: String::new(),
            kept: Vec::new(),
            active: Vec::new(),
            cleared: String::new(),
            groups: Vec::new(),
            total: 1,
            cards: vec![card],
            before: None,
            after: None,
        };
        self.sent(&fragment.layout, &fragment)
    }
}

fn no_listing(visit: &Visit, asked: &str) -> Problem {
    let names: Vec<String> = visit.ontology().types.iter().map(segment).chain([ALL, GAPS].map(str::to_owned)).collect();
    Problem::new(Code::NotFound, format!("there is no list `{asked}`{}", did_you_mean(asked, names.iter().map(String::as_str))))
}

/// Counts a listing where it names a key.
fn count(request: &HttpRequest, house: &Data<House>, response: HttpResponse) -> HttpResponse {
    let pairs = Pairs::parse(request.query_string()).unwrap_or_default();
    let directory = house.engine.directory();
    if let Some(site) = pairs.get(SITE).filter(|_| response.status().is_success() || response.status() == StatusCode::NOT_MODIFIED)
        && directory.listings().count(site, house.desk().now())
    {
        let house = house.clone();
        actix_web::rt::spawn(async move {
            if let Err(problem) = write(house.engine.directory()).await {
                tracing::error!(%problem, "counts of listings cannot be written");
            }
        });
    }
    response
}

/// `/embed/{types}`
pub async fn list(request: HttpRequest, house: Data<House>, path: Path<String>) -> HttpResponse {
    let response = answer(request.clone(), house.clone(), move |visit| visit.listing(&path)).await;
    count(&request, &house, response)
}

/// `/embed/{types}/{key}`
pub async fn single(request: HttpRequest, house: Data<House>, path: Path<(String, String)>) -> HttpResponse {
    let response = answer(request.clone(), house.clone(), move |visit| visit.single(&path.0, &path.1)).await;
    count(&request, &house, response)
}

/// Tells one script from another, for an address that never changes what it means.
pub fn digest() -> String {
    blake3::hash(SCRIPT.as_bytes()).to_hex().chars().take(DIGEST_CHARS).collect()
}

/// What `integrity` says of the script: <https://www.w3.org/TR/SRI/>.
pub fn integrity() -> String {
    use base64::Engine as _;
    use sha2::Digest as _;
    format!("sha384-{}", base64::engine::general_purpose::STANDARD.encode(sha2::Sha384::digest(SCRIPT.as_bytes())))
}

/// `/embed.js`: the script of now.
pub async fn script(request: HttpRequest) -> HttpResponse {
    let mut response = asset(&request, "text/javascript; charset=utf-8", &SCRIPT);
    response.headers_mut().insert(header::CACHE_CONTROL, header::HeaderValue::from_static("public, max-age=3600"));
    response
}

/// `/embed-{digest}.js`: this script and no other, for pages that say which they want.
pub async fn fixed_script(request: HttpRequest, wanted: Path<String>) -> HttpResponse {
    if *wanted != digest() {
        return Problem::new(Code::NotFound, format!("this directory serves another version of the script now; take /embed.js, or /embed-{}.js", digest())).answer(request.headers());
    }
    let mut response = asset(&request, "text/javascript; charset=utf-8", &SCRIPT);
    response.headers_mut().insert(header::CACHE_CONTROL, header::HeaderValue::from_static("public, max-age=31536000, immutable"));
    response
}

pub async fn frame_script(request: HttpRequest) -> HttpResponse {
    asset(&request, "text/javascript; charset=utf-8", FRAME_SCRIPT)
}

pub async fn style_sheet(request: HttpRequest) -> HttpResponse {
    asset(&request, "text/css; charset=utf-8", STYLE_SHEET)
}
