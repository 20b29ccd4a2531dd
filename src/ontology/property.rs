//! A property of a record type, compiled from its SHACL property shape; and a link seen from the other side.

use super::{Deprecation, InterfaceId, LocalText, PathId, Scheme, TypeId};
use regex::Regex;

/// What a value can be. Closed: a new kind of value is a new variant, and the compiler lists the interpreters.
#[derive(Clone, Debug)]
pub enum Range {
    /// Text without a language.
    Text,
    /// Text in languages.
    LocalText,
    Integer,
    Decimal,
    Boolean,
    Date,
    DateTime,
    Year,
    /// An http or https address.
    Address,
    /// An external identifier in its normal form, unique in the directory.
    Identifier(Scheme),
    /// Records or concepts.
    Link(Targets),
}

/// Where a link may lead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Targets {
    /// In the order of the ontology; never empty.
    pub types: Vec<TypeId>,
    /// The abstract shape that was named, or the narrowest that all the types share.
    pub interface: Option<InterfaceId>,
}

impl Range {
    #[must_use]
    pub const fn targets(&self) -> Option<&Targets> {
        if let Self::Link(targets) = self { Some(targets) } else { None }
    }

    #[must_use]
    pub const fn is_link(&self) -> bool {
        matches!(self, Self::Link(_))
    }
}

/// A part that a property plays for every type that has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Label,
    AlternativeLabel,
    Summary,
    Homepage,
    Place,
    Year,
    /// The text of a document, in Markdown: [`super::prose`].
    Body,
    /// The records that the text refers to; it follows from the text and is not written.
    References,
    /// Under which terms it may be used.
    Licence,
    /// The instants at which it begins and ends, and the time zone of its place.
    Begins,
    Ends,
    Zone,
    /// How many may come, and until when they can say so.
    Capacity,
    RegistrationCloses,
}

impl Role {
    pub const COUNT: usize = 14;
    pub const ALL: [Self; Self::COUNT] = [
        Self::Label, Self::AlternativeLabel, Self::Summary, Self::Homepage, Self::Place, Self::Year, Self::Body, Self::References, Self::Licence, Self::Begins, Self::Ends,
        Self::Zone, Self::Capacity, Self::RegistrationCloses,
    ];

    /// The local name in the ontology language (`ww:Label`).
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Label => "Label",
            Self::AlternativeLabel => "AlternativeLabel",
            Self::Summary => "Summary",
            Self::Homepage => "Homepage",
            Self::Place => "Place",
            Self::Year => "Year",
            Self::Body => "Body",
            Self::References => "References",
            Self::Licence => "Licence",
            Self::Begins => "Begins",
            Self::Ends => "Ends",
            Self::Zone => "Zone",
            Self::Capacity => "Capacity",
            Self::RegistrationCloses => "RegistrationCloses",
        }
    }
}

macro_rules! parts {
    ($($variant:ident $range:pat, $form:literal, $words:literal;)*) => {
        /// A part that a property plays in a call and in what comes of it. A type is what its parts make it: with [`Part::Closes`] a call,
        /// with [`Part::AskedBy`] a question, with [`Part::RespondsTo`] a response, with [`Part::Cites`] a citation, and with
        /// [`Part::Concludes`] what a call leads to.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Part { $(#[doc = $words] $variant,)* }

        impl Part {
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];
            pub const COUNT: usize = [$($words),*].len();

            /// The local name in the ontology language (`ww:Closes`).
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => stringify!($variant),)* }
            }

            /// Whether a property of this range can play it; of a link the targets are not known yet.
            #[must_use]
            pub const fn fits(self, range: &Range, is_link: bool) -> bool {
                match self { $(Self::$variant => matches!((range, is_link), $range),)* }
            }

            /// What the shape of a property that plays it has.
            #[must_use]
            pub const fn form(self) -> &'static str {
                match self { $(Self::$variant => $form,)* }
            }
        }
    };
}

