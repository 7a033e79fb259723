//! The first call as `/admin/developers` shows it, run as it stands against a real server. Rust is only looked at: building an
//! HTTP client takes longer than all other tests together.

use crate::bench::Bench;
use crate::serving::{Running, word_after};
use std::process::{Command, Output};
use tributary::web::view::developers::snippets::{Filled, LANGUAGES, snippet};
use tributary_engine::audit::Actor;
use tributary_engine::page::Cursor;
use tributary_engine::{Engine, access, store, twin};

/// A key of test mode and its store, made before the server starts.
fn tester(bench: &Bench) -> (String, String) {
    let engine = Engine::open(&bench.data).unwrap();
    let (sealer, now) = (engine.sealer.clone(), engine.now());
    let made = engine.db.write_wait(move |tx| {
        let live = access::live_tenants(tx)?.remove(0);
        let twin = twin::of(tx, (&live, &sealer), now)?;
        let key = access::create_key(tx, &Actor::system(&twin, "test"), "first", &["all".to_owned()], now)?;
        Ok((key.secret, store::list(tx, &twin, &Cursor::default())?.rows.remove(0).id.to_string()))
    });
    made.unwrap()
}

/// What a program printed; nothing where the machine has no such language.
fn run(bench: &Bench, language: &str, program: &str) -> Option<Output> {
    let (file, tool) = match language {
        "curl" => ("first.sh", "sh"),
        "js" => ("first.mjs", "node"),
        "php" => ("first.php", "php"),
        "python" => ("first.py", "python3"),
        _ => return None,
    };
    let path = bench.data.join(file);
    std::fs::write(&path, program).unwrap();
    match Command::new(tool).arg(&path).output() {
        Ok(output) => Some(output),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => panic!("{tool}: {error}"),
    }
}

fn orders(address: &str, key: &str) -> String {
    let asked = Command::new("curl")
        .args(["-s", "-H", &format!("Authorization: Bearer {key}"), &format!("{address}/api/v1/orders")])
        .output();
    String::from_utf8(asked.unwrap().stdout).unwrap()
}

#[test]
fn the_first_call_works_as_it_is_shown_in_every_language_of_this_machine() {
    let bench = Bench::installed("snippets");
    let (key, store) = tester(&bench);
    let live = bench.run(&["key", "create", "--name", "live", "--json"]).json();
    let mut running = Running::start(&bench, &[]);
    let lines = running.lines_until("webhooks");
    let address = word_after(&lines, "address").to_owned();
    let filled = Filled {
        base_url: address.clone(),
        key: key.clone(),
        store,
        currency: "USD".to_owned(),
        code: twin::CODE.to_owned(),
        now: "2026-05-01T12:00:00.000Z".to_owned(),
    };
    let mut ran = Vec::new();
    for (language, _) in LANGUAGES {
        let Some(output) = run(&bench, language, &snippet(language, &filled)) else { continue };
        let printed = String::from_utf8_lossy(&output.stdout).replace([' ', '\'', '"'], "");
        assert!(printed.contains("external_id:1001"), "{language}: {output:?}");
        ran.push(language);
    }
    assert!(ran.contains(&"curl"), "this machine has no curl: {ran:?}");
    let own = orders(&address, &key);
    assert_eq!(
        own.matches("\"external_id\":\"1001\"").count(),
        1,
        "one order, however often it was reported: {own}"
    );
    assert!(own.contains("\"via\":\"coupon\""), "the sample partner earns for it: {own}");
    let secret = live["secret"].as_str().or_else(|| live["key"].as_str()).unwrap_or_else(|| panic!("{live}"));
    let others = orders(&address, secret);
    assert!(others.contains("\"data\"") && !others.contains("1001"), "nothing of it is live: {others}");
}
