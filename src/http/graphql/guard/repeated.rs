//! Fields that stand twice in one input object (GraphQL, October 2021: 5.6.3). The parser keeps the last of them and says nothing, so
//! they are looked for in the characters.

use super::lexical::{Lexer, Token};

/// A field given twice: its name, and where the second stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repeated {
    pub name: String,
    pub line: usize,
    pub column: usize,
}

/// The first field that stands twice in one input object of an admitted document.
#[must_use]
pub fn repeated(document: &str) -> Option<Repeated> {
    let mut lexer = Lexer::new(document);
    let mut parentheses = 0_u64;
    // The fields of each open object. Braces within parentheses are objects, others are selections.
    let mut objects: Vec<Vec<&[u8]>> = Vec::new();
    let mut last: Option<(&[u8], usize)> = None;
    while let Some(token) = lexer.next() {
        let mut name = None;
        match token {
            Token::Name(bytes) => name = Some((bytes, lexer.position - bytes.len())),
            Token::Punctuator(b'(') => parentheses += 1,
            Token::Punctuator(b')') => parentheses = parentheses.saturating_sub(1),
            Token::Punctuator(b'{') if parentheses > 0 => objects.push(Vec::new()),
            Token::Punctuator(b'}') if parentheses > 0 => drop(objects.pop()),
            Token::Punctuator(b':') => {
                if let (Some((field, position)), Some(fields)) = (last, objects.last_mut()) {
                    if fields.contains(&field) {
                        return Some(placed(document, field, position));
                    }
                    fields.push(field);
                }
            }
            Token::Punctuator(_) | Token::Value => {}
        }
        last = name;
    }
    None
}

fn placed(document: &str, name: &[u8], position: usize) -> Repeated {
    let before = document.get(..position).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    Repeated { name: String::from_utf8_lossy(name).into_owned(), line: before.matches('\n').count() + 1, column: line.chars().count() + 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_that_stands_twice_in_an_object_is_found() {
        let at = |document| repeated(document).map(|found| (found.name, found.line, found.column));
        assert_eq!(at("{ a(b: {c: 1, c: 2}) { d } }"), Some(("c".to_owned(), 1, 15)));
        assert_eq!(at("query($v: I = {c: 1,\n é: \"x\", d: {e: 1}, e: 2, d: 3}) { a }"), Some(("d".to_owned(), 2, 27)));
        for fine in ["{ a(c: {c: 1}, d: {c: 1}) { c c d: c } c: a(c: {c: {c: [{c: 1}, {c: 2}]}}) }", "{ a(b: {c: \"c: 1, c: 2\" # c: 3\n}) }", "{ a(b: {c: $c, d: c}) }"] {
            assert_eq!(at(fine), None, "{fine}");
        }
    }
}
