//! Tables that were damaged, written by other programs, or made to do harm: read faithfully, or refused with line and reason. How much
//! memory that takes is measured in `tests/tables`.

use super::super::mapping::MAPPING_BYTES_MAX;
use super::super::sheet::{COLUMNS_MAX, ROW_BYTES_MAX, TABLE_BYTES_MAX};
use super::*;
use flate2::Compression;
use flate2::write::GzEncoder;

const HEADER: &str = "type,key,title,faculty,abstract\n";
const ROW: &str = "Department,one,One,Arts,\n";

/// What a table of bytes says, or what is wrong with it.
fn told(table: &[u8]) -> Result<Vec<String>, Vec<String>> {
    let now = university();
    let reading = judged(&now, table, None);
    if reading.problems.is_empty() { Ok(said(&now, &reading)) } else { Err(lines(&reading.problems)) }
}

fn packed(parts: impl IntoIterator<Item = impl AsRef<[u8]>>) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    for part in parts {
        assert!(encoder.write_all(part.as_ref()).is_ok());
    }
    encoder.finish().unwrap_or_default()
}

#[test]
fn whatever_wrote_the_table_it_says_the_same() {
    let plain = format!("{HEADER}Department,one,\"A \"\"house\"\", old\",Arts,\"Line one\nline two\"\nDepartment,two,Two,Arts,\n");
    let expected = Ok(vec!["department:one title=A \"house\", old@en abstract=Line one\nline two@en faculty=Arts".to_owned(), "department:two title=Two@en faculty=Arts".to_owned()]);
    let same = [
        plain.clone().into_bytes(),
        format!("\u{FEFF}{plain}").into_bytes(),
        plain.replace('\n', "\r\n").into_bytes(),
        plain.replace('\n', "\r").into_bytes(),
        plain.trim_end().to_owned().into_bytes(),
        plain.replace("\nDepartment,two", "\n\n\r\n\nDepartment,two").into_bytes(),
        format!("{}\n\n\n", plain.replace("type,", "\"type\", ")).replace(", key", ",key").into_bytes(),
        packed([plain.as_bytes()]),
        [packed([&plain.as_bytes()[..30]]), packed([&plain.as_bytes()[30..]])].concat(),
        packed([format!("\u{FEFF}{}", plain.replace('\n', "\r\n"))]),
    ];
    for (number, table) in same.iter().enumerate() {
        assert_eq!(told(table), expected, "table {number}");
    }
}

#[test]
fn lines_are_counted_whatever_ends_them() {
    for end in ["\n", "\r\n", "\r"] {
        let table = format!("{HEADER}{ROW}\n\nDepartment,two,Two,Arts,\"a b c d\ne f g h\"\nDepartment,three,Three,Artz,\n\n\"Department\",four,Four,Art,").replace('\n', end);
        let found: Vec<u32> = judged(&university(), table.as_bytes(), None).problems.iter().map(|problem| problem.line).collect();
        assert_eq!(found, [7, 9], "{end:?}");
    }
}

#[test]
fn texts_that_only_look_dangerous_are_read_as_they_are() {
    let long = "x".repeat(199);
    for text in [
        "=1+1", "+44 20", "-1", "@SUM(A1)", "=HYPERLINK(\"http://x\")", "=cmd|' /C calc'!A0", "<script>alert(1)</script>", "{{7*7}}", "'; drop table event; --", "../../etc/passwd",
        "\u{202E}gnirts", "a\u{200D}b", "🙂🙂", "\u{1F468}\u{200D}\u{1F469}", "e\u{301}", "oﬃce", "\u{FFFD}\u{FFFD}", "\u{FEFF}x", "\\N", "NULL", "#REF!", "%00", "\\u0000", &long,
    ] {
        let table = format!("{HEADER}Department,one,\"{}\",Arts,\n", text.replace('"', "\"\""));
        assert_eq!(told(table.as_bytes()), Ok(vec![format!("department:one title={}@en faculty=Arts", text.trim())]), "{text}");
    }
}

