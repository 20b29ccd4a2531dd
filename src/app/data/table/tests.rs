//! What may stand in a table and in a mapping, on the second ontology. The program itself is driven in `tests/tables`.

mod hostile;

use super::super::tests::{empty, lines};
use super::super::{Files, Reading};
use super::*;
use crate::ontology::record::Value;
use crate::views::records::Change;
use std::io::Write as _;

const ONTOLOGY: &str = "tests/ontologies/university/ontology";

fn university() -> Snapshot {
    empty(ONTOLOGY)
}

/// Judges a table, and perhaps its mapping.
fn judged(now: &Snapshot, table: &[u8], mapping: Option<&str>) -> Reading {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let file = |name: &str, text: &[u8]| {
        let file = folder.path().join(name);
        assert!(std::fs::write(&file, text).is_ok());
        file
    };
    let files = Files { paths: vec![file("t.csv", table)], mapping: mapping.map(|text| file("m.json", text.as_bytes())), ..Files::default() };
    let mut reading = super::super::judge(now, &files, &|_, _, _| ());
    for problem in reading.problems.iter_mut().chain(&mut reading.notes) {
        problem.message = problem.message.replace(&format!("{}/", folder.path().display()), "");
        problem.file = problem.file.strip_prefix(folder.path()).map_or_else(|_| problem.file.clone(), Path::to_owned);
    }
    reading
}

/// The directory after the records of a reading were published.
fn published(now: &Snapshot, reading: &Reading) -> Snapshot {
    assert_eq!(lines(&reading.problems), [""; 0]);
    let mut removed = Vec::new();
    let mut added = Vec::new();
    for record in &reading.records {
        removed.extend(now.by_iri(&record.record.iri).map(|own| now.stated(own)).into_iter().flatten());
        added.extend(record.record.triples(now.ontology(), crate::ontology::Visibility::Everyone));
    }
    now.apply(&[Change { sequence: now.revision() + 1, time: jiff::Timestamp::UNIX_EPOCH, removed: &removed, added: &added, stamps: Vec::new() }]).0
}

/// Each record as its key and `field=value` for each value.
fn said(now: &Snapshot, reading: &Reading) -> Vec<String> {
    let ontology = now.ontology();
    let value = |value: &Value, range: &Range| match value {
        Value::Text(text) if !text.language.is_empty() => format!("{}@{}", text.text, text.language),
        Value::Iri(iri) => ontology.split_iri(iri).map_or_else(|| iri.clone(), |(_, key)| key.to_owned()),
        other => if let Term::Literal(literal) = other.term(range) { literal.value().to_owned() } else { String::new() },
    };
    let record = |raw: &super::super::RawRecord| {
        let ty = ontology.ty(raw.record.ty);
        let fields = ty.properties.iter().zip(&raw.record.values).flat_map(|(property, values)| values.iter().map(|one| format!("{}={}", property.field, value(one, &property.range))));
        [format!("{}:{}", ty.segment, raw.record.key(ty))].into_iter().chain(fields).collect::<Vec<_>>().join(" ")
    };
    reading.records.iter().map(record).collect()
}

fn problems(table: &str) -> Vec<String> {
    lines(&judged(&university(), table.as_bytes(), None).problems)
}

#[test]
fn the_header_names_fields_and_languages() {
    let now = university();
    let table = "type,key,title@en,title@de,faculty,otherTitles@en,campus,internalNotes,page
Department,history,History,Geschichte,Arts,Dept of History|a \\| b|c \\\\ d,North,,https://h.example/
department,law , Law ,,Arts,,\"South, \"\"old\"\"
campus\",,
";
    assert_eq!(lines(&judged(&now, table.as_bytes(), None).problems), ["t.csv:3: column 7 `campus`: `South, \"old\" campus` goes on in another line, and the field takes one; is there a quotation mark missing?"]);
    let reading = judged(&now, table.replace("\ncampus", " campus").as_bytes(), None);
    assert_eq!(lines(&reading.problems), [""; 0]);
    assert_eq!(
        said(&now, &reading),
        [
            "department:history title=History@en title=Geschichte@de otherTitles=Dept of History@en otherTitles=a | b@en otherTitles=c \\ d@en page=https://h.example/ faculty=Arts campus=North",
            "department:law title=Law@en faculty=Arts campus=South, \"old\" campus",
        ]
    );
    assert_eq!(reading.records.iter().map(|record| record.line).collect::<Vec<_>>(), [2, 3]);
}

