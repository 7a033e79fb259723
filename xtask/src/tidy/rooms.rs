//! Which room may know which: the core stays pure, the engine sync, the edge's three rooms apart, and a use case
//! reaches another through its front door.

use super::Finding;
use super::files::File;
use super::lex;
use super::paths::{self, Named};

const CORE: &str = "crates/tributary-core/src/";
const ENGINE: &str = "crates/tributary-engine/src/";
const EDGE: &str = "crates/tributary/src/";

const CORE_MAY_DEPEND_ON: [&str; 4] = ["serde", "iso_currency", "jiff", "thiserror"];
const CORE_NEVER_SAYS: [&str; 7] = ["env", "fs", "io", "net", "process", "thread", "time"];
const ENGINE_NEVER: [&str; 3] = ["axum", "tokio", "tributary"];
/// Where the client of a server is driven, which is made for async code.
const ENGINE_DRIVES: &str = "crates/tributary-engine/src/db/postgres/";
const EDGE_ROOMS: [&str; 3] = ["http", "web", "worker"];

pub(super) fn check(file: &File) -> Vec<Finding> {
    match file.path.as_str() {
        "crates/tributary-core/Cargo.toml" => {
            dependencies(file, |name| (!CORE_MAY_DEPEND_ON.contains(&name)).then_some("the core is pure"))
        }
        "crates/tributary-engine/Cargo.toml" => {
            let objects = |name: &str| name != "tokio" && ENGINE_NEVER.contains(&name);
            dependencies(file, |name| objects(name).then_some("the engine is sync"))
        }
        _ if file.extension() == "rs" => source(file),
        _ => Vec::new(),
    }
}

fn source(file: &File) -> Vec<Finding> {
    let rule = if file.path.starts_with(CORE) {
        impure
    } else if file.path.starts_with(ENGINE) {
        asynchronous_or_nosy
    } else if file.path.starts_with(EDGE) {
        across
    } else {
        return Vec::new();
    };
    let named = paths::named(&lex::split(&file.text).code);
    let told = |path: &Named| Some(Finding::new(file, path.line, rule(file, path)?));
    named.iter().filter_map(told).collect()
}

fn impure(_: &File, path: &Named) -> Option<String> {
    let name = path.segments.join("::");
    let of_std = path.first() == "std" && CORE_NEVER_SAYS.contains(&path.segment(1));
    if path.segments.iter().any(|segment| is_float(segment)) {
        Some(format!("`{name}`: the core has no floating point"))
    } else if of_std || ["rand", "async", "await"].contains(&path.first()) {
        Some(format!("`{name}`: the core has no clock, chance, I/O or async; take it as an argument"))
    } else {
        None
    }
}

/// The type, or a number that ends in it.
fn is_float(word: &str) -> bool {
    let number = word.starts_with(|char: char| char.is_ascii_digit()) && !word.starts_with("0x");
    ["f32", "f64"].iter().any(|float| word == *float || (number && word.ends_with(float)))
}

fn asynchronous_or_nosy(file: &File, path: &Named) -> Option<String> {
    let name = path.segments.join("::");
    let drives = file.path.starts_with(ENGINE_DRIVES) && path.first() == "tokio";
    let foreign = path.segments.len() > 1 && ENGINE_NEVER.contains(&path.first()) && !drives;
    if foreign {
        return Some(format!("`{name}`: the engine is sync and knows nothing of the edge"));
    }
    let own = file.path.strip_prefix(ENGINE)?.split('/').next()?;
    let sql = path.segments.iter().skip(1).position(|segment| segment == "sql")?;
    let noun = path.segment(sql);
    let nosy = path.first() == "crate" && sql > 0 && noun != own;
    nosy.then(|| format!("`{name}`: reach `{noun}` through its mod.rs, not its statements"))
}

fn across(file: &File, path: &Named) -> Option<String> {
    let own = file.path.strip_prefix(EDGE)?.split(['/', '.']).next()?;
    let rooted = ["crate", "super", "tributary"].contains(&path.first());
    let target =
        path.segments.iter().find(|segment| !["crate", "super", "tributary"].contains(&segment.as_str()))?;
    let crosses = EDGE_ROOMS.contains(&own) && EDGE_ROOMS.contains(&target.as_str()) && own != target;
    let name = path.segments.join("::");
    (rooted && crosses).then(|| format!("`{name}`: http, web and worker never import each other"))
}

/// Every dependency (not of tests alone) about which `objection` has something to say.
fn dependencies(file: &File, objection: impl Fn(&str) -> Option<&'static str>) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut listing = false;
    for (index, line) in file.text.lines().enumerate() {
        let line = line.trim();
        let name = if let Some(section) = line.strip_prefix('[') {
            let section = section.trim_end_matches(']');
            let (own_section, name) = section_of(section);
            listing = own_section && name.is_none();
            name
        } else {
            listing.then(|| key(line)).flatten()
        };
        if let Some((name, why)) = name.and_then(|name| Some((name, objection(name)?))) {
            found.push(Finding::new(file, index + 1, format!("dependency `{name}`: {why}")));
        }
    }
    found
}

