//! The pages with forms: a new record, a change of one, an amendment of what one proposed.

use std::collections::BTreeMap;
use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, web::{Data, Path}};
use askama::Template;

use super::{
    super::{
        Layout, Refusal, Visit, fields::{Choice, Control, Field, Fieldset, Wrong}, list::no_list, record, segment, words::Words,
        session::{MARK, Outcome, own},
        dossier::moment,
        show::Name,
    },
    calling::Calling,
    is_writable, preview::Preview, shape,
    typed::Typed,
};
use crate::{
    app::{
        account::spam::Effort,
        contribute::{Dossier, Errand, compose::Input, draft, preview::preview},
        actor::{Operation, Visitor},
    },
    error::Code,
    http::{House, problem::Problem},
    ontology::{Type, TypeId, record::{Record as Judged, Value}},
    views::{queue::Basis, records::Record},
};

/// The field that says how somebody knows that a person agrees.
pub const CONSENT: &str = "_consent";

/// A choice of how somebody knows that the person agrees to what is published about them.
pub fn consent_field(words: &Words, chosen: Option<Basis>) -> Field {
    let choice = |basis: &Basis| Choice { value: basis.name().to_owned(), label: words.say(&format!("basis--{}", basis.name())), about: String::new(), chosen: chosen == Some(*basis), depth: 0 };
    Field::new(CONSENT, words.say("consent"), Control::Select(Basis::ALL.iter().map(choice).collect())).help(words.say("consent-help"))
}

/// What a form is about.
#[derive(Clone)]
pub enum Target {
    New,
    /// A published record.
    Change(Arc<Record>),
    /// A submission of whoever asks.
    Amend(Arc<Dossier>),
}

/// A form being filled in.
pub struct Editing {
    pub ty: TypeId,
    pub target: Target,
    pub typed: Typed,
    /// For each field, what tells whether it is as it was when the form was made.
    pub were: BTreeMap<String, String>,
    pub draft: Option<String>,
    pub note: String,
    /// How they know that the person agrees whom the record is about.
    pub consent: Option<Basis>,
    /// The call that it is sent in to.
    pub calling: Option<Calling>,
    /// The field that somebody wants one more row of.
    pub added: Option<String>,
}

/// A record that may be the same.
pub struct Alike {
    pub name: Name,
    pub reason: String,
}

#[derive(Template)]
#[template(path = "contribute/edit.html")]
pub struct Page {
    pub layout: Layout,
    pub crumb: Option<Name>,
    pub lead: String,
    pub notices: Vec<String>,
    /// What nobody in particular has to know: to sign in before it can be sent, or what happens without.
    pub stranger: Option<String>,
    pub wrong: Wrong,
    pub alike: Vec<Alike>,
    pub preview: Option<Preview>,
    /// Drafts of the same that wait to be taken up again.
    pub drafts: Vec<Name>,
    pub action: String,
    pub hidden: Vec<(String, String)>,
    pub fields: Fieldset,
    pub note: String,
    pub can_save: bool,
}

impl Editing {
    /// A new record, perhaps begun by an address or a draft.
    fn blank(visit: &Visit, ty: &Type) -> Self {
        Self { ty: ty.id, target: Target::New, typed: Typed::of_pairs(visit, ty, &visit.pairs), were: BTreeMap::new(), draft: None, note: String::new(), consent: None, calling: Calling::of_pairs(&visit.pairs), added: None }
    }

    /// What is there already, with what tells it from what will be typed.
    fn over(visit: &Visit, ty: &Type, target: Target, values: &[Vec<Value>]) -> Self {
        let typed = Typed::of_values(visit, ty, values);
        let were = ty.properties.iter().map(|property| (property.field.clone(), typed.digest(&property.field))).collect();
        Self { ty: ty.id, target, typed, were, draft: None, note: String::new(), consent: None, calling: None, added: None }
    }

