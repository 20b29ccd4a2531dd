//! Imports through the command line: every form that we export comes back to the same records, a batch can be taken back, and what curators
//! set stays.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::door::app::TestApp;
use crate::tables::run;

fn told(folder: &Path, arguments: &[&str]) -> String {
    let (code, told, errors) = run(folder, arguments);
    assert_eq!(code, 0, "{arguments:?}: {told}{errors}");
    told.trim().to_owned()
}

fn refused(folder: &Path, arguments: &[&str]) -> String {
    let (code, told, errors) = run(folder, arguments);
    assert_eq!(code, 1, "{arguments:?}: {told}{errors}");
    errors
}

fn write(folder: &Path, name: &str, text: impl AsRef<[u8]>) -> String {
    let file = folder.join(name);
    fs::write(&file, text).unwrap();
    file.display().to_string()
}

fn last(text: &str) -> &str {
    text.lines().last().unwrap_or_default()
}

/// A folder whose directory has the seed data.
fn seeded() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    told(folder.path(), &["import", "seed-data"]);
    folder
}

/// Every record of these lists in a form, by its address.
fn exported(lists: &[(&str, &str)], ending: &str) -> Vec<String> {
    let app = TestApp::shared();
    let mut all = Vec::new();
    for (list, segment) in lists {
        let mut after = String::new();
        loop {
            let page = app.get(&format!("/api/v1/{list}?first=100{after}"), &[]).json();
            for node in page["nodes"].as_array().unwrap() {
                let answer = app.get(&format!("/data/{segment}/{}.{ending}", node["key"].as_str().unwrap()), &[]);
                assert_eq!(answer.status, 200);
                all.push(answer.text());
            }
            if page["pageInfo"]["hasNextPage"] != true {
                break;
            }
            after = format!("&after={}", page["pageInfo"]["endCursor"].as_str().unwrap());
        }
    }
    all
}

const LISTS: [(&str, &str); 8] =
    [("publications", "publication"), ("tools", "tool"), ("guides", "guide"), ("organisations", "organisation"), ("people", "person"), ("case-studies", "case-study"), ("events", "event"), ("claims", "claim")];

#[test]
fn every_form_that_is_exported_comes_back_to_the_same_records() {
    let folder = seeded();
    let here = folder.path();
    let cited = &LISTS[..7];
    let list = |parts: &[String], inner: bool| {
        let members: Vec<Value> = parts.iter().flat_map(|part| if inner { serde_json::from_str::<Vec<Value>>(part).unwrap() } else { vec![serde_json::from_str(part).unwrap()] }).collect();
        format!("{:#}", json!(members))
    };
    let files = [
        ("all.bib", exported(cited, "bib").concat(), 0),
        ("all.ris", exported(cited, "ris").concat(), 0),
        ("all.csl.json", list(&exported(cited, "csl.json"), true), 0),
        ("all.jsonld", list(&exported(&LISTS, "jsonld"), false), 0),
        ("all.ics", TestApp::shared().get("/feeds/events.ics", &[]).text(), 1),
    ];
    for (name, text, least) in files {
        let file = write(here, name, text);
        let said = told(here, &["import", &file]);
        let counts: Vec<u64> = last(&said).split_whitespace().filter_map(|word| word.parse().ok()).collect();
        assert_eq!((counts[0], counts[1]), (0, 0), "{name}: {said}");
        assert!(counts[2] >= if least == 0 { 400 } else { least }, "{name}: {said}");
        assert!(!said.contains("batch"), "nothing is written where nothing changes");
    }
}

#[test]
fn a_bibliography_gives_the_same_publications_to_an_empty_directory() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let publications = &LISTS[..1];
    for (name, text) in [("p.bib", exported(publications, "bib").concat()), ("p.ris", exported(publications, "ris").concat())] {
        let file = write(here, name, text);
        let said = told(here, &["import", &file]);
        let counts: Vec<u64> = last(&said).split_whitespace().filter_map(|word| word.parse().ok()).collect();
        if name == "p.bib" { assert!(counts[0] > 50 && counts[2] == 0, "{said}") } else { assert!(counts[0] == 0 && counts[1] == 0, "{said}") }
    }
    let lines = told(here, &["export"]);
    let whole = told(seeded().path(), &["export"]);
    let mut compared = 0;
    // Names, years, DOIs and venues are those that the others have.
    for predicate in ["<https://schema.org/name>", "<https://whatworks.example/ns#year>", "<https://whatworks.example/ns#doi>", "<https://whatworks.example/ns#venue>"] {
        for line in lines.lines().filter(|line| line.starts_with("<https://whatworks.example/id/publication/") && line.contains(predicate)) {
            // White space is made plain, and the language of a name is not told by these forms.
            assert!(whole.contains(line) || line.contains("@en"), "{line}");
            compared += 1;
        }
    }
    assert!(compared > 200, "{compared}");
}

