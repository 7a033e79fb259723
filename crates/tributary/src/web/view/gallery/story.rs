//! Sample data for the gallery: the story of one order.

use super::sample::at;
use crate::web::kit::Icon;
use crate::web::kit::chip;
use crate::web::kit::timeline::{Node, Weight};

/// The whole story of one order.
pub(super) fn story() -> Vec<Node> {
    let node = |time: &str, icon: Icon, title: &str, detail: &str, weight: Weight| Node {
        time: Some(at(time)),
        icon,
        title: title.into(),
        detail: (!detail.is_empty()).then(|| detail.into()),
        chips: Vec::new(),
        weight,
        raw: None,
    };
    let raw =
        "{\n  \"id\": 1042,\n  \"total\": \"1050.00\",\n  \"coupon_lines\": [{ \"code\": \"sara10\" }]\n}";
    let landing = "From Instagram to /shoes · Göteborg · iPhone · cookie set until 2 Jul";
    let chips =
        vec![chip::plain("new visitor"), chip::id("clk_06jt3xn9wr9h4f3w7m2pz8t0c6xk3n5v8qj4h2d9s7f1b6w0")];
    vec![
        Node {
            chips,
            ..node("2 Jun 09:14", Icon::Click, "Clicked Sara Lind's link", landing, Weight::Plain)
        },
        node(
            "3 Jun 20:02",
            Icon::Click,
            "Clicked Omar Haddad's link",
            "Not used: coupon has priority over clicks",
            Weight::Lost,
        ),
        node(
            "3 Jun 20:19",
            Icon::Code,
            "Code SARA10 used at checkout",
            "Belongs to Sara Lind since 4 Mar",
            Weight::Won,
        ),
        Node {
            raw: Some(raw.into()),
            ..node(
                "3 Jun 20:20",
                Icon::Orders,
                "Order received from WooCommerce",
                "Webhook order.created, request req_01JA2",
                Weight::Plain,
            )
        },
        node(
            "3 Jun 20:20",
            Icon::Rule,
            "Rule Default v3 chose Sara Lind by coupon",
            "12% of what counts, doubled in Launch week",
            Weight::Plain,
        ),
        node("3 Jun 20:20", Icon::Coins, "201.60 SEK commission created", "", Weight::Good),
        node("17 Jun", Icon::Hold, "Becomes payable after the 14-day hold", "", Weight::Future),
    ]
}
