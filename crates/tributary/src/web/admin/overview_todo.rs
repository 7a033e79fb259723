//! What waits for the owner: steps of setting up that tick themselves, codes that nobody has, refused deliveries.

use super::desk::Desk;
use super::period::Period;
use crate::app::near_miss;
use crate::web::kit::format_count;
use crate::web::view::overview::{Step, Todo};
use tributary_core::time::DAY_MS;
use tributary_engine::db::Tx;
use tributary_engine::page::{Cursor, LIMIT_MAX};
use tributary_engine::report::Totals;
use tributary_engine::{Error, click, code, delivery, link, order, partner};

/// The code of the test link on the connect page: clicks on it are ours.
pub(super) const TEST_CODE: &str = "hello";

const UNKNOWN_DAYS: i64 = 28;
const UNKNOWN_SHOWN: usize = 3; // the most clicked; the rest is seldom worth a line

/// What is there, and what is wrong.
#[derive(Debug, Clone, Default)]
pub(super) struct Waiting {
    /// A delivery was taken, or orders came by the API.
    pub(super) connected: bool,
    /// Somebody clicked.
    pub(super) has_clicks: bool,
    /// An order came.
    pub(super) has_orders: bool,
    /// A partner was made.
    pub(super) has_partners: bool,
    /// Unknown code, clicks, and codes it may be meant for.
    unknown: Vec<(String, i64, Vec<String>)>,
    /// Deliveries that were refused.
    refused: i64,
}

/// Looks at everything that may wait.
pub(super) fn find(tx: &mut Tx<'_>, desk: &Desk) -> Result<Waiting, Error> {
    let tenant = desk.tenant();
    let one = Cursor { after: None, limit: 1 };
    let ends = delivery::counts(tx, tenant)?;
    let count = |state: &str| ends.iter().filter(|end| end.0 == state).map(|end| end.2).sum::<i64>();
    let has_orders = !order::list(tx, tenant, &order::Filter::default(), &one)?.rows.is_empty();
    Ok(Waiting {
        connected: has_orders || count("applied") > 0,
        has_clicks: !click::list(tx, tenant, None, &one)?.rows.is_empty(),
        has_orders,
        has_partners: !partner::list(tx, tenant, &one)?.rows.is_empty(),
        unknown: unknown(tx, desk)?,
        refused: count("rejected"),
    })
}

fn unknown(tx: &mut Tx<'_>, desk: &Desk) -> Result<Vec<(String, i64, Vec<String>)>, Error> {
    let tenant = desk.tenant();
    let all = Cursor { after: None, limit: LIMIT_MAX };
    let since = desk.clock.now().plus_ms(-UNKNOWN_DAYS * DAY_MS);
    let mut known: Vec<String> =
        code::list(tx, tenant, None, &all)?.rows.into_iter().map(|c| c.code).collect();
    known.extend(link::list(tx, tenant, None, &all)?.rows.into_iter().map(|link| link.slug));
    known.sort();
    known.dedup();
    let folded: Vec<String> = known.iter().map(|code| code::fold(code)).collect();
    let found = click::unknown_codes(tx, tenant, since)?.into_iter();
    // A code that was given to somebody since is no longer unknown.
    let still = found.filter(|(code, _)| {
        let fold = code::fold(code);
        fold != TEST_CODE && !folded.contains(&fold)
    });
    let meant = |code: &str| {
        near_miss::suggest(code, known.iter().map(String::as_str)).into_iter().map(str::to_owned).collect()
    };
    Ok(still.take(UNKNOWN_SHOWN).map(|(code, clicks)| (code.clone(), clicks, meant(&code))).collect())
}

/// The steps of setting up, ticked by what is there.
pub(super) fn steps(waiting: &Waiting) -> Vec<Step> {
    let step = |label: &str, hint: &str, href: &str, done| Step {
        label: label.into(),
        hint: if done { String::new() } else { hint.into() },
        href: Some(href.into()),
        done,
    };
    vec![
        step("Connect store", "Webhooks in WooCommerce", "/admin/connect", waiting.connected),
        step("First partner", "A name is enough", "/admin/partners/new", waiting.has_partners),
        step("First click", "Open a partner's link", "/admin/connect", waiting.has_clicks),
        step("First order", "Comes by itself", "/admin/orders", waiting.has_orders),
    ]
}

/// What waits, most pressing first.
pub(super) fn todo(waiting: &Waiting, (period, totals): (Period, &Totals)) -> Vec<Todo> {
    let mut items = Vec::new();
    if waiting.refused > 0 {
        items.push(Todo {
            label: "Deliveries refused".into(),
            detail: format!("{}: see why", format_count(waiting.refused)),
            href: "/admin/connect?state=rejected#deliveries".into(),
        });
    }
    items.extend(waiting.unknown.iter().map(|(code, clicks, meant)| Todo {
        label: near(code, meant),
        detail: format!("{} {}", format_count(*clicks), if *clicks == 1 { "click" } else { "clicks" }),
        href: give(code),
    }));
    if totals.other_currencies > 0 {
        items.push(Todo {
            label: "Orders in other currencies, not in these figures".into(),
            detail: format_count(totals.other_currencies),
            href: format!("/admin/orders?period={}", period.word()),
        });
    }
    items
}

/// `Unknown code sarah. Did you mean sara?`
fn near(code: &str, meant: &[String]) -> String {
    let question = match meant {
        [] => "Give it to a partner?".to_owned(),
        [one] => format!("Did you mean {one}?"),
        several => format!("Did you mean {}?", several.join(" or ")),
    };
    format!("Unknown code {code}. {question}")
}

fn give(code: &str) -> String {
    let escaped: String = url::form_urlencoded::byte_serialize(code.as_bytes()).collect();
    format!("/admin/partners/new?code={escaped}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_near_miss_asks_whether_it_was_meant() {
        assert_eq!(near("sarah", &["sara".into()]), "Unknown code sarah. Did you mean sara?");
        assert_eq!(near("x", &[]), "Unknown code x. Give it to a partner?");
        assert_eq!(give("a&b"), "/admin/partners/new?code=a%26b");
    }

    #[test]
    fn steps_tick_themselves() {
        let some = Waiting { has_partners: true, ..Waiting::default() };
        let done: Vec<bool> = steps(&some).iter().map(|step| step.done).collect();
        assert_eq!(done, [false, true, false, false]);
    }
}
