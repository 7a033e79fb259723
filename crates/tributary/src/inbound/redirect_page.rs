//! Tests a shop's redirect page: asks it as a visitor's browser would, with a click that is nobody's, follows it nowhere, and
//! reports step by step what it answered. Start at [`try_page`].

use crate::app::App;
use crate::app::destination::{AllowedHosts, check, decorate, parse_stored};
use crate::outbound::{Guard, Looker, Seen};
use std::time::UNIX_EPOCH;
use tributary_core::{ClickId, Timestamp};
use tributary_engine::store::Store;
use tributary_engine::{Error, Result, chance};
use url::Url;

/// What shops keep the click in.
pub const COOKIE: &str = "retrack_click";
/// Addresses that no page may lead to, each written as browsers are known to repair it. The name is nobody's for ever.
const FOREIGN: [&str; 4] = [
    "https://redirect-test.invalid/",
    "//redirect-test.invalid/",
    "/\\redirect-test.invalid/",
    "https://SHOP@redirect-test.invalid/",
];
const FOREIGN_NAME: &str = "redirect-test.invalid";
const DAY_S: i64 = 86_400;

/// What a step is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The page's address is one of the shop's own.
    Address,
    /// It answers.
    Reached,
    /// It answers with a redirect that is not kept for ever.
    Status,
    /// The redirect leads exactly to the deeplink.
    Location,
    /// The click is in the cookie.
    Cookie,
    /// The cookie lives as long as a click counts.
    Days,
    /// The cookie holds for the whole shop.
    Path,
    /// The cookie only goes over https.
    Secure,
    /// The cookie comes along when a visitor follows a link to the shop.
    SameSite,
    /// No script can read the cookie.
    HttpOnly,
    /// Nobody on the way keeps the answer for the next visitor.
    Cache,
    /// A foreign address is refused.
    Foreign,
}

/// All steps, in order.
const STEPS: [Step; 12] = [
    Step::Address,
    Step::Reached,
    Step::Status,
    Step::Location,
    Step::Cookie,
    Step::Days,
    Step::Path,
    Step::Secure,
    Step::SameSite,
    Step::HttpOnly,
    Step::Cache,
    Step::Foreign,
];

/// How a step went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Went {
    /// As it should.
    Well,
    /// It works, but it could be better.
    Short,
    /// It does not work, or harms.
    Badly,
    /// An earlier step failed.
    Untried,
    /// Only a browser can see it: the page is no redirect but a script.
    Unseen,
}

/// One step of the test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What it is about.
    pub step: Step,
    /// How it went.
    pub went: Went,
    /// The fact in short.
    pub fact: String,
    /// What was asked and what came back.
    pub raw: String,
}

/// What a page is tried with.
#[derive(Debug, Clone, Copy)]
pub struct Page<'a> {
    /// The shop.
    pub store: &'a Store,
    /// The page's address.
    pub address: &'a str,
    /// Hosts besides the shop's own that visitors may be sent to.
    pub allowed_hosts: &'a [String],
    /// How many days a click counts.
    pub window_days: u32,
}

/// Tries a redirect page.
///
/// # Errors
/// When this server has no randomness or no TLS; the page's troubles are in the checks.
pub async fn try_page(app: &App, page: &Page<'_>) -> Result<Vec<Check>> {
    let guard = Guard::new(app.settings.allow_private_webhooks);
    let looker = Looker::new(guard).map_err(|error| Error::Broken(error.to_string()))?;
    let click = ClickId::from_bits(u128::from_be_bytes(chance::bytes()?));
    let mut found = Checks::default();
    let own = hosts(page);
    let Some((address, deeplink)) = addresses(page, &own, &mut found) else { return Ok(found.complete()) };
    let asked = asking(&address, &click, &deeplink);
    let seen = looker.look(&asked).await;
    let raw = written(&asked, &seen);
    if !reached(&seen, &raw, &mut found) {
        return Ok(found.complete());
    }
    if is_script(&seen) {
        found.unseen(&raw);
        return Ok(found.complete());
    }
    status(&seen, &raw, &mut found);
    location(&address, &seen, (&deeplink, &raw), &mut found);
    cookie(&seen, (&click, page.window_days, app.now()), &mut found);
    cache(&seen, &mut found);
    found.push(foreign(&looker, &address, &click, &own).await);
    Ok(found.complete())
}