const BIB: &str = "@article{new, title = {A study of patience}, author = {Cann, Alan and Nobody Known}, journal = {Journal of Calm}, year = {2020}, doi = {10.5555/calm.1}, abstract = {Says that patience helps.}}\n";

#[test]
fn authors_are_who_is_named_and_nobody_else() {
    let folder = seeded();
    let here = folder.path();
    let file = write(here, "new.bib", BIB);
    let tried = told(here, &["import", &file, "--dry-run", "--report"]);
    assert!(tried.contains("author → authors") && tried.contains("new.bib:1: new <https://whatworks.example/id/publication/a-study-of-patience>"), "{tried}");
    assert!(tried.contains("<https://whatworks.example/id/person/alan-cann> has the same name; if they are the same, give its identifier"), "{tried}");
    assert!(last(&tried).starts_with("1 published, 0 revised, 0 unchanged; nothing was written"), "{tried}");
    told(here, &["import", &file, "--actor", "the-uploader"]);
    let lines = told(here, &["export"]);
    let own: Vec<&str> = lines.lines().filter(|line| line.starts_with("<https://whatworks.example/id/publication/a-study-of-patience>")).collect();
    assert!(own.iter().any(|line| line.contains("ns#authorString> \"Alan Cann\"")) && own.iter().any(|line| line.contains("\"Nobody Known\"")), "{own:#?}");
    assert!(!own.iter().any(|line| line.contains("schema.org/author>")) && !lines.contains("the-uploader"), "{own:#?}");

    // A person who is known by an ORCID iD is linked; one who is not becomes a record of their own.
    let orcid = json!({ "orcid-identifier": { "path": "0000-0002-1825-0097" }, "person": { "name": { "credit-name": { "value": "Josiah Carberry" } } },
        "activities-summary": { "works": { "group": [{ "work-summary": [{ "title": { "title": { "value": "A study of patience, again" } }, "type": "journal-article",
            "external-ids": { "external-id": [{ "external-id-type": "doi", "external-id-value": "10.5555/CALM.1", "external-id-relationship": "self" }] } }] }] } } });
    let file = write(here, "record.json", orcid.to_string());
    assert_eq!(last(&told(here, &["import", &file])), "1 published, 1 revised, 0 unchanged");
    let lines = told(here, &["export"]);
    assert!(lines.contains("<https://whatworks.example/id/publication/a-study-of-patience> <https://schema.org/author> <https://whatworks.example/id/person/josiah-carberry>"));
    assert_eq!(last(&told(here, &["import", &file])), "0 published, 0 revised, 2 unchanged");
    let csl = json!([{ "type": "report", "title": "Another", "author": [{ "given": "J.", "family": "Carberry", "ORCID": "0000-0002-1825-0097" }] }]);
    told(here, &["import", &write(here, "x.csl.json", csl.to_string())]);
    assert!(told(here, &["export"]).contains("<https://whatworks.example/id/publication/another> <https://schema.org/author> <https://whatworks.example/id/person/josiah-carberry>"));
}

