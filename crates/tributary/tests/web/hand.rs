//! What a person decides about an order: declined, taken back, credited to another, looked at; and test orders.

use crate::browser::Browser;
use crate::shop::{DAY_MS, Shop, order, with_click, with_coupons};
use tributary_core::TenantId;
use tributary_core::fact::{Customer, OrderStated};
use tributary_engine::{partner, verify};

async fn add_partner(browser: &mut crate::browser::Browser, name: &str, code: &str, coupon: &str) {
    let fields = [("name", name), ("code", code), ("coupon", coupon)];
    let reply = browser.submit("/admin/partners/new", "/admin/partners", &fields).await;
    assert!(reply.location().starts_with("/admin/partners/par_"), "{}", reply.text());
    assert!(reply.location().ends_with("?did=made"));
}

async fn path_of(browser: &mut Browser, id: &str) -> String {
    browser.get(&format!("/admin/orders/{id}")).await.location().to_owned()
}

/// Everything owed to partners, and that verify finds nothing.
fn owed(shop: &Shop) -> i64 {
    let now = shop.now();
    let report = shop.app.engine.db.read_wait(move |tx| verify::verify(tx, now)).unwrap();
    let findings: Vec<String> =
        report.findings.iter().map(|one| format!("{}: {}", one.place, one.problem)).collect();
    assert_eq!(findings, Vec::<String>::new());
    let tenant: TenantId = shop.tenant();
    let currency = tributary_core::Currency::parse("USD").unwrap();
    let read =
        move |tx: &mut tributary_engine::db::Tx<'_>| tributary_engine::report::owed(tx, &tenant, currency);
    shop.app.engine.db.read_wait(read).unwrap()
}

/// The value that a redirect gives a name.
fn given(location: &str, name: &str) -> String {
    let query = location.split_once('?').map_or("", |(_, query)| query);
    let found = url::form_urlencoded::parse(query.as_bytes()).find(|(known, _)| known == name);
    found.map(|(_, value)| value.into_owned()).unwrap_or_default()
}

#[tokio::test]
async fn a_decline_takes_the_money_back_and_undo_gives_it_again() {
    let shop = Shop::open();
    let mut browser = shop.owner().await;
    add_partner(&mut browser, "Sara Lind", "sara", "SARA10").await;
    shop.order(with_coupons(order("1", shop.now()), &["sara10"]));
    assert_eq!(owed(&shop), 1_000);
    let path = path_of(&mut browser, "1").await;
    let fields = [("reason", "duplicate"), ("note", "Same basket as A-0")];
    let done = browser.submit(&path, &format!("{path}/decline"), &fields).await;
    assert_eq!(owed(&shop), 0);
    let page = browser.get(done.location()).await;
    let text = page.text();
    assert!(text.contains("Commission declined Undo"), "{text}");
    assert!(text.contains("Credited to Sara Lind — coupon SARA10"), "the credit stays: {text}");
    assert!(text.contains("nothing is due"), "the sum ends with what is due: {text}");
    assert!(
        text.contains("ada@example.com declined the commission: Credited twice (Same basket as A-0)"),
        "{text}"
    );
    assert!(
        text.contains("10.00 USD commission taken back") && text.contains("Reverse the decline"),
        "{text}"
    );
    let list = browser.get("/admin/orders?standing=declined").await.text();
    assert!(list.contains("Declined: Credited twice"), "{list}");
    let undo = given(done.location(), "undo");
    let back = browser.submit(&path, &format!("{path}/undo"), &[("undo", &undo)]).await;
    assert_eq!(back.location(), format!("{path}?did=undo"));
    assert_eq!(owed(&shop), 1_000, "what was taken back is posted again");
    let again = browser.submit(&path, &format!("{path}/undo"), &[("undo", &undo)]).await;
    assert!(again.text().contains("somebody has decided about it since"), "{}", again.text());
    let none = browser.submit(&path, &format!("{path}/decline"), &[("reason", "because")]).await;
    assert!(none.text().contains("Choose a reason."), "{}", none.text());
}

#[tokio::test]
async fn a_decline_is_reversed_later_from_the_page() {
    let shop = Shop::open();
    let mut browser = shop.owner().await;
    add_partner(&mut browser, "Sara Lind", "sara", "SARA10").await;
    shop.order(with_coupons(order("1", shop.now()), &["sara10"]));
    let path = path_of(&mut browser, "1").await;
    browser.submit(&path, &format!("{path}/decline"), &[("reason", "existing_customer")]).await;
    shop.refund("1", 6_250);
    assert_eq!(owed(&shop), 0, "a refund of a declined order changes nothing");
    browser.submit(&path, &format!("{path}/uphold"), &[]).await;
    assert_eq!(owed(&shop), 500, "the refund counts once the commission stands again");
}

