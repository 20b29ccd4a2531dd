//! Who said what, when, why and from where.

use super::app::{App, CLAIM, ORGANISATION, TOOL, refusal};
use serde_json::json;
use whatworks::ledger::EventKind;

/// An organisation that was imported; a tool that somebody contributed and somebody else changed.
fn app() -> App {
    let app = App::new();
    app.publish("id/organisation/acme", ORGANISATION);
    app.accept("ann", EventKind::Published, "id/tool/t", "", &format!("<id/tool/t> {TOOL} ."));
    app.accept("bob", EventKind::Revised, "id/tool/t", "<id/tool/t> schema:name \"Block party\"@en .", "<id/tool/t> schema:name \"Block Party\"@en ; schema:url <https://block.example/> .");
    app
}

#[test]
fn history_tells_who_when_why_from_where_and_what_differs() {
    let app = app();
    let history = "history { totalCount revisions { revision kind by { id name } contributor { id } submission reason changes { field removed { text language } added { text language } } } }";
    let data = app.data(&format!("{{ tool(id: \"t\") {{ {history} }} }}"));
    let history = &data["tool"]["history"];
    assert_eq!(history["totalCount"], 2);
    assert_eq!(
        history["revisions"][0],
        json!({ "revision": 3, "kind": "REVISED", "by": { "id": "curator-1", "name": null }, "contributor": { "id": "bob" }, "submission": "01SUBMISSION", "reason": "well founded",
            "changes": [
                { "field": "name", "removed": [{ "text": "Block party", "language": "en" }], "added": [{ "text": "Block Party", "language": "en" }] },
                { "field": "url", "removed": [], "added": [{ "text": "https://block.example/", "language": null }] } ] })
    );
    let first = &history["revisions"][1];
    assert_eq!((&first["kind"], &first["contributor"]["id"]), (&json!("PUBLISHED"), &json!("ann")));
    assert_eq!(first["changes"].as_array().unwrap().len(), 2, "name and kind: {first}");
    let imported = app.data("{ organisation(id: \"acme\") { history { revisions { by { id } contributor { id } reason } } } }");
    assert_eq!(imported["organisation"]["history"]["revisions"], json!([{ "by": { "id": "operator" }, "contributor": null, "reason": null }]));
}

#[test]
fn history_is_read_in_pages_newest_first() {
    let app = App::new();
    app.publish("id/tool/t", TOOL);
    for year in 2001..=2011 {
        let year_of = |year| format!("<id/tool/t> ww:year \"{year}\"^^xsd:gYear .");
        app.accept("ann", EventKind::Revised, "id/tool/t", &if year > 2001 { year_of(year - 1) } else { String::new() }, &year_of(year));
    }
    let mut seen = Vec::new();
    let mut after = String::new();
    loop {
        let data = app.data(&format!("{{ history(id: \"t\", first: 5{after}) {{ totalCount revisions {{ revision changes {{ added {{ text }} }} }} pageInfo {{ hasNextPage hasPreviousPage endCursor }} }} }}"));
        let page = &data["history"];
        assert_eq!((&page["totalCount"], &page["pageInfo"]["hasPreviousPage"]), (&json!(12), &json!(!seen.is_empty())));
        seen.extend(page["revisions"].as_array().unwrap().iter().map(|revision| revision["revision"].as_u64().unwrap()));
        if page["pageInfo"]["hasNextPage"] == json!(false) {
            break;
        }
        assert_eq!(page["revisions"].as_array().unwrap().len(), 5);
        after = format!(", after: {}", page["pageInfo"]["endCursor"]);
    }
    assert_eq!(seen, (1..=12).rev().collect::<Vec<u64>>());
    assert_eq!(refusal(&app.ask("{ history(id: \"t\", after: \"nonsense\") { totalCount } }")).0, "BAD_CURSOR");
    assert_eq!(refusal(&app.ask("{ history(id: \"t\", first: 101) { totalCount } }")).0, "BAD_FILTER");
    assert_eq!(app.data("{ history(id: \"never-there\") { totalCount } }")["history"], json!(null));
}

#[test]
fn any_two_revisions_are_compared_field_by_field() {
    let app = app();
    let ask = |from: u64, to: u64| app.data(&format!("{{ difference(id: \"t\", from: {from}, to: {to}) {{ field label before {{ text }} after {{ text }} }} }}"))["difference"].clone();
    assert_eq!(ask(3, 2)[0], json!({ "field": "name", "label": "Name", "before": [{ "text": "Block Party" }], "after": [{ "text": "Block party" }] }));
    assert_eq!(ask(3, 2)[1]["field"], "url");
    assert_eq!(ask(2, 2), json!([]));
    assert_eq!(ask(0, 3).as_array().unwrap().len(), 3, "from nothing: name, address and kind");
    assert_eq!(refusal(&app.ask("{ difference(id: \"t\", from: 0, to: 99) { field } }")).0, "BAD_FILTER");
}

