//! The client against a shop that answers over real HTTP as the captured ones did.

use super::*;
use crate::inbound::woocommerce::order::{Reading, order_stated};
use crate::inbound::woocommerce::refund::refunds;
use crate::inbound::woocommerce::standin::{self, Standin};
use serde_json::Value;
use std::sync::atomic::{AtomicU64, Ordering};
use tributary_core::order::Status;

fn stamps() -> Arc<dyn Fn() -> Stamp + Send + Sync> {
    let count = AtomicU64::new(0);
    Arc::new(move || Stamp {
        unix_s: 1_795_173_698,
        nonce: format!("nonce{}", count.fetch_add(1, Ordering::Relaxed)),
    })
}

pub(crate) fn shop_at(base: &str) -> Shop {
    Shop {
        base: Url::parse(base).unwrap(),
        key: standin::KEY.to_owned(),
        secret: standin::SECRET.to_owned(),
        client: client().unwrap(),
        stamp: stamps(),
    }
}

fn ids(orders: &[Vec<u8>]) -> Vec<u64> {
    let id = |order: &Vec<u8>| serde_json::from_slice::<Value>(order).unwrap()["id"].as_u64().unwrap();
    orders.iter().map(id).collect()
}

fn mask(email: &str) -> (String, String) {
    (email.to_owned(), String::new())
}

/// Answers every request with these bytes.
async fn answering(answer: String) -> String {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}/", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut asked = [0; 4096];
            let _ = stream.read(&mut asked).await;
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    base
}

fn answer(status: &str, headers: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len())
}

#[tokio::test]
async fn orders_changed_since_come_oldest_change_first_with_that_second_and_without_the_trash() {
    let standin = Standin::start("wc10").await;
    let shop = shop_at(&standin.base_url);
    let all = shop.orders_modified_after(Timestamp::from_ms(0), 1).await.unwrap();
    let known = standin.final_orders().values().flatten();
    assert_eq!(all.len(), known.filter(|order| order["status"] != "trash").count());
    assert!(!ids(&all).contains(&54), "54 lies in the trash");
    assert_eq!(ids(&all).last(), Some(&76));
    // 73 was changed at 12:11:32, 76 at 12:11:35.
    let late = shop.orders_modified_after(Timestamp::from_ms(1_795_176_692_500), 1).await.unwrap();
    assert_eq!(ids(&late), [73, 76]);
    assert!(shop.orders_modified_after(Timestamp::from_ms(0), 2).await.unwrap().is_empty());
    let placed = shop.orders_recent(Timestamp::from_ms(1_795_176_691_000), 1).await.unwrap();
    assert_eq!(ids(&placed), [74, 76]);
}

#[tokio::test]
async fn every_order_of_both_shops_reads_and_so_do_its_refunds() {
    for store in ["wc10", "wc10b"] {
        let standin = Standin::start(store).await;
        let shop = shop_at(&standin.base_url);
        for (id, expected) in standin.final_orders() {
            match (shop.order(id).await.unwrap(), expected) {
                (Answer::Gone, None) => {}
                (Answer::Found(body) | Answer::Trash(body), Some(_)) => {
                    let order = order_stated(&body, &Reading { mask: &mask }).unwrap();
                    let listed = order.refunds.unwrap();
                    let full = refunds(&shop.refunds(id).await.unwrap(), order.currency).unwrap();
                    let amounts = |all: &[tributary_core::fact::RefundStated]| -> Vec<(String, i64)> {
                        all.iter().map(|r| (r.external_id.clone(), r.amount_minor)).collect()
                    };
                    assert_eq!(amounts(&full), amounts(&listed), "{id}");
                    assert_eq!(standin.refunds(id).len(), full.len(), "{id}");
                }
                (answer, _) => panic!("{id}: {answer:?}"),
            }
        }
    }
}

#[tokio::test]
async fn a_trashed_a_deleted_and_an_unknown_order_are_told_apart() {
    let standin = Standin::start("wc10").await;
    let shop = shop_at(&standin.base_url);
    assert!(matches!(shop.order("54").await.unwrap(), Answer::Trash(_)));
    for gone in ["47", "53", "65", "59", "9999"] {
        assert_eq!(shop.order(gone).await.unwrap(), Answer::Gone, "{gone}");
    }
    let refused = shop.order("1/../../users").await.unwrap_err();
    assert!(refused.to_string().contains("order ids are digits"), "{refused}");
}

#[tokio::test]
async fn the_end_of_both_shops_is_as_their_captures_tell() {
    let brief = |store: &str| -> Vec<String> {
        let all = standin::final_orders(store);
        let line = |(id, order): (&String, &Option<Value>)| {
            let Some(order) = order else { return format!("{id} gone") };
            let read = order_stated(order.to_string().as_bytes(), &Reading { mask: &mask }).unwrap();
            let refunded: i64 = read.refunds.unwrap().iter().map(|refund| refund.amount_minor).sum();
            let status = if read.status == Status::Trash { "TRASH" } else { read.status.as_str() };
            let (total, currency) = (read.total_minor, read.currency);
            format!("{id} {status} {total} {currency} -{refunded} {}", read.coupons.join("+"))
                .trim()
                .to_owned()
        };
        all.iter().map(line).collect()
    };
    assert_eq!(brief("wc10"), WC10);
    assert_eq!(
        brief("wc10b"),
        [
            "26 processing 1225 USD -0 sara10",
            "28 processing 1689 USD -0",
            "29 processing 1689 USD -0",
            "30 processing 1689 USD -0"
        ]
    );
}