#[test]
fn what_cannot_be_a_table_of_texts_is_refused_with_line_and_column() {
    let row = |title: &[u8]| [HEADER.as_bytes(), b"Department,one,", title, b",Arts,\n"].concat();
    let third = |what: &str| Err(vec![format!("t.csv:2: column 3 `title`: {what}")]);
    let utf8 = "the cell is not UTF-8; save the table as “CSV UTF-8”";
    for bytes in [&b"\xFF"[..], b"caf\xE9", b"\xC0\xAF", b"\xED\xA0\x80", b"\xF4\x90\x80\x80", b"\xE2\x82", b"\xF0\x9F\x99", b"\x80"] {
        assert_eq!(told(&row(bytes)), third(utf8), "{bytes:?}");
    }
    for (bytes, sign) in [(&b"a\0b"[..], "\\u{0}"), (b"\x1B[31m", "\\u{1b}"), (b"\x08", "\\u{8}"), (b"a\x7F", "\\u{7f}"), ("a\u{85}b".as_bytes(), "\\u{85}"), (b"\0", "\\u{0}")] {
        assert_eq!(told(&row(bytes)), third(&format!("the cell has the control character {sign}, which no text has")), "{bytes:?}");
    }
    let whole = |what: &str| Err(vec![format!("t.csv:0: cannot be read: {what}")]);
    let wide: Vec<u8> = format!("\u{FEFF}{HEADER}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(told(&wide), whole("it is UTF-16; save the table as “CSV UTF-8”"));
    assert_eq!(told(b"PK\x03\x04 and so on"), whole("it is a ZIP file or a workbook; save the table as CSV"));
    assert_eq!(told(b""), Err(vec!["t.csv:0: the table is empty; its first row names the columns".to_owned()]));
    assert_eq!(told(b"\n\n\r\n"), Err(vec!["t.csv:0: the table is empty; its first row names the columns".to_owned()]));
    assert!(told(&b"\0".repeat(100)).is_err_and(|problems| problems[0].contains("control character")));
    assert_eq!(told(HEADER.as_bytes()), Ok(Vec::new()), "a table without rows is a table");
}

#[test]
fn rows_of_nothing_are_passed_over() {
    let table = format!("{HEADER},,,,\n{ROW}, ,\t,,\n\n{}", ",,,,\n".repeat(10_000));
    assert_eq!(told(table.as_bytes()).map(|records| records.len()), Ok(1));
    assert_eq!(told(format!("{HEADER}Department,,,Arts,\n").as_bytes()), Err(vec!["t.csv:2: nothing says which record the row is: it has neither key nor identifier nor name".to_owned()]));
}

#[test]
fn headers_and_rows_that_do_not_fit_are_refused() {
    assert_eq!(told(b"type;key;title\nDepartment;one;One\n"), Err(vec!["t.csv:1: the only column is `type;key;title`; when columns are separated by ';', a mapping says so as \"delimiter\"".to_owned()]));
    assert_eq!(told(b"type,key,,title\n"), Err(vec!["t.csv:1: column 3 has no name".to_owned()]));
    assert_eq!(told(b"type,key,title,key\n"), Err(vec!["t.csv:1: columns 2 and 4 are both called `key`".to_owned()]));
    let ragged = format!("{HEADER}Department,one,One,Arts\n{ROW}Department,two,Two,Arts,,\n\"Department\n");
    let message = |cells: usize| format!("the row has {cells} cells and the header 5; is there a comma too many, or a quotation mark missing?");
    let told = told(ragged.as_bytes()).err().unwrap_or_default();
    assert_eq!(told, [format!("t.csv:2: {}", message(4)), format!("t.csv:4: {}", message(6)), "t.csv:5: column 1 `type`: a quotation mark is opened here or in an earlier row and never closed".to_owned()]);
}

#[test]
fn a_quotation_mark_that_is_never_closed_does_not_swallow_rows() {
    let rows = "Department,two,Two,Arts,\nDepartment,three,Three,Arts,\n";
    for (table, line) in [
        (format!("{HEADER}Department,one,One,Arts,\"An open end\n{rows}"), 2),
        (format!("{HEADER}{ROW}Department,four,\"Four,Arts,\n{rows}"), 3),
        (format!("{HEADER}{ROW}Department,four,\"Four,Arts,\n{rows}\"x"), 3),
        (format!("{HEADER}Department,one,\"One,Arts,\n{rows}Department,five,\"Five\",Arts,\n"), 2),
    ] {
        let problems = told(table.as_bytes()).err().unwrap_or_default();
        assert!(problems.iter().any(|problem| problem.starts_with(&format!("t.csv:{line}:")) && problem.contains("quotation mark")), "{table}: {problems:?}");
    }
}

#[test]
fn what_is_too_large_is_refused_where_it_becomes_too_large() {
    let kilobyte = [b'x'; 1024];
    let longer = (0..=ROW_BYTES_MAX / 512).map(|_| kilobyte);
    let cell = [HEADER.as_bytes().to_vec(), ROW.as_bytes().to_vec(), b"Department,two,\"".to_vec(), longer.flatten().collect()].concat();
    let row = format!("t.csv:3: the row is longer than {ROW_BYTES_MAX} bytes; is there a quotation mark missing?");
    assert_eq!(told(&cell), Err(vec![row.clone()]));
    assert_eq!(told(&packed([&cell])), Err(vec![row]));
    let columns = "a,".repeat(COLUMNS_MAX);
    assert_eq!(told(columns.as_bytes()), Err(vec![format!("t.csv:1: the table has {} columns; at most {COLUMNS_MAX} are read", COLUMNS_MAX + 1)]));
    let million = ",".repeat(1_000_000);
    assert!(told(million.as_bytes()).is_err_and(|problems| problems[0].ends_with("are read")));
    assert!(told(format!("{HEADER}{million}\n{ROW}").as_bytes()).is_err_and(|problems| problems == ["t.csv:2: the row has 1000001 cells and the header 5; is there a comma too many, or a quotation mark missing?"]));
}

#[test]
fn packed_tables_unpack_to_the_limit_and_no_further() {
    let filler = "x".repeat(64 * 1024);
    let mut seed: u64 = 1;
    let mut noise = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        format!("{seed:x}")
    };
    let mut row = || format!("{}{filler},Arts\n", (0..128).map(|_| noise()).collect::<String>());
    let bomb = packed(["Name,Kind\n".to_owned()].into_iter().chain((0..TABLE_BYTES_MAX / filler.len() as u64 + 16).map(|_| row())));
    let mapping = r#"{ "type": "Department", "only": { "Kind": ["none"] }, "fields": { "title": "Name" } }"#;
    let problems = lines(&judged(&university(), &bomb, Some(mapping)).problems);
    assert!(matches!(problems.as_slice(), [problem] if problem.ends_with(&format!("the table is longer than {TABLE_BYTES_MAX} bytes; divide it"))), "{problems:?}");
    let blank = [b'\n'; 1024 * 1024];
    assert!(told(&packed([HEADER.as_bytes(), &blank, &blank, ROW.as_bytes()])).is_err_and(|problems| problems[0].contains("the row is longer")));
    let rows = packed([HEADER.as_bytes()].into_iter().chain((0..100_000).map(|_| ROW.as_bytes())));
    let problems = told(&rows).err().unwrap_or_default();
    assert_eq!((problems.len(), problems[0].as_str()), (PROBLEMS_MAX, "t.csv:0: there are 1000 problems or more; the rest of the table was not read"));
    let many = packed(["Name,Kind\n".to_owned()].into_iter().chain((0..5_000).map(|_| "One,Arts\n".repeat(100))));
    let problems = lines(&judged(&university(), &many, Some(mapping)).problems);
    assert!(matches!(problems.as_slice(), [problem] if problem.contains("unpacks to more than 100 times its size")), "{problems:?}");
    let whole = packed([HEADER, ROW]);
    for cut in [11, whole.len() / 2, whole.len() - 4] {
        assert!(told(&whole[..cut]).is_err_and(|problems| problems.iter().any(|problem| problem.contains("cannot be read"))), "cut at {cut}");
    }
    let mut flipped = whole.clone();
    flipped[whole.len() - 6] ^= 1;
    assert!(told(&flipped).is_err_and(|problems| problems.iter().any(|problem| problem.contains("cannot be read"))));
    assert!(told(&packed([whole])).is_err(), "a table packed twice is no table");
}

