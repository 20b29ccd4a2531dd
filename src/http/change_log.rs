//! `/changes`: the public change log, as JSON or JSON lines; and its end, signed.

use actix_web::{HttpRequest, HttpResponse, http::header, web::Data};
use serde_json::{Value as Json, json};

use super::{House, accept, problem::Problem, rest, revised::REVISION};
use crate::{
    app::change_log::{self, Asked},
    error::Code,
    ledger::PublicChange,
    ontology::{Ontology, names},
};

const JSON: &str = "application/json";
const LINES: &str = "application/jsonl";
const PARAMETERS: [&str; 4] = ["since", "first", "type", "wait"];

/// `/changes?since=…&first=…&type=…&wait=…`
pub async fn page(http: HttpRequest, house: Data<House>) -> HttpResponse {
    paged(&http, &house).await.unwrap_or_else(|problem| problem.answer(http.headers()))
}

async fn paged(http: &HttpRequest, house: &House) -> Result<HttpResponse, Problem> {
    let directory = house.engine.directory();
    let ontology = directory.ontology();
    let media_type = accept::preferred(http.headers(), &[JSON, LINES]).ok_or_else(|| Problem::new(Code::NotAcceptable, format!("the change log is had as {JSON} or {LINES}")))?;
    let page = change_log::page(directory, &asked(ontology, http.query_string())?).await?;
    let entries: Vec<Json> = page.changes.iter().map(|change| entry(ontology, change)).collect();
    let body = if media_type == LINES {
        entries.iter().map(|entry| format!("{entry}\n")).collect()
    } else {
        json!({ "changes": entries, "next": page.next, "hasMore": page.has_more, "head": { "revision": page.head.revision, "digest": page.head.digest.to_string() } }).to_string()
    };
    let next = format!("</changes?since={}>; rel=\"next\"", page.next);
    Ok(HttpResponse::Ok()
        .content_type(media_type)
        .insert_header((REVISION, page.head.revision.to_string()))
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .insert_header((header::VARY, "Accept"))
        .insert_header((header::LINK, next))
        .body(body))
}

fn asked(ontology: &Ontology, query: &str) -> Result<Asked, Problem> {
    let mut asked = Asked::default();
    for (name, value) in rest::pairs(query)? {
        let number = || value.parse::<u64>().map_err(|_| Problem::new(Code::BadFilter, format!("{name}: `{value}` is no number")));
        match name.as_str() {
            "since" => asked.since = number()?,
            "first" => asked.first = Some(usize::try_from(number()?).unwrap_or(usize::MAX)),
            "wait" => asked.wait_seconds = number()?,
            "type" => {
                for wanted in value.split(',') {
                    let near = || names::did_you_mean(wanted, ontology.types.iter().map(|ty| ty.segment.as_str()));
                    let ty = ontology.type_named(wanted).ok_or_else(|| Problem::new(Code::UnknownName, format!("type: `{wanted}` is no record type{}", near())))?;
                    asked.types.push(ty.id);
                }
            }
            other => return Err(Problem::new(Code::BadFilter, format!("there is no parameter `{other}`{}", names::did_you_mean(other, PARAMETERS)))),
        }
    }
    Ok(asked)
}

fn entry(ontology: &Ontology, change: &PublicChange) -> Json {
    let records: Vec<Json> = change_log::records(ontology, change).into_iter().map(|(id, ty)| json!({ "id": id, "type": ty })).collect();
    json!({
        "revision": change.revision,
        "time": change.time.to_string(),
        "kind": change.kind.name(),
        "erased": change.said.is_none(),
        "records": records,
        "patch": change.said.as_ref().map(|said| said.patch.as_str()),
        "salt": change.said.as_ref().map(|said| said.salt.to_string()),
        "commitment": change.commitment.to_string(),
        "digest": change.digest.to_string(),
    })
}

/// `/changes/head`: the end of the log, as JSON and signed.
pub async fn head(http: HttpRequest, house: Data<House>) -> HttpResponse {
    let desk = house.desk();
    let made = async {
        let head = change_log::head(house.engine.directory()).await?;
        Ok::<_, Problem>((head, change_log::signed(desk, head)?))
    };
    match made.await {
        Ok((head, signed)) => {
            let body = json!({ "revision": head.revision, "digest": head.digest.to_string(), "jws": signed, "keys": desk.address("/.well-known/jwks.json") });
            HttpResponse::Ok().insert_header((REVISION, head.revision.to_string())).insert_header((header::CACHE_CONTROL, "no-cache")).content_type(JSON).body(body.to_string())
        }
        Err(problem) => problem.answer(http.headers()),
    }
}
