//! From an account to a link that earns: publishers on their own pages, stores on theirs, and what neither ever sees.

use crate::browser::{Browser, Reply};
use crate::shop::Shop;
use axum::http::StatusCode;
use tributary_core::{Currency, ProgramId, TenantId, Timestamp};
use tributary_engine::page::Cursor;
use tributary_engine::program::{NewProgram, PublicPage};
use tributary_engine::publisher::{self, Filter, Membership, NewPublisher};
use tributary_engine::store::NewStore;
use tributary_engine::{access, mail, program, store};

const KICK: [(&str, &str); 3] =
    [("name", "Kickback Club"), ("email", "hello@kickback.example"), ("site", "https://kickback.example")];

fn program_of(shop: &Shop) -> ProgramId {
    let tenant = shop.tenant();
    let all = Cursor { after: None, limit: 10 };
    shop.app.engine.db.read_wait(move |tx| Ok(program::list(tx, &tenant, &all)?.rows.remove(0).id)).unwrap()
}

pub(crate) fn open(shop: &Shop, automatic: bool) -> ProgramId {
    let (tenant, id) = (shop.tenant(), program_of(shop));
    let page = PublicPage { slug: "northwind".to_owned(), open: true, automatic };
    let program = id.clone();
    shop.app.engine.db.write_wait(move |tx| program::set_page(tx, &tenant, &program, &page)).unwrap();
    id
}

/// Another tenant's open program on the same server.
fn other(shop: &Shop) -> (TenantId, ProgramId) {
    let now = shop.now();
    let made = shop.app.engine.db.write_wait(move |tx| {
        let tenant = access::create_tenant(tx, "Southwind", now)?;
        let new = NewStore {
            name: "Southwind".to_owned(),
            url: "https://south.example".to_owned(),
            currency: Currency::parse("SEK").unwrap(),
            timezone: "UTC".to_owned(),
        };
        let store = store::create(tx, &tenant, &new, now)?;
        let new =
            NewProgram { name: "South".to_owned(), preset: "reftrackr".to_owned(), by: "eve".to_owned() };
        let program = program::create(tx, &tenant, &store, &new, now)?;
        let page = PublicPage { slug: "south".to_owned(), open: true, automatic: false };
        program::set_page(tx, &tenant, &program, &page)?;
        Ok((tenant, program))
    });
    made.unwrap()
}

/// What was written last.
fn letter(shop: &Shop) -> String {
    let (engine, now) = (shop.app.engine.clone(), Timestamp::from_ms(shop.now().ms() + 1));
    let due = shop.app.engine.db.write_wait(move |tx| mail::claim(tx, &engine.sealer, now, 10)).unwrap();
    due.last().map(|due| due.mail.text.clone()).unwrap_or_default()
}

/// Signs in by the link of the newest mail.
async fn enter(shop: &Shop) -> Browser {
    let text = letter(shop);
    let start = text.find("/publisher/link").unwrap_or_else(|| panic!("no link in {text}"));
    let link = text[start..].split_whitespace().next().unwrap().to_owned();
    let mut browser = shop.browser();
    let token = link.split_once("token=").unwrap().1.to_owned();
    let entered = browser.submit(&link, "/publisher/link", &[("token", &token)]).await;
    assert_eq!(entered.location(), "/publisher", "{}", entered.text());
    assert_eq!(shop.browser().get(&link).await.status, StatusCode::GONE, "a link works once");
    browser
}

pub(crate) async fn joined(shop: &Shop) -> Browser {
    let sent = shop.browser().submit("/publisher/join", "/publisher/join", &KICK).await;
    assert_eq!(sent.location(), "/publisher/sent", "{}", sent.text());
    enter(shop).await
}

pub(crate) async fn asks(browser: &mut Browser, program: &ProgramId) -> Reply {
    browser.submit("/publisher/programs", "/publisher/programs", &[("program", program.as_str())]).await
}

fn memberships(shop: &Shop) -> Vec<Membership> {
    let tenant = shop.tenant();
    let all = Cursor { after: None, limit: 10 };
    let rows = shop
        .app
        .engine
        .db
        .read_wait(move |tx| Ok(publisher::list(tx, &tenant, &Filter::default(), &all)?.rows))
        .unwrap();
    rows.into_iter().map(|row| row.membership).collect()
}

