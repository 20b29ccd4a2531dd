//! English as such: the small closed lists (who asks, who negates, what fills), and how words change their endings.
//!
//! Nothing here knows what a directory is about. What a word means in a directory is said in its ontology.

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
    /// "best", "latest": an order nobody can give.
    Order,
    /// Needed by English, says nothing.
    Filler,
}

/// Longer phrases before shorter ones where it matters is not needed: the longest match wins.
const FUNCTIONS: &[(Function, &[&str])] = &[
    (
        Function::Not,
        &[
            "not", "without", "except", "except for", "excluding", "other than", "apart from", "non", "never", "neither", "no", "minus", "lacking", "instead of", "rather than",
            "that are not", "which are not", "but not", "and not", "leaving out", "not including", "anything but", "isnt", "arent", "dont", "doesnt",
        ],
    ),
    (Function::Outside, &["outside", "outside of", "not in", "not from", "beyond", "elsewhere than"]),
    (Function::And, &["and", "and also", "as well as", "plus", "also", "both", "and which", "and that", "&"]),
    (Function::Or, &["or", "or else", "either", "and or", "or also"]),
    (Function::Nor, &["nor", "or not"]),
    (Function::But, &["but", "but also", "yet"]),
    (Function::Filler, &["in case of", "in case", "in the case of", "for example", "for instance", "such as", "a kind of", "in order to", "in terms of", "a lot of", "at all", "at least", "at most", "more than", "less than", "fewer than", "no more than", "no less than", "greater than", "up to", "of course", "by the way", "as well", "at the moment", "how about", "what about", "tell me about", "not only", "not just", "i am", "to do with", "in general", "based on", "because of"]),
    (Function::Count, &["how many", "number of", "the number of", "count", "count of", "how much", "total number of", "what number of"]),
    (Function::With, &["with", "having", "has", "have", "that have", "that has", "who have", "who has", "which have", "whose", "where there is"]),
    (Function::Of, &["by", "from", "at", "of", "in", "within", "in the", "within the", "of the", "by the", "from the", "at the", "done by", "made by", "run by", "created by", "coming from"]),
    (
        Function::Order,
        &[
            "best", "latest", "newest", "oldest", "most recent", "most popular", "most cited", "top", "cheapest", "recent", "recently", "first", "last", "most", "least", "better", "worst",
            "biggest", "largest", "smallest", "popular", "new", "newer", "favourite", "sorted", "ordered", "ranked", "alphabetically", "strongest", "good", "great", "effective",
            "current", "currently", "nowadays", "today", "now", "nearest", "this year", "last year", "next year", "this month", "upcoming", "next",
        ],
    ),
];

/// The one list of words that questions need and that say nothing here.
const FILLERS: &str = "a an the this that these those it its they them their theirs there here \
 i me my mine myself we us our ours you your yours he she him her his hers one ones \
 is are was were be been being am do does did done doing can could will would shall should may might must ought let lets \
 what which who whom whose when where why how whether if then than as so such like \
 in on to into onto for about against over under between among amongst during through via per upon within around across towards toward off up down out \
 show list find give get got tell name display search look looking see need needs needed want wants wanted wish would like seek seeking recommend recommended suggest suggestions suggestion \
 please thanks thank hello hi hey ok okay yes well just only really very quite too any some all every each other another others more less much many lot lots few several various certain different \
 help helps helped helping useful helpful exist exists existing available known know try trying keep keeping make makes making made use uses used using work works worked working go going come comes came \
 anything something everything nothing thing things stuff way ways kind kinds sort sorts type types example eg ie etc \
 ask asks asking question answer answers information info details detail about regarding concerning related relating relevant regards respect terms case cases point \
 want wondering wonder interested interest possible possibly maybe perhaps also even still already ever again after before since while because due when whenever \
 has have had having become becomes happen happens happened happening deal dealing cope coping handle handling start started say says said saying mention mentions mentioned \
 put set based located situated coming named called titled entitled listed recorded registered included including include includes \
 need something somewhere anywhere involve involves involved involving provide provides provided providing offer offers publicly \
 actually currently main major important key specific specifically especially particular particularly general generally overall mostly mainly usually often \
 time times day days week weeks idea ideas research researching own suited suitable designed meant intended aimed aim aims \
 fewer minimum maximum exceeding below above worth cover covers covered covering contain contains containing concern concerns feature features featuring take takes taken taking place part parts role roles";

