//! The reader: walks a plan over a scene and writes the response, without an intermediate tree.

use super::api::Ref;
use super::coerce::Coerced;
use super::plan::{Kind, Plan, Selection, Step};
use super::resolve::{Answer, Item, Scene, resolve};
use crate::app::Problem;
use crate::views::records::json_string;
use async_graphql::Pos;
use serde_json::json;
use std::sync::Arc;

/// Errors shown in one response.
pub const ERRORS_MAX: usize = 20;

/// A null that must not stand where it would: the nearest place that may be null takes it.
struct Nulled;

/// A written `data` and the errors on the way.
pub struct Written {
    pub data: Vec<u8>,
    pub errors: Vec<serde_json::Value>,
}

/// Answers a plan, beginning at `root`.
#[must_use]
pub fn read(plan: &Plan, scene: &Arc<Scene>, root: &Item, variables: &Coerced) -> Written {
    let mut reader = Reader { variables, out: Vec::with_capacity(4_096), path: Vec::new(), position: Pos::default(), errors: Vec::new() };
    if reader.object(scene, root, plan.root.of_object()).is_err() {
        reader.out.clear();
        reader.out.extend_from_slice(b"null");
    }
    Written { data: reader.out, errors: reader.errors }
}

/// Where in the response something stands.
enum Segment<'a> {
    Key(&'a str),
    Index(usize),
}

struct Reader<'a> {
    variables: &'a Coerced,
    out: Vec<u8>,
    path: Vec<Segment<'a>>,
    /// Where the field that is being answered stands in the document.
    position: Pos,
    errors: Vec<serde_json::Value>,
}

impl<'a> Reader<'a> {
    fn object(&mut self, scene: &Arc<Scene>, item: &Item, steps: &'a [Step]) -> Result<(), Nulled> {
        self.out.push(b'{');
        for (at, step) in steps.iter().enumerate() {
            if at > 0 {
                self.out.push(b',');
            }
            self.out.extend_from_slice(step.key.as_bytes());
            match &step.kind {
                Kind::Typename(name) => self.out.extend_from_slice(name.as_bytes()),
                Kind::Field(what) => {
                    self.path.push(Segment::Key(&step.name));
                    let outer = std::mem::replace(&mut self.position, step.position);
                    let arguments = step.arguments.fill(self.variables);
                    let result = match resolve(scene, item, what, &arguments) {
                        Ok(answer) => self.value(scene, answer, &step.ty, step.selection.as_deref()),
                        Err(problem) => self.failed(step, &problem),
                    };
                    self.position = outer;
                    self.path.pop();
                    result?;
                }
            }
        }
        self.out.push(b'}');
        Ok(())
    }

    fn failed(&mut self, step: &Step, problem: &Problem) -> Result<(), Nulled> {
        self.note(problem);
        if step.ty.is_required() {
            return Err(Nulled);
        }
        self.out.extend_from_slice(b"null");
        Ok(())
    }

    fn note(&mut self, problem: &Problem) {
        if self.errors.len() < ERRORS_MAX {
            let path: Vec<serde_json::Value> = self.path.iter().map(|segment| match segment {
                Segment::Key(key) => json!(key),
                Segment::Index(index) => json!(index),
            }).collect();
            self.errors.push(json!({
                "message": problem.message,
                "locations": [{ "line": self.position.line, "column": self.position.column }],
                "path": path,
                "extensions": { "code": problem.code.row().code },
            }));
        }
    }

    /// Writes a value of a type; where null may stand it takes what must not be null below it.
    fn value(&mut self, scene: &Arc<Scene>, answer: Answer<'_>, ty: &'a Ref, selection: Option<&'a Selection>) -> Result<(), Nulled> {
        let inner = match ty {
            Ref::NonNull(inner) => inner,
            nullable => {
                let start = self.out.len();
                if self.present(scene, answer, nullable, selection).is_err() {
                    self.out.truncate(start);
                    self.out.extend_from_slice(b"null");
                }
                return Ok(());
            }
        };
        self.present(scene, answer, inner, selection)
    }

    fn present(&mut self, scene: &Arc<Scene>, answer: Answer<'_>, ty: &'a Ref, selection: Option<&'a Selection>) -> Result<(), Nulled> {
        match answer {
            Answer::Null => return Err(Nulled),
            Answer::Failed(problem) => {
                self.note(&problem);
                return Err(Nulled);
            }
            Answer::Json(json) => self.out.extend_from_slice(json.as_bytes()),
            Answer::Plain(text) => {
                self.out.push(b'"');
                self.out.extend_from_slice(text.as_bytes());
                self.out.push(b'"');
            }
            Answer::Text(text) => self.out.extend_from_slice(json_string(&text).as_bytes()),
            Answer::Number(number) => self.out.extend_from_slice(number.to_string().as_bytes()),
            Answer::Float(number) => self.out.extend_from_slice(json!(number).to_string().as_bytes()),
            Answer::Flag(flag) => self.out.extend_from_slice(if flag { b"true" } else { b"false" }),
            Answer::Tree(value) => self.out.extend_from_slice(value.to_string().as_bytes()),
            Answer::Moved(scene, answer) => return self.present(&scene, *answer, ty, selection),
            Answer::List(answers) => {
                let Ref::List(member) = ty else { return Err(Nulled) };
                self.out.push(b'[');
                for (at, answer) in answers.into_iter().enumerate() {
                    if at > 0 {
                        self.out.push(b',');
                    }
                    self.path.push(Segment::Index(at));
                    let result = self.value(scene, answer, member, selection);
                    self.path.pop();
                    result?;
                }
                self.out.push(b']');
            }
            Answer::Item(item) => {
                let Some(selection) = selection else { return Err(Nulled) };
                let steps = match &item {
                    Item::Record(id) => {
                        let Some(record) = scene.state.snapshot.record(*id) else { return Err(Nulled) };
                        selection.of_record(record.ty)
                    }
                    _ => selection.of_object(),
                };
                return self.object(scene, &item, steps);
            }
        }
        Ok(())
    }
}
