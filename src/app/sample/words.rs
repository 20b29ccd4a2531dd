//! Words for sample texts, and how they are put together. The texts mean nothing, but they have the lengths, letters and
//! frequencies of words that real ones have.

use super::random::Random;

const ADJECTIVES: &[&str] = &[
    "accessible", "active", "ambitious", "basic", "brief", "bright", "broad", "calm", "careful", "central", "clear", "collaborative", "common", "creative",
    "critical", "cultural", "curious", "daily", "digital", "direct", "early", "easy", "educational", "effective", "everyday", "experimental", "external",
    "fair", "familiar", "flexible", "formal", "fresh", "friendly", "gentle", "global", "helpful", "honest", "human", "inclusive", "independent", "informal",
    "large", "lasting", "late", "lively", "local", "long", "modern", "mutual", "narrow", "national", "natural", "new", "open", "ordinary", "patient",
    "personal", "playful", "popular", "practical", "private", "professional", "public", "quick", "quiet", "rapid", "recent", "regional", "reliable",
    "respectful", "rural", "scientific", "shared", "short", "simple", "slow", "small", "social", "specific", "steady", "strong", "technical", "thoughtful",
    "trusted", "unexpected", "urban", "useful", "virtual", "visual", "vivid", "warm", "weekly", "wide", "willing", "young",
];
const NOUNS: &[&str] = &[
    "account", "afternoon", "album", "answer", "archive", "argument", "article", "artist", "audience", "author", "balance", "band", "behaviour", "boundary",
    "bridge", "campaign", "camera", "centre", "change", "channel", "chapter", "choice", "citizen", "clinic", "college", "colleague", "colour", "comment",
    "committee", "company", "conversation", "corner", "council", "course", "critic", "debate", "decision", "department", "device", "discussion", "doctor",
    "door", "editor", "effort", "election", "engineer", "evening", "event", "example", "exhibition", "expert", "farmer", "festival", "field", "film", "forum",
    "friend", "garden", "guide", "habit", "harbour", "headline", "hospital", "hour", "idea", "image", "interview", "island", "journal", "journey",
    "laboratory", "landscape", "lecture", "lesson", "letter", "library", "limit", "link", "listener", "manager", "market", "measure", "meeting", "member",
    "message", "method", "mistake", "moderator", "morning", "mountain", "museum", "neighbour", "newspaper", "notice", "number", "nurse", "office", "opinion",
    "page", "parent", "partner", "path", "pattern", "photograph", "platform", "podcast", "post", "practice", "principle", "problem", "profile", "programme",
    "project", "promise", "protocol", "question", "reader", "reason", "record", "region", "report", "researcher", "resource", "response", "result", "river",
    "routine", "rumour", "school", "scientist", "season", "series", "session", "signal", "site", "station", "story", "street", "student", "summer", "survey",
    "teacher", "team", "theatre", "thread", "timetable", "topic", "town", "tradition", "trial", "tutor", "user", "valley", "video", "village", "visitor",
    "voice", "volunteer", "walk", "weather", "website", "weekend", "window", "winter", "workshop", "writer",
];
const VERBS: &[&str] = &[
    "accept", "answer", "approach", "ask", "attract", "avoid", "build", "calm", "change", "check", "collect", "compare", "connect", "consider", "correct",
    "describe", "develop", "discuss", "encourage", "examine", "expect", "explain", "explore", "follow", "gather", "guide", "help", "improve", "include",
    "influence", "inform", "invite", "join", "limit", "measure", "mention", "moderate", "need", "notice", "offer", "organise", "plan", "prepare", "present",
    "protect", "question", "reach", "recognise", "record", "reduce", "reflect", "remember", "report", "respect", "review", "reward", "share", "shape", "show",
    "study", "suggest", "support", "surprise", "test", "train", "trust", "understand", "use", "value", "visit", "watch", "welcome",
];
const ADVERBS: &[&str] = &[
    "again", "almost always", "at first", "before long", "carefully", "every week", "in public", "in time", "now and then", "often", "openly", "over the years",
    "patiently", "quietly", "rarely", "so far", "twice a year", "without much effort",
];
const TOPICS: &[&str] = &[
    "air quality", "archaeology", "astronomy", "biodiversity", "climate change", "coastal erosion", "dementia", "dental care", "diet and exercise", "drug policy",
    "energy use", "flooding", "genetics", "hashtags", "health literacy", "heritage", "housing", "language learning", "live streaming", "local history",
    "mathematics", "mental health", "microplastics", "migration", "misinformation", "music", "open data", "peer review", "pile-ons", "pollinators", "privacy",
    "public transport", "recycling", "rewilding", "robotics", "safeguarding", "science fiction", "short videos", "sleep", "soil health", "trolling",
    "vaccination", "volcanoes", "web accessibility", "women’s health", "young people’s views",
];
const PLACES: &[&str] = &[
    "Aberystwyth", "Belfast", "Brno", "Córdoba", "Derby", "Dundee", "Galway", "Gdańsk", "Hull", "Kraków", "Leeds", "Lisbon", "Llandudno", "Malmö", "Norwich",
    "Oban", "Porto", "Pwllheli", "Reykjavík", "Sligo", "St Ives", "Stirling", "Swansea", "Tromsø", "Truro", "Ynys Môn", "York", "Zürich",
];
/// Quotation marks, apostrophes and letters outside ASCII, which every part of the directory has to carry unharmed.
const ASIDES: &[&str] = &[
    "a café in the corner", "a naïve first question", "“what’s in it for us?”", "“tell me more”", "\"do not read the comments\"", "Siân’s notebook",
    "the façade of the town hall", "an exposé of its own", "o’clock and minutes", "½ of those asked", "a cliché, perhaps", "the Gŵyl next door", "a 'quiet hour'",
];
const GIVEN: &[&str] = &[
    "Ada", "Aisha", "Alun", "Amara", "Anneli", "Bethan", "Bruno", "Carys", "Chidi", "Daniela", "Dilys", "Elin", "Emeka", "Farah", "Fergus", "Gwen", "Hana",
    "Idris", "Ines", "Ivo", "Jarek", "José", "Kofi", "Leila", "Lowri", "Mairead", "Marek", "Mei", "Nadia", "Niamh", "Oisín", "Olwen", "Priya", "Rafael",
    "Renée", "Rhys", "Sanjay", "Siân", "Tamsin", "Tomos", "Uma", "Viktor", "Wanda", "Xanthe", "Yusuf", "Zoë",
];
/// Family names are put together, so that nobody in particular is meant.
const FAMILY_FRONT: &[&str] = &[
    "Aber", "Alder", "Black", "Brock", "Calder", "Cop", "Dun", "Eller", "Fair", "Gar", "Hazel", "Hollin", "Kelder", "Lang", "Marl", "Nether", "Oaken", "O’Bram",
    "Pen", "Quarn", "Rother", "Sel", "Thorn", "Under", "Wether", "Wyn",
];
const FAMILY_BACK: &[&str] = &["beck", "bridge", "by", "combe", "cott", "den", "field", "gate", "ham", "hurst", "ley", "more", "rigg", "stead", "thwaite", "ton", "well", "wick", "worth"];
const BODIES: &[&str] = &[
    "Academy", "Association", "Centre for", "Charity for", "Collective", "College", "Foundation", "Institute of", "Library", "Museum of", "Network for",
    "Partnership", "Research Council", "Science Centre", "Society", "Studio", "Trust", "University",
];
const FORMS: &[&str] = &[
    "a practical guide", "a report", "a review", "an introduction", "evidence from practice", "examples and advice", "first steps", "five lessons", "ideas to try",
    "notes for beginners", "questions and answers", "what we learnt",
];