/// Id, status, total, currency, refunded, coupons; amounts in minor units.
const WC10: [&str; 33] = [
    "28 completed 9117 USD -2700 sara10",
    "32 refunded 3067 USD -3067 sara10+five",
    "34 refunded 4083 USD -4083",
    "36 on-hold 5238 USD -0",
    "37 completed 2178 EUR -0",
    "38 completed 1361 JPY -0",
    "39 completed 3675 JPY -100 sara10",
    "41 completed 4090 KWD -0",
    "42 completed 0 USD -0 once",
    "43 completed 2287 USD -0",
    "44 completed 0 USD -0",
    "45 completed 4067 USD -0 five",
    "46 completed 2178 USD -0",
    "47 gone",
    "48 refunded 2178 USD -2178",
    "50 completed 2178 USD -0",
    "51 completed 2178 USD -0",
    "52 completed 2178 USD -0",
    "53 gone",
    "54 TRASH 2178 USD -0",
    "57 pending 1361 USD -0",
    "58 processing 1602 USD -0 sara10",
    "61 processing 2178 USD -0",
    "62 processing 2178 USD -0",
    "63 processing 1689 USD -0",
    "64 processing 1689 USD -0",
    "65 gone",
    "68 processing 2722 USD -0",
    "70 processing 6155 USD -0",
    "71 pending 0 USD -0",
    "73 shipped 2722 GBP -0",
    "74 processing 1088 USD -0",
    "76 processing 436 USD -0",
];

#[tokio::test]
async fn a_wrong_key_a_used_nonce_and_basic_over_http_are_refused_with_the_fix() {
    let standin = Standin::start("wc10b").await;
    let mut shop = shop_at(&standin.base_url);
    shop.secret = "cs_wrong".to_owned();
    let refused = shop.order("28").await.unwrap_err();
    let RestError::Refused { status: 401, code: Some(code), .. } = &refused else { panic!("{refused}") };
    assert_eq!(code, "woocommerce_rest_authentication_error");
    assert!(refused.to_string().contains("make a new key with read permission"), "{refused}");
    let mut shop = shop_at(&standin.base_url);
    shop.stamp = Arc::new(|| Stamp { unix_s: 1, nonce: "same".to_owned() });
    assert!(shop.order("28").await.is_ok());
    assert!(shop.order("28").await.is_err());
    let basic = shop.client.get(format!("{}wp-json/wc/v3/orders", standin.base_url));
    let answer = basic.basic_auth(standin::KEY, Some(standin::SECRET)).send().await.unwrap();
    assert_eq!(answer.status().as_u16(), 401);
}

#[tokio::test]
async fn a_404_that_is_not_woocommerces_word_is_no_deletion() {
    for body in
        [r#"{"code":"rest_no_route","message":"","data":{"status":404}}"#, "<html>Not here</html>", ""]
    {
        let shop = shop_at(&answering(answer("404 Not Found", "", body)).await);
        let refused = shop.order("28").await.unwrap_err().to_string();
        assert!(refused.contains("/wp-json/wc/v3/orders/28 was answered 404"), "{refused}");
        assert!(refused.contains("Permalinks"), "{refused}");
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed_and_no_key_is_told() {
    let page = format!("go to /?consumer={} {}", standin::KEY, "x".repeat(500));
    let shop = shop_at(&answering(answer("301 Moved", "Location: http://127.0.0.1:1/\r\n", &page)).await);
    let refused = shop.order("28").await.unwrap_err().to_string();
    assert!(refused.contains("redirects are not followed"), "{refused}");
    assert!(!refused.contains(standin::KEY) && !refused.contains("oauth_"), "{refused}");
    assert!(refused.len() < 500, "{refused}");
    let shop = shop_at("http://127.0.0.1:1/");
    let unreachable = format!("{:?}", shop.order("28").await.unwrap_err());
    assert!(unreachable.contains("Unreachable"), "{unreachable}");
    assert!(!unreachable.contains(standin::KEY), "{unreachable}");
    assert!(!format!("{shop:?}").contains("ck_"));
}

#[tokio::test]
async fn an_answer_without_end_or_sense_is_refused() {
    let endless = format!("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{}", "x".repeat(ANSWER_BYTES_MAX + 1));
    let shop = shop_at(&answering(endless).await);
    let refused = shop.order("28").await.unwrap_err().to_string();
    assert!(refused.contains("more than 8388608 bytes"), "{refused}");
    let shop = shop_at(&answering(answer("200 OK", "", "<br/>Notice: PHP")).await);
    assert!(matches!(shop.orders_recent(Timestamp::from_ms(0), 1).await, Err(RestError::Unreadable { .. })));
    assert!(matches!(shop.order("28").await, Err(RestError::Unreadable { .. })));
}

#[test]
fn a_site_in_a_folder_keeps_its_folder_and_https_goes_by_basic_without_a_query_of_keys() {
    let shop = shop_at("https://shop.example/sub/?x=1#y");
    let request = shop.request(&Method::GET, "orders", &[("page", "1".to_owned())]).build().unwrap();
    assert_eq!(request.url().as_str(), "https://shop.example/sub/wp-json/wc/v3/orders?page=1");
    let header = request.headers().get(AUTHORIZATION).unwrap().to_str().unwrap();
    let pair = format!("{}:{}", standin::KEY, standin::SECRET);
    assert_eq!(header, format!("Basic {}", STANDARD.encode(pair)));
    let shop = shop_at("http://shop.example");
    let request = shop.request(&Method::GET, "orders/28", &[]).build().unwrap();
    assert!(
        request.url().as_str().starts_with("http://shop.example/wp-json/wc/v3/orders/28?oauth_consumer_key=")
    );
    assert!(request.headers().get(AUTHORIZATION).is_none());
}