#[test]
fn every_kind_of_value_is_read() {
    let now = university();
    let table = "type,key,title,faculty,ror\nDepartment,maths,Maths,Science,03yrm5c26\nDepartment,stats,Statistics,Science,\n";
    let now = published(&now, &judged(&now, table.as_bytes(), None));
    let table = "type,title,departments,office,since,orcid,code,level,credits,fee,open,lecturers,requires,reviewed,subjects,year
lecturer,Ada,maths|Statistics,C12,2001-02-03,0000-0002-1825-0097,,,,,,,,,,
Lecturer,Ben,https://ror.org/03yrm5c26,,,,,,,,,,,,,
COURSE,Sums,,,,,MA1001,introductory,10,2.50,TRUE,ada|ben,,2018-01-02T03:04:05Z,Lineare Algebra|statistics,2018
COURSE,More sums,,,,,MA1002,introductory,10,2.50,false,https://university.example/data/lecturer/ada,sums,,Statistics,
";
    let reading = judged(&now, table.as_bytes(), None);
    assert_eq!(lines(&reading.problems), [""; 0]);
    assert_eq!(
        said(&now, &reading),
        [
            "lecturer:ada title=Ada@en departments=maths departments=stats office=C12 since=2001-02-03 orcid=https://orcid.org/0000-0002-1825-0097",
            "lecturer:ben title=Ben@en departments=maths",
            "course:sums title=Sums@en code=MA1001 level=introductory credits=10 fee=2.5 open=true lecturers=ada lecturers=ben reviewed=2018-01-02T03:04:05Z subjects=linear-algebra subjects=statistics year=2018",
            "course:more-sums title=More sums@en code=MA1002 level=introductory credits=10 fee=2.5 open=false lecturers=ada requires=sums subjects=statistics",
        ]
    );
}

