//! The list of keys (`?`). Keys are off while somebody types.

use super::icon::Icon;
use crate::t;
use maud::{Markup, html};

/// The list, closed; once per page. `places` are the letters after `g`.
pub fn dialog(places: &[(char, String)]) -> Markup {
    let general = [
        (vec!["Ctrl", "K"], t!("Search or jump to")),
        (vec!["/"], t!("Search")),
        (vec!["?"], t!("This list")),
        (vec!["Shift", "N"], t!("New on this page")),
        (vec!["Esc"], t!("Close")),
    ];
    let lists = [
        (vec!["J"], t!("Next row")),
        (vec!["K"], t!("Previous row")),
        (vec!["Enter"], t!("Open the row")),
        (vec!["X"], t!("Choose the row, or compare periods")),
    ];
    let periods = [
        (vec!["D"], t!("Today")),
        (vec!["E"], t!("Yesterday")),
        (vec!["W"], t!("Last 7 days")),
        (vec!["F"], t!("Last 28 days")),
        (vec!["N"], t!("Last 91 days")),
        (vec!["M"], t!("Month to date")),
        (vec!["P"], t!("Last month")),
        (vec!["Y"], t!("Year to date")),
        (vec!["L"], t!("Last 12 months")),
        (vec!["A"], t!("All time")),
        (vec!["C"], t!("Days of your own")),
    ];
    html! {
        dialog.dialog.keys data-keys aria-labelledby="keys-title" {
            div.keys-head {
                h2 #keys-title { (t!("Keyboard shortcuts")) }
                button.btn.btn-quiet.btn-icon type="button" data-close title=(t!("Close")) {
                    (Icon::Close) span.visually-hidden { (t!("Close")) }
                }
            }
            div.keys-body {
                (group(t!("Everywhere"), &general))
                (jumps(places))
                (group(t!("Lists"), &lists))
                (group(t!("Period"), &periods))
            }
        }
    }
}

fn group(title: &str, keys: &[(Vec<&str>, &str)]) -> Markup {
    html! {
        section {
            h3 { (title) }
            dl { @for (keys, words) in keys { dt { @for key in keys { kbd { (key) } } } dd { (words) } } }
        }
    }
}

fn jumps(places: &[(char, String)]) -> Markup {
    html! {
        section {
            h3 { (t!("Jump to")) }
            dl { @for (key, words) in places { dt { kbd { "G" } kbd { (key.to_ascii_uppercase()) } } dd { (words) } } }
        }
    }
}