/// The functions of a phrase in folded words.
#[must_use]
pub fn functions() -> impl Iterator<Item = (&'static str, Function)> {
    let listed = FUNCTIONS.iter().flat_map(|(function, phrases)| phrases.iter().map(move |phrase| (*phrase, *function)));
    // A word that does something is not made a filler by standing in both lists.
    let fillers = FILLERS.split_ascii_whitespace().map(|word| (word, Function::Filler));
    listed.chain(fillers)
}

/// Whether a folded word says nothing.
#[must_use]
pub fn is_filler(word: &str) -> bool {
    FILLERS.split_ascii_whitespace().any(|own| own == word)
}

/// Before a year: how the year bounds. Phrases in folded words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum YearBound {
    In,
    From,
    After,
    UpTo,
    Before,
}

pub const BEFORE_YEAR: &[(&str, YearBound)] = &[
    ("in", YearBound::In), ("from", YearBound::In), ("of", YearBound::In), ("during", YearBound::In), ("dated", YearBound::In), ("year", YearBound::In), ("the year", YearBound::In), ("in the year", YearBound::In),
    ("published in", YearBound::In), ("made in", YearBound::In), ("started in", YearBound::In), ("held in", YearBound::In), ("in the", YearBound::In), ("from the", YearBound::In), ("of the", YearBound::In), ("for", YearBound::In),
    ("since", YearBound::From), ("starting in", YearBound::From), ("starting from", YearBound::From), ("as of", YearBound::From), ("ever since", YearBound::From), ("no earlier than", YearBound::From), ("not before", YearBound::From),
    ("not older than", YearBound::From), ("no older than", YearBound::From), ("in or after", YearBound::From), ("published since", YearBound::From), ("since the", YearBound::From),
    ("after", YearBound::After), ("newer than", YearBound::After), ("later than", YearBound::After), ("post", YearBound::After), ("more recent than", YearBound::After), ("younger than", YearBound::After),
    ("published after", YearBound::After), ("after the", YearBound::After),
    ("until", YearBound::UpTo), ("till", YearBound::UpTo), ("up to", YearBound::UpTo), ("by", YearBound::UpTo), ("through", YearBound::UpTo), ("no later than", YearBound::UpTo), ("not after", YearBound::UpTo),
    ("not later than", YearBound::UpTo), ("in or before", YearBound::UpTo), ("up until", YearBound::UpTo),
    ("before", YearBound::Before), ("older than", YearBound::Before), ("earlier than", YearBound::Before), ("prior to", YearBound::Before), ("pre", YearBound::Before), ("published before", YearBound::Before), ("before the", YearBound::Before),
];

pub const AFTER_YEAR: &[(&str, YearBound)] = &[
    ("onwards", YearBound::From), ("onward", YearBound::From), ("or later", YearBound::From), ("or newer", YearBound::From), ("and later", YearBound::From), ("or after", YearBound::From), ("and after", YearBound::From),
    ("and newer", YearBound::From), ("or earlier", YearBound::UpTo), ("or before", YearBound::UpTo), ("or older", YearBound::UpTo), ("and earlier", YearBound::UpTo), ("and before", YearBound::UpTo), ("and older", YearBound::UpTo),
];

/// Before a number: how it bounds.
const BEFORE_NUMBER: &[(&str, YearBound)] = &[
    ("at least", YearBound::From), ("no less than", YearBound::From), ("minimum", YearBound::From), ("no fewer than", YearBound::From), ("more than", YearBound::After), ("over", YearBound::After), ("above", YearBound::After),
    ("greater than", YearBound::After), ("exceeding", YearBound::After), ("at most", YearBound::UpTo), ("up to", YearBound::UpTo), ("no more than", YearBound::UpTo), ("maximum", YearBound::UpTo), ("less than", YearBound::Before),
    ("fewer than", YearBound::Before), ("under", YearBound::Before), ("below", YearBound::Before),
];