#[tokio::test]
async fn a_credit_given_by_hand_is_taken_back_to_the_rules() {
    let shop = Shop::open();
    let mut browser = shop.owner().await;
    add_partner(&mut browser, "Sara Lind", "sara", "SARA10").await;
    add_partner(&mut browser, "Omar Haddad", "omar", "").await;
    shop.order(with_coupons(order("1", shop.now()), &["sara10"]));
    let path = path_of(&mut browser, "1").await;
    let tenant = shop.tenant();
    let all = tributary_engine::page::Cursor { after: None, limit: 10 };
    let partners = shop.app.engine.db.read_wait(move |tx| partner::list(tx, &tenant, &all)).unwrap().rows;
    let omar = partners.iter().find(|one| one.name == "Omar Haddad").unwrap().id.to_string();
    let fields = [("partner", omar.as_str()), ("note", "He called")];
    let done = browser.submit(&path, &format!("{path}/assign"), &fields).await;
    let text = browser.get(done.location()).await.text();
    assert!(
        text.contains("Credited to Omar Haddad — decided by hand") && text.contains("Let the rules decide")
    );
    assert!(text.contains("The rules chose Sara Lind"), "what happened before stays true: {text}");
    assert!(text.contains("Commission moved to Omar Haddad"), "{text}");
    assert_eq!(owed(&shop), 1_000, "moved from one to the other");
    let undo = given(done.location(), "undo");
    browser.submit(&path, &format!("{path}/undo"), &[("undo", &undo)]).await;
    let text = browser.get(&path).await.text();
    assert!(text.contains("Credited to Sara Lind — coupon SARA10"), "{text}");
    assert!(text.contains("ada@example.com let the rules decide again"), "{text}");
    assert_eq!(owed(&shop), 1_000);
    browser.submit(&path, &format!("{path}/note"), &[("note", "Asked <Sara>")]).await;
    let page = browser.get(&path).await;
    assert!(page.body.contains("Asked &lt;Sara&gt;") && page.text().contains("ada@example.com noted:"));
}

#[tokio::test]
async fn what_a_person_should_look_at_leaves_the_tab_once_decided() {
    let shop = Shop::open();
    let mut browser = shop.owner().await;
    add_partner(&mut browser, "Sara Lind", "sara", "SARA10").await;
    add_partner(&mut browser, "Omar Haddad", "omar", "OMAR10").await;
    shop.order(with_coupons(order("1", shop.now()), &["sara10", "omar10"]));
    shop.order(with_coupons(order("2", shop.now()), &["sara1o"]));
    shop.order(with_coupons(order("3", shop.now()), &["summer25"]));
    let click = shop.click("sara", 1_500);
    shop.order(with_click(order("4", shop.now()), &click));
    let old = shop.click("sara", 2 * DAY_MS);
    shop.order(with_click(order("5", shop.now()), &old));
    let text = browser.get("/admin/orders?tab=review").await.text();
    assert!(text.contains("Needs review 2") || text.contains("Needs review 3"), "{text}");
    assert!(text.contains("Perhaps meant SARA10"), "{text}");
    assert!(text.contains("Ordered seconds after the click"), "{text}");
    assert!(
        !text.contains("A-3 ") && !text.contains("A-5 "),
        "a coupon of the shop's own is no near miss: {text}"
    );
    let path = path_of(&mut browser, "4").await;
    let page = browser.get(&path).await.text();
    assert!(page.contains("If nobody decides, the partner keeps the commission."), "{page}");
    assert!(page.contains("Ordered less than a minute after the click on Sara Lind's link."), "{page}");
    browser.submit(&path, &format!("{path}/uphold"), &[]).await;
    let text = browser.get("/admin/orders?tab=review").await.text();
    assert!(!text.contains("A-4 ") && text.contains("A-2 "), "{text}");
    assert_eq!(owed(&shop) % 1_000, 0);
}

