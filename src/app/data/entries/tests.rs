use super::*;

/// Each entry as `line column=value …`, values of one column with bars between them.
fn entries(format: Format, text: &str) -> Vec<String> {
    let read = read(format, Path::new("f"), text);
    let problems = read.problems.iter().chain(&read.notes).map(ToString::to_string);
    let cell = |(name, cell): (&&str, &String)| (!cell.is_empty()).then(|| format!("{name}={}", cell.replace(UNIT, "|").replace(IDENTIFIED, "@")));
    let rows = read.rows.iter().map(|row| [row.line.to_string()].into_iter().chain(columns(format).iter().zip(&row.cells).filter_map(cell)).collect::<Vec<_>>().join(" "));
    rows.chain(problems).collect()
}

#[test]
fn bibtex_is_read_with_its_accents_names_and_abbreviations() {
    let text = r#"@string{plos = "PLoS"}
% a comment
@article{one, title = {The {DNA} of \"Uber \& co}, author = {van der Berg, J{\'o}n and {Royal Society} and Ann Lee}, journal = plos # { ONE}, year = 2019, doi = {10.1/x}}
@techreport{two,
  title = {Report}, institution = {A {and} B and {C and D}}, date = {2018-05}, langid = {french}, crossref = {one} }
@online{three, url = "https://e.example/a_b", title = "Page"}
@article{four, year = 2000}
"#;
    assert_eq!(
        entries(Format::BibTex, text),
        [
            "3 entry=article-journal title=The DNA of Über & co author=Jón van der Berg|Royal Society|Ann Lee issued=2019 container-title=PLoS ONE DOI=10.1/x",
            "4 entry=report title=Report issued=2018 publisher=A and B|C and D language=french",
            "6 entry=webpage title=Page URL=https://e.example/a_b",
            "f:7: the entry `four` has no title",
            "f:4: the entry `two` refers to others; what they say is not taken over",
        ]
    );
}

#[test]
fn ris_is_read_entry_by_entry() {
    let text = "TY  - JOUR\r\nAU  - Lee, Ann\r\nAU  - Royal Society\r\nTI  - A title that\r\n goes on\r\nPY  - 2019/05/01/\r\nJO  - J\r\nJF  - Journal\r\nDO  - 10.1/x\r\nER  - \r\n\r\nTY  - UNKNOWN\r\nT1  - Other\r\nY1  - n.d.\r\nER  -\r\nTI  - Lost\r\nTY  - BOOK\r\nTI  - Unended";
    assert_eq!(
        entries(Format::Ris, text),
        [
            "1 entry=article-journal title=A title that goes on author=Ann Lee|Royal Society issued=2019 container-title=J DOI=10.1/x",
            "12 entry=document title=Other",
            "f:16: `TI` stands outside an entry; one begins with `TY  - …`",
            "f:17: the entry does not end; a line `ER  - ` does that",
        ]
    );
}

#[test]
fn csl_json_is_read_with_identifiers_of_people() {
    let text = r#"[
  {"id": 7, "type": "report", "title": "One", "author": [{"family": "Berg", "given": "J", "non-dropping-particle": "van der", "ORCID": "https://orcid.org/0000-0002-1825-0097"}, {"literal": "Royal, Society"}], "issued": {"date-parts": [["2018", 3]]}},
  {"title": "Two", "issued": {"raw": "3 May 1999"}, "DOI": "10.1/y"},
  {"type": "book"},
  7
]"#;
    assert_eq!(
        entries(Format::Csl, text),
        [
            "2 id=7 entry=report title=One author=J van der Berg@https://orcid.org/0000-0002-1825-0097|Royal, Society issued=2018",
            "3 entry=document title=Two issued=1999 DOI=10.1/y",
            "f:4: the item has no `title`",
            "f:5: expected an object in braces here",
        ]
    );
    assert_eq!(entries(Format::Csl, "[\n{\"title\": }]"), ["f:2: not valid JSON: expected value"]);
}

#[test]
fn registries_are_read_in_their_own_forms() {
    let new = r#"{"id":"https://ror.org/03kk7td41","status":"active","types":["education","funder"],"names":[{"value":"CU","types":["acronym"]},{"value":"Cardiff University","types":["ror_display","label"],"lang":"en"},{"value":"Prifysgol Caerdydd","types":["label"]}],"locations":[{"geonames_details":{"country_code":"GB"}}],"links":[{"type":"wikipedia","value":"https://w.example"},{"type":"website","value":"https://cardiff.example"}],"external_ids":[{"type":"wikidata","all":["Q1035745"],"preferred":null}]}"#;
    let old = r#"{"id":"https://ror.org/03kk7td41","status":"active","name":"Cardiff University","types":["Education"],"aliases":["CU"],"acronyms":[],"labels":[{"label":"Prifysgol Caerdydd","iso639":"cy"}],"country":{"country_code":"GB"},"links":["https://cardiff.example"],"external_ids":{"Wikidata":{"preferred":null,"all":["Q1035745"]}}}"#;
    assert_eq!(
        entries(Format::Ror, &format!("[{new},\n{old},\n{{\"id\":\"https://ror.org/03kk7td41\"}}]")),
        [
            "1 ror=https://ror.org/03kk7td41 name=Cardiff University all_names=Cardiff University|CU|Prifysgol Caerdydd country=GB homepage=https://cardiff.example wikidata=Q1035745 types=education|funder status=active",
            "2 ror=https://ror.org/03kk7td41 name=Cardiff University all_names=Cardiff University|Prifysgol Caerdydd|CU country=GB homepage=https://cardiff.example wikidata=Q1035745 types=Education status=active",
            "f:3: the record has no name to show",
        ]
    );
    let orcid = r#"{"orcid-identifier":{"path":"0000-0002-1825-0097"},"person":{"name":{"given-names":{"value":"Josiah"},"family-name":{"value":"Carberry"},"credit-name":null},"other-names":{"other-name":[{"content":"J. Carberry"}]},"addresses":{"address":[{"country":{"value":"US"}}]}},
"activities-summary":{"employments":{"affiliation-group":[{"summaries":[{"employment-summary":{"end-date":null,"organization":{"name":"Brown University","disambiguated-organization":{"disambiguated-organization-identifier":"https://ror.org/05gq02987","disambiguation-source":"ROR"}}}}]},{"summaries":[{"employment-summary":{"end-date":{"year":{"value":"1990"}},"organization":{"name":"Elsewhere"}}}]}]},
"works":{"group":[{"work-summary":[{"title":{"title":{"value":"Toward a unified theory"}},"type":"journal-article","publication-date":{"year":{"value":"2008"}},"journal-title":{"value":"Journal of Psychoceramics"},"external-ids":{"external-id":[{"external-id-type":"doi","external-id-value":"10.5555/X","external-id-normalized":{"value":"10.5555/x"},"external-id-relationship":"self"}]}}]},{"work-summary":[{"title":null}]}]}}}"#;
    assert_eq!(
        entries(Format::Orcid, orcid),
        [
            "1 entry=holder orcid=0000-0002-1825-0097 name=Josiah Carberry other_names=J. Carberry country=US affiliation=Brown University@https://ror.org/05gq02987",
            "1 entry=work kind=journal-article title=Toward a unified theory author=Josiah Carberry@0000-0002-1825-0097 doi=10.5555/x year=2008 container=Journal of Psychoceramics",
        ]
    );
}

