//! What people do with a published record, each on a page with one form: `/{types}/{key}/{deed}`. One table says what each asks for; the
//! verbs of `app` decide who may.

use actix_web::{HttpRequest, HttpResponse, web::{Data, Path, Payload}};

use super::{
    Refusal, Visit,
    contribute::{errand, key_of},
    fields::{Choice, Control, Field, Form},
    list::no_list,
    segment,
    session::{self, Outcome, Sent, Session, obey, own},
    show::address,
};
use crate::{
    app::{
        self,
        account::spam::Effort,
        actor::Operation,
        contribute::{Errand, compose::is_written, ownership::claim_ownership, submit::withdrawal, talk},
        curate::{Deprecate, Merge, Restore, Unmerge, Withdraw, decide},
        erase::erase,
    },
    error::Code,
    http::{House, problem::Problem},
    ontology::Type,
    views::records::Record,
};

/// What a deed asks for beside the record.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ask {
    Reason,
    /// The same, where nothing need be said.
    Words,
    Into,
    Take,
    Replacement,
    Dependents,
    LeaveChanged,
    Revision,
}

/// The table: what it is called, who may, what it asks for, whether it is hard to take back.
const DEEDS: [(&str, Operation, &[Ask], bool); 9] = [
    ("endorse", Operation::Endorse, &[Ask::Words], false),
    ("own", Operation::ClaimOwnership, &[Ask::Reason], false),
    ("take-back", Operation::Submit, &[Ask::Reason], false),
    ("merge", Operation::Curate, &[Ask::Into, Ask::Take, Ask::Reason], false),
    ("unmerge", Operation::Curate, &[Ask::LeaveChanged, Ask::Reason], false),
    ("deprecate", Operation::Curate, &[Ask::Replacement, Ask::Reason], false),
    ("withdraw", Operation::Curate, &[Ask::Replacement, Ask::Dependents, Ask::Reason], true),
    ("restore", Operation::Curate, &[Ask::Revision, Ask::Reason], false),
    ("erase", Operation::Erase, &[Ask::Reason], true),
];

/// A record that is, or was, at an address.
struct Place {
    ty: crate::ontology::TypeId,
    iri: String,
    path: String,
    name: String,
}

fn place(visit: &Visit, types: &str, key: &str) -> Result<Place, Refusal> {
    let ty = super::type_at(visit.ontology(), types).ok_or_else(|| no_list(visit))?;
    let iri = format!("{}{key}", ty.base);
    let record = visit.state.snapshot.by_iri(&iri);
    if record.is_none() && app::gone::former(&visit.state, &[ty.id], &iri).is_none() {
        super::record::find(visit, types, key)?;
    }
    let name = record.map_or_else(|| key.to_owned(), |record| visit.name(record).text);
    Ok(Place { ty: ty.id, path: format!("/{}/{key}", segment(ty)), name, iri })
}

fn asks(deed: &str) -> Option<&'static (&'static str, Operation, &'static [Ask], bool)> {
    DEEDS.iter().find(|(name, ..)| *name == deed)
}

fn form(visit: &Visit, session: &Session, place: &Place, deed: &str) -> Result<Form, Refusal> {
    let unknown = || Problem::new(Code::NotFound, format!("`{}` is nothing that can be done with a record; there are {}", deed.chars().take(40).collect::<String>(), DEEDS.map(|(name, ..)| name).join(", ")));
    let (_, operation, asked, grave) = asks(deed).ok_or_else(unknown)?;
    session.visitor.caller.demand(*operation, false)?;
    let ty = visit.ontology().ty(place.ty);
    let fields = asked.iter().map(|ask| field(visit, ty, *ask, deed)).collect();
    let mut form = visit.form("browse", &format!("record-deed--{deed}"), &format!("{}/{deed}", place.path), fields, &format!("record-deed-do--{deed}"));
    form.layout.title = format!("{} – {}", form.layout.title, place.name);
    form.lead = visit.words.say(&format!("record-deed-lead--{deed}"));
    form.grave = *grave;
    form.proves = matches!(operation, Operation::Submit | Operation::ClaimOwnership);
    form.links = vec![(place.path.clone(), place.name.clone())];
    Ok(form)
}

fn field(visit: &Visit, ty: &Type, ask: Ask, deed: &str) -> Field {
    let words = visit.words;
    let link = |name: &str, label: &str| Field { suggests: ty.enum_value.clone(), ..Field::line(name, words.say(label)) };
    match ask {
        Ask::Reason => Field { chars_max: Some(2_000), ..Field::area("reason", words.say(&format!("record-deed-why--{deed}"))) },
        Ask::Words => Field { chars_max: Some(2_000), ..Field::area("reason", words.say(&format!("record-deed-why--{deed}"))) }.optional(),
        Ask::Into => link("into", "record-deed-into"),
        Ask::Take => {
            let own = ty.properties.iter().filter(|property| is_written(property));
            let choices = own.map(|property| Choice { value: property.field.clone(), label: visit.field(property), about: String::new(), chosen: false, depth: 0 }).collect();
            Field::new("take", words.say("record-deed-take"), Control::Marks { choices, one: false })
        }
        Ask::Replacement => link("replacement", "record-deed-replacement").optional(),
        Ask::Dependents => Field::consent("dependents", words.say("record-deed-dependents"), false),
        Ask::LeaveChanged => Field::consent("leaveChanged", words.say("record-deed-leave"), false),
        Ask::Revision => Field { inputmode: "numeric", ..Field::line("revision", words.say("record-deed-revision")) }.optional().help(words.say("record-deed-revision-help")).holding(visit.pairs.get("revision").unwrap_or_default()),
    }
}