/// How the words right before a number bound it.
#[must_use]
pub fn bound_before(words: &[super::words::Word], at: usize) -> Option<YearBound> {
    let ends = |phrase: &str| {
        let start = at.checked_sub(phrase.split(' ').count());
        start.and_then(|start| words.get(start..at)).is_some_and(|words| words.iter().map(|word| word.plain.as_str()).eq(phrase.split(' ')))
    };
    BEFORE_NUMBER.iter().filter(|(phrase, _)| ends(phrase)).max_by_key(|(phrase, _)| phrase.len()).map(|(_, bound)| *bound)
}

/// What joins the ends of a span of years; the flag says whether that needs "between" or "from" before.
pub const YEAR_JOINTS: &[(&str, bool)] = &[("and", true), ("to", false), ("until", false), ("till", false), ("through", false), ("up to", false)];
pub const BEFORE_SPAN: &[&str] = &["between", "from", "in the years", "in", "during", "between the years"];

/// Articles and what else may stand inside a phrase without changing it.
#[must_use]
pub fn is_article(word: &str) -> bool {
    matches!(word, "a" | "an" | "the")
}

const IRREGULAR_PLURALS: &[(&str, &str)] = &[
    ("people", "person"), ("children", "child"), ("men", "man"), ("women", "woman"), ("criteria", "criterion"), ("analyses", "analysis"), ("syntheses", "synthesis"), ("hypotheses", "hypothesis"), ("theses", "thesis"),
    ("crises", "crisis"), ("indices", "index"), ("alumni", "alumnus"), ("curricula", "curriculum"), ("series", "series"), ("species", "species"), ("news", "news"), ("movies", "movie"), ("staff", "staff"), ("faculties", "faculty"),
];

/// The form under which a noun is looked up: singular, in British spelling. The same for the ontology's words and for questions.
#[must_use]
pub fn base(word: &str) -> String {
    british(&singular(word))
}

fn singular(word: &str) -> String {
    if let Some((_, one)) = IRREGULAR_PLURALS.iter().find(|(many, _)| *many == word) {
        return (*one).to_owned();
    }
    let stem = |cut: usize| word.get(..word.len() - cut).unwrap_or(word);
    if !word.is_ascii() || word.len() <= 3 || word.ends_with("ss") || word.ends_with("us") || word.ends_with("is") {
        return word.to_owned();
    }
    if word.ends_with("ies") && word.len() > 4 {
        return format!("{}y", stem(3));
    }
    if ["sses", "shes", "ches", "xes", "zzes"].iter().any(|end| word.ends_with(end)) {
        return stem(2).to_owned();
    }
    if word.ends_with('s') { stem(1).to_owned() } else { word.to_owned() }
}

/// Organization, center, behavior: one spelling for both sides of the Atlantic.
fn british(word: &str) -> String {
    if word.len() < 6 {
        return word.to_owned();
    }
    let mut spelled = word.to_owned();
    for (american, own) in [("ization", "isation"), ("izing", "ising"), ("yzing", "ysing"), ("avior", "aviour")] {
        spelled = spelled.replace(american, own);
    }
    for (american, own) in [("ize", "ise"), ("ized", "ised"), ("izer", "iser"), ("yze", "yse"), ("yzed", "ysed"), ("center", "centre"), ("license", "licence")] {
        if let Some(front) = spelled.strip_suffix(american) {
            spelled = format!("{front}{own}");
        }
    }
    spelled
}

/// Plural of a noun phrase, for questions we suggest.
#[must_use]
pub fn plural(phrase: &str) -> String {
    let (front, last) = phrase.rsplit_once(' ').map_or(("", phrase), |(front, last)| (front, last));
    let lower = last.to_lowercase();
    let many = if let Some((many, _)) = IRREGULAR_PLURALS.iter().find(|(_, one)| *one == lower) {
        (*many).to_owned()
    } else if lower.ends_with('y') && !["ay", "ey", "oy", "uy"].iter().any(|end| lower.ends_with(end)) {
        format!("{}ies", last.strip_suffix('y').unwrap_or(last))
    } else if ["s", "x", "z", "ch", "sh"].iter().any(|end| lower.ends_with(end)) {
        format!("{last}es")
    } else {
        format!("{last}s")
    };
    if front.is_empty() { many } else { format!("{front} {many}") }
}

