//! The front page: where everything is.

use std::fmt::Write as _;

use actix_web::{HttpResponse, web::Data};

use super::{House, ROUTES, page};

pub async fn page(house: Data<House>) -> HttpResponse {
    let mut body = format!(
        "<p>A directory and knowledge graph of what helps people engage the public with research, with the grounds of every \
         answer. It holds {} published records and terms.</p><p><a href=\"/graphql\">Explore it</a></p><table>\
         <tr><th>Address</th><th>What is there</th></tr>",
        house.engine.records()
    );
    for route in ROUTES {
        // An address with a part to be filled in is shown and not linked.
        let path = page::escaped(route.path);
        let shown = if route.path.contains('{') { format!("<code>{path}</code>") } else { format!("<a href=\"{path}\"><code>{path}</code></a>") };
        let _ = write!(body, "<tr><td>{shown}</td><td>{}</td></tr>", page::escaped(route.purpose));
    }
    body.push_str("</table>");
    page::html(HttpResponse::Ok(), "What Works", &body)
}
