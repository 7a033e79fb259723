//! A partner reports an order that is missing: what is known about it at once, what the store asks and answers, and the mails.

use crate::browser::{Browser, Reply};
use crate::joining::{ANSWERS, apply, enter, link, open};
use crate::shop::{DAY_MS, Shop, order, with_coupons};
use axum::http::StatusCode;
use tributary_core::Timestamp;
use tributary_engine::mail;

const PAGE: &str = "/partner/earnings/missing";
const LIST: &str = "/admin/partners/claims";

/// A shop with a partner who is signed in.
async fn partner() -> (Shop, Browser) {
    let shop = Shop::open();
    open(&shop, true);
    apply(&mut shop.browser(), &ANSWERS).await;
    let partner = enter(&shop, &link(&shop)).await;
    (shop, partner)
}

fn ago(shop: &Shop, ms: i64) -> Timestamp {
    shop.now().plus_ms(-ms)
}

impl Shop {
    /// The mails that wait.
    fn mails(&self) -> Vec<mail::Mail> {
        let (engine, now) = (self.app.engine.clone(), self.now().plus_ms(1));
        let due = self.app.engine.db.write_wait(move |tx| mail::claim(tx, &engine.sealer, now, 10));
        due.unwrap().into_iter().map(|due| due.mail).collect()
    }
}

async fn report(partner: &mut Browser, fields: &[(&str, &str)]) -> Reply {
    partner.submit(PAGE, PAGE, fields).await
}

