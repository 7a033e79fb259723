//! The API against its own document: Schemathesis makes requests that fit it and requests that do not, and looks whether the
//! answers are as the document says. All default checks, all operations, a fixed seed, and one worker: with more, the parser of
//! Python 3.11 counts its depth wrong (gh-106905). Start at `run`.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::bench::{Programs, Shop, field};
use crate::step::{Step, announce};
use crate::{Outcome, e2e, tools};

/// Another version finds other things, so a new one is a change like any other.
const VERSION: &str = "4.32.5";
/// Cases per operation and phase; the whole takes less than a minute.
const EXAMPLES: &str = "25";
const PUBLISHER: &str = "hello@kickback.example";
/// The account of the customer with store credit, in the shop's own words.
const ACCOUNT: &str = "22";
const CONFIG: &str = "xtask/schemathesis.toml";

/// Starts a server with something in it and lets Schemathesis ask; `args` go to `schemathesis run`.
///
/// # Errors
/// A sentence when it cannot be installed, or when an answer is not as the document says.
pub(crate) fn run(root: &Path, args: &[String]) -> Outcome {
    let program = installed(root)?;
    let binary = e2e::build(root)?;
    let none = PathBuf::new;
    let programs =
        Programs { tributary: binary.into(), bare: none(), load: none(), minimal: none(), reports: none() };
    let shop = Shop::open(&programs, "schemathesis", None)?;
    let known = sell(&shop)?;
    let publisher = token(&programs.tributary, &shop)?;
    let customer = customer_token(root, &shop)?;
    let document = format!("http://{}/api/v1/openapi.json", shop.address());
    let mut words = vec!["--config-file", CONFIG, "run", &document, "-n", EXAMPLES];
    words.extend(["--seed", "1", "--continue-on-failure", "--no-shrink", "--workers", "1"]);
    // A shop is read after all that was sent before is judged, which can take a while on a busy machine.
    words.extend(["--request-timeout", "60"]);
    words.extend(args.iter().map(String::as_str).skip_while(|word| *word == "--"));
    let program = program.display().to_string();
    let step = Step {
        name: "api",
        program: &program,
        args: &words,
        when_it_fails: "the API does not answer as its document says: mend one of both",
    };
    let keys = [
        ("SCHEMATHESIS_KEY", shop.key.as_str()),
        ("SCHEMATHESIS_PUBLISHER", publisher.as_str()),
        ("SCHEMATHESIS_CUSTOMER", customer.as_str()),
        ("SCHEMATHESIS_KNOWN", known.as_str()),
    ];
    step.run(root, &keys)
}

/// A token of the publisher that [`sell`] brings in.
fn token(program: &Path, shop: &Shop) -> Result<String, String> {
    let mut command = Command::new(program);
    command.args(["key", "create", "--name", "check", "--publisher", PUBLISHER, "--json", "--data"]);
    let output = command.arg(&shop.folder).output().map_err(|error| error.to_string())?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    named(&said, "tributary_pub_").ok_or_else(|| format!("no token: {said}{:?}", output.stderr))
}

/// A token of the customer that [`sell`] brings in, signed as the shop would for its page: good for an hour.
fn customer_token(root: &Path, shop: &Shop) -> Result<String, String> {
    let answer = shop.call("POST", &format!("/api/v1/stores/{}/customer_secret", shop.store), "{}")?;
    let secret = field(&answer, "secret").ok_or_else(|| format!("no customer secret: {answer}"))?;
    let mut command = Command::new("python3");
    command.arg(root.join("xtask/customer_token.py")).args([shop.store.as_str(), &secret, ACCOUNT]);
    let output = command.output().map_err(|error| error.to_string())?;
    let said = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    if said.is_empty() { Err(format!("no customer token: {:?}", output.stderr)) } else { Ok(said) }
}

/// The first text in an answer that begins so.
fn named(answer: &str, start: &str) -> Option<String> {
    answer.split('"').find(|text| text.starts_with(start)).map(str::to_owned)
}

