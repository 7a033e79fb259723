//! What waits for the owner: steps of setting up that tick themselves, people who applied, orders to look at, codes
//! that nobody has, refused deliveries.

use crate::app::near_miss;
use crate::web::admin::code_new::href;
use crate::web::admin::desk::{Desk, amount};
use crate::web::admin::period::Period;
use crate::web::chosen;
use crate::web::kit::steps::Step;
use crate::web::view::overview::Todo;
use crate::{n, t};
use std::collections::BTreeMap;
use tributary_core::time::DAY_MS;
use tributary_core::{Currency, PartnerId, ProgramId};
use tributary_engine::db::Tx;
use tributary_engine::order::Sums;
use tributary_engine::page::{Cursor, LIMIT_MAX};
use tributary_engine::publisher::{self, State};
use tributary_engine::{
    Error, application, claim, click, code, delivery, link, order, partner, payout, report,
};

/// The code of the test link on the connect page: clicks on it are ours.
pub(in crate::web::admin) const TEST_CODE: &str = "hello";

const UNKNOWN_DAYS: i64 = 28;
const UNKNOWN_SHOWN: usize = 3; // the most clicked; the rest is seldom worth a line

/// What is there, and what is wrong.
#[derive(Debug, Clone, Default)]
pub(in crate::web::admin) struct Waiting {
    /// A delivery was taken, or orders came by the API.
    pub(in crate::web::admin) connected: bool,
    /// Somebody clicked.
    pub(in crate::web::admin) has_clicks: bool,
    /// An order came.
    pub(in crate::web::admin) has_orders: bool,
    /// A partner was made.
    pub(in crate::web::admin) has_partners: bool,
    /// People who applied and have no answer.
    applied: i64,
    /// Publishers who ask to join, and the program that one of them asks for.
    asking: Option<(i64, ProgramId)>,
    /// Orders that partners miss.
    claimed: i64,
    /// What is due: of what, in how many payouts, how much.
    due: Vec<(Currency, i64, i64)>,
    /// Orders that somebody should look at.
    odd: i64,
    /// Codes that nobody has.
    unknown: Vec<Unknown>,
    /// Deliveries that were refused.
    refused: i64,
}

/// A code that nobody has, clicked all the same.
#[derive(Debug, Clone, Default)]
struct Unknown {
    code: String,
    clicks: i64,
    /// Codes it may be meant for, nearest first.
    meant: Vec<String>,
    /// Whose the nearest one is.
    partner: Option<PartnerId>,
}

/// Looks at everything that may wait.
pub(in crate::web::admin) fn find(tx: &mut Tx<'_>, desk: &Desk) -> Result<Waiting, Error> {
    let (tenant, only) = (desk.tenant(), desk.only.as_ref());
    let one = Cursor { after: None, limit: 1 };
    let ends = delivery::counts(tx, tenant, desk.named().as_ref())?;
    let count = |state: &str| ends.iter().filter(|end| end.0 == state).map(|end| end.2).sum::<i64>();
    let has_orders = !order::list(tx, tenant, &desk.orders(), &one)?.rows.is_empty();
    Ok(Waiting {
        connected: has_orders || count("applied") > 0,
        has_clicks: has_clicks(tx, desk)?,
        has_orders,
        has_partners: !partner::list(tx, tenant, &one)?.rows.is_empty(),
        applied: application::waiting(tx, tenant, only)?,
        asking: asking(tx, desk)?,
        claimed: claim::open(tx, tenant, only)?,
        due: payout::ready(tx, tenant, desk.clock.now())?,
        odd: order::sums(tx, tenant, &order::Filter { review: Some(true), ..desk.orders() })?
            .iter()
            .map(|sum| sum.orders)
            .sum(),
        unknown: unknown(tx, desk)?,
        refused: count("rejected"),
    })
}

/// Whether somebody clicked; where there are several stores, on a link or code of this one.
fn has_clicks(tx: &mut Tx<'_>, desk: &Desk) -> Result<bool, Error> {
    match &desk.only {
        Some(_) => Ok(report::clicks(tx, desk.tenant(), &desk.orders())? > 0),
        None => {
            let one = Cursor { after: None, limit: 1 };
            Ok(!click::list(tx, desk.tenant(), None, &one)?.rows.is_empty())
        }
    }
}

