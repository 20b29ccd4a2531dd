//! A directory with the seed data and a guide that is written.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, LazyLock};

use crate::door::app::TestApp;
use whatworks::app::{Directory, import::import};
use whatworks::http::graphql::engine::Engine;
use whatworks::ledger::Ledger;
use whatworks::ontology::Ontology;

pub const TEXT: &str = include_str!("text.md");
pub const GUIDE: &str = "guide/before-you-post";
pub const LICENCE: &str = "https://creativecommons.org/licenses/by/4.0/";

pub fn turtle(text: &str, more: &str) -> String {
    let text = text.replace('\\', "\\\\").replace('"', "\\\"");
    format!(
        r#"@base <https://whatworks.example/> .
@prefix dct: <http://purl.org/dc/terms/> . @prefix schema: <https://schema.org/> . @prefix ww: <https://whatworks.example/ns#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<id/person/test-author> a ww:Person ; schema:name "Test Author"@en ; ww:role <vocab/person-roles/researcher> ; ww:orcid <https://orcid.org/0000-0002-1825-0097> .
<id/{GUIDE}> a ww:Guide ; schema:name "Before you post & after"@en ; schema:description "A short guide <for tests>."@en ;
  schema:author <id/person/test-author> ; dct:contributor <id/organisation/what-works-editors> ; schema:publisher <id/organisation/nccpe> ; schema:license <{LICENCE}> ; ww:year "2019"^^xsd:gYear ;
  ww:doi <https://doi.org/10.5555/before-you-post> ;
  schema:articleBody """{text}"""@en .
{more}"#
    )
}

/// A server over the seed data and a file beside it.
pub fn over(more: String) -> TestApp {
    TestApp::over(move || async move {
        let folder = tempfile::tempdir().expect("a folder");
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let ontology = Arc::new(Ontology::load(&root.join("ontology")).unwrap_or_else(|problems| panic!("the ontology is sound: {problems:?}")));
        let file = folder.path().join("more.ttl");
        fs::write(&file, more).expect("written");
        let url = format!("sqlite:{}", folder.path().join("ledger.db").display());
        let ledger = Ledger::open(&url).await.expect("a ledger");
        import(&ontology, &ledger, vec![root.join("seed-data"), file], "seed").await.unwrap_or_else(|problems| panic!("the data is sound: {problems}"));
        ledger.close().await.expect("a clean close");
        let directory = Directory::open(ontology, &url, None, |_| ()).await.expect("a directory");
        (Arc::new(Engine::new(Arc::new(directory)).expect("the schema is sound")), folder)
    })
}

pub static APP: LazyLock<TestApp> = LazyLock::new(|| over(turtle(TEXT, "")));

/// Runs a script with what Python has; false where there is none.
pub fn python(script: &str, arguments: &[&str]) -> bool {
    let python = std::env::var_os("WHATWORKS_PYTHON").map_or_else(|| PathBuf::from("target/venv/bin/python"), PathBuf::from);
    if !python.exists() {
        let line = format!("SKIPPED {script}: there is no Python with tests/requirements.txt; `make test` prepares it");
        assert!(std::env::var_os("WHATWORKS_TESTS_COMPLETE").is_none(), "{line}");
        println!("{line}");
        return false;
    }
    let output = Command::new(python).arg(script).args(arguments).output().expect("python runs");
    let said = String::from_utf8_lossy(&output.stdout);
    println!("{said}");
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    crate::conformance::hear(&said);
    true
}
