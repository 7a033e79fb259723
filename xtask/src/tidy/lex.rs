//! Splits Rust source into code and string literals, so that a rule about one is not tripped by the other or by a
//! comment. Start at `split`.

/// Source with its strings taken out.
#[derive(Debug)]
pub(super) struct Split {
    /// The source with comments and the insides of literals blanked; lines stay where they were.
    pub(super) code: String,
    pub(super) literals: Vec<Literal>,
}

/// A string literal as it stands in the source, without its quotes.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Literal {
    pub(super) line: usize,
    pub(super) text: String,
}

/// Splits `source`.
pub(super) fn split(source: &str) -> Split {
    let mut lexer = Lexer { rest: source, line: 1, code: String::new(), literals: Vec::new() };
    while !lexer.rest.is_empty() {
        lexer.step();
    }
    Split { code: lexer.code, literals: lexer.literals }
}

struct Lexer<'a> {
    rest: &'a str,
    line: usize,
    code: String,
    literals: Vec<Literal>,
}

impl Lexer<'_> {
    fn step(&mut self) {
        if self.rest.starts_with("//") {
            self.blank(self.rest.find('\n').unwrap_or(self.rest.len()));
        } else if self.rest.starts_with("/*") {
            self.blank(block_comment(self.rest));
        } else if self.rest.starts_with('"') {
            self.literal(1, string_end(&self.rest[1..]), 1);
        } else if let Some(hashes) = self.raw_string() {
            let close = format!("\"{}", "#".repeat(hashes));
            let open = hashes + 2;
            let length = self.rest[open..].find(&close).unwrap_or(self.rest.len() - open);
            self.literal(open, length, close.len());
        } else if self.rest.starts_with('\'') {
            self.blank_or_keep_quote();
        } else {
            self.keep();
        }
    }

    fn keep(&mut self) {
        let Some(next) = self.rest.chars().next() else { return };
        self.line += usize::from(next == '\n');
        self.code.push(next);
        self.rest = &self.rest[next.len_utf8()..];
    }

    fn blank(&mut self, length: usize) {
        let (gone, rest) = self.rest.split_at(length);
        self.line += gone.matches('\n').count();
        self.code.extend(gone.chars().map(|char| if char == '\n' { '\n' } else { ' ' }));
        self.rest = rest;
    }

    fn literal(&mut self, open: usize, length: usize, close: usize) {
        let text = self.rest[open..open + length].to_owned();
        self.literals.push(Literal { line: self.line, text });
        self.blank((open + length + close).min(self.rest.len()));
    }

    /// The number of hashes when a raw string begins here (its `b` or `c` is already kept as code).
    fn raw_string(&self) -> Option<usize> {
        let after = self.rest.strip_prefix('r')?;
        let before = self.code.trim_end_matches(['b', 'c']).chars().next_back();
        if before.is_some_and(|char| char.is_alphanumeric() || char == '_') {
            return None;
        }
        let hashes = after.len() - after.trim_start_matches('#').len();
        after[hashes..].starts_with('"').then_some(hashes)
    }

    /// `'x'` and `'\n'` are characters, `'a` is a lifetime.
    fn blank_or_keep_quote(&mut self) {
        let mut chars = self.rest.char_indices().skip(1);
        let first = chars.next();
        let second = chars.next();
        match (first, second) {
            (Some((_, '\\')), Some((at, escaped))) => {
                let from = at + escaped.len_utf8();
                let end = self.rest[from..].find('\'').map_or(self.rest.len(), |found| from + found + 1);
                self.blank(end);
            }
            (Some(_), Some((at, '\''))) => self.blank(at + 1),
            _ => self.keep(),
        }
    }
}

/// The length of a block comment, nested ones included.
fn block_comment(text: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while at < text.len() {
        let rest = &text.as_bytes()[at..];
        if rest.starts_with(b"/*") {
            depth += 1;
            at += 2;
        } else if rest.starts_with(b"*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += 1;
        }
    }
    text.len()
}

/// The length of a string's inside, up to its closing quote.
fn string_end(text: &str) -> usize {
    let mut escaped = false;
    for (at, char) in text.char_indices() {
        match char {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn literals(source: &str) -> Vec<(usize, String)> {
        split(source).literals.into_iter().map(|literal| (literal.line, literal.text)).collect()
    }

    #[test]
    fn strings_of_every_kind_are_found() {
        let source = "a(\"one\\\"1\");\nb(r#\"two \"2\" \"#, br\"three\", b\"four\", c\"five\");";
        let texts: Vec<String> = literals(source).into_iter().map(|(_, text)| text).collect();
        assert_eq!(texts, ["one\\\"1", "two \"2\" ", "three", "four", "five"]);
    }

    #[test]
    fn a_literal_stands_on_the_line_where_it_begins() {
        assert_eq!(literals("\n\n\"a\nb\" \"c\""), [(3, "a\nb".to_owned()), (4, "c".to_owned())]);
    }

    #[test]
    fn comments_are_neither_code_nor_literal() {
        let split = split("x // \"f64\"\n/* \"a\" /* b */ \"c\" */ y");
        assert!(split.literals.is_empty());
        assert_eq!(split.code.split_whitespace().collect::<Vec<_>>(), ["x", "y"]);
        assert_eq!(split.code.lines().count(), 2);
    }

    #[test]
    fn characters_and_lifetimes_do_not_open_strings() {
        let source = "let q = '\"'; fn f<'a>(x: &'a str) { g('\\'', '\\u{1F600}', 'é', r#type, var\"s\") }";
        assert_eq!(literals(source), [(1, "s".to_owned())]);
        assert!(split(source).code.contains("'a str"));
    }

    #[test]
    fn unfinished_source_ends() {
        for source in ["\"a", "r#\"a", "/* a", "'\\", "'", "r", "\"a\\"] {
            let _ = split(source);
        }
    }
}
