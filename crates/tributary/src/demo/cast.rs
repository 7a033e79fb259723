//! Who takes part in the demo: partners, products, towns, browsers. Every name is made up.

/// The shop's address.
pub(super) const SHOP: &str = "https://northwind.example";
/// Its own currency.
pub(super) const CURRENCY: &str = "USD";

/// A partner with what was handed out.
#[derive(Debug)]
pub(super) struct Partner {
    pub(super) name: &'static str,
    pub(super) email: &'static str,
    pub(super) kind: &'static str,
    /// The referral code in `/r/…`.
    pub(super) code: &'static str,
    pub(super) coupon: Option<&'static str>,
    /// A link to one page: slug, where it leads below the shop, and what the team calls it.
    pub(super) link: Option<[&'static str; 3]>,
    /// How many clicks of a hundred.
    pub(super) clicks: i64,
    /// How many coupon purchases of a hundred.
    pub(super) coupons: i64,
    /// Where their visitors come from.
    pub(super) from: &'static [&'static str],
}

const INSTAGRAM: &[&str] = &["https://l.instagram.com/", "https://www.instagram.com/", ""];
const TIKTOK: &[&str] = &["https://www.tiktok.com/", ""];
const YOUTUBE: &[&str] = &["https://www.youtube.com/", ""];

/// All partners; the first is the best.
pub(super) const PARTNERS: [Partner; 12] = [
    Partner {
        name: "Sara Lind",
        email: "sara@example.org",
        kind: "influencer",
        code: "sara",
        coupon: Some("SARA10"),
        link: None,
        clicks: 30,
        coupons: 34,
        from: INSTAGRAM,
    },
    Partner {
        name: "Omar Haddad",
        email: "omar@example.org",
        kind: "influencer",
        code: "omar",
        coupon: Some("OMAR10"),
        link: Some(["omar-boots", "/product/ridge-boots", "Boots video"]),
        clicks: 18,
        coupons: 22,
        from: YOUTUBE,
    },
    Partner {
        name: "Trail & Pine",
        email: "hello@trailpine.example",
        kind: "affiliate",
        code: "trailpine",
        coupon: None,
        link: Some(["trailpine-tents", "/category/tents", "Best tents list"]),
        clicks: 17,
        coupons: 0,
        from: &["https://trailpine.example/best-tents", "https://trailpine.example/winter-kit"],
    },
    Partner {
        name: "Lina Okafor",
        email: "lina@example.org",
        kind: "influencer",
        code: "lina",
        coupon: Some("LINA10"),
        link: None,
        clicks: 12,
        coupons: 20,
        from: INSTAGRAM,
    },
    Partner {
        name: "Budget Outdoors",
        email: "partners@budgetoutdoors.example",
        kind: "publisher",
        code: "budgetoutdoors",
        coupon: None,
        link: None,
        clicks: 10,
        coupons: 0,
        from: &["https://budgetoutdoors.example/deals"],
    },
    Partner {
        name: "Mei Tanaka",
        email: "mei@example.org",
        kind: "influencer",
        code: "mei",
        coupon: Some("MEI10"),
        link: None,
        clicks: 6,
        coupons: 14,
        from: YOUTUBE,
    },
    Partner {
        name: "Jonas Meyer",
        email: "jonas@example.net",
        kind: "affiliate",
        code: "jonas",
        coupon: Some("JONAS10"),
        link: None,
        clicks: 4,
        coupons: 6,
        from: &["https://gipfelblog.example/", ""],
    },
    Partner {
        name: "Pavel Novak",
        email: "pavel@example.net",
        kind: "affiliate",
        code: "pavel",
        coupon: Some("PAVEL10"),
        link: None,
        clicks: 3,
        coupons: 4,
        from: &["https://forum.example/t/4711", ""],
    },
    Partner {
        name: "Aygul Tursun",
        email: "aygul@example.org",
        kind: "influencer",
        code: "aygul",
        coupon: Some("AYGUL10"),
        link: Some(["aygul-daypack", "/product/daypack-22", "Daypack story"]),
        clicks: 9,
        coupons: 11,
        from: INSTAGRAM,
    },
    Partner {
        name: "Bea Costa",
        email: "bea@example.org",
        kind: "influencer",
        code: "bea",
        coupon: Some("BEA10"),
        link: None,
        clicks: 7,
        coupons: 8,
        from: TIKTOK,
    },
    Partner {
        name: "Nils & Kaja",
        email: "hello@nilskaja.example",
        kind: "influencer",
        code: "nilskaja",
        coupon: Some("NILSKAJA"),
        link: None,
        clicks: 5,
        coupons: 5,
        from: YOUTUBE,
    },
    Partner {
        name: "Hike Weekly",
        email: "editors@hikeweekly.example",
        kind: "affiliate",
        code: "hikeweekly",
        coupon: None,
        link: None,
        clicks: 2,
        coupons: 0,
        from: &["https://hikeweekly.example/newsletter/12", ""],
    },
];

