//! `owl:deprecated`: types, fields and concepts that go away, since when that is known, and what replaces them.

use super::{Compiler, shapes::Draft};
use crate::ontology::deprecation::{Deprecation, Instead};
use crate::ontology::terms::*;
use oxigraph::model::{NamedNode, NamedNodeRef, NamedOrBlankNode};
use rustc_hash::FxHashMap;

/// What the terms are that say it.
pub const TERMS: [NamedNodeRef<'static>; 4] = [OWL_DEPRECATED, DEPRECATED_ON, SUNSET, DCT_IS_REPLACED_BY];

/// What is said of a shape. `name` tells what replaces it, by its IRI; nothing where that is no fitting thing.
pub fn of_shape(compiler: &mut Compiler, node: &NamedOrBlankNode, name: impl Fn(&Compiler, &NamedNode) -> Option<Instead>) -> Option<Deprecation> {
    let said = TERMS.map(|term| compiler.graph.object(node, term).is_some());
    if said == [false; 4] {
        return None;
    }
    if !compiler.graph.flag(node, OWL_DEPRECATED) || !said[1] || !said[2] {
        compiler.problem(node, format!("{node}: what goes away says so with owl:deprecated true, ww:deprecatedOn and ww:sunset, each a day"));
        return None;
    }
    dated(compiler, node, name)
}

fn dated(compiler: &mut Compiler, node: &NamedOrBlankNode, name: impl Fn(&Compiler, &NamedNode) -> Option<Instead>) -> Option<Deprecation> {
    let instead = compiler.graph.iri(node, DCT_IS_REPLACED_BY).cloned().map(|replacement| (name(compiler, &replacement), replacement));
    if let Some((None, replacement)) = &instead {
        compiler.problem(node, format!("{node}: dct:isReplacedBy {replacement} is nothing of the same kind that is described here"));
    }
    let day = |term| compiler.graph.text(node, term).unwrap_or_default();
    match Deprecation::parse(day(DEPRECATED_ON), day(SUNSET), instead.and_then(|(instead, _)| instead)) {
        Ok(deprecation) => Some(deprecation),
        Err(words) => {
            compiler.problem(node, format!("{node}: {words}"));
            None
        }
    }
}

/// The field that replaces another, by its property shape.
pub fn field(compiler: &Compiler, shape: &NamedNode) -> Option<Instead> {
    let node = shape.clone().into();
    Some(Instead { name: compiler.graph.text(&node, FIELD)?.to_owned(), iri: compiler.graph.iri(&node, SH_PATH).cloned() })
}

/// The type that replaces another, by its shape.
pub fn ty(compiler: &Compiler, shape: &NamedNode) -> Option<Instead> {
    let node = shape.clone().into();
    Some(Instead { name: compiler.graph.text(&node, SINGULAR)?.to_owned(), iri: Some(compiler.graph.iri(&node, SH_TARGET_CLASS)?.clone()) })
}

/// The concepts that go away, by IRI. A concept may be deprecated without a day: then it stays, and is offered no longer.
pub fn of_concepts(compiler: &mut Compiler, draft: &Draft) -> FxHashMap<String, Deprecation> {
    let mut found = FxHashMap::default();
    for (class, base) in draft.concretes.iter().filter(|shape| shape.vocabulary.is_some()).map(|shape| (shape.class.clone(), shape.base.clone())) {
        for concept in compiler.graph.instances(class.as_ref()).cloned().collect::<Vec<_>>() {
            let NamedOrBlankNode::NamedNode(node) = &concept else { continue };
            if compiler.graph.object(&concept, DEPRECATED_ON).is_none() && compiler.graph.object(&concept, SUNSET).is_none() {
                continue;
            }
            let name = |compiler: &Compiler, replacement: &NamedNode| {
                let key = replacement.as_str().strip_prefix(base.as_str())?.to_owned();
                (!compiler.graph.statements(&replacement.clone().into()).is_empty()).then(|| Instead { name: key, iri: Some(replacement.clone()) })
            };
            if let Some(deprecation) = of_shape(compiler, &concept, name) {
                found.insert(node.as_str().to_owned(), deprecation);
            }
        }
    }
    found
}