#[derive(Default)]
struct Checks {
    all: Vec<Check>,
    others: Option<(Went, String)>,
}

impl Checks {
    fn push(&mut self, check: Check) {
        self.all.push(check);
    }

    fn add(&mut self, step: Step, went: Went, fact: impl Into<String>) {
        self.push(Check { step, went, fact: fact.into(), raw: String::new() });
    }

    fn with(&mut self, step: Step, went: Went, fact: impl Into<String>, raw: &str) {
        self.push(Check { step, went, fact: fact.into(), raw: raw.to_owned() });
    }

    /// The page is a script: what it does, only a browser sees.
    fn unseen(&mut self, raw: &str) {
        self.others = Some((Went::Unseen, raw.to_owned()));
    }

    /// Every step once, in order.
    fn complete(mut self) -> Vec<Check> {
        let (went, raw) = self.others.take().unwrap_or((Went::Untried, String::new()));
        let rest = |step| {
            let raw = if step == Step::Status { raw.clone() } else { String::new() };
            Check { step, went, fact: String::new(), raw }
        };
        let find = |step| self.all.iter().find(|check| check.step == step).cloned();
        STEPS.into_iter().map(|step| find(step).unwrap_or_else(|| rest(step))).collect()
    }
}

/// The shop's own host, and those that its program allows.
fn hosts(page: &Page<'_>) -> AllowedHosts {
    AllowedHosts::parse(page.allowed_hosts).unwrap_or_default().and_of(&page.store.url)
}

/// The page's address, and a deeplink of the shop with everything in it that pages like to break.
fn addresses(page: &Page<'_>, own: &AllowedHosts, found: &mut Checks) -> Option<(Url, Url)> {
    let address = match parse_stored(page.address) {
        Ok(address) => address,
        Err(refusal) => {
            found.with(Step::Address, Went::Badly, page.address, &refusal.to_string());
            return None;
        }
    };
    let deeplink = parse_stored(&page.store.url).ok()?;
    let mut deeplink = deeplink.join("/tributary-test?a=1&b=two%20words%26more&c=%C3%A9").ok()?;
    deeplink.set_fragment(Some("here"));
    // A cookie that another host sets is another shop's cookie.
    let went = if check(page.address, own).is_ok() { Went::Well } else { Went::Badly };
    found.add(Step::Address, went, address.as_str());
    Some((address, deeplink))
}

/// The page's address with a click and a deeplink, as links lead to it.
fn asking(address: &Url, click: &ClickId, deeplink: &Url) -> String {
    let mut url = address.clone();
    decorate(&mut url, &[("click", click.as_str()), ("deeplink", deeplink.as_str())]);
    url.into()
}

fn written(asked: &str, seen: &Seen) -> String {
    let status = seen.status.map_or_else(|| "-".to_owned(), |status| status.to_string());
    let headers: Vec<String> = seen.headers.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    let trouble = seen.trouble.as_deref().unwrap_or_default();
    format!("GET {asked}\n{status} {trouble}\n{}", headers.join("\n"))
}

fn reached(seen: &Seen, raw: &str, found: &mut Checks) -> bool {
    match seen.status {
        None => {
            found.with(Step::Reached, Went::Badly, seen.trouble.as_deref().unwrap_or_default(), raw);
            false
        }
        Some(status @ 400..) => {
            found.with(Step::Reached, Went::Badly, status.to_string(), raw);
            false
        }
        Some(status) => {
            found.add(Step::Reached, Went::Well, status.to_string());
            true
        }
    }
}

