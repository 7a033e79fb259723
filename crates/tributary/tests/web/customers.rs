//! Customers and referrals as the owner sees them: the lists and their files, one customer with every reason, and what is
//! done by hand.

use crate::shop::{DAY_MS, Shop, order};
use tributary_core::fact::{Customer as Buyer, OrderStated, Origin};
use tributary_core::program::Rules;
use tributary_core::referral::Referral;
use tributary_core::{Currency, CustomerId};
use tributary_engine::customer::{self, NewSignUp, Told};
use tributary_engine::{Engine, person, program};

/// A store that promises what the wallet plugin does, 100 for a friend.
fn referring() -> Shop {
    let shop = Shop::open();
    let ((tenant, store), clock) = (shop.tenant_and_store(), shop.app.engine.clock.clone());
    let put = move |tx: &mut tributary_engine::db::Tx<'_>| {
        let id = program::of_store(tx, &tenant, &store)?;
        Engine::change_rules(tx, &tenant, &id, "test", &clock, |rules: &mut Rules| {
            let usd = Currency::parse("USD").unwrap();
            rules.referral = Some(Referral { enabled: true, ..Referral::new(usd) });
            Ok(())
        })
        .map(drop)
    };
    shop.app.engine.db.write_wait(put).unwrap();
    shop
}

/// Somebody signs up, by a code if there is one; says who, and the code with which they tell friends.
pub(crate) fn sign_up(
    shop: &Shop,
    (account, name): (&str, &str),
    code: Option<&str>,
) -> (CustomerId, String) {
    let ((tenant, store), now) = (shop.tenant_and_store(), shop.now());
    let people_key = *shop.app.engine.sealer.people_key();
    let new = NewSignUp {
        told: Told {
            external_id: Some(account.to_owned()),
            email: Some(format!("{}@friends.example", name.to_lowercase())),
            name: name.to_owned(),
            login: name.to_lowercase(),
            ..Told::default()
        },
        click: None,
        code: code.map(str::to_owned),
        origin: Origin::Api,
        source: "api key_test".to_owned(),
        welcome: false,
    };
    let write = move |tx: &mut tributary_engine::db::Tx<'_>| {
        let done = customer::sign_up(tx, (&tenant, &store), &new, &people_key, now)?;
        let code = customer::code_of(tx, &tenant, &done.customer.id, now)?;
        Ok((done.customer.id, code.code))
    };
    shop.app.engine.db.write_wait(write).unwrap()
}

/// An order of that account, of 100.00 USD and taxes.
fn bought(shop: &Shop, id: &str, (account, name): (&str, &str)) -> OrderStated {
    let email = format!("{}@friends.example", name.to_lowercase());
    let customer = Buyer {
        external_id: Some(account.to_owned()),
        email_key: Some(person::email_key(shop.app.engine.sealer.people_key(), &email)),
        email_hint: None,
    };
    OrderStated { customer, ..order(id, shop.now()) }
}

struct Three {
    shop: Shop,
    alma: (CustomerId, String),
    ben: CustomerId,
    cleo: CustomerId,
}

/// Alma sent Ben, who ordered, and Cleo, who has not.
fn three() -> Three {
    let shop = referring();
    let alma = sign_up(&shop, ("1", "Alma"), None);
    let (ben, _) = sign_up(&shop, ("2", "Ben"), Some(&alma.1));
    let (cleo, _) = sign_up(&shop, ("3", "Cleo"), Some(&alma.1));
    shop.app.engine.clock.shift(DAY_MS);
    shop.order(bought(&shop, "77", ("2", "Ben")));
    Three { shop, alma, ben, cleo }
}

fn page(id: &CustomerId) -> String {
    format!("/admin/customers/{id}")
}

#[tokio::test]
async fn without_customers_each_list_says_what_will_be_there() {
    let shop = Shop::open();
    let mut owner = shop.owner().await;
    for (tab, told) in [
        ("", "When a customer opens their share panel they appear here."),
        ("?tab=friends", "Whoever signs up by a customer's link"),
        ("?tab=all", "as soon as your store tells of a sign-up"),
        ("?tab=wallet", "line by line"),
    ] {
        let text = owner.get(&format!("/admin/customers{tab}")).await.text();
        assert!(text.contains(told) && text.contains("Customers do not refer friends yet."), "{tab}: {text}");
    }
}

