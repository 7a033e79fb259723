//! The share panel from the customer's side: the hosted page with plain forms, and mails that a real server receives and whose links
//! lead where they say.

use crate::browser::{Browser, Reply};
use crate::mailbox::{Arrived, Mailbox};
use crate::shop::{DAY_MS, Shop, order};
use axum::http::StatusCode;
use serde_json::json;
use tributary::app::Settings;
use tributary::worker::{send_due, write_letters};
use tributary_core::Currency;
use tributary_core::fact::{Customer as Buyer, OrderStated, Origin};
use tributary_core::referral::{BoundBy, Promo, Referral};
use tributary_engine::customer::{NewSignUp, Told, sign_up};
use tributary_engine::panel::{secret, token};
use tributary_engine::{Engine, person, program, store};

/// A shop whose customers may tell friends, with a mail server.
pub(crate) struct World {
    pub(crate) shop: Shop,
    pub(crate) mailbox: Mailbox,
    secret: String,
}

impl World {
    pub(crate) async fn open() -> Self {
        let mailbox = Mailbox::open().await;
        let settings = Settings {
            base_url: Some("https://tracker.example".to_owned()),
            mailer: Some(mailbox.mailer()),
            ..Settings::default()
        };
        let shop = Shop::with(settings, crate::shop::EMAIL, crate::shop::PASSWORD);
        let (tenant, store_id) = shop.ids();
        let (sealer, now) = (shop.app.engine.sealer.clone(), shop.now());
        let secret = shop.app.engine.db.write_wait(move |tx| {
            let store = store::load(tx, &tenant, &store_id)?;
            secret::rotate(tx, (&store, &sealer), 0, now)
        });
        let world = Self { secret: secret.unwrap(), shop, mailbox };
        world.rules(|_| {});
        world
    }

    /// Changes what customers are promised: on, 100 for a friend, 50 for them, unless `change` says otherwise.
    pub(crate) fn rules(&self, change: impl Fn(&mut Referral) + Send + 'static) {
        let (tenant, store) = self.shop.ids();
        let clock = self.shop.app.engine.clock.clone();
        let write = move |tx: &mut tributary_engine::db::Tx<'_>| {
            let id = program::of_store(tx, &tenant, &store)?;
            Engine::change_rules(tx, &tenant, &id, "test", &clock, |rules| {
                let mut referral = rules.referral.clone().unwrap_or_else(|| {
                    let mut new = Referral::new(Currency::parse("USD").unwrap());
                    (new.enabled, new.invitations.enabled) = (true, true);
                    new.bound_by = BoundBy::Registration;
                    new
                });
                change(&mut referral);
                rules.referral = Some(referral);
                Ok(())
            })
            .map(drop)
        };
        self.shop.app.engine.db.write_wait(write).unwrap();
        let snapshot = self.shop.app.engine.db.read_wait(tributary_engine::click::Snapshot::load).unwrap();
        self.shop.app.engine.put_snapshot(snapshot);
    }

    /// A token as the shop makes it.
    pub(crate) fn token(&self, id: &str, name: &str, email: &str) -> String {
        let now_s = self.shop.now().ms() / 1_000;
        let claims = json!({
            "iss": self.shop.ids().1.as_str(), "sub": id, "name": name, "login": name, "email": email,
            "iat": now_s, "exp": now_s + 3_600,
        });
        token::sign(&self.secret, &claims).unwrap()
    }

    /// A browser of everything that the server answers.
    pub(crate) fn browser(&self) -> Browser {
        let mut browser = Browser::new(tributary::router::router(self.shop.app.clone()));
        browser.headers.push((
            "user-agent",
            "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0".to_owned(),
        ));
        browser.headers.push(("accept-language", "en".to_owned()));
        browser
    }

    /// Bob on the hosted page, who came with the shop's token.
    pub(crate) async fn bob(&self) -> Browser {
        let mut browser = self.browser();
        let came = browser.get(&format!("/refer?token={}", self.token("22", "Bob", "bob@example.com"))).await;
        assert_eq!(came.location(), "/refer", "{}", came.text());
        browser
    }

    /// Writes and sends what waits; says how many mails somebody has by now.
    pub(crate) async fn post(&self, to: &str) -> Vec<Arrived> {
        while write_letters(&self.shop.app).await.unwrap() > 0 {}
        while send_due(&self.shop.app, &self.mailbox.mailer()).await.unwrap() > 0 {}
        self.mailbox.to(to)
    }

    /// A sign-up that the shop tells us of.
    pub(crate) fn signs_up(&self, id: &str, name: &str, email: &str, code: &str) {
        self.joins((id, name, email), (Some(code), None));
    }

    /// The same by a code or by a click.
    fn joins(&self, (id, name, email): (&str, &str, &str), (code, click): (Option<&str>, Option<&str>)) {
        let (tenant, store) = self.shop.ids();
        let new = NewSignUp {
            told: Told {
                external_id: Some(id.to_owned()),
                email: Some(email.to_owned()),
                name: name.to_owned(),
                ..Told::default()
            },
            click: click.map(str::to_owned),
            code: code.map(str::to_owned),
            origin: Origin::Api,
            source: "test".to_owned(),
            welcome: false,
        };
        let (key, now) = (*self.shop.app.engine.sealer.people_key(), self.shop.now());
        let write = move |tx: &mut tributary_engine::db::Tx<'_>| {
            sign_up(tx, (&tenant, &store), &new, &key, now).map(drop)
        };
        self.shop.app.engine.db.write_wait(write).unwrap();
    }

    /// An order of a customer.
    pub(crate) fn order_of(&self, number: &str, (id, email): (&str, &str)) -> OrderStated {
        let key = person::email_key(self.shop.app.engine.sealer.people_key(), email);
        let customer = Buyer {
            external_id: Some(id.to_owned()),
            email_key: Some(key),
            email_hint: Some(person::email_hint(email)),
        };
        OrderStated { customer, ..order(number, self.shop.now()) }
    }
}

