//! The pages about contributing and curating can be followed: each example by whom it says, in order.

use super::app::{App, account, ann, curator};
use crate::docs::block::blocks;
use crate::docs::shows;
use serde_json::{Value as Tree, json};
use whatworks::app::actor::Role;

fn follow(page: &str) -> usize {
    follow_in(&App::new(), page)
}

/// Asks each example of a page of one directory; the number of them.
pub fn follow_in(app: &App, page: &str) -> usize {
    let text = std::fs::read_to_string(crate::reading::app::path(&format!("docs/how-to/{page}"))).unwrap();
    let blocks = blocks(&text);
    let (mut submission, mut followed) = (String::new(), 0);
    for (at, block) in blocks.iter().enumerate() {
        let who = match block.info.as_str() {
            "graphql as author" => ann(),
            "graphql as curator" => curator(),
            "graphql as administrator" => account("root", Role::Administrator),
            _ => continue,
        };
        let answer = app.ask_with(&who, &block.text.replace("SUBMISSION", &submission), json!({}));
        assert_eq!(answer.get("errors"), None, "{page}:{}", block.line);
        if let Some(next) = blocks.get(at + 1).filter(|next| next.info == "json") {
            let shown: Tree = serde_json::from_str(&next.text).unwrap();
            shows(&shown, &answer).unwrap_or_else(|why| panic!("{page}:{}: {why}", next.line));
        }
        // What the page calls SUBMISSION is the one that was answered last.
        if let Some(key) = answer["data"].as_object().and_then(|data| data.values().next()).and_then(|done| done["key"].as_str()) {
            submission = key.to_owned();
        }
        followed += 1;
    }
    followed
}

#[test]
fn the_page_about_contributing_can_be_followed() {
    assert!(follow("contribute.md") >= 11);
}

#[test]
fn the_page_about_curating_can_be_followed() {
    assert!(follow("curate.md") >= 9);
}

#[test]
fn the_page_about_following_can_be_followed_by_mail() {
    assert!(follow("follow-changes.md") >= 1);
}
