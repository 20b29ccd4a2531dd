//! What organisers do on the page that says how a call goes: give parts and take them back, move its end. And what editors see there beside
//! the numbers: how far coders agree, what came in about what, where to write what follows.

use actix_web::{HttpRequest, HttpResponse, web::{Data, Path, Payload}};
use askama::Template;

use super::super::{
    Visit, record, segment,
    fields::{Choice, Control, Field, Fieldset, Wrong},
    session::{self, MARK, Outcome, Sent, Session, obey},
};
use super::progress;
use crate::http::pages::contribute::errand;
use crate::{
    app::{
        Problem,
        process::{
            Call, closure,
            coding::{agreement, gaps},
            duties::assign,
            extend::{NewEnd, extend},
        },
    },
    error::Code,
    http::{House, query::encoded},
    ontology::{Part, Role, Type, Vocabulary},
    views::{process::Duty, records::Record},
};

/// The forms of organisers.
#[derive(Template)]
#[template(path = "process/organise.html")]
pub struct Organise {
    words: &'static super::super::Words,
    pub wrong: Wrong,
    action: String,
    mark: (String, String),
    /// Forms for what the call asks, and for what is held on it: address and label.
    forms: Vec<(String, String)>,
    /// Who has which part, with what takes it back: account, name of the part, both for people.
    holders: Vec<(String, &'static str, String, String)>,
    pub assigning: Fieldset,
    pub extending: Fieldset,
}

/// How far coders agree about a vocabulary.
struct Agreed {
    title: String,
    units: usize,
    observed: String,
    alpha: String,
    /// Two coders, and κ of theirs.
    pairs: Vec<(String, String)>,
}

/// What came in about what.
struct Gaps {
    rows_label: String,
    columns_label: String,
    heads: Vec<String>,
    rows: Vec<(String, Vec<usize>)>,
}

/// What editors see.
#[derive(Template)]
#[template(path = "process/synthesis.html")]
pub struct Synthesis {
    words: &'static super::super::Words,
    agreed: Vec<Agreed>,
    gaps: Option<Gaps>,
    /// The vocabularies that can be crossed: codes, titles, whether it is the one of the rows, of the columns.
    axes: Vec<(String, String, bool, bool)>,
    /// Forms in which what follows is written: address and label.
    forms: Vec<(String, String)>,
}

fn duty_label(visit: &Visit, duty: Duty) -> String {
    visit.words.say(&format!("duty--{}", duty.name()))
}

pub fn organise(visit: &Visit, call: &Record) -> Organise {
    let words = visit.words;
    let parts = Duty::ALL.map(|duty| Choice { value: duty.name().to_owned(), label: duty_label(visit, duty), about: String::new(), chosen: false, depth: 0 });
    Organise {
        words,
        wrong: Wrong::default(),
        action: visit.path.clone(),
        mark: (MARK.to_owned(), visit.mark()),
        forms: visit.asking(call),
        holders: visit.state.process.duties(&call.iri).iter().map(|(account, duty)| (account.to_string(), duty.name(), visit.actor(account), duty_label(visit, *duty))).collect(),
        assigning: Fieldset {
            words,
            fields: vec![
                Field::line("account", words.say("organise-account")).help(words.say("organise-account-help")),
                Field { required: true, ..Field::new("part", words.say("organise-part"), Control::Select(parts.into())) },
            ],
        },
        extending: Fieldset {
            words,
            fields: vec![
                Field { control: Control::Line { kind: "date" }, ..Field::line("closes", words.say("organise-closes")) },
                Field::line("time", words.say("organise-time")).optional().help(words.say("organise-time-help")),
                Field { inputmode: "numeric", ..Field::line("graceDays", words.say("organise-grace")) }.optional(),
                Field::area("reason", words.say("organise-reason")),
            ],
        },
    }
}

fn number(value: Option<f64>) -> String {
    value.map_or_else(|| "–".to_owned(), |value| format!("{value:.2}"))
}

pub fn synthesis(visit: &Visit, session: &Session, call: &Call) -> Result<Synthesis, Problem> {
    let (errand, iri) = (errand(visit, &session.visitor), &*call.record.iri);
    let agreed = agreement(&errand, &visit.state, iri)?.into_iter().filter(|one| one.units > 0).map(|one| Agreed {
        title: one.title,
        units: one.units,
        observed: number(one.observed),
        alpha: number(one.alpha),
        pairs: one.kappas.iter().map(|(one, other, kappa)| (format!("{} – {}", visit.actor(one), visit.actor(other)), number(*kappa))).collect(),
    });
    let frame = call.frame(visit.ontology());
    let title = |vocabulary: &Vocabulary| vocabulary.title.first().map_or_else(|| vocabulary.code.clone(), |title| title.text.clone());
    let chosen = |name: &str, at: usize| visit.pairs.get(name).and_then(|code| frame.iter().find(|vocabulary| vocabulary.code == code)).or_else(|| frame.get(at)).copied();
    let crossed = chosen("rows", 0).zip(chosen("columns", 1));
    let table = crossed.map(|(rows, columns)| {
        let all = gaps(&errand, &visit.state, iri, &rows.code, &columns.code)?;
        let mut heads: Vec<String> = Vec::new();
        let mut lines: Vec<(String, Vec<usize>)> = Vec::new();
        for crossing in &all {
            if lines.last().is_none_or(|(label, _)| *label != crossing.row.1) {
                lines.push((crossing.row.1.clone(), Vec::new()));
            }
            if lines.len() == 1 {
                heads.push(crossing.column.1.clone());
            }
            if let Some((_, counts)) = lines.last_mut() {
                counts.push(crossing.count);
            }
        }
        Ok::<_, Problem>(Gaps { rows_label: title(rows), columns_label: title(columns), heads, rows: lines })
    });
    let is = |vocabulary: &Vocabulary, of: Option<&Vocabulary>| of.is_some_and(|own| own.code == vocabulary.code);
    let axes = frame.iter().map(|vocabulary| (vocabulary.code.clone(), title(vocabulary), is(vocabulary, crossed.map(|(rows, _)| rows)), is(vocabulary, crossed.map(|(_, columns)| columns))));
    Ok(Synthesis { words: visit.words, agreed: agreed.collect(), axes: axes.collect(), gaps: table.transpose()?, forms: visit.writing(call) })
}

impl Visit {
    /// Forms in which what a call leads to is written: what evidence is cited for, and what concludes it.
    fn writing(&self, call: &Call) -> Vec<(String, String)> {
        let ontology = self.ontology();
        let cited_for = ontology.types_with(Part::CitedFor).filter_map(|ty| ty.property(ty.part(Part::CitedFor)?)?.range.targets()).flat_map(|targets| targets.types.iter().map(|ty| ontology.ty(*ty)));
        let mut types: Vec<_> = cited_for.chain(ontology.types.iter().filter(|ty| closure::is_closing(ty))).collect();
        types.dedup_by_key(|ty| ty.id);
        self.forms_for(types.into_iter(), &call.record)
    }

