//! Folding: one form for texts that people take for the same, without case, accents and kinds of apostrophe.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Lower case, without accents, ligatures spelled out, apostrophes straight, white space single.
///
/// ```
/// use whatworks::views::fold::fold;
/// assert_eq!(fold("  CÔTÉ,  O’Neil"), "cote, o'neil");
/// assert_eq!(fold("Straße Øresund Łódź"), "strasse oresund lodz");
/// ```
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut space = true;
    for letter in text.nfkd().filter(|letter| !is_combining_mark(*letter)).flat_map(char::to_lowercase) {
        if letter.is_whitespace() {
            if !space {
                folded.push(' ');
            }
            space = true;
            continue;
        }
        space = false;
        match letter {
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'đ' | 'ð' => folded.push('d'),
            'þ' => folded.push_str("th"),
            'ı' => folded.push('i'),
            '’' | '‘' | 'ʼ' | '`' | '´' => folded.push('\''),
            // İ becomes i and a dot above in lower case.
            letter if is_combining_mark(letter) => {}
            letter => folded.push(letter),
        }
    }
    if folded.ends_with(' ') {
        folded.pop();
    }
    folded
}