#[test]
fn an_import_can_be_taken_back_unless_somebody_has_changed_it_since() {
    let folder = seeded();
    let here = folder.path();
    let before = told(here, &["export"]);
    let batch = |said: &str| said.split("batch ").nth(1).unwrap().split(';').next().unwrap().to_owned();
    let table = "type,key,name@en,summary@en,kind,year\ntool,block-party,Block Party (renamed),Another summary.,,2001\ntool,brand-new,Brand new,Says little.,guidance,\ntool,newer,Newer,,guidance,\n";
    let file = write(here, "t.csv", table.replace(",kind,", ",").replace(",,2001", ",2001").replace("guidance,", ""));
    // Without a kind the new ones are refused, and nothing is written.
    assert!(refused(here, &["import", &file]).contains("is missing"));
    let file = write(here, "t.csv", "type,key,name@en,summary@en,year\ntool,block-party,Block Party (renamed),Another summary.,2001\n");
    let first = batch(&told(here, &["import", &file]));
    let file = write(here, "u.csv", "type,key,name@en,kind\ntool,brand-new,Brand new,guidance\ntool,newer,Newer,guidance\n");
    let second = batch(&told(here, &["import", &file]));
    // Somebody imports over both.
    let file = write(here, "v.csv", "type,key,summary@en\ntool,block-party,A later summary.\ntool,newer,A later summary.\n");
    told(here, &["import", &file]);
    let undone = told(here, &["import", "--rollback", &first]);
    assert!(undone.contains("left: <https://whatworks.example/id/tool/block-party> `summary`: it was changed since"), "{undone}");
    assert_eq!(last(&undone), "0 withdrawn, 1 restored, 1 left as they are");
    let undone = told(here, &["import", "--rollback", &second, "--reason", "It was the wrong file."]);
    assert!(undone.contains("left: <https://whatworks.example/id/tool/newer>: it was changed since"), "{undone}");
    assert_eq!(last(&undone), "1 withdrawn, 0 restored, 1 left as they are");
    let said = |line: &&str| line.contains("/id/tool/") && !line.contains("#catalogue") && (line.contains("block-party>") || line.contains("brand-new>"));
    let after = told(here, &["export"]);
    let differing: Vec<&str> = after.lines().filter(said).filter(|line| !before.contains(*line)).collect();
    assert!(differing.len() == 1 && differing[0].contains("A later summary."), "{differing:#?}");
    assert!(refused(here, &["import", "--rollback", "01ARZ3NDEKTSV4RRFFQ69G5FAV"]).contains("there is no import"));
    // What others that stay cannot stand without stays.
    let file = write(here, "w.csv", "type,key,name@en,kind\ntool,needed,Needed,guidance\ntool,alone,Alone,guidance\n");
    let third = batch(&told(here, &["import", &file]));
    let claim = "@base <https://whatworks.example/> . @prefix ww: <https://whatworks.example/ns#> . @prefix prov: <http://www.w3.org/ns/prov#> .\n<id/claim/needed--trolling> a ww:Claim ; ww:resource <id/tool/needed> ; ww:challenge <vocab/challenges/trolling> ; ww:rationale \"It helps those who try it.\"@en ; ww:stance <vocab/stance/supports> ; ww:strength <vocab/strength/asserted> ; prov:wasAttributedTo <id/organisation/what-works-editors> .\n";
    let file = write(here, "x.ttl", claim);
    assert!(last(&told(here, &["import", &file])).starts_with("1 published"));
    let undone = told(here, &["import", "--rollback", &third]);
    assert!(undone.contains("left: <https://whatworks.example/id/tool/needed>: another record cannot stand without it"), "{undone}");
    assert_eq!(last(&undone), "1 withdrawn, 0 restored, 1 left as they are");
    // What went with the batch may come again, corrected.
    let file = write(here, "u.csv", "type,key,name@en,kind\ntool,brand-new,Brand newer,guidance\n");
    assert_eq!(last(&told(here, &["import", &file])), "1 published, 0 revised, 0 unchanged");
    told(here, &["verify"]);
}