    /// Forms for what a call asks, and for occasions that belong to it.
    fn asking(&self, call: &Record) -> Vec<(String, String)> {
        let ontology = self.ontology();
        self.forms_for(ontology.types.iter().filter(|ty| ty.has(Part::AskedBy) || ty.role(Role::Begins).is_some()), call)
    }

    /// Forms of types that can link to a record, with the link in them.
    fn forms_for<'a>(&self, types: impl Iterator<Item = &'a Type>, to: &Record) -> Vec<(String, String)> {
        let own = self.ontology().ty(to.ty);
        let forms = types.filter_map(|ty| {
            let property = ty.properties.iter().find(|property| !property.derived && property.range.targets().is_some_and(|targets| targets.types.contains(&own.id)))?;
            Some((format!("/contribute/{}?{}={}", segment(ty), property.field, encoded(&format!("{}/{}", own.segment, to.key(own)))), ty.label.clone()))
        });
        forms.collect()
    }
}

async fn done(visit: &Visit, session: &Session, call: &str, sent: &Sent) -> Result<(), Problem> {
    let errand = errand(visit, &session.visitor);
    match sent.get("_do") {
        "extend" => {
            let grace = sent.given("graceDays").map(|days| days.parse().map_err(|_| Problem::new(Code::InvalidInput, format!("`graceDays`: `{days}` is no number of days")))).transpose()?;
            let time = sent.given("time");
            extend(&errand, call, NewEnd { closes: sent.get("closes"), time: time.as_deref(), grace_days: grace }, sent.get("reason")).await.map(drop)
        }
        deed @ ("assign" | "end") => {
            let duty = Duty::named(sent.get("part")).ok_or_else(|| Problem::new(Code::InvalidInput, "`part`: choose a part"))?;
            assign(&errand, call, sent.get("account"), duty, deed == "end").await.map(drop)
        }
        other => Err(Problem::new(Code::UnknownName, format!("`{other}` is nothing that can be done here"))),
    }
}

/// `POST /{types}/{key}/progress`
pub async fn act(request: HttpRequest, payload: Payload, house: Data<House>, path: Path<(String, String)>) -> HttpResponse {
    let (types, key) = path.into_inner();
    session::act(request, payload, house, async |visit, sent| {
        let session = obey(visit, sent)?;
        let (_, record) = record::find(visit, &types, &key)?;
        match done(visit, &session, &record.iri, sent).await {
            Ok(()) => Ok(Outcome::See(format!("/{types}/{key}/progress"))),
            Err(problem) if matches!(problem.code, Code::Forbidden) => Err(problem.into()),
            Err(problem) => {
                let mut page = progress::make(visit, &session, record)?;
                if let Some(own) = &mut page.organise {
                    let fields = if sent.get("_do") == "extend" { &mut own.extending.fields } else { &mut own.assigning.fields };
                    own.wrong = Wrong::again(visit.words, &problem, fields, sent);
                }
                Outcome::again(problem.code.row().status, &page)
            }
        }
    })
    .await
}
