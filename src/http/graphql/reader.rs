//! The reader: walks a plan over a scene and writes the response, without an intermediate tree.

mod warm;

use super::api::{Ref, What};
use super::coerce::Coerced;
use super::introspection::Introspected;
use super::plan::{Kind, Plan, Selection, Step};
use super::resolve::{Answer, Arguments, Item, Scene, of_record, of_tree, resolve};
use super::verbs::Done;
use crate::app::Problem;
use crate::error::Code;
use crate::views::records::{Record, json_string};
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

/// Answers a plan, beginning at `root`. `before` holds what had to be found out first.
#[must_use]
pub fn read(plan: &Plan, scene: &Arc<Scene>, root: &Item, variables: &Coerced, before: &Before) -> Written {
    let mut reader = Reader { variables, before, out: Vec::with_capacity(4_096), path: Vec::new(), errors: Vec::new() };
    if reader.object(scene, plan.root.of_object(), |what, arguments| resolve(scene, root, what, arguments)).is_err() {
        reader.out.clear();
        reader.out.extend_from_slice(b"null");
    }
    Written { data: reader.out, errors: reader.errors }
}

/// What had to be found out or done before a plan can be read.
#[derive(Default)]
pub struct Before {
    /// What is asked about the schema.
    pub introspected: Introspected,
    /// What verbs came to, by response key.
    pub done: Done,
}

/// Where in the response something stands.
enum Segment<'a> {
    Key(&'a str),
    Index(usize),
}

struct Reader<'a> {
    variables: &'a Coerced,
    before: &'a Before,
    out: Vec<u8>,
    path: Vec<Segment<'a>>,
    errors: Vec<serde_json::Value>,
}

