//! The world by country, shaded by an amount. Each country with something to show links to its rows; countries too
//! small to draw stand in the table beside the map. The outlines are data (`data/outlines.LICENSE.md`).

use super::money::compact;
use crate::t;
use maud::{Markup, html};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// ISO 3166 code and path of each country, in a plane of [`WIDTH`] by [`HEIGHT`].
static OUTLINES: LazyLock<BTreeMap<&str, &str>> = LazyLock::new(|| {
    let lines = include_str!("../../../data/outlines.tsv").lines();
    lines.filter_map(|line| line.split_once('\t')).collect()
});
const WIDTH: u32 = 946;
const HEIGHT: u32 = 417;
const BOUNDS: usize = 4; // five shades: more cannot be told apart

/// One country.
#[derive(Debug, Clone, Default)]
pub struct Area {
    /// ISO 3166, two letters.
    pub code: String,
    /// What the reader calls it.
    pub name: String,
    /// The amount, formatted.
    pub text: String,
    /// The amount in minor units.
    pub minor: i64,
    /// Its rows.
    pub href: String,
}

/// The map.
#[derive(Debug, Clone, Default)]
pub struct Map {
    /// What it shows, in a sentence.
    pub summary: String,
    /// Countries with something to show.
    pub areas: Vec<Area>,
    /// What the shades stand for: `Revenue in SEK`.
    pub unit: String,
    /// Decimals of the currency.
    pub exponent: u32,
    /// Said when something lies in no country that is drawn.
    pub outside: Option<String>,
}

/// Whether a country is drawn.
pub fn has(code: &str) -> bool {
    OUTLINES.contains_key(code)
}

/// The map and what its shades mean.
pub fn map(map: &Map) -> Markup {
    let bounds = bounds(map.areas.iter().map(|area| area.minor).max().unwrap_or(0));
    let drawn = || map.areas.iter().filter_map(|area| Some((area, *OUTLINES.get(area.code.as_str())?)));
    let rest = OUTLINES.iter().filter(|(code, _)| !map.areas.iter().any(|area| area.code == **code));
    let land: String = rest.map(|(_, path)| *path).collect();
    html! {
        figure.map {
            svg viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } role="group" aria-label=(map.summary) {
                path.map-land d=(land) aria-hidden="true" {}
                @for (area, path) in drawn() {
                    @let name = format!("{}: {}", area.name, area.text);
                    a href=(area.href) aria-label=(name) {
                        path class={ "m" (shade(&bounds, area.minor)) } d=(path) { title { (name) } }
                    }
                }
            }
            figcaption {
                @if !bounds.is_empty() { (legend(map, &bounds)) }
                @if let Some(outside) = &map.outside { p.meta { (outside) } }
            }
        }
    }
}

fn legend(map: &Map, bounds: &[i64]) -> Markup {
    let first = bounds.first().map(|bound| t!("under {amount}", amount = compact(*bound, map.exponent)));
    let rest = bounds.iter().map(|bound| t!("from {amount}", amount = compact(*bound, map.exponent)));
    html! {
        p.meta { (map.unit) }
        ul.map-key {
            @for (place, words) in first.into_iter().chain(rest).enumerate() {
                li { svg viewBox="0 0 16 10" aria-hidden="true" { rect class={ "m" (place + 1) } width="16" height="10" rx="2" {} } (words) }
            }
        }
    }
}

/// Where one shade ends and the next begins: the largest round amounts (1, 2, 5, 10 …) that something reaches.
fn bounds(largest: i64) -> Vec<i64> {
    let powers = std::iter::successors(Some(1_i64), |power| power.checked_mul(10));
    let round = powers.flat_map(|power| [1, 2, 5].map(|digit| power.saturating_mul(digit)));
    let reached: Vec<i64> = round.take_while(|bound| *bound <= largest).collect();
    reached.get(reached.len().saturating_sub(BOUNDS)..).unwrap_or_default().to_vec()
}

/// The shade of an amount, from 1.
fn shade(bounds: &[i64], minor: i64) -> usize {
    1 + bounds.iter().filter(|bound| **bound <= minor).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shades_begin_at_round_amounts_and_the_largest_is_the_darkest() {
        let bounds = bounds(4_821_000);
        assert_eq!(bounds, [200_000, 500_000, 1_000_000, 2_000_000]);
        let shades = [-5, 0, 199_999, 200_000, 999_999, 4_821_000].map(|minor| shade(&bounds, minor));
        assert_eq!(shades, [1, 1, 1, 2, 3, 5]);
        assert_eq!(super::bounds(3), [1, 2]);
        assert_eq!(super::bounds(0), Vec::<i64>::new());
        assert_eq!(super::bounds(i64::MAX).len(), BOUNDS);
    }

    #[test]
    fn every_outline_is_a_closed_path_inside_the_picture_and_of_a_known_country() {
        assert!(OUTLINES.len() > 170 && !has("AQ") && !has("SG"));
        for (code, path) in OUTLINES.iter() {
            assert!(code.len() == 2 && crate::lang::region(code) != *code, "{code}");
            let rings: Vec<&str> = path.split_inclusive('z').collect();
            for ring in rings {
                assert!(ring.starts_with('M') && ring.ends_with('z') && ring.contains('l'), "{code}: {ring}");
                inside(code, ring);
            }
        }
    }

    /// Walks a ring, whose steps are relative to the point before.
    fn inside(code: &str, ring: &str) {
        let spaced = ring.replace('-', " -").replace(['M', 'l', 'z'], " ");
        let steps: Vec<i64> = spaced.split_whitespace().map(|number| number.parse().unwrap()).collect();
        assert!(steps.len() >= 6 && steps.len().is_multiple_of(2), "{code}: {ring}");
        let (mut x, mut y) = (0, 0);
        for step in steps.chunks(2) {
            x += step[0];
            y += step[1];
            assert!(
                (0..=i64::from(WIDTH)).contains(&x) && (0..=i64::from(HEIGHT)).contains(&y),
                "{code}: {x} {y}"
            );
        }
    }

    #[test]
    fn a_country_links_to_its_rows_and_says_its_amount() {
        let area = Area {
            code: "SE".into(),
            name: "Sweden".into(),
            text: "120.00 USD".into(),
            minor: 12_000,
            href: "/rows?country=SE".into(),
        };
        let drawn = map(&Map { areas: vec![area], exponent: 2, ..Map::default() }).into_string();
        assert!(
            drawn.contains(
                "<a href=\"/rows?country=SE\" aria-label=\"Sweden: 120.00 USD\"><path class=\"m5\""
            )
        );
        assert_eq!(drawn.matches("<a ").count(), 1);
        assert!(drawn.contains("under 10") && drawn.contains("from 100"), "{drawn}");
    }
}