#[tokio::test]
async fn the_unattributed_say_why_and_filters_narrow_them() {
    let shop = Shop::open();
    let mut browser = shop.owner().await;
    add_partner(&mut browser, "Sara Lind", "sara", "SARA10").await;
    let click = shop.click("sara", 9 * DAY_MS);
    shop.order(with_click(order("1", shop.now()), &click));
    shop.order(with_coupons(order("2", shop.now()), &["nobody5"]));
    shop.order(order("3", shop.now()));
    shop.order(with_coupons(order("4", shop.now()), &["sara10"]));
    let page = browser.get("/admin/orders?tab=unattributed").await;
    let text = page.text();
    assert!(text.contains("3 orders") && !text.contains("A-4 "), "{text}");
    for why in
        ["Click too old Change the window", "Code not assigned Give it to a partner", "No click or code Why?"]
    {
        assert!(text.contains(why), "{why}: {text}");
    }
    let narrowed = browser.get("/admin/orders?tab=unattributed&reason=unknown_code").await.text();
    assert!(
        narrowed.contains("1 order") && narrowed.contains("A-2 ") && !narrowed.contains("A-1 "),
        "{narrowed}"
    );
    let columns = browser.get("/admin/orders?col=total&col=region").await;
    assert!(columns.text().contains("Order Total Region A-4"), "{}", columns.text());
    let sorted = browser.get("/admin/orders?sort=-total&city=Lund&country=SE&amount=200").await.text();
    assert!(sorted.contains("Nothing matches these filters."), "{sorted}");
}

#[tokio::test]
async fn rows_are_declined_together() {
    let shop = Shop::open();
    let mut browser = shop.owner().await;
    add_partner(&mut browser, "Sara Lind", "sara", "SARA10").await;
    let mut ids = Vec::new();
    for id in ["1", "2", "3"] {
        shop.order(with_coupons(order(id, shop.now()), &["sara10"]));
        ids.push(path_of(&mut browser, id).await.replace("/admin/orders/", ""));
    }
    let fields = [
        ("id", ids[0].as_str()),
        ("id", ids[2].as_str()),
        ("act", "decline:self_referral"),
        ("back", "/admin/orders?via=coupon"),
    ];
    let done = browser.submit("/admin/orders", "/admin/orders/bulk", &fields).await;
    assert_eq!(done.location(), "/admin/orders?via=coupon&did=decline%3Aself_referral%3A2");
    let text = browser.get(done.location()).await.text();
    assert!(text.contains("2 orders declined"), "{text}");
    assert_eq!(owed(&shop), 1_000);
}

#[tokio::test]
async fn a_test_order_is_explained_like_any_other_and_leaves_nothing_behind() {
    let shop = Shop::open();
    let mut browser = shop.owner().await;
    let none = browser.submit("/admin/orders", "/admin/orders/test", &[]).await;
    assert!(none.text().contains("obody has clicked on a partner's link yet"), "{}", none.text());
    add_partner(&mut browser, "Sara Lind", "sara", "").await;
    shop.click("sara", DAY_MS);
    let placed = browser.submit("/admin/orders", "/admin/orders/test", &[]).await;
    assert_eq!(given(placed.location(), "did"), "test");
    let text = browser.get(placed.location()).await.text();
    assert!(text.contains("Order TEST-1") && text.contains("This is a test order"), "{text}");
    assert!(text.contains("Credited to Sara Lind — a click on their link"), "{text}");
    assert!(text.contains("10 % of 100.00 USD"), "{text}");
    assert_eq!(owed(&shop), 1_000);
    assert!(browser.get("/admin/orders").await.text().contains("TEST-1 Test"));
    let path = placed.location().split('?').next().unwrap().to_owned();
    browser.submit(&path, &format!("{path}/remove"), &[]).await;
    assert_eq!(owed(&shop), 0);
    let text = browser.get(&path).await.text();
    assert!(text.contains("Test order removed") && !text.contains("Remove the test order"), "{text}");
    let second = browser.submit("/admin/orders", "/admin/orders/test", &[]).await;
    assert!(browser.get(second.location()).await.text().contains("Order TEST-2"));
}

#[tokio::test]
async fn the_page_of_an_order_names_the_customer_s_others() {
    let shop = Shop::open();
    let mut browser = shop.owner().await;
    let of = |id: &str| OrderStated {
        customer: Customer {
            email_key: Some("k1".into()),
            email_hint: Some("b…@example.com".into()),
            external_id: None,
        },
        ..order(id, shop.now())
    };
    shop.order(of("1"));
    shop.order(of("2"));
    let path = path_of(&mut browser, "2").await;
    let text = browser.get(&path).await.text();
    assert!(text.contains("Other orders of this customer") && text.contains("A-1"), "{text}");
    assert!(text.contains("yes, returning") && text.contains("New order"), "{text}");
}