impl<'a> Reader<'a> {
    fn object<'b>(&mut self, scene: &'b Arc<Scene>, steps: &'a [Step], answer: impl Fn(&'a What, &Arguments) -> Result<Answer<'b>, Problem>) -> Result<(), Nulled> {
        self.out.push(b'{');
        for (at, step) in steps.iter().enumerate() {
            if at > 0 {
                self.out.push(b',');
            }
            self.out.extend_from_slice(step.key.as_bytes());
            match &step.kind {
                Kind::Typename(name) => self.out.extend_from_slice(name.as_bytes()),
                Kind::Introspection => self.out.extend_from_slice(self.before.introspected.get(&*step.name).map_or("null", String::as_str).as_bytes()),
                Kind::Field(What::Verb(_)) => {
                    self.path.push(Segment::Key(&step.name));
                    let result = match self.before.done.get(&*step.name) {
                        Some(Ok(tree)) => self.value(scene, of_tree(tree), &step.ty, step),
                        Some(Err(problem)) => self.failed(step, &step.ty, problem),
                        None => self.failed(step, &step.ty, &Problem::new(Code::Internal, "it was not done")),
                    };
                    self.path.pop();
                    result?;
                }
                Kind::Field(what) => {
                    self.path.push(Segment::Key(&step.name));
                    let arguments = step.arguments.fill(self.variables);
                    let result = match arguments.and_then(|arguments| answer(what, &arguments)) {
                        Ok(answer) => self.value(scene, answer, &step.ty, step),
                        Err(problem) => self.failed(step, &step.ty, &problem),
                    };
                    self.path.pop();
                    result?;
                }
            }
        }
        self.out.push(b'}');
        Ok(())
    }

    /// A record is looked up once for all its fields.
    fn record(&mut self, scene: &Arc<Scene>, record: &Record, selection: &'a Selection) -> Result<(), Nulled> {
        self.object(scene, selection.of_record(record.ty), |what, arguments| of_record(scene, record, what, arguments))
    }

    /// `ty`: the type of the place that has no value now.
    fn failed(&mut self, step: &Step, ty: &Ref, problem: &Problem) -> Result<(), Nulled> {
        if self.errors.len() < ERRORS_MAX {
            let path: Vec<serde_json::Value> = self.path.iter().map(|segment| match segment {
                Segment::Key(key) => json!(key),
                Segment::Index(index) => json!(index),
            }).collect();
            let mut extensions = json!({ "code": problem.code.row().code });
            if let Some(seconds) = problem.retry_after_seconds {
                extensions["retryAfter"] = seconds.into();
            }
            if !problem.violations.is_empty() {
                extensions["violations"] = problem.violations.iter().map(|violation| json!({ "field": violation.field, "message": violation.message })).collect();
            }
            self.errors.push(json!({
                "message": problem.message,
                "locations": [{ "line": step.position.line, "column": step.position.column }],
                "path": path,
                "extensions": extensions,
            }));
        }
        if ty.is_required() {
            return Err(Nulled);
        }
        self.out.extend_from_slice(b"null");
        Ok(())
    }

    /// Writes a value of a type; where null may stand it takes what must not be null below it.
    fn value(&mut self, scene: &Arc<Scene>, answer: Answer<'_>, ty: &'a Ref, step: &'a Step) -> Result<(), Nulled> {
        let (nullable, inner) = if let Ref::NonNull(inner) = ty { (false, &**inner) } else { (true, ty) };
        match answer {
            Answer::Moved(scene, answer) => return self.value(&scene, *answer, ty, step),
            Answer::Null if nullable => {
                self.out.extend_from_slice(b"null");
                return Ok(());
            }
            Answer::Failed(problem) => return self.failed(step, ty, &problem),
            Answer::Null => return self.failed(step, ty, &Problem::new(Code::Internal, format!("{ty} has no value here"))),
            _ => {}
        }
        self.unless_null(nullable, |reader| reader.present(scene, answer, inner, step))
    }

    /// Where null may stand it takes what was written of something that must not be null and is.
    fn unless_null(&mut self, nullable: bool, write: impl FnOnce(&mut Self) -> Result<(), Nulled>) -> Result<(), Nulled> {
        let start = self.out.len();
        match write(self) {
            Err(Nulled) if nullable => {
                self.out.truncate(start);
                self.out.extend_from_slice(b"null");
                Ok(())
            }
            result => result,
        }
    }

    fn present(&mut self, scene: &Arc<Scene>, answer: Answer<'_>, ty: &'a Ref, step: &'a Step) -> Result<(), Nulled> {
        match answer {
            Answer::Null | Answer::Failed(_) | Answer::Moved(..) => return Err(Nulled),
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
            Answer::List(answers) => {
                let Ref::List(member) = ty else { return Err(Nulled) };
                self.out.push(b'[');
                for (at, answer) in answers.into_iter().enumerate() {
                    if at > 0 {
                        self.out.push(b',');
                    }
                    self.path.push(Segment::Index(at));
                    let result = self.value(scene, answer, member, step);
                    self.path.pop();
                    result?;
                }
                self.out.push(b']');
            }
            Answer::Records(ids) => {
                let (Ref::List(member), Some(selection)) = (ty, step.selection.as_deref()) else { return Err(Nulled) };
                self.out.push(b'[');
                for (at, record) in ids.iter().filter_map(|id| scene.state.snapshot.record(*id)).enumerate() {
                    if at > 0 {
                        self.out.push(b',');
                    }
                    self.path.push(Segment::Index(at));
                    let result = self.unless_null(!member.is_required(), |reader| reader.record(scene, record, selection));
                    self.path.pop();
                    result?;
                }
                self.out.push(b']');
            }
            Answer::Item(item) => {
                let Some(selection) = step.selection.as_deref() else { return Err(Nulled) };
                if let Item::Record(id) = item {
                    let record = scene.state.snapshot.record(id).ok_or(Nulled)?;
                    return self.record(scene, record, selection);
                }
                if let Item::Connection(connection) = &item {
                    warm::page(scene, connection, selection.of_object());
                }
                return self.object(scene, selection.of_object(), |what, arguments| resolve(scene, &item, what, arguments));
            }
        }
        Ok(())
    }
}
