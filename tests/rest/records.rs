//! Records, their histories, and whatever else is read.

use super::{asked, get, read, refused};

#[test]
fn a_record_has_its_links_by_name_and_its_claims_with_their_grounds() {
    let challenge = read("/api/v1/challenges/fear-of-escalation");
    assert_eq!(challenge["name"], "Fear of escalation");
    let edge = &challenge["addressedBy"]["edges"][0];
    assert!(edge["node"]["name"].is_string() && edge["agreement"].is_object(), "{edge}");
    let claim = &edge["because"][0];
    assert!(claim["rationale"].is_string() && claim["strength"].is_string() && claim["assertedBy"][0]["name"].is_string(), "{claim}");
    let tool = read("/api/v1/tools/block-party");
    assert_eq!(tool["key"], "block-party");
    assert!(tool["addresses"]["edges"][0]["because"][0]["rationale"].is_string());
}

#[test]
fn what_is_not_there_is_said_with_the_nearest_keys() {
    let (code, message) = refused("/api/v1/tools/blok-party", 404);
    assert!(code == "NOT_FOUND" && message.contains("`block-party`"), "{message}");
    assert_eq!(refused("/api/v1/challenges/nothing-like-it/history", 404).0, "NOT_FOUND");
    assert_eq!(refused("/api/v1/nodes/https%3A%2F%2Forcid.org%2F0000-0002-1825-0098", 400).0, "BAD_IDENTIFIER");
}

#[test]
fn every_record_type_has_a_list_whose_records_can_be_read_and_have_a_history() {
    let addresses = read("/api/v1")["addresses"].clone();
    let records = addresses.as_array().unwrap().iter().filter_map(|row| row["address"].as_str()?.strip_suffix("/{id}"));
    let (mut tried, mut lists) = (0, 0);
    for list in records.filter(|list| !list.ends_with("/nodes")) {
        lists += 1;
        for record in read(&format!("{list}?first=2"))["nodes"].as_array().unwrap() {
            let key = record["key"].as_str().unwrap();
            let whole = read(&format!("{list}/{key}"));
            for (field, value) in record.as_object().unwrap().iter().filter(|(_, value)| !value.is_object()) {
                assert_eq!(&whole[field], value, "{list}/{key}: {field}");
            }
            assert!(read(&format!("{list}/{key}/history"))["revisions"].is_array());
            tried += 1;
        }
    }
    assert!(lists >= 20 && tried >= 30, "{lists} lists, {tried} records");
    assert!(read("/api/v1/tools/block-party/history")["totalCount"].as_u64() > Some(0));
    assert_eq!(read("/api/v1/challenges/fear-of-escalation/history")["revisions"], serde_json::json!([]), "it comes with the ontology");
}

#[test]
fn questions_words_and_crossings_are_answered_as_in_graphql() {
    let answer = read("/api/v1/ask?question=which%20tools%20address%20fear%20of%20escalation%3F");
    let same = asked("{ ask(question: \"which tools address fear of escalation?\") { graphql results { totalCount } } }");
    assert_eq!((&answer["graphql"], &answer["results"]["totalCount"]), (&same["ask"]["graphql"], &same["ask"]["results"]["totalCount"]));
    assert!(answer["results"]["edges"][0]["because"][0]["rationale"].is_string());
    assert!(read("/api/v1/search?query=trolls&types=tool,case-study")["edges"][0]["snippets"].is_array());
    assert!(read("/api/v1/suggest?prefix=blo")[0]["text"].is_string());
    let map = read("/api/v1/coverage?rows=challenges&columns=types");
    assert_eq!(map["cells"].as_array().unwrap().len(), map["rows"].as_array().unwrap().len() * map["columns"].as_array().unwrap().len());
    assert_eq!(read("/api/v1/vocabularies/challenges")["key"], "challenges");
    assert!(read("/api/v1/directory")["revision"].as_u64() > Some(0));
    assert_eq!(get("/api/v1/viewer").status, 401);
}

#[test]
fn a_record_is_had_in_another_language_and_at_another_time() {
    let welsh = read("/api/v1/vocabularies/challenges?lang=cy,en");
    assert!(welsh["concepts"].as_array().unwrap().len() > 5);
    let revision = read("/api/v1/directory")["revision"].as_u64().unwrap();
    for asked in [format!("asOf.revision={revision}"), format!("asOf=%7B%22revision%22:{revision}%7D"), "asOf.time=2999-01-01T00:00:00Z".to_owned()] {
        assert_eq!(read(&format!("/api/v1/tools/block-party?{asked}"))["key"], "block-party", "{asked}");
    }
    let (code, _) = refused("/api/v1/tools/block-party?asOf.revision=99999999", 400);
    assert!(code.starts_with("BAD") || code.starts_with("REVISION"), "{code}");
}
