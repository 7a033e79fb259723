//! Writes addresses that try to leave: each technique at each place in an address where it was ever seen to work.
//!
//! Everything from [`hostile`] must be refused; everything from [`at_home`] looks odd, leads to our host and is
//! accepted. Start at [`hostile`].

use super::AllowedHosts;

pub(super) const ALLOWED: [&str; 4] =
    ["shop.example", "www.shop.example", "xn--bcher-kva.example", "shop.example:8443"];

/// The allow-list that the payloads attack.
pub(super) fn allowed() -> AllowedHosts {
    AllowedHosts::parse(&ALLOWED).unwrap()
}

/// A technique's name, and an address made with it.
pub(super) type Payload = (&'static str, String);

const HOME: &str = "shop.example";
const EVIL: &str = "evil.tld";
const TAILS: [&str; 4] = ["", "/", "/p?x=1", "#f"];

/// Addresses of which none may pass.
pub(super) fn hostile() -> Vec<Payload> {
    let mut all = Vec::new();
    for write in [
        schemes,
        slashes,
        users,
        look_alikes,
        numbers,
        invisible,
        letters,
        ports,
        confusions,
        responses,
        long,
    ] {
        write(&mut |technique, text| all.push((technique, text)));
    }
    all
}

type Sink<'a> = &'a mut dyn FnMut(&'static str, String);

fn words(text: &'static str) -> Vec<&'static str> {
    text.split_whitespace().collect()
}

fn schemes(put: Sink<'_>) {
    let others = words(
        "javascript JaVaScRiPt data DATA vbscript VbScript blob file FILE ftp ws wss about view-source
         filesystem intent android-app mailto tel jar feed gopher x httpss https2 ht hhttps shttp http+unix
         chrome res ms-settings git+https",
    );
    for scheme in others {
        for rest in [
            "alert(1)",
            "//shop.example/",
            "//shop.example/%0aalert(1)",
            "https://shop.example/",
            "/shop.example",
        ] {
            put("another scheme", format!("{scheme}:{rest}"));
        }
    }
    for text in words(
        "javascript://shop.example/%250aalert(1)// javascript:/*https://shop.example*/alert(1)
         data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==
         data:text/html,<script>alert(1)</script> data://shop.example/,<script>alert(1)</script>
         blob:https://shop.example/4f2c file:///etc/passwd file://shop.example/etc/passwd
         vbscript:msgbox(1) java%0ascript:alert(1) javascript&colon;alert(1) &#106;avascript:alert(1)
         %6aavascript:alert(1) javascript%3aalert(1) :https://shop.example/ ://shop.example/
         https//shop.example/ https%3A//shop.example/ %68ttps://shop.example/",
    ) {
        put("scheme in disguise", text.to_owned());
    }
}

fn slashes(put: Sink<'_>) {
    let openings = words(
        "/ // /// //// ///// \\ \\\\ \\/ /\\ \\/\\/ /\\/ //\\ \\// /./ /.// /../ /..// ./ ../ . .. //; /;/
         //. /%2f /%5c %2f%2f %5c%5c /%09/ ~/ https: https:/ https:/// https://// https:\\ https:\\\\
         https:/\\ https:\\/ https://\\ https:\\/\\/ http: http:/ http:/// http:\\\\ HTTPS: HtTpS:/ https:.
         https:./ https:../ https:? https:# https:; https:@ https:: https::// ? # ?// #// //https://
         /https://",
    );
    for opening in openings.into_iter().chain([""]) {
        for host in [EVIL, HOME] {
            for tail in ["", "/%2e%2e"] {
                put("slashes", format!("{opening}{host}{tail}"));
            }
        }
        put("slashes before a user", format!("{opening}{HOME}@{EVIL}"));
    }
}

fn users(put: Sink<'_>) {
    let users = words(
        "shop.example www.shop.example https: shop.example:443 shop.example%2f shop.example%23
         shop.example%3f shop.example%40 shop.example%00 shop.example%20 shop.example%5c a:b : :pw user:
         shop.example; shop.example, shop.example! shop.example& shop.example= @ a@b shop.example'",
    );
    for user in users.into_iter().chain([""]) {
        for host in [EVIL, HOME, "evil.tld:443", "[::1]", "2130706433"] {
            put("user before the host", format!("https://{user}@{host}/"));
        }
        put("user before the host", format!("http://{user}@{EVIL}"));
    }
}

fn look_alikes(put: Sink<'_>) {
    let hosts = words(
        "evil.tld shop.example.evil.tld shop.example.tld evil-shop.example evilshop.example xshop.example
         a.shop.example deep.a.shop.example -shop.example shop.example- shop-example shopexample
         shop.exampleevil.tld shop.example. shop.example.. shop..example .shop.example shop.exampl
         hop.example shop.examples shop.example.com example shop www.shop.example.evil.tld wwwshop.example
         www-shop.example wwww.shop.example shop.example.shop.example evil.tld.shop.example localhost
         sh0p.example shop.exarnple shop_.example _shop.example shop.example_ *.shop.example *
         shop.example,evil.tld evil.tld,shop.example shop.example&evil.tld shop.example;evil.tld
         shop.example!evil.tld shop.example+evil.tld shop.example=evil.tld shop.example~evil.tld
         shop.example$.evil.tld shop.example'.evil.tld (shop.example) shop.example{ shop.example|evil.tld
         shop.example^evil.tld shop.example`evil.tld shop.example\"evil.tld <shop.example> bucher.example
         xn--bcher-kv.example xn--shop-.example xn--.example",
    );
    for host in hosts {
        for tail in TAILS {
            put("host that looks like ours", format!("https://{host}{tail}"));
        }
    }
    for escape in words(
        "%00 %09 %0a %0d %0d%0a %20 %23 %25 %2f %2F %3a %3f %40 %5b %5c %7f %ff %c0%af %e2%80%a8 %e3%80%82
         %u002e % %2 %zz %252f %2540 %2500",
    ) {
        for host in [
            format!("{HOME}{escape}.{EVIL}"),
            format!("{HOME}{escape}{EVIL}"),
            format!("{EVIL}{escape}{HOME}"),
            format!("{EVIL}{escape}.{HOME}"),
            format!("{HOME}{escape}@{EVIL}"),
        ] {
            put("escape in the host", format!("https://{host}/"));
        }
    }
}

fn numbers(put: Sink<'_>) {
    for host in words(
        "2130706433 3232235777 017700000001 0x7f000001 0x7F.0.0.1 0177.0.0.1 127.1 127.0.1 0 1 0x 0x0
         127.0.0.1 127.0.0.1. 127.00.00.01 127.0.0.0x1 4294967295 4294967296 256.0.0.1 1.2.3.4.5
         169.254.169.254 10.0.0.1 [::1] [::] [::ffff:127.0.0.1] [::ffff:7f00:1] [0:0:0:0:0:0:0:1]
         [2001:db8::1] [::1 ::1 [shop.example] [::1%25eth0] [v1.shop] [] shop.example[::1]
         [::1]shop.example [::1].shop.example ①②⑦.⓪.⓪.① １２７.0.0.1 127。0。0。1",
    ) {
        for tail in ["/", ":80/", ":8443/", "/shop.example", "?shop.example"] {
            put("number for a host", format!("https://{host}{tail}"));
        }
    }
}

fn invisible(put: Sink<'_>) {
    let marks = [
        "\t", "\n", "\r", "\r\n", "\0", "\u{1}", "\u{8}", "\u{b}", "\u{c}", "\u{1b}", "\u{1f}", " ",
        "\u{7f}", "\u{80}", "\u{85}", "\u{a0}", "\u{1680}", "\u{2000}", "\u{2007}", "\u{2028}", "\u{2029}",
        "\u{202f}", "\u{205f}", "\u{3000}",
    ];
    for mark in marks {
        for text in [
            format!("{mark}https://{HOME}/"),
            format!("https://{HOME}/{mark}"),
            format!("ht{mark}tps://{HOME}/"),
            format!("https{mark}://{HOME}/"),
            format!("https:{mark}//{EVIL}/"),
            format!("https:/{mark}/{EVIL}/"),
            format!("/{mark}/{EVIL}"),
            format!("{mark}//{EVIL}"),
            format!("https://{mark}{HOME}/"),
            format!("https://sh{mark}op.example/"),
            format!("https://{HOME}{mark}/"),
            format!("https://{HOME}{mark}.{EVIL}/"),
            format!("https://{HOME}:{mark}443/"),
            format!("https://{HOME}/a{mark}b"),
            format!("https://{HOME}/?a{mark}b"),
            format!("https://{HOME}/#a{mark}b"),
            format!("java{mark}script:alert(1)"),
            format!("{mark}javascript:alert(1)"),
        ] {
            put("invisible character", text);
        }
    }
}

fn letters(put: Sink<'_>) {
    let hosts = words(
        "ѕhop.example shоp.example shop.ехample shop.eⅹample.tld shορ.example shop.exampIe ꜱhop.example
         shop.example。evil.tld shop.example．evil.tld shop.example｡evil.tld shop.example․evil.tld
         shop.example／evil.tld shop.example∕evil.tld shop.example⁄evil.tld shop.example＼evil.tld
         shop.example＠evil.tld shop.example﹫evil.tld shop.example＃evil.tld shop.example？evil.tld
         shop.example：80evil.tld shop.example％2eevil.tld evil.tld／shop.example evil.tld＃.shop.example
         evil.tld？.shop.example evil.tld∖.shop.example ｅｖｉｌ.tld ⓔⓥⓘⓛ.tld 𝐞𝐯𝐢𝐥.tld evil。tld
         shop.example\u{200b}.evil.tld shop.example\u{feff}evil.tld \u{202e}elpmaxe.pohs
         shop.example\u{202e}dlt.live shop.example\u{fffd} shop.example\u{fdd0} shop.example\u{2024}tld
         sh℀p.example shop.example℀.evil.tld shop.example℅.evil.tld shop.example⒈evil.tld shop．．example
         。shop.example shop.example。 bücher.tld bu\u{301}cher.example ßhop.example shop.exämple
         xn--e1awd7f.tld ٣.example shop.example٠",
    );
    for host in hosts {
        for tail in ["", "/", "/p?x=1"] {
            put("letter that looks like another", format!("https://{host}{tail}"));
        }
    }
}

fn ports(put: Sink<'_>) {
    for port in words(
        "1 22 81 444 8080 8444 65535 65536 99999999999 0 00 -1 +443 443a a 443.evil.tld 443@evil.tld 0x1bb
         8443.evil.tld 8443@evil.tld : :: 443:443 80:443 ８４４４ 443,evil.tld 443;evil.tld 443&evil.tld 443%2f
         443%40evil.tld * {port}",
    ) {
        put("port", format!("https://{HOME}:{port}/"));
        put("port", format!("http://{HOME}:{port}"));
        put("port", format!("https://{EVIL}:{port}/{HOME}"));
    }
    put("the other scheme's port", format!("http://{HOME}:443/"));
    put("the other scheme's port", format!("https://{HOME}:80/"));
    put("another host's port", "https://www.shop.example:8443/".to_owned());
}

fn confusions(put: Sink<'_>) {
    for mark in words("? # ; / /? /# /; // /..;/ :80? :80# ?. #. ?@ #@ /@ \\@ \\") {
        put("our host behind theirs", format!("https://{EVIL}{mark}{HOME}"));
        put("our host behind theirs", format!("https://{EVIL}{mark}https://{HOME}/"));
        put("our host behind theirs", format!("//{EVIL}{mark}{HOME}"));
    }
    for text in words(
        "https https: https:/ https:// https:/// https://? https://# https://:80 https://:@ null undefined
         evil.tld shop.example shop.example:443 shop.example/p % {} [] <https://shop.example/>
         \"https://shop.example/\" 'https://shop.example/' (https://shop.example/)
         url=https://shop.example/ https://https://shop.example/ https://http:shop.example/
         https://?shop.example https://#shop.example https://;shop.example https://. https://.. https://%2e
         https://~ https://{shop.example} https://shop.example<script> https://shop.example>
         https://$(shop.example) https://shop.example|x http://shop.example\\.evil.tld
         https://shop.example\\@evil.tld https://shop.example/..\\..\\evil.tld
         \u{feff}https://shop.example/",
    ) {
        put("not an address", text.to_owned());
    }
    put("not an address", String::new());
}

fn responses(put: Sink<'_>) {
    for split in ["\r\n", "\n", "\r", "\r\n\r\n", "\u{85}", "\u{2028}", "\u{b}"] {
        for header in
            ["Set-Cookie: a=b", "Location: https://evil.tld/", "X-Injected: 1", "<script>alert(1)</script>"]
        {
            put("second header", format!("https://{HOME}/{split}{header}"));
            put("second header", format!("https://{HOME}/?a=b{split}{header}"));
            put("second header", format!("https://{HOME}{split}{header}"));
        }
    }
}

fn long(put: Sink<'_>) {
    for filler in words("a %41 ../ é ?a= # @ ://") {
        put("too long", format!("https://{HOME}/{}", filler.repeat(2_048)));
        put("too long", format!("https://{}.{HOME}/", filler.repeat(2_048)));
    }
    put("too long once escaped", format!("https://{HOME}/{}", "é".repeat(400)));
    put("long host", format!("https://{}.{HOME}/", "a.".repeat(120)));
}

/// Addresses of ours in unusual spelling: all pass, and all must come out as a browser would read them.
pub(super) fn at_home() -> Vec<String> {
    let hosts = words(
        "shop.example SHOP.EXAMPLE Shop.Example www.shop.example shop.example:8443 bücher.example
         BÜCHER.example bu\u{308}cher.example xn--bcher-kva.example XN--BCHER-KVA.EXAMPLE shop%2eexample
         %73hop.example s%68%6Fp.example shop。example ｓｈｏｐ．ｅｘａｍｐｌｅ ⓢⓗⓞⓟ.example 𝐬𝐡𝐨𝐩.example
         shop.\u{ad}example sh\u{200b}op.example shop.example:",
    );
    let tails = words(
        "/p / ? # /p/1?size=m&colour=blue /?to=https://evil.tld/ /#//evil.tld //evil.tld /@evil.tld
         /..//evil.tld /%2e%2e/%2f%2fevil.tld /%0d%0aSet-Cookie:a=b /%5cevil.tld ?@evil.tld #@evil.tld
         /;evil.tld /é/ü?ä=ö#ß /a'b\"c<d>e`f{g}|h^i /?a'b\"c<d>e`f{g}|h^i /#a'b\"c<d>e`f /a:b@c:80 /% /%zz
         /%00 /\u{202e}txt /\u{feff} /🦀?🦀=🦀 ?a=1&a=2&b /a/./b/../c /https://evil.tld",
    );
    let schemes = ["https", "http", "HTTPS", "HtTp"];
    let mut all: Vec<String> = hosts.iter().map(|host| format!("https://{host}")).collect();
    for (at, host) in hosts.iter().enumerate() {
        for (step, tail) in tails.iter().enumerate() {
            all.push(format!("{}://{host}{tail}", schemes[(at + step) % schemes.len()]));
        }
    }
    all.push("https://shop.example:443/".to_owned());
    all.push("http://shop.example:80/".to_owned());
    all.push("https://shop.example:0443/".to_owned());
    all.push("https://shop.example:08443/".to_owned());
    all
}
