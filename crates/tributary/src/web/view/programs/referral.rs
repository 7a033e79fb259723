//! What customers are promised who tell their friends (`/admin/programs/{id}/referral`): both sides of it as customers read
//! it, every setting as a sentence, and what each level gets.

use super::{Frame, Place, Sentence, sentences};
use crate::t;
use crate::th;
use crate::web::kit::banner::{Banner, Tone, notice};
use crate::web::kit::page::{self, Action, Header};
use crate::web::kit::table::{Column, Phone, Row, Table, table};
use crate::web::kit::{Amount, Icon};
use maud::{Markup, html};

/// Both sides of the promise.
#[derive(Debug, Clone, Default)]
pub struct Offer {
    /// What the friend gets; none: nothing.
    pub give: Option<String>,
    /// What the customer gets who sent the friend.
    pub get: String,
    /// Small print.
    pub small: Option<String>,
}

/// What one level gets.
#[derive(Debug, Clone, Default)]
pub struct Level {
    /// 1 is whoever sent the friend.
    pub number: i64,
    /// Its percentage.
    pub rate: String,
    /// What it gets of a reward.
    pub plain: Amount,
    /// What it gets while a promotion doubles.
    pub doubled: Amount,
}

/// Everything the page shows.
#[derive(Debug, Clone, Default)]
pub struct ReferralView {
    /// What all pages of the program have.
    pub frame: Frame,
    /// Whether it is in force.
    pub on: bool,
    /// Both sides of it.
    pub offer: Offer,
    /// Every setting.
    pub sentences: Vec<Sentence>,
    /// What each level gets; empty while there are none.
    pub levels: Vec<Level>,
    /// The form that changes it.
    pub edit_href: String,
    /// The same form, switched on.
    pub switch_href: String,
    /// The promotion that runs now.
    pub running: Option<String>,
    /// One sentence of good news.
    pub news: Option<String>,
}

/// The page's body.
pub fn render(v: &ReferralView) -> Markup {
    let change = Action {
        label: if v.on { t!("Change") } else { t!("Set it up") }.to_owned(),
        href: if v.on { v.edit_href.clone() } else { v.switch_href.clone() },
        icon: Some(Icon::Edit),
        primary: true,
    };
    let off =
        t!("This is off: nobody is bound and nothing is earned. Below stands what it would be.").to_owned();
    html! {
        div.reading {
            (page::header(&Header {
                back: Frame::back(),
                title: v.frame.name.clone(),
                actions: vec![change],
                ..Header::default()
            }))
            (v.frame.tabs(Place::Referral))
            div.stack {
                @if let Some(news) = &v.news { (notice(&Banner { tone: Tone::Ok, text: news.clone(), action: None })) }
                @if !v.on { (notice(&Banner { tone: Tone::Info, text: off, action: None })) }
                @if let Some(running) = &v.running {
                    (notice(&Banner { tone: Tone::Info, text: running.clone(), action: None }))
                }
                (offer(&v.offer))
                (page::card_flush(t!("What is promised"), None, &sentences(&v.sentences)))
                @if !v.levels.is_empty() { (page::card_flush(t!("What each level gets"), None, &levels(&v.levels))) }
            }
        }
    }
}

/// The card with both sides, as the share panel will say it.
pub fn offer(v: &Offer) -> Markup {
    html! {
        section.card.offer aria-label=(t!("As customers read it")) {
            div.card-body {
                p.offer-title {
                    @match &v.give {
                        Some(give) => (th!("Give {give}, get {reward}", give = html! { b { (give) } }, reward = html! { b { (v.get) } })),
                        None => (th!("Get {reward} for each friend", reward = html! { b { (v.get) } })),
                    }
                }
                div.offer-sides {
                    div { (Icon::Gift) p { (t!("Your friend")) } b { (v.give.clone().unwrap_or_else(|| t!("nothing").to_owned())) } span.meta { (t!("off the first order")) } }
                    div { (Icon::Wallet) p { (t!("You")) } b { (v.get) } span.meta { (t!("as store credit")) } }
                }
                @if let Some(small) = &v.small { p.meta { (small) } }
            }
        }
    }
}

fn levels(all: &[Level]) -> Markup {
    let columns = vec![
        Column::text(t!("Level"), Phone::Primary),
        Column::figure(t!("Part"), Phone::Labelled),
        Column::figure(t!("Gets"), Phone::Amount),
        Column::figure(t!("While a promotion doubles"), Phone::Labelled),
    ];
    let row = |level: &Level| {
        let who = if level.number == 1 {
            t!("1: whoever sent the friend, always the whole reward").to_owned()
        } else {
            t!("{n}: further up", n = level.number)
        };
        let cells =
            vec![html! { (who) }, html! { (level.rate) }, html! { (level.plain) }, html! { (level.doubled) }];
        Row { cells, ..Row::default() }
    };
    table(&Table {
        caption: t!("What each level gets").to_owned(),
        columns,
        rows: all.iter().map(row).collect(),
        ..Table::default()
    })
}
