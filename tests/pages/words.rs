//! Candidates for vocabularies: what waits, and what people write for which there is no term.

use super::place::{Place, link};

fn summary(text: &str) -> String {
    format!("summary: {{text: \"{text}\"}}")
}

#[test]
fn what_several_records_write_and_no_term_is_called_is_a_click_away_from_a_proposal() {
    let place = Place::with(|_| ());
    for (name, text) in [
        ("One", "Help against audience fatigue and fear of escalation."),
        ("Two", "When Audience Fatigues set in, hostile replies follow."),
        ("Three", "Audience fatigue, and how tone policing makes it worse. Audience fatigue again."),
        ("Four", "On tone policing. Hostile replies are common."),
        ("Five", "Hostile; replies. What the public thinks about social media."),
    ] {
        place.publish(name, &summary(text));
    }
    let page = place.page("/curate/words");
    assert!(page.contains("<th scope=\"row\" lang=\"en\">audience fatigue</th><td>3<details>"), "{page}");
    for phrase in ["tone policing", "hostile replies", "fear of escalation", "social media", "fatigue again"] {
        assert!(!page.contains(&format!(">{phrase}</th>")), "{phrase}: too few, across a full stop, or known already");
    }
    assert!(page.contains("href=\"/tools/three\""), "where it is written");

    // As a new term, and as another name of a near one.
    let form = place.page(&link(&page, "/contribute/challenges?"));
    assert!(form.contains("value=\"audience fatigue\""), "{form}");
    for (name, text) in [("Six", "On vanity counters."), ("Seven", "Vanity counters mislead."), ("Eight", "A vanity counter is no evidence.")] {
        place.publish(name, &summary(text));
    }
    let page = place.page("/curate/words");
    let row = page.split("<tr>").find(|row| row.contains(">vanity counters</th>")).unwrap_or_else(|| panic!("no row: {page}"));
    let near = link(row, "/challenges/");
    let form = place.page(&link(row, &format!("{near}/edit?altNames=")));
    assert!(form.contains("value=\"vanity counters\""), "{form}");
    let names = form.matches("name=\"altNames\"").count();
    assert!(names > 1 && form.contains("name=\"altNames.lang\""), "the names that it has stay, each in its language");

    // What is proposed waits, and is no candidate any more.
    place.ask("mutation { submitChallenge(input: {name: [{text: \"Audience fatigue\"}]}) { key } }");
    let page = place.page("/curate/words");
    assert!(page.contains("Audience fatigue</a>") && !page.contains(">audience fatigue</th>"), "{page}");
    assert_eq!(place.of_others("/curate/words"), (403, 303));
}
