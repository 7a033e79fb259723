//! Files from elsewhere on their screens: brought, understood, tried out, imported, and taken back.

use crate::shop::Shop;
use axum::http::StatusCode;
use tributary::imports;

const DATA: &str = "/admin/settings/data";

/// Goes on until nothing is left to do.
async fn work(shop: &Shop) {
    while imports::go_on(&shop.app).await.unwrap() {}
}

fn latin(text: &str) -> Vec<u8> {
    text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect()
}

#[tokio::test]
async fn a_file_goes_from_upload_to_undo_without_script() {
    let shop = Shop::open();
    let mut browser = shop.owner().await;
    assert!(browser.get(DATA).await.text().contains("What you bring is listed here"));
    let file = "Full name;E-mail;Referral code\nBjörn Å;bjorn@example.com;bjorn\n=cmd|' /C calc'!A0;nobody;x\nKim;kim@example.com;not one\n";
    let files: [(&str, &[u8]); 1] = [("people.csv", &latin(file))];
    let sent = browser.upload((DATA, DATA), &[("what", "partners")], &files).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    let page = sent.location().to_owned();
    let columns = browser.get(&page).await;
    assert!(columns.text().contains("Björn Å"), "{}", columns.text());
    for chosen in [
        "<option value=\"name\" selected>",
        "<option value=\"email\" selected>",
        "<option value=\"code\" selected>",
    ] {
        assert!(columns.body.contains(chosen), "{chosen}");
    }
    let map = format!("{page}/map");
    let none = [("column-0-1", "email"), ("column-0-0", "email"), ("partner_kind", "affiliate")];
    let refused = browser.submit(&page, &map, &none).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("Two columns can't hold the same"), "{}", refused.text());
    let fields = [
        ("column-0-0", "name"),
        ("column-0-1", "email"),
        ("column-0-2", "code"),
        ("partner_kind", "influencer"),
        ("update", "1"),
    ];
    let mapped = browser.submit(&page, &map, &fields).await;
    assert_eq!(mapped.location(), page, "{}", mapped.text());
    let waiting = browser.get(&page).await;
    assert_eq!(waiting.headers.get("refresh").unwrap(), "2");
    assert!(waiting.text().contains("Trying it out"), "{}", waiting.text());
    work(&shop).await;
    let preview = browser.get(&page).await;
    assert!(preview.headers.get("refresh").is_none());
    let text = preview.text();
    for words in ["1 New", "2 Can't be used", "Import 1 row", "E-mail: Use an address such as"] {
        assert!(text.contains(words), "{words}: {text}");
    }
    let rejects = browser.get(&format!("{page}/rejects")).await;
    assert!(rejects.headers["content-disposition"].to_str().unwrap().contains("rejects-imp_"));
    let lines: Vec<&str> = rejects.body.lines().collect();
    assert_eq!(lines.len(), 3, "{}", rejects.body);
    assert!(
        lines[0].ends_with("Full name,E-mail,Referral code,import_line,import_field,import_reason"),
        "{}",
        lines[0]
    );
    assert!(lines[1].starts_with("'=cmd"), "no spreadsheet runs it: {}", lines[1]);
    let running = browser.submit(&page, &format!("{page}/run"), &[]).await;
    assert_eq!(running.location(), page);
    work(&shop).await;
    let done = browser.get(&page).await.text();
    assert!(
        done.contains("The import is finished.") && done.contains("It can be taken back until"),
        "{done}"
    );
    assert!(browser.get("/admin/partners").await.text().contains("Björn Å"));
    assert!(browser.get("/admin/links").await.text().contains("bjorn"));
    browser.submit(&page, &format!("{page}/undo"), &[]).await;
    work(&shop).await;
    assert!(browser.get(&page).await.text().contains("This import was taken back."));
    assert!(!browser.get("/admin/partners").await.text().contains("Björn Å"));
    let list = browser.get(DATA).await.text();
    assert!(list.contains("people.csv") && list.contains("Taken back"), "{list}");
    let log = browser.get("/admin/settings/audit").await.text();
    assert!(log.contains("File imported") && log.contains("Import taken back"), "{log}");
}