/// `A` adjective, `N` noun, `S` several of it, `V` verb of one, `B` verb of several, `D` adverb, `T` topic, `P` place, `X` aside.
const SENTENCES: &[&str] = &[
    "The A N V S and S.",
    "Many S B the A N D.",
    "It V S who care about T.",
    "Each N V what S expect from this A N.",
    "Most S don’t expect it, but the N V the N in the end.",
    "When S B the N, another A N V them D.",
    "This N brings together S, A S and X.",
    "In P, S and S B T D.",
    "It began with X and a question about T.",
    "A S B more than A S do.",
    "The N’s A N V T, T and the S of P.",
    "Whoever V one A N V the next one D.",
    "There were S, S, one A N and X.",
];
const TITLES: &[&str] = &["A S", "The A N", "T and the A N", "T for A S", "A N: F", "T: F", "S and S in P", "From N to N: T", "N by N", "The N’s N", "A T", "S for T in P"];

/// Two words and a number, as keys have them.
pub fn key(random: &mut Random, number: u64) -> String {
    format!("{}-{}-{number}", word(random, ADJECTIVES), word(random, NOUNS))
}

/// The name of somebody, of a body, of a piece of work.
pub fn individual(random: &mut Random) -> String {
    let mut name = word(random, GIVEN).to_owned();
    if random.chance(0.1) {
        name.push_str(" M.");
    }
    format!("{name} {}{}", word(random, FAMILY_FRONT), word(random, FAMILY_BACK))
}

