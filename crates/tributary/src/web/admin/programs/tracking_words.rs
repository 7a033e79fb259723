//! The test of a redirect page in words: what each step is, what its outcome means and what to do.

use crate::inbound::redirect_page::{COOKIE, Check, Step, Went};
use crate::t;
use crate::web::view::settings::checks::{CheckRow, Mark};

/// A step as a row.
pub(super) fn row(check: &Check, window_days: u32) -> CheckRow {
    let mark = match check.went {
        Went::Well => Mark::Good,
        Went::Short => Mark::Short,
        Went::Badly => Mark::Bad,
        Went::Untried | Went::Unseen => Mark::Untried,
    };
    let text = match check.went {
        Went::Well => well(check.step, &check.fact),
        Went::Short => short(check.step, &check.fact, window_days),
        Went::Badly => badly(check.step, &check.fact),
        Went::Untried => t!("Not tried: put the lines above right first.").to_owned(),
        Went::Unseen => unseen(check.step).to_owned(),
    };
    CheckRow { mark, label: label(check.step).to_owned(), text, raw: check.raw.clone() }
}

/// How the whole test went.
pub(super) fn verdict(checks: &[Check]) -> &'static str {
    let any = |went| checks.iter().any(|check| check.went == went);
    let open = checks.iter().any(|check| check.step == Step::Foreign && check.went == Went::Badly);
    match () {
        () if open => {
            t!("Anybody can send people anywhere over this page. Put that right before anything else.")
        }
        () if any(Went::Badly) => t!("The page does not work yet. The first line in red says what to do."),
        () if any(Went::Unseen) => {
            t!(
                "The page runs in the browser, so only a browser sees what it does: open a link and look for the cookie."
            )
        }
        () if any(Went::Short) => t!("The page works, and could be better."),
        () => t!("Everything works."),
    }
}

fn label(step: Step) -> &'static str {
    match step {
        Step::Address => t!("Address"),
        Step::Reached => t!("Answer"),
        Step::Status => t!("Redirect"),
        Step::Location => t!("Leads to the deeplink"),
        Step::Cookie => t!("Cookie with the click"),
        Step::Days => t!("The cookie's days"),
        Step::Path => t!("The cookie's path"),
        Step::Secure => "Secure",
        Step::SameSite => "SameSite",
        Step::HttpOnly => "HttpOnly",
        Step::Cache => t!("Nobody keeps the answer"),
        Step::Foreign => t!("Foreign addresses"),
    }
}

fn well(step: Step, fact: &str) -> String {
    match step {
        Step::Reached | Step::Status => t!("The page answers {status}.", status = fact),
        Step::Location => t!("Exactly as it was given.").to_owned(),
        Step::Days => t!("It lives for {days} days.", days = fact),
        Step::Secure => t!("It only goes over https.").to_owned(),
        Step::HttpOnly => t!("Only the shop's server reads it.").to_owned(),
        Step::Foreign => t!("Four of them were refused.").to_owned(),
        Step::Address | Step::Cookie | Step::Path | Step::SameSite | Step::Cache => fact.to_owned(),
    }
}

fn short(step: Step, fact: &str, window_days: u32) -> String {
    match step {
        Step::Cookie => t!(
            "The click is in {name}. Call it {wanted} and put nothing else in it, so that the script finds it, too.",
            name = fact,
            wanted = COOKIE
        ),
        Step::Days => t!(
            "It lives for {days} days, and a click counts for {window}. Set Max-Age to {seconds}.",
            days = fact,
            window = window_days,
            seconds = u64::from(window_days) * 86_400
        ),
        Step::Secure => t!("Add Secure, so that it never goes without https.").to_owned(),
        Step::SameSite => {
            t!("Say SameSite=Lax: then it comes along when somebody follows a link to the shop.").to_owned()
        }
        Step::HttpOnly => t!("Add HttpOnly if no script of yours has to read it.").to_owned(),
        Step::Cache => {
            t!("Say Cache-Control: no-store, or somebody on the way may keep the answer for others.")
                .to_owned()
        }
        _ => fact.to_owned(),
    }
}

fn badly(step: Step, fact: &str) -> String {
    match step {
        Step::Address => t!(
            "{address} is not on the shop's own host. A cookie from there never reaches the shop.",
            address = fact
        ),
        Step::Reached => t!(
            "There was no page: {fact}. Check the address, and that the page is on the server.",
            fact = fact
        ),
        Step::Status if matches!(fact, "301" | "308") => t!(
            "The page answers {status}, which browsers keep for ever, with the first visitor's click. Answer 302.",
            status = fact
        ),
        Step::Status => {
            t!("The page answers {status}. Answer 302 with the deeplink in Location.", status = fact)
        }
        Step::Location if fact.is_empty() => t!("There is no Location.").to_owned(),
        Step::Location => t!(
            "It leads to {location}. Send the deeplink on as it is: decode it once, and encode nothing anew.",
            location = fact
        ),
        Step::Cookie => {
            t!("No cookie has the click. Set {wanted} to the click in the address.", wanted = COOKIE)
        }
        Step::Days => t!("It is gone when the browser closes. Say Max-Age.").to_owned(),
        Step::Path => t!("It holds for a part of the shop only. Say Path=/.").to_owned(),
        Step::Cache => t!(
            "The answer may be kept ({fact}), and with it one visitor's click for all others. Say Cache-Control: no-store.",
            fact = fact
        ),
        Step::Foreign => t!(
            "The page leads to {address}: whoever wants to deceive people uses the shop's good name. Check the deeplink's host, as the pages above do.",
            address = fact
        ),
        _ => fact.to_owned(),
    }
}

fn unseen(step: Step) -> &'static str {
    match step {
        Step::Status => t!("It is a page with a script and no redirect."),
        Step::Days => t!(
            "Safari keeps cookies of scripts for 7 days at most. A page that runs on the server has no such limit."
        ),
        Step::HttpOnly => t!("A script cannot set it."),
        _ => t!("A server cannot see that."),
    }
}
