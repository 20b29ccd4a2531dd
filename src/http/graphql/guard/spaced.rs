//! Space inside the types that variables are declared with, `[ Int ! ]`, which the standard allows and the parser does not read.

use super::lexical::{Lexer, Token};
use std::borrow::Cow;

/// The document with such space moved behind its type, so that everything else stays where it is.
#[must_use]
pub fn without_space_in_types(document: &str) -> Cow<'_, str> {
    let mut lexer = Lexer::new(document);
    let mut moved = Cow::Borrowed(document);
    let (mut dollar, mut variable) = (false, false);
    while let Some(token) = lexer.next() {
        if variable && matches!(token, Token::Punctuator(b':')) {
            tighten(document, &mut lexer, &mut moved);
        }
        variable = dollar && matches!(token, Token::Name(_));
        dollar = matches!(token, Token::Punctuator(b'$'));
    }
    moved
}

/// Reads a type, and writes it without space when it has some.
fn tighten(document: &str, lexer: &mut Lexer<'_>, moved: &mut Cow<'_, str>) {
    let (mut start, mut end) = (None, lexer.position);
    let (mut written, mut space) = (String::new(), String::new());
    loop {
        let before = lexer.position;
        let length = match lexer.next() {
            Some(Token::Name(name)) if !written.ends_with(|last: char| last != '[') => name.len(),
            Some(Token::Punctuator(b'[' | b']' | b'!')) => 1,
            _ => {
                lexer.position = before;
                break;
            }
        };
        let at = lexer.position - length;
        if start.get_or_insert(at) != &at {
            space.push_str(document.get(end..at).unwrap_or_default());
        }
        written.push_str(document.get(at..lexer.position).unwrap_or_default());
        end = lexer.position;
    }
    if let (Some(start), false) = (start, space.is_empty()) {
        moved.to_mut().replace_range(start..end, &(written + &space));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn space_in_a_type_is_moved_behind_it() {
        for (spaced, tight) in [
            ("query($a: [ Int ! ] !, $b: Int) { a }", "query($a: [Int!]!    , $b: Int) { a }"),
            ("query($a: [\n  [ Int, ] # all\n] = [ 1 ] $b: Int !) { a }", "query($a: [[Int]]\n   ,  # all\n = [ 1 ] $b: Int! ) { a }"),
        ] {
            assert_eq!(without_space_in_types(spaced), tight);
            assert_eq!(without_space_in_types(spaced).len(), spaced.len());
            assert!(async_graphql::parser::parse_query(tight).is_ok(), "{tight}");
        }
        for tight in ["query($a: [Int!]! = [ 1 , 2 ] , $b : Int ) { a(b: [ $a ! ]) }", "{ a(b: {c : [ D ! ]}) }", "query($a: [ ", "query($a: Int Int ! ) {"] {
            assert_eq!(without_space_in_types(tight).replace(' ', ""), tight.replace(' ', ""));
        }
        assert!(matches!(without_space_in_types("query($a : [Int!]! = [ 1 ]) { b : c }"), Cow::Borrowed(_)));
    }
}
