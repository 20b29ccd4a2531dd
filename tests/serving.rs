//! The program as a server, for tests that ask it over HTTP.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

/// A server that ends with its test.
pub struct Serving {
    process: Child,
    url: String,
}

impl Serving {
    /// Serves what is in the current folder `here`, with further arguments.
    pub fn start(here: &Path, arguments: &[&str]) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_whatworks"))
            .args(["serve", "--listen", "127.0.0.1:0"])
            .args(arguments)
            .current_dir(here)
            .env_remove("PORT")
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program runs");
        let out = process.stdout.take().expect("its output");
        let line = BufReader::new(out).lines().next().expect("it says where it serves").expect("text");
        let url = line.split(' ').next_back().expect("an address").to_owned();
        Self { process, url }
    }

    /// Where it is reached.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Of the process.
    pub fn id(&self) -> u32 {
        self.process.id()
    }

    /// What `/sparql` answers, in JSON.
    pub fn ask_in_sparql(&self, query: &str) -> Value {
        let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
        let mut answer = agent.post(format!("{}/sparql", self.url)).content_type("application/sparql-query").send(query).expect("an answer");
        answer.body_mut().read_json().expect("JSON")
    }

    pub fn ask(&self, query: &str) -> Value {
        self.ask_with(query, json!({}))
    }

    pub fn ask_with(&self, query: &str, variables: Value) -> Value {
        let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
        let mut answer = agent.post(format!("{}/graphql", self.url)).send_json(json!({ "query": query, "variables": variables })).expect("an answer");
        answer.body_mut().read_json().expect("JSON")
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}