/// `GET /{types}/{key}/{deed}`
pub async fn page(request: HttpRequest, house: Data<House>, path: Path<(String, String, String)>) -> HttpResponse {
    let (types, key, deed) = path.into_inner();
    own(request, house, async |visit| {
        let place = place(visit, &types, &key)?;
        if asks(&deed).is_none() {
            return Err(no_list(visit).into());
        }
        let session = visit.member()?.clone();
        Outcome::page(&form(visit, &session, &place, &deed)?)
    })
    .await
}

/// `POST /{types}/{key}/{deed}`
pub async fn act(request: HttpRequest, payload: Payload, house: Data<House>, path: Path<(String, String, String)>) -> HttpResponse {
    let (types, key, deed) = path.into_inner();
    session::act(request, payload, house, async |visit, sent| {
        let place = place(visit, &types, &key)?;
        let session = obey(visit, sent)?;
        let form = form(visit, &session, &place, &deed)?;
        match done(visit, sent, &session, &place, &deed).await {
            Ok(address) => Ok(Outcome::See(address)),
            Err(problem) => Outcome::again(problem.code.row().status, &form.refused(visit.words, &problem, sent)),
        }
    })
    .await
}

/// Does it; answers where to go from here.
async fn done(visit: &Visit, sent: &Sent, session: &Session, place: &Place, deed: &str) -> Result<String, app::Problem> {
    let effort = Effort { proof: sent.given("altcha"), trap: sent.given("website") };
    let own = Errand { effort, ..errand(visit, &session.visitor) };
    let reason = sent.get("reason").to_owned();
    let submission = |iri: String| format!("/account/submissions/{}?done=sent", iri.rsplit('/').next().unwrap_or_default());
    match deed {
        "endorse" => talk::endorse(&own, &place.iri, sent.given("reason").as_deref()).await.map(|_| place.path.clone()),
        "own" => claim_ownership(&own, &place.iri, &reason, false).await.map(submission),
        "take-back" => withdrawal(&own, &place.iri, &reason).await.map(submission),
        "erase" => erase(visit.house.engine.directory(), &session.visitor.caller, &place.iri, &reason).await.map(|_| "/curate/activity".to_owned()),
        _ => curated(visit, sent, session, place, deed, reason).await,
    }
}

async fn curated(visit: &Visit, sent: &Sent, session: &Session, place: &Place, deed: &str, reason: String) -> Result<String, app::Problem> {
    let (directory, caller, id) = (visit.house.engine.directory(), &session.visitor.caller, place.iri.clone());
    let replacement = sent.given("replacement").map(|text| key_of(&text));
    let revision = sent.given("revision").map(|text| text.parse().map_err(|_| app::Problem::new(Code::InvalidInput, format!("`{text}` is no revision; its history has their numbers")))).transpose()?;
    let event = match deed {
        "merge" => decide(directory, caller, None, Merge { id, into: key_of(sent.get("into")), reason, take: sent.all("take").map(str::to_owned).collect() }).await?,
        "unmerge" => decide(directory, caller, None, Unmerge { id, reason, leave_changed: sent.has("leaveChanged") }).await?,
        "deprecate" => decide(directory, caller, None, Deprecate { id, reason, replacement }).await?,
        "withdraw" => decide(directory, caller, None, Withdraw { id, reason, replacement, dependents: sent.has("dependents") }).await?,
        _ => decide(directory, caller, None, Restore { id, revision, reason }).await?,
    };
    let state = directory.views().state();
    let shown = state.snapshot.id(&event.subject).map(|id| state.provenance.current(id)).and_then(|id| state.snapshot.record(id));
    Ok(shown.map_or_else(|| "/curate/activity".to_owned(), |record| address(state.snapshot.ontology().ty(record.ty), record)))
}

impl Visit {
    /// What whoever asks may do with a record: addresses and words.
    pub fn deeds(&self, record: &Record, path: &str) -> Vec<(String, String)> {
        let Some(session) = &self.session else { return Vec::new() };
        let is_claim = self.ontology().ty(record.ty).claim.is_some();
        let fits = |name: &str| match name {
            "endorse" => is_claim,
            "unmerge" | "restore" => false,
            _ => app::curate::changeable(self.ontology(), record.ty).is_ok(),
        };
        let open = DEEDS.iter().filter(|(name, operation, ..)| fits(name) && session.visitor.caller.demand(*operation, false).is_ok());
        open.map(|(name, ..)| (format!("{path}/{name}"), self.words.say(&format!("record-deed--{name}")))).collect()
    }
}
