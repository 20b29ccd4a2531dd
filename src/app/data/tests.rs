use super::*;
use crate::views::records::Change;

/// A directory that holds nothing yet.
pub fn empty(folder: &str) -> Snapshot {
    let ontology = Ontology::load(Path::new(folder)).unwrap_or_else(|problems| panic!("{problems:#?}"));
    Snapshot::initial(Arc::new(ontology)).0
}

fn judge(now: &Snapshot, files: Vec<PathBuf>) -> Reading {
    super::judge(now, &files.into(), &|_, _, _| ())
}

const PREFIXES: &str = "@base <https://university.example/> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix u: <https://university.example/ns#> .
";
const HISTORY: &str = "<data/department/history> a u:Department ; dct:title \"History\"@en ; u:faculty \"Arts\" .
";

fn university() -> Snapshot {
    empty("tests/ontologies/university/ontology")
}

/// Judges files given by name and text.
fn judged(files: &[(&str, String)]) -> Reading {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    for (name, text) in files {
        assert!(std::fs::write(folder.path().join(name), text).is_ok());
    }
    let mut reading = judge(&university(), vec![folder.path().to_owned()]);
    for problem in reading.problems.iter_mut().chain(&mut reading.notes) {
        problem.message = problem.message.replace(&format!("{}/", folder.path().display()), "");
        problem.file = problem.file.strip_prefix(folder.path()).map_or_else(|_| problem.file.clone(), Path::to_owned);
    }
    reading
}

pub fn lines(problems: &[Problem]) -> Vec<String> {
    problems.iter().map(ToString::to_string).collect()
}

#[test]
fn the_seed_data_of_both_directories_is_read() {
    for (folder, data, least) in [("ontology", "seed-data", 300), ("tests/ontologies/university/ontology", "tests/ontologies/university/seed-data", 60)] {
        let reading = judge(&empty(folder), vec![data.into()]);
        assert_eq!(lines(&reading.problems), [""; 0]);
        assert!(reading.records.len() >= least, "{} records in {data}", reading.records.len());
    }
}

#[test]
fn every_problem_is_reported_where_it_stands() {
    let text = format!(
        "{PREFIXES}{HISTORY}<data/lecturer/one> a u:Lecturer ;
  dct:title \"One\"@en , \"Two\"@en ;
  u:office \"Z1\" ;
  u:worksIn <data/department/histori> .
<data/lecturer/two> a u:Lecturer ; dct:title \"Two\"@en .
<data/lecturer/three> a u:Lecturer ; dct:title \"Three\"@en ;
  u:worksIn <data/lecturers/two> ,
    <data/departments/history> ;
  u:offise \"A1\" .
"
    );
    assert_eq!(
        lines(&judged(&[("a.ttl", text)]).problems),
        [
            "a.ttl:6: <data/lecturer/one>: title: two texts are given in the language `en`; keep one",
            "a.ttl:8: <data/lecturer/one>: office: `Z1` does not have the form ^[A-F][0-9]{1,3}[a-z]?$ (An office is a building from A to F and a number, such as C12.)",
            "a.ttl:9: <data/lecturer/one>: departments: <https://university.example/data/department/histori> does not exist; expected Department; did you mean <https://university.example/data/department/history>?",
            "a.ttl:10: <data/lecturer/two>: departments: `Departments` is missing",
            "a.ttl:12: <data/lecturer/three>: departments: <https://university.example/data/lecturers/two> does not exist; expected Department",
            "a.ttl:13: <data/lecturer/three>: departments: <https://university.example/data/departments/history> does not exist; expected Department; did you mean <https://university.example/data/department/history>?",
            "a.ttl:14: <data/lecturer/three>: a Lecturer has no property <https://university.example/ns#offise>; did you mean `https://university.example/ns#office`?",
        ]
    );
}

#[test]
fn a_record_stands_in_one_file() {
    let one = format!("{PREFIXES}{HISTORY}");
    let other = format!("{PREFIXES}\n{HISTORY}");
    let reading = judged(&[("a.ttl", one), ("b.ttl", other)]);
    assert_eq!(lines(&reading.problems), ["b.ttl:6: <https://university.example/data/department/history> is described in a.ttl:5 as well; keep it in one file"]);
    assert_eq!((reading.files, reading.subjects), (2, 2));
}

#[test]
fn a_record_may_be_taken_up_again_in_its_file() {
    let text = format!("{PREFIXES}{HISTORY}<data/department/art> a u:Department ; dct:title \"Art\"@en ; u:faculty \"Arts\" .\n<data/department/history> u:campus \"North\" .\n");
    let reading = judged(&[("a.ttl", text)]);
    assert_eq!(lines(&reading.problems), [""; 0]);
    let subjects: Vec<(String, usize, u32)> = reading.records.iter().map(|record| (record.record.iri.clone(), record.triples.len(), record.line)).collect();
    assert_eq!(subjects, [("https://university.example/data/department/history".to_owned(), 4, 5), ("https://university.example/data/department/art".to_owned(), 3, 6)]);
}