const IRREGULAR_VERBS: &[(&str, &[&str])] = &[
    ("be", &["am", "is", "are", "was", "were", "been", "being"]), ("write", &["wrote", "written"]), ("make", &["made"]), ("hold", &["held"]), ("deal", &["dealt"]), ("know", &["knew", "known"]), ("come", &["came"]),
    ("say", &["said"]), ("do", &["does", "did", "done"]), ("find", &["found"]), ("give", &["gave", "given"]), ("take", &["took", "taken"]), ("get", &["got"]), ("run", &["ran"]), ("teach", &["taught"]), ("lead", &["led"]),
    ("build", &["built"]), ("see", &["saw", "seen"]), ("think", &["thought"]), ("show", &["shown"]), ("keep", &["kept"]), ("begin", &["began", "begun"]), ("fight", &["fought"]), ("seek", &["sought"]), ("speak", &["spoke", "spoken"]),
    ("win", &["won"]), ("overcome", &["overcame"]), ("have", &["has", "had"]), ("belong", &["belonging"]), ("carry", &["carried"]), ("go", &["goes", "went", "gone"]), ("sell", &["sold"]), ("draw", &["drew", "drawn"]),
    ("grow", &["grew", "grown"]), ("sit", &["sat"]), ("set", &["set"]), ("meet", &["met"]), ("choose", &["chose", "chosen"]), ("bring", &["brought"]), ("buy", &["bought"]), ("send", &["sent"]), ("spend", &["spent"]),
];

/// Every form of a verb phrase: its first word changes. What follows "be" also stands alone.
#[must_use]
pub fn verb_forms(phrase: &str) -> Vec<String> {
    let (verb, rest) = phrase.split_once(' ').unwrap_or((phrase, ""));
    let mut forms = vec![verb.to_owned()];
    if let Some((_, own)) = IRREGULAR_VERBS.iter().find(|(base, _)| *base == verb) {
        forms.extend(own.iter().map(|form| (*form).to_owned()));
    }
    if verb != "be" {
        forms.extend(regular_forms(verb));
    }
    forms.dedup();
    let mut phrases: Vec<String> = forms.into_iter().map(|form| if rest.is_empty() { form } else { format!("{form} {rest}") }).collect();
    if verb == "be" && !rest.is_empty() {
        phrases.push(rest.to_owned());
    }
    phrases
}

fn regular_forms(verb: &str) -> Vec<String> {
    let front = |cut: usize| verb.get(..verb.len().saturating_sub(cut)).unwrap_or(verb);
    let consonant_y = verb.ends_with('y') && !["ay", "ey", "oy", "uy"].iter().any(|end| verb.ends_with(end));
    if consonant_y {
        return vec![format!("{}ies", front(1)), format!("{}ied", front(1)), format!("{verb}ing")];
    }
    if verb.ends_with('e') {
        return vec![format!("{verb}s"), format!("{verb}d"), format!("{}ing", front(1))];
    }
    let hissing = ["s", "x", "z", "ch", "sh"].iter().any(|end| verb.ends_with(end));
    let mut forms = vec![if hissing { format!("{verb}es") } else { format!("{verb}s") }, format!("{verb}ed"), format!("{verb}ing")];
    // Stop, stopped: in short words the last consonant is doubled. A form nobody uses does no harm.
    if let Some(last) = verb.chars().last().filter(|last| verb.len() <= 5 && !"aeiouwxy".contains(*last)) {
        forms.extend([format!("{verb}{last}ed"), format!("{verb}{last}ing")]);
    }
    forms
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nouns_are_looked_up_in_one_form() {
        for (many, one) in [("tools", "tool"), ("universities", "university"), ("people", "person"), ("case", "case"), ("analyses", "analysis"), ("organizations", "organisation"), ("centers", "centre"), ("classes", "class"), ("bus", "bus")] {
            assert_eq!(base(many), one);
        }
    }

    #[test]
    fn verbs_have_their_forms_and_be_leaves_its_preposition() {
        assert_eq!(verb_forms("deal with"), ["deal with", "dealt with", "deals with", "dealed with", "dealing with", "dealled with", "dealling with"]);
        assert!(verb_forms("study").contains(&"studies".to_owned()));
        assert!(verb_forms("be about").contains(&"about".to_owned()));
        assert!(verb_forms("write").contains(&"written".to_owned()));
    }
}