#[test]
fn calendars_are_read_with_folded_lines_and_days_that_end_before() {
    let text = "BEGIN:VCALENDAR\r\nBEGIN:VTIMEZONE\r\nTZID:X\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT\r\nUID:1@e.example\r\nSUMMARY:A meeting\\, long\r\n er\r\nDESCRIPTION:One\\nTwo\r\nDTSTART;VALUE=DATE:20180327\r\nDTEND;VALUE=DATE:20180329\r\nORGANIZER;CN=\"Jisc: UK\":mailto:x@e.example\r\nRRULE:FREQ=SECONDLY\r\nBEGIN:VALARM\r\nDESCRIPTION:Alarm\r\nEND:VALARM\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:Talk\r\nDTSTART;TZID=X:20180327T090000\r\nDTEND;TZID=X:20180328T010000\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:When\r\nDTSTART:soon\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    assert_eq!(
        entries(Format::Calendar, text),
        [
            "5 id=1@e.example name=A meeting, longer summary=One Two start=2018-03-27 end=2018-03-28 organiser=Jisc: UK",
            "18 name=Talk start=2018-03-27",
            "f:25: `soon` is no day, like 20180327, and no time, like 20180327T090000Z",
            "f:23: the event does not say when it begins (`DTSTART`)",
            "f:13: the event is repeated; only its first time is taken",
            "f:20: `X` is no time zone of the IANA database; only the day is taken",
        ]
    );
}