    pub fn ty<'a>(&self, visit: &'a Visit) -> &'a Type {
        visit.ontology().ty(self.ty)
    }

    /// Where the form is.
    pub fn action(&self, visit: &Visit) -> String {
        let ty = self.ty(visit);
        match &self.target {
            Target::New => format!("/contribute/{}", segment(ty)),
            Target::Change(record) => format!("{}/edit", super::super::show::address(ty, record)),
            Target::Amend(dossier) => format!("/account/submissions/{}/edit", dossier.submission.key()),
        }
    }

    /// The record that it is on top of.
    fn base(&self, visit: &Visit) -> (String, Vec<Vec<Value>>) {
        match &self.target {
            Target::New => (format!("{}new", self.ty(visit).base), Vec::new()),
            Target::Change(record) => (record.iri.to_string(), visit.state.snapshot.judged(record, false).values),
            Target::Amend(dossier) => (dossier.submission.about.to_string(), dossier.proposed()),
        }
    }

    /// What is different, as verbs take it.
    pub fn input(&self, visit: &Visit) -> Input {
        self.typed.input(visit, self.ty(visit), &self.were, true)
    }

    /// What it would come to.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn judged(&self, visit: &Visit, author: &str) -> Result<Judged, crate::app::Problem> {
        let (iri, values) = self.base(visit);
        preview(&visit.state, author, self.ty(visit), &values, &iri, &self.input(visit))
    }

    pub fn page(&self, visit: &Visit) -> Page {
        let ty = self.ty(visit);
        let words = visit.words;
        let (title, crumb) = match &self.target {
            Target::New => (words.with("edit-new", "kind", visit.kind(ty)), Some(Name { href: "/contribute".to_owned(), text: words.say("contribute-title"), lang: String::new() })),
            Target::Change(record) => {
                let name = visit.name(record);
                (words.with("edit-change", "name", &name.text), Some(name))
            }
            Target::Amend(dossier) => {
                let name = dossier.title().unwrap_or_else(|| visit.kind(ty));
                let back = Name { href: format!("/account/submissions/{}", dossier.submission.key()), text: words.say("submission-back"), lang: String::new() };
                (words.with("edit-amend", "name", &name), Some(back))
            }
        };
        let mut fields = shape::fields(visit, ty, &self.typed, matches!(self.target, Target::New), self.added.as_deref());
        if ty.personal {
            fields.push(consent_field(words, self.consent));
        }
        fields.extend(self.calling.iter().flat_map(|calling| calling.fields(words)));
        let revision = match &self.target {
            Target::Change(record) => record.revision,
            _ => 0,
        };
        let own = [(MARK, visit.mark()), ("_key", ulid::Ulid::new().to_string()), ("_base", revision.to_string()), ("_draft", self.draft.clone().unwrap_or_default())];
        let mut hidden: Vec<(String, String)> = own.map(|(name, value)| (name.to_owned(), value)).into();
        hidden.extend(self.calling.iter().flat_map(Calling::hidden));
        hidden.extend(self.were.iter().map(|(field, digest)| (format!("_was.{field}"), digest.clone())));
        Page {
            layout: visit.layout(&title, "contribute"),
            crumb,
            lead: if matches!(self.target, Target::New) { visit.about(ty) } else { words.say("edit-change-lead") },
            notices: ty.deprecated.iter().map(|deprecation| shape::going(words, deprecation, deprecation.instead.as_ref().map(|instead| instead.name.as_str()))).collect(),
            stranger: visit.session.is_none().then(|| words.say(if self.calling.is_some() { "calling-stranger" } else { "edit-anonymous" })),
            wrong: Wrong::default(),
            alike: Vec::new(),
            preview: None,
            drafts: Vec::new(),
            action: self.action(visit),
            hidden,
            fields: Fieldset { words, fields },
            note: self.note.clone(),
            can_save: visit.session.is_some() && !matches!(self.target, Target::Amend(_)),
        }
    }
}

/// Who does something, for the verbs of `app::contribute`.
pub fn errand(visit: &Visit, visitor: &Arc<Visitor>) -> Errand {
    Errand { directory: Arc::clone(visit.house.engine.directory()), visitor: Arc::clone(visitor), repeat: None, effort: Effort::default() }
}

/// The type at `/contribute/{types}`.
pub fn writable_type<'a>(visit: &'a Visit, types: &str) -> Result<&'a Type, Refusal> {
    let ty = super::super::type_at(visit.ontology(), types).ok_or_else(|| no_list(visit))?;
    if is_writable(visit.ontology(), ty) { Ok(ty) } else { Err(Problem::new(Code::InvalidInput, format!("a {} is a value of a fixed list; it is changed in the ontology", ty.singular)).into()) }
}

pub fn start_new(visit: &Visit, types: &str) -> Result<Editing, Refusal> {
    Ok(Editing::blank(visit, writable_type(visit, types)?))
}

