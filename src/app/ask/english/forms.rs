//! How words change their endings: one form under which a noun is looked up, every form of a verb.

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
