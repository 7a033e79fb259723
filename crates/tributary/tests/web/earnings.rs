//! A publisher's transactions, claims, tokens and postbacks on their own pages, and the claims on the owner's.

use crate::browser::Browser;
use crate::publishers::{asks, joined, open};
use crate::shop::{DAY_MS, Shop, order, with_click, with_coupons};
use axum::http::StatusCode;
use tributary_core::{ProgramId, Timestamp};
use tributary_engine::code::{self, Kind, NewCode};
use tributary_engine::link;
use tributary_engine::page::Cursor;

/// A publisher in the shop's program, its browser, and its code.
async fn member(shop: &Shop) -> (Browser, ProgramId, String) {
    let program = open(shop, true);
    let mut kick = joined(shop).await;
    asks(&mut kick, &program).await;
    let tenant = shop.tenant();
    let links = shop.app.engine.db.read_wait(move |tx| link::list(tx, &tenant, None, &Cursor::default()));
    let partner = links.unwrap().rows.remove(0).partner;
    let new = NewCode { program: program.clone(), partner, kind: Kind::Referral, code: "kick".to_owned() };
    let (tenant, now) = (shop.tenant(), shop.now());
    shop.app.engine.db.write_wait(move |tx| code::create(tx, &tenant, &new, now)).unwrap();
    (kick, program, "kick".to_owned())
}

fn ago(shop: &Shop, ms: i64) -> Timestamp {
    Timestamp::from_ms(shop.now().ms() - ms)
}

/// Three sales of the publisher's: two that count, one that was called off.
fn sales(shop: &Shop, slug: &str) {
    for (id, status) in [("7001", "completed"), ("7002", "cancelled"), ("7003", "completed")] {
        let click = shop.click(slug, 2 * DAY_MS);
        let mut sale = with_click(order(id, ago(shop, DAY_MS)), &click);
        sale.status = tributary_core::order::Status::parse(status);
        shop.order(sale);
    }
}

#[tokio::test]
async fn a_publisher_reads_its_transactions_filters_them_takes_them_along_and_sees_why() {
    let shop = Shop::open();
    let (mut kick, _, slug) = member(&shop).await;
    let empty = kick.get("/publisher/transactions").await;
    assert!(
        empty.text().contains("Transactions arrive seconds after the store reports them."),
        "{}",
        empty.text()
    );
    sales(&shop, &slug);
    let all = kick.get("/publisher/transactions").await.text();
    assert!(["7001", "7002"].iter().all(|number| all.contains(number)), "{all}");
    assert!(all.contains("The order was called off."), "{all}");
    let declined = kick.get("/publisher/transactions?status=declined").await.text();
    assert!(declined.contains("7002") && !declined.contains("7001"), "{declined}");
    let nothing = kick.get("/publisher/transactions?ref=nobody").await.text();
    assert!(nothing.contains("Nothing matches these filters."), "{nothing}");
    let future = kick.get("/publisher/transactions?updated_from=2999-01-01").await.text();
    assert!(future.contains("Nothing matches these filters."), "{future}");
    let file = kick.get("/publisher/transactions.csv?status=declined").await;
    assert_eq!(file.status, StatusCode::OK);
    let file = String::from_utf8(file.bytes).unwrap();
    assert!(
        file.contains("7002") && file.contains("The order was called off.") && !file.contains("7001"),
        "{file}"
    );
    let page = kick.get("/publisher/transactions").await.body;
    let start = page.find("/publisher/transactions/ord_").unwrap();
    let why = kick.get(page[start..].split('"').next().unwrap()).await.text();
    for words in ["Somebody followed your link", "They bought", "The store reported it", "Commission"] {
        assert!(why.contains(words), "{words}: {why}");
    }
    for private in ["bo@", "Lund", "total"] {
        assert!(!why.contains(private), "{private}: {why}");
    }
    kick.get("/publisher/transactions/ord_00000000000000000000000000").await.text();
    let mut stranger = shop.browser();
    assert_eq!(stranger.get("/publisher/transactions").await.location(), "/publisher/enter");
    assert_eq!(stranger.get("/publisher/transactions.csv").await.location(), "/publisher/enter");
}

