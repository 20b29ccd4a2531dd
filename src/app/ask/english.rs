//! English as such: the small closed lists (who asks, who negates, what says nothing), and how words change their endings.
//!
//! Nothing here knows what a directory is about. What a word means in a directory is said in its ontology.
//!
//! Every word of a question is used, or reported as unused, or stands in [`EMPTY`]: nothing is left out in silence.

mod everyday;
mod forms;
pub mod time;

pub use everyday::is_common;
pub use forms::{base, plural, verb_forms};

/// What a word of the language does in a question, whatever the question is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Function {
    /// "not", "without", "except".
    Not,
    /// "outside": not in the place or part that follows.
    Outside,
    And,
    Or,
    /// "nor": and not.
    Nor,
    /// "but": ends what a negation covers.
    But,
    /// "how many".
    Count,
    /// "with", "having".
    With,
    /// "by", "from", "at": what follows belongs to what was named before.
    Of,
    /// "newest": latest first.
    Newest,
    /// "oldest": earliest first.
    Oldest,
    /// "define": what the word itself means is asked.
    Define,
    /// "best": strongest grounds first.
    Strongest,
    /// "like": what has most in common with what follows.
    Alike,
    /// "upcoming": from today on.
    Upcoming,
    /// "past": until yesterday.
    Past,
    /// "only", "cheapest", "still": says something that cannot be asked; reported.
    Untold,
    /// Needed by English, says nothing.
    Empty,
}

/// Longer phrases before shorter ones where it matters is not needed: the longest match wins.
const FUNCTIONS: &[(Function, &[&str])] = &[
    (
        Function::Not,
        &[
            "not", "without", "except", "except for", "excluding", "other than", "apart from", "aside from", "non", "never", "neither", "no", "minus", "lacking", "instead of", "rather than", "leaving out", "not including",
            "anything but", "everything but", "all but", "with the exception of", "with no", "isnt", "arent", "dont", "doesnt", "nobody", "no one", "noone", "none", "have no", "has no", "having no", "that are not", "which are not",
        ],
    ),
    (Function::Outside, &["outside", "outside of", "outwith", "not in", "not from", "beyond", "elsewhere than"]),
    (Function::And, &["and", "and also", "as well as", "plus", "also", "both", "and which", "and that", "&"]),
    (Function::Or, &["or", "or else", "either", "and or", "or also"]),
    (Function::Nor, &["nor", "or not"]),
    (Function::But, &["but", "but also", "yet"]),
    (Function::Count, &["how many", "number of", "the number of", "count", "count of", "how much", "total number of", "what number of"]),
    (Function::With, &["with", "having", "has", "have", "that have", "that has", "which have", "whose", "where there is"]),
    (Function::Of, &["by", "from", "at", "of", "in", "within", "in the", "within the", "of the", "by the", "from the", "at the", "done by", "made by", "run by", "created by", "coming from"]),
    (Function::Newest, &["latest", "newest", "most recent", "most recently", "more recent", "recent", "recently", "newest first", "latest first", "most recent first", "sorted by date", "ordered by date", "by date"]),
    (Function::Oldest, &["oldest", "earliest", "oldest first", "earliest first", "least recent"]),
    (
        Function::Strongest,
        &[
            "best", "strongest", "strongest evidence", "best evidence", "best evidenced", "best supported", "most supported", "most effective", "effective", "good", "great", "top", "strongest first", "best first", "proven",
            "well supported", "well evidenced",
        ],
    ),
    (Function::Define, &["define", "definition of", "the definition of", "meaning of", "the meaning of", "what is meant by", "what is", "what are", "what does", "what do"]),
    (Function::Alike, &["like", "similar to", "alike", "comparable to", "comparable with", "alternative to", "alternatives to", "alternative for", "alternatives for", "equivalent to", "equivalents of", "related to"]),
    (Function::Upcoming, &["upcoming", "next", "forthcoming", "future", "coming up", "in the future"]),
    (Function::Past, &["past", "previous", "in the past"]),
    (
        Function::Untold,
        &[
            "only", "just", "alone", "still", "already", "again", "always", "no longer", "not only", "not just", "not yet", "same", "the same", "similar", "different", "certain", "main", "major", "important", "key", "core", "specific",
            "specifically", "especially", "particular", "particularly", "in particular", "general", "generally", "in general", "overall", "mostly", "mainly", "usually", "often", "sometimes", "rarely", "current", "currently", "nowadays",
            "today", "now", "new", "newer", "up to date", "out of date", "state of the art", "open source", "open access", "first", "last", "most", "least", "less", "fewer", "better", "worse", "worst", "biggest", "largest",
            "smallest", "popular", "most popular", "most cited", "most used", "most common", "more common", "common", "cheap", "cheaper", "cheapest", "favourite", "favorite", "sorted", "ordered", "ranked", "alphabetically", "nearest",
            "this month", "next month", "last month", "this week", "next week", "own", "nothing", "even", "almost", "nearly", "exactly", "at least", "at most", "more than", "less than", "fewer than", "no more than", "no less than",
            "greater than", "up to", "at the moment", "recent years", "in recent years", "multiple", "several", "difference between", "differences between", "versus", "vs", "before", "after", "compared to", "compared with",
        ],
    ),
    (
        Function::Empty,
        &[
            "in case of", "in case", "in the case of", "for example", "for instance", "such as", "a kind of", "a set of", "in order to", "in terms of", "a lot of", "at all", "of course", "by the way", "as well", "how about", "what about", "tell me about",
            "i am", "to do with", "based on", "because of", "a list of", "list of", "an overview of", "overview of", "examples of such", "would like", "i like", "we like", "like to", "like a list of", "like a list", "like an overview of", "like some",
            "like any", "look like", "looks like", "feel like", "and so on", "rest of", "one of", "some of", "any of", "all of", "each of", "most of", "many of", "take part in", "takes part in", "taking part in", "taken part in", "take place",
            "takes place", "taking place", "in place", "with respect to", "with regard to", "in relation to", "in connection with", "come across", "up with", "out there",
        ],
    ),
];