#[test]
fn every_field_shown_says_who_set_it_last() {
    let app = app();
    app.publish("id/claim/c", &format!("{CLAIM} ; ww:resource <id/tool/t>"));
    let data = app.data("{ tool(id: \"t\") { provenance { field revision by { id } contributor { id } because { id } } } }");
    let fields: Vec<(String, u64, String)> = data["tool"]["provenance"]
        .as_array()
        .unwrap()
        .iter()
        .map(|field| (field["field"].as_str().unwrap().to_owned(), field["revision"].as_u64().unwrap(), field["contributor"]["id"].as_str().unwrap_or_default().to_owned()))
        .collect();
    let expected = [("name", 3, "bob"), ("url", 3, "bob"), ("kind", 2, "ann"), ("addresses", 4, "")];
    let mut expected: Vec<(String, u64, String)> = expected.map(|(field, revision, who)| (field.to_owned(), revision, who.to_owned())).into();
    let mut fields = fields;
    fields.sort();
    expected.sort();
    assert_eq!(fields, expected);
    let claimed = data["tool"]["provenance"].as_array().unwrap().iter().find(|field| field["field"] == "addresses").unwrap().clone();
    assert_eq!(claimed["because"], json!([{ "id": "https://whatworks.example/id/claim/c" }]));
    // What comes with the ontology has no author here.
    let concept = app.data("{ challenge(id: \"fear-of-escalation\") { provenance { field revision by { id } } } }");
    assert!(concept["challenge"]["provenance"].as_array().unwrap().iter().all(|field| field["revision"] == 0 && field["by"].is_null()));
}

#[test]
fn contributors_and_curators_are_credited_and_importers_are_not() {
    let app = app();
    let credits = app.data("{ tool(id: \"t\") { credits { actor { id } role address times } } organisation(id: \"acme\") { credits { role } } }");
    let tool: Vec<String> = credits["tool"]["credits"].as_array().unwrap().iter().map(|credit| format!("{} {} {}", credit["actor"]["id"].as_str().unwrap(), credit["role"].as_str().unwrap(), credit["times"])).collect();
    assert_eq!(tool, ["ann WRITING_ORIGINAL_DRAFT 1", "curator-1 VALIDATION 2", "bob WRITING_REVIEW_EDITING 1"]);
    assert_eq!(credits["tool"]["credits"][0]["address"], "https://credit.niso.org/contributor-roles/writing-original-draft/");
    assert_eq!(credits["organisation"]["credits"], json!([]));
}

#[test]
fn exports_credit_by_opaque_identifiers() {
    let app = app();
    let said = app.said("id/tool/t#catalogue");
    for (predicate, who) in [("http://purl.org/dc/terms/creator", "ann"), ("http://purl.org/dc/terms/contributor", "bob"), ("https://whatworks.example/ns#curator", "curator-1")] {
        let line = format!("<https://whatworks.example/id/tool/t#catalogue> <{predicate}> <https://whatworks.example/actor/{who}> .");
        assert!(said.contains(&line), "{line}\n{said:?}");
    }
    assert!(!app.said("id/organisation/acme#catalogue").iter().any(|line| line.contains("/actor/")));
    app.digest();
}

#[test]
fn history_and_credit_can_be_read_as_of_the_past() {
    let app = app();
    let data = app.data("{ tool(id: \"t\", asOf: {revision: 2}) { name credits { actor { id } } history { totalCount } provenance { revision } } }");
    assert_eq!(data["tool"]["name"], "Block party");
    assert_eq!(data["tool"]["history"]["totalCount"], 1);
    assert_eq!(data["tool"]["credits"].as_array().unwrap().len(), 2);
    assert!(data["tool"]["provenance"].as_array().unwrap().iter().all(|field| field["revision"] == 2));
}

#[test]
fn everything_about_the_past_is_the_same_after_a_restart() {
    let app = app();
    app.curate("withdraw(id: \"acme\", reason: \"It closed.\") { revision }");
    let query = "{ tool(id: \"t\") { history { revisions { revision reason changes { field } } } credits { role } provenance { field revision } } tombstone(id: \"acme\") { reason time } }";
    let before = app.data(query);
    assert_eq!(app.reopened().data(query), before);
}
