//! On a server a node works with a role that may not change what only grows, whatever becomes of the guards.

use crate::own::Own;
use crate::scenario::{DAY, MINUTE, Scenario, Stated, at};
use tributary_engine::Engine;
use tributary_engine::code::Kind;
use tributary_engine::db::{Place, Server};
use tributary_engine::retention::{make_ahead, standing};

const SCRIPT: &str = include_str!("../../../../deploy/postgres/role.sql");

#[test]
fn a_node_works_with_a_role_that_may_not_change_or_remove_what_only_grows() {
    let own = Own::new();
    let Some(url) = own.url().map(str::to_owned) else { return };
    drop(own.engine());
    let role = format!("node_of_{}", url.rsplit('/').next().unwrap());
    own.by_hand(&format!("CREATE ROLE {role} LOGIN")).unwrap();
    let lines = SCRIPT.lines().filter(|line| !line.starts_with("--")).collect::<Vec<_>>().join("\n");
    for statement in lines
        .replace(":\"role\"", &role)
        .replace(":'role'", &format!("'{role}'"))
        .split(';')
        .filter(|text| !text.trim().is_empty())
    {
        own.by_hand(statement).unwrap();
    }
    // From here on the guards do nothing; only the role's rights are left.
    let guards =
        own.cells("SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE tgname ~ '_(keeps|stays)'");
    assert!(guards.len() >= 12, "{guards:?}");
    for guard in &guards {
        own.by_hand(&format!("ALTER TABLE {} DISABLE TRIGGER {}", guard[0], guard[1])).unwrap();
    }
    let (_, rest) = url.split_once('@').unwrap();
    let as_node = format!("postgres://{role}@{rest}");
    let place = Place::Server(Server::parse(&as_node).unwrap());
    let engine = Engine::open_at(own.folder(), &place).unwrap();
    let scenario = Scenario::on(own, engine, |_| {});
    let sara = scenario.partner("Sara", &[(Kind::Coupon, "SARA10")]);
    let click = scenario.click(1, &sara, 'a', 0);
    scenario.state(&Stated::new("1", 10_000, MINUTE).coupon("sara10").click(&click));
    scenario
        .state(&Stated::new("1", 10_000, MINUTE).coupon("sara10").refund("r", 5_000).modified(2 * MINUTE));
    assert_eq!((scenario.row("1").commission_minor, scenario.findings(DAY)), (500, Vec::new()));
    let db = &scenario.engine.db;
    assert_eq!(db.write_wait(|tx| make_ahead(tx, at(900 * DAY))).unwrap(), 0, "it may not, and says nothing");
    let standing = db.read_wait(|tx| standing(tx, at(900 * DAY))).unwrap();
    assert!(!standing.may_forget);
    assert!(standing.parts.is_some_and(|parts| !parts.may && parts.lacks), "{standing:?}");
    let own = &scenario.own;
    for table in [
        "fact",
        "click",
        "click_horizon",
        "click_rest",
        "named_click",
        "rule_version",
        "ledger_transaction",
        "posting",
        "audit",
    ] {
        for act in [
            format!("UPDATE {table} SET tenant = tenant"),
            format!("DELETE FROM {table}"),
            format!("TRUNCATE {table}"),
        ] {
            let refused = own.by_hand_as(&as_node, &act).unwrap_err();
            assert!(refused.contains("permission denied"), "{act}: {refused}");
        }
    }
    own.by_hand(&format!("DROP OWNED BY {role}")).unwrap();
    own.by_hand(&format!("DROP ROLE {role}")).unwrap();
}
