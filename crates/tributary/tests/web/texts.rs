//! Texts of mails in the owner's words: looked at, tested, sent, switched off, and set back.

use crate::refer::World;
use axum::http::StatusCode;

const TEXTS: &str = "/admin/settings/emails/texts";
const INVITATION: &str = "/admin/settings/emails/texts/invitation?language=en";

fn fields<'a>(act: &'a str, subject: &'a str, body: &'a str) -> [(&'a str, &'a str); 4] {
    [("language", "en"), ("act", act), ("subject", subject), ("body", body)]
}

#[tokio::test]
async fn the_owner_s_words_are_what_friends_read_until_they_are_set_back() {
    let world = World::open().await;
    let mut owner = world.shop.owner().await;
    let list = owner.get(TEXTS).await.text();
    assert!(list.contains("Invitation to a friend") && list.contains("Share panel: first step"), "{list}");
    let page = owner.get(INVITATION).await;
    assert!(page.body.contains("{SENDER} invites you to {SITE}"), "{}", page.body);
    assert!(page.text().contains("Bob invites you to Northwind"), "it is shown filled in");

    let to = "/admin/settings/emails/texts/invitation";
    let refused = owner.submit(INVITATION, to, &fields("save", "Come {WHO}", "Come to us")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("Put {LINK} into the text") && refused.body.contains("Come to us"));
    let look =
        owner.submit(INVITATION, to, &fields("look", "Psst, {SITE}", "From {SENDER}:\n\n{LINK}")).await;
    assert!(look.status == StatusCode::OK && look.text().contains("Psst, Northwind"), "{}", look.text());
    let saved =
        owner.submit(INVITATION, to, &fields("save", "Psst, {SITE}", "From {SENDER}:\n\n{LINK}")).await;
    assert!(saved.location().ends_with("did=saved"), "{}", saved.text());

    let test =
        owner.submit(INVITATION, to, &fields("test", "Psst, {SITE}", "From {SENDER}:\n\n{LINK}")).await;
    assert!(test.location().ends_with("did=sent"));
    assert!(world.post(crate::shop::EMAIL).await[0].text.contains("Psst, Northwind"));

    let mut bob = world.bob().await;
    bob.submit("/refer", "/refer/invitations", &[("addresses", "ada@example.com"), ("message", "")]).await;
    assert!(world.post("ada@example.com").await[0].text.contains("Subject: Psst, Northwind"));
    let reset = owner.submit(INVITATION, to, &fields("reset", "x", "x")).await;
    assert!(reset.location().ends_with("did=reset"));
    bob.submit("/refer", "/refer/invitations", &[("addresses", "cy@example.com"), ("message", "")]).await;
    assert!(world.post("cy@example.com").await[0].text.contains("Subject: Bob invites you"));

    owner.submit(INVITATION, to, &fields("off", "", "")).await;
    bob.submit("/refer", "/refer/invitations", &[("addresses", "di@example.com"), ("message", "")]).await;
    assert!(world.post("di@example.com").await.is_empty(), "switched off");
    assert!(owner.get(TEXTS).await.text().contains("Off"));
    assert!(owner.get("/admin/settings/audit").await.text().contains("Text of a mail changed"));
}

#[tokio::test]
async fn the_owner_s_words_stand_on_the_panel() {
    let world = World::open().await;
    let mut owner = world.shop.owner().await;
    let step = "/admin/settings/emails/texts/panel_step_1";
    owner.submit(step, step, &fields("save", "Tell them", "About {SITE}, and <b> {REWARD}")).await;
    let page = world.bob().await.get("/refer").await;
    assert!(page.text().contains("Tell them About Northwind, and &lt;b&gt; 100 USD"), "{}", page.text());
}

#[tokio::test]
async fn mails_to_partners_are_looked_at_tested_and_said_in_the_owner_s_words_in_each_language() {
    let world = World::open().await;
    let mut owner = world.shop.owner().await;
    let list = owner.get(TEXTS).await.text();
    for name in
        ["Mails to partners", "Payout sent", "Payout called off", "Application declined", "Link to sign in"]
    {
        assert!(list.contains(name), "{name}: {list}");
    }
    for (language, said) in
        [("en", "on its way"), ("sv", "på väg"), ("ug", "يولدا"), ("tr", "yolda"), ("ar", "الطريق")]
    {
        let page = owner.get(&format!("{TEXTS}/payout_paid?language={language}")).await;
        assert!(
            page.text().contains(said) && page.text().contains("SE45…7466"),
            "{language}: {}",
            page.text()
        );
    }
    let sign_in = owner.get(&format!("{TEXTS}/partner_sign_in?language=en")).await;
    assert!(!sign_in.body.contains("switch-form"), "without it nobody could sign in");
    let paid = format!("{TEXTS}/payout_paid");
    assert!(owner.get(&paid).await.body.contains("switch-form"));

    let words = fields("save", "Money from {SITE}", "Dear {NAME}, {AMOUNT} left on {DAY}.\n\n{LINK}");
    assert!(owner.submit(&paid, &paid, &words).await.location().ends_with("did=saved"));
    let test = fields("test", "Money from {SITE}", "Dear {NAME}, {AMOUNT} left on {DAY}.\n\n{LINK}");
    assert!(owner.submit(&paid, &paid, &test).await.location().ends_with("did=sent"));
    let arrived = world.post(crate::shop::EMAIL).await;
    let text = &arrived[0].text;
    assert!(text.contains("Subject: Money from Northwind") && text.contains("Dear Sara"), "{text}");

    let sign = format!("{TEXTS}/partner_sign_in");
    let mute = owner.submit(&sign, &sign, &fields("save", "Come", "No link here")).await;
    assert!(mute.text().contains("Put {LINK} into the text"), "{}", mute.text());
}