const PREPOSITIONS: &str = "in on to into onto for about against over under between among amongst during through via per upon within around across towards toward off up down out along near";

/// Words that say nothing about which records are meant, by why they do not.
const EMPTY: &[&str] = &[
    // Articles, and words for all or some of what is asked for.
    "a an the this that these those any some all every each another other others more much many lots lot few various",
    // Who asks, and who is spoken of.
    "it its they them their theirs there here i me my mine myself we us our ours you your yours he she him her his hers one ones oneself themselves yourself ourselves",
    // Auxiliary verbs.
    "is are was were be been being am do does did done doing can could will would shall should may might must ought let lets have has had having get gets got getting become becomes became going go goes went gone",
    // What makes a question.
    "what which who whom whose when where why how whether if",
    // Conjunctions and particles.
    "then than as so such while because due since until whenever once ever too very really quite well actually please",
    // Prepositions: what stands after them is read.
    PREPOSITIONS,
    "re worth",
    // Asking for an answer.
    "show list lists find give tell name display search look looking see need needs needed want wants wanted wish seek seeking recommend suggest suggestion suggestions know ask question questions answer answers wonder wondering interested interest possible possibly maybe perhaps thanks thank hello hi hey ok okay yes dear explain describe",
    // Whatever a directory is asked for.
    "anything something everything thing things stuff way ways kind kinds sort sorts type types information info detail details idea ideas somewhere anywhere",
    // Being of use, which everything listed is.
    "help helps helped helping useful helpful exist exists existing available use uses used using work works worked working suited suitable designed meant intended aimed aim aims try trying tried keep keeping make makes making made",
    // Being in the directory, in a place, under a name.
    "listed recorded registered included including include includes contain contains containing cover covers covered covering concern concerns concerning regarding related relating relevant regards regard respect provide provides provided      providing offer offers offered offering involve involves involved involving based located situated come comes came coming named called titled entitled feature features featuring mention mentions mentioned mentioning",
    // Happening.
    "happen happens happened happening deal dealing cope coping handle handling start starts started put set take takes took taken taking",
];

/// The functions of a phrase in folded words.
pub fn functions() -> impl Iterator<Item = (&'static str, Function)> {
    let listed = FUNCTIONS.iter().flat_map(|(function, phrases)| phrases.iter().map(move |phrase| (*phrase, *function)));
    // A word that does something is not made empty by standing in both lists.
    listed.chain(empty().map(|word| (word, Function::Empty)))
}

/// The words of the closed list.
pub fn empty() -> impl Iterator<Item = &'static str> {
    EMPTY.iter().flat_map(|words| words.split_ascii_whitespace())
}

/// Whether a folded word says nothing.
#[must_use]
pub fn is_empty(word: &str) -> bool {
    empty().any(|own| own == word)
}

/// Whether a word only relates others: a verb phrase that is no more than that asks for nothing by itself.
#[must_use]
pub fn is_preposition(word: &str) -> bool {
    PREPOSITIONS.split_ascii_whitespace().any(|own| own == word)
}

/// Whether "… by" after this participle tells whose it is: "provided by", whatever verb an ontology has for it.
#[must_use]
pub fn is_of_makers(participle: &str) -> bool {
    matches!(participle, "provided" | "offered" | "produced" | "created" | "authored" | "developed" | "published" | "issued" | "released" | "located" | "based")
}

/// After the name of a place, when it names a language: "English speakers".
#[must_use]
pub fn is_about_language(word: &str) -> bool {
    matches!(word, "speaker" | "speakers" | "speaking" | "language" | "languages" | "translation" | "translations" | "version" | "versions" | "subtitles")
}

/// Whether a word can be the adjective of a place, and so the name of its language: "Welsh", "Dutch", "Italian".
#[must_use]
pub fn is_adjective_of_place(word: &str) -> bool {
    ["sh", "ch", "ese", "an", "ic", "i"].iter().any(|end| word.ends_with(end))
}

/// Articles and what else may stand inside a phrase without changing it.
#[must_use]
pub fn is_article(word: &str) -> bool {
    matches!(word, "a" | "an" | "the")
}
