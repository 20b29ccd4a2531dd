//! Writes answers.

use std::fmt::Write as _;

use jiff::{Timestamp, civil::Date, tz::TimeZone};

use super::question::{PREFIX, Part, Question, Refusal, Verb};
use crate::{
    app::{
        Directory,
        citation::Citation,
        harvest::{Harvest, Sheaf, Wanted, earliest, glean, harvest},
    },
    http::page::xml,
    ontology::{Ontology, Type},
    views::{State, records::Record},
};

const DAY_SECONDS: i64 = 24 * 60 * 60;
const DUBLIN_CORE: &str = "xmlns:oai_dc=\"http://www.openarchives.org/OAI/2.0/oai_dc/\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
     xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
     xsi:schemaLocation=\"http://www.openarchives.org/OAI/2.0/oai_dc/ http://www.openarchives.org/OAI/2.0/oai_dc.xsd\"";

pub fn answer(directory: &Directory, state: &State, question: Question) -> String {
    let address = directory.desk().address("/oai");
    let attributes: String = question.pairs.iter().map(|(name, value)| format!(" {}=\"{}\"", xml(name), xml(value))).collect();
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<OAI-PMH xmlns=\"http://www.openarchives.org/OAI/2.0/\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
         xsi:schemaLocation=\"http://www.openarchives.org/OAI/2.0/ http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd\">\
         <responseDate>{}</responseDate><request{attributes}>{}</request>",
        shown(Timestamp::now().as_second()),
        xml(&address)
    );
    match question.asked.and_then(|verb| said(state, verb, &address)) {
        Ok(body) => out.push_str(&body),
        Err((code, words)) => {
            let _ = write!(out, "<error code=\"{code}\">{}</error>", xml(&words));
        }
    }
    out.push_str("</OAI-PMH>\n");
    out
}

fn said(state: &State, verb: Verb, address: &str) -> Result<String, Refusal> {
    let ontology = state.snapshot.ontology();
    match verb {
        Verb::Identify => Ok(identify(ontology, state, address)),
        Verb::Formats { identifier } => {
            identifier.map_or(Ok(()), |identifier| known(state, &identifier).map(|_| ()))?;
            Ok(format!(
                "<ListMetadataFormats><metadataFormat><metadataPrefix>{PREFIX}</metadataPrefix><schema>http://www.openarchives.org/OAI/2.0/oai_dc.xsd</schema>\
                 <metadataNamespace>http://www.openarchives.org/OAI/2.0/oai_dc/</metadataNamespace></metadataFormat></ListMetadataFormats>"
            ))
        }
        Verb::Sets => {
            let set = |ty: &Type| format!("<set><setSpec>{}</setSpec><setName>{}</setName></set>", xml(&ty.segment), xml(&ty.label));
            Ok(format!("<ListSets>{}</ListSets>", ontology.types.iter().map(set).collect::<String>()))
        }
        Verb::Record { identifier } => Ok(format!("<GetRecord>{}</GetRecord>", record(state, &known(state, &identifier)?, true))),
        Verb::List { whole, of } => list(state, whole, &of),
    }
}

fn known(state: &State, identifier: &str) -> Result<Sheaf, Refusal> {
    glean(state, identifier).ok_or_else(|| ("idDoesNotExist", format!("there is and was no record {identifier}")))
}

fn identify(ontology: &Ontology, state: &State, address: &str) -> String {
    let host = address.split("://").nth(1).and_then(|rest| rest.split(['/', ':']).next()).unwrap_or("localhost");
    format!(
        "<Identify><repositoryName>{}</repositoryName><baseURL>{}</baseURL><protocolVersion>2.0</protocolVersion><adminEmail>postmaster@{}</adminEmail>\
         <earliestDatestamp>{}</earliestDatestamp><deletedRecord>persistent</deletedRecord><granularity>YYYY-MM-DDThh:mm:ssZ</granularity></Identify>",
        xml(&ontology.directory.title),
        xml(address),
        xml(host),
        shown(earliest(state))
    )
}