pub fn body(random: &mut Random) -> String {
    let place = if random.chance(0.4) { word(random, PLACES).to_owned() } else { format!("{}{}", word(random, FAMILY_FRONT), word(random, FAMILY_BACK)) };
    let body = word(random, BODIES);
    if body.ends_with(" for") || body.ends_with(" of") {
        format!("{place} {body} {}", title_case(word(random, TOPICS)))
    } else if random.chance(0.3) {
        format!("{} {} {body}", place, title_case(word(random, ADJECTIVES)))
    } else {
        format!("{place} {body}")
    }
}

pub fn title(random: &mut Random) -> String {
    let template = word(random, TITLES);
    let mut text = String::with_capacity(48);
    fill(random, template, &mut text);
    text
}

/// The first letters of a name, or a short form of it.
pub fn short_name(random: &mut Random) -> String {
    let title = title(random);
    if random.chance(0.5) {
        title.split(' ').filter_map(|part| part.chars().find(|letter| letter.is_alphabetic())).flat_map(char::to_uppercase).collect()
    } else {
        title.split([':', ',']).next().unwrap_or(&title).to_owned()
    }
}

pub fn sentences(random: &mut Random, count: u64) -> String {
    let mut text = String::with_capacity(80 * count as usize);
    for _ in 0..count {
        if !text.is_empty() {
            text.push(' ');
        }
        let template = word(random, SENTENCES);
        fill(random, template, &mut text);
    }
    text
}

/// A host and path that lead nowhere: `.example` is reserved (RFC 2606).
pub fn address(random: &mut Random, key: &str) -> String {
    match random.below(4) {
        0 => format!("https://www.{key}.example/"),
        1 => format!("https://{key}.example/{}/{}", word(random, NOUNS), word(random, NOUNS)),
        2 => format!("http://{}.example/{key}?page={}", word(random, NOUNS), random.below(90)),
        _ => format!("https://{}.example/{key}", word(random, NOUNS)),
    }
}

fn word(random: &mut Random, words: &'static [&'static str]) -> &'static str {
    random.pick(words).copied().unwrap_or("word")
}

fn fill(random: &mut Random, template: &str, text: &mut String) {
    let start = text.len();
    for (at, token) in template.split(' ').enumerate() {
        if at > 0 {
            text.push(' ');
        }
        let (head, tail) = if token.starts_with(|letter: char| letter.is_ascii_uppercase()) { token.split_at(1) } else { ("", token) };
        // Only a capital that stands alone, before punctuation or an apostrophe, is a place to fill: `The` is a word.
        if head.is_empty() || tail.starts_with(|letter: char| letter.is_alphabetic()) {
            text.push_str(token);
            continue;
        }
        match head {
            "A" => text.push_str(word(random, ADJECTIVES)),
            "N" => text.push_str(word(random, NOUNS)),
            "S" => text.push_str(&several(word(random, NOUNS))),
            "V" => text.push_str(&inflected(word(random, VERBS))),
            "B" => text.push_str(word(random, VERBS)),
            "D" => text.push_str(word(random, ADVERBS)),
            "T" => text.push_str(word(random, TOPICS)),
            "P" => text.push_str(word(random, PLACES)),
            "F" => text.push_str(word(random, FORMS)),
            "X" => text.push_str(word(random, ASIDES)),
            other => text.push_str(other),
        }
        text.push_str(tail);
    }
    if let Some(first) = text[start..].chars().next().filter(char::is_ascii_lowercase) {
        text.replace_range(start..=start, first.to_ascii_uppercase().encode_utf8(&mut [0; 4]));
    }
}

fn several(noun: &str) -> String {
    if noun == "series" { noun.to_owned() } else { inflected(noun) }
}

/// The ending is the same for several things and for what one of them does.
fn inflected(word: &str) -> String {
    match word.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{stem}ies"),
        _ if word.ends_with("ch") || word.ends_with("sh") || word.ends_with('s') || word.ends_with('x') => format!("{word}es"),
        _ => format!("{word}s"),
    }
}

fn title_case(text: &str) -> String {
    let words = text.split(' ').map(|word| {
        let mut letters = word.chars();
        match letters.next() {
            Some(first) if word != "and" => first.to_uppercase().chain(letters).collect(),
            _ => word.to_owned(),
        }
    });
    words.collect::<Vec<String>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_sentences_of_words() {
        let mut random = Random::of(&[7]);
        let text = sentences(&mut random, 200);
        assert!(text.ends_with('.'));
        for letters in [" A ", " N ", " V ", "  ", " S "] {
            assert!(!text[1..].contains(letters), "{letters:?} in {text}");
        }
        assert_eq!(inflected("study"), "studies");
        assert_eq!(several("library"), "libraries");
        assert_eq!(inflected("reach"), "reaches");
    }
}
