//! Knows the user agents of machines: the vendored list, and what it lacks, as one question of a text.
//!
//! Of 1,500 patterns all but some fifty are plain words. Those are found by their first two letters; only the rest
//! is a `RegexSet`. One set of everything was measured too: 0.5 µs for a person against 1.5 µs here, but 1 ms for a
//! crawler and 20-50 ms for a text of half words, which any stranger may send, against 3 µs and below 1 ms here.
//! Start at [`kinds`].

use std::ops::Range;
use std::sync::LazyLock;

use regex::RegexSet;
use serde::Deserialize;

/// What a pattern says of whoever sends it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Preview,
    Bot,
    Suspect,
}

impl Kind {
    const ALL: [Self; 3] = [Self::Preview, Self::Bot, Self::Suspect];
}

/// The kinds of all patterns found in one text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Kinds {
    pub(super) preview: bool,
    pub(super) bot: bool,
    pub(super) suspect: bool,
}

impl Kinds {
    pub(super) fn is_empty(self) -> bool {
        self == Self::default()
    }

    fn add(&mut self, kind: Kind) {
        match kind {
            Kind::Preview => self.preview = true,
            Kind::Bot => self.bot = true,
            Kind::Suspect => self.suspect = true,
        }
    }
}

/// Which kinds of machine `text` names. Does not allocate when it names none.
pub(super) fn kinds(text: &str) -> Kinds {
    let mut found = MACHINES.words.kinds(text);
    if MACHINES.patterns.is_match(text) {
        let matched = MACHINES.patterns.matches(text);
        for (index, kind) in Kind::ALL.into_iter().enumerate() {
            if matched.matched(index) {
                found.add(kind);
            }
        }
    }
    found
}

/// Builds the tables now rather than at the first question.
pub(super) fn warm() {
    LazyLock::force(&MACHINES);
}

#[derive(Debug)]
struct Machines {
    words: Words,
    patterns: RegexSet, // one joined pattern for each of `Kind::ALL`
}

static MACHINES: LazyLock<Machines> = LazyLock::new(|| {
    let lists = Lists::load();
    let mut words = Vec::new();
    let patterns = Kind::ALL.map(|kind| {
        let mut rest = Vec::new();
        for pattern in lists.of(kind) {
            match as_word(pattern) {
                Some(word) => words.push((word, kind)),
                None => rest.push(format!("(?:{pattern})")),
            }
        }
        // An empty pattern would match everyone; this matches nobody.
        if rest.is_empty() { "[^\\s\\S]".to_owned() } else { rest.join("|") }
    });
    let patterns = RegexSet::new(patterns).expect("every pattern compiles: a test tries each");
    Machines { words: Words::new(words), patterns }
});

/// `data/crawlers.json`, and ours. `suspect` holds `HeadlessChrome`: whoever drives a browser may also be a shop's
/// own test of its links (ours are), and stuffing with one shows in what it does, not in its name.
#[derive(Deserialize)]
pub(super) struct Lists {
    pub(super) preview: Vec<String>,
    pub(super) bot: Vec<String>,
    pub(super) suspect: Vec<String>,
}

/// What the vendored list lacks. A crawler with good manners gives its address after a plus sign.
const ALSO_BOTS: &[&str] = &[
    r"\+ ?https?:",
    r"^(node|Java|Ruby|Deno|Bun|Dart|Python|PHP|Perl|insomnia|xh|http|hyper|ureq)([ /]|$)",
    "libcurl",
    "undici",
    "GuzzleHttp",
    "PostmanRuntime",
    "reqwest/",
    "Faraday v",
    "Typhoeus",
    "RestSharp",
];
const ALSO_PREVIEWS: &[&str] = &["Facebot", "Pinterestbot", "kakaotalk-scrap", "line-poker"];

impl Lists {
    pub(super) fn load() -> Self {
        let text = include_str!("../../../../data/crawlers.json");
        let mut lists: Self =
            serde_json::from_str(text).expect("data/crawlers.json is what the tests ran with");
        lists.preview.extend(ALSO_PREVIEWS.iter().map(|&pattern| pattern.to_owned()));
        lists.bot.extend(ALSO_BOTS.iter().map(|&pattern| pattern.to_owned()));
        lists
    }

    fn of(&self, kind: Kind) -> &[String] {
        match kind {
            Kind::Preview => &self.preview,
            Kind::Bot => &self.bot,
            Kind::Suspect => &self.suspect,
        }
    }
}

/// The text that `pattern` stands for, if it stands for one text.
fn as_word(pattern: &str) -> Option<Box<[u8]>> {
    let mut word = Vec::with_capacity(pattern.len());
    let mut bytes = pattern.bytes();
    while let Some(byte) = bytes.next() {
        let literal = match byte {
            b'\\' => bytes.next().filter(u8::is_ascii_punctuation)?,
            b'.' | b'^' | b'$' | b'|' | b'?' | b'*' | b'+' | b'(' | b')' | b'[' | b']' | b'{' | b'}' => {
                return None;
            }
            _ => byte,
        };
        word.push(literal);
    }
    let indexed = matches!(word[..], [first, second, ..] if place(first, second).is_some());
    indexed.then(|| word.into_boxed_slice())
}

/// Words in order, and where those with the same first two letters stand.
#[derive(Debug)]
struct Words {
    sorted: Vec<(Box<[u8]>, Kind)>,
    ranges: Vec<Range<u16>>,
}

const LETTERS: usize = 128; // of ASCII; every vendored word begins with two
const PAIRS: usize = LETTERS * LETTERS;

impl Words {
    fn new(mut words: Vec<(Box<[u8]>, Kind)>) -> Self {
        words.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        let mut ranges = vec![0..0; PAIRS];
        for (index, (word, _)) in (0_u16..).zip(&words) {
            let Some(range) = place(word[0], word[1]).and_then(|place| ranges.get_mut(place)) else {
                continue;
            };
            *range = if range.start == range.end { index..index + 1 } else { range.start..index + 1 };
        }
        Self { sorted: words, ranges }
    }

    fn kinds(&self, text: &str) -> Kinds {
        let mut found = Kinds::default();
        let bytes = text.as_bytes();
        for (at, pair) in bytes.windows(2).enumerate() {
            for (word, kind) in self.beginning_with(pair[0], pair[1]) {
                if bytes[at..].starts_with(word) {
                    found.add(*kind);
                }
            }
        }
        found
    }

    fn beginning_with(&self, first: u8, second: u8) -> &[(Box<[u8]>, Kind)] {
        let Some(range) = place(first, second).and_then(|place| self.ranges.get(place)) else { return &[] };
        &self.sorted[usize::from(range.start)..usize::from(range.end)]
    }
}

fn place(first: u8, second: u8) -> Option<usize> {
    (first.is_ascii() && second.is_ascii()).then(|| usize::from(first) * LETTERS + usize::from(second))
}
