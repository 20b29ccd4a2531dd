//! Responses to findings: stances side by side, passages, threads, and Markdown that does no harm.

use super::app::Town;
use serde_json::json;

#[test]
fn responses_stand_side_by_side_by_stance() {
    let town = Town::new();
    let finding = town.publish("Finding", json!({ "name": { "text": "Researchers mostly broadcast" }, "statement": { "text": "Researchers are mainly using social media to disseminate." }, "kind": "observation" }));
    let evidence = town.publish("Publication", json!({ "name": { "text": "A survey" }, "kind": "report" }));
    let respond = |stance: &str, text: &str, more: serde_json::Value| {
        let mut input = json!({ "about": finding, "stance": stance, "statement": { "text": text } });
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        town.publish("Response", input)
    };
    let first = respond("SUPPORTS", "In our department it is so.", json!({ "evidence": [evidence], "quote": "mainly using social media" }));
    respond("DISPUTES", "Not in ecology, where people ask back.", json!({ "inReplyTo": first }));
    respond("SUPPORTS", "And in ours as well, for years.", json!({}));
    let map = town.done("nobody", "query($id: ID!) { responseMap(id: $id) { stance label count nodes { ... on Response { statement quote evidence { id } replies { totalCount } } } } }", json!({ "id": finding }));
    let counts: Vec<(&str, u64)> = map.as_array().unwrap().iter().map(|group| (group["stance"].as_str().unwrap_or("none"), group["count"].as_u64().unwrap())).collect();
    assert_eq!(counts, [("SUPPORTS", 2), ("QUALIFIES", 0), ("DISPUTES", 1), ("EXTENDS", 0), ("none", 0)]);
    assert_eq!(map[0]["nodes"][0]["evidence"], json!([{ "id": evidence }]), "{map}");
    assert_eq!((&map[0]["nodes"][0]["quote"], &map[0]["nodes"][0]["replies"]["totalCount"]), (&json!("mainly using social media"), &json!(1)));
    let rest = town.app.http.get(&format!("/api/v1/response-map?id={}", finding.replace(':', "%3A").replace('/', "%2F")), &[]);
    assert_eq!((rest.status, &rest.json()[0]["count"]), (200, &json!(2)), "{}", rest.text());
    assert_eq!(town.refused("nobody", "{ responseMap(id: \"nothing\") { count } }", json!({})).0, "NOT_FOUND");
}
