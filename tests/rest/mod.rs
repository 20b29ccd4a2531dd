//! REST through HTTP: the same answers as GraphQL at addresses of their own, told apart by what a curl user would try.

pub mod clients;
mod lists;
mod records;
mod writing;

use crate::door::app::{Answer, TestApp};
use serde_json::Value;

pub fn get(path: &str) -> Answer {
    TestApp::shared().get(path, &[])
}

/// The body of an address that has to answer.
pub fn read(path: &str) -> Value {
    let answer = get(path);
    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    answer.json()
}

/// The code and the message of an address that has to refuse.
pub fn refused(path: &str, status: u16) -> (String, String) {
    let answer = get(path);
    assert_eq!(answer.status, status, "{path}: {}", answer.text());
    assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{path}");
    let problem = answer.json();
    (problem["code"].as_str().unwrap().to_owned(), problem["detail"].as_str().unwrap().to_owned())
}

/// What GraphQL answers to a document.
pub fn asked(document: &str) -> Value {
    let answer = TestApp::shared().query(document).json();
    assert!(answer.get("errors").is_none(), "{document}: {answer}");
    answer["data"].clone()
}

pub fn ids(list: &Value) -> Vec<String> {
    list["nodes"].as_array().unwrap_or_else(|| panic!("a page: {list}")).iter().map(|node| node["id"].as_str().unwrap().to_owned()).collect()
}
