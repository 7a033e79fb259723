//! A paper laid out on A4: a head, a table whose headings stand on every page, and at each foot which page it is. Lengths are twentieths
//! of a point, so that nothing needs a fraction; places are counted from the edge where the reader begins, and down from the top.

use super::font::{Face, Letters};
use super::line::{Line, Pen, scaled};
use super::{Paper, Way, Words};
use crate::lang::{self, Dir};
use crate::t;
use pdf_writer::types::TextRenderingMode;
use pdf_writer::{Content, Name, Str};

/// What pages call the font.
pub(super) const FONT: Name<'static> = Name(b"F");
/// How wide a page is, in points.
pub(super) const WIDTH_POINTS: f32 = 595.3;
/// How high.
pub(super) const HEIGHT_POINTS: f32 = 841.9;

const UNIT: f32 = 0.05; // a twentieth of a point
const WIDTH: i32 = 11_906;
const HEIGHT: i32 = 16_838;
const MARGIN: i32 = 1_020;
const INNER: i32 = WIDTH - 2 * MARGIN;
const BOTTOM: i32 = HEIGHT - MARGIN - 500; // the foot is below

const TITLE: Look = Look { size: 400, gray: 0.0, bold: true };
const PLAIN: Look = Look { size: 190, gray: 0.0, bold: false };
const QUIET: Look = Look { size: 190, gray: 0.4, bold: false };
const STRONG: Look = Look { size: 190, gray: 0.0, bold: true };
const SMALL: Look = Look { size: 150, gray: 0.4, bold: false };

const LEADING: i32 = 280; // between parts of the head
const GAP: i32 = 90; // between rows
const WHOLE: Place = Place { from: 0, width: INNER, end: false };
const NAMES: Place = Place { from: 0, width: 2_500, end: false };
const FACTS: Place = Place { from: 2_700, width: INNER - 2_700, end: false };
const COLUMNS: [Place; 3] = [
    Place { from: 0, width: 4_700, end: false },
    Place { from: 4_900, width: 2_300, end: false },
    Place { from: 7_300, width: INNER - 7_300, end: true },
];

/// How letters look.
#[derive(Debug, Clone, Copy)]
struct Look {
    size: i32,
    gray: f32,
    bold: bool,
}

impl Look {
    /// From line to line.
    const fn leading(self) -> i32 {
        self.size * 14 / 10
    }
}

/// Where something stands on a line.
#[derive(Debug, Clone, Copy)]
struct Place {
    from: i32,
    width: i32,
    /// Whether it ends where its place ends.
    end: bool,
}

/// The pages, and the glyphs they use.
pub(super) fn laid_out(paper: &Paper, face: &Face) -> (Vec<Content>, Letters) {
    lang::within(paper.lang, || {
        let reader = paper.lang.dir();
        let mut sheet =
            Sheet { paper, pen: Pen::new(face, reader), reader, pages: Vec::new(), y: 0, in_table: false };
        sheet.page();
        sheet.head();
        sheet.table();
        sheet.feet();
        (sheet.pages, sheet.pen.letters)
    })
}

struct Sheet<'a> {
    paper: &'a Paper,
    pen: Pen<'a>,
    reader: Dir,
    pages: Vec<Content>,
    /// How far down the page is full.
    y: i32,
    /// Whether a new page goes on with the table.
    in_table: bool,
}

/// A cell of a row: what it says, where, and how.
type Cell<'a> = (&'a Words, Place, Look);

