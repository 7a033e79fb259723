//! Walks through every page that can be reached, whoever made it: links are found, never listed, and forms are
//! filled in with whatever a test wants.

use crate::browser::{Browser, Reply};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Pages that differ in their query only are looked at so often; ids in paths do not make another page.
const OF_A_KIND_MAX: usize = 3;
/// More addresses than this are a trap of links, not screens.
const PAGES_MAX: usize = 6_000;
/// Filters can be combined at will: an address with more names than this is like any other of its path.
const NAMES_MAX: usize = 1;
/// Under these names every value is a screen of its own.
const SCREENS: [&str; 2] = ["section", "tab"];

/// A form that is sent by POST: where to, its hidden fields and choices, and the fields that people type into.
#[derive(Debug, Clone, Default)]
pub(crate) struct Form {
    pub(crate) action: String,
    pub(crate) fixed: Vec<(String, String)>,
    pub(crate) typed: Vec<String>,
}

/// Visits everything that links below `/admin` lead to, and calls `look` with each answer.
pub(crate) async fn crawl(browser: &mut Browser, mut look: impl FnMut(&str, &Reply)) -> BTreeSet<String> {
    let (mut waiting, mut known) = (VecDeque::from(["/admin".to_owned()]), BTreeSet::new());
    let mut of_a_kind: BTreeMap<String, usize> = BTreeMap::new();
    let mut kinds = BTreeSet::new();
    while let Some(path) = waiting.pop_front() {
        let count = of_a_kind.entry(kind(&path)).or_default();
        *count += 1;
        if *count > OF_A_KIND_MAX || known.len() > PAGES_MAX {
            continue;
        }
        kinds.insert(kind(&path));
        let reply = browser.get(&path).await;
        look(&path, &reply);
        let redirect = Some(reply.location().to_owned()).filter(|to| !to.is_empty());
        for link in links(&reply.body).into_iter().chain(redirect) {
            if is_page(&link) && known.insert(link.clone()) {
                waiting.push_back(link);
            }
        }
    }
    assert!(known.len() < PAGES_MAX, "links without end");
    kinds
}

/// Streams have no end, and signing out ends the walk.
fn is_page(link: &str) -> bool {
    link.starts_with("/admin") && !link.starts_with("/admin/live/stream")
}

/// The path with its ids taken out, the part of the screen, and the names in its query.
pub(crate) fn kind(path: &str) -> String {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let is_file =
        |part: &str| [".csv", ".xlsx", ".svg", ".png", ".pdf"].iter().any(|kind| part.ends_with(kind));
    let is_id = |part: &str| {
        part.split_once('_').is_some_and(|(_, id)| id.len() > 20) || (part.contains('.') && !is_file(part))
    };
    let parts: Vec<&str> = path.split('/').map(|part| if is_id(part) { "…" } else { part }).collect();
    let names: BTreeSet<&str> = query.split('&').filter_map(|pair| pair.split('=').next()).collect();
    let names: Vec<&str> = names.into_iter().collect();
    let names = if names.len() > NAMES_MAX { "…".to_owned() } else { names.join("&") };
    let part = |pair: &&str| pair.split_once('=').is_some_and(|(name, _)| SCREENS.contains(&name));
    let part = query.split('&').find(part).unwrap_or_default();
    format!("{}?{}", parts.join("/"), [part, &names].join(" ").trim())
}

/// Every address in a page, without its fragment.
fn links(body: &str) -> Vec<String> {
    let starts = body.split("href=\"").skip(1);
    let raw = starts.filter_map(|rest| rest.split('"').next());
    raw.filter_map(|link| asked(&plain(link))).collect()
}

/// What a browser asks this server for when it follows a link.
fn asked(link: &str) -> Option<String> {
    let here = url::Url::parse("http://tracker.example/admin").ok()?;
    let to = here.join(link).ok().filter(|to| to.origin() == here.origin())?;
    let query = to.query().map(|query| format!("?{query}"));
    Some(format!("{}{}", to.path(), query.unwrap_or_default()))
}

/// What an attribute's text means.
fn plain(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

/// The forms of a page that are sent by POST.
pub(crate) fn forms(body: &str) -> Vec<Form> {
    let parts = body.split("<form").skip(1).filter_map(|rest| rest.split("</form>").next());
    parts.filter(|form| head(form).contains("method=\"post\"")).map(form).collect()
}

fn head(tag: &str) -> &str {
    tag.split('>').next().unwrap_or_default()
}

fn form(text: &str) -> Form {
    let mut form = Form { action: attribute(head(text), "action").unwrap_or_default(), ..Form::default() };
    for tag in text.split('<').skip(1) {
        let head = head(tag);
        let Some(name) = attribute(head, "name") else { continue };
        if tag.starts_with("textarea") {
            form.typed.push(name);
        } else if tag.starts_with("select") {
            let options = text.split(&format!("name=\"{name}\"")).nth(1).unwrap_or_default();
            let options = options.split("</select>").next().unwrap_or_default();
            let first = options.split("<option").find(|option| option.contains(" selected"));
            let value = first.and_then(|option| attribute(option.split('>').next()?, "value"));
            form.fixed.push((name, value.unwrap_or_default()));
        } else if tag.starts_with("input") || tag.starts_with("button") {
            let value = attribute(head, "value").unwrap_or_default();
            match attribute(head, "type").as_deref() {
                Some("hidden") => form.fixed.push((name, value)),
                Some("checkbox" | "radio") if head.contains(" checked") => form.fixed.push((name, value)),
                Some("checkbox" | "radio" | "submit" | "file") => {}
                Some("number") => form.fixed.push((name, value)),
                _ => form.typed.push(name),
            }
        }
    }
    form
}

fn attribute(head: &str, name: &str) -> Option<String> {
    let rest = head.split(&format!(" {name}=\"")).nth(1)?;
    rest.split('"').next().map(plain)
}