pub fn start_change(visit: &Visit, types: &str, key: &str) -> Result<Editing, Refusal> {
    let (_, found) = record::find(visit, types, key)?;
    let ty = visit.ontology().ty(found.ty);
    writable_type(visit, &segment(ty))?;
    let found = visit.state.snapshot.record(found.id).cloned().ok_or_else(|| Problem::new(Code::NotFound, "the record is gone"))?;
    let values = visit.state.snapshot.judged(&found, false).values;
    let mut editing = Editing::over(visit, ty, Target::Change(found), &values);
    editing.typed.replace(Typed::of_pairs(visit, ty, &visit.pairs));
    Ok(editing)
}

pub async fn start_amendment(visit: &Visit, key: &str) -> Result<Editing, Refusal> {
    let session = visit.member()?;
    let iri = errand(visit, &session.visitor).read(key)?;
    let dossier = Dossier::read(visit.house.engine.directory(), &iri).await?;
    let ty = dossier.submission.ty.ok_or_else(|| Problem::new(Code::WrongState, "the ontology no longer has this type"))?;
    let values = dossier.proposed();
    Ok(Editing::over(visit, visit.ontology().ty(ty), Target::Amend(Arc::new(dossier)), &values))
}

/// Takes up a draft that the address names.
async fn resumed(visit: &Visit, mut editing: Editing) -> Result<(Editing, Vec<String>), Refusal> {
    let mut notices = Vec::new();
    let Some(id) = visit.pairs.get("draft") else { return Ok((editing, notices)) };
    let session = visit.member()?;
    let all = draft::drafts(&errand(visit, &session.visitor)).await?;
    let Some(draft) = all.iter().find(|draft| draft.id == id && draft.ty == editing.ty) else {
        return Err(Problem::new(Code::NotFound, format!("there is no draft `{}` of yours here", id.chars().take(40).collect::<String>())).into());
    };
    if let Ok(input) = serde_json::from_str::<Input>(&draft.content) {
        editing.typed.lay_over(&input);
    }
    editing.draft = Some(draft.id.clone());
    notices.push(visit.words.say(if visit.pairs.get("done").is_some() { "draft-kept" } else { "draft-resumed" }));
    Ok((editing, notices))
}

/// What somebody began before and did not send, where the form is blank.
async fn begun(visit: &Visit, editing: &Editing) -> Result<Vec<Name>, Refusal> {
    let Some(session) = visit.session.as_ref().filter(|_| editing.draft.is_none() && !matches!(editing.target, Target::Amend(_))) else { return Ok(Vec::new()) };
    if session.visitor.caller.demand(Operation::SaveDraft, false).is_err() {
        return Ok(Vec::new());
    }
    let about = if let Target::Change(record) = &editing.target { Some(&*record.iri) } else { None };
    let all = draft::drafts(&errand(visit, &session.visitor)).await?;
    let same = all.iter().filter(|draft| draft.ty == editing.ty && draft.about.as_deref() == about);
    Ok(same.map(|draft| Name { href: format!("{}?draft={}", editing.action(visit), draft.id), text: visit.words.with("draft-of", "time", moment(draft.saved)), lang: String::new() }).collect())
}

async fn shown(visit: &Visit, editing: Editing) -> Result<Outcome, Refusal> {
    let (editing, notices) = resumed(visit, editing).await?;
    let mut page = editing.page(visit);
    page.notices.extend(notices);
    page.drafts = begun(visit, &editing).await?;
    Outcome::page(&page)
}

/// `GET /contribute/{types}`
pub async fn new_page(request: HttpRequest, house: Data<House>, path: Path<String>) -> HttpResponse {
    own(request, house, async |visit| shown(visit, start_new(visit, &path)?).await).await
}

/// `GET /{types}/{key}/edit`
pub async fn edit_page(request: HttpRequest, house: Data<House>, path: Path<(String, String)>) -> HttpResponse {
    own(request, house, async |visit| shown(visit, start_change(visit, &path.0, &path.1)?).await).await
}

/// `GET /account/submissions/{key}/edit`
pub async fn amend_page(request: HttpRequest, house: Data<House>, path: Path<String>) -> HttpResponse {
    own(request, house, async |visit| shown(visit, start_amendment(visit, &path).await?).await).await
}
