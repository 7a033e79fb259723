//! Text as glyphs: ordered as the eye reads them, letters joined, each with its place. Lengths are thousandths of the letters' size.

use super::Way;
use super::font::{Face, Letters};
use crate::lang::Dir;
use harfrust::{
    BufferClusterLevel, BufferFlags, Direction, Feature, ShapeOptions, Shaper, Tag, UnicodeBuffer,
};
use std::collections::BTreeSet;
use unicode_bidi::{BidiInfo, Level};

const EM: i32 = 1_000;

/// A glyph of a line, from left to right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Glyph {
    /// Its number in the file.
    pub(super) number: u16,
    /// How far from where it would stand, to the right and up.
    pub(super) off: (i32, i32),
    /// How far the next one is.
    pub(super) advance: i32,
    /// Whether it stands where the font alone puts it, and the next one too.
    pub(super) plain: bool,
}

/// A line of text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) glyphs: Vec<Glyph>,
    width: i32,
}

impl Line {
    /// How wide it is with letters of a size.
    pub(super) const fn width(&self, size: i32) -> i32 {
        scaled(self.width, size)
    }
}

/// Thousandths of a size.
pub(super) const fn scaled(thousandths: i32, size: i32) -> i32 {
    thousandths.saturating_mul(size) / EM
}

/// A text without the marks that only say which way it runs.
pub(super) fn seen(text: &str) -> String {
    let unseen = |letter: char| matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}');
    text.chars().filter(|letter| !unseen(*letter)).collect()
}

/// Turns text into lines, and knows which glyphs were used.
pub(super) struct Pen<'a> {
    shaper: Shaper<'a>,
    features: [Feature; 1],
    reader: Dir,
    pub(super) letters: Letters,
}

impl<'a> Pen<'a> {
    /// A pen for a reader.
    pub(super) fn new(face: &'a Face, reader: Dir) -> Self {
        // Without kerning every glyph is as wide as the file says.
        let features = [Feature::new(Tag::new(b"kern"), 0, ..)];
        Self { shaper: face.shaper(), features, reader, letters: Letters::default() }
    }

    /// One line, however long.
    pub(super) fn line(&mut self, text: &str, way: Way) -> Line {
        let level = match (way, self.reader) {
            (Way::Own, _) => None,
            (Way::Reader, Dir::Rtl) => Some(Level::rtl()),
            (Way::Reader, Dir::Ltr) | (Way::Ltr, _) => Some(Level::ltr()),
        };
        let bidi = BidiInfo::new(text, level);
        let mut line = Line::default();
        for paragraph in &bidi.paragraphs {
            let (levels, runs) = bidi.visual_runs(paragraph, paragraph.range.clone());
            for run in runs {
                let rtl = levels.get(run.start).is_some_and(Level::is_rtl);
                self.run(text.get(run).unwrap_or_default(), rtl, &mut line);
            }
        }
        line
    }

    /// Text of one direction, behind what is there.
    fn run(&mut self, text: &str, rtl: bool, line: &mut Line) {
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        // A letter and a mark on it stay apart, so each glyph has its own letter.
        buffer.set_cluster_level(BufferClusterLevel::MonotoneCharacters);
        buffer.set_flags(BufferFlags::REMOVE_DEFAULT_IGNORABLES);
        buffer.guess_segment_properties();
        buffer.set_direction(if rtl { Direction::RightToLeft } else { Direction::LeftToRight });
        let shaped = self.shaper.shape(buffer, ShapeOptions::new().scale(Some(EM)).features(&self.features));
        let infos = shaped.glyph_infos();
        let starts: BTreeSet<usize> =
            infos.iter().filter_map(|info| usize::try_from(info.cluster).ok()).collect();
        for (info, at) in infos.iter().zip(shaped.glyph_positions()) {
            let start = usize::try_from(info.cluster).unwrap_or_default();
            let end = starts.range(start.saturating_add(1)..).next().copied().unwrap_or(text.len());
            let stands_for = seen(text.get(start..end).unwrap_or_default());
            let glyph = u16::try_from(info.glyph_id).unwrap_or_default();
            let wide = i16::try_from(at.x_advance).unwrap_or_default();
            let (number, width) = self.letters.take(glyph, wide, &stands_for);
            let off = (at.x_offset, at.y_offset);
            let plain = off == (0, 0) && i32::from(width) == at.x_advance;
            line.glyphs.push(Glyph { number, off, advance: at.x_advance, plain });
            line.width = line.width.saturating_add(at.x_advance);
        }
    }

    /// As many lines as a width needs, broken between words, and within one that is too long.
    pub(super) fn wrapped(&mut self, text: &str, way: Way, (size, width): (i32, i32)) -> Vec<Line> {
        let words: Vec<&str> = text.split_whitespace().collect();
        let whole = self.line(&words.join(" "), way);
        if whole.width(size) <= width {
            return vec![whole];
        }
        let mut lines = vec![String::new()];
        for word in words {
            for piece in self.fitting(word, way, (size, width)) {
                let longer = match lines.last() {
                    Some(last) if !last.is_empty() => format!("{last} {piece}"),
                    _ => piece.clone(),
                };
                let fits = self.line(&longer, way).width(size) <= width;
                match lines.last_mut() {
                    Some(last) if last.is_empty() || fits => *last = longer,
                    _ => lines.push(piece),
                }
            }
        }
        lines.iter().map(|line| self.line(line, way)).collect()
    }

    /// A word in pieces that fit: itself, nearly always.
    fn fitting(&mut self, word: &str, way: Way, (size, width): (i32, i32)) -> Vec<String> {
        if self.line(word, way).width(size) <= width {
            return vec![word.to_owned()];
        }
        let mut pieces = vec![String::new()];
        for letter in word.chars() {
            let longer = format!("{}{letter}", pieces.last().map(String::as_str).unwrap_or_default());
            let fits = self.line(&longer, way).width(size) <= width;
            match pieces.last_mut() {
                Some(last) if last.is_empty() || fits => *last = longer,
                _ => pieces.push(letter.to_string()),
            }
        }
        pieces
    }
}
