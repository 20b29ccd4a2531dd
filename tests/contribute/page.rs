//! The page about contributing can be followed: each example by whom it says, in order.

use super::app::{App, ann, curator};
use crate::docs::block::blocks;
use crate::docs::shows;
use serde_json::{Value as Tree, json};

#[test]
fn the_page_about_contributing_can_be_followed() {
    let app = App::new();
    let page = std::fs::read_to_string(crate::reading::app::path("docs/how-to/contribute.md")).unwrap();
    let blocks = blocks(&page);
    let (mut submission, mut followed) = (String::new(), 0);
    for (at, block) in blocks.iter().enumerate() {
        let who = match block.info.as_str() {
            "graphql as author" => ann(),
            "graphql as curator" => curator(),
            _ => continue,
        };
        let answer = app.ask_with(&who, &block.text.replace("SUBMISSION", &submission), json!({}));
        assert_eq!(answer.get("errors"), None, "contribute.md:{}", block.line);
        if let Some(next) = blocks.get(at + 1).filter(|next| next.info == "json") {
            let shown: Tree = serde_json::from_str(&next.text).unwrap();
            shows(&shown, &answer).unwrap_or_else(|why| panic!("contribute.md:{}: {why}", next.line));
        }
        // What the page calls SUBMISSION is the one that was answered last.
        if let Some(key) = answer["data"].as_object().and_then(|data| data.values().next()).and_then(|done| done["key"].as_str()) {
            submission = key.to_owned();
        }
        followed += 1;
    }
    assert!(followed >= 7, "{followed}");
}
