//! Merging and taking a merger back.

use super::app::{App, CLAIM, ORGANISATION, TOOL};
use serde_json::json;
use whatworks::ledger::EventKind;

/// Two organisations that are one, with tools, a claim and a hierarchy around them.
fn app() -> App {
    let app = App::new();
    app.publish("id/organisation/acme", &format!("{ORGANISATION} ; ww:ror <https://ror.org/00c489v88>"));
    app.accept("ann", EventKind::Published, "id/organisation/acme-ltd", "", &format!("<id/organisation/acme-ltd> {} ; ww:wikidata <http://www.wikidata.org/entity/Q42> ; schema:alternateName \"ACME\"@en ; schema:url <https://acme.example/> .", ORGANISATION.replace("Acme Trust", "Acme Limited")));
    app.publish("id/tool/t", &format!("{TOOL} ; schema:provider <id/organisation/acme-ltd>"));
    app.publish("id/tool/both", &format!("{TOOL} ; schema:provider <id/organisation/acme>"));
    app.publish("id/claim/c", &format!("{} ; ww:resource <id/tool/t>", CLAIM.replace("id/organisation/acme", "id/organisation/acme-ltd> , <id/organisation/acme")));
    app
}

const MERGE: &str = "merge(id: \"acme-ltd\", into: \"acme\", reason: \"One company.\") { kind record { key } changedCount }";