fn list(state: &State, whole: bool, of: &Part) -> Result<String, Refusal> {
    let ontology = state.snapshot.ontology();
    let time = |text: &Option<String>, end: bool| text.as_deref().map(|text| second(text, end).ok_or_else(|| ("badArgument", format!("{text} is not a time like 2018-03-27T09:00:00Z or a day")))).transpose();
    let (from, until) = (time(&of.from, false)?, time(&of.until, true)?);
    if let (Some(first), Some(last)) = (&of.from, &of.until)
        && first.len() != last.len()
    {
        return Err(("badArgument", "from and until have different granularities".to_owned()));
    }
    let ty = of.set.as_ref().map(|set| ontology.types.iter().find(|ty| ty.segment == *set).map(|ty| ty.id).ok_or_else(|| ("noRecordsMatch", format!("there is no set {set}")))).transpose()?;
    let Harvest { sheaves, total, before } = harvest(state, &Wanted { from, until, ty, after: of.after.clone() });
    if sheaves.is_empty() {
        return Err(("noRecordsMatch", "nothing was published, changed or taken away then".to_owned()));
    }
    let name = if whole { "ListRecords" } else { "ListIdentifiers" };
    let mut out = format!("<{name}>");
    sheaves.iter().for_each(|sheaf| out.push_str(&record(state, sheaf, whole)));
    let more = before + sheaves.len() < total;
    if let Some(last) = sheaves.last().filter(|_| more || before > 0) {
        let token = if more { of.token(last.second, &last.iri) } else { String::new() };
        let _ = write!(out, "<resumptionToken completeListSize=\"{total}\" cursor=\"{before}\">{token}</resumptionToken>");
    }
    let _ = write!(out, "</{name}>");
    Ok(out)
}

/// A record, or its head alone; of one that is gone there is no more than that.
fn record(state: &State, sheaf: &Sheaf, whole: bool) -> String {
    let ty = state.snapshot.ontology().ty(sheaf.ty);
    let status = if sheaf.record.is_some() { "" } else { " status=\"deleted\"" };
    let head = format!("<header{status}><identifier>{}</identifier><datestamp>{}</datestamp><setSpec>{}</setSpec></header>", xml(&sheaf.iri), shown(sheaf.second), xml(&ty.segment));
    match (&sheaf.record, whole) {
        (_, false) => head,
        (None, true) => format!("<record>{head}</record>"),
        (Some(record), true) => format!("<record>{head}<metadata>{}</metadata></record>", dublin_core(state, record, ty)),
    }
}

fn dublin_core(state: &State, record: &Record, ty: &Type) -> String {
    let directory = &state.snapshot.ontology().directory;
    let Citation { title, authors, publishers, venue, year, doi, url, summary, language, .. } = Citation::of(&state.snapshot, record);
    let iri = record.iri.to_string();
    let one = |value: Option<String>| value.into_iter().collect::<Vec<_>>();
    let elements = [
        ("title", vec![title]),
        ("creator", authors),
        ("publisher", publishers),
        ("description", one(summary)),
        ("date", one(year)),
        ("type", vec![ty.label.clone()]),
        ("source", one(venue)),
        ("identifier", std::iter::once(iri.clone()).chain(url.filter(|url| *url != iri)).chain(doi.map(|doi| format!("https://doi.org/{doi}"))).collect()),
        ("language", one(language)),
        ("rights", vec![directory.license.clone()]),
    ];
    let mut out = format!("<oai_dc:dc {DUBLIN_CORE}>");
    for (name, values) in elements {
        for value in values {
            let _ = write!(out, "<dc:{name}>{}</dc:{name}>", xml(&value));
        }
    }
    out.push_str("</oai_dc:dc>");
    out
}

/// `2018-03-27T09:00:00Z`
fn shown(second: i64) -> String {
    Timestamp::from_second(second).map(|time| time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()).unwrap_or_default()
}

/// The second that a time stands for; the last or first one of a day.
fn second(text: &str, end: bool) -> Option<i64> {
    if text.len() == "2018-03-27".len() {
        let day = text.parse::<Date>().ok()?.to_zoned(TimeZone::UTC).ok()?.timestamp().as_second();
        return Some(if end { day + DAY_SECONDS - 1 } else { day });
    }
    let time = text.strip_suffix('Z').filter(|text| text.len() == "2018-03-27T09:00:00".len())?;
    format!("{time}Z").parse::<Timestamp>().ok().map(Timestamp::as_second)
}