fn asking(tx: &mut Tx<'_>, desk: &Desk) -> Result<Option<(i64, ProgramId)>, Error> {
    let counts = publisher::counts(tx, desk.tenant(), desk.only.as_ref())?;
    let Some((_, count)) = counts.into_iter().find(|(state, _)| *state == State::Asked) else {
        return Ok(None);
    };
    let wanted = publisher::Filter { program: desk.only.clone(), state: Some(State::Asked) };
    let newest = publisher::list(tx, desk.tenant(), &wanted, &Cursor { after: None, limit: 1 })?.rows.pop();
    Ok(newest.map(|newest| (count, newest.membership.program)))
}

fn unknown(tx: &mut Tx<'_>, desk: &Desk) -> Result<Vec<Unknown>, Error> {
    let tenant = desk.tenant();
    let all = Cursor { after: None, limit: LIMIT_MAX };
    let since = desk.clock.now().plus_ms(-UNKNOWN_DAYS * DAY_MS);
    let links = link::list(tx, tenant, None, &all)?.rows.into_iter();
    let codes = code::list(tx, tenant, None, &all)?.rows.into_iter();
    let words: Vec<_> = links
        .map(|link| (link.slug, link.partner, link.program))
        .chain(codes.map(|code| (code.code, code.partner, code.program)))
        .collect();
    let folded: Vec<String> = words.iter().map(|(word, ..)| code::fold(word)).collect();
    let (own, others): (Vec<_>, Vec<_>) = words.into_iter().partition(|(.., program)| desk.shows(program));
    let known: BTreeMap<String, PartnerId> =
        own.into_iter().map(|(word, partner, _)| (word, partner)).collect();
    // Nobody has it at any store; what is meant for a code of another one waits there.
    let waits_there = |code: &str| {
        let meant = |words: &mut dyn Iterator<Item = &str>| !near_miss::suggest(code, words).is_empty();
        meant(&mut others.iter().map(|(word, ..)| word.as_str()))
            && !meant(&mut known.keys().map(String::as_str))
    };
    let found = click::unknown_codes(tx, tenant, since)?.into_iter();
    // A code that was given to somebody since is no longer unknown.
    let still = found.filter(|(code, _)| {
        let fold = code::fold(code);
        fold != TEST_CODE && !folded.contains(&fold) && !waits_there(code)
    });
    Ok(still.take(UNKNOWN_SHOWN).map(|(code, clicks)| Unknown::new(code, clicks, &known)).collect())
}

impl Unknown {
    fn new(code: String, clicks: i64, known: &BTreeMap<String, PartnerId>) -> Self {
        let meant = near_miss::suggest(&code, known.keys().map(String::as_str));
        let partner = meant.first().and_then(|first| known.get(*first)).cloned();
        Self { meant: meant.into_iter().map(str::to_owned).collect(), partner, code, clicks }
    }

    /// `Unknown code sarah. Did you mean sara?`
    fn question(&self) -> String {
        match self.meant.as_slice() {
            [] => t!("Unknown code {code}. Give it to a partner?", code = self.code),
            [one] => t!("Unknown code {code}. Did you mean {other}?", code = self.code, other = one),
            [one, two, ..] => {
                t!(
                    "Unknown code {code}. Did you mean {other} or {another}?",
                    code = self.code,
                    other = one,
                    another = two
                )
            }
        }
    }

    /// The form that gives it to the partner it was meant for.
    fn href(&self) -> String {
        let partner = self.partner.as_ref().map_or("", PartnerId::as_str);
        href("/admin/codes/new", &[("code", &self.code), ("partner", partner)])
    }
}

/// The steps of setting up, ticked by what is there.
pub(in crate::web::admin) fn steps(waiting: &Waiting) -> Vec<Step> {
    let step = |label: &str, hint: &str, href: &str, done| Step {
        label: label.into(),
        hint: if done { String::new() } else { hint.into() },
        href: Some(href.into()),
        done,
    };
    vec![
        step(t!("Connect store"), t!("Webhooks in WooCommerce"), "/admin/connect", waiting.connected),
        step(t!("First partner"), t!("A name is enough"), "/admin/partners/new", waiting.has_partners),
        step(t!("First click"), t!("Open a partner's link"), "/admin/connect", waiting.has_clicks),
        step(t!("First order"), t!("Comes by itself"), &chosen::named("/admin/orders"), waiting.has_orders),
    ]
}