#[test]
fn every_problem_names_its_line_its_column_and_what_would_do() {
    assert_eq!(
        problems("type,key,titel,faculty,covers,campus@en\n"),
        [
            "t.csv:1: column 3 `titel`: no record type has a field `titel`; did you mean `title`?",
            "t.csv:1: column 6 `campus@en`: `campus` has no languages; leave out `@en`",
        ]
    );
    assert_eq!(problems("typ,title\n").last().map(String::as_str), Some("t.csv:1: no column says what the rows are; add `type` (such as Course, Department, Endorsement) or `id`, or name a mapping; did you mean `typ`?"));
    assert_eq!(problems("type,title@x_y\n"), ["t.csv:1: column 2 `title@x_y`: `x_y` is not a language tag, like en or cy"]);
    assert_eq!(
        problems("type,key,title,faculty,departments,office,subjects,since,page,orcid,open
Departmen,a,,,,,,,,,
Department,b,Big,Arst,,,,,,,
Department,c,Big,Arts,,C1,,,,,
Lecturer,d,Don,,histori,Z1,,yesterday,no page,0000-0002-1825-0098,
Lecturer,E e,Eve,,b,,,,,,
Course,f,Free,,,,Algbra,,,,perhaps
"),
        [
            "t.csv:2: column 1 `type`: `Departmen` is no record type of this directory; did you mean `Department`?",
            "t.csv:3: column 4 `faculty`: <data/department/b>: faculty: `Arst` is not one of Arts, Science, Medicine, Administration; did you mean `Arts`? (Choose one of the four faculties.)",
            "t.csv:4: column 6 `office`: a Department has no field `office`; leave the cell empty",
            "t.csv:5: column 10 `orcid`: `0000-0002-1825-0098` is not a ORCID identifier (like https://orcid.org/0000-0002-1825-0097): its check digit does not fit",
            "t.csv:5: column 8 `since`: expected a date, like 2018-03-27, not `yesterday`",
            "t.csv:5: column 9 `page`: expected an http or https address, not `no page`",
            "t.csv:6: <data/lecturer/E e>: a Lecturer is called <https://university.example/data/lecturer/> and a key of a-z 0-9 -, not <https://university.example/data/lecturer/E e>",
            "t.csv:7: column 11 `open`: expected true or false, not `perhaps`",
            "t.csv:7: column 7 `subjects`: `Algbra` is no Subject by address, key, code or name; did you mean `Algebra` or `algebra`?",
        ]
    );
    assert_eq!(
        problems("type,key,title,departments\nLecturer,one,One,histori\n"),
        ["t.csv:2: column 4 `departments`: <data/lecturer/one>: departments: <https://university.example/data/department/histori> does not exist; expected Department"]
    );
}

#[test]
fn rows_are_told_apart_by_address_key_identifier_or_name() {
    let now = university();
    let table = "type,id,key,title,faculty,ror\n\
        Department,https://university.example/data/department/one,,One,Arts,\n\
        Department,https://university.example/data/department/two,two,Two,Arts,\n\
        Department,,three,Three,Arts,\n\
        Department,,,Four,Arts,03yrm5c26\n\
        Department,,,東京,Arts,057zh3y96\n\
        ,https://university.example/data/department/seven,,Seven,Arts,\n";
    let reading = judged(&now, table.as_bytes(), None);
    assert_eq!(lines(&reading.problems), [""; 0]);
    let keys = |reading: &Reading| said(&now, reading).iter().map(|one| one.split([' ', ':']).nth(1).unwrap_or_default().to_owned()).collect::<Vec<_>>();
    assert_eq!(keys(&reading), ["one", "two", "three", "four", "ror-057zh3y96", "seven"]);
    let now = published(&now, &reading);
    let again = judged(&now, table.as_bytes(), None);
    assert_eq!(keys(&again), keys(&reading), "the same table finds the same records");
    assert_eq!(keys(&judged(&now, b"type,title,faculty,ror\nDepartment,Renamed,Arts,https://ror.org/03yrm5c26\nDepartment,Four,Arts,02jx3x895\n", None)), ["four", "four-2"], "an identifier decides, not the name");
    assert_eq!(
        problems("type,id,key,title,faculty\nDepartment,https://university.example/data/department/one,two,One,Arts\nDepartment,,x,Xx,Arts\nDepartment,,x,Xx,Arts\nDepartment,,,Yy,Arts\nDepartment,,,Yy,Arts\nDepartment,,,東京,Arts\n,,,Z,Arts\nDepartment,no address,,Z,Arts\n"),
        [
            "t.csv:2: the id <https://university.example/data/department/one> and the key `two` name two records",
            "t.csv:4: this row and the one in line 3 are both <https://university.example/data/department/x>; keep one",
            "t.csv:6: this row and the one in line 5 are both <https://university.example/data/department/yy>; keep one, or tell them apart by a key or an identifier",
            "t.csv:7: the name `東京` makes no key, because it has no Latin letters; add a column for the key, or an identifier",
            "t.csv:8: column 1 `type`: nothing says what the row is",
            "t.csv:9: column 2 `id`: `no address` is not an address",
        ]
    );
}

#[test]
fn what_a_table_has_no_column_for_stays() {
    let now = university();
    let whole = "type,key,title@en,title@de,faculty,campus,otherTitles@en\nDepartment,history,History,Geschichte,Arts,North,One|Two\n";
    let now = published(&now, &judged(&now, whole.as_bytes(), None));
    let said = |table: &str| said(&now, &judged(&now, table.as_bytes(), None)).join("");
    assert_eq!(said("type,key,title@en\nDepartment,history,Past\n"), "department:history title=Geschichte@de title=Past@en otherTitles=One@en otherTitles=Two@en faculty=Arts campus=North");
    assert_eq!(said("type,key,campus,otherTitles@en\nDepartment,history,,Two|Three\n"), "department:history title=History@en title=Geschichte@de otherTitles=Two@en otherTitles=Three@en faculty=Arts", "an empty cell empties the field");
}

#[test]
fn a_record_is_described_by_one_file() {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let files: Vec<_> = ["a.csv", "b.csv"].iter().map(|name| folder.path().join(name)).collect();
    for file in &files {
        assert!(std::fs::write(file, "type,key,title,faculty\nDepartment,history,History,Arts\n").is_ok());
    }
    let reading = super::super::judge(&university(), &files.into(), &|_, _, _| ());
    assert!(matches!(reading.problems.as_slice(), [problem] if problem.line == 2), "{:?}", lines(&reading.problems));
}

const MAPPING: &str = r#"{
  "type": "Department",
  "delimiter": ";",
  "language": "by script",
  "only": { "state": ["open", "new"] },
  "identifiedBy": ["ror"],
  "fields": {
    "title": "Name",
    "otherTitles": { "column": "All names", "separator": "/" },
    "ror": { "column": "Id", "lenient": true },
    "faculty": { "column": "Kinds", "separator": "+", "first": true, "default": "Administration",
      "values": { "medical": "Medicine", "scientific": "Science", "humane": "Arts", "other": null } },
    "campus": { "value": "Main" }
  }
}"#;

