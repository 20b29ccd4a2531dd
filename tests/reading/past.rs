//! `asOf`: a record, its claims and the lists below it as they were after any event.

use super::app::App;
use super::choices::{Choices, numbers};
use super::history::{DIRECTORY, Event, history};
use super::naive::World;
use serde_json::{Value as Tree, json};
use whatworks::ontology::Role;

fn app() -> (App, Vec<Event>) {
    let events = history(&DIRECTORY, &mut Choices::of(&numbers(5))).events;
    (App::of_events(&DIRECTORY, &events), events)
}

#[test]
fn every_record_can_be_read_as_it_was_after_every_event() {
    let (app, events) = app();
    let ontology = &DIRECTORY.ontology;
    let mut world = World::new(ontology);
    let mut checked = 0;
    for event in &events {
        world.apply(event);
        // Each question replays the journal.
        if event.sequence % 2 == 0 {
            continue;
        }
        let Some((ty, _)) = ontology.split_iri(&event.subject) else { continue };
        let response = app.ask_with(
            &format!("query($id: ID!, $revision: Int) {{ {}(id: $id, asOf: {{revision: $revision}}) {{ id revision {} }} }}", ty.field_name(), if ty.role(Role::Label).is_some() { "name" } else { "key" }),
            json!({ "id": event.subject, "revision": event.sequence }),
        );
        assert_eq!(response.get("errors"), None, "{response}");
        let shown = &response["data"][ty.field_name()];
        match world.things.get(&event.subject) {
            None => assert_eq!(*shown, Tree::Null, "withdrawn by event {}", event.sequence),
            Some(thing) => {
                assert_eq!((&shown["id"], &shown["revision"]), (&json!(thing.iri), &json!(event.sequence)));
                if ty.role(Role::Label).is_some() {
                    let key = thing.iri.rsplit('/').next().unwrap().to_owned();
                    assert_eq!(shown["name"], world.label(thing).unwrap_or(key));
                }
                checked += 1;
            }
        }
    }
    assert!(checked > 10, "{checked} states were there to be read");
}

#[test]
fn lists_and_claims_below_a_record_are_of_the_same_moment() {
    let (app, events) = app();
    let ontology = &DIRECTORY.ontology;
    let claimed = ontology.types.iter().flat_map(|ty| &ty.inverses).find(|inverse| inverse.claimed).unwrap().path;
    let mut world = World::new(ontology);
    let mut linked = 0;
    for event in &events {
        world.apply(event);
        if event.sequence % 4 != 0 {
            continue;
        }
        for concept in ["fear-of-escalation", "trolling", "harassment", "not-seen-as-suitable"] {
            let iri = format!("https://whatworks.example/vocab/challenges/{concept}");
            let mut expected: Vec<&str> = world.things.values().filter(|thing| world.links(thing, claimed).iter().any(|own| world.leads_to(own, &iri, false))).map(|thing| thing.iri.as_str()).collect();
            expected.sort_unstable();
            if !world.things.contains_key(&iri) {
                continue;
            }
            let data = app.data(&format!("{{ challenge(id: \"{iri}\", asOf: {{revision: {}}}) {{ addressedBy(first: 100) {{ totalCount nodes {{ id }} edges {{ because {{ revision }} }} }} }} }}", event.sequence));
            let list = &data["challenge"]["addressedBy"];
            let mut shown: Vec<&str> = list["nodes"].as_array().unwrap().iter().map(|node| node["id"].as_str().unwrap()).collect();
            shown.sort_unstable();
            assert_eq!(shown, expected, "{concept} after event {}", event.sequence);
            assert_eq!(list["totalCount"], expected.len());
            for claim in list["edges"].as_array().unwrap().iter().flat_map(|edge| edge["because"].as_array().unwrap()) {
                assert!(claim["revision"].as_u64().unwrap() <= event.sequence, "a claim of the future");
                linked += 1;
            }
        }
    }
    assert!(linked > 0, "no link was there to be read");
}

#[test]
fn a_moment_is_a_revision_or_a_time_that_has_been() {
    let (app, events) = app();
    let last = events.last().unwrap();
    let world = events.iter().fold(World::new(&DIRECTORY.ontology), |mut world, event| {
        world.apply(event);
        world
    });
    let alive = world.things.values().find(|thing| thing.revision > 0).unwrap();
    let ask = |as_of: &str| format!("{{ node(id: \"{}\", asOf: {as_of}) {{ id revision modified }} now: node(id: \"{}\") {{ id revision modified }} }}", alive.iri, alive.iri);
    let now = app.data(&ask(&format!("{{revision: {}}}", last.sequence)));
    assert_eq!(now["node"], now["now"], "the last revision is now");
    assert_eq!(app.data(&ask("{revision: 0}"))["node"], Tree::Null);
    assert_eq!(app.data(&ask("{time: \"2001-01-01T00:00:00Z\"}"))["node"], Tree::Null);
    assert_eq!(app.data(&ask("{time: \"2100-01-01T00:00:00Z\"}"))["node"], now["now"]);
    let modified = now["now"]["modified"].as_str().unwrap();
    assert_eq!(app.data(&ask(&format!("{{time: \"{modified}\"}}")))["node"], now["now"], "what was kept at that very time is there");
    for wrong in ["{revision: 99999}", "{revision: -1}", "{time: \"noon\"}", "{}", "{revision: 1, time: \"2001-01-01T00:00:00Z\"}"] {
        assert_eq!(app.code(&ask(wrong)), "BAD_FILTER", "{wrong}");
    }
    assert!(app.message(&ask("{revision: 99999}")).contains(&last.sequence.to_string()), "the last revision is named");
    let words = format!("{{ node(id: \"{VOCABULARY}\", asOf: {{revision: 1}}) {{ ... on Challenge {{ addressedBy(search: \"x\") {{ totalCount }} }} }} }}");
    assert_eq!(app.code(&words), "BAD_FILTER", "words are of the present");
}

const VOCABULARY: &str = "https://whatworks.example/vocab/challenges/harassment";

#[test]
fn two_directories_have_two_pasts() {
    let (one, events) = app();
    let other = App::of_events(&DIRECTORY, &events[..2]);
    let ask = |revision: u64, id: &str| format!("{{ node(id: \"{id}\", asOf: {{revision: {revision}}}) {{ id }} }}");
    let (first, second) = (&events[0].subject, &events[1].subject);
    let reverse: Vec<Event> = vec![Event { sequence: 1, ..events[1].clone() }, Event { sequence: 2, ..events[0].clone() }];
    let third = App::of_events(&DIRECTORY, &reverse);
    for (app, there) in [(&one, first), (&other, first), (&third, second)] {
        assert_eq!(app.data(&ask(1, there))["node"]["id"], json!(there));
    }
}
