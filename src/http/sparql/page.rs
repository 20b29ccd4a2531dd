//! The page to ask on: a form that works without scripts, examples, and the answer as a table. Where the query editor was built into the
//! binary, its script takes the form's place.

use std::fmt::Write as _;

use actix_web::{HttpRequest, HttpResponse, http::header, web::Path};
use serde_json::Value as Json;

use super::{Asked, Wanted, run};
use crate::{
    app::sparql::{Answered, QUERY_SECONDS_MAX, examples::examples},
    http::{
        House, fresh::Fresh,
        graphql::explorer,
        page::{escaped, text_with},
        query::encoded,
    },
    views::graph::answer::{GraphFormat, ROWS_MAX, TableFormat},
};

/// Scripts only from files of ours; the editor writes styles as it goes and draws its icons from data.
const CONTENT_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self' data:; img-src 'self' data:; \
     connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
const PLAIN_CONTENT_POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const FOLDER: &str = "/sparql/page/";
/// What the script's and the style sheet's names begin with.
const BUNDLE: &str = "sparql-";
/// Shown where the binary was built without the editor.
const HOW_TO_GET_THE_EDITOR: &str = "<p>This server was built without the query editor. With Node 20 or later, <code>make explorer</code> adds it to the next build.</p>";

pub async fn page(http: &HttpRequest, house: &House, asked: Asked) -> HttpResponse {
    let plain = http.query_string().split('&').any(|pair| pair == "plain=1");
    let bundle = bundle().filter(|_| !plain);
    let examples = examples(&house.engine.directory().views().state());
    let mut list = String::new();
    for example in &examples {
        let address = encoded(&example.query);
        let _ = write!(list, "<li><a href=\"/sparql?plain=1&amp;query={address}\">{}</a></li>", escaped(&example.title));
    }
    let query = asked.query.clone().or_else(|| examples.first().map(|example| example.query.clone())).unwrap_or_default();
    // The editor asks by itself, and shows what came; the form asks for the plain page.
    let answer = if asked.query.is_some() && bundle.is_none() { answered(http, house, asked).await } else { String::new() };
    let how = if self::bundle().is_some() { "" } else { HOW_TO_GET_THE_EDITOR };
    let body = format!(
        "<p>Ask the directory in <a href=\"https://www.w3.org/TR/sparql11-query/\">SPARQL</a>: within {QUERY_SECONDS_MAX} seconds and {ROWS_MAX} rows.</p>{how}\
         <ul class=\"examples\">{list}</ul><div id=\"asking\"><form method=\"get\" action=\"/sparql\"><input type=\"hidden\" name=\"plain\" value=\"1\">\
         <label for=\"query\">Query</label><textarea id=\"query\" name=\"query\" rows=\"16\" spellcheck=\"false\">{}</textarea><button>Ask</button></form>{answer}</div>",
        escaped(&query),
    );
    let head = bundle.map(|(script, sheet)| format!("<link rel=\"stylesheet\" href=\"{FOLDER}{sheet}\"><script type=\"module\" src=\"{FOLDER}{script}\"></script>")).unwrap_or_default();
    let policy = if head.is_empty() { PLAIN_CONTENT_POLICY } else { CONTENT_POLICY };
    let page = text_with("SPARQL", &head, &body).into_bytes();
    Fresh { revision: house.engine.revision(), media_type: "text/html; charset=utf-8" }.answer(http, page, |response| {
        response.insert_header((header::CONTENT_SECURITY_POLICY, policy));
    })
}

/// A file of the editor.
pub async fn file(name: Path<String>, http: HttpRequest) -> HttpResponse {
    explorer::file_of(&name, &http, CONTENT_POLICY)
}

fn bundle() -> Option<(&'static str, &'static str)> {
    let with = |extension: &str| explorer::names().find(|name| name.starts_with(BUNDLE) && name.ends_with(extension));
    Some((with(".js")?, with(".css")?))
}

async fn answered(http: &HttpRequest, house: &House, asked: Asked) -> String {
    let wanted = Wanted { table: Some(("", TableFormat::Json)), graph: Some(("", GraphFormat::Turtle)) };
    match run(http, house, asked, wanted).await {
        Ok(Answered { reply, .. }) if reply.is_graph => format!("<h2>Answer</h2><pre>{}</pre>", escaped(&String::from_utf8_lossy(&reply.body))),
        Ok(Answered { reply, .. }) => format!("<h2>Answer</h2>{}", serde_json::from_slice(&reply.body).map(|json| table(&json)).unwrap_or_default()),
        Err(problem) => format!("<h2>No answer</h2><p>{}.</p><p>{}</p>", escaped(&problem.detail), escaped(problem.code.row().advice)),
    }
}

/// Results in JSON as a table.
fn table(json: &Json) -> String {
    if let Some(truth) = json.get("boolean").and_then(Json::as_bool) {
        return format!("<p>{}</p>", if truth { "Yes" } else { "No" });
    }
    let texts = |place: &str| json.pointer(place).and_then(Json::as_array).into_iter().flatten();
    let names: Vec<&str> = texts("/head/vars").filter_map(Json::as_str).collect();
    let mut body = String::from("<table><tr>");
    for name in &names {
        let _ = write!(body, "<th>{}</th>", escaped(name));
    }
    body.push_str("</tr>");
    for row in texts("/results/bindings") {
        body.push_str("<tr>");
        for name in &names {
            let _ = write!(body, "<td>{}</td>", row.get(name).map(cell).unwrap_or_default());
        }
        body.push_str("</tr>");
    }
    body.push_str("</table>");
    body
}

fn cell(term: &Json) -> String {
    let part = |name: &str| term.get(name).and_then(Json::as_str).unwrap_or_default();
    let value = escaped(part("value"));
    // Anybody may ask for any address: only those that a browser merely opens become links.
    if part("type") == "uri" && ["http://", "https://"].iter().any(|scheme| part("value").starts_with(scheme)) {
        return format!("<a href=\"{value}\" rel=\"nofollow noreferrer\">{value}</a>");
    }
    value.into_owned()
}
