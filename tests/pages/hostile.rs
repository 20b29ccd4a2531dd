//! Records with scripts in every field.

use super::served;
use crate::curation::app::{App, BASE};
use crate::door::node;
use oxigraph::model::{Literal, NamedNode, Term, Triple, vocab::rdf};
use whatworks::ledger::{Draft, EventKind, Patch};
use whatworks::ontology::{Ontology, Property, Range, Type};

const PAYLOADS: [&str; 6] = [
    "hostile <script>alert('hostile')</script>",
    "hostile \"><img src=x onerror=alert('hostile')>",
    "hostile </script><script>alert('hostile')</script><!--",
    "hostile ' onfocus=alert('hostile') autofocus='",
    "hostile </title></textarea></style><svg onload=alert('hostile')>",
    "hostile {{7*7}} ${alert('hostile')} &lt;script&gt; \u{2028}",
];

/// The key of the one record of a type.
const KEY: &str = "hostile";

fn value(ontology: &Ontology, property: &Property, at: usize) -> Option<Term> {
    let payload = PAYLOADS[at % PAYLOADS.len()];
    Some(match &property.range {
        Range::Text => Literal::new_simple_literal(payload).into(),
        Range::LocalText => Literal::new_language_tagged_literal_unchecked(payload, "en").into(),
        // No door takes such addresses; pages must not rely on that.
        Range::Address | Range::Identifier(_) if at % 2 == 0 => NamedNode::new_unchecked("javascript:alert('hostile')").into(),
        Range::Address | Range::Identifier(_) => NamedNode::new_unchecked("https://hostile.example/\"onmouseover=\"alert('hostile')").into(),
        Range::Link(targets) => {
            let target = targets.types.iter().map(|ty| ontology.ty(*ty)).find(|ty| !ty.is_concept());
            let concept = || targets.types.iter().find_map(|ty| ontology.vocabularies.get(ontology.ty(*ty).vocabulary?)).and_then(|vocabulary| ontology.triples.iter().find(|triple| triple.predicate.as_str().ends_with("inScheme") && triple.object == Term::from(vocabulary.iri.clone())));
            match target {
                Some(ty) => NamedNode::new_unchecked(format!("{}{KEY}", ty.base)).into(),
                None => NamedNode::new_unchecked(concept()?.subject.to_string().trim_matches(['<', '>'])).into(),
            }
        }
        _ => return None,
    })
}

fn record(ontology: &Ontology, ty: &Type) -> Draft {
    let subject = NamedNode::new_unchecked(format!("{}{KEY}", ty.base));
    let mut triples = vec![Triple::new(subject.clone(), rdf::TYPE, ty.class.clone())];
    for (at, property) in ty.properties.iter().enumerate().filter(|(_, property)| !property.derived && property.is_public()) {
        triples.extend(value(ontology, property, at).map(|value| Triple::new(subject.clone(), ontology.path(property.path).clone(), value)));
    }
    Draft { actor: PAYLOADS[1].to_owned(), kind: EventKind::Published, subject: subject.as_str().to_owned(), patch: Patch::new(Vec::new(), triples), private: Vec::new(), idempotency_key: None }
}

#[test]
fn scripts_in_every_field_of_every_type_stay_text() {
    let app = served(|| {
        let app = App::new();
        let ontology = app.directory.ontology();
        let drafts = ontology.types.iter().filter(|ty| !ty.is_concept()).map(|ty| record(ontology, ty)).collect();
        crate::curation::app::RUNTIME.block_on(app.directory.append(None, drafts, Vec::new())).expect("kept");
        app
    });
    let ontology = app.directory.ontology();
    assert!(BASE.starts_with("https://"));
    let mut paths: Vec<String> = vec!["/".to_owned(), "/search?search=hostile".to_owned(), "/gaps".to_owned()];
    for payload in PAYLOADS {
        let encoded = whatworks::http::query::encoded(payload);
        paths.extend([format!("/ask?q={encoded}"), format!("/search?search={encoded}"), format!("/{encoded}"), format!("/search?order={encoded}")]);
    }
    for ty in ontology.types.iter().filter(|ty| !ty.is_concept()) {
        let list = whatworks::http::pages::segment(ty);
        paths.extend([format!("/{list}"), format!("/{list}/{KEY}"), format!("/{list}/{KEY}/history")]);
    }
    let mut arguments = vec![format!("http://{}", app.address)];
    arguments.extend(paths);
    node::run("hostile.mjs", &arguments.iter().map(String::as_str).collect::<Vec<_>>());
}