#[test]
fn links_move_and_the_old_address_leads_to_the_new() {
    let app = app();
    let done = app.curate(MERGE);
    assert_eq!(done["merge"], json!({ "kind": "MERGED", "record": { "key": "acme" }, "changedCount": 4 }));
    let data = app.data(
        "{ organisation(id: \"acme-ltd\") { key name alternateNames url ror wikidata provides { totalCount } asserts { totalCount } }
           node(id: \"https://whatworks.example/id/organisation/acme-ltd\") { key } nodes(ids: [\"organisation/acme-ltd\"]) { key }
           byWikidata: organisation(id: \"Q42\") { key } organisations { totalCount } claim(id: \"c\") { assertedBy { id } } }",
    );
    let organisation = &data["organisation"];
    assert_eq!((&organisation["key"], &organisation["name"]), (&json!("acme"), &json!("Acme Trust")));
    assert_eq!(organisation["alternateNames"], json!(["ACME", "Acme Limited"]), "the other name is found still");
    assert_eq!((&organisation["url"], &organisation["ror"], &organisation["wikidata"]), (&json!("https://acme.example/"), &json!("https://ror.org/00c489v88"), &json!("http://www.wikidata.org/entity/Q42")));
    assert_eq!((&organisation["provides"]["totalCount"], &organisation["asserts"]["totalCount"]), (&json!(2), &json!(1)));
    assert_eq!((&data["node"]["key"], &data["nodes"][0]["key"], &data["byWikidata"]["key"], &data["organisations"]["totalCount"]), (&json!("acme"), &json!("acme"), &json!("acme"), &json!(1)));
    assert_eq!(data["claim"]["assertedBy"].as_array().unwrap().len(), 1, "two links that became one are one");
    let tombstone = app.data("{ tombstone(id: \"organisation/acme-ltd\") { kind reason instead { key } } history(id: \"acme-ltd\") { revisions { kind reason } } }");
    assert_eq!(tombstone["tombstone"], json!({ "kind": "MERGED", "reason": "One company.", "instead": { "key": "acme" } }));
    assert_eq!(tombstone["history"]["revisions"][0], json!({ "kind": "MERGED", "reason": "One company." }));
    app.digest();
}

#[test]
fn who_wrote_what_was_merged_is_credited_where_it_is_now() {
    let app = app();
    let who = |app: &App| -> Vec<String> {
        let data = app.data("{ organisation(id: \"acme\") { credits { actor { id } role } } }");
        data["organisation"]["credits"].as_array().unwrap().iter().map(|credit| format!("{} {}", credit["actor"]["id"].as_str().unwrap(), credit["role"].as_str().unwrap())).collect()
    };
    assert_eq!(who(&app), [""; 0]);
    app.curate(MERGE);
    assert_eq!(who(&app), ["ann WRITING_ORIGINAL_DRAFT", "curator-1 VALIDATION", "curator-1 DATA_CURATION"]);
    assert!(app.said("id/organisation/acme#catalogue").iter().any(|line| line.ends_with("<https://whatworks.example/actor/ann> .")));
    app.digest();
}

#[test]
fn a_curator_chooses_what_is_taken_from_the_other() {
    let app = app();
    assert_eq!(app.refusal("merge(id: \"acme-ltd\", into: \"acme\", reason: \"x\", take: [\"nmae\"]) { kind }").0, "UNKNOWN_NAME");
    app.curate("merge(id: \"acme-ltd\", into: \"acme\", reason: \"x\", take: [\"name\"]) { kind }");
    assert_eq!(app.data("{ organisation(id: \"acme\") { name alternateNames } }")["organisation"], json!({ "name": "Acme Limited", "alternateNames": ["ACME", "Acme Trust"] }));
    app.digest();
}

#[test]
fn a_merger_taken_back_leaves_the_graph_as_it_was() {
    let app = app();
    let before = app.digest();
    app.curate(MERGE);
    assert_ne!(app.digest(), before);
    let done = app.curate("unmerge(id: \"acme-ltd\", reason: \"Two companies after all.\") { kind record { key } changedCount leftAsIs { field } }");
    assert_eq!(done["unmerge"], json!({ "kind": "UNMERGED", "record": { "key": "acme-ltd" }, "changedCount": 4, "leftAsIs": [] }));
    assert_eq!(app.digest(), before);
    assert_eq!(app.data("{ organisation(id: \"acme-ltd\") { revision history { revisions { kind } } } }")["organisation"], json!({ "revision": 2, "history": { "revisions": [{ "kind": "UNMERGED" }, { "kind": "MERGED" }, { "kind": "PUBLISHED" }] } }));
    let provenance = app.data("{ organisation(id: \"acme-ltd\") { provenance { revision contributor { id } } } tool(id: \"t\") { provenance { revision } } }");
    assert!(provenance["organisation"]["provenance"].as_array().unwrap().iter().all(|field| *field == json!({ "revision": 2, "contributor": { "id": "ann" } })), "its words are ann's again: {provenance}");
    assert!(provenance["tool"]["provenance"].as_array().unwrap().iter().all(|field| field["revision"] == 3 || field["revision"] == 5), "{provenance}");
    // And again, with concepts, which come with the ontology.
    app.curate("merge(id: \"https://whatworks.example/vocab/challenges/trolling\", into: \"https://whatworks.example/vocab/challenges/harassment\", reason: \"x\") { kind }");
    assert_eq!(app.data("{ challenge(id: \"trolling\") { key } }")["challenge"]["key"], "harassment");
    app.curate("unmerge(id: \"https://whatworks.example/vocab/challenges/trolling\", reason: \"x\") { kind }");
    assert_eq!(app.digest(), before);
}

#[test]
fn changes_elsewhere_do_not_stand_in_the_way_of_taking_a_merger_back() {
    let app = app();
    app.curate(MERGE);
    app.accept("bob", EventKind::Revised, "id/organisation/acme", "", "<id/organisation/acme> schema:description \"Makes things.\"@en .");
    app.accept("bob", EventKind::Revised, "id/tool/t", "", "<id/tool/t> schema:description \"Hides replies.\"@en .");
    app.curate("unmerge(id: \"acme-ltd\", reason: \"x\") { kind }");
    let data = app.data("{ acme: organisation(id: \"acme\") { summary url wikidata } ltd: organisation(id: \"acme-ltd\") { summary url wikidata } tool(id: \"t\") { summary provider { key } } }");
    assert_eq!(data["acme"], json!({ "summary": "Makes things.", "url": null, "wikidata": null }));
    assert_eq!(data["ltd"], json!({ "summary": null, "url": "https://acme.example/", "wikidata": "http://www.wikidata.org/entity/Q42" }));
    assert_eq!(data["tool"]["summary"], "Hides replies.");
    assert_eq!(data["tool"]["provider"]["key"], "acme-ltd");
    app.digest();
}

#[test]
fn what_the_merger_changed_and_somebody_changed_again_stands_in_the_way_or_stays() {
    let app = app();
    app.curate(MERGE);
    app.accept("bob", EventKind::Revised, "id/organisation/acme", "<id/organisation/acme> schema:url <https://acme.example/> .", "<id/organisation/acme> schema:url <https://new.example/> .");
    let (code, message) = app.refusal("unmerge(id: \"acme-ltd\", reason: \"x\") { kind }");
    assert_eq!(code, "WRONG_STATE");
    assert!(message.contains("url of <https://whatworks.example/id/organisation/acme>") && message.contains("leaveChanged"), "{message}");
    let done = app.curate("unmerge(id: \"acme-ltd\", reason: \"x\", leaveChanged: true) { leftAsIs { id field } }");
    assert_eq!(done["unmerge"]["leftAsIs"], json!([{ "id": "https://whatworks.example/id/organisation/acme", "field": "url" }]));
    let data = app.data("{ acme: organisation(id: \"acme\") { url wikidata } ltd: organisation(id: \"acme-ltd\") { url wikidata } }");
    assert_eq!(data, json!({ "acme": { "url": "https://new.example/", "wikidata": null }, "ltd": { "url": "https://acme.example/", "wikidata": "http://www.wikidata.org/entity/Q42" } }));
    app.digest();
}

#[test]
fn mergers_of_mergers_are_followed_and_taken_back_in_turn() {
    let app = app();
    app.publish("id/organisation/acme-group", &ORGANISATION.replace("Acme Trust", "Acme Group"));
    let before = app.digest();
    app.curate(MERGE);
    app.curate("merge(id: \"acme\", into: \"acme-group\", reason: \"One group.\") { kind }");
    assert_eq!(app.data("{ organisation(id: \"acme-ltd\") { key alternateNames credits { actor { id } role } } }")["organisation"]["key"], "acme-group");
    let (code, message) = app.refusal("unmerge(id: \"acme-ltd\", reason: \"x\") { kind }");
    assert_eq!(code, "WRONG_STATE");
    assert!(message.contains("unmerge that first"), "{message}");
    app.curate("unmerge(id: \"acme\", reason: \"x\") { kind }");
    app.curate("unmerge(id: \"acme-ltd\", reason: \"x\") { kind }");
    assert_eq!(app.digest(), before);
}

#[test]
fn what_cannot_be_one_is_not_merged() {
    let app = app();
    for (mutation, code) in [
        ("merge(id: \"acme\", into: \"acme\", reason: \"x\") { kind }", "INVALID_INPUT"),
        ("merge(id: \"t\", into: \"acme\", reason: \"x\") { kind }", "INVALID_INPUT"),
        ("merge(id: \"t\", into: \"nothing\", reason: \"x\") { kind }", "NOT_FOUND"),
        ("unmerge(id: \"acme\", reason: \"x\") { kind }", "WRONG_STATE"),
    ] {
        assert_eq!(app.refusal(mutation).0, code, "{mutation}");
    }
    app.curate(MERGE);
    assert_eq!(app.refusal(MERGE).0, "WRONG_STATE", "it is merged already");
    assert_eq!(app.refusal("restore(id: \"acme-ltd\", reason: \"x\") { kind }").0, "WRONG_STATE", "a merger is taken back by unmerge");
    assert_eq!(app.head(), 6);
}

#[test]
fn what_became_of_a_withdrawn_target_of_a_merger_is_told() {
    let app = app();
    app.curate(MERGE);
    app.curate("withdraw(id: \"acme\", reason: \"It closed.\", dependents: true) { kind }");
    let (code, message) = super::app::refusal(&app.ask("{ organisation(id: \"acme-ltd\") { key } }"));
    assert_eq!(code, "GONE");
    assert!(message.contains("merged into a record that is gone itself"), "{message}");
    app.curate("restore(id: \"acme\", reason: \"It opened again.\") { kind }");
    assert_eq!(app.data("{ organisation(id: \"acme-ltd\") { key } }")["organisation"]["key"], "acme");
}
