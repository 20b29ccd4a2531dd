//! The explorer's plain form: a text area, a button and the answer, without scripts.

use actix_web::{HttpRequest, HttpResponse};

use super::{guard, request};
use crate::http::{House, page};

/// How to get the full explorer, shown where the binary was built without it.
const HOW_TO_GET_THE_EXPLORER: &str = "<p>This server was built without the full explorer. With Node 20 or later, \
     <code>make explorer</code> adds it to the next build.</p>";
const FIRST_QUERY: &str = "{\n  __schema { queryType { fields { name description } } }\n}\n";

/// The form, with the answer where the address holds a query.
pub async fn page(http: &HttpRequest, house: &House, explorer_built: bool) -> HttpResponse {
    let (mut query, mut variables, mut answer) = (FIRST_QUERY.to_owned(), String::new(), String::new());
    if has_query(http.query_string()) {
        match request::from_query_string(http.query_string()) {
            Ok(asked) => {
                query.clone_from(&asked.request.query);
                if !asked.request.variables.is_empty() {
                    variables = serde_json::to_string_pretty(&asked.request.variables).unwrap_or_default();
                }
                answer = indented(&house.engine.run(asked.request).await.body);
            }
            Err(problem) => answer = problem.detail,
        }
    }
    let answer = if answer.is_empty() { answer } else { format!("<h2>Answer</h2><pre>{}</pre>", page::escaped(&answer)) };
    let body = format!(
        "<p>Ask the directory in <a href=\"https://graphql.org/learn/\">GraphQL</a>. \
         The <a href=\"/graphql/schema.graphql\">schema</a> says what there is; \
         up to {fields} fields deep, at most {tokens} words and signs.</p>{how}\
         <form method=\"get\" action=\"/graphql\"><input type=\"hidden\" name=\"plain\" value=\"1\">\
         <label for=\"query\">Query</label><textarea id=\"query\" name=\"query\" rows=\"16\" spellcheck=\"false\">{query}</textarea>\
         <label for=\"variables\">Variables, in JSON</label>\
         <textarea id=\"variables\" name=\"variables\" rows=\"3\" spellcheck=\"false\">{variables}</textarea>\
         <button>Ask</button></form>{answer}",
        fields = guard::FIELD_DEPTH_MAX,
        tokens = guard::TOKENS_MAX,
        how = if explorer_built { "" } else { HOW_TO_GET_THE_EXPLORER },
        query = page::escaped(&query),
        variables = page::escaped(&variables),
    );
    page::html(HttpResponse::Ok(), "GraphQL", &body)
}

fn has_query(query_string: &str) -> bool {
    query_string.split('&').any(|pair| pair.starts_with("query="))
}

fn indented(body: &[u8]) -> String {
    serde_json::from_slice::<serde_json::Value>(body)
        .and_then(|value| serde_json::to_string_pretty(&value))
        .unwrap_or_else(|_| String::from_utf8_lossy(body).into_owned())
}