#[tokio::test]
async fn a_dump_of_the_database_brings_all_of_its_tables() {
    let shop = Shop::open();
    let mut browser = shop.owner().await;
    let dump = "-- MySQL dump\nCREATE TABLE `wp_affiliate_wp_affiliates` (`affiliate_id` bigint, `user_id` bigint, `rate` tinytext, \
        `payment_email` mediumtext, `status` tinytext, `date_registered` datetime);\n\
        INSERT INTO `wp_affiliate_wp_affiliates` VALUES (1,7,'','pay@example.com','active','2025-01-01 00:00:00'),(2,8,'','','rejected','2025-01-01 00:00:00');\n\
        CREATE TABLE `wp_affiliate_wp_referrals` (`referral_id` bigint, `affiliate_id` bigint, `description` text, `status` tinytext, \
        `amount` mediumtext, `currency` char(3), `reference` mediumtext, `date` datetime);\n\
        INSERT INTO `wp_affiliate_wp_referrals` VALUES (5,1,'Mug','paid','3.00','USD','1042','2025-06-01 10:00:00');\n\
        CREATE TABLE `wp_affiliate_wp_sales` (`referral_id` bigint, `affiliate_id` bigint, `order_total` mediumtext);\n\
        INSERT INTO `wp_affiliate_wp_sales` VALUES (5,1,'30.00');\n\
        CREATE TABLE `wp_users` (`ID` bigint, `user_login` varchar(60), `user_pass` varchar(255), `user_email` varchar(100), `display_name` varchar(250));\n\
        INSERT INTO `wp_users` VALUES (7,'sara','$P$secret','sara@example.com','Sara Berg'),(9,'root','$P$x','root@example.com','Root');\n";
    let files: [(&str, &[u8]); 1] = [("site.sql", dump.as_bytes())];
    let refused = browser.upload((DATA, DATA), &[("what", "partners")], &files).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("choose the system that it comes from"), "{}", refused.text());
    let sent = browser.upload((DATA, DATA), &[("what", "affiliatewp")], &files).await;
    let page = sent.location().to_owned();
    let columns = browser.get(&page).await;
    assert!(
        !columns.body.contains("secret") && !columns.text().contains("Root"),
        "other people stay where they are"
    );
    let chosen: Vec<(String, String)> = selected(&columns.body);
    let fields: Vec<(&str, &str)> =
        chosen.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.submit(&page, &format!("{page}/map"), &fields).await;
    work(&shop).await;
    let preview = browser.get(&page).await.text();
    assert!(preview.contains("2 New") && preview.contains("1 Can't be used"), "{preview}");
    browser.submit(&page, &format!("{page}/run"), &[]).await;
    work(&shop).await;
    assert!(browser.get("/admin/partners").await.text().contains("Sara Berg"));
    let orders = browser.get("/admin/orders").await.text();
    assert!(orders.contains("1042") && orders.contains("30.00"), "{orders}");
}

/// What is chosen in each select of a page.
fn selected(body: &str) -> Vec<(String, String)> {
    let selects = body.split("<select").skip(1).filter_map(|rest| {
        let name = rest.split("name=\"").nth(1)?.split('"').next()?;
        let rest = rest.split("</select>").next()?;
        let value = rest.split(" selected").next()?.rsplit("value=\"").next()?.split('"').next()?;
        rest.contains(" selected").then(|| (name.to_owned(), value.to_owned()))
    });
    selects.collect()
}

#[tokio::test]
async fn only_our_own_page_and_those_who_may_bring_files() {
    let shop = Shop::open();
    let mut browser = shop.owner().await;
    let files: [(&str, &[u8]); 1] = [("a.csv", b"name\nSara\n")];
    browser.headers.push(("sec-fetch-site", "cross-site".to_owned()));
    assert_eq!(browser.upload((DATA, DATA), &[("what", "partners")], &files).await.status, 403);
    browser.headers.clear();
    let nothing = browser.upload((DATA, DATA), &[("what", "partners")], &[]).await;
    assert_eq!(nothing.status, 422);
    assert!(nothing.text().contains("Choose a file."), "{}", nothing.text());
    let clicks = "id,influencer_id,ip_hash,device_type,referrer_url,clicked_at\n1,1,x,desktop,,2025-01-01\n";
    let none =
        browser.upload((DATA, DATA), &[("what", "reftrackr")], &[("clicks.csv", clicks.as_bytes())]).await;
    assert!(none.text().contains("There is no table in it"), "{}", none.text());
    let sent = browser.upload((DATA, DATA), &[("what", "partners")], &files).await;
    let page = sent.location().to_owned();
    let gone = browser.submit(&page, &format!("{page}/discard"), &[]).await;
    assert!(browser.get(gone.location()).await.text().contains("The file was discarded"));
    assert_eq!(browser.get(&page).await.status, 404);
}