#[test]
fn a_mapping_reads_a_foreign_table() {
    let now = university();
    let table = "Id;Name;All names;Kinds;state;Unused
03yrm5c26;Big House;BH/Big House / 大楼/서울;HUMANE+Scientific;open;
02jx3x895;Old House;;;closed;
057zh3y96;New House;;other;new;x
";
    let reading = judged(&now, table.as_bytes(), Some(MAPPING));
    assert_eq!(lines(&reading.problems), [""; 0]);
    assert_eq!(lines(&reading.notes), [""; 0]);
    assert_eq!(reading.rows_left_out, 1);
    assert_eq!(
        said(&now, &reading),
        [
            "department:big-house title=Big House@und otherTitles=BH@und otherTitles=大楼@und otherTitles=서울@ko faculty=Science campus=Main ror=https://ror.org/03yrm5c26",
            "department:new-house title=New House@und faculty=Administration campus=Main ror=https://ror.org/057zh3y96",
        ]
    );
}

#[test]
fn what_a_lenient_field_cannot_use_is_left_out_with_a_note() {
    let now = university();
    let now = published(&now, &judged(&now, b"type,key,title,faculty,ror\nDepartment,there,There,Arts,02jx3x895\n", None));
    let mapping = MAPPING.replace("\"identifiedBy\": [\"ror\"],", "\"identifiedBy\": [],");
    let table = "Id;Name;All names;Kinds;state\n03yrm5c26;A a;;;open\n03yrm5c26;B b;;;open\n02jx3x895;C c;;;open\nnonsense;D d;;;open\n";
    let reading = judged(&now, table.as_bytes(), Some(&mapping));
    assert_eq!(lines(&reading.problems), [""; 0]);
    assert_eq!(reading.records.iter().map(|record| record.record.triples(now.ontology(), crate::ontology::Visibility::Everyone).len()).collect::<Vec<_>>(), [4, 4, 4, 4]);
    assert_eq!(
        lines(&reading.notes),
        [
            "t.csv:2: column 1 `Id`: <https://ror.org/03yrm5c26> stands in other rows too, such as line 3; left out",
            "t.csv:3: column 1 `Id`: <https://ror.org/03yrm5c26> stands in other rows too, such as line 2; left out",
            "t.csv:4: column 1 `Id`: <https://ror.org/02jx3x895> belongs to <https://university.example/data/department/there> already; left out",
            "t.csv:5: column 1 `Id`: `nonsense` is not a ROR identifier (like https://ror.org/02mhbdp94): it has nine characters; left out",
        ]
    );
}

#[test]
fn known_records_are_replaced_completed_or_kept_as_the_mapping_says() {
    let now = university();
    let now = published(&now, &judged(&now, b"type,key,title@en,title@de,faculty,otherTitles@en,ror\nDepartment,house,House,Haus,Arts,H,03yrm5c26\n", None));
    let table = "Id;Name;All names;Kinds;state\n03yrm5c26;Casa;H/House/Hut;scientific;open\n";
    for (existing, expected) in [
        ("replace", "department:house title=Casa@und otherTitles=H@und otherTitles=House@und otherTitles=Hut@und faculty=Science campus=Main ror=https://ror.org/03yrm5c26"),
        ("complete", "department:house title=House@en title=Haus@de otherTitles=H@en otherTitles=Hut@und faculty=Arts campus=Main ror=https://ror.org/03yrm5c26"),
        ("keep", "department:house title=House@en title=Haus@de otherTitles=H@en faculty=Arts ror=https://ror.org/03yrm5c26"),
    ] {
        let mapping = MAPPING.replace("\"only\"", &format!("\"existing\": \"{existing}\", \"only\""));
        assert_eq!(said(&now, &judged(&now, table.as_bytes(), Some(&mapping))).join("\n"), expected, "{existing}");
    }
}