#[tokio::test]
async fn a_claim_goes_to_the_owner_with_what_there_is_to_say_and_comes_back_answered() {
    let shop = Shop::open();
    let (mut kick, program, slug) = member(&shop).await;
    shop.click(&slug, 2 * DAY_MS);
    shop.order(with_coupons(order("8001", ago(&shop, DAY_MS)), &["nobodys"]));
    let page = "/publisher/transactions/claims";
    let wrong = kick.submit(page, page, &[("program", program.as_str()), ("amount", "abc")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text().contains("Write an amount such as 49.90."), "{}", wrong.text());
    let claim = [("program", program.as_str()), ("order_number", "A-8001"), ("note", "<b>ours</b>")];
    assert_eq!(kick.submit(page, page, &claim).await.location(), "/publisher/transactions/claims?made=1");
    let claim = [("program", program.as_str()), ("order_number", "404")];
    kick.submit(page, page, &claim).await;
    let told = kick.get(page).await.text();
    assert!(told.contains("This order is credited to nobody."), "{told}");
    assert!(
        told.contains("The store has not reported such an order yet.")
            && told.contains("1 click in the 30 days"),
        "{told}"
    );
    let mut owner = shop.owner().await;
    assert!(owner.get("/admin").await.text().contains("2 claims"));
    let list = "/admin/partners/claims";
    let seen = owner.get(list).await;
    assert!(seen.text().contains("Order A-8001") && !seen.body.contains("<b>ours</b>"), "{}", seen.text());
    let cards: Vec<String> =
        seen.body.split(&format!("{list}/clm_")).skip(1).map(|rest| rest[..26].to_owned()).collect();
    let (unknown, known) =
        (format!("{list}/clm_{}", cards[0]), format!("{list}/clm_{}", cards.last().unwrap()));
    let silent = owner.submit(list, &unknown, &[("verdict", "decline"), ("answer", " ")]).await;
    assert!(silent.text().contains("Say why: they read it."), "{}", silent.text());
    let declined = owner.submit(list, &unknown, &[("verdict", "decline"), ("answer", "No such order")]).await;
    assert_eq!(declined.location(), "/admin/partners/claims?did=declined");
    let order_id = seen.hidden("order");
    let accepted =
        owner.submit(list, &known, &[("verdict", "accept"), ("order", &order_id), ("answer", "Sorry")]).await;
    assert_eq!(accepted.location(), "/admin/partners/claims?did=accepted", "{}", accepted.text());
    let told = kick.get(page).await.text();
    assert!(
        told.contains("The store says: Sorry") && told.contains("The store says: No such order"),
        "{told}"
    );
    assert!(kick.get("/publisher/transactions").await.text().contains("8001"), "it is theirs now");
}

#[tokio::test]
async fn tokens_and_postbacks_are_made_shown_once_tried_and_ended() {
    let shop = Shop::open();
    let (mut kick, program, slug) = member(&shop).await;
    let api = "/publisher/api";
    let made = kick.submit(api, "/publisher/api/tokens", &[("name", "nightly")]).await;
    let token = made
        .body
        .split("value=\"tributary_pub_")
        .nth(1)
        .map(|rest| rest.split('"').next().unwrap().to_owned());
    assert!(token.is_some(), "{}", made.text());
    let listed = kick.get(api).await;
    assert!(
        listed.text().contains("nightly") && !listed.body.contains("tributary_pub_"),
        "{}",
        listed.text()
    );
    // What is called is seen before it is saved, and so is what is wrong.
    let preview = |url: &str| {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query
            .append_pair("program", program.as_str())
            .append_pair("format", "postback")
            .append_pair("url", url);
        format!("{api}?{}", query.finish())
    };
    let good = kick.get(&preview("https://track.example/pb?c={click_id}&r=#sub1#&sum=[payout]")).await.text();
    assert!(
        good.contains(
            "https://track.example/pb?c=clk_00000000000000000000000000&amp;r=test-ref&amp;sum=10.00"
        ),
        "{good}"
    );
    assert!(
        kick.get(&preview("https://track.example/?{nonsense}"))
            .await
            .text()
            .contains("{nonsense} is no macro here.")
    );
    let postbacks = "/publisher/api/postbacks";
    let fields = [
        ("program", program.as_str()),
        ("format", "postback"),
        ("method", "GET"),
        ("url", "https://track.example/pb?o={order_id}"),
        ("events", "conversion.created"),
    ];
    let refused = kick
        .submit(
            api,
            postbacks,
            &[("program", program.as_str()), ("url", "https://127.0.0.1/"), ("events", "conversion.created")],
        )
        .await;
    assert!(refused.text().contains("This leads into a private network"), "{}", refused.text());
    let made = kick.submit(api, postbacks, &fields).await;
    assert!(made.body.contains("whsec_"), "{}", made.text());
    let start = made.body.find("/publisher/api/postbacks/whk_").unwrap();
    let page = made.body[start..].split('"').next().unwrap().to_owned();
    assert!(!kick.get(&page).await.body.contains("whsec_"), "a secret is shown once");
    sales(&shop, &slug);
    kick.submit(&page, &page, &[("act", "test")]).await;
    let log = kick.get(&page).await.text();
    assert!(log.contains("Created") && log.contains("A test") && log.contains("Pending"), "{log}");
    assert!(kick.submit(&page, &page, &[("act", "rotate")]).await.body.contains("whsec_"));
    let since = kick.submit(&page, &page, &[("act", "replay_failed"), ("since", "soon")]).await;
    assert!(since.text().contains("Write a moment such as 2026-05-01 12:00."), "{}", since.text());
    let paused = kick.submit(&page, &page, &[("act", "pause")]).await;
    assert!(paused.location().contains("did=paused"), "{}", paused.text());
    kick.submit(&page, &page, &[("act", "archive")]).await;
    assert!(!kick.get(api).await.body.contains("track.example/pb?o="), "archived ones are not listed");
}