#[test]
fn what_is_made_to_do_harm_is_refused_where_it_stands() {
    let deep = |open: &str, close: &str| format!("{}{}", open.repeat(100_000), close.repeat(100_000));
    let bomb = format!("@string{{a = \"{}\"}}\n@article{{x, title = {}}}", "x".repeat(10_000), vec!["a"; 10_000].join(" # "));
    let hostile: Vec<(Format, String)> = vec![
        (Format::BibTex, format!("@article{{x, title = {}}}", deep("{", "}"))),
        (Format::BibTex, format!("@article{{x, title = {{{}}}}}", "\\a{".repeat(100_000))),
        (Format::BibTex, bomb),
        (Format::BibTex, "@string{a = a}\n@article{x, title = a}".to_owned()),
        (Format::BibTex, "@string{a = b}@string{b = a # a}\n@article{x, title = a}".to_owned()),
        (Format::BibTex, "@article{x, title = {Unended".to_owned()),
        (Format::BibTex, "@article{x, title = unknown}".to_owned()),
        (Format::Csl, deep("[", "]")),
        (Format::Csl, format!("[{{\"title\": {}}}]", deep("{\"a\":", "}"))),
        (Format::Csl, "[{\"title\": \"\\ud800\"}]".to_owned()),
        (Format::Ror, deep("{\"names\":[", "]}")),
        (Format::Orcid, "{\"orcid-identifier\": {}}".to_owned()),
        (Format::Calendar, "BEGIN:VEVENT\n".repeat(100_000)),
        (Format::Calendar, "BEGIN:VEVENT\nEND:VCALENDAR\n".to_owned()),
        (Format::Ris, "no tag at all\n".repeat(100_000)),
    ];
    for (format, text) in hostile {
        let read = read(format, Path::new("f"), &text);
        assert!(read.rows.is_empty() && !read.problems.is_empty(), "{format:?} {}", &text[..text.len().min(60)]);
        assert!(read.problems.len() <= PROBLEMS_MAX);
    }
    // Cycles between entries lead nowhere, and control characters go.
    assert_eq!(entries(Format::BibTex, "@book{a, title={A\u{1f}B}, crossref={b}, ids={{}}}\n@book{b, title={B}, crossref={a}, xdata={a}}").len(), 4);
    assert_eq!(entries(Format::Ris, "TY  - BOOK\nTI  - A\u{1f}B\u{0}C\nER  - \n"), ["1 entry=book title=A B C"]);
}

/// Good files with a little of them changed, as transfers and editors do: whatever they are then, they are read or refused.
#[test]
fn damaged_files_are_read_or_refused() {
    let good: [(Format, &str); 6] = [
        (Format::BibTex, "@string{plos = \"PLoS\"}\n@article{one, title = {The {DNA} of \\\"Uber \\& $x^2$}, author = {van der Berg, J{\\'o}n and {Royal Society} and others}, journal = plos # { ONE}, date = {2019-05/2020}, pages = {1--2}, ids = {a,b}}\n@misc{two, title = {B \\textbf{c}}, url = {http://a/_b}, editor = {family=Lee, given=Ann}}\n"),
        (Format::Ris, "TY  - JOUR\r\nAU  - Lee, Ann\r\nTI  - A title\r\nPY  - 2019/05/01/\r\nER  - \r\n"),
        (Format::Csl, "[{\"type\": \"report\", \"title\": \"One\", \"author\": [{\"family\": \"Berg\"}], \"issued\": {\"date-parts\": [[2018]]}}]"),
        (Format::Orcid, "{\"orcid-identifier\":{\"path\":\"0\"},\"person\":{\"name\":{\"credit-name\":{\"value\":\"J\"}}},\"activities-summary\":{\"works\":{\"group\":[{\"work-summary\":[{\"title\":{\"title\":{\"value\":\"T\"}}}]}]}}}"),
        (Format::Ror, "[{\"id\":\"https://ror.org/03kk7td41\",\"names\":[{\"value\":\"C\",\"types\":[\"ror_display\"]}],\"links\":[\"https://c\"]}]"),
        (Format::Calendar, "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:A\\, b\r\n c\r\nDTSTART;VALUE=DATE:20180327\r\nDTEND:20180328T000000\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"),
    ];
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut chance = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    let pieces = ["{", "}", "\"", "\\", "@", "#", ",", "=", "\n", "é", "\0", "\u{202e}", "$", "-", ":", ";", "[", "]", "  - ", "20189999", "\\'", "%"];
    let mut tried = 0;
    for (format, text) in good {
        for _ in 0..1_500 {
            let mut letters: Vec<String> = text.chars().map(String::from).collect();
            for _ in 0..=chance(4) {
                let at = chance(letters.len().max(1)).min(letters.len().saturating_sub(1));
                if letters.is_empty() {
                    continue;
                }
                match chance(4) {
                    0 => drop(letters.remove(at)),
                    1 => letters.insert(at, pieces[chance(pieces.len())].to_owned()),
                    2 => letters[at] = pieces[chance(pieces.len())].to_owned(),
                    _ => letters.truncate(at + 1),
                }
            }
            let read = read(format, Path::new("f"), &letters.concat());
            assert!(read.rows.iter().all(|row| row.cells.iter().all(|cell| !cell.chars().any(|letter| letter.is_control() && letter != UNIT && letter != IDENTIFIED))));
            tried += 1;
        }
    }
    assert_eq!(tried, 9_000);
}
