//! What customers are promised, as the owner sets it: a form that is looked at before it is in force, and promotions.

use crate::browser::{Browser, Reply};
use crate::shop::{Shop, order};
use tributary_core::referral::Referral;
use tributary_engine::program;

fn program_of(shop: &Shop) -> program::Program {
    let (tenant, store) = shop.tenant_and_store();
    let load = move |tx: &mut tributary_engine::db::Tx<'_>| {
        let id = program::of_store(tx, &tenant, &store)?;
        program::load(tx, &tenant, &id)
    };
    shop.app.engine.db.read_wait(load).unwrap()
}

fn promise(shop: &Shop) -> Option<Referral> {
    program_of(shop).current.rules.referral
}

/// Presses the preview's button, and saves what it shows.
async fn saved(browser: &mut Browser, place: &str, draft: &str) -> Reply {
    let edit = format!("{place}/edit?{draft}");
    let page = browser.get(&edit).await;
    let (kept, version) = (page.hidden("draft").replace("&amp;", "&"), page.hidden("version"));
    let fields = [("draft", kept.as_str()), ("version", version.as_str()), ("note", "Friends of friends")];
    browser.submit(&edit, place, &fields).await
}

#[tokio::test]
async fn refer_a_friend_is_off_until_it_was_looked_at_and_saved() {
    let shop = Shop::open();
    let mut owner = shop.owner().await;
    let place = format!("/admin/programs/{}/referral", program_of(&shop).id);
    let page = owner.get(&place).await.text();
    for told in
        ["This is off", "Give 50.00 USD, get 100.00 USD", "within 7 days before the sign-up", "Set it up"]
    {
        assert!(page.contains(told), "{told}\n{page}");
    }
    let preview = owner.get(&format!("{place}/edit?enabled=yes&levels=yes&do=preview")).await;
    let text = preview.text();
    assert!(text.contains("100.00 USD → 5.00 USD → 2.00 USD"), "{text}");
    assert!(text.contains("Refer a friend no becomes yes"), "{text}");
    assert_eq!(promise(&shop), None, "looking changes nothing");
    let made = saved(&mut owner, &place, "enabled=yes&levels=yes&do=preview").await;
    assert_eq!(made.location(), format!("{place}?made=2"), "{}", made.text());
    let it = promise(&shop).unwrap();
    assert!(it.enabled && it.levels.enabled && it.levels.rates.len() == 3);
    let page = owner.get(made.location()).await.text();
    for told in ["Version 2 applies to orders from now on", "10.00 USD", "4.00 USD"] {
        assert!(page.contains(told), "{told}\n{page}");
    }
    let audit = owner.get("/admin/settings/audit").await.text();
    assert!(
        audit.contains("Refer a friend no yes") && audit.contains("Reward for a friend none 100.00 USD"),
        "{audit}"
    );
}

#[tokio::test]
async fn a_slip_is_named_beside_its_field_and_the_form_keeps_what_was_typed() {
    let shop = Shop::open();
    let mut owner = shop.owner().await;
    let place = format!("/admin/programs/{}/referral", program_of(&shop).id);
    let page = owner.get(&format!("{place}/edit?reward=much&rates=10,x&do=preview")).await;
    assert!(page.text().contains("2 things to put right"), "{}", page.text());
    assert!(page.body.contains("value=\"much\"") && page.body.contains("href=\"#rates\""));
    assert!(page.text().contains("Put the fields above right"), "{}", page.text());
}

async fn planned(owner: &mut Browser, place: &str, (name, from, to): (&str, &str, &str)) -> Reply {
    let fields = [("name", name), ("starts_at", from), ("ends_at", to), ("multiplier", "2")];
    owner.submit(&format!("{place}/new"), place, &fields).await
}

