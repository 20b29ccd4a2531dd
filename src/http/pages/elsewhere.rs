//! What other sites show of the directory beside listings: oEmbed, a badge for a record, and the page that makes the lines to copy.

use actix_web::{
    HttpRequest, HttpResponse,
    http::header,
    web::{Data, Path},
};
use askama::Template;
use serde_json::json;

use super::{
    Layout, Visit, answer,
    embed::{View, digest, integrity},
    segment, shown_types, type_at,
};
use crate::{
    app::find,
    error::Code,
    http::{
        House,
        fresh::Fresh,
        page::escaped,
        problem::Problem,
        query::{Pairs, encoded},
    },
};

/// <https://oembed.com>: the size of a frame unless the consumer wants a smaller one.
const FRAME_WIDTH: u32 = 640;
const FRAME_HEIGHT: u32 = 480;
/// Width of a letter of a badge, of 11 pixels height.
const LETTER_WIDTH: f64 = 6.6;
const BADGE_NAME_CHARS_MAX: usize = 40;

impl Visit {
    /// The address under which the outside reaches a path.
    pub fn outside(&self, path: &str) -> String {
        self.house.engine.directory().desk().address(path)
    }
}

/// `/oembed`: what to show for an address of ours.
pub async fn oembed(request: HttpRequest, house: Data<House>) -> HttpResponse {
    let made = Visit::of(&request, &house).and_then(|visit| described(&visit).map(|body| (visit.state.snapshot.revision(), body)));
    match made {
        Ok((revision, body)) => Fresh { revision, media_type: "application/json" }.answer(&request, body.into_bytes(), |response| {
            response.insert_header((header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"));
        }),
        Err(problem) => problem.answer(request.headers()),
    }
}

fn described(visit: &Visit) -> Result<String, Problem> {
    let bad = |words: &str| Problem::new(Code::BadRequest, words.to_owned());
    if visit.pairs.get("format").is_some_and(|format| format != "json") {
        return Err(Problem::new(Code::NotAcceptable, "only `format=json` is served"));
    }
    let url = visit.pairs.get("url").ok_or_else(|| bad("`url` is missing: the address of a list or record here"))?;
    let home = visit.outside("/");
    let iri = &visit.ontology().directory.iri;
    let rest = [home.as_str(), iri.as_str()].into_iter().find_map(|base| url.strip_prefix(base)).ok_or_else(|| Problem::new(Code::NotFound, format!("`{url}` is not an address of this directory, which is at {home}")))?;
    let rest = rest.strip_prefix("embed/").unwrap_or(rest);
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let pairs = Pairs::parse(query).map_err(Problem::from)?;
    let ontology = visit.ontology();
    let nothing = || Problem::new(Code::NotFound, format!("there is no list or record at `{url}`"));
    let (target, title) = match path.trim_end_matches('/').split('/').collect::<Vec<_>>().as_slice() {
        ["search"] => ("search".to_owned(), visit.words.say("search-title")),
        [types] => {
            let ty = type_at(ontology, types).ok_or_else(nothing)?;
            (segment(ty), visit.kinds(ty))
        }
        ["id", name, key] | [name, key] => {
            let ty = type_at(ontology, name).or_else(|| ontology.types.iter().find(|ty| ty.segment == **name)).ok_or_else(nothing)?;
            let record = find::resolve(&visit.state.snapshot, &[ty.id], key).map_err(Problem::from)?.ok_or_else(nothing)?;
            (format!("{}/{}", segment(ty), record.key(ty)), visit.name(record).text)
        }
        _ => return Err(nothing()),
    };
    let size = |name: &str, usual: u32| visit.pairs.get(name).and_then(|text| text.parse::<u32>().ok()).map_or(usual, |most| most.clamp(100, usual));
    let (width, height) = (size("maxwidth", FRAME_WIDTH), size("maxheight", FRAME_HEIGHT));
    let address = visit.outside(&format!("/embed/{target}{}", pairs.text()));
    let html = format!("<iframe src=\"{}\" width=\"{width}\" height=\"{height}\" title=\"{}\" loading=\"lazy\" style=\"border:0\"></iframe>", escaped(&address), escaped(&title));
    let site = &ontology.directory.title;
    Ok(json!({ "version": "1.0", "type": "rich", "title": title, "provider_name": site, "provider_url": home, "html": html, "width": width, "height": height, "cache_age": 3_600 }).to_string())
}

#[derive(Template)]
#[template(path = "badge.svg", escape = "html")]
struct Badge {
    site: String,
    said: String,
    title: String,
    left: u32,
    right: u32,
}

/// `/badge/{type}/{key}.svg`: a picture for the page of whoever is listed.
pub async fn badge(request: HttpRequest, house: Data<House>, path: Path<(String, String)>) -> HttpResponse {
    let made = Visit::of(&request, &house).and_then(|visit| picture(&visit, &path.0, &path.1).map(|body| (visit.state.snapshot.revision(), body)));
    match made {
        Ok((revision, body)) => Fresh { revision, media_type: "image/svg+xml" }.answer(&request, body.into_bytes(), |_| ()),
        Err(problem) => problem.answer(request.headers()),
    }
}

fn picture(visit: &Visit, name: &str, file: &str) -> Result<String, Problem> {
    let ontology = visit.ontology();
    let nothing = || Problem::new(Code::NotFound, format!("there is no badge `{name}/{file}`; it is `/badge/TYPE/KEY.svg`, with type and key as in `/id/TYPE/KEY`"));
    let key = file.strip_suffix(".svg").ok_or_else(nothing)?;
    let ty = ontology.types.iter().find(|ty| ty.segment == name).or_else(|| type_at(ontology, name)).ok_or_else(nothing)?;
    let record = find::resolve(&visit.state.snapshot, &[ty.id], key).map_err(Problem::from)?.ok_or_else(nothing)?;
    let claims: u64 = visit.all_grounds(record).iter().map(super::claims::Grounds::count).sum();
    let site: String = ontology.directory.title.chars().take(BADGE_NAME_CHARS_MAX).collect();
    let said = if claims == 0 { visit.words.say("badge-listed") } else { visit.words.count("badge-claims", claims) };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few dozen letters")]
    let width = |text: &str| (text.chars().count() as f64 * LETTER_WIDTH).ceil() as u32 + 12;
    let badge = Badge { left: width(&site), right: width(&said), title: format!("{} · {site}: {said}", visit.name(record).text), site, said };
    badge.render().map_err(|_| Problem::new(Code::Internal, "the badge could not be drawn"))
}

/// One choice of the form.
struct Choice {
    value: String,
    label: String,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "builder.html")]
struct Builder {
    layout: Layout,
    types: Vec<Choice>,
    views: Vec<Choice>,
    query: String,
    limit: String,
    searchable: bool,
    snippet: String,
    fixed: String,
    frame: String,
    badge: String,
    preview: String,
}

/// `/embed`: makes the lines that other sites put into their pages.
pub async fn builder(request: HttpRequest, house: Data<House>) -> HttpResponse {
    answer(request, house, |visit| Ok::<_, Problem>(built(visit))).await
}

fn built(visit: &Visit) -> Builder {
    let ontology = visit.ontology();
    let own = |name: &str, usual: &str| visit.pairs.get(name).unwrap_or(usual).to_owned();
    let shown: Vec<_> = shown_types(&visit.state).into_iter().map(|ty| ontology.ty(ty)).collect();
    let first = shown.first().map(|ty| segment(ty)).unwrap_or_default();
    let (types, view, query, limit) = (own("types", &first), own("view", "cards"), own("query", ""), own("limit", "5"));
    let searchable = visit.pairs.get("searchable").is_some();
    let choice = |value: String, label: String, chosen: &str| Choice { chosen: value == chosen, value, label };
    let mut offered: Vec<Choice> = shown.iter().map(|ty| choice(segment(ty), visit.kinds(ty), &types)).collect();
    offered.push(choice("search".to_owned(), visit.words.say("search-title"), &types));
    let views = View::ALL.map(|own| choice(own.name().to_owned(), visit.words.say(&format!("embed-view--{}", own.name())), &view));
    let mut pairs = Pairs::parse(query.trim_start_matches('?')).unwrap_or_default().with("first", &limit).with("view", &view);
    if searchable {
        pairs = pairs.with("searchable", "yes");
    }
    let preview = format!("/embed/{}{}", encoded(&types), pairs.text());
    let quoted = |name: &str, value: &str| if value.is_empty() { String::new() } else { format!(" {name}=\"{}\"", escaped(value)) };
    let element = format!("<ww-directory{}{}{}{}{}></ww-directory>", quoted("types", &types), quoted("query", &query), quoted("limit", &limit), quoted("view", &view), if searchable { " searchable" } else { "" });
    let script = visit.outside("/embed.js");
    let address = visit.outside(&preview);
    Builder {
        snippet: format!("<script type=\"module\" src=\"{script}\"></script>\n{element}"),
        fixed: format!("<script type=\"module\" crossorigin=\"anonymous\" integrity=\"{}\" src=\"{}\"></script>", integrity(), visit.outside(&format!("/assets/embed-{}.js", digest()))),
        frame: format!("<iframe src=\"{}\" title=\"{}\" width=\"100%\" height=\"480\" loading=\"lazy\"></iframe>", escaped(&address), escaped(&ontology.directory.title)),
        badge: format!("<img src=\"{}\" alt=\"{}\">", visit.outside("/badge/TYPE/KEY.svg"), escaped(&ontology.directory.title)),
        layout: visit.layout(&visit.words.say("embed-title"), "developers"),
        types: offered,
        views: views.into(),
        query,
        limit,
        searchable,
        preview,
    }
}