#[tokio::test]
async fn each_list_has_its_rows_narrows_them_and_leaves_as_the_same_file() {
    let three = three();
    let mut owner = three.shop.owner().await;
    let referrers = owner.get("/admin/customers").await.text();
    let row = format!("Alma alma@friends.example {} 0 0 2 1 100.00 USD 0.00 USD", three.alma.1);
    assert!(referrers.contains(&row), "{referrers}");
    let friends = owner.get("/admin/customers?tab=friends").await.text();
    for told in ["Ben", "Cleo", "Rewarded", "Signed up", "A-77"] {
        assert!(friends.contains(told), "{told}\n{friends}");
    }
    let joined = owner.get("/admin/customers?tab=friends&stage=joined").await;
    assert!(joined.text().contains("Cleo") && !joined.text().contains("A-77"), "{}", joined.text());
    assert!(joined.body.contains("href=\"/admin/customers.csv?tab=friends&amp;stage=joined\""));
    let file = owner.get("/admin/customers.csv?tab=friends&stage=joined").await.body;
    let lines: Vec<&str> = file.trim().lines().collect();
    assert_eq!(lines.len(), 2, "{file}");
    assert!(lines[1].starts_with("Cleo,cleo@friends.example,Alma,Signed up"), "{file}");
    let found = owner.get("/admin/customers?tab=all&q=BEN").await.text();
    assert!(found.contains("ben@friends.example") && !found.contains("cleo@friends.example"), "{found}");
    let none = owner.get("/admin/customers?tab=all&q=nobody").await.text();
    assert!(none.contains("Nothing matches these filters."), "{none}");
    let wallet = owner.get("/admin/customers?tab=wallet").await.text();
    assert!(wallet.contains("A friend's order To spend 100.00 USD 100.00 USD A-77"), "{wallet}");
}

#[tokio::test]
async fn a_list_of_many_is_walked_page_by_page_and_none_is_lost() {
    let shop = referring();
    for number in 0..120 {
        sign_up(&shop, (&format!("9{number}"), &format!("Person{number}")), None);
    }
    let mut owner = shop.owner().await;
    let (mut next, mut seen) =
        (Some("/admin/customers?tab=all".to_owned()), std::collections::BTreeSet::new());
    while let Some(path) = next {
        let page = owner.get(&path).await;
        let rows = page.body.split("data-href=\"/admin/customers/").skip(1);
        seen.extend(rows.map(|row| row.split('"').next().unwrap().to_owned()));
        let link = page.body.split("rel=\"next\"").next().filter(|_| page.body.contains("rel=\"next\""));
        next = link
            .and_then(|before| before.rsplit("href=\"").next())
            .map(|href| href.split('"').next().unwrap().replace("&amp;", "&"));
    }
    assert_eq!(seen.len(), 120);
}

#[tokio::test]
async fn a_customer_s_page_says_whose_they_are_and_why_there_is_a_reward() {
    let three = three();
    let mut owner = three.shop.owner().await;
    let ben = owner.get(&page(&three.ben)).await.text();
    for told in [
        "Why there is a reward",
        "This customer's order earned a reward.",
        "By a code",
        "Has the friend ordered? Yes A-77",
    ] {
        assert!(ben.contains(told), "{told}\n{ben}");
    }
    let cleo = owner.get(&page(&three.cleo)).await.text();
    for told in ["Why no reward?", "No order of this customer is known yet.", "Has the friend ordered? No"] {
        assert!(cleo.contains(told), "{told}\n{cleo}");
    }
    let alma = owner.get(&page(&three.alma.0)).await.text();
    for told in ["Nobody sent this customer.", "Friends", "Ben", "100.00 USD", "A friend's order earned it"] {
        assert!(alma.contains(told), "{told}\n{alma}");
    }
    // A second order earns nothing, and the page says so of the first alone; a refund takes it back.
    three.shop.order(bought(&three.shop, "78", ("2", "Ben")));
    three.shop.refund("77", 12_500);
    let ben = owner.get(&page(&three.ben)).await.text();
    assert!(ben.contains("The order was paid back or called off, and so was what it earned."), "{ben}");
    let alma = owner.get(&page(&three.alma.0)).await.text();
    assert!(alma.contains("Taken back with the order") && alma.contains("To spend 0.00 USD"), "{alma}");
}

