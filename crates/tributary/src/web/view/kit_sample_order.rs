//! Sample data for the gallery: one credited order with its whole story, and one that nobody brought.

use super::kit_sample::{at, sek};
use super::orders::why::{Candidate, Item, OrderView, Posting, Refund, Term, Verdict};
use crate::web::kit::chip::{self, Channel, Status};
use crate::web::kit::timeline::{Node, Weight};
use crate::web::kit::{Action, Icon};

/// The whole story of one order.
pub fn story() -> Vec<Node> {
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
    let chips = vec![chip::plain("new visitor"), chip::plain("clk_01J9Z")];
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

/// The credited order.
pub fn order() -> OrderView {
    OrderView {
        order: "A-1042".into(),
        store_href: Some("https://shop.example/wp-admin/post.php?post=1042".into()),
        orders_href: "/admin/orders".into(),
        placed: at("3 Jun 2026, 20:20"),
        status: Status::Pending,
        status_word: Some("Pending · payable 17 Jun".into()),
        total: sek(105_000),
        verdict: Verdict::Credited {
            partner: "Sara Lind".into(),
            href: Some("/admin/partners/ptn_sara".into()),
            by: "coupon SARA10".into(),
            because: "A coupon of one partner beats clicks of others in this program.".into(),
        },
        commission: Some(sek(20_160)),
        maths: maths(),
        notice: None,
        timeline: story(),
        candidates: candidates(),
        items: items(),
        refunds: vec![Refund {
            when: at("5 Jun 10:11"),
            reference: "R-88".into(),
            reason: Some("Wrong size".into()),
            amount: sek(-2_100),
            commission: Some(sek(-403)),
        }],
        postings: postings(),
        facts: pairs(&[
            ("In the store", "Processing"),
            ("Sent by", "WooCommerce webhook"),
            ("Paid with", "Klarna"),
            ("Ships to", "Göteborg, SE"),
            ("Request", "req_01JA2"),
        ]),
        customer: pairs(&[
            ("Who", "A•••• K."),
            ("Kind", "New customer"),
            ("First source", "SARA10"),
            ("Other orders", "None"),
        ]),
        rule: pairs(&[
            ("Version", "Default v3"),
            ("In force since", "1 May 2026"),
            ("Priority", "Coupon, click, cookie"),
            ("Window", "30 days"),
        ]),
        rule_href: Some("/admin/programs/prg_default".into()),
        actions: vec![
            Action { label: "Decline".into(), href: "#decline".into(), icon: None, primary: false },
            Action { label: "Reassign".into(), href: "#reassign".into(), icon: None, primary: false },
        ],
        deliveries: Vec::new(),
        assign: None,
    }
}

fn maths() -> Vec<Term> {
    vec![
        Term::Figure("12%".into()),
        Term::Operator("of".into()),
        Term::Figure("840.00".into()),
        Term::Note("1,050.00 − 210.00 tax, shipping not counted".into()),
        Term::Operator("=".into()),
        Term::Figure("100.80".into()),
        Term::Operator("×".into()),
        Term::Figure("2".into()),
        Term::Note("Launch week".into()),
        Term::Operator("=".into()),
        Term::Figure("201.60 SEK".into()),
    ]
}

fn candidates() -> Vec<Candidate> {
    let one = |partner: &str, channel, evidence: &str, won: bool, result: &str| Candidate {
        partner: partner.into(),
        href: Some("/admin/partners/ptn".into()),
        channel,
        evidence: evidence.into(),
        when: Some(at("3 Jun 20:02")),
        won,
        result: result.into(),
    };
    vec![
        one("Sara Lind", Channel::Coupon, "SARA10", true, "Won"),
        one("Omar Haddad", Channel::Click, "/go/omar", false, "Coupon has priority"),
        one("Kenji Watanabe", Channel::Cookie, "9 Apr", false, "Outside the 30-day window"),
    ]
}

fn items() -> Vec<Item> {
    let one = |product: &str, sku: &str, quantity, sums: (i64, i64, i64)| Item {
        product: product.into(),
        detail: Some(sku.into()),
        quantity,
        price: sek(sums.0),
        base: sek(sums.1),
        rate: "12% ×2".into(),
        commission: sek(sums.2),
    };
    vec![
        one("Trail shoes, 42", "TR-42", 1, (89_000, 71_200, 17_088)),
        one("Wool socks", "WS-01", 2, (16_000, 12_800, 3_072)),
    ]
}

fn postings() -> Vec<Posting> {
    let one = |text: &str, when: &str, amount: i64, running: i64| Posting {
        when: at(when),
        text: text.into(),
        account: "Owed to Sara Lind".into(),
        amount: sek(amount),
        running: sek(running),
    };
    vec![
        one("Commission, Default v3", "3 Jun 20:20", 20_160, 20_160),
        one("Partial refund R-88", "5 Jun 10:11", -403, 19_757),
    ]
}

/// An order nobody brought.
pub fn order_uncredited() -> OrderView {
    let fix =
        "To credit orders like this one, give each partner a coupon: codes work even when clicks are lost.";
    OrderView {
        order: "A-1040".into(),
        status: Status::Info,
        status_word: Some("Not credited".into()),
        total: sek(18_900),
        verdict: Verdict::NotCredited {
            because: "no click, cookie or coupon of a partner came with it".into(),
            fix: Some(fix.into()),
            fix_action: Some(("Add a coupon".into(), "/admin/partners".into())),
        },
        commission: None,
        maths: Vec::new(),
        timeline: vec![Node {
            time: Some(at("3 Jun 19:20")),
            icon: Icon::Orders,
            title: "Order received from WooCommerce".into(),
            detail: Some("No click id, no known coupon, no referral data in the order".into()),
            chips: Vec::new(),
            weight: Weight::Plain,
            raw: Some("{ \"id\": 1040 }".into()),
        }],
        candidates: Vec::new(),
        refunds: Vec::new(),
        postings: Vec::new(),
        items: Vec::new(),
        rule: Vec::new(),
        actions: vec![Action {
            label: "Credit a partner".into(),
            href: "#assign".into(),
            icon: None,
            primary: false,
        }],
        ..order()
    }
}

/// Owned pairs.
pub fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, text)| ((*name).into(), (*text).into())).collect()
}