/// The address of the newest claim that waits for the store.
fn newest(page: &Reply) -> String {
    let at = page.body.find(&format!("{LIST}/clm_")).expect("a claim");
    page.body[at..].split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_report_is_matched_at_once_asked_about_answered_and_told_by_mail() {
    let (shop, mut sara) = partner().await;
    shop.order(with_coupons(order("9001", ago(&shop, DAY_MS)), &["nobodys"]));
    assert!(sara.get("/partner/earnings").await.body.contains(PAGE));
    let sent = report(&mut sara, &[("order_number", "A-9001"), ("note", "<b>mine</b>")]).await;
    assert!(sent.location().starts_with(&format!("{PAGE}?did=reported#clm_")), "{}", sent.text());
    let told = sara.get(PAGE).await;
    assert!(told.text().contains("This order is credited to nobody."), "{}", told.text());
    assert!(!told.body.contains("<b>mine</b>"));
    let again = report(&mut sara, &[("order_number", "#a-9001")]).await;
    assert!(again.location().starts_with(&format!("{PAGE}?did=known#clm_")), "{}", again.text());

    let mut owner = shop.owner().await;
    assert!(owner.get("/admin").await.text().contains("1 claim"));
    let seen = owner.get(LIST).await;
    assert!(seen.text().contains("Order A-9001") && seen.text().contains("Sara Lind"), "{}", seen.text());
    let path = newest(&seen);
    shop.mails();
    let ask = [("verdict", "ask"), ("answer", "Which code was it?")];
    assert_eq!(owner.submit(LIST, &path, &ask).await.location(), format!("{LIST}?did=asked"));
    assert!(!owner.get(LIST).await.body.contains(&path), "it waits for the partner now");
    let mails = shop.mails();
    assert_eq!(mails[0].subject, "A question about order A-9001");
    assert!(mails[0].to == "sara@example.org" && mails[0].text.contains("Which code was it?"));
    assert!(mails[0].text.contains(PAGE), "{}", mails[0].text);

    let asked = sara.get(PAGE).await;
    assert!(asked.text().contains("Which code was it?"), "{}", asked.text());
    let reply = path.replace(LIST, PAGE);
    let mute = sara.submit(PAGE, &reply, &[("answer", " ")]).await;
    assert_eq!(mute.status, StatusCode::UNPROCESSABLE_ENTITY);
    let replied = sara.submit(PAGE, &reply, &[("answer", "SARA10, at the till")]).await;
    assert_eq!(replied.location(), format!("{PAGE}?did=replied"));
    let seen = owner.get(LIST).await;
    assert!(seen.text().contains("SARA10, at the till"), "{}", seen.text());
    let accept = [("verdict", "accept"), ("order", &seen.hidden("order")), ("answer", "Sorry!")];
    assert_eq!(owner.submit(LIST, &path, &accept).await.location(), format!("{LIST}?did=accepted"));
    let mails = shop.mails();
    assert!(mails[0].subject == "Order A-9001 at Northwind is yours" && mails[0].text.contains("Sorry!"));
    let told = sara.get(PAGE).await.text();
    assert!(told.contains("The store says: Sorry!") && told.contains("credited to you"), "{told}");
    assert!(sara.get("/partner/earnings").await.text().contains("9001"), "it is hers now");
}

#[tokio::test]
async fn nothing_is_said_of_orders_of_others_but_how_they_won() {
    let (shop, mut sara) = partner().await;
    let mut owner = shop.owner().await;
    let omar = [("name", "Omar Haddad"), ("code", "omar"), ("coupon", "OMAR10")];
    owner.submit("/admin/partners/new", "/admin/partners", &omar).await;
    let at = ago(&shop, 2 * DAY_MS);
    shop.order(with_coupons(order("9002", at), &["omar10"]));
    report(&mut sara, &[("order_number", "A-9002")]).await;
    let told = sara.get(PAGE).await;
    assert!(told.text().contains("credited to another partner, by a coupon"), "{}", told.text());
    assert!(!told.text().contains("Omar"), "{}", told.text());
    let seen = owner.get(LIST).await;
    assert!(seen.text().contains("Omar Haddad has it now."), "{}", seen.text());
    // Whoever only guesses a day and an amount learns nothing at all.
    let day = tributary_engine::clock::rfc3339(at);
    let guess = [("bought_at", &day[..10]), ("amount", "100.00")];
    let sent = report(&mut sara, &guess).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    let told = sara.get(PAGE).await.text();
    assert!(told.contains("None of your orders fits this day and amount."), "{told}");
    assert_eq!(told.matches("credited to another").count(), 1, "{told}");
    let mut stranger = shop.browser();
    assert_eq!(stranger.get(PAGE).await.location(), "/partner/login");
    // Another partner's report is nobody's business.
    let theirs = newest(&owner.get(LIST).await).replace(LIST, PAGE);
    let answers = [("name", "Kim"), ("email", "kim@example.org"), ("promotes", "Videos"), ("agreed", "1")];
    apply(&mut shop.browser(), &answers).await;
    let mut kim = enter(&shop, &link(&shop)).await;
    assert_eq!(kim.submit(PAGE, &theirs, &[("answer", "x")]).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_cannot_be_is_named_and_an_owner_finds_the_order_by_another_number() {
    let (shop, mut sara) = partner().await;
    for (fields, said) in [
        (vec![("note", "x")], "Give the order's number"),
        (vec![("order_number", "1"), ("bought_at", "2999-01-01")], "Use a moment in the past."),
        (vec![("order_number", "1"), ("bought_at", "soon")], "Choose a day such as 2026-05-01."),
        (vec![("order_number", "1"), ("amount", "abc")], "Write an amount such as 49.90."),
    ] {
        let wrong = report(&mut sara, &fields).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{fields:?}");
        assert!(wrong.text().contains(said), "{said}: {}", wrong.text());
    }
    shop.order(with_coupons(order("9003", ago(&shop, DAY_MS)), &["nobodys"]));
    report(&mut sara, &[("order_number", "9003-typo")]).await;
    assert!(sara.get(PAGE).await.text().contains("The store has not reported such an order yet."));
    let mut owner = shop.owner().await;
    let path = newest(&owner.get(LIST).await);
    let wrong = [("verdict", "accept"), ("number", "404")];
    let wrong = owner.submit(LIST, &path, &wrong).await;
    assert!(wrong.text().contains("No order of this program has this number."), "{}", wrong.text());
    let right = [("verdict", "accept"), ("number", "A-9003")];
    assert_eq!(owner.submit(LIST, &path, &right).await.location(), format!("{LIST}?did=accepted"));
    assert!(sara.get("/partner/earnings").await.text().contains("9003"));
}

#[tokio::test]
async fn the_owner_writes_the_mail_in_other_words_or_sends_none() {
    let (shop, mut sara) = partner().await;
    report(&mut sara, &[("order_number", "1")]).await;
    report(&mut sara, &[("order_number", "2")]).await;
    let mut owner = shop.owner().await;
    let texts = "/admin/settings/emails/texts";
    assert!(owner.get(texts).await.text().contains("Mails to partners"));
    let edit = format!("{texts}/claim_declined");
    let text =
        [("act", "save"), ("language", "en"), ("subject", "No {ORDER}"), ("body", "{ANSWER}\n\n{LINK}")];
    let saved = owner.submit(&format!("{edit}?language=en"), &edit, &text).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
    shop.mails();
    let decline = [("verdict", "decline"), ("answer", "Paid by phone.")];
    let path = newest(&owner.get(LIST).await);
    owner.submit(LIST, &path, &decline).await;
    let mails = shop.mails();
    assert!(mails[0].subject == "No 2" && mails[0].text.contains("Paid by phone."), "{:?}", mails[0].text);
    owner.submit(&edit, &edit, &[("act", "off"), ("language", "en")]).await;
    let path = newest(&owner.get(LIST).await);
    owner.submit(LIST, &path, &decline).await;
    assert!(shop.mails().is_empty(), "switched off");
    assert!(sara.get(PAGE).await.text().contains("The store says: Paid by phone."));
}