/// The code that a page shows.
pub(crate) fn code_on(page: &Reply) -> String {
    let rest =
        page.body.split("https://tracker.example/r/").nth(1).unwrap_or_else(|| panic!("{}", page.body));
    rest.split('"').next().unwrap().to_owned()
}

/// The address of a header of a mail.
pub(crate) fn header(mail: &Arrived, name: &str) -> Option<String> {
    let head = mail.text.split("\n\n").next().unwrap().replace("\n ", " ");
    head.lines().find_map(|line| line.strip_prefix(&format!("{name}: "))).map(str::to_owned)
}

/// Every link in a mail that leads to us.
pub(crate) fn links(mail: &Arrived) -> Vec<String> {
    let pieces = mail.text.split("https://tracker.example").skip(1);
    pieces.map(|rest| rest.split(['"', '<', '>', '\n', ' ']).next().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_token_of_the_shop_opens_the_page_and_leaves_the_address() {
    let world = World::open().await;
    let mut bob = world.bob().await;
    let page = bob.get("/refer").await;
    assert_eq!(page.status, StatusCode::OK);
    let text = page.text();
    assert!(
        text.contains("Give 50 USD, get 100 USD") && text.contains("Your first friend is the hardest"),
        "{text}"
    );
    assert_eq!(code_on(&page), "BOB22");
    assert!(
        page.body.contains("value=\"https://tracker.example/r/BOB22\" readonly"),
        "it can be selected without a script"
    );
    for place in [
        "https://wa.me/?text=",
        "https://x.com/intent/post?text=",
        "mailto:?subject=",
        "fb-messenger://share/?link=",
    ] {
        assert!(page.body.contains(place), "{place}");
    }
    assert!(page.body.contains("<svg class=\"qr\""));
    assert!(!page.body.contains("eyJ"), "the token is nowhere on the page");
    let left = bob.submit("/refer", "/refer/logout", &[]).await;
    assert_eq!(left.location(), "/refer");
    assert!(bob.get("/refer").await.text().contains("See my rewards"), "signed out");
}

#[tokio::test]
async fn a_token_that_is_not_good_leads_to_the_way_by_mail() {
    let world = World::open().await;
    let good = world.token("22", "Bob", "bob@example.com");
    for bad in [good.clone() + "x", good.replace("eyJ", "eyX"), "nonsense".to_owned()] {
        let page = world.browser().get(&format!("/refer?token={bad}")).await;
        assert_eq!(page.status, StatusCode::UNAUTHORIZED);
        assert!(
            page.text().contains("The link from the shop has ended")
                && page.text().contains("See my rewards")
        );
    }
    world.shop.app.engine.clock.shift(3_601_000);
    assert_eq!(world.browser().get(&format!("/refer?token={good}")).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_session_ends_after_an_hour() {
    let world = World::open().await;
    let mut bob = world.bob().await;
    world.shop.app.engine.clock.shift(3_599_000);
    assert!(bob.get("/refer").await.text().contains("Your code"));
    world.shop.app.engine.clock.shift(3_601_000);
    assert!(!bob.get("/refer").await.text().contains("Your code"));
}

#[tokio::test]
async fn whoever_asks_by_mail_hears_the_same_whether_they_are_known_or_not() {
    let world = World::open().await;
    world.bob().await;
    let mut browser = world.browser();
    let mut answers = Vec::new();
    for email in ["bob@example.com", "nobody@example.com"] {
        let answer = browser.submit("/refer", "/refer/login", &[("email", email), ("store", "")]).await;
        answers.push((answer.status, answer.location().to_owned(), answer.body));
    }
    assert_eq!(answers[0], answers[1]);
    assert!(world.post("nobody@example.com").await.is_empty());
    let mails = world.post("bob@example.com").await;
    let mail = mails.iter().find(|mail| mail.text.contains("/refer/enter")).unwrap();
    let path = links(mail).into_iter().find(|link| link.contains("/refer/enter")).unwrap();
    let look = browser.get(&path).await;
    assert_eq!(look.status, StatusCode::OK, "looking does not use it up");
    let token = look.hidden("token");
    let entered = browser.submit(&path, "/refer/enter", &[("token", &token)]).await;
    assert_eq!(entered.location(), "/refer");
    assert!(browser.get("/refer").await.body.contains("/r/BOB22"));
    assert_eq!(world.browser().get(&path).await.status, StatusCode::GONE, "it works once");
}

#[tokio::test]
async fn the_whole_loop_is_told_by_mail_once_each_and_the_links_work() {
    let world = World::open().await;
    let mut bob = world.bob().await;
    let code = code_on(&bob.get("/refer").await);
    let mine = world.post("bob@example.com").await;
    assert_eq!(mine.len(), 1, "the own link, once");
    assert_eq!(header(&mine[0], "Subject").unwrap(), "Your link at Northwind");
    let landing = world.browser().get(&links(&mine[0])[0]).await;
    assert!(landing.status.is_redirection(), "the link in the mail works: {}", landing.status);

    world.signs_up("7", "Ada King", "ada@example.com", &code);
    let mine = world.post("bob@example.com").await;
    assert_eq!(mine.len(), 2);
    assert!(mine[1].text.contains("A"), "{}", mine[1].text);
    assert!(
        !mine[1].text.contains("Ada King") && !mine[1].text.contains("ada@"),
        "friends' names are masked"
    );
    let page = bob.get("/refer").await.text();
    assert!(page.contains("A•••• K. Joined"), "{page}");

    world.shop.order(world.order_of("1", ("7", "ada@example.com")));
    let mine = world.post("bob@example.com").await;
    assert_eq!(mine.len(), 3, "{:?}", mine.iter().map(|mail| header(mail, "Subject")).collect::<Vec<_>>());
    assert_eq!(header(&mine[2], "Subject").unwrap(), "100 USD is ready to spend");
    let page = bob.get("/refer").await.text();
    assert!(page.contains("A•••• K. Rewarded +100 USD"), "{page}");
    assert!(page.contains("100 USD ready to spend"), "{page}");

    world.shop.order(world.order_of("2", ("7", "ada@example.com")));
    assert_eq!(world.post("bob@example.com").await.len(), 3, "a second order earns and says nothing");

    world.shop.refund("1", 12_500);
    let mine = world.post("bob@example.com").await;
    assert_eq!(mine.len(), 4);
    assert_eq!(header(&mine[3], "Subject").unwrap(), "100 USD was taken back");
    assert!(mine[3].text.contains("was refunded"), "{}", mine[3].text);
    let rewards = links(&mine[3]).into_iter().find(|link| link.starts_with("/refer?store=")).unwrap();
    assert!(world.browser().get(&rewards).await.text().contains("See my rewards"));
    let page = bob.get("/refer").await.text();
    assert!(page.contains("A•••• K. Ordered"), "{page}");
}

#[tokio::test]
async fn an_invitation_arrives_opens_joins_and_can_be_stopped() {
    let world = World::open().await;
    let mut bob = world.bob().await;
    let invited = "ada@example.com, cy@example.com, ed@example.com";
    let fields = [("addresses", invited), ("message", "These <b> fit!")];
    let sent = bob.submit("/refer", "/refer/invitations", &fields).await;
    assert_eq!(sent.location(), "/refer?did=invited", "{}", sent.text());
    let page = bob.get("/refer?did=invited").await.text();
    assert!(
        page.contains("Your invitations are on their way.") && page.contains("a••••@example.com Invited"),
        "{page}"
    );

    let mails = world.post("ada@example.com").await;
    assert_eq!(mails.len(), 1);
    let mail = &mails[0];
    assert_eq!(header(mail, "Subject").unwrap(), "Bob invites you to Northwind");
    assert!(
        mail.text.contains("These <b> fit!") && mail.text.contains("These &lt;b&gt; fit!"),
        "{}",
        mail.text
    );
    assert!(mail.text.contains("You get 50 USD off your first order."));
    let way = links(mail).into_iter().find(|link| link.starts_with("/r/")).unwrap();
    assert!(world.browser().get(&way).await.status.is_redirection());
    world.shop.app.intake.catch_up().await;
    let page = bob.get("/refer").await.text();
    assert!(
        page.contains("a••••@example.com Opened") && page.contains("c••••@example.com Invited"),
        "{page}"
    );
    let eds = world.post("ed@example.com").await;
    let way = links(&eds[0]).into_iter().find(|link| link.starts_with("/r/")).unwrap();
    let landing = world.browser().get(&way).await;
    let click = landing.location().split('/').find(|part| part.starts_with("clk_")).unwrap().to_owned();
    world.shop.app.intake.catch_up().await;
    world.joins(("31", "Ed King", "ed@example.com"), (None, Some(&click)));
    let page = bob.get("/refer").await.text();
    assert!(page.contains("E•••• K. Joined") && !page.contains("e••••@example.com"), "{page}");

    let stop = header(mail, "List-Unsubscribe").unwrap();
    assert_eq!(header(mail, "List-Unsubscribe-Post").unwrap(), "List-Unsubscribe=One-Click");
    let stop = stop.trim_matches(['<', '>']).strip_prefix("https://tracker.example").unwrap().to_owned();
    let look = world.browser().get(&stop).await;
    assert!(look.status.is_success() && look.text().contains("No more of these mails?"));
    assert_eq!(
        world.browser().post(&stop, &[("List-Unsubscribe", "One-Click")]).await.status,
        StatusCode::OK
    );

    world.shop.app.engine.clock.shift(8 * DAY_MS);
    let mut bob = world.bob().await;
    let page = bob.get("/refer").await;
    assert_eq!(page.body.matches("data-act=\"nudge\"").count(), 2, "who stopped it is not told apart");
    for id in page.body.split("name=\"invitation\" value=\"").skip(1) {
        let id = id.split('"').next().unwrap();
        let again = bob.submit("/refer", "/refer/nudge", &[("invitation", id)]).await;
        assert_eq!(again.location(), "/refer?did=reminded");
    }
    assert_eq!(world.post("ada@example.com").await.len(), 1, "nothing more to who stopped it");
    assert_eq!(world.post("cy@example.com").await.len(), 2);
    assert!(!bob.get("/refer").await.body.contains("data-act=\"nudge\""), "once in seven days");
    let kept = world.shop.own().texts("SELECT COALESCE(sealed, 'gone') FROM invitation ORDER BY hint");
    assert_eq!(kept[0], "gone");
    let known = world
        .shop
        .own()
        .texts("SELECT recipient FROM mail WHERE recipient LIKE '%@example.com' ORDER BY recipient");
    assert!(
        known.contains(&"a…@example.com".to_owned()) && !known.contains(&"ada@example.com".to_owned()),
        "{known:?}"
    );
}

#[tokio::test]
async fn wrong_addresses_are_named_and_what_was_typed_stays() {
    let world = World::open().await;
    let mut bob = world.bob().await;
    let fields =
        [("addresses", "ada@example.com nonsense bob@example.com"), ("message", "see evil.example/x")];
    let refused = bob.submit("/refer", "/refer/invitations", &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let text = refused.text();
    for part in [
        "nonsense: This is no e-mail address.",
        "bob@example.com: This is your own address.",
        "without addresses of web pages",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    assert!(refused.body.contains("ada@example.com nonsense bob@example.com"));
    assert!(world.post("ada@example.com").await.is_empty(), "all or nothing");
}

#[tokio::test]
async fn a_promotion_is_told_once_to_whoever_refers_and_can_be_stopped() {
    let world = World::open().await;
    let mut bob = world.bob().await;
    bob.get("/refer").await;
    assert_eq!(world.post("bob@example.com").await.len(), 1);
    let now = world.shop.now();
    let promo = move |name: &str, from: i64, to: i64| Promo {
        name: name.to_owned(),
        starts_at: now.plus_ms(from),
        ends_at: now.plus_ms(to),
        multiplier_percent: 200,
    };
    world.rules(move |rules| {
        rules.promos = vec![promo("Double week", -1_000, DAY_MS), promo("Next", 2 * DAY_MS, 3 * DAY_MS)];
    });
    let mails = world.post("bob@example.com").await;
    assert_eq!(mails.len(), 2);
    assert_eq!(header(&mails[1], "Subject").unwrap(), "Double week at Northwind");
    assert_eq!(world.post("bob@example.com").await.len(), 2);
    assert!(bob.get("/refer").await.text().contains("×2 · ends in 23:5"), "the countdown");
    let stop = header(&mails[1], "List-Unsubscribe").unwrap();
    let stop = stop.trim_matches(['<', '>']).strip_prefix("https://tracker.example").unwrap().to_owned();
    world.browser().post(&stop, &[]).await;
    world.shop.app.engine.clock.shift(2 * DAY_MS + 60_000);
    assert_eq!(world.post("bob@example.com").await.len(), 2, "the next one is not told");
}

#[tokio::test]
async fn each_state_says_its_own_words_and_shows_no_link_where_none_works() {
    let world = World::open().await;
    let mut bob = world.bob().await;
    bob.get("/refer").await;
    world.rules(|rules| rules.enabled = false);
    let paused = bob.get("/refer").await;
    assert!(paused.text().contains("Back soon") && !paused.body.contains("/r/BOB22"), "{}", paused.text());
    let mut stranger = world.browser();
    stranger.get(&format!("/refer?token={}", world.token("9", "Eve", "eve@example.com"))).await;
    let off = stranger.get("/refer").await.text();
    assert!(off.contains("no rewards for friends at the moment"), "{off}");
    world.rules(|rules| {
        rules.enabled = true;
        rules.budget = Some(tributary_core::Money::new(0, Currency::parse("USD").unwrap()));
    });
    let cap = bob.get("/refer").await;
    assert!(cap.text().contains("All rewards are given") && cap.body.contains("/r/BOB22"), "{}", cap.text());
}

#[tokio::test]
async fn the_page_speaks_uyghur_from_right_to_left() {
    let world = World::open().await;
    let mut bob = world.bob().await;
    bob.headers.retain(|(name, _)| *name != "accept-language");
    bob.get("/refer?language=ug").await;
    let page = bob.get("/refer").await;
    assert!(page.body.contains("<div class=\"refer\" lang=\"ug\" dir=\"rtl\""), "{}", page.body);
    assert!(page.body.contains("readonly dir=\"ltr\""), "the link stays left to right");
    assert!(!page.text().contains("How it works"), "{}", page.text());
}

#[tokio::test]
async fn forms_from_elsewhere_change_nothing() {
    let world = World::open().await;
    let mut bob = world.bob().await;
    let before = code_on(&bob.get("/refer").await);
    assert_eq!(bob.post("/refer/code", &[]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(
        bob.post("/refer/invitations", &[("csrf", "x"), ("addresses", "a@b.example")]).await.status,
        StatusCode::FORBIDDEN
    );
    assert_eq!(code_on(&bob.get("/refer").await), before);
    let again = bob.submit("/refer", "/refer/code", &[]).await;
    assert_eq!(again.location(), "/refer?did=code");
    assert_ne!(code_on(&bob.get("/refer").await), before);
    let old = world.browser().get(&format!("/r/{before}")).await;
    assert!(old.status.is_redirection(), "the old code goes on leading to Bob");
}
