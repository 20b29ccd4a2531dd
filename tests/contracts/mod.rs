//! Published contracts: `docs/api/` says exactly what the program does. Locally a file that differs is written anew and the test
//! passes once it is; in CI it fails.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use whatworks::app::actor::{Operation, Standing};
use whatworks::error::Code;
use whatworks::http::ROUTES;
use whatworks::http::graphql::api::notices::{NOTICES, listed};
use whatworks::http::graphql::verbs::shapes;

use crate::door::app::TestApp;
use crate::tidy::source::sources;

fn verify(name: &str, text: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/api").join(name);
    if fs::read_to_string(&file).is_ok_and(|published| published == text) {
        return;
    }
    if std::env::var_os("CI").is_some() {
        panic!("docs/api/{name} does not say what the program does; run `make contracts` and commit what it writes");
    }
    fs::write(&file, text).expect("docs/api can be written");
}

#[test]
fn the_published_schema_is_the_one_that_is_served() {
    let answer = TestApp::shared().send("GET", "/graphql/schema.graphql", &[], b"");
    assert_eq!(answer.status, 200);
    verify("schema.graphql", &String::from_utf8(answer.body).expect("text"));
}

#[test]
fn the_published_context_is_the_one_that_is_served() {
    let answer = TestApp::shared().send("GET", "/context.jsonld", &[], b"");
    let context: serde_json::Value = serde_json::from_slice(&answer.body).expect("JSON");
    verify("context.jsonld", &format!("{context:#}\n"));
}

#[test]
fn the_published_description_of_rest_is_the_one_that_is_served() {
    let answer = TestApp::shared().send("GET", "/openapi.json", &[], b"");
    let description: serde_json::Value = serde_json::from_slice(&answer.body).expect("JSON");
    // A line for each address and each schema.
    let members = |object: &serde_json::Value| -> String {
        let lines = object.as_object().expect("an object").iter().map(|(name, value)| format!("    {}: {value}", serde_json::json!(name)));
        lines.collect::<Vec<_>>().join(",\n")
    };
    let mut text = String::from("{");
    for (name, value) in description.as_object().expect("an object").iter().filter(|(name, _)| !matches!(name.as_str(), "paths" | "components")) {
        let _ = write!(text, "\n  {}: {value},", serde_json::json!(name));
    }
    let _ = write!(text, "\n  \"paths\": {{\n{}\n  }},\n  \"components\": {{", members(&description["paths"]));
    for (at, (name, value)) in description["components"].as_object().expect("an object").iter().enumerate() {
        let _ = write!(text, "{}\n  {}: {{\n{}\n  }}", if at > 0 { "," } else { "" }, serde_json::json!(name), members(value));
    }
    text.push_str("\n  }\n}\n");
    assert_eq!(serde_json::from_str::<serde_json::Value>(&text).expect("JSON"), description);
    verify("openapi.json", &text);
}

#[test]
fn the_published_error_codes_are_those_of_the_table() {
    let mut text = String::from("# Error codes\nThe same in GraphQL (`errors[].extensions.code`), in `application/problem+json` and under `/errors/{code}`.\n\n| code | HTTP status | what | what to do |\n|---|---|---|---|\n");
    for code in Code::ALL {
        let row = code.row();
        let _ = writeln!(text, "| `{}` | {} | {} | {} |", row.code, row.status, row.title, row.advice);
    }
    verify("errors.md", &text);
}

#[test]
fn the_published_permissions_are_those_of_the_table() {
    let head: Vec<&str> = Standing::ALL.iter().map(|standing| standing.name()).collect();
    let mut text = format!(
        "# Permissions\nWho may do what. *Owner*: a contributor to whom the submission or record belongs. A partner's key does what it was made for, within its column. An expired or revoked token is refused everywhere.\n\n| operation | what | fields | {} |\n|---|---|---|{}\n",
        head.join(" | "),
        "---|".repeat(head.len())
    );
    for operation in Operation::ALL {
        let fields: Vec<String> = shapes().filter(|shape| shape.operation == *operation).map(|shape| format!("`{}`", shape.name.replace("{}", "…"))).collect();
        let may: Vec<&str> = Standing::ALL.iter().map(|standing| if operation.may().contains(standing) { "yes" } else { "" }).collect();
        let _ = writeln!(text, "| `{}` | {} | {} | {} |", operation.name(), operation.words(), fields.join(" "), may.join(" | "));
    }
    verify("permissions.md", &text);
}

