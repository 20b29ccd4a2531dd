//! Asks memory for the records of a page before they are written.
//!
//! A page shows hundreds of records that lie anywhere in memory. Written one after another, each is waited for; touched in rounds, records
//! first, then their values, then what these lead to, many are on their way at once. Only what the plan reads is touched.

use crate::http::graphql::api::What;
use crate::http::graphql::plan::{Kind, Selection, Step};
use crate::http::graphql::resolve::{Connection, Scene};
use crate::ontology::Role;
use crate::views::records::{Id, Record, Values};
use std::hint::black_box;

/// Records touched for one page: more would push each other out again.
const RECORDS_MAX: usize = 1_000;

/// Touches what `steps` will show of a page.
pub fn page(scene: &Scene, connection: &Connection, steps: &[Step]) {
    let mut warmth = Warmth { scene, touched: 0, sum: 0 };
    for step in steps {
        match (&step.kind, step.selection.as_deref()) {
            (Kind::Field(What::Nodes_), Some(nodes)) => warmth.records(connection.ids(), nodes),
            (Kind::Field(What::Edges), Some(edges)) => {
                for step in edges.of_object() {
                    match (&step.kind, step.selection.as_deref()) {
                        (Kind::Field(What::Node_), Some(node)) => warmth.records(connection.ids(), node),
                        (Kind::Field(What::Because), Some(claims)) => warmth.records(&connection.claims(scene), claims),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
    black_box(warmth.sum);
}

struct Warmth<'a> {
    scene: &'a Scene,
    touched: usize,
    /// Of something of everything touched, so that it is really read.
    sum: usize,
}

impl Warmth<'_> {
    fn records(&mut self, ids: &[Id], selection: &Selection) {
        self.touched += ids.len();
        if ids.len() < 2 || self.touched > RECORDS_MAX {
            return;
        }
        let snapshot = &self.scene.state.snapshot;
        let records: Vec<&Record> = ids.iter().filter_map(|id| snapshot.record(*id)).map(|record| &**record).collect();
        self.sum += records.iter().map(|record| record.values.len()).sum::<usize>();
        let mut below: Vec<(&Selection, Vec<Id>)> = Vec::new();
        for record in records {
            let ty = snapshot.ontology().ty(record.ty);
            for step in selection.of_record(record.ty) {
                let slot = match &step.kind {
                    Kind::Field(What::Label) => ty.role(Role::Label),
                    Kind::Field(What::Property(path)) => ty.slot(*path),
                    _ => None,
                };
                match (slot.map(|slot| record.values(slot)), step.selection.as_deref()) {
                    (Some(Values::Texts(texts)), _) => self.sum += texts.iter().filter_map(|text| text.json().as_bytes().first()).map(|byte| usize::from(*byte)).sum::<usize>(),
                    (Some(Values::Links(links)), Some(selection)) => match below.iter_mut().find(|(own, _)| std::ptr::eq(*own, selection)) {
                        Some((_, ids)) => ids.extend_from_slice(links),
                        None => below.push((selection, links.to_vec())),
                    },
                    _ => {}
                }
            }
        }
        for (selection, ids) in below {
            self.records(&ids, selection);
        }
    }
}