#[test]
fn calendars_and_registries_are_read_as_the_ontology_says() {
    let folder = seeded();
    let here = folder.path();
    let event = |uid: &str, name: &str, more: &str| format!("BEGIN:VEVENT\r\nUID:{uid}\r\nSUMMARY:{name}\r\nDTSTART;VALUE=DATE:20300327\r\nDTEND;VALUE=DATE:20300329\r\n{more}END:VEVENT\r\n");
    let calendar = format!("BEGIN:VCALENDAR\r\n{}{}END:VCALENDAR\r\n", event("1@e.example", "A workshop on calm", "LOCATION:Leeds\r\n"), event("2@e.example", "A workshop that is off", "STATUS:CANCELLED\r\n"));
    let file = write(here, "c.ics", calendar);
    assert_eq!(last(&told(here, &["import", &file])), "1 published, 0 revised, 0 unchanged, 1 rows left out");
    assert_eq!(last(&told(here, &["import", &file])), "0 published, 0 revised, 1 unchanged, 1 rows left out");
    let lines = told(here, &["export"]);
    assert!(lines.contains("<https://whatworks.example/id/event/a-workshop-on-calm> <https://schema.org/endDate> \"2030-03-28\""));

    // Times are kept with their zone; the day is the one on the clocks of the place.
    let timed = |uid: &str, lines: &str| format!("BEGIN:VEVENT\r\nUID:{uid}\r\nSUMMARY:Timed {uid}\r\n{lines}END:VEVENT\r\n");
    let calendar = format!(
        "BEGIN:VCALENDAR\r\nX-WR-TIMEZONE:Asia/Tokyo\r\n{}{}{}{}{}{}END:VCALENDAR\r\n",
        timed("a", "DTSTART;TZID=Europe/London:20300601T193000\r\nDTEND;TZID=Europe/London:20300601T210000\r\n"),
        timed("b", "DTSTART:20300601T200000Z\r\nDURATION:PT1H30M\r\n"),
        timed("c", "DTSTART;TZID=/example.org/20300101/America/New_York:20300601T233000\r\n"),
        timed("d", "DTSTART;TZID=Our own time:20300601T233000\r\nDTEND;TZID=Our own time:20300604T120000\r\n"),
        timed("e", "DTSTART:20300601T090000\r\nDTEND:20300603T000000\r\n"),
        timed("f", "DTSTART;VALUE=DATE:20300601\r\n"),
    );
    let file = write(here, "times.ics", calendar);
    let said = told(here, &["import", &file, "--report"]);
    assert!(last(&said).starts_with("6 published"), "{said}");
    assert!(said.contains("`Our own time` is no time zone of the IANA database; only the day is taken"), "{said}");
    let lines = told(here, &["export"]);
    let of = |uid: &str, name: &str| -> Vec<String> {
        let own = lines.lines().filter(|line| line.starts_with(&format!("<https://whatworks.example/id/event/timed-{uid}> ")) && line.contains(&format!("{name}>")));
        own.filter_map(|line| line.split('"').nth(1).map(str::to_owned)).collect()
    };
    for (uid, start, end, begins, ends, zone) in [
        ("a", "2030-06-01", "", "2030-06-01T18:30:00Z", "2030-06-01T20:00:00Z", "Europe/London"),
        ("b", "2030-06-02", "", "2030-06-01T20:00:00Z", "2030-06-01T21:30:00Z", "Asia/Tokyo"),
        ("c", "2030-06-01", "", "2030-06-02T03:30:00Z", "", "America/New_York"),
        ("d", "2030-06-01", "2030-06-04", "", "", ""),
        ("e", "2030-06-01", "", "2030-06-01T00:00:00Z", "2030-06-02T15:00:00Z", "Asia/Tokyo"),
        ("f", "2030-06-01", "", "", "", ""),
    ] {
        for (name, wanted) in [("startDate", start), ("endDate", end), ("startsAt", begins), ("endsAt", ends), ("timeZone", zone)] {
            assert_eq!(of(uid, name), if wanted.is_empty() { Vec::new() } else { vec![wanted.to_owned()] }, "{uid} {name}");
        }
    }
    assert!(last(&told(here, &["import", &file])).starts_with("0 published, 0 revised, 6 unchanged"));

    let record = |ror: &str, name: &str| json!({ "id": ror, "status": "active", "types": ["education"], "names": [{ "value": name, "types": ["ror_display", "label"] }, { "value": "Prifysgol Caerdydd", "types": ["label"] }],
        "locations": [{ "geonames_details": { "country_code": "GB" } }], "links": [], "external_ids": [] });
    let file = write(here, "dump.json", json!([record("https://ror.org/03kk7td41", "Cardiff University")]).to_string());
    told(here, &["import", &file]);
    assert_eq!(last(&told(here, &["import", &file])), "0 published, 0 revised, 1 unchanged");

    // What nothing tells is asked for; what is no format is refused; nothing is fetched.
    assert!(refused(here, &["import", &write(here, "x.json", "{}")]).contains("say which format it has"));
    assert_eq!(run(here, &["import", "--format", "xml", &file]).0, 2);
    let foreign = refused(here, &["import", &write(here, "f.jsonld", "{\n\"@context\": \"https://evil.example/context\",\n\"@id\": \"https://whatworks.example/id/tool/x\"}")]);
    assert!(foreign.contains("f.jsonld:2: the context `https://evil.example/context` is not fetched"), "{foreign}");
    let deep = format!("{}1{}", "[".repeat(100), "]".repeat(100));
    assert!(refused(here, &["import", &write(here, "d.jsonld", deep)]).contains("nested deeper than 64"));
    assert!(refused(here, &["import", &write(here, "b.bib", b"@book{x, title = {\xff}}")]).contains("b.bib:1: it is not UTF-8"));
}