#[test]
fn an_identifier_names_one_record_however_it_is_written() {
    let orcid = |name: &str, orcid: &str| format!("<data/lecturer/{name}> a u:Lecturer ; dct:title \"{name}\"@en ; u:worksIn <data/department/history> ;\n  u:orcid <{orcid}> .\n");
    let text = format!("{PREFIXES}{HISTORY}{}{}", orcid("one", "https://orcid.org/0000-0002-1825-0097"), orcid("two", "http://www.orcid.org/0000000218250097"));
    assert_eq!(
        lines(&judged(&[("a.ttl", text)]).problems),
        ["a.ttl:9: <https://university.example/data/lecturer/two>: orcid: <https://orcid.org/0000-0002-1825-0097> belongs to <https://university.example/data/lecturer/one> at a.ttl:7 as well; an identifier names one record"]
    );
}

#[test]
fn a_home_page_of_two_records_is_a_note() {
    let page = |name: &str, page: &str| format!("<data/department/{name}> a u:Department ; dct:title \"{name}\"@en ; u:faculty \"Arts\" ; foaf:page <{page}> .\n");
    let reading = judged(&[("a.ttl", format!("{PREFIXES}{}{}{}", page("one", "https://art.example/"), page("two", "http://www.art.example"), page("three", "https://music.example/")))]);
    assert_eq!(lines(&reading.problems), [""; 0]);
    assert_eq!(lines(&reading.notes), ["a.ttl:6: <https://university.example/data/department/two>: <http://www.art.example> is also the address of <https://university.example/data/department/one> at a.ttl:5; are they the same?"]);
    assert_eq!(reading.records.len(), 3);
}

#[test]
fn syntax_errors_do_not_hide_what_follows() {
    let text = format!("{PREFIXES}<data/department/one> a u:Department dct:title \"One\"@en .\n{HISTORY}<data/department/two> a u:Department ; dct:title \"Two\"@en ; u:faculty \"Law\" .\n");
    let problems = judged(&[("a.ttl", text)]).problems;
    assert!(problems.iter().any(|problem| problem.line == 5 && problem.message.contains("not valid Turtle")), "{problems:#?}");
    assert!(problems.iter().any(|problem| problem.line == 7 && problem.message.contains("`Law` is not one of")), "{problems:#?}");
}

#[test]
fn links_may_lead_to_what_exists_already() {
    let now = university();
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let file = folder.path().join("a.ttl");
    let text = format!("{PREFIXES}<data/lecturer/one> a u:Lecturer ; dct:title \"One\"@en ; u:worksIn <data/department/history> .\n");
    assert!(std::fs::write(&file, text).is_ok());
    assert_eq!(judge(&now, vec![file.clone()]).records.len(), 0);
    let added = turtle::parse(&file, format!("{PREFIXES}{HISTORY}").as_bytes(), None, &mut Vec::new()).triples.into_iter().map(|located| located.triple).collect::<Vec<_>>();
    let (now, _) = now.apply(&[Change { sequence: 1, time: jiff::Timestamp::UNIX_EPOCH, removed: &[], added: &added, stamps: Vec::new() }]);
    assert_eq!(judge(&now, vec![file]).records.len(), 1);
}

#[test]
fn what_cannot_be_read_is_a_problem() {
    let problems = judge(&university(), vec!["no/such/file.ttl".into()]).problems;
    assert!(matches!(problems.as_slice(), [problem] if problem.line == 0 && problem.message.starts_with("cannot be read")));
}

#[test]
#[ignore = "measures; run it in an optimised build with --nocapture"]
fn a_hundred_thousand_records_are_judged_in_less_than_five_seconds() {
    let now = empty("ontology");
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let file = folder.path().join("sample.nt");
    let mut text = Vec::new();
    assert!(crate::app::sample::sample(now.ontology(), 100_000, 1, &mut text).is_ok());
    assert!(std::fs::write(&file, &text).is_ok());
    drop(text);
    let start = std::time::Instant::now();
    let reading = judge(&now, vec![file]);
    assert_eq!(lines(&reading.problems), [""; 0]);
    assert_eq!(reading.records.len(), 100_000);
    assert!(start.elapsed().as_secs_f64() < 5.0, "{:?}", start.elapsed());
    let _ = std::io::Write::write_all(&mut std::io::stderr(), format!("{:?}\n", start.elapsed()).as_bytes());
}
