//! Every name that anything is shown under, sent to every verb: what is not meant to be written is refused, and nothing else changes.

use super::app::{App, ONTOLOGY, ann, key};
use serde_json::{Map, Value as Tree, json};
use std::collections::BTreeSet;
use whatworks::http::graphql::api::{Api, InputKind};
use whatworks::http::graphql::verbs::Root;

/// The names of all fields of all objects.
fn output_names(api: &Api) -> BTreeSet<String> {
    api.objects.iter().flat_map(|object| &object.fields).map(|field| field.name.clone()).collect()
}

#[test]
fn no_output_name_is_an_argument_of_a_verb_unless_the_table_says_so() {
    let app = App::new();
    let api = Api::build(&ONTOLOGY);
    let names = output_names(&api);
    let (mut tried, mut taken) = (0, 0);
    // Verbs that there are for each type are alike.
    let tool = ONTOLOGY.type_named("Tool").unwrap().id;
    for verb in api.verbs.iter().filter(|verb| verb.shape.root == Root::Mutation && verb.about.is_none_or(|ty| ty == tool)) {
        let field = api.object("Mutation").unwrap().field(&verb.name).unwrap();
        let selection = if api.object(field.ty.name()).is_some() { " { __typename }" } else { "" };
        for name in names.iter().filter(|name| !field.arguments.iter().any(|argument| argument.name == **name)) {
            assert_eq!(app.code(&ann(), &format!("mutation {{ {}({name}: 1){selection} }}", verb.name)), "BAD_DOCUMENT", "{}({name})", verb.name);
            tried += 1;
        }
    }
    // An input has only what contributors write.
    for ty in ONTOLOGY.types.iter() {
        let Some(InputKind::Object(fields)) = api.input(&format!("{}Input", ty.singular)).map(|input| &input.kind) else { continue };
        for field in fields {
            let property = ty.field(&field.name).unwrap_or_else(|| panic!("{}.{} is no property", ty.singular, field.name));
            assert!(property.is_public() && !property.derived, "{}.{} is not for contributors", ty.singular, field.name);
            taken += 1;
        }
    }
    assert!(tried > 5_000 && taken > 100, "{tried} {taken}");
    assert_eq!(app.events().len(), 0);
}

#[test]
fn every_output_name_in_the_input_of_a_tool_is_refused_or_changes_itself_only() {
    let app = App::new();
    let api = Api::build(&ONTOLOGY);
    let tool = ONTOLOGY.type_named("Tool").unwrap();
    let mut refused = 0;
    for (at, name) in output_names(&api).into_iter().enumerate() {
        let mut input: Map<String, Tree> = [("name".to_owned(), json!({ "text": format!("Tool {at}") })), ("kind".to_owned(), json!("guide"))].into_iter().collect();
        input.entry(name.clone()).or_insert_with(|| json!("PUBLISHED"));
        let before = app.events().len();
        let answer = app.ask_with(&ann(), "mutation($input: ToolInput!) { submitTool(input: $input) { key state author difference { field } history { kind } } }", json!({ "input": input }));
        let Some(submission) = answer["data"].get("submitTool").filter(|submission| !submission.is_null()) else {
            assert_eq!(app.events().len(), before, "{name}");
            refused += 1;
            continue;
        };
        let fields: Vec<&str> = submission["difference"].as_array().unwrap().iter().map(|field| field["field"].as_str().unwrap()).collect();
        assert!(fields.iter().all(|field| ["name", "kind", name.as_str()].contains(field)), "{name}: {fields:?}");
        assert!(tool.field(&name).is_some(), "{name} was taken");
        assert_eq!((&submission["state"], &submission["author"]), (&json!("SUBMITTED"), &json!("ann")), "{name}: {}", key(submission));
        assert_eq!(submission["history"], json!([{ "kind": "SUBMITTED" }]));
    }
    assert!(refused > 200, "{refused}");
    assert!(app.events().iter().all(|event| event.actor == "ann" && !event.kind.is_shown()));
}