/// A page that a browser has to run.
fn is_script(seen: &Seen) -> bool {
    let page = seen.header("content-type").is_some_and(|kind| kind.starts_with("text/html"));
    seen.status == Some(200) && page && seen.body.contains("<script")
}

fn status(seen: &Seen, raw: &str, found: &mut Checks) {
    let status = seen.status.unwrap_or_default();
    let went = match status {
        302 | 303 | 307 => Went::Well,
        301 | 308 => Went::Badly, // browsers keep these for ever, with the first visitor's click
        _ => Went::Badly,
    };
    found.with(Step::Status, went, status.to_string(), raw);
}

fn location(address: &Url, seen: &Seen, (deeplink, raw): (&Url, &str), found: &mut Checks) {
    let Some(told) = seen.header("location") else {
        return found.with(Step::Location, Went::Badly, "", raw);
    };
    let went = if address.join(told).is_ok_and(|url| url == *deeplink) { Went::Well } else { Went::Badly };
    found.with(Step::Location, went, told, &format!("deeplink: {deeplink}\nlocation: {told}"));
}

/// A cookie as its header says it.
struct Baked<'a> {
    name: &'a str,
    value: &'a str,
    attributes: Vec<(String, &'a str)>,
}

impl<'a> Baked<'a> {
    fn read(header: &'a str) -> Option<Self> {
        let mut parts = header.split(';').map(str::trim);
        let (name, value) = parts.next()?.split_once('=')?;
        let attributes = parts.map(|part| {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            (name.trim().to_ascii_lowercase(), value.trim())
        });
        Some(Self { name, value, attributes: attributes.collect() })
    }

    fn has(&self, name: &str) -> Option<&'a str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| *value)
    }

    fn days(&self, now: Timestamp) -> Option<i64> {
        let seconds: i64 = match self.has("max-age") {
            Some(age) => age.parse().ok()?,
            None => {
                let until = httpdate::parse_http_date(self.has("expires")?).ok()?;
                let until = until.duration_since(UNIX_EPOCH).ok()?.as_secs();
                i64::try_from(until).ok()?.saturating_sub(now.ms() / 1_000)
            }
        };
        // A date is a few seconds nearer by now.
        Some(seconds.saturating_add(60) / DAY_S)
    }
}

fn cookie(seen: &Seen, (click, window_days, now): (&ClickId, u32, Timestamp), found: &mut Checks) {
    let headers: Vec<&str> = seen.all("set-cookie").collect();
    let raw = headers.join("\n");
    let mut all = headers.iter().filter_map(|header| Baked::read(header));
    let Some(cookie) = all.find(|cookie| cookie.value.contains(click.as_str())) else {
        return found.with(Step::Cookie, Went::Badly, "", &raw);
    };
    let plain = cookie.name == COOKIE && cookie.value == click.as_str();
    found.with(Step::Cookie, if plain { Went::Well } else { Went::Short }, cookie.name, &raw);
    let went = |good: bool, otherwise: Went| if good { Went::Well } else { otherwise };
    let days = cookie.days(now);
    let enough = days.is_some_and(|days| days >= i64::from(window_days));
    let told = days.map(|days| days.to_string()).unwrap_or_default();
    found.add(Step::Days, went(enough, if days.is_some() { Went::Short } else { Went::Badly }), told);
    found.add(
        Step::Path,
        went(cookie.has("path") == Some("/"), Went::Badly),
        cookie.has("path").unwrap_or_default(),
    );
    found.add(Step::Secure, went(cookie.has("secure").is_some(), Went::Short), "");
    let same = cookie.has("samesite").unwrap_or_default();
    found.add(Step::SameSite, went(same.eq_ignore_ascii_case("lax"), Went::Short), same);
    found.add(Step::HttpOnly, went(cookie.has("httponly").is_some(), Went::Short), "");
}