/// What waits, most pressing first.
pub(in crate::web::admin) fn todo(waiting: &Waiting, (period, others): (Period, &[Sums])) -> Vec<Todo> {
    let mut items = Vec::new();
    if waiting.refused > 0 {
        items.push(Todo {
            label: t!("Deliveries of the store that were refused").into(),
            detail: n!("{n} delivery", "{n} deliveries", waiting.refused),
            href: "/admin/connect?state=rejected#deliveries".into(),
        });
    }
    if waiting.applied > 0 {
        items.push(Todo {
            label: t!("People who want to promote you").into(),
            detail: n!("{n} application", "{n} applications", waiting.applied),
            href: "/admin/partners/applications".into(),
        });
    }
    if let Some((asking, program)) = &waiting.asking {
        items.push(Todo {
            label: t!("Publishers who ask to join").into(),
            detail: n!("{n} publisher", "{n} publishers", *asking),
            href: format!("/admin/programs/{program}/publishers"),
        });
    }
    if waiting.claimed > 0 {
        items.push(Todo {
            label: t!("Orders that partners miss").into(),
            detail: n!("{n} claim", "{n} claims", waiting.claimed),
            href: "/admin/partners/claims".into(),
        });
    }
    items.extend(waiting.due.iter().map(|(currency, payouts, minor)| {
        let amount = amount(*minor, *currency).text;
        Todo {
            label: t!("Payouts that are due").into(),
            detail: n!("{amount} in {n} payout", "{amount} in {n} payouts", *payouts, amount = amount),
            href: "/admin/payouts".into(),
        }
    }));
    if waiting.odd > 0 {
        items.push(Todo {
            label: t!("Orders to look at").into(),
            detail: n!("{n} order", "{n} orders", waiting.odd),
            href: href("/admin/orders", &[("tab", "review")]),
        });
    }
    items.extend(waiting.unknown.iter().map(|unknown| Todo {
        label: unknown.question(),
        detail: clicks_words(unknown.clicks),
        href: unknown.href(),
    }));
    items.extend(others.iter().map(|sum| Todo {
        label: t!("Orders in {currency} are not in these figures", currency = sum.currency),
        detail: n!("{n} order", "{n} orders", sum.orders),
        href: href("/admin/orders", &[("period", period.word()), ("currency", sum.currency.code())]),
    }));
    items
}

fn clicks_words(clicks: i64) -> String {
    n!("{n} click", "{n} clicks", clicks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_near_miss_asks_whether_it_was_meant_and_knows_whose_it_is() {
        let sara = PartnerId::from_bits(1);
        let known =
            BTreeMap::from([("sara".to_owned(), sara.clone()), ("omar".to_owned(), PartnerId::from_bits(2))]);
        let near = Unknown::new("sarah".into(), 2, &known);
        assert_eq!(near.question(), "Unknown code sarah. Did you mean sara?");
        assert_eq!(near.href(), format!("/admin/codes/new?code=sarah&partner={sara}"));
        let far = Unknown::new("a&b".into(), 1, &known);
        assert_eq!(far.question(), "Unknown code a&b. Give it to a partner?");
        assert_eq!(far.href(), "/admin/codes/new?code=a%26b");
    }

    #[test]
    fn people_and_orders_that_wait_come_first_and_say_how_many() {
        let waiting = Waiting {
            applied: 1,
            asking: Some((2, ProgramId::from_bits(7))),
            odd: 2,
            unknown: vec![Unknown { code: "sarah".into(), clicks: 3, ..Unknown::default() }],
            ..Waiting::default()
        };
        let items = todo(&waiting, (Period::default(), &[]));
        let told: Vec<(&str, &str)> =
            items.iter().map(|item| (item.detail.as_str(), item.href.as_str())).collect();
        assert_eq!(
            told[..3],
            [
                ("1 application", "/admin/partners/applications"),
                ("2 publishers", "/admin/programs/prg_00000000000000000000000007/publishers"),
                ("2 orders", "/admin/orders?tab=review")
            ]
        );
        assert!(todo(&Waiting::default(), (Period::default(), &[])).is_empty());
    }

    #[test]
    fn steps_tick_themselves() {
        let some = Waiting { has_partners: true, ..Waiting::default() };
        let done: Vec<bool> = steps(&some).iter().map(|step| step.done).collect();
        assert_eq!(done, [false, true, false, false]);
    }
}
