//! Creatives on the screens: an owner adds pictures and texts, and a partner finds them ready to post.

use crate::browser::Browser;
use crate::joining::{ANSWERS, apply, enter, link, open};
use crate::shop::Shop;
use axum::http::StatusCode;

const LIST: &str = "/admin/resources/creatives";
const NEW: &str = "/admin/resources/creatives/new";
const GIF: &[u8] = b"GIF89a\x2c\x01\xfa\0\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;";

async fn partner(shop: &Shop) -> Browser {
    open(shop, true);
    apply(&mut shop.browser(), &ANSWERS).await;
    enter(shop, &link(shop)).await
}

/// Somebody who only has an address, at the whole server: pictures are no screens.
fn anybody(shop: &Shop) -> Browser {
    Browser::new(tributary::router::router(shop.app.clone()))
}

/// What is copied, by its place on the page.
fn snippets(page: &str) -> Vec<String> {
    let copied = page.split("data-copy=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let plain = |text: &str| {
        text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
    };
    copied.map(plain).collect()
}

#[tokio::test]
async fn pictures_and_texts_reach_partners_with_their_own_link_in_them() {
    let shop = Shop::open();
    let mut sara = partner(&shop).await;
    let mut owner = shop.owner().await;
    assert!(owner.get(LIST).await.text().contains("Give partners something to post"));
    let fields = [("kind", "image"), ("url", "https://shop.example/summer?x=1"), ("shown", "1")];
    let files: [(&str, &[u8]); 2] = [("Wide banner.gif", GIF), ("Square.gif", GIF)];
    let made = owner.upload((NEW, LIST), &fields, &files).await;
    assert_eq!(made.location(), format!("{LIST}?did=made"), "{}", made.text());
    let text =
        [("kind", "text"), ("title", "A sentence"), ("text", "Look & see: {LINK} {CODE}"), ("shown", "1")];
    let form = format!("{NEW}?kind=text");
    let made = owner.upload((&form, LIST), &text, &[]).await;
    assert_eq!(made.location(), format!("{LIST}?did=made"), "{}", made.text());
    let list = owner.get(LIST).await;
    for said in ["Wide banner", "Square", "A sentence", "300 × 250 · GIF · 1 KB"] {
        assert!(list.text().contains(said), "{said}: {}", list.text());
    }

    assert!(sara.get("/partner").await.text().contains("3 pictures and texts to post"));
    let page = sara.get("/partner/resources").await;
    let copied = snippets(&page.body);
    let way = "http://tracker.example/r/sara?to=https%3A%2F%2Fshop.example%2Fsummer%3Fx%3D1";
    let html = copied.iter().find(|text| text.starts_with("<a ")).expect("HTML");
    assert!(
        html.starts_with(&format!(
            "<a href=\"{way}\" rel=\"sponsored noopener\"><img src=\"http://tracker.example/creatives/"
        )),
        "{html}"
    );
    assert!(html.ends_with("width=\"300\" height=\"250\" alt=\"Wide banner\"></a>"), "{html}");
    assert!(copied.contains(&"Look & see: http://tracker.example/r/sara sara".to_owned()), "{copied:?}");
    let src = html.split("src=\"http://tracker.example").nth(1).unwrap().split('"').next().unwrap();
    let picture = anybody(&shop).get(src).await;
    assert_eq!((picture.status, picture.bytes.as_slice()), (StatusCode::OK, GIF));
    assert!(page.body.contains(&format!("href=\"{src}?download\"")));
}

#[tokio::test]
async fn what_is_hidden_or_archived_partners_do_not_see_and_what_is_no_picture_is_named() {
    let shop = Shop::open();
    let mut sara = partner(&shop).await;
    let mut owner = shop.owner().await;
    let svg: &[u8] = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>";
    let wrong = owner.upload((NEW, LIST), &[("kind", "image")], &[("ok.gif", GIF), ("logo.png", svg)]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text().contains("logo.png: use a picture of at most 2 MB"), "{}", wrong.text());
    let none = owner.upload((NEW, LIST), &[("kind", "image")], &[]).await;
    assert!(none.text().contains("Choose a file."), "{}", none.text());
    let elsewhere = [("kind", "image"), ("url", "https://evil.example/")];
    let elsewhere = owner.upload((NEW, LIST), &elsewhere, &[("ok.gif", GIF)]).await;
    assert!(elsewhere.text().contains("Use a page of this store"), "{}", elsewhere.text());
    assert!(owner.get(LIST).await.text().contains("Give partners something to post"), "nothing was kept");

    owner.upload((NEW, LIST), &[("kind", "image"), ("shown", "1")], &[("One.gif", GIF)]).await;
    let list = owner.get(LIST).await.body;
    let path = format!("{LIST}/crv_{}", &list.split(&format!("{LIST}/crv_")).nth(1).unwrap()[..26]);
    let src = sara.get("/partner/resources").await.body;
    let src = src.split("src=\"").find(|rest| rest.starts_with("/creatives/")).unwrap();
    let src = src.split('"').next().unwrap().to_owned();
    let form = owner.get(&path).await;
    assert!(form.body.contains(&src) && !form.body.contains("type=\"file\""), "{}", form.body);
    let fields =
        [("kind", "image"), ("title", "Other <name>"), ("language", "sv"), ("place", "7"), ("shown", "1")];
    assert_eq!(owner.submit(&path, &path, &fields).await.location(), format!("{LIST}?did=changed"));
    assert!(
        sara.get("/partner/resources")
            .await
            .text()
            .contains("Other &lt;name&gt; 300 × 250 · GIF · 1 KB · Svenska")
    );
    let hide = format!("{path}/show");
    assert_eq!(owner.submit(LIST, &hide, &[]).await.location(), format!("{LIST}?did=hidden"));
    assert!(!sara.get("/partner/resources").await.body.contains(&src));
    assert_eq!(anybody(&shop).get(&src).await.status, StatusCode::OK, "it may stand on somebody's page");
    owner.submit(LIST, &hide, &[("shown", "1")]).await;
    assert!(sara.get("/partner/resources").await.body.contains(&src));
    let archived = owner.submit(LIST, &format!("{path}/archive"), &[]).await;
    assert_eq!(archived.location(), format!("{LIST}?did=archived"));
    assert_eq!(anybody(&shop).get(&src).await.status, StatusCode::NOT_FOUND);
    assert_eq!(owner.get(&path).await.status, StatusCode::NOT_FOUND);
}