/// Codes that people typed and nobody has.
pub(super) const MISTYPED: [&str; 6] = ["sara_", "sara_", "sara_", "sarah", "omarr", "summer25"];

/// A product: WooCommerce's id, name, stock keeping unit, price in minor units, likelihood.
pub(super) type Product = (i64, &'static str, &'static str, i64, i64);

/// What the shop sells.
pub(super) const PRODUCTS: [Product; 9] = [
    (101, "Ridge Boots", "BOOT-RIDGE", 12_900, 14),
    (102, "Merino Base Layer", "BASE-MERINO", 6_950, 18),
    (103, "Two-Person Tent", "TENT-2P", 24_900, 7),
    (104, "Down Sleeping Bag", "BAG-DOWN", 18_900, 6),
    (105, "Trail Mug &amp; Spoon", "MUG-TRAIL", 1_450, 20),
    (106, "Head Lamp 400", "LAMP-400", 3_990, 14),
    (107, "Wool Socks, Three Pairs", "SOCK-3", 2_400, 22),
    (108, "Daypack 22 l", "PACK-22", 8_900, 12),
    (109, "Trekking Poles", "POLE-2", 5_990, 9),
];

/// A town: name, state, country, whether people pay in EUR there, likelihood.
pub(super) type Town = (&'static str, &'static str, &'static str, bool, i64);

/// Where buyers live.
pub(super) const TOWNS: [Town; 12] = [
    ("New York", "NY", "US", false, 18),
    ("Portland", "OR", "US", false, 12),
    ("Denver", "CO", "US", false, 12),
    ("Austin", "TX", "US", false, 8),
    ("Seattle", "WA", "US", false, 10),
    ("Toronto", "ON", "CA", false, 8),
    ("Vancouver", "BC", "CA", false, 5),
    ("London", "", "GB", false, 8),
    ("Göteborg", "", "SE", false, 5),
    ("Sydney", "NSW", "AU", false, 4),
    ("Berlin", "", "DE", true, 3),
    ("Lyon", "", "FR", true, 2),
];

/// First names of buyers.
pub(super) const FIRST: [&str; 14] = [
    "Ada", "Ben", "Chloe", "Diego", "Elin", "Farid", "Grace", "Hugo", "Iris", "Jack", "Kim", "Lou", "Maya",
    "Noah",
];
/// Last names of buyers.
pub(super) const LAST: [&str; 12] = [
    "Almeida", "Berg", "Chen", "Dubois", "Evans", "Fischer", "Garcia", "Hall", "Ito", "Jensen", "Khan",
    "Lopez",
];

/// Browsers of people.
pub(super) const PEOPLE: [&str; 7] = [
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Instagram 389.0.0.25.86 (iPhone15,3; iOS 18_5; en_US; en; scale=3.00; 1290x2796)",
    "Mozilla/5.0 (Linux; Android 15; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Mobile Safari/537.36",
    "Mozilla/5.0 (Linux; Android 14; SM-S921B) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Mobile Safari/537.36",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.4 Safari/605.1.15",
    "Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0",
];

/// Programs that follow links.
pub(super) const MACHINES: [&str; 5] = [
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "WhatsApp/2.23.20.0",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
    "curl/8.5.0",
];
