//! People and what they did.

pub mod audit;
pub mod team;

use crate::t;
use crate::web::kit::page::{self, Header};
use maud::{Markup, html};

/// A page of the settings about people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Here {
    /// The team.
    Team,
    /// Who did what.
    Audit,
}

fn frame(here: Here, sub: &str, body: &Markup) -> Markup {
    let title = if here == Here::Team { t!("Team & roles") } else { t!("Audit log") };
    let sub = (!sub.is_empty()).then(|| html! { (sub) });
    html! { (page::header(&Header { title: title.into(), sub, ..Header::default() })) (body) }
}
