//! The platform: paid like a partner, and its operators, who look at all brands.

use crate::browser::Browser;
use crate::payouts::{shop_with_sara, sold};
use crate::shop::Shop;
use axum::http::StatusCode;
use tributary_core::Currency;
use tributary_core::program::{Role, Share};
use tributary_engine::setup::{NewBrand, add_brand};
use tributary_engine::store::NewStore;
use tributary_engine::{access, program};

const IBAN: &str = "SE45 5000 0000 0583 9825 7466";

/// The program gives its platform half of each commission; says its id.
fn halve(shop: &Shop) -> String {
    let ((tenant, store), now) = (shop.tenant_and_store(), shop.now());
    let halved = shop.app.engine.db.write_wait(move |tx| {
        let id = program::of_store(tx, &tenant, &store)?;
        let mut rules = program::load(tx, &tenant, &id)?.current.rules;
        rules.split = [Role::Partner, Role::Platform].map(|role| Share { role, weight: 50 }).to_vec();
        program::add_version(tx, &tenant, &id, &rules, "ada", now)?;
        Ok(id)
    });
    halved.unwrap().to_string()
}

fn operator(shop: &Shop) {
    let now = shop.now();
    let added = shop.app.engine.db.write_wait(move |tx| access::add_operator(tx, crate::shop::EMAIL, now));
    assert!(added.unwrap());
}

async fn pays(owner: &mut Browser, batch: &str) {
    owner.submit(batch, &format!("{batch}/approve"), &[]).await;
    owner.submit(batch, &format!("{batch}/pay"), &[("paid_on", "2026-06-02"), ("reference", "TX-9")]).await;
}

#[tokio::test]
async fn an_owner_pays_the_platform_as_partners_are_paid() {
    let (shop, mut owner, _) = shop_with_sara().await;
    let program = halve(&shop);
    sold(&shop, "1");
    let due = owner.get("/admin/payouts").await;
    let page = format!("/admin/payouts/platform/{program}");
    assert!(due.text().contains("Platform: Northwind") && due.body.contains(&page), "{}", due.text());
    let action = format!("/admin/payouts/details/{program}");
    let wrong = [("method", "bank"), ("account_name", ""), ("iban", "SE46"), ("bic", "x")];
    let refused = owner.submit(&page, &action, &wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("iban-error") && refused.text().contains("Platform: Northwind"));
    let right = [("method", "bank"), ("account_name", "Platform AB"), ("iban", IBAN), ("bic", "")];
    let saved = owner.submit(&page, &action, &right).await;
    assert!(saved.location().starts_with(&page), "{}", saved.location());
    let shown = owner.get(saved.location()).await.text();
    for said in ["Saved.", "SE45…7466", "5.00 USD", "the partner gets 50"] {
        assert!(shown.contains(said), "{said}: {shown}");
    }
    let made = owner.submit("/admin/payouts", "/admin/payouts", &[("only", "1"), ("id", &program)]).await;
    let batch = made.location().split('?').next().unwrap().to_owned();
    pays(&mut owner, &batch).await;
    let file = owner.get(&format!("{batch}/file?kind=bank&currency=USD&part=1")).await;
    assert!(file.body.contains("Platform AB,SE4550000000058398257466,,5.00,USD,pay-"), "{}", file.body);
    let paid = owner.get(&page).await;
    assert!(paid.text().contains("Paid so far: 5.00 USD"), "{}", paid.text());
    let statement = paid.body.split("href=\"/admin/payouts/statement/").nth(1).unwrap();
    let statement = format!("/admin/payouts/statement/{}", statement.split('"').next().unwrap());
    let statement = owner.get(&statement).await.text();
    assert!(statement.contains("Platform: Northwind") && statement.contains("#A-1"), "{statement}");
    owner.submit(&batch, &format!("{batch}/undo"), &[]).await;
    assert!(owner.get(&page).await.text().contains("Being paid"));
    owner.submit(&batch, &format!("{batch}/void"), &[("reason", "Wrong account")]).await;
    let due = owner.get(&page).await.text();
    assert!(due.contains("Voided") && due.contains("Wrong account") && due.contains("Due"), "{due}");
}

#[tokio::test]
async fn an_operator_sees_all_brands_and_nobody_else_finds_the_page() {
    let (shop, mut owner, _) = shop_with_sara().await;
    halve(&shop);
    sold(&shop, "1");
    let (sealer, now) = (shop.app.engine.sealer.clone(), shop.now());
    let new = NewBrand {
        name: "Bob's".to_owned(),
        owner_email: "bob@example.com".to_owned(),
        store: NewStore {
            name: "Bob's".to_owned(),
            url: "https://bob.example".to_owned(),
            currency: Currency::parse("SEK").unwrap(),
            timezone: "Europe/Stockholm".to_owned(),
        },
        preset: "infumar".to_owned(),
    };
    let bob = shop.app.engine.db.write_wait(move |tx| add_brand(tx, &sealer, &new, now)).unwrap();
    let (ours, bobs) =
        (format!("/platform/brands/{}", shop.tenant()), format!("/platform/brands/{}", bob.tenant));
    for page in ["/platform", &ours, &bobs] {
        assert_eq!(owner.get(page).await.status, StatusCode::NOT_FOUND, "an owner is no operator");
        assert_eq!(
            shop.browser().get(page).await.status,
            StatusCode::NOT_FOUND,
            "nobody is led to signing in"
        );
    }
    assert!(!owner.get("/admin/account").await.body.contains("href=\"/platform\""));
    operator(&shop);
    assert!(owner.get("/admin/account").await.body.contains("href=\"/platform\""));
    let all = owner.get("/platform?period=all").await;
    for said in ["Northwind", "100.00 USD", "10.00 USD", "5.00 USD", "Bob's", "Nothing in this period"] {
        assert!(all.text().contains(said), "{said}: {}", all.text());
    }
    assert!(!all.body.contains("b…@example.com"), "no customer is named");
    assert!(!owner.get("/platform?period=today").await.text().contains("100.00 USD"), "a period is one");
    let detail = owner.get(&ours).await.text();
    let half = "An order earns 10 % of the goods, without tax and shipping, after refunds";
    for said in ["Northwind", "month by month", "10.00 USD", "For example: order 100.00 USD"] {
        assert!(detail.contains(said), "{said}: {detail}");
    }
    assert!(detail.replace('\u{a0}', " ").contains(half), "{detail}");
    assert!(owner.get(&bobs).await.text().contains("No orders of the last twelve months earn anything."));
    assert_eq!(owner.get("/platform/brands/ten_1").await.status, StatusCode::NOT_FOUND);
}
