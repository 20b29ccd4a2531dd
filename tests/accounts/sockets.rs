//! A connection that lasts longer than a session.

use super::app::{App, address};
use crate::door::node;
use serde_json::json;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, Stdio};

#[test]
fn a_token_that_is_revoked_is_good_no_more_on_a_connection_that_is_open() {
    let Some(place) = node::place("revoke.mjs") else { return };
    let app = App::start();
    let member = app.member(&address());
    let mut client = Command::new("node")
        .args(["revoke.mjs", &format!("{}/graphql", app.http.address), &member.access])
        .current_dir(place)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = BufReader::new(client.stdout.take().unwrap());
    let mut asked = client.stdin.take().unwrap();
    let mut ask = || {
        writeln!(asked).unwrap();
        let mut line = String::new();
        said.read_line(&mut line).unwrap();
        line.trim().to_owned()
    };
    assert_eq!(ask(), "CONTRIBUTOR");
    app.done(Some(&member.access), "signOutEverywhere", &json!({}), "");
    assert_eq!(ask(), "UNAUTHENTICATED");
    drop(asked);
    assert!(client.wait().unwrap().success());
}