// The table: name, range, the same in the ontology language, in words.
parts! {
    Opens (Range::Date, false), "sh:datatype xsd:date", "Of a call: the first day on which it takes anything.";
    OpeningTime (Range::Text, false), "sh:datatype xsd:string", "Of a call: the time on that day, like 09:00; its beginning unless given.";
    Closes (Range::Date, false), "sh:datatype xsd:date", "Of a call: the last day on which it takes anything.";
    ClosingTime (Range::Text, false), "sh:datatype xsd:string", "Of a call: the time on that day, like 17:00; its end unless given.";
    TimeZone (Range::Text, false), "sh:datatype xsd:string", "Of a call: the IANA time zone of its days and times; UTC unless given.";
    GraceDays (Range::Integer, false), "sh:datatype xsd:integer", "Of a call: how many days after closing something is still taken, as late.";
    Frame (Range::Address, false), "sh:nodeKind sh:IRI", "Of a call: the vocabularies by which what comes in is coded; all unless given.";
    AskedBy (_, true), "sh:class", "Of a question: the call that asks it.";
    Position (Range::Integer, false), "sh:datatype xsd:integer", "Of a question: its place among those of its call.";
    Takes (Range::Address, false), "sh:nodeKind sh:IRI", "Of a question: the classes of the records that answer it.";
    RespondsTo (_, true), "sh:class, sh:node or sh:or", "Of a response: what it is about.";
    Quote (Range::Text, false), "sh:datatype xsd:string", "Of a response: the passage of it that is meant, word for word.";
    QuotePrefix (Range::Text, false), "sh:datatype xsd:string", "Of a response: the words before the passage, where it stands more than once.";
    QuoteSuffix (Range::Text, false), "sh:datatype xsd:string", "Of a response: the words after the passage, where it stands more than once.";
    StanceTaken (_, true), "sh:class", "Of a response or a citation: its stance.";
    By (_, true), "sh:class, sh:node or sh:or", "Of what answers a call: whose it is.";
    CitedFor (_, true), "sh:class", "Of a citation: the finding of a synthesis that it is evidence for or against.";
    Cites (_, true), "sh:class, sh:node or sh:or", "Of a citation: what is cited.";
    Concludes (_, true), "sh:class", "Of what a call leads to: the call.";
    Credits (_, true), "sh:class, sh:node or sh:or", "Of what a call leads to: whose contributions it draws on.";
}

/// Who may read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visibility {
    Everyone,
    /// Kept in the ledger; never in a view.
    Curators,
}

/// How many values, and of which form.
#[derive(Clone, Debug, Default)]
pub struct Constraints {
    pub min_length: Option<u32>,
    pub max_length: Option<u32>,
    pub pattern: Option<Regex>,
    /// Inclusive, in the lexical form of the datatype.
    pub bounds: Bounds,
    /// The lexical forms allowed.
    pub one_of: Vec<String>,
    pub message: Option<String>,
}

/// Inclusive bounds of numbers, dates and years.
#[derive(Clone, Debug, Default)]
pub struct Bounds {
    pub min: Option<String>,
    pub max: Option<String>,
}

/// A property of a record type.
#[derive(Clone, Debug)]
pub struct Property {
    /// Its IRI in the ontology, or a description of where it stands when it is a blank node.
    pub shape: String,
    pub path: PathId,
    pub field: String,
    /// In English; like the description.
    pub label: String,
    pub description: String,
    /// In every language that the ontology speaks.
    pub labels: Vec<LocalText>,
    pub descriptions: Vec<LocalText>,
    pub range: Range,
    pub min_count: u32,
    pub max_count: u32,
    /// One value, or one per language.
    pub single: bool,
    pub constraints: Constraints,
    pub order: f64,
    pub facet: bool,
    pub sortable: bool,
    /// 0: not searched.
    pub search_weight: f32,
    pub role: Option<Role>,
    pub part: Option<Part>,
    pub verbs: Vec<LocalText>,
    /// For a boolean: words that ask for the records where it is true, and for those where it is false.
    pub words_true: Vec<LocalText>,
    pub words_false: Vec<LocalText>,
    pub visibility: Visibility,
    pub inverse_field: Option<String>,
    pub inverse_description: Option<String>,
    /// What the other side is called, and its help text, in every language.
    pub inverse_labels: Vec<LocalText>,
    pub inverse_descriptions: Vec<LocalText>,
    /// Whether the other side is a plain list.
    pub inverse_list: bool,
    /// Whether the link stands on claims.
    pub claimed: bool,
    /// Whether its values follow from something else, claims or a text, and are not written by themselves.
    pub derived: bool,
    pub single_line: bool,
    /// Where it goes away.
    pub deprecated: Option<Deprecation>,
}

impl Property {
    #[must_use]
    pub fn is_public(&self) -> bool {
        self.visibility == Visibility::Everyone
    }

    /// Whether it follows from the text of its record.
    #[must_use]
    pub const fn is_from_text(&self) -> bool {
        self.derived && !self.claimed
    }
}

/// A link seen from its target: a connection.
#[derive(Clone, Debug)]
pub struct Inverse {
    pub field: String,
    pub path: PathId,
    pub description: String,
    /// In every language that the ontology speaks.
    pub labels: Vec<LocalText>,
    pub descriptions: Vec<LocalText>,
    /// The types it comes from.
    pub sources: Targets,
    /// A plain list instead of a connection: there are never many.
    pub list: bool,
    pub claimed: bool,
    /// Whether it follows from the texts that it comes from.
    pub from_text: bool,
}
