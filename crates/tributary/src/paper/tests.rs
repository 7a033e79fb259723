//! Papers, read back as whoever opens them sees them.

use super::font::Face;
use super::line::Pen;
use super::{Paper, Way, Words};
use crate::lang::{Dir, Lang};
use std::collections::BTreeSet;

#[path = "../../tests/support/pdf.rs"]
mod pdf;

fn paper(lang: Lang, rows: usize) -> Paper {
    let row = |at: usize| [Words::ltr(format!("#{at}")), Words::said("2 Jun 2026"), Words::ltr("8.00 USD")];
    Paper {
        lang,
        title: "Statement 1".to_owned(),
        under: vec![Words::named("Northwind")],
        facts: vec![("To".to_owned(), Words::named("Åsa Öğütçü"))],
        headings: ["Order", "Date", "Amount"].map(str::to_owned),
        rows: (1..=rows).map(row).collect(),
        more: None,
        total: ("Total".to_owned(), "80.00 USD".to_owned()),
    }
}

#[test]
fn headings_stand_on_every_page_and_each_foot_says_which_page_it_is() {
    let pages = pdf::pages(&paper(Lang::English, 120).pdf().unwrap());
    assert!(pages.len() > 2, "{}", pages.len());
    for (page, number) in pages.iter().zip(1..) {
        assert!(page.contains(&"Amount".to_owned()), "{page:?}");
        assert_eq!(page.last().unwrap(), &format!("Page {number} of {}", pages.len()));
    }
    let said = |text: &str| pages.iter().flatten().filter(|one| *one == text).count();
    assert_eq!((said("#1"), said("#77"), said("#120"), said("Total")), (1, 1, 1, 1));
    assert_eq!((said("8.00 USD"), said("80.00 USD")), (120, 1));
    assert_eq!((said("Åsa Öğütçü"), said("Northwind")), (1, 1));
}

#[test]
fn the_same_words_make_the_same_bytes() {
    let file = paper(Lang::Uyghur, 3).pdf().unwrap();
    assert_eq!(file, paper(Lang::Uyghur, 3).pdf().unwrap());
    assert!(file.starts_with(b"%PDF-1.7") && file.len() < 60_000, "{}", file.len());
}

#[test]
fn letters_that_join_are_joined_and_run_from_the_right() {
    let mut own = paper(Lang::Uyghur, 1);
    own.title = "ھېساب ئۇيغۇر ۋە ڭۈۆېەچگپژ".to_owned();
    own.facts = vec![("ئىسمى".to_owned(), Words::named("Åsa"))];
    let pages = pdf::pages(&own.pdf().unwrap());
    let title = pdf::reversed(&pages[0][0]);
    assert_eq!(title, own.title);
    assert!(pages[0].contains(&"Åsa".to_owned()), "a name of another script stays as it is: {pages:?}");
    assert!(pages[0].contains(&"8.00 USD".to_owned()), "{pages:?}");
}

#[test]
fn a_letter_has_another_shape_at_each_place_of_a_word() {
    let face = Face::load().unwrap();
    let mut pen = Pen::new(&face, Dir::Rtl);
    let line = pen.line("ببب ب", Way::Reader);
    let shapes: BTreeSet<u16> = line.glyphs.iter().map(|glyph| glyph.number).collect();
    assert_eq!(shapes.len(), 5, "three joined, one alone, a space: {line:?}");
}

#[test]
fn what_is_too_long_for_its_place_goes_on_below() {
    let mut long = paper(Lang::English, 1);
    long.facts = vec![("Why".to_owned(), Words::named("word ".repeat(60) + &"x".repeat(200)))];
    let pages = pdf::pages(&long.pdf().unwrap());
    let lines: Vec<&String> =
        pages[0].iter().filter(|line| line.contains("word") || line.contains("xx")).collect();
    assert!(lines.len() > 4, "{lines:?}");
    let words: usize = lines.iter().map(|line| line.matches("word").count()).sum();
    let letters: usize = lines.iter().map(|line| line.matches('x').count()).sum();
    assert_eq!((words, letters), (60, 200));
}
