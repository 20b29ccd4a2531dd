//! Types, fields and vocabularies are called on pages what the ontology calls them in the language of the interface.

use std::collections::BTreeSet;
use std::path::Path;

use super::{BROWSER, TestApp};
use whatworks::ontology::{LocalText, Ontology};

fn ontology() -> Ontology {
    Ontology::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("ontology")).expect("the ontology is sound")
}

fn welsh(texts: &[LocalText]) -> Option<&str> {
    texts.iter().find(|text| text.language == "cy").map(|text| text.text.as_str())
}

#[test]
fn everything_that_the_ontology_names_has_a_welsh_name() {
    let ontology = ontology();
    let mut lacking = BTreeSet::new();
    let mut look = |what: String, texts: &[LocalText]| {
        if welsh(texts).is_none() {
            lacking.insert(what);
        }
    };
    for ty in &ontology.types {
        look(ty.singular.clone(), &ty.labels);
        look(format!("several of {}", ty.singular), &ty.plural_labels);
        ty.properties.iter().for_each(|property| look(property.shape.clone(), &property.labels));
        ty.inverses.iter().for_each(|inverse| look(format!("{}, seen from {}", inverse.field, ty.singular), &inverse.labels));
    }
    for vocabulary in &ontology.vocabularies {
        look(vocabulary.code.clone(), &vocabulary.title);
        vocabulary.values.iter().for_each(|value| look(value.iri.clone(), &value.labels));
    }
    assert!(lacking.is_empty(), "without a Welsh name: {lacking:#?}");
}

/// The texts between the elements of a page.
fn texts(page: &str) -> impl Iterator<Item = &str> {
    page.split('>').filter_map(|piece| piece.split('<').next()).map(str::trim).filter(|text| !text.is_empty())
}

#[test]
fn pages_in_welsh_say_no_english_name_of_a_type_or_field() {
    let ontology = ontology();
    let (mut english, mut own) = (BTreeSet::new(), BTreeSet::new());
    for ty in &ontology.types {
        english.insert(ty.label.as_str());
        own.extend(welsh(&ty.labels).into_iter().chain(welsh(&ty.plural_labels)));
        for property in &ty.properties {
            english.insert(property.label.as_str());
            own.extend(welsh(&property.labels));
        }
    }
    for plural in ["Tools", "Case studies", "Organisations", "People", "Publications", "Findings", "Challenges"] {
        english.insert(plural);
    }
    english.retain(|label| !own.contains(label));
    let mut found = BTreeSet::new();
    for path in ["/", "/tools", "/tools/block-party", "/challenges/fear-of-escalation", "/search?search=twitter", "/gaps", "/timeline", "/places", "/tools/block-party/around", "/tools/block-party/history", "/contribute", "/contribute/tools", "/contribute/claims", "/tools/block-party/edit"] {
        let joint = if path.contains('?') { '&' } else { '?' };
        let answer = TestApp::shared().get(&format!("{path}{joint}lang=cy"), &[BROWSER]);
        assert_eq!(answer.status, 200, "{path}");
        let page = answer.text();
        assert!(page.contains("<html lang=\"cy\">"), "{path}");
        // What a page marks as English is a text of a record.
        found.extend(texts(&page).filter(|text| english.contains(text)).map(|text| format!("{path}: {text}")));
    }
    assert!(found.is_empty(), "{found:#?}");
    let page = |path: &str| TestApp::shared().get(path, &[BROWSER]).text();
    let form = page("/contribute/tools?lang=cy");
    for part in ["Offeryn", "Darparwr", "Cost", "Beth sy&#39;n Gweithio"] {
        assert!(form.contains(part), "{part}: {form}");
    }
    assert!(page("/tools?lang=cy").contains("<h1>Offer</h1>") && page("/tools?lang=en").contains("<h1>Tools</h1>"));
}