#[test]
fn a_mapping_that_fits_nothing_is_refused_with_its_line() {
    let told = |from: &str, to: &str| {
        assert!(MAPPING.contains(from), "{from}");
        lines(&judged(&university(), b"Id;Name;All names;Kinds;state\n", Some(&MAPPING.replace(from, to))).problems).join("\n")
    };
    for (from, to, problem) in [
        ("\"Department\"", "\"Departmint\"", "m.json:2: `Departmint` is no record type of this directory; did you mean `Department`?"),
        ("\"delimiter\": \";\"", "\"delimiter\": \"x\"", "m.json:0: the delimiter 'x' cannot divide columns; use `,`, `;`, `|` or a tab"),
        ("\"delimiter\"", "\"delimeter\"", "m.json:3: the mapping is not understood: unknown field `delimeter`, expected one of `type`, `delimiter`, `language`, `existing`, `only`, `id`, `key`, `identifiedBy`, `fields`; did you mean `delimiter`?"),
        ("by script", "by_script", "m.json:4: `by_script` is not a language tag, like en or cy"),
        ("\"state\"", "\"stat\"", "m.json:5: the table has no column `stat`; did you mean `state`?"),
        ("[\"ror\"]", "[\"title\"]", "m.json:6: `title` is no identifier that the table gives; those are: `ror`"),
        ("\"Name\"", "\"name\"", "m.json:8: the table has no column `name`; did you mean `Name` or `All names`?"),
        ("\"title\"", "\"titel\"", "m.json:8: a Department has no field `titel`; did you mean `title`?"),
        ("\"separator\": \"/\"", "\"seperator\": \"/\"", "m.json:9: the mapping is not understood: unknown field `seperator`, expected one of `column`, `value`, `separator`, `values`, `first`, `default`, `lenient`, `otherwise`, `onlyNew`; did you mean `separator`?"),
        ("{ \"value\": \"Main\" }", "{}", "m.json:13: the mapping is not understood: neither a `column` nor a `value` is given"),
        ("{ \"value\": \"Main\" }", "{ \"value\": \"Main\", \"column\": \"Id\" }", "m.json:13: the mapping is not understood: both a `column` and a `value` are given; keep one"),
        ("{ \"value\": \"Main\" }", "{ \"value\": \"Main\", \"separator\": \"x\" }", "m.json:13: the mapping is not understood: a `value` is the same for every row; `separator` and `values` are for columns"),
        ("\"separator\": \"/\"", "\"separator\": \"\"", "m.json:9: the mapping is not understood: the separator is empty"),
        ("\"separator\": \"/\"", "\"first\": true", "m.json:9: the mapping is not understood: `first` needs `values`, whose order decides"),
        ("\"campus\"", "\"title\"", "m.json:13: the mapping is not understood: `title` stands twice"),
        ("\"lenient\": true", "\"lenient\": \"yes\"", "m.json:10: the mapping is not understood: invalid type: string \"yes\", expected a boolean"),
        ("}\n}", "}\n", "m.json:15: the mapping is not understood: EOF while parsing an object"),
    ] {
        assert_eq!(told(from, to), problem, "{from} → {to}");
    }
    let wrong = lines(&judged(&university(), b"Id;Name;All names;Kinds;state\n;A a;;;open\n;B b;;what;open\n", Some(&MAPPING.replace("\"Science\"", "\"Sience\""))).problems);
    assert_eq!(wrong, ["t.csv:3: column 4 `Kinds`: `what` is none of the words of the mapping"]);
    let wrong = lines(&judged(&university(), b"title;subject\nA a;x\n", Some(r#"{ "type": "course", "delimiter": ";", "fields": { "title": "title",
        "subjects": { "column": "subject", "values": { "x": "algbra" } } } }"#)).problems);
    assert_eq!(wrong.first().map(String::as_str), Some("m.json:2: subjects: `algbra` is no Subject by address, key, code or name; did you mean `Algebra` or `algebra`?"));
    let missing = super::super::judge(&university(), &Files { paths: Vec::new(), mapping: Some("no/such.json".into()), ..Files::default() }, &|_, _, _| ()).problems;
    assert!(lines(&missing)[0].starts_with("no/such.json:0: the mapping cannot be read"), "{missing:?}");
}
