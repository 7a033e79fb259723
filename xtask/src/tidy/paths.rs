//! Reads every path (`a::b`) that Rust code names, with `use` groups unfolded: `a::{b, c::d}` is `a::b` and `a::c::d`.

/// A path and the line where it begins.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) line: usize,
    pub(super) segments: Vec<String>,
}

impl Named {
    pub(super) fn first(&self) -> &str {
        self.segments.first().map_or("", String::as_str)
    }

    pub(super) fn segment(&self, at: usize) -> &str {
        self.segments.get(at).map_or("", String::as_str)
    }
}

/// Every path in `code`, which must be free of comments and strings; a lone word is a path of one segment.
pub(super) fn named(code: &str) -> Vec<Named> {
    let tokens = tokens(code);
    let mut reader = Reader { tokens: &tokens, at: 0, found: Vec::new() };
    while reader.at < tokens.len() {
        match reader.kind(0) {
            Some(Kind::Word) => reader.path(&[]),
            _ => reader.at += 1,
        }
    }
    reader.found
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Word,
    Colons,
    Other,
}

#[derive(Debug)]
struct Token<'a> {
    line: usize,
    kind: Kind,
    text: &'a str,
}

fn tokens(code: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    for (index, line) in code.lines().enumerate() {
        let mut rest = line.trim_start();
        while let Some(first) = rest.chars().next() {
            let (kind, length) = if is_word(first) {
                (Kind::Word, rest.find(|char| !is_word(char)).unwrap_or(rest.len()))
            } else if rest.starts_with("::") {
                (Kind::Colons, 2)
            } else {
                (Kind::Other, first.len_utf8())
            };
            let (text, after) = rest.split_at(length);
            found.push(Token { line: index + 1, kind, text });
            rest = after.trim_start();
        }
    }
    found
}

fn is_word(char: char) -> bool {
    char.is_alphanumeric() || char == '_'
}

struct Reader<'a> {
    tokens: &'a [Token<'a>],
    at: usize,
    found: Vec<Named>,
}

impl<'a> Reader<'a> {
    fn kind(&self, ahead: usize) -> Option<Kind> {
        self.tokens.get(self.at + ahead).map(|token| token.kind)
    }

    fn text(&self, ahead: usize) -> &'a str {
        self.tokens.get(self.at + ahead).map_or("", |token| token.text)
    }

    /// Reads a path that begins at a word, and the group at its end if there is one.
    fn path(&mut self, prefix: &[String]) {
        let line = self.tokens[self.at].line;
        let mut segments = prefix.to_vec();
        segments.push(self.text(0).to_owned());
        self.at += 1;
        while self.kind(0) == Some(Kind::Colons) && self.kind(1) == Some(Kind::Word) {
            segments.push(self.text(1).to_owned());
            self.at += 2;
        }
        if self.kind(0) == Some(Kind::Colons) && self.text(1) == "{" {
            self.at += 2;
            self.group(&segments);
        } else {
            self.found.push(Named { line, segments });
        }
    }

    fn group(&mut self, prefix: &[String]) {
        while self.at < self.tokens.len() {
            match self.text(0) {
                "}" => {
                    self.at += 1;
                    return;
                }
                "as" => self.at += 2,
                _ if self.kind(0) == Some(Kind::Word) => self.path(prefix),
                _ => self.at += 1,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(code: &str) -> Vec<String> {
        named(code).iter().map(|path| path.segments.join("::")).collect()
    }

    #[test]
    fn groups_are_unfolded() {
        let code = "use std::{fs, io::{self, Read as R}, time::Duration};";
        assert_eq!(all(code), ["use", "std::fs", "std::io::self", "std::io::Read", "std::time::Duration"]);
    }

    #[test]
    fn paths_may_be_split_over_lines() {
        let found = named("use crate::\n  web\n  ::kit;");
        assert_eq!(found[1], Named { line: 1, segments: vec!["crate".into(), "web".into(), "kit".into()] });
    }

    #[test]
    fn expressions_are_read_too() {
        assert_eq!(
            all("x as f64 + ::std::fs::read::<T>(1f32)"),
            ["x", "as", "f64", "std::fs::read", "T", "1f32"]
        );
    }

    #[test]
    fn unfinished_code_ends() {
        assert_eq!(all("use a::{b, c::{d"), ["use", "a::b", "a::c::d"]);
        assert!(all("use a::{as").is_empty() || !all("::").contains(&"a".to_owned()));
    }
}