#[tokio::test]
async fn a_promotion_is_planned_on_the_store_s_clock_and_an_overlap_is_refused_naming_the_other() {
    let shop = Shop::open();
    let mut owner = shop.owner().await;
    let place = format!("/admin/programs/{}/promos", program_of(&shop).id);
    let empty = owner.get(&place).await.text();
    assert!(empty.contains("A promotion multiplies rewards for a while"), "{empty}");
    let made = planned(&mut owner, &place, ("Weekend", "2030-06-01T00:00", "2030-06-03T00:00")).await;
    assert_eq!(made.location(), format!("{place}?did=made"), "{}", made.text());
    let list = owner.get(made.location()).await.text();
    for told in [
        "The promotion is planned.",
        "Weekend",
        "×2",
        "Scheduled",
        "1 Jun 2030 00:00",
        "31 May 2030 22:00 UTC",
        "Europe/Stockholm",
    ] {
        assert!(list.contains(told), "{told}\n{list}");
    }
    let clash = planned(&mut owner, &place, ("Sunday", "2030-06-02T23:59", "2030-06-05T00:00")).await;
    assert_eq!(clash.status, 422);
    assert!(clash.text().contains("the same time as “Weekend”"), "{}", clash.text());
    assert!(clash.body.contains("value=\"2030-06-02T23:59\""), "what was typed stays");
    let next = planned(&mut owner, &place, ("Week", "2030-06-03T00:00", "2030-06-05T00:00")).await;
    assert_eq!(next.location(), format!("{place}?did=made"), "they touch and do not overlap");
    let early = planned(&mut owner, &place, ("Never", "2030-06-08T00:00", "2030-06-07T00:00")).await;
    assert!(early.text().contains("End it after it starts"), "{}", early.text());
    assert_eq!(promise(&shop).unwrap().promos.len(), 2);
}

#[tokio::test]
async fn a_promotion_that_runs_is_ended_early_and_one_that_does_not_is_taken_off() {
    let shop = Shop::open();
    let mut owner = shop.owner().await;
    let place = format!("/admin/programs/{}/promos", program_of(&shop).id);
    planned(&mut owner, &place, ("Long", "2020-01-01T00:00", "2090-01-01T00:00")).await;
    planned(&mut owner, &place, ("Later", "2090-01-01T00:00", "2090-02-01T00:00")).await;
    let list = owner.get(&place).await.text();
    assert!(list.contains("Live ·") && list.contains("Scheduled ·"), "{list}");
    let [long, later] = <[_; 2]>::try_from(promise(&shop).unwrap().promos).unwrap();
    let ended = owner.submit(&place, &format!("{place}/{}/end", long.starts_at.ms()), &[]).await;
    assert_eq!(ended.location(), format!("{place}?did=ended"), "{}", ended.text());
    let gone = owner.submit(&place, &format!("{place}/{}/end", later.starts_at.ms()), &[]).await;
    assert_eq!(gone.location(), format!("{place}?did=removed"), "{}", gone.text());
    let left = promise(&shop).unwrap().promos;
    assert_eq!((left.len(), left[0].name.as_str()), (1, "Long"));
    assert!(left[0].ends_at <= shop.now() && left[0].starts_at == long.starts_at);
    assert!(owner.get(&place).await.text().contains("Ended"));
    let version = program_of(&shop).current.number;
    owner.submit(&place, &format!("{place}/{}/end", long.starts_at.ms()), &[]).await;
    assert_eq!(program_of(&shop).current.number, version, "ending what is over makes no version");
}

