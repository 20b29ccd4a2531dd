//! Cursors: where a record stands in an order, by the values it was placed by, so that pages stay right when records are added,
//! changed or withdrawn between them.

use crate::app::Problem;
use crate::error::Code;
use crate::ontology::record::Value;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value as Tree, json};

/// Characters of a cursor.
pub const CURSOR_CHARS_MAX: usize = 4_096;

/// What one criterion of the order saw in the record.
#[derive(Clone, Debug, PartialEq)]
pub enum Component {
    Missing,
    Text(String),
    Value(Value),
    Number(u32),
}

/// A place in a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Cursor {
    /// Which order it belongs to.
    pub order: String,
    pub components: Vec<Component>,
    pub iri: String,
}

impl Cursor {
    /// The opaque text given to callers: base64url of a JSON array.
    #[must_use]
    pub fn text(&self) -> String {
        let components: Vec<Tree> = self
            .components
            .iter()
            .map(|component| match component {
                Component::Missing => Tree::Null,
                Component::Text(text) => json!(text),
                Component::Number(number) => json!(number),
                Component::Value(Value::Integer(number)) => json!(["i", number.to_string()]),
                Component::Value(Value::Decimal(number)) => json!(["n", number.to_string()]),
                Component::Value(Value::Boolean(flag)) => json!(["b", flag.to_string()]),
                Component::Value(Value::Date(date)) => json!(["d", date.to_string()]),
                Component::Value(Value::DateTime(time)) => json!(["t", time.to_string()]),
                Component::Value(Value::Year(year)) => json!(["y", year.to_string()]),
                Component::Value(Value::Text(text)) => json!(text.text),
                Component::Value(Value::Iri(iri)) => json!(iri),
            })
            .collect();
        URL_SAFE_NO_PAD.encode(json!([self.order, components, self.iri]).to_string())
    }

    /// Reads a cursor.
    ///
    /// # Errors
    /// When it is not one of ours.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        Self::decode(text).ok_or_else(|| Problem::new(Code::BadCursor, "the cursor is not one of ours; use one exactly as a page gave it"))
    }

    fn decode(text: &str) -> Option<Self> {
        if text.len() > CURSOR_CHARS_MAX {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (order, components, iri): (String, Vec<Tree>, String) = serde_json::from_slice(&bytes).ok()?;
        let component = |tree: Tree| match tree {
            Tree::Null => Some(Component::Missing),
            Tree::String(text) => Some(Component::Text(text)),
            Tree::Number(number) => Some(Component::Number(u32::try_from(number.as_u64()?).ok()?)),
            Tree::Array(pair) => {
                let [kind, value] = pair.as_slice() else { return None };
                let value = value.as_str()?;
                Some(Component::Value(match kind.as_str()? {
                    "i" => Value::Integer(value.parse().ok()?),
                    "n" => Value::Decimal(value.parse().ok()?),
                    "b" => Value::Boolean(value.parse().ok()?),
                    "d" => Value::Date(value.parse().ok()?),
                    "t" => Value::DateTime(value.parse().ok()?),
                    "y" => Value::Year(value.parse().ok()?),
                    _ => return None,
                }))
            }
            _ => None,
        };
        let components = components.into_iter().map(component).collect::<Option<_>>()?;
        Some(Self { order, components, iri })
    }
}
