//! Finds the texts that Rust source says: the literals of `t!`, `th!`, `n!`, `nh!`, `msg(…)`, and the detail of
//! `Error::field(…)` or `Error::clash(…)`. Start at `of`.

/// A text of the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Said {
    /// As it is.
    Text(String),
    /// For one, and for several.
    Count(String, String),
}

impl Said {
    /// What catalogues call it: the English text, or its plural.
    pub(super) fn key(&self) -> &str {
        match self {
            Self::Text(text) | Self::Count(_, text) => text,
        }
    }

    /// Whether it has forms.
    pub(super) const fn counts(&self) -> bool {
        matches!(self, Self::Count(..))
    }
}

/// Every text that `source` says, tests aside.
pub(super) fn of(source: &str) -> Vec<Said> {
    let source = source.split("\n#[cfg(test)]\nmod ").next().unwrap_or_default();
    let mut found = Vec::new();
    let mut rest = source;
    let mut before = ' ';
    while let Some(next) = rest.chars().next() {
        if let Some(after) = skipped(rest) {
            rest = after;
            before = ' ';
            continue;
        }
        if next.is_alphabetic() && !is_word(before) {
            let length = rest.find(|letter| !is_word(letter)).unwrap_or(rest.len());
            let (word, after) = rest.split_at(length);
            found.extend(said(word, after));
            before = 'a';
            rest = after;
            continue;
        }
        before = next;
        rest = &rest[next.len_utf8()..];
    }
    found
}

const fn is_word(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
}

/// What follows a comment or a string that begins here.
fn skipped(rest: &str) -> Option<&str> {
    if rest.starts_with("//") {
        return Some(rest.find('\n').map_or("", |end| &rest[end..]));
    }
    if rest.starts_with('"') {
        return literal(rest).map(|(_, after)| after);
    }
    rest.strip_prefix("'\"'")
}

/// The text of a call whose name was just read.
fn said(word: &str, after: &str) -> Option<Said> {
    match word {
        "t" | "th" => text(after.strip_prefix("!(")?),
        "msg" => text(after.strip_prefix('(')?),
        "n" | "nh" => {
            let (one, after) = literal(after.strip_prefix("!(")?.trim_start())?;
            let (other, _) = literal(after.trim_start().strip_prefix(',')?.trim_start())?;
            Some(Said::Count(one, other))
        }
        // The third argument: what is wrong, in words.
        "field" | "clash" => {
            let (_, after) = literal(after.strip_prefix('(')?.trim_start())?;
            let (_, after) = literal(after.trim_start().strip_prefix(',')?.trim_start())?;
            text(after.trim_start().strip_prefix(',')?)
        }
        _ => None,
    }
}

fn text(inside: &str) -> Option<Said> {
    literal(inside.trim_start()).map(|(text, _)| Said::Text(text))
}

/// The string that begins here, as it is meant, and what follows it.
fn literal(rest: &str) -> Option<(String, &str)> {
    let inside = rest.strip_prefix('"')?;
    let mut text = String::new();
    let mut chars = inside.char_indices().peekable();
    while let Some((at, letter)) = chars.next() {
        match letter {
            '"' => return Some((text, &inside[at + 1..])),
            '\\' => match chars.next()?.1 {
                'n' => text.push('\n'),
                '\n' => while chars.next_if(|(_, letter)| letter.is_whitespace()).is_some() {},
                'u' => {
                    let code: String =
                        chars.by_ref().map(|(_, letter)| letter).skip(1).take_while(|l| *l != '}').collect();
                    text.extend(u32::from_str_radix(&code, 16).ok().and_then(char::from_u32));
                }
                other => text.push(other),
            },
            other => text.push(other),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_found_wherever_they_stand() {
        let source = r#"
            html! { h1 { (t!("Orders")) } p title=(t!("Sent to {who}", who = x)) { (th!(
                "a \
                 b", x = n!("{n} day", "{n} days", 3))) } }
            const A: &str = msg("Later"); // t!("not this")
            let s = "t!(\"nor this\")"; item(count!("no"), not!("no")); let c = '"'; t!("after \u{2026}")
            Error::field("/name", "length", "Too long."); Error::field(pointer, "x", "unseen");
            Error::clash("/code", "taken", "Taken.");
        "#;
        let found: Vec<String> = of(source).iter().map(|said| said.key().to_owned()).collect();
        assert_eq!(
            found,
            ["Orders", "Sent to {who}", "a b", "{n} days", "Later", "after …", "Too long.", "Taken."]
        );
    }
}