#[tokio::test]
async fn credit_and_source_are_changed_by_hand_with_a_reason_and_both_are_told() {
    let three = three();
    let mut owner = three.shop.owner().await;
    let (place, credit) = (page(&three.cleo), format!("{}/credit", page(&three.cleo)));
    let slip = owner.submit(&place, &credit, &[("amount", "much"), ("reason", "Sorry")]).await;
    assert_eq!(slip.status, 422);
    assert!(slip.text().contains("Give an amount such as 12.50") && slip.body.contains("value=\"much\""));
    let given = owner.submit(&place, &credit, &[("amount", "12.50"), ("reason", "Late parcel")]).await;
    assert_eq!(given.location(), format!("{place}?did=credit"), "{}", given.text());
    let told = owner.get(given.location()).await.text();
    for word in ["The wallet is changed.", "12.50 USD", "Late parcel", "Given or taken by hand"] {
        assert!(told.contains(word), "{word}\n{told}");
    }
    let taken = owner.submit(&place, &credit, &[("amount", "-2,50"), ("reason", "Too much")]).await;
    assert!(taken.location().ends_with("did=credit"), "{}", taken.text());
    let wallet = owner.get(&format!("{place}/wallet")).await.text();
    assert!(wallet.contains("10.00 USD") && wallet.contains("Too much"), "{wallet}");
    let source = format!("{place}/source");
    let silent = owner.submit(&place, &source, &[("code", ""), ("note", "")]).await;
    assert_eq!(silent.status, 422);
    let free = owner.submit(&place, &source, &[("code", ""), ("note", "Asked on the phone")]).await;
    assert_eq!(free.location(), format!("{place}?did=source"), "{}", free.text());
    let told = owner.get(&place).await.text();
    assert!(told.contains("said: nobody's") && told.contains("Asked on the phone"), "{told}");
    let audit = owner.get("/admin/settings/audit").await.text();
    assert!(audit.contains("Decided whose a customer is"), "{audit}");
}

#[tokio::test]
async fn the_wallet_s_lines_are_what_its_file_has() {
    let three = three();
    let mut owner = three.shop.owner().await;
    let place = format!("{}/wallet", page(&three.alma.0));
    let shown = owner.get(&place).await;
    assert!(shown.text().contains("A friend's order earned it"), "{}", shown.text());
    let file = owner.get(&format!("{place}.csv")).await.body;
    let lines: Vec<&str> = file.trim().lines().collect();
    assert_eq!(lines.len(), 2, "{file}");
    assert!(
        lines[1].contains("A friend's order earned it")
            && lines[1].contains("100.00")
            && lines[1].contains("A-77"),
        "{file}"
    );
}

#[tokio::test]
async fn a_new_code_takes_the_old_one_s_place_and_the_search_finds_its_customer_by_either() {
    let three = three();
    let mut owner = three.shop.owner().await;
    let place = page(&three.alma.0);
    let made = owner.submit(&place, &format!("{place}/code"), &[]).await;
    assert_eq!(made.location(), format!("{place}?did=code"), "{}", made.text());
    let text = owner.get(&place).await.text();
    assert!(!text.contains(&format!("/r/{} ", three.alma.1)), "{text}");
    for wanted in [three.alma.1.as_str(), "alma@friends.example"] {
        let found = owner.get(&format!("/admin/search?q={}", wanted.replace('@', "%40"))).await;
        assert_eq!(found.location(), place, "{wanted}: {}", found.text());
    }
}

#[tokio::test]
async fn names_are_found_in_any_case_of_any_script() {
    let shop = referring();
    sign_up(&shop, ("1", "ÖRJAN"), None);
    sign_up(&shop, ("2", "Σοφία"), None);
    let mut owner = shop.owner().await;
    for (typed, name) in [("örjan", "ÖRJAN"), ("Örj", "ÖRJAN"), ("ΣΟΦ", "Σοφία"), ("σοφ", "Σοφία")]
    {
        let typed: String = typed.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let found = owner.get(&format!("/admin/customers?tab=all&q={typed}")).await.text();
        assert!(found.contains(name), "{typed}: {found}");
    }
}

// ZC-20, ZC-21, ZC-26, ZC-27
#[tokio::test]
async fn the_customers_referral_report_shows_each_code_and_its_orders_and_leaves_as_the_same_file() {
    let three = three();
    let mut owner = three.shop.owner().await;
    let known = owner.get("/admin/reports/customers-referral").await;
    assert_eq!(known.location(), "/admin/reports?section=referrals");
    let (place, code) = ("section=referrals&period=28d", three.alma.1.as_str());
    let all = owner.get(&format!("/admin/reports?{place}")).await;
    let row = format!("{code} 2 1 1 125.00 USD 0.00 USD 100.00 USD");
    assert!(all.text().contains(&row) && all.text().contains("Total"), "{}", all.text());
    assert!(!all.text().contains("A-77"), "orders come with the code that is chosen");
    let one = owner.get(&format!("/admin/reports?{place}&whose=%3D{code}")).await.text();
    assert!(
        one.contains(&format!("Orders of customers with the code {code}")) && one.contains("A-77"),
        "{one}"
    );
    let file = owner.get(&format!("/admin/reports.csv?{place}")).await.body;
    let lines: Vec<&str> = file.trim().lines().collect();
    assert!(lines.len() >= 2 && lines[1].starts_with(&format!("{code},2,1,1,USD,125.00")), "{file}");
    let orders = owner.get(&format!("/admin/reports.csv?{place}&whose=%3D{code}&grid=1")).await.body;
    assert!(orders.contains("A-77") && orders.contains("125.00"), "{orders}");
}
