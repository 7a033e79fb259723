//! Small bars of time: how many of each kind in each piece. A picture for the eye, a sentence for everybody else.

use crate::web::kit::format_count;
use maud::{Markup, html};

const HEIGHT: i64 = 36;
const WIDTH: usize = 8;
const GAP: usize = 2;

/// One kind of thing in each piece: its class, its name, and how many.
#[derive(Debug, Clone, Default)]
pub struct Kind {
    /// `ok`, `warn` or `bad`.
    pub class: &'static str,
    /// Its name.
    pub label: String,
    /// How many in each piece, the oldest first.
    pub counts: Vec<i64>,
}

impl Kind {
    fn sum(&self) -> i64 {
        self.counts.iter().sum()
    }
}

/// The bars and their sums.
pub fn bars(label: &str, kinds: &[Kind]) -> Markup {
    let pieces = kinds.iter().map(|kind| kind.counts.len()).max().unwrap_or(0);
    let at = |kind: &Kind, piece: usize| kind.counts.get(piece).copied().unwrap_or(0);
    let whole = |piece: usize| kinds.iter().map(|kind| at(kind, piece)).sum::<i64>();
    let top = (0..pieces).map(whole).max().unwrap_or(0).max(1);
    let width = pieces * (WIDTH + GAP);
    html! {
        figure.bars-of-time {
            svg viewBox={ "0 0 " (width) " " (HEIGHT) } preserveAspectRatio="none" aria-hidden="true" {
                @for piece in 0..pieces {
                    @let x = piece * (WIDTH + GAP);
                    @if whole(piece) == 0 { rect.none x=(x) y=(HEIGHT - 2) width=(WIDTH) height="2" {} }
                    @for (y, height, kind) in stacked(kinds, piece, top) {
                        rect class=(kind.class) x=(x) y=(y) width=(WIDTH) height=(height) {}
                    }
                }
            }
            figcaption {
                span.visually-hidden { (label) ": " }
                @for kind in kinds { span class={ "of-kind " (kind.class) } { i aria-hidden="true" {} (kind.label) " " b { (format_count(kind.sum())) } } }
            }
        }
    }
}

/// The kinds of a piece from below: where each begins, how high it is. Whatever there is of is seen.
fn stacked(kinds: &[Kind], piece: usize, top: i64) -> Vec<(i64, i64, &Kind)> {
    let mut below = HEIGHT;
    let mut placed = Vec::new();
    for kind in kinds {
        let count = kind.counts.get(piece).copied().unwrap_or(0);
        if count > 0 {
            let height = (count.saturating_mul(HEIGHT) / top).clamp(2, below.max(2));
            below -= height;
            placed.push((below.max(0), height, kind));
        }
    }
    placed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_count_is_seen_and_the_largest_fills_the_height() {
        let kinds = [
            Kind { class: "ok", label: "2xx".into(), counts: vec![1_000, 0, 1] },
            Kind { class: "bad", label: "5xx".into(), counts: vec![0, 0, 0] },
        ];
        assert_eq!(stacked(&kinds, 0, 1_000).first().map(|(y, height, _)| (*y, *height)), Some((0, HEIGHT)));
        assert!(stacked(&kinds, 1, 1_000).is_empty());
        assert_eq!(stacked(&kinds, 2, 1_000).first().map(|(_, height, _)| *height), Some(2));
    }
}