impl Sheet<'_> {
    fn page(&mut self) {
        let mut content = Content::new();
        content.transform([UNIT, 0.0, 0.0, UNIT, 0.0, 0.0]);
        self.pages.push(content);
        self.y = MARGIN;
    }

    fn head(&mut self) {
        let paper = self.paper;
        self.row(&[(&Words::said(&paper.title), WHOLE, TITLE)]);
        for words in &paper.under {
            self.row(&[(words, WHOLE, QUIET)]);
        }
        self.y += LEADING;
        for (name, words) in &paper.facts {
            self.row(&[(&Words::said(name), NAMES, QUIET), (words, FACTS, PLAIN)]);
        }
        self.y += LEADING;
    }

    fn table(&mut self) {
        let paper = self.paper;
        let [first, second, third] = COLUMNS;
        self.in_table = true;
        self.headings();
        for [what, day, amount] in &paper.rows {
            self.row(&[(what, first, PLAIN), (day, second, PLAIN), (amount, third, PLAIN)]);
        }
        self.rule();
        let (name, amount) = (Words::said(&paper.total.0), Words::ltr(&paper.total.1));
        self.row(&[(&name, first, STRONG), (&amount, third, STRONG)]);
        self.in_table = false;
        if let Some(more) = &paper.more {
            self.row(&[(&Words::said(more), WHOLE, QUIET)]);
        }
    }

    fn headings(&mut self) {
        let [what, day, amount] = self.paper.headings.clone().map(Words::said);
        let [first, second, third] = COLUMNS;
        self.row(&[(&what, first, QUIET), (&day, second, QUIET), (&amount, third, QUIET)]);
        self.rule();
    }

    /// Which page each is, once all are known.
    fn feet(&mut self) {
        let pages = self.pages.len();
        for at in 0..pages {
            let said = t!("Page {page} of {pages}", page = at + 1, pages = pages);
            for (text, end) in [(self.paper.title.clone(), false), (said, true)] {
                let line = self.pen.line(&text, Way::Reader);
                self.put(at, (&line, SMALL), (Place { end, ..WHOLE }, HEIGHT - MARGIN));
            }
        }
    }

    /// A row, whose cells may have several lines; on the next page where this one is full.
    fn row(&mut self, cells: &[Cell<'_>]) {
        let pen = &mut self.pen;
        let wrapped = cells.iter().map(|(words, place, look)| {
            (pen.wrapped(&words.text, words.way, (look.size, place.width)), *place, *look)
        });
        let wrapped: Vec<(Vec<Line>, Place, Look)> = wrapped.collect();
        let lines = wrapped.iter().map(|(lines, _, look)| (look.leading(), lines.len()));
        let high = lines.map(|(leading, count)| times(leading, count)).max().unwrap_or_default();
        if self.y + high > BOTTOM && self.y > MARGIN {
            self.page();
            if self.in_table {
                self.headings();
            }
        }
        let page = self.pages.len() - 1;
        for (lines, place, look) in &wrapped {
            for (line, at) in lines.iter().zip(1..) {
                self.put(page, (line, *look), (*place, self.y + times(look.leading(), at)));
            }
        }
        self.y += high + GAP;
    }

    /// A thin line across the page.
    fn rule(&mut self) {
        let y = points(HEIGHT - self.y);
        if let Some(content) = self.pages.last_mut() {
            content.set_stroke_gray(0.75).set_line_width(10.0);
            content.move_to(points(MARGIN), y).line_to(points(WIDTH - MARGIN), y).stroke();
        }
        self.y += GAP;
    }

    /// Draws a line of text, its feet at `y`.
    fn put(&mut self, page: usize, (line, look): (&Line, Look), (place, y): (Place, i32)) {
        let width = line.width(look.size);
        let from = if place.end { place.from + place.width - width } else { place.from };
        let x = match self.reader {
            Dir::Ltr => MARGIN + from,
            Dir::Rtl => WIDTH - MARGIN - from - width,
        };
        if let Some(content) = self.pages.get_mut(page) {
            content.begin_text().set_font(FONT, points(look.size)).set_fill_gray(look.gray);
            if look.bold {
                // One font is enough: strong letters are drawn with an outline.
                content.set_stroke_gray(look.gray).set_line_width(points(look.size / 36));
                content.set_text_rendering_mode(TextRenderingMode::FillStroke);
            } else {
                content.set_text_rendering_mode(TextRenderingMode::Fill);
            }
            show(content, line, (x, HEIGHT - y, look.size));
            content.end_text();
        }
    }
}

/// Shows glyphs: as many together as stand where the font puts them.
fn show(content: &mut Content, line: &Line, (x, y, size): (i32, i32, i32)) {
    let (mut along, mut from, mut together) = (0_i32, (0_i32, 0_i32), Vec::new());
    let mut flush = |together: &mut Vec<u8>, (right, up): (i32, i32)| {
        if !together.is_empty() {
            let (x, y) = (points(x + scaled(right, size)), points(y + scaled(up, size)));
            content.set_text_matrix([1.0, 0.0, 0.0, 1.0, x, y]).show(Str(together));
            together.clear();
        }
    };
    for glyph in &line.glyphs {
        if !glyph.plain {
            flush(&mut together, from);
        }
        if together.is_empty() {
            from = (along + glyph.off.0, glyph.off.1);
        }
        together.extend(glyph.number.to_be_bytes());
        along += glyph.advance;
        if !glyph.plain {
            flush(&mut together, from);
        }
    }
    flush(&mut together, from);
}

fn times(leading: i32, count: usize) -> i32 {
    leading.saturating_mul(i32::try_from(count).unwrap_or(i32::MAX))
}

/// A length for the file. A page is within what this type holds.
fn points(length: i32) -> f32 {
    f32::from(i16::try_from(length).unwrap_or(i16::MAX))
}
