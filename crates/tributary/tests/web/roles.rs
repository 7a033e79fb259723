//! Who may do what: every form of every screen, sent by every role. The forms are found in the source, so a new one is
//! in this test from its first day.

use crate::browser::{Browser, Reply};
use crate::crawl::{self, crawl};
use crate::season;
use crate::shop::{PASSWORD, Shop};
use axum::http::StatusCode;
use std::collections::BTreeMap;
use std::path::Path;
use tributary_core::UserId;
use tributary_engine::access::{self, NewUser, Role, hash_password};
use tributary_engine::audit::{self, Actor};
use tributary_engine::page::Cursor;

/// Somebody with a role, who can sign in.
pub(crate) fn add(shop: &Shop, email: &'static str, role: Role) -> UserId {
    let new = NewUser {
        email: email.to_owned(),
        name: String::new(),
        role,
        password_hash: hash_password(PASSWORD).unwrap(),
    };
    let (by, now) = (Actor::system(&shop.tenant(), "test"), shop.now());
    shop.app.engine.db.write_wait(move |tx| access::create_user(tx, &by, &new, now)).unwrap()
}

pub(crate) async fn entered(shop: &Shop, email: &str) -> Browser {
    let mut browser = shop.browser();
    let reply = browser.submit("/login", "/login", &[("email", email), ("password", PASSWORD)]).await;
    assert_eq!(reply.location(), "/admin", "{}", reply.text());
    browser
}

fn sources(dir: &Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(dir).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            found.push(std::fs::read_to_string(path).unwrap());
        }
    }
}

/// Every address below `/admin` that takes a form.
fn forms() -> Vec<String> {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/web/admin"), &mut files);
    let mut forms = Vec::new();
    for file in files {
        for piece in file.split(".route(").skip(1) {
            let Some((path, rest)) = piece.trim_start().strip_prefix('"').and_then(|p| p.split_once('"'))
            else {
                continue;
            };
            let own = rest.split(".merge(").next().unwrap().split("\n}").next().unwrap();
            if own.contains("post(") && path.starts_with("/admin") {
                forms.push(path.to_owned());
            }
        }
    }
    forms.sort();
    forms.dedup();
    assert!(forms.len() > 25, "only {forms:?}");
    forms
}

/// What a role is refused, said here once more, apart from the code.
fn refused(role: Role, path: &str) -> bool {
    let starts = |all: &[&str]| all.iter().any(|start| path.starts_with(start));
    let own = starts(&["/admin/account", "/admin/views", "/admin/test-mode"]);
    let entrusted = starts(&["/admin/settings", "/admin/connect", "/admin/demo", "/admin/developers"])
        && !path.starts_with("/admin/settings/emails");
    match role {
        Role::Owner => false,
        Role::Manager => entrusted,
        Role::Finance => !own && !starts(&["/admin/payouts"]),
        Role::Viewer => !own,
    }
}

#[tokio::test]
async fn every_form_is_open_to_those_roles_that_may_and_closed_to_the_others() {
    let shop = Shop::open();
    for (role, email) in [
        (Role::Viewer, "vi@example.com"),
        (Role::Finance, "fi@example.com"),
        (Role::Manager, "mo@example.com"),
        (Role::Owner, "ow@example.com"),
    ] {
        add(&shop, email, role);
        let browser = entered(&shop, email).await;
        for form in forms() {
            let mut browser = browser.clone();
            let path = form.replace("{id}", "x_00000000000000000000000000");
            // The guard of any page fits all forms of a session.
            let csrf = browser.get("/admin/account").await.hidden("csrf");
            let reply = browser.post(&path, &[("csrf", &csrf)]).await;
            let told = reply.status == StatusCode::FORBIDDEN
                && reply.text().contains("Your role does not allow this");
            assert_eq!(told, refused(role, &path), "{role:?} {path}: {} {}", reply.status, reply.text());
        }
    }
}

/// Every page that somebody can reach, and every form on it: where it goes, and where it was found.
async fn walked(browser: &mut Browser) -> (BTreeMap<String, Reply>, BTreeMap<String, (String, String)>) {
    let (mut pages, mut forms) = (BTreeMap::new(), BTreeMap::new());
    crawl(browser, |path, reply| {
        assert_ne!(reply.status, StatusCode::FORBIDDEN, "a link leads to {path}, which is refused");
        let anchors = reply.body.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next());
        for anchor in anchors.filter(|anchor| !anchor.is_empty()) {
            let there = reply.body.contains(&format!("id=\"{anchor}\""));
            assert!(there, "{path} leads to #{anchor}, which it does not show");
        }
        for form in crawl::forms(&reply.body) {
            forms.entry(crawl::kind(&form.action)).or_insert((form.action, path.to_owned()));
        }
        pages.insert(path.to_owned(), reply.clone());
    })
    .await;
    (pages, forms)
}

