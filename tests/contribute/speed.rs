//! How many submissions a second are kept, on the disk and visible to their authors. Run by hand:
//! `cargo test --release --test whatworks contribute::speed -- --ignored --nocapture`.

use super::app::{App, account};
use crate::reading::app::RUNTIME;
use serde_json::json;
use std::sync::Arc;
use std::time::Instant;
use whatworks::app::actor::Role;

#[test]
#[ignore = "measures; run by hand"]
fn submissions_per_second() {
    let app = Arc::new(App::new());
    for writers in [1_usize, 16, 64] {
        let each = 2_000 / writers + 20;
        (0..writers).for_each(|writer| app.enrol(&format!("w{writer}"), true));
        let start = Instant::now();
        RUNTIME.block_on(async {
            let all: Vec<_> = (0..writers)
                .map(|writer| {
                    let app = Arc::clone(&app);
                    tokio::spawn(async move {
                        let who = account(&format!("w{writer}"), Role::Contributor);
                        for number in 0..each {
                            let name = format!("Tool {writers} {writer} {number}");
                            let query = "mutation($name: String!) { submitTool(input: {name: {text: $name}, kind: \"guide\"}) { key state title } }";
                            let answer = app.answer(&who, query, json!({ "name": name })).await;
                            assert_eq!(answer["data"]["submitTool"]["title"], name, "{answer}");
                        }
                    })
                })
                .collect();
            for one in all {
                one.await.unwrap();
            }
        });
        let count = writers * each;
        println!("{writers} writers: {:.0} submissions a second ({count} in {:?})", count as f64 / start.elapsed().as_secs_f64(), start.elapsed());
    }
}
