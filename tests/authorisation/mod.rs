//! The table of permissions, tried: every verb by every kind of caller. What belongs to somebody is tried where it is made
//! (`contribute`, `curation`); here everybody asks about things that are not theirs or not there.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use crate::reading::app::{App, RUNTIME, SEED};
use serde_json::{Map, Value as Tree, json};
use std::sync::Arc;
use whatworks::app::actor::{Account, Caller, Key, Operation, Role, Standing, Visitor};
use whatworks::http::graphql::api::{Api, InputKind, Ref};
use whatworks::http::graphql::engine::GraphqlRequest;
use whatworks::http::graphql::verbs::Root;

/// Somebody of this standing. An owner is a contributor until something is found to be theirs.
pub fn visitor(standing: Standing, id: &str) -> Arc<Visitor> {
    let account = |role, verified, suspended| Caller::Account(Account { id: id.to_owned(), role, verified, suspended });
    let caller = match standing {
        Standing::Anonymous => Caller::Anonymous,
        Standing::Expired => Caller::Expired,
        Standing::Suspended => account(Role::Contributor, true, true),
        Standing::Unverified => account(Role::Contributor, false, false),
        Standing::Contributor | Standing::Owner => account(Role::Contributor, true, false),
        Standing::Curator => account(Role::Curator, true, false),
        Standing::Administrator => account(Role::Administrator, true, false),
        Standing::Partner => Caller::Partner(Key { id: "key".to_owned(), account: id.to_owned(), scopes: Operation::ALL.to_vec() }),
    };
    Arc::new(Visitor { caller, network: None })
}

/// Something of a type: as little as it takes.
fn sample(api: &Api, ty: &Ref) -> Tree {
    match ty {
        Ref::NonNull(inner) => sample(api, inner),
        Ref::List(_) => json!([]),
        Ref::Named(name) => match name.as_str() {
            "Int" => json!(1),
            "Float" => json!(1.0),
            "Boolean" => json!(true),
            "Date" => json!("2018-03-27"),
            "DateTime" => json!("2018-03-27T09:00:00Z"),
            "String" | "ID" => json!("nothing"),
            name => match (api.enumeration(name), api.input(name).map(|input| &input.kind)) {
                (Some(own), _) => json!(own.values[0].0),
                (None, Some(InputKind::Object(fields))) => {
                    fields.iter().filter(|field| field.ty.is_required() && field.default.is_none()).map(|field| (field.name.clone(), sample(api, &field.ty))).collect::<Map<_, _>>().into()
                }
                _ => json!({}),
            },
        },
    }
}

fn written(ty: &Ref) -> String {
    match ty {
        Ref::NonNull(inner) => format!("{}!", written(inner)),
        Ref::List(inner) => format!("[{}]", written(inner)),
        Ref::Named(name) => name.clone(),
    }
}

/// The code with which a verb refuses, if it does.
fn refusal(app: &App, api: &Api, root: Root, name: &str, visitor: Arc<Visitor>) -> Option<String> {
    let object = api.object(if root == Root::Query { "Query" } else { "Mutation" }).unwrap();
    let field = object.field(name).unwrap();
    let required: Vec<_> = field.arguments.iter().filter(|argument| argument.ty.is_required()).collect();
    let declared: Vec<String> = required.iter().map(|argument| format!("${}: {}", argument.name, written(&argument.ty))).collect();
    let passed: Vec<String> = required.iter().map(|argument| format!("{0}: ${0}", argument.name)).collect();
    let brackets = |parts: Vec<String>| if parts.is_empty() { String::new() } else { format!("({})", parts.join(", ")) };
    let selection = if api.object(field.ty.name()).is_some() { " { __typename }" } else { "" };
    let keyword = if root == Root::Query { "query" } else { "mutation" };
    let query = format!("{keyword}{} {{ {name}{}{selection} }}", brackets(declared), brackets(passed));
    let variables = required.iter().map(|argument| (argument.name.to_owned(), sample(api, &argument.ty))).collect();
    let request = GraphqlRequest { query, operation_name: None, variables, read_only: false };
    let reply = RUNTIME.block_on(app.engine.run_for(request, visitor));
    let response: Tree = serde_json::from_slice(&reply.body).unwrap();
    let code = response.pointer("/errors/0/extensions/code").and_then(Tree::as_str).map(str::to_owned);
    assert!(!matches!(code.as_deref(), Some("BAD_DOCUMENT" | "BAD_VARIABLES")), "{name} was not even tried: {response}");
    code
}

#[test]
fn every_verb_is_open_to_those_whom_the_table_names_and_to_nobody_else() {
    let api = Api::build(SEED.directory.ontology());
    let mut tried = 0;
    for verb in &api.verbs {
        let operation = verb.shape.operation;
        for standing in Standing::ALL.into_iter().filter(|standing| *standing != Standing::Owner) {
            let code = refusal(&SEED, &api, verb.shape.root, &verb.name, visitor(standing, "stranger"));
            let refused = matches!(code.as_deref(), Some("UNAUTHENTICATED" | "FORBIDDEN"));
            if !operation.may().contains(&standing) {
                // A contributor who may do it to what is theirs is told so, or that there is no such thing.
                let owned = standing == Standing::Contributor && operation.may().contains(&Standing::Owner);
                assert!(refused || (owned && code.as_deref() == Some("NOT_FOUND")), "{} is not for {}: {code:?}", verb.name, standing.name());
            } else {
                // Whoever signs in with something wrong is not known, which is an answer of the verb and not of the table.
                let unknown = operation == Operation::SignIn && code.as_deref() == Some("UNAUTHENTICATED");
                assert!(!refused || unknown, "{} is for {}: {code:?}", verb.name, standing.name());
            }
            tried += 1;
        }
    }
    println!("permissions: {tried} tried, {tried} held");
}

#[test]
fn a_key_does_only_what_it_was_made_for() {
    let api = Api::build(SEED.directory.ontology());
    // What everybody may read, every key may.
    for verb in api.verbs.iter().filter(|verb| verb.shape.operation != Operation::Read && verb.shape.operation.may().contains(&Standing::Partner)) {
        let caller = Caller::Partner(Key { id: "key".to_owned(), account: "partner".to_owned(), scopes: Vec::new() });
        let code = refusal(&SEED, &api, verb.shape.root, &verb.name, Arc::new(Visitor { caller, network: None }));
        assert_eq!(code.as_deref(), Some("FORBIDDEN"), "{}", verb.name);
    }
}