#[tokio::test]
async fn a_planned_promotion_can_be_changed_and_a_code_can_bind_for_life() {
    let shop = Shop::open();
    let mut owner = shop.owner().await;
    let program = format!("/admin/programs/{}", program_of(&shop).id);
    let place = format!("{program}/promos");
    planned(&mut owner, &place, ("Weekend", "2030-06-01T00:00", "2030-06-03T00:00")).await;
    let own = format!("{place}/{}", promise(&shop).unwrap().promos[0].starts_at.ms());
    let form = owner.get(&format!("{own}/edit")).await;
    assert!(form.body.contains("value=\"2030-06-01T00:00\"") && form.body.contains("value=\"2\""));
    let fields = [
        ("name", "Weekend"),
        ("starts_at", "2030-06-01T06:00"),
        ("ends_at", "2030-06-03T00:00"),
        ("multiplier", "2,5"),
    ];
    let changed = owner.submit(&format!("{own}/edit"), &own, &fields).await;
    assert_eq!(changed.location(), format!("{place}?did=changed"), "{}", changed.text());
    let promos = promise(&shop).unwrap().promos;
    assert_eq!((promos.len(), promos[0].multiplier_percent), (1, 250));
    let kept = saved(&mut owner, &program, "lifelong=first_coupon&listed=SARA10&do=preview").await;
    assert!(kept.location().contains("made="), "{}", kept.text());
    let rules = program_of(&shop).current.rules;
    assert_eq!(rules.lifelong.listed, ["SARA10"]);
    assert_eq!(rules.priority[0], tributary_core::program::Signal::Binding, "so that it counts");
}

// J8
#[tokio::test]
async fn a_promotion_stands_on_the_chart_for_as_long_as_it_runs() {
    let shop = Shop::open();
    let mut owner = shop.owner().await;
    shop.order(order("1", shop.now()));
    let place = format!("/admin/programs/{}", program_of(&shop).id);
    saved(&mut owner, &format!("{place}/referral"), "enabled=yes&do=preview").await;
    planned(&mut owner, &format!("{place}/promos"), ("Long", "2020-01-01T00:00", "2090-01-01T00:00")).await;
    planned(&mut owner, &format!("{place}/promos"), ("Later", "2090-01-01T00:00", "2090-02-01T00:00")).await;
    let page = owner.get("/admin?period=28d").await;
    assert!(page.text().contains("Long, ×2") && !page.text().contains("Later, ×2"), "{}", page.text());
    assert_eq!(page.body.matches("class=\"c-band\"").count(), 1, "{}", page.body);
    assert!(page.body.contains(&format!("href=\"{place}/promos\"")));
}

#[tokio::test]
async fn the_form_of_a_promotion_shows_what_customers_will_see_of_it_as_far_as_it_was_typed() {
    let shop = Shop::open();
    let mut owner = shop.owner().await;
    let place = format!("/admin/programs/{}/promos", program_of(&shop).id);
    let form = owner.get(&format!("{place}/new")).await;
    assert!(form.body.contains(&format!("data-preview=\"{place}/new\"")), "{}", form.body);
    assert!(form.text().contains("×2 · ends in "), "the weekend that is offered: {}", form.text());
    let dates = "starts_at=2030-06-01T00:00&ends_at=2030-06-03T12:00";
    let typed = owner.get(&format!("{place}/new?{dates}&multiplier=2,5")).await.text();
    assert!(typed.contains("×2.5 · ends in 2 d 12:00"), "{typed}");
    let wrong = owner.get(&format!("{place}/new?{dates}&multiplier=much")).await;
    assert!(!wrong.text().contains("ends in") && wrong.body.contains("value=\"much\""), "{}", wrong.text());
    planned(&mut owner, &place, ("Weekend", "2030-06-01T00:00", "2030-06-03T00:00")).await;
    let own = format!("{place}/{}/edit", promise(&shop).unwrap().promos[0].starts_at.ms());
    let changed = owner.get(&format!("{own}?name=Weekend&{dates}&multiplier=3")).await;
    assert!(changed.text().contains("×3 · ends in 2 d 12:00"), "{}", changed.text());
    assert!(changed.body.contains(&format!("data-preview=\"{own}\"")), "{}", changed.body);
    assert_eq!(promise(&shop).unwrap().promos[0].multiplier_percent, 200, "looking changes nothing");
}