/// What a page says about the data: its rows, its facts and its title.
fn said(reply: &Reply) -> (usize, usize, Vec<String>) {
    let count = |tag: &str| reply.body.matches(tag).count();
    let titles = reply.body.split("<h1").skip(1).filter_map(|rest| rest.split("</h1>").next());
    (count("<tr role=\"row\""), count("<dt>"), titles.map(str::to_owned).collect())
}

#[tokio::test]
async fn no_page_shows_a_form_or_a_link_that_would_be_refused_and_every_page_still_tells_what_it_knows() {
    let shop = Shop::open();
    let mut owner = season::fill(&shop).await;
    // All of them are here before the first page is read, so that the log says the same to everybody.
    let mut others = Vec::new();
    for (role, email) in [(Role::Viewer, "vi@example.com"), (Role::Manager, "mo@example.com")] {
        add(&shop, email, role);
        others.push((role, entered(&shop, email).await));
    }
    let (all, whole) = walked(&mut owner).await;
    assert!(whole.len() > 25, "{:?}", whole.keys());
    for (role, mut browser) in others {
        let (pages, forms) = walked(&mut browser).await;
        for (path, was) in all.iter().filter(|(path, _)| !path.starts_with("/admin/account")) {
            let Some(now) = pages.get(path) else { continue };
            let ((rows, facts, titles), (all_rows, all_facts, all_titles)) = (said(now), said(was));
            assert_eq!((now.status, rows, titles), (was.status, all_rows, all_titles), "{role:?} {path}");
            assert!(facts >= all_facts, "{role:?} {path} keeps facts back: {}", now.text());
        }
        let lost: Vec<_> = all.keys().filter(|path| !pages.contains_key(*path)).collect();
        assert!(pages.len() * 10 > all.len() * 8, "{role:?} reaches too little, without {lost:?}");
        // The guard itself is asked, not this test's idea of it.
        let csrf = browser.get("/admin/account").await.hidden("csrf");
        for (action, found) in forms.into_values().filter(|(action, _)| action != "/logout") {
            let reply = browser.post(&action, &[("csrf", &csrf)]).await;
            let told = reply.text().contains("Your role does not allow this");
            assert!(!told, "{role:?} sees a form on {found} whose {action} is refused");
        }
    }
}

#[tokio::test]
async fn a_page_that_is_nothing_but_a_form_is_closed_to_those_who_may_not_send_it() {
    let shop = Shop::open();
    add(&shop, "vi@example.com", Role::Viewer);
    let (mut owner, mut viewer) = (shop.owner().await, entered(&shop, "vi@example.com").await);
    let edit = owner.get("/admin/program?window_days=3").await.location().to_owned();
    for page in ["/admin/partners/new", "/admin/links/new", "/admin/codes/new?code=a", &edit] {
        assert_eq!(owner.get(page).await.status, StatusCode::OK, "{page}");
        let reply = viewer.get(page).await;
        assert_eq!(reply.status, StatusCode::FORBIDDEN, "{page}");
        assert!(reply.text().contains("You are signed in as: Viewer."), "{}", reply.text());
    }
}

#[tokio::test]
async fn a_viewer_sees_no_buttons_that_would_be_refused_in_the_team_and_is_told_their_role() {
    let shop = Shop::open();
    add(&shop, "vi@example.com", Role::Viewer);
    let mut browser = entered(&shop, "vi@example.com").await;
    let page = browser.get("/admin/settings/team").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.body.contains("/remove\"") && !page.text().contains("Invite somebody"), "{}", page.text());
    let csrf = page.hidden("csrf");
    let reply = browser
        .post("/admin/settings/team", &[("csrf", &csrf), ("email", "x@example.com"), ("role", "owner")])
        .await;
    assert_eq!(reply.status, StatusCode::FORBIDDEN);
    assert!(reply.text().contains("You are signed in as: Viewer. Nothing was changed."), "{}", reply.text());
}