#[test]
fn a_table_full_of_problems_is_not_read_to_its_end() {
    let table = HEADER.to_owned() + &"Departmint,one,One,Arts,\n".repeat(3 * PROBLEMS_MAX);
    let reading = judged(&university(), table.as_bytes(), None);
    assert_eq!((reading.problems.len(), reading.problems_unlisted), (PROBLEMS_MAX, 1));
    assert_eq!(lines(&reading.problems)[0], format!("t.csv:0: there are {PROBLEMS_MAX} problems or more; the rest of the table was not read"));
}

#[test]
fn hostile_mappings_are_refused() {
    let table = b"Name,Kind\nOne,Arts\n";
    let told = |mapping: &str| lines(&judged(&university(), table, Some(mapping)).problems).join("\n");
    for mapping in [
        "".to_owned(),
        "[]".to_owned(),
        "null".to_owned(),
        "{".to_owned(),
        "[".repeat(100_000),
        format!("{{\"type\":{}", "{\"a\":".repeat(100_000)),
        format!("{{\"type\": \"Department\", \"fields\": {}}}", "[".repeat(10_000)),
        "{\"type\": 1, \"fields\": {}}".to_owned(),
        "{\"type\": \"Department\", \"fields\": {\"title\": 1}}".to_owned(),
        "{\"type\": \"Department\", \"fields\": {\"title\": [\"Name\"]}}".to_owned(),
        "{\"type\": \"Department\", \"fields\": {\"title\": \"\\ud800\"}}".to_owned(),
        "{\"type\": \"Department\", \"fields\": {}} more".to_owned(),
        "\u{0}".to_owned(),
    ] {
        assert!(told(&mapping).contains("m.json:1: the mapping is not understood"), "{}: {}", super::shown(&mapping), told(&mapping));
    }
    assert!(told(&" ".repeat(MAPPING_BYTES_MAX as usize + 1)).contains("at most"));
    let many: String = (0..50_000).map(|number| format!("\"{number}\": \"Arts\",")).collect();
    let mapping = format!("{{\"type\": \"Department\", \"fields\": {{\"title\": \"Name\", \"faculty\": {{\"column\": \"Kind\", \"values\": {{{many} \"arts\": \"Arts\"}}}}}}}}");
    assert_eq!(told(&mapping), "");
    assert_eq!(told(&format!("\u{FEFF}{mapping}")), "");
}