#[test]
fn the_published_addresses_are_those_of_the_router() {
    let mut text = String::from("# Addresses\n\n| address | what |\n|---|---|\n");
    for route in ROUTES {
        let _ = writeln!(text, "| `{}` | {} |", route.path, route.purpose);
    }
    verify("routes.md", &text);
}

#[test]
fn the_published_deprecations_are_those_of_the_ontology_and_the_tables() {
    let ontology = whatworks::ontology::Ontology::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("ontology")).expect("sound");
    let all = listed(&ontology, NOTICES);
    let mut text = String::from("# What goes away\nBy the rules of the [change policy](../reference/change-policy.md): each stays until its day at least.\n\n");
    text.push_str(if all.is_empty() { "Nothing at the moment.\n" } else { "| what | said on | goes on | use instead |\n|---|---|---|---|\n" });
    for (what, gone) in &all {
        let _ = writeln!(text, "| `{what}` | {} | {} | {} |", gone.since, gone.sunset, gone.instead.as_ref().map(|instead| format!("`{}`", instead.name)).unwrap_or_default());
    }
    verify("deprecations.md", &text);
    for notice in NOTICES {
        notice.deprecation().unwrap_or_else(|words| panic!("{}: {words}", notice.what));
        let there = |name: &str| ROUTES.iter().any(|route| route.path == name) || shapes().any(|shape| shape.name == name);
        assert!(there(notice.what), "there is no verb or address `{}`", notice.what);
        assert!(notice.instead.is_none_or(there), "there is no `{:?}`", notice.instead);
    }
}

#[test]
fn the_published_command_line_is_what_the_program_says() {
    let help = |arguments: &[&str]| {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_whatworks")).args(arguments).env("COLUMNS", "110").env_remove("PORT").output().expect("the program runs");
        assert!(output.status.success(), "{arguments:?}");
        let text = String::from_utf8(output.stdout).expect("text");
        text.lines().map(|line| line.trim_end()).collect::<Vec<_>>().join("\n")
    };
    let workers = std::thread::available_parallelism().map_or(2, usize::from);
    let mut text = String::from("# Command line\n");
    for command in ["", "serve", "check", "import", "export", "dump", "check-links", "rebuild", "verify", "account", "account create", "account role", "account disable", "account enable", "account forget-factor", "sample-data", "completions"] {
        let arguments: Vec<&str> = command.split_whitespace().chain(["--help"]).collect();
        // The number of threads is this machine's.
        let help = help(&arguments).replace(&format!("[default: {workers}]"), "[default: one a core]");
        let _ = write!(text, "\n## whatworks {command}\n```text\n{help}\n```\n");
    }
    verify("command-line.md", &text);
}

#[test]
fn the_published_limits_are_those_of_the_code() {
    let mut text = String::from(
        "# Limits\nEvery limit and interval, and where it is kept. Units stand at the end of the names; without one it is a number of things.\n\n| limit | value | what | file |\n|---|---|---|---|\n",
    );
    let mut count = 0;
    for source in sources().iter().filter(|source| !source.is_test()) {
        let mut about = String::new();
        for line in source.text.lines().map(str::trim) {
            if let Some(words) = line.strip_prefix("///") {
                about.push_str(words);
                continue;
            }
            if let Some((name, value)) = limit(line) {
                let about = if about.is_empty() { " " } else { about.trim() };
                let _ = writeln!(text, "| `{name}` | {value} | {} | `src/{}` |", about.replace('|', "\\|"), source.path);
                count += 1;
            }
            about.clear();
        }
    }
    assert!(count > 50, "only {count} limits are found");
    verify("limits.md", &text);
}

/// The name and value of a constant that limits something.
fn limit(line: &str) -> Option<(&str, &str)> {
    let rest = ["pub const ", "pub(super) const ", "pub(crate) const ", "const "].iter().find_map(|start| line.strip_prefix(start))?;
    let (name, rest) = rest.split_once(": ")?;
    let value = rest.split_once(" = ")?.1.strip_suffix(';')?;
    ["_MAX", "_SECONDS", "_MS", "_INTERVAL", "_DEFAULT"].iter().any(|end| name.ends_with(end)).then_some((name, value))
}
