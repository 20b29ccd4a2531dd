//! A call from its opening to its guide in a browser, over the program itself: several people, one of them without an account, one without
//! scripts.

use crate::accounts::mail::{Served, program};
use crate::door::node;
use serde_json::{Map, Value};

#[test]
fn a_call_runs_from_its_opening_to_its_guide_in_a_browser() {
    if node::place("process.mjs").is_none() {
        return;
    }
    let data = tempfile::tempdir().expect("a folder");
    let run = |arguments: &[&str]| {
        let output = program(data.path()).args(arguments).output().expect("the program runs");
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("text")
    };
    let mut links = Map::new();
    for (name, role) in [("cleo", "curator"), ("olga", "contributor"), ("ann", "contributor"), ("uma", "contributor"), ("ben", "contributor"), ("edith", "contributor")] {
        let said = run(&["account", "create", &format!("{name}@mail.example"), "--role", role]);
        let link = said.split_whitespace().find(|word| word.contains("token=")).expect("a link");
        links.insert(name.to_owned(), Value::from(link));
    }
    let served = Served::start(data.path(), &[]);
    node::run("process.mjs", &[&served.url, &Value::Object(links).to_string()]);
}