/// An order, an event type, a publisher, a customer with store credit and somebody who is told; which ids there are then, as JSON.
fn sell(shop: &Shop) -> Result<String, String> {
    let usd = |amount: i64| format!(r#"{{"amount":{amount},"currency":"USD"}}"#);
    let (store, total) = (&shop.store, usd(10_000));
    let order = format!(
        r#"{{"store":"{store}","external_id":"1042","status":"completed","currency":"USD","coupons":["SARA10"],
            "placed_at":"2026-05-01T12:00:00Z","total":{total},
            "lines":[{{"external_id":"1","name":"Mug","quantity":1,"total":{total}}}]}}"#
    );
    shop.call("POST", "/api/v1/orders", &order)?;
    let endpoint = r#"{"url":"https://example.com/webhooks","events":["*"]}"#;
    let endpoint = shop.call("POST", "/api/v1/webhook_endpoints", endpoint)?;
    let listed = shop.call("GET", "/api/v1/programs", "")?;
    let program = named(&listed, "prg_").ok_or("no program")?;
    let events = r#"{"events":[{"name":"Sale","kind":"transaction","commission":{"kind":"percent","rate":"5"}},
        {"name":"Sign up","kind":"lead","commission":{"kind":"fixed","amount":{"amount":100,"currency":"USD"}}}]}"#;
    let changed = shop.call("PATCH", &format!("/api/v1/programs/{program}"), events)?;
    let promise =
        r#"{"referral":{"enabled":true,"invitations":{"enabled":true,"per_day":100,"per_submit":10}}}"#;
    shop.call("PATCH", &format!("/api/v1/programs/{program}"), promise)?;
    let member = format!(r#"{{"program":"{program}","name":"Kickback Club","email":"{PUBLISHER}"}}"#);
    let member = shop.call("POST", "/api/v1/memberships", &member)?;
    let customer =
        format!(r#"{{"store":"{store}","external_id":"{ACCOUNT}","email":"bob@example.com","login":"bob"}}"#);
    let customer = shop.call("POST", "/api/v1/customers", &customer)?;
    let customer = named(&customer, "cus_").ok_or("no customer")?;
    let credit = format!(r#"{{"type":"credit","amount":{total},"reason":"Welcome"}}"#);
    shop.call("POST", &format!("/api/v1/wallets/{customer}/adjustments"), &credit)?;
    let cart = format!(r#"{{"customer":"{customer}","amount":{},"reference":"cart-1"}}"#, usd(100));
    let reserved = shop.call("POST", "/api/v1/reservations", &cart)?;
    let partners = shop.call("GET", "/api/v1/partners", "")?;
    let link = named(&member, "lnk_").ok_or("the publisher has no link")?;
    let clicked =
        format!(r#"{{"link":"{link}","user_agent":"Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}}"#);
    let click = shop.call("POST", "/api/v1/clicks", &clicked)?;
    let known = [
        ("sto", Some(store.clone())),
        ("prg", Some(program)),
        ("par", named(&partners, "par_")),
        ("whk", named(&endpoint, "whk_")),
        ("evn", named(&changed, "evn_")),
        ("clk", named(&click, "clk_")),
        ("cus", Some(customer)),
        ("rsv", named(&reserved, "rsv_")),
        ("account", Some(ACCOUNT.to_owned())),
        ("number", Some("1042".to_owned())),
        ("currency", Some("USD".to_owned())),
    ];
    let pairs = known.map(|(kind, id)| format!("\"{kind}\":\"{}\"", id.unwrap_or_default()));
    Ok(format!("{{{}}}", pairs.join(",")))
}

/// Schemathesis in a folder of its own below `target`, of the version named here.
fn installed(root: &Path) -> Result<PathBuf, String> {
    let folder = root.join(format!("target/schemathesis-{VERSION}"));
    let program = folder.join("bin/schemathesis");
    if answers(&program) {
        return Ok(program);
    }
    tools::ensure_python()?;
    announce("api packages", &format!("schemathesis {VERSION} into {}", folder.display()));
    let python = |args: &[&str], failed: &str| {
        let program =
            if failed.contains("venv") { PathBuf::from("python3") } else { folder.join("bin/python") };
        let status = Command::new(program).args(args).status();
        let good = status.map_err(|error| format!("step `api packages` failed: {failed} ({error})"))?;
        good.success().then_some(()).ok_or_else(|| format!("step `api packages` failed: {failed}"))
    };
    let place = folder.display().to_string();
    python(&["-m", "venv", "--clear", &place], "python3 -m venv makes no environment")?;
    let wanted = format!("schemathesis=={VERSION}");
    python(&["-m", "pip", "install", "--quiet", &wanted], "pip does not install it")?;
    answers(&program).then_some(program).ok_or_else(|| format!("schemathesis {VERSION} does not start"))
}

fn answers(program: &Path) -> bool {
    let asked = Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    asked.is_ok_and(|status| status.success())
}
