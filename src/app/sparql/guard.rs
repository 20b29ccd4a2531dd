//! A glance at the text of a query before any parser sees it: one pass without recursion.

use crate::app::Problem;
use crate::error::Code;

/// The bytes of a query.
pub const QUERY_BYTES_MAX: usize = 16 * 1_024;
/// Brackets within brackets, and signs like `!` that stand before one another.
pub const NESTING_MAX: usize = 32;

/// What an update begins with.
const UPDATES: &[&str] = &["INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"];
const PROLOGUE: &[&str] = &["BASE", "PREFIX"];

/// Refuses what is too large, nested too deeply, or an update.
///
/// ```
/// use whatworks::app::sparql::guard::check;
/// assert!(check("SELECT * { ?s ?p \"}}}\" }").is_ok());
/// assert!(check(&"{".repeat(33)).is_err());
/// assert!(check("PREFIX a: <http://example.org/INSERT> CLEAR ALL").is_err());
/// ```
///
/// # Errors
/// [`Code::BodyTooLarge`], [`Code::TooExpensive`] or [`Code::QueryRefused`].
pub fn check(query: &str) -> Result<(), Problem> {
    if query.len() > QUERY_BYTES_MAX {
        return Err(Problem::new(Code::BodyTooLarge, format!("the query has {} bytes; {QUERY_BYTES_MAX} are the most", query.len())));
    }
    let (mut depth, mut signs, mut words) = (0_usize, 0_usize, Vec::new());
    let mut rest = query;
    while let Some(first) = rest.chars().next() {
        let length = skipped(rest).unwrap_or_else(|| {
            match first {
                '{' | '(' | '[' => depth += 1,
                '}' | ')' | ']' => depth = depth.saturating_sub(1),
                _ => {}
            }
            match first {
                '!' | '^' | '-' | '+' => signs += 1,
                letter if letter.is_whitespace() => {}
                _ => signs = 0,
            }
            let word = rest.find(|letter: char| !letter.is_ascii_alphanumeric() && !"_:-.".contains(letter)).unwrap_or(rest.len());
            if depth == 0 && first.is_ascii_alphabetic() {
                words.push(&rest[..word]);
            }
            if first.is_ascii_alphabetic() { word } else { first.len_utf8() }
        });
        if depth + signs > NESTING_MAX {
            return Err(Problem::new(Code::TooExpensive, format!("the query is nested more than {NESTING_MAX} deep at {:?}", shown(rest))));
        }
        rest = rest.get(length..).unwrap_or_default();
    }
    let mut words = words.into_iter().filter(|word| !word.contains(':'));
    match words.find(|word| !PROLOGUE.iter().any(|known| word.eq_ignore_ascii_case(known))) {
        Some(word) if UPDATES.iter().any(|update| word.eq_ignore_ascii_case(update)) => {
            Err(Problem::new(Code::QueryRefused, format!("`{word}` begins an update; this address only answers queries, and contributions go through /graphql")))
        }
        _ => Ok(()),
    }
}

fn shown(rest: &str) -> String {
    rest.chars().take(20).collect()
}

/// The length of a comment, an address or a text at the start, in which nothing counts.
fn skipped(rest: &str) -> Option<usize> {
    if rest.starts_with('#') {
        return Some(rest.find(['\n', '\r']).unwrap_or(rest.len()));
    }
    if let Some(inside) = rest.strip_prefix('<') {
        // Otherwise it compares.
        let end = inside.find(|letter: char| letter <= ' ' || "<>\"{}|^`".contains(letter))?;
        return inside[end..].starts_with('>').then_some(end + 2);
    }
    let quote = ["\"\"\"", "'''", "\"", "'"].into_iter().find(|quote| rest.starts_with(quote))?;
    let mut escaped = false;
    let end = rest[quote.len()..].char_indices().find(|(at, letter)| {
        let ends = !escaped && (rest[quote.len() + at..].starts_with(quote) || (quote.len() == 1 && matches!(letter, '\n' | '\r')));
        escaped = *letter == '\\' && !escaped;
        ends
    });
    // A text without an end is for the parser to name; what follows it still counts.
    Some(end.map_or(quote.len(), |(at, _)| at + 2 * quote.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(query: &str) -> Option<Code> {
        check(query).err().map(|problem| problem.code)
    }

    #[test]
    fn nesting_counts_where_it_nests_and_nowhere_else() {
        let deep = |open: &str, times: usize| format!("ASK {{ FILTER({}1) }}", open.repeat(times));
        for (query, expected) in [
            (deep("(", 30), None),
            (deep("(", 31), Some(Code::TooExpensive)),
            (deep("!", 31), Some(Code::TooExpensive)),
            (deep("! - +\n", 20), Some(Code::TooExpensive)),
            ("{}".repeat(1_000), None),
            (format!("ASK {{ ?a ?b '{}' }}", "{".repeat(1_000)), None),
            (format!("ASK {{ ?a ?b \"\"\"{}\"\"\" }}", "\" ( \\\"\"\" {".repeat(100)), None),
            (format!("ASK {{ ?a ?b <{}> }}", "(".repeat(100)), None),
            (format!("ASK {{ # {}\n ?a ?b ?c }}", "{".repeat(1_000)), None),
            (format!("ASK {{ FILTER(?a < {}", "(".repeat(100)), Some(Code::TooExpensive)),
            (format!("ASK {{ FILTER(?a <{}", "(".repeat(100)), Some(Code::TooExpensive)),
            // A quote that never closes hides nothing.
            (format!("ASK {{ '{}", "(".repeat(100)), Some(Code::TooExpensive)),
            (format!("ASK {{ '\n{}' }}", "(".repeat(100)), Some(Code::TooExpensive)),
            (format!("ASK {{ ?a ?b '\\\\' {}", "(".repeat(100)), Some(Code::TooExpensive)),
            ("#".repeat(QUERY_BYTES_MAX + 1), Some(Code::BodyTooLarge)),
        ] {
            assert_eq!(code(&query), expected, "{}", &query[..query.len().min(200)]);
        }
    }

    #[test]
    fn updates_are_told_from_queries_about_updating() {
        for update in ["INSERT DATA {}", "# SELECT\ndelete where {}", "PREFIX a: <http://a/> base <http://b/> LOAD <http://c/>", "WITH <http://a/> DELETE {} WHERE {}", "\n\tCLEAR ALL"] {
            assert_eq!(code(update), Some(Code::QueryRefused), "{update}");
        }
        for query in ["SELECT ?insert { ?insert a <http://a/LOAD> }", "PREFIX clear: <http://a/> ASK { ?a clear:all 'DROP' }", "nonsense", "", "PREFIX insert: <http://a/> SELECT * {}"] {
            assert_eq!(code(query), None, "{query}");
        }
    }
}