#[tokio::test]
async fn the_last_owner_stays_whoever_asks() {
    let shop = Shop::open();
    let mut browser = shop.owner().await;
    let page = browser.get("/admin/settings/team").await;
    let id = page.body.split("/admin/settings/team/").nth(1).unwrap().split('/').next().unwrap().to_owned();
    for (act, fields) in [("role", [("role", "viewer")]), ("remove", [("x", "")])] {
        let path = format!("/admin/settings/team/{id}/{act}");
        let reply = browser.submit("/admin/settings/team", &path, &fields).await;
        assert_eq!(reply.location(), "/admin/settings/team?did=last_owner");
    }
    assert!(browser.get("/admin/settings/team?did=last_owner").await.text().contains("Somebody must stay"));
    for sql in ["UPDATE users SET role = 'viewer'", "UPDATE users SET disabled_at = 1", "DELETE FROM users"] {
        let refused = shop.own().by_hand(sql).unwrap_err();
        assert!(refused.contains("the last owner stays"), "{sql}: {refused}");
    }
}

#[tokio::test]
async fn a_role_is_changed_and_taken_back_and_whoever_is_removed_is_out_at_once() {
    let shop = Shop::open();
    let mut owner = shop.owner().await;
    let id = add(&shop, "mo@example.com", Role::Manager);
    let mut manager = entered(&shop, "mo@example.com").await;
    let path = |act: &str| format!("/admin/settings/team/{id}/{act}");
    let changed = owner.submit("/admin/settings/team", &path("role"), &[("role", "viewer")]).await;
    assert_eq!(changed.location(), format!("/admin/settings/team?did=role&who={id}&was=manager"));
    let page = owner.get(changed.location()).await;
    assert!(
        page.text().contains("mo@example.com is now: Viewer") && page.text().contains("Undo"),
        "{}",
        page.text()
    );
    let removed = owner.submit("/admin/settings/team", &path("remove"), &[]).await;
    assert_eq!(manager.get("/admin").await.location(), "/login");
    let again =
        manager.submit("/login", "/login", &[("email", "mo@example.com"), ("password", PASSWORD)]).await;
    assert_eq!(again.status, StatusCode::UNAUTHORIZED);
    assert!(owner.get(removed.location()).await.text().contains("Undo"));
    owner.submit("/admin/settings/team", &path("restore"), &[]).await;
    entered(&shop, "mo@example.com").await;
}

#[tokio::test]
async fn an_act_and_its_line_in_the_audit_log_are_there_together_or_not_at_all() {
    let shop = Shop::open();
    let mut browser = shop.owner().await;
    let tenant = shop.tenant();
    let log = || {
        let tenant = tenant.clone();
        let read = move |tx: &mut tributary_engine::db::Tx<'_>| {
            Ok(audit::list(tx, &tenant, &audit::Filter::default(), &Cursor::default())?.rows)
        };
        shop.app.engine.db.read_wait(read).unwrap()
    };
    let before = log().len();
    // A coupon that is taken undoes the partner, the code and the link, and what was noted of them.
    let fields = |name: &'static str| [("name", name), ("code", ""), ("coupon", "SARA10")];
    browser.submit("/admin/partners/new", "/admin/partners", &fields("Sara")).await;
    let made = log();
    assert_eq!(made.len(), before + 4, "{made:?}");
    assert!(made.iter().all(|entry| entry.actor_name != "Bo"));
    browser.submit("/admin/partners/new", "/admin/partners", &fields("Bo")).await;
    assert_eq!(log().len(), made.len());
    let page = browser.get("/admin/settings/audit?action=partner.created").await.text();
    assert!(
        page.contains("Partner added") && page.contains("Sara") && !page.contains("Code given Sara"),
        "{page}"
    );
    let file = browser.get("/admin/settings/audit.csv?action=partner.created").await;
    assert_eq!(file.body.lines().filter(|line| line.contains("Partner added")).count(), 1, "{}", file.body);
    // Sign-ins are there, the password is not.
    let mut guest = shop.browser();
    guest
        .submit("/login", "/login", &[("email", "hunter2 in the wrong field"), ("password", "hunter3")])
        .await;
    let text = format!("{:?}", log());
    assert!(text.contains("user.sign_in_refused") && !text.contains("hunter"), "{text}");
    for sql in ["UPDATE audit SET action = 'x'", "DELETE FROM audit"] {
        assert!(shop.own().by_hand(sql).is_err(), "{sql}");
    }
    let now = shop.now();
    let report = shop.app.engine.db.read_wait(move |tx| tributary_engine::verify::verify(tx, now)).unwrap();
    assert!(report.is_clean(), "{:?}", report.findings);
}
