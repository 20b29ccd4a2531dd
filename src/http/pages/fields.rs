//! Forms: fields with a label, help and what is wrong with them. One model for the forms of accounts and for those made of shapes.

use askama::Template;

use super::{Layout, Visit, session::MARK, show::Fact, words::Words};
use crate::app::Problem;

/// Boxes that stand open without being asked for.
const MARKS_OPEN_MAX: usize = 12;

/// One value that can be typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    pub text: String,
    /// Of a text that has one.
    pub language: String,
}

impl Row {
    pub fn of(text: impl Into<String>) -> Self {
        Self { text: text.into(), language: String::new() }
    }
}

/// A value that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    pub value: String,
    pub label: String,
    pub about: String,
    pub chosen: bool,
    /// How far below others it stands.
    pub depth: usize,
}

/// How a value is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Control {
    /// One line each; `kind` is the `type` of the element.
    Line { kind: &'static str },
    /// Several lines each.
    Area,
    /// One of few.
    Select(Vec<Choice>),
    /// Any of few, or with `one` exactly one.
    Marks { choices: Vec<Choice>, one: bool },
}

/// A field of a form.
#[derive(Clone, Debug)]
pub struct Field {
    pub name: String,
    pub label: String,
    pub help: String,
    pub error: Option<String>,
    pub required: bool,
    pub control: Control,
    pub rows: Vec<Row>,
    /// Languages to choose from, for texts that have one.
    pub languages: Vec<String>,
    /// Whether there may be more rows.
    pub several: bool,
    pub chars_max: Option<u32>,
    pub autocomplete: &'static str,
    pub inputmode: &'static str,
    /// Record types whose names are suggested, as enum values with commas between.
    pub suggests: String,
}

impl Field {
    pub fn new(name: &str, label: String, control: Control) -> Self {
        Self {
            name: name.to_owned(),
            label,
            help: String::new(),
            error: None,
            required: false,
            control,
            rows: Vec::new(),
            languages: Vec::new(),
            several: false,
            chars_max: None,
            autocomplete: "",
            inputmode: "",
            suggests: String::new(),
        }
    }

    /// One line to be filled in.
    pub fn line(name: &str, label: String) -> Self {
        Self { rows: vec![Row::default()], required: true, ..Self::new(name, label, Control::Line { kind: "text" }) }
    }

    /// A few lines to be filled in.
    pub fn area(name: &str, label: String) -> Self {
        Self { control: Control::Area, ..Self::line(name, label) }
    }

    pub fn password(name: &str, label: String, autocomplete: &'static str) -> Self {
        Self { control: Control::Line { kind: "password" }, autocomplete, chars_max: Some(128), ..Self::line(name, label) }
    }

    pub fn email(name: &str, label: String) -> Self {
        Self { control: Control::Line { kind: "email" }, autocomplete: "email", ..Self::line(name, label) }
    }

    /// A code of the second factor.
    pub fn code(name: &str, label: String) -> Self {
        Self { autocomplete: "one-time-code", ..Self::line(name, label) }
    }

    /// Something to agree to.
    pub fn consent(name: &str, label: String, chosen: bool) -> Self {
        let choice = Choice { value: "yes".to_owned(), label: label.clone(), about: String::new(), chosen, depth: 0 };
        Self::new(name, label, Control::Marks { choices: vec![choice], one: false })
    }

    #[must_use]
    pub fn help(self, help: String) -> Self {
        Self { help, ..self }
    }

    #[must_use]
    pub fn optional(self) -> Self {
        Self { required: false, ..self }
    }

    #[must_use]
    pub fn holding(self, text: &str) -> Self {
        Self { rows: vec![Row::of(text)], ..self }
    }

    /// The identifier of the element that a label and an error lead to.
    pub fn id(&self) -> String {
        format!("f-{}", self.name)
    }

    pub fn kind(&self) -> &'static str {
        if let Control::Line { kind } = self.control { kind } else { "text" }
    }

    pub fn is_area(&self) -> bool {
        matches!(self.control, Control::Area)
    }

    pub fn options(&self) -> &[Choice] {
        if let Control::Select(choices) | Control::Marks { choices, .. } = &self.control { choices } else { &[] }
    }

    pub fn is_select(&self) -> bool {
        matches!(self.control, Control::Select(_))
    }

    pub fn is_marks(&self) -> bool {
        matches!(self.control, Control::Marks { .. })
    }

    pub fn mark_kind(&self) -> &'static str {
        if matches!(self.control, Control::Marks { one: true, .. }) { "radio" } else { "checkbox" }
    }

    /// So much to choose from that it stands in the way of everything else, and nothing is chosen yet.
    pub fn is_folded(&self) -> bool {
        self.options().len() > MARKS_OPEN_MAX && !self.options().iter().any(|choice| choice.chosen) && self.error.is_none()
    }

    /// A single box that says itself what it is for.
    pub fn is_consent(&self) -> bool {
        self.is_marks() && self.options().len() == 1 && self.options().iter().all(|choice| choice.label == self.label)
    }

    /// A single element, which a label can stand for.
    pub fn is_simple(&self) -> bool {
        !self.is_marks() && !self.several && self.languages.is_empty()
    }

    /// What describes the elements: help and what is wrong.
    pub fn described(&self) -> String {
        let parts = [(!self.help.is_empty()).then(|| format!("{}-help", self.id())), self.error.as_ref().map(|_| format!("{}-error", self.id()))];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }
}