#[tokio::test]
async fn a_publisher_joins_asks_is_accepted_and_builds_a_link() {
    let shop = Shop::open();
    let program = open(&shop, false);
    let mut kick = joined(&shop).await;
    assert!(kick.get("/publisher").await.text().contains("You are in no program yet"));
    assert_eq!(asks(&mut kick, &program).await.location(), "/publisher/programs?did=asked");
    assert!(kick.get("/publisher").await.text().contains("Waiting"));
    let mut owner = shop.owner().await;
    let list = format!("/admin/programs/{program}/publishers");
    let page = owner.get(&list).await;
    assert!(page.text().contains("Kickback Club") && page.text().contains("Accept"), "{}", page.text());
    let id = memberships(&shop)[0].id.clone();
    let accepted = owner.submit(&list, &format!("{list}/{id}"), &[("answer", "accept")]).await;
    assert_eq!(accepted.location(), format!("{list}?did=accepted"), "{}", accepted.text());
    assert!(letter(&shop).contains("You are in the program of"));
    let home = kick.get("/publisher").await;
    assert!(home.text().contains("Active") && home.text().contains("Get link"), "{}", home.text());
    let page = format!("/publisher/programs/{id}");
    let built = kick
        .get(&format!(
            "{page}?url=https%3A%2F%2Fshop.example%2Fboots%3Fsize%3D42&ref=38315327&ref2=a+b&built=1"
        ))
        .await;
    assert_eq!(built.status, StatusCode::OK, "{}", built.text());
    let link = "?ref=38315327&amp;ref2=a+b&amp;deeplink=https%3A%2F%2Fshop.example%2Fboots%3Fsize%3D42\"";
    assert!(built.body.contains("http://tracker.example/t/") && built.body.contains(link), "{}", built.body);
    assert!(built.body.contains(&format!("program={}", program.to_uuid())), "{}", built.body);
    assert!(built.text().contains("https://shop.example/boots?size=42&amp;utm_source="), "{}", built.text());
    // The link is followed, and the owner sees whose it was.
    let value = built.body.split("id=\"built-long\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let path = value.replace("&amp;", "&").replace("http://tracker.example", "");
    let agent = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36";
    let mut visitor = Browser::new(tributary::router::router(shop.app.clone()));
    visitor.headers.push(("user-agent", agent.to_owned()));
    let followed = visitor.get(&path).await;
    assert!(
        followed.location().starts_with("https://shop.example/boots?size=42&"),
        "{}",
        followed.location()
    );
    while shop.app.intake.figures().waiting() > 0 {
        tokio::task::yield_now().await;
    }
    let clicks = owner.get("/admin/clicks").await;
    assert!(clicks.text().contains("38315327 · a b"), "{}", clicks.text());
    let click = followed.location().split("click=").nth(1).unwrap().to_owned();
    assert!(owner.get(&format!("/admin/clicks/{click}")).await.text().contains("38315327"));
    let home = kick.get("/publisher").await.text();
    assert!(home.contains("Clicks 1"), "{home}");
}

#[tokio::test]
async fn a_link_leads_to_the_store_only_whatever_is_pasted_and_a_hundred_are_made_at_once() {
    let shop = Shop::open();
    let program = open(&shop, true);
    let mut kick = joined(&shop).await;
    assert_eq!(asks(&mut kick, &program).await.location(), "/publisher/programs?did=joined");
    let page = format!("/publisher/programs/{}", memberships(&shop)[0].id);
    for evil in [
        "https://evil.example/",
        "javascript:alert(1)",
        "https://shop.example@evil.example/",
        "//evil.example",
    ] {
        let query: String = url::form_urlencoded::byte_serialize(evil.as_bytes()).collect();
        let refused = kick.get(&format!("{page}?url={query}&ref=kept&built=1")).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{evil}");
        assert!(!refused.body.contains("id=\"built-link\""), "{evil}");
        assert!(refused.body.contains("value=\"kept\""), "what was typed stays: {evil}");
    }
    let bulk = format!("{page}/bulk");
    let urls = "https://shop.example/a\n\n https://evil.example/ \nshop.example/b?x=1,2\n=1+1";
    let shown = kick.submit(&page, &bulk, &[("urls", urls), ("ref", "nightly")]).await;
    assert_eq!(shown.status, StatusCode::OK, "{}", shown.text());
    assert!(shown.body.contains("ref=nightly&amp;deeplink=https%3A%2F%2Fshop.example%2Fa"), "{}", shown.body);
    let file = kick.submit(&page, &bulk, &[("urls", urls), ("ref", "nightly"), ("as", "csv")]).await;
    assert_eq!(file.headers["content-disposition"], "attachment; filename=\"links.csv\"");
    let lines: Vec<&str> = file.body.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!((lines.len(), lines[0]), (5, "Page,Link,Problem"), "{}", file.body);
    assert!(
        lines[1].contains("/t/") && lines[1].ends_with("deeplink=https%3A%2F%2Fshop.example%2Fa,"),
        "{}",
        lines[1]
    );
    assert!(lines[2].starts_with("https://evil.example/,,"), "{}", lines[2]);
    assert!(lines[3].starts_with("\"shop.example/b?x=1,2\",http"), "{}", lines[3]);
    assert!(lines[4].starts_with("'=1+1,,"), "no spreadsheet takes it for a formula: {}", lines[4]);
    let many = "https://shop.example/\n".repeat(101);
    let refused = kick.submit(&page, &bulk, &[("urls", &many)]).await;
    assert!(refused.text().contains("at most 100"), "{}", refused.text());
}

#[tokio::test]
async fn whether_an_address_has_an_account_is_told_to_nobody() {
    let shop = Shop::open();
    open(&shop, false);
    drop(joined(&shop).await);
    let mut browser = shop.browser();
    let mut answers = Vec::new();
    for email in ["hello@kickback.example", "nobody@kickback.example"] {
        let asked = browser.submit("/publisher/enter", "/publisher/enter", &[("email", email)]).await;
        answers.push((asked.status, asked.location().to_owned(), asked.body));
    }
    assert_eq!(answers[0], answers[1]);
    // Joining with an address that is taken signs its owner in, and changes nothing.
    let again = [("name", "Thief"), ("email", "HELLO@kickback.example"), ("site", "")];
    let sent = browser.submit("/publisher/join", "/publisher/join", &again).await;
    assert_eq!(sent.location(), "/publisher/sent");
    assert!(letter(&shop).contains("Hello Kickback Club"));
    let slip =
        browser.submit("/publisher/join", "/publisher/join", &[("name", "X"), ("email", "nobody")]).await;
    assert_eq!(slip.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(slip.body.contains("value=\"X\""), "{}", slip.text());
    let mut robot = KICK.to_vec();
    robot.push(("fax", "1"));
    robot[1] = ("email", "robot@kickback.example");
    browser.submit("/publisher/join", "/publisher/join", &robot).await;
    let found = shop.app.engine.db.read_wait(|tx| publisher::find(tx, "robot@kickback.example")).unwrap();
    assert!(found.is_none());
    for _ in 0..6 {
        browser.submit("/publisher/enter", "/publisher/enter", &[("email", "a@b.example")]).await;
    }
    let often = browser.submit("/publisher/enter", "/publisher/enter", &[("email", "a@b.example")]).await;
    assert_eq!(often.status, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn a_publisher_s_session_opens_nothing_else_and_no_other_session_opens_theirs() {
    let shop = Shop::open();
    let program = open(&shop, true);
    let mut kick = joined(&shop).await;
    asks(&mut kick, &program).await;
    let mine = memberships(&shop)[0].id.clone();
    for path in ["/admin", "/admin/clicks", &format!("/admin/programs/{program}/publishers")] {
        assert!(kick.get(path).await.location().starts_with("/login"), "{path}");
    }
    assert_eq!(kick.get("/partner").await.location(), "/partner/login");
    let mut owner = shop.owner().await;
    assert_eq!(owner.get("/publisher").await.location(), "/publisher/enter");
    assert_eq!(owner.get(&format!("/publisher/programs/{mine}")).await.location(), "/publisher/enter");
    // Another publisher finds nothing of it.
    let second = [("name", "Pennywise"), ("email", "team@pennywise.example"), ("site", "")];
    shop.browser().submit("/publisher/join", "/publisher/join", &second).await;
    let mut penny = enter(&shop).await;
    let page = format!("/publisher/programs/{mine}");
    assert_eq!(penny.get(&page).await.status, StatusCode::NOT_FOUND);
    for act in ["bulk", "leave"] {
        let sent = penny
            .submit("/publisher/programs", &format!("{page}/{act}"), &[("urls", "https://shop.example/")])
            .await;
        assert_eq!(sent.status, StatusCode::NOT_FOUND, "{act}");
    }
    assert!(!penny.get("/publisher").await.text().contains("Active"));
    // A form from another site, or without its guard, does nothing.
    kick.headers.push(("origin", "https://evil.example".to_owned()));
    assert_eq!(asks(&mut kick, &program).await.status, StatusCode::FORBIDDEN);
    kick.headers.clear();
    let bare = kick.post(&format!("{page}/leave"), &[("csrf", "x")]).await;
    assert_eq!((bare.status, memberships(&shop)[0].state.as_str()), (StatusCode::FORBIDDEN, "active"));
    let left = kick.submit(&page, &format!("{page}/leave"), &[]).await;
    assert_eq!((left.location(), memberships(&shop)[0].state.as_str()), ("/publisher", "ended"));
    assert_eq!(
        kick.submit("/publisher/programs", "/publisher/leave", &[]).await.location(),
        "/publisher/enter"
    );
    assert_eq!(kick.get("/publisher").await.location(), "/publisher/enter");
}

#[tokio::test]
async fn an_owner_answers_and_invites_for_the_own_programs_and_for_no_other_tenant_s() {
    let shop = Shop::open();
    let ours = open(&shop, false);
    let (other_tenant, theirs) = other(&shop);
    let mut kick = joined(&shop).await;
    let found = kick.get("/publisher/programs").await.text();
    assert!(found.contains("Northwind") && found.contains("Southwind"), "{found}");
    asks(&mut kick, &theirs).await;
    asks(&mut kick, &ours).await;
    let foreign = shop.app.engine.db.read_wait(move |tx| {
        let all = Cursor { after: None, limit: 10 };
        Ok(publisher::list(tx, &other_tenant, &Filter::default(), &all)?.rows.remove(0).membership.id)
    });
    let foreign = foreign.unwrap();
    let mut owner = shop.owner().await;
    let list = format!("/admin/programs/{ours}/publishers");
    assert_eq!(
        owner.get(&format!("/admin/programs/{theirs}/publishers")).await.status,
        StatusCode::NOT_FOUND
    );
    for action in [format!("{list}/{foreign}"), format!("/admin/programs/{theirs}/publishers/{foreign}")] {
        let refused = owner.submit(&list, &action, &[("answer", "accept")]).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND, "{action}");
    }
    let mine = memberships(&shop)[0].id.clone();
    let mute =
        owner.submit(&list, &format!("{list}/{mine}"), &[("answer", "decline"), ("reason", " ")]).await;
    assert!(mute.text().contains("Say why"), "{}", mute.text());
    let answer = [("answer", "decline"), ("reason", "No toolbars, please")];
    assert_eq!(
        owner.submit(&list, &format!("{list}/{mine}"), &answer).await.location(),
        format!("{list}?did=declined")
    );
    assert!(letter(&shop).contains("No toolbars, please"));
    assert!(kick.get("/publisher").await.text().contains("No toolbars, please"));
    let wrong = owner.submit(&list, &list, &[("name", ""), ("email", "nobody")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let invited = owner.submit(&list, &list, &[("name", "Kick"), ("email", "hello@kickback.example")]).await;
    assert_eq!(invited.location(), format!("{list}?did=invited"));
    let state = memberships(&shop)[0].state.as_str();
    assert_eq!(state, "active", "whoever is wanted is in, declined before or not");
    let ended =
        owner.submit(&list, &format!("{list}/{mine}"), &[("answer", "end"), ("reason", "Thanks")]).await;
    assert_eq!(ended.location(), format!("{list}?did=ended"), "{}", ended.text());
    let builder = kick.get(&format!("/publisher/programs/{mine}")).await.text();
    assert!(builder.contains("You are not in this program"), "{builder}");
    // South still waits, and nobody of Northwind had a word in it.
    let waits = shop.app.engine.db.read_wait(move |tx| {
        let kick = publisher::find(tx, "hello@kickback.example")?.unwrap();
        publisher::own_membership(tx, &kick.id, &foreign)
    });
    assert_eq!(waits.unwrap().state.as_str(), "asked");
}

#[tokio::test]
async fn what_a_publisher_is_called_is_text_on_every_page() {
    let shop = Shop::open();
    let program = open(&shop, false);
    let evil = "<img src=x onerror=alert(1)>\"'";
    let new =
        NewPublisher { name: evil.to_owned(), email: "e@pub.example".to_owned(), site: evil.to_owned() };
    let (tenant, of, now) = (shop.tenant(), program.clone(), shop.now());
    shop.app
        .engine
        .db
        .write_wait(move |tx| {
            let who = publisher::find_or_create(tx, &new, now)?;
            publisher::ask(tx, &who.id, (&tenant, &of), now).map(drop)
        })
        .unwrap();
    let mut owner = shop.owner().await;
    for path in [format!("/admin/programs/{program}/publishers"), "/admin/settings/audit".to_owned()] {
        let page = owner.get(&path).await;
        assert!(!page.body.contains("<img src=x"), "{path}");
    }
    shop.browser().submit("/publisher/enter", "/publisher/enter", &[("email", "e@pub.example")]).await;
    let mut own = enter(&shop).await;
    for path in ["/publisher", "/publisher/programs"] {
        let page = own.get(path).await;
        assert!(page.body.contains("&lt;img") && !page.body.contains("<img src=x"), "{path}");
    }
}