fn cache(seen: &Seen, found: &mut Checks) {
    let told = seen.header("cache-control").unwrap_or_default();
    let says = |word: &str| told.to_ascii_lowercase().contains(word);
    let went = match () {
        () if says("no-store") || says("private") && says("no-cache") => Went::Well,
        () if says("public") || says("max-age") && !says("max-age=0") => Went::Badly,
        () => Went::Short,
    };
    found.add(Step::Cache, went, told);
}

/// Whether the page can be made to lead anywhere: then whoever wants to deceive people uses the shop's good name.
async fn foreign(looker: &Looker, address: &Url, click: &ClickId, own: &AllowedHosts) -> Check {
    let mut raw = Vec::new();
    let mut step = Check { step: Step::Foreign, went: Went::Well, fact: String::new(), raw: String::new() };
    let shop = address.host_str().unwrap_or_default();
    for foreign in FOREIGN {
        let wanted = foreign.replace("SHOP", shop);
        let mut url = address.clone();
        decorate(&mut url, &[("click", click.as_str()), ("deeplink", &wanted)]);
        let seen = looker.look(url.as_str()).await;
        raw.push(written(url.as_str(), &seen));
        let leads = seen.header("location").and_then(|told| address.join(told).ok());
        let away = leads.is_some_and(|url| check(url.as_str(), own).is_err());
        if away || seen.body.contains(&format!("url=https://{FOREIGN_NAME}")) {
            step.went = Went::Badly;
            step.fact = wanted;
            break;
        }
        if seen.status.is_none() {
            step.went = Went::Untried;
            break;
        }
    }
    Check { raw: raw.join("\n\n"), ..step }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(headers: &[(&str, &str)]) -> Seen {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Seen { status: Some(302), headers: headers.collect(), ..Seen::default() }
    }

    fn cookies(header: &str) -> Vec<(Step, Went)> {
        let (click, mut found) = (ClickId::from_bits(1), Checks::default());
        let header = header.replace("CLICK", click.as_str());
        cookie(
            &seen(&[("set-cookie", "a=b"), ("set-cookie", &header)]),
            (&click, 10, Timestamp::from_ms(0)),
            &mut found,
        );
        found.all.iter().map(|check| (check.step, check.went)).collect()
    }

    #[test]
    fn a_cookie_is_judged_part_by_part() {
        let good = cookies("retrack_click=CLICK; Max-Age=864000; Path=/; Secure; SameSite=Lax; HttpOnly");
        assert!(good.iter().all(|(_, went)| *went == Went::Well) && good.len() == 6, "{good:?}");
        assert_eq!(
            cookies("kept=x.CLICK; max-age=86400; path=/shop"),
            [
                (Step::Cookie, Went::Short),
                (Step::Days, Went::Short),
                (Step::Path, Went::Badly),
                (Step::Secure, Went::Short),
                (Step::SameSite, Went::Short),
                (Step::HttpOnly, Went::Short),
            ]
        );
        assert_eq!(
            cookies("retrack_click=CLICK; Path=/")[1],
            (Step::Days, Went::Badly),
            "gone with the browser"
        );
        let dated = cookies("retrack_click=CLICK; Expires=Sun, 11 Jan 1970 00:00:00 GMT; Path=/");
        assert_eq!(dated[1], (Step::Days, Went::Well), "a date says it, too");
        assert_eq!(cookies("retrack_click=other"), [(Step::Cookie, Went::Badly)]);
    }

    #[test]
    fn an_answer_that_somebody_may_keep_is_trouble() {
        let told = |value: &str| {
            let mut found = Checks::default();
            cache(&seen(&[("cache-control", value)]), &mut found);
            found.all[0].went
        };
        assert_eq!((told("no-store"), told("private, no-cache")), (Went::Well, Went::Well));
        assert_eq!((told("max-age=600"), told("public")), (Went::Badly, Went::Badly));
        assert_eq!((told(""), told("max-age=0")), (Went::Short, Went::Short));
    }
}