/// Fields as they stand in a form.
#[derive(Template)]
#[template(path = "fields.html")]
pub struct Fieldset {
    pub words: &'static Words,
    pub fields: Vec<Field>,
}

/// What is wrong with a form, each with the field that it is about.
#[derive(Template, Clone, Debug, Default)]
#[template(path = "wrong.html")]
pub struct Wrong {
    pub title: String,
    /// The identifier of the field, its label, what is wrong.
    pub faults: Vec<(String, String, String)>,
    /// What is wrong with the whole.
    pub whole: Option<String>,
}

impl Wrong {
    pub fn is_nothing(&self) -> bool {
        self.faults.is_empty() && self.whole.is_none()
    }

    /// The same for fields that are shown again with what was typed, except secrets.
    pub fn again(words: &Words, problem: &Problem, fields: &mut [Field], sent: &super::session::Sent) -> Self {
        for field in fields.iter_mut().filter(|field| field.kind() != "password" && field.autocomplete != "one-time-code") {
            let given: Vec<&str> = sent.all(&field.name).collect();
            match &mut field.control {
                Control::Select(choices) | Control::Marks { choices, .. } => choices.iter_mut().for_each(|choice| choice.chosen = given.contains(&choice.value.as_str())),
                Control::Line { .. } | Control::Area => field.rows = given.iter().map(|text| Row::of(*text)).take(1).collect(),
            }
            if field.rows.is_empty() {
                field.rows.push(Row::default());
            }
        }
        Self::of(words, problem, fields)
    }

    /// Puts what a verb complains of beside the fields that it is about.
    pub fn of(words: &Words, problem: &Problem, fields: &mut [Field]) -> Self {
        let mut wrong = Self { title: words.say("form-wrong"), ..Self::default() };
        let mut loose = Vec::new();
        for violation in &problem.violations {
            let named = violation.field.as_deref();
            match fields.iter_mut().find(|field| named.is_some_and(|name| field.name == name)) {
                Some(field) => {
                    let message = sentence(&violation.message);
                    wrong.faults.push((field.id(), field.label.clone(), message.clone()));
                    field.error = Some(field.error.take().map_or_else(|| message.clone(), |before| format!("{before} {message}")));
                }
                None => loose.push(sentence(&violation.to_string())),
            }
        }
        if problem.violations.is_empty() {
            wrong.whole = Some(sentence(&problem.message));
        } else if !loose.is_empty() {
            wrong.whole = Some(loose.join(" "));
        }
        wrong
    }
}

/// `the name is too long` → `The name is too long.`
#[must_use]
pub fn sentence(message: &str) -> String {
    let mut letters = message.chars();
    let first: String = letters.next().map_or_else(String::new, |first| first.to_uppercase().collect());
    let end = if message.ends_with(['.', '?', '!']) { "" } else { "." };
    format!("{first}{}{end}", letters.as_str())
}

/// A page with one form.
#[derive(Template)]
#[template(path = "form.html")]
pub struct Form {
    pub layout: Layout,
    pub lead: String,
    /// What the form is about.
    pub facts: Vec<Fact>,
    /// What has just been done, or is to be known.
    pub notice: Option<String>,
    pub wrong: Wrong,
    pub action: String,
    pub fields: Fieldset,
    pub hidden: Vec<(String, String)>,
    pub button: String,
    /// A machine works for it while somebody types.
    pub proves: bool,
    /// What cannot be undone.
    pub grave: bool,
    /// Addresses and words of what else can be done.
    pub links: Vec<(String, String)>,
}

impl Visit {
    /// A page with one form, in the frame of a part of the site.
    pub fn form(&self, section: &'static str, title: &str, action: &str, fields: Vec<Field>, button: &str) -> Form {
        Form {
            layout: self.layout(&self.words.say(title), section),
            lead: String::new(),
            facts: Vec::new(),
            notice: None,
            wrong: Wrong::default(),
            action: action.to_owned(),
            fields: Fieldset { words: self.words, fields },
            hidden: vec![(MARK.to_owned(), self.mark())],
            button: self.words.say(button),
            proves: false,
            grave: false,
            links: Vec::new(),
        }
    }
}

impl Form {
    /// The same form with what stands in the way, and what was typed except secrets.
    #[must_use]
    pub fn refused(mut self, words: &Words, problem: &Problem, sent: &super::session::Sent) -> Self {
        self.wrong = Wrong::again(words, problem, &mut self.fields.fields, sent);
        self
    }
}
