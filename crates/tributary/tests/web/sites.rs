//! Sites that stand for a code, as the owner keeps them.

use crate::browser::Browser;
use crate::roles;
use crate::shop::{DAY_MS, Shop, order, with_click};
use tributary_engine::access::Role;
use tributary_engine::{bound, program};

fn place(shop: &Shop) -> String {
    let (tenant, store) = shop.tenant_and_store();
    let id = shop.app.engine.db.read_wait(move |tx| program::of_store(tx, &tenant, &store)).unwrap();
    format!("/admin/programs/{id}/sites")
}

async fn owner_with_sara(shop: &Shop) -> Browser {
    let mut owner = shop.owner().await;
    let fields = [("name", "Sara Lind"), ("code", "sara"), ("coupon", "")];
    owner.submit("/admin/partners/new", "/admin/partners", &fields).await;
    owner
}

async fn added(owner: &mut Browser, place: &str, site: &str, code: &str) -> crate::browser::Reply {
    owner.submit(place, place, &[("domain", site), ("code", code)]).await
}

// ZC-31, ZC-32
#[tokio::test]
async fn a_site_is_listed_with_whose_its_code_is_and_what_it_brought_until_it_is_taken_off() {
    let shop = Shop::open();
    let mut owner = owner_with_sara(&shop).await;
    let place = place(&shop);
    assert!(owner.get(&place).await.text().contains("No site stands for a code yet."));
    let made = added(&mut owner, &place, "https://www.Instagram.com/about", "Sara").await;
    assert_eq!(made.location(), format!("{place}?did=added"), "{}", made.text());
    added(&mut owner, &place, "blog.example", "NOBODYS").await;
    // Both tests of clicks come from instagram.com; the order is of one of them.
    let click = shop.click("sara", DAY_MS);
    shop.click("sara", 40 * DAY_MS);
    shop.order(with_click(order("1", shop.now()), &click));
    let page = owner.get(&place).await;
    let text = page.text();
    assert!(text.contains("instagram.com Sara Sara Lind 1 1 100.00 USD"), "{text}");
    assert!(
        text.contains("blog.example NOBODYS Nobody's: such visits are no clicks yet 0 0 0.00 USD"),
        "{text}"
    );
    assert!(text.contains("2 sites"), "{text}");
    let behind = "/admin/clicks?period=28d&amp;source=instagram.com";
    assert!(page.body.contains(behind), "{}", page.body);
    let clicks = owner.get(&behind.replace("&amp;", "&")).await.text();
    assert!(clicks.contains("1 click"), "{clicks}");
    let replaced = added(&mut owner, &place, "instagram.com", "OMAR").await;
    assert_eq!(replaced.location(), format!("{place}?did=added"));
    let text = owner.get(&place).await.text();
    assert!(text.contains("instagram.com OMAR Nobody's") && text.contains("2 sites"), "{text}");
    for _ in 0..2 {
        let off = owner.submit(&place, &format!("{place}/remove"), &[("domain", "instagram.com")]).await;
        assert_eq!(off.location(), format!("{place}?did=removed"), "pressed twice it is off all the same");
    }
    let text = owner.get(&format!("{place}?did=removed")).await.text();
    assert!(text.contains("The site stands for no code any more.") && text.contains("1 site"), "{text}");
    assert!(!text.contains("instagram.com"), "{text}");
    let audit = owner.get("/admin/settings/audit").await.text();
    assert!(audit.contains("Site's code changed"), "{audit}");
}

#[tokio::test]
async fn what_is_no_site_is_named_beside_its_field_and_stays_in_the_form() {
    let shop = Shop::open();
    let mut owner = shop.owner().await;
    let place = place(&shop);
    let wrong = added(&mut owner, &place, "no site", "SARA10").await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.text().contains("Give one site's name, such as blog.example."), "{}", wrong.text());
    assert!(wrong.body.contains("href=\"#domain\"") && wrong.body.contains("value=\"no site\""));
    let codeless = added(&mut owner, &place, "blog.example", "").await;
    assert_eq!(codeless.status, 422);
    assert!(codeless.body.contains("href=\"#code\"") && codeless.body.contains("value=\"blog.example\""));
    assert!(owner.get(&place).await.text().contains("No site stands for a code yet."));
}

#[tokio::test]
async fn a_long_list_of_sites_goes_on_and_a_viewer_may_only_read_it() {
    let shop = Shop::open();
    let place = place(&shop);
    let (tenant, store) = shop.tenant_and_store();
    let now = shop.now();
    let put = move |tx: &mut tributary_engine::db::Tx<'_>| {
        for number in 10..70 {
            let site = format!("site{number}.example");
            bound::put_domain(tx, (&tenant, &store), (&site, "SARA10", "ada"), now)?;
        }
        Ok(())
    };
    shop.app.engine.db.write_wait(put).unwrap();
    roles::add(&shop, "vi@example.com", Role::Viewer);
    let mut viewer = roles::entered(&shop, "vi@example.com").await;
    let first = viewer.get(&place).await;
    assert!(first.text().contains("60 sites"), "{}", first.text());
    assert!(first.body.contains("site10.example") && !first.body.contains("site60.example"));
    assert!(first.body.contains(&format!("{place}?after=site59.example")), "{}", first.body);
    assert!(!first.body.contains(&format!("action=\"{place}")), "no form leads where it would be refused");
    let second = viewer.get(&format!("{place}?after=site59.example")).await;
    assert!(second.body.contains("site60.example") && second.body.contains("site69.example"));
    assert!(!second.body.contains("rel=\"next\"") && !second.body.contains(">site59.example<"));
}