/// Whether a TOML section lists dependencies, and the one it is about when it is about one.
fn section_of(section: &str) -> (bool, Option<&str>) {
    let Some(at) = section.rfind("dependencies") else { return (false, None) };
    let (before, after) = (&section[..at], &section[at + "dependencies".len()..]);
    let counts =
        before.is_empty() || before == "build-" || (before.starts_with("target.") && before.ends_with('.'));
    (counts, after.strip_prefix('.').filter(|_| counts))
}

fn key(line: &str) -> Option<&str> {
    let name = line.split(['.', '=', ' ']).next()?.trim_matches('"');
    (!name.is_empty() && !name.starts_with('#')).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(path: &str, text: &str) -> usize {
        check(&File::new(path, text)).len()
    }

    #[test]
    fn the_core_depends_on_little() {
        let manifest = "crates/tributary-core/Cargo.toml";
        let good = "[package]\nname = \"x\"\n[dependencies]\n# why\njiff.workspace = true\nthiserror = \"2\"\n\
                    [dev-dependencies]\nproptest.workspace = true\n[lints]\nworkspace = true";
        assert_eq!(count(manifest, good), 0);
        for bad in [
            "[dependencies]\nserde_json.workspace = true",
            "[dependencies]\nrand = \"1\"",
            "[dependencies.serde_json]\nversion = \"1\"",
            "[build-dependencies]\ncc = \"1\"",
            "[target.'cfg(unix)'.dependencies]\nlibc = \"1\"",
        ] {
            assert_eq!(count(manifest, bad), 1, "{bad}");
        }
    }

    #[test]
    fn the_engine_depends_on_no_edge() {
        let manifest = "crates/tributary-engine/Cargo.toml";
        assert_eq!(count(manifest, "[dependencies]\naxum.workspace = true\ntokio = \"1\""), 1);
        assert_eq!(count(manifest, "[dependencies]\ntokio-postgres = \"1\"\nrusqlite.workspace = true"), 0);
    }

    #[test]
    fn the_core_is_pure() {
        let file = "crates/tributary-core/src/due.rs";
        for bad in [
            "let a: f64;",
            "x as f32",
            "1f64",
            "use std::time::Instant;",
            "use std::{fmt, fs};",
            "std::net::IpAddr",
            "rand::random()",
            "async fn a() {}",
        ] {
            assert_eq!(count(file, bad), 1, "{bad}");
        }
        let good = "// f64\nuse std::fmt; const A: &str = \"std::time f32\"; let b = 0xf64; fn operand() {}";
        assert_eq!(count(file, good), 0);
        assert_eq!(count("crates/tributary-core/tests/laws.rs", "use std::time::Instant;"), 0);
    }

    #[test]
    fn the_engine_is_sync() {
        let file = "crates/tributary-engine/src/pipeline.rs";
        assert_eq!(count(file, "use tokio::sync::mpsc;\nuse axum::Router;"), 2);
        assert_eq!(count(file, "use tokio_postgres::Config; // tokio::"), 0);
        assert_eq!(count(file, "use tributary_core::decide;"), 0);
        let drives = "crates/tributary-engine/src/db/postgres/session.rs";
        assert_eq!(count(drives, "use tokio::runtime::Runtime;\nuse axum::Router;"), 1);
    }

    #[test]
    fn a_use_case_has_a_front_door() {
        let file = "crates/tributary-engine/src/order/mod.rs";
        assert_eq!(count(file, "use crate::partner::sql::LOAD;"), 1);
        assert_eq!(count(file, "use crate::{db::Tx, partner::{self, sql}};"), 1);
        assert_eq!(
            count(file, "use crate::order::sql; use crate::partner; use super::sql; use self::sql::A;"),
            0
        );
    }

    #[test]
    fn the_rooms_of_the_edge_do_not_know_each_other() {
        for (path, bad) in [
            ("crates/tributary/src/http/api/orders.rs", "use crate::web::kit;"),
            ("crates/tributary/src/web/kit.rs", "use crate::{call, http::auth};"),
            ("crates/tributary/src/web/admin/mod.rs", "super::super::worker::wake()"),
            ("crates/tributary/src/worker.rs", "fn a() { crate::http::b() }"),
        ] {
            assert_eq!(count(path, bad), 1, "{bad}");
        }
        assert_eq!(
            count("crates/tributary/src/web/kit.rs", "use crate::web::icon; use super::http_date;"),
            0
        );
        assert_eq!(count("crates/tributary/src/cli/serve.rs", "use crate::{http, web, worker};"), 0);
    }
}
