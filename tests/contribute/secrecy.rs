//! Nothing that is not published can be reached by readers, however they ask; and nothing else than what was meant changes.

use super::app::{App, ann, curator, key, stranger};
use serde_json::json;

/// A word that stands nowhere else.
const WORD: &str = "Quizzaciously";

fn graph(app: &App) -> String {
    app.directory.views().graph().sorted_lines().unwrap().join("\n")
}

#[test]
fn no_reader_reaches_what_waits() {
    let app = App::new();
    app.published_tool("Block Party");
    let before = graph(&app);
    let submission = app.done(
        &ann(),
        &format!(r#"mutation {{ submitTool(input: {{name: {{text: "{WORD}"}}, kind: "guide", summary: {{text: "{WORD} indeed."}}, url: "https://{WORD}.example/"}}, note: "{WORD}") {{ key }} }}"#),
    );
    let change = app.done(&ann(), &format!(r#"mutation {{ proposeTool(id: "block-party", set: {{summary: {{text: "{WORD}"}}}}, note: "{WORD}") {{ key }} }}"#));
    app.data(&curator(), &format!("mutation {{ comment(submission: \"{}\", text: \"{WORD}\") {{ key }} }}", key(&submission)));
    app.review(&curator(), key(&change), "RETURN", &format!("reason: \"{WORD}\""));
    for app in [app.again()] {
        assert_eq!(graph(&app), before);
        let queries = [
            format!("{{ search(query: \"{WORD}\") {{ totalCount }} }}"),
            format!("{{ tools(search: \"{WORD}\") {{ totalCount }} }}"),
            format!("{{ tools(filter: {{name: {{contains: \"{WORD}\"}}}}) {{ totalCount }} }}"),
            format!("{{ records(search: \"{WORD}\") {{ totalCount }} }}"),
        ];
        for query in queries {
            assert_eq!(app.done(&stranger(), &query)["totalCount"], 0, "{query}");
        }
        let key = WORD.to_lowercase();
        assert_eq!(app.data(&stranger(), &format!("{{ node(id: \"{key}\") {{ id }} nodes(ids: [\"https://whatworks.example/id/tool/{key}\"]) {{ id }} suggest(prefix: \"{WORD}\") {{ text }} }}")), json!({ "node": null, "nodes": [null], "suggest": [] }));
        // Links, lists and the past lead nowhere either.
        let all = "{ tools { nodes { name summary url related { node { name } } } } directory { counts { type count } } toolKind(id: \"guide\") { tools { nodes { name } } } }";
        assert!(!app.data(&stranger(), all).to_string().contains(WORD));
        let head = app.done(&stranger(), "{ directory { revision } }")["revision"].as_u64().unwrap();
        for revision in 0..=head {
            let past = app.done(&stranger(), &format!("{{ node(id: \"https://whatworks.example/id/tool/{key}\", asOf: {{revision: {revision}}}) {{ id }} }}"));
            assert!(past.is_null());
        }
        assert!(!app.directory.views().state().snapshot.records().any(|record| format!("{record:?}").contains(WORD)));
    }
}

#[test]
fn the_queue_is_the_same_after_a_restart_and_after_erasures() {
    let app = App::new();
    let kept = app.tool(&ann(), "Kept");
    let erased = app.tool(&ann(), "Erased");
    for submission in [&kept, &erased] {
        app.review(&curator(), key(submission), "TAKE", "");
        app.review(&curator(), key(submission), "RETURN", "reason: \"Say more.\"");
        app.data(&ann(), &format!("mutation {{ comment(submission: \"{}\", text: \"What?\") {{ key }} }}", key(submission)));
    }
    let events = app.events();
    let of = |submission: &serde_json::Value| events.iter().filter(|event| event.subject.ends_with(key(submission))).map(|event| event.sequence).collect::<Vec<_>>();
    // All of one, and the curator's request of the other.
    let mut sequences = of(&erased);
    sequences.push(of(&kept)[2]);
    crate::reading::app::RUNTIME.block_on(async {
        let gone = app.directory.ledger().erase(&sequences, "ann", "asked for").await.unwrap();
        app.directory.follow(gone.last().unwrap().sequence).await.unwrap();
    });
    let live = app.directory.views().state().queue.clone();
    assert_eq!(app.state_of(key(&kept)), "IN_REVIEW");
    assert_eq!(app.code(&curator(), &format!("{{ submission(id: \"{}\") {{ key }} }}", key(&erased))), "NOT_FOUND");
    let app = app.again();
    assert_eq!(*app.directory.views().state().queue, *live);
}

#[test]
fn the_index_of_words_is_not_made_anew_for_what_is_not_shown() {
    let app = App::new();
    app.published_tool("Block Party");
    let file = |app: &App| std::fs::read(app.folder.path().join("words").join("meta.json")).unwrap();
    let before = file(&app);
    for number in 0..5 {
        app.tool(&ann(), &format!("T{number}"));
    }
    assert_eq!(file(&app), before);
    let app = app.again();
    assert_eq!(file(&app), before);
    assert_eq!(app.done(&stranger(), "{ search(query: \"party\") { totalCount } }")["totalCount"], 1);
    // What is shown is.
    app.published_tool("Garden Party");
    assert_ne!(file(&app), before);
}
