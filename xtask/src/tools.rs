//! What the tests need from the machine: Node, npm, Chromium, nginx as a proxy, PHP, fonts, PostgreSQL, Python. On
//! Debian as root it installs what is missing; anywhere else it says what to type. Start at `ensure`.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::step::announce;
use crate::{Outcome, postgres};

const NODE_MAJOR_MIN: u32 = 18; // Debian 12's own; what our Playwright asks for
const FONTS: &str = "/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf";
const NGINX: &str = "/usr/sbin/nginx";
const CHROMIUM_NAMES: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

/// What was looked for on this machine.
#[derive(Debug, Clone, Copy)]
struct Found {
    node: bool,
    npm: bool,
    chromium: bool,
    nginx: bool,
    php: bool,
    fonts: bool,
}

/// Makes sure that the browser tests can run here.
///
/// # Errors
/// The command to type when something is missing and cannot be installed, or when Node is too old.
pub(crate) fn ensure() -> Outcome {
    if let Some(path) = chosen_browser().filter(|path| !Path::new(path).is_file()) {
        return Err(format!("CHROMIUM names {path:?}, and there is no such file"));
    }
    let may_install = in_path("apt-get").is_some() && is_root();
    let lacking = packages(look());
    // Fonts make pictures right; without them the tests still run, so only a machine we may change gets them.
    if may_install && !lacking.is_empty() {
        install(&lacking)?;
    }
    let needed: Vec<&str> = packages(Found { fonts: true, ..look() });
    if !needed.is_empty() {
        return Err(request(&needed, &packages(look()), in_path("apt-get").is_some()));
    }
    check_node_version()
}

/// Makes sure that a PostgreSQL server can be started here, or that somebody named one.
///
/// # Errors
/// The command to type when it is missing and cannot be installed.
pub(crate) fn ensure_postgres() -> Outcome {
    if postgres::is_named() || postgres::program("initdb").is_some() {
        return Ok(());
    }
    if in_path("apt-get").is_some() && is_root() {
        return install(&["postgresql"]);
    }
    Err(format!(
        "the tests need PostgreSQL 15 or newer. Install it with your system's packages (on Debian: `sudo apt-get install \
         postgresql`), or name a server that may be filled with databases: {}=postgres://user@host/database",
        postgres::NAMED
    ))
}

/// Makes sure that Python can make environments of its own here.
///
/// # Errors
/// The command to type when it is missing and cannot be installed.
pub(crate) fn ensure_python() -> Outcome {
    let has = |module: &str| {
        let asked =
            Command::new("python3").args(["-c", &format!("import {module}")]).stderr(Stdio::null()).status();
        asked.is_ok_and(|status| status.success())
    };
    if has("venv") && has("ensurepip") {
        return Ok(());
    }
    if in_path("apt-get").is_some() && is_root() {
        return install(&["python3", "python3-venv"]);
    }
    Err("the check of the API needs Python 3 with venv. Install it with your system's packages (on Debian: `sudo apt-get install \
         python3 python3-venv`)"
        .to_owned())
}

/// Makes sure that what runs inside shops can be checked and tested here.
///
/// # Errors
/// The command to type when something is missing and cannot be installed.
pub(crate) fn ensure_php() -> Outcome {
    php_is_here(|name| in_path(name).is_some())
}

/// Makes sure that a shop can be run here for the browser tests: PHP itself, without what checks it.
///
/// # Errors
/// The command to type when something is missing and cannot be installed.
pub(crate) fn ensure_shop() -> Outcome {
    php_is_here(|_| true)
}

fn php_is_here(has: impl Fn(&str) -> bool) -> Outcome {
    let lacking = php_packages(&answer("php", "-m").unwrap_or_default(), has);
    if lacking.is_empty() {
        return Ok(());
    }
    if in_path("apt-get").is_some() && is_root() {
        return install(&lacking);
    }
    let names = lacking.join(" ");
    Err(format!(
        "the tests of what runs inside shops need {names}. Install them with your system's packages (on Debian: `sudo apt-get install {names}`)"
    ))
}

/// Debian's packages for what PHP lacks; `modules` is what `php -m` says, nothing when there is no PHP.
fn php_packages(modules: &str, has: impl Fn(&str) -> bool) -> Vec<&'static str> {
    let module = |name: &str| modules.lines().any(|line| line.trim() == name);
    let wanted = [
        (module("Core"), "php-cli"),
        (module("curl"), "php-curl"),
        (module("mbstring"), "php-mbstring"),
        (module("xml"), "php-xml"),
        (module("pdo_sqlite"), "php-sqlite3"),
        (has("phpunit"), "phpunit"), // brings the parser of PHP that our own analysis uses
        (has("phpcs"), "php-codesniffer"),
    ];
    wanted.into_iter().filter(|(there, _)| !there).map(|(_, package)| package).collect()
}

/// The path of the browser: `CHROMIUM`, or the first that the system has.
pub(crate) fn chromium() -> Option<String> {
    chosen_browser().or_else(|| {
        CHROMIUM_NAMES.iter().find_map(|name| in_path(name)).map(|path| path.display().to_string())
    })
}

fn chosen_browser() -> Option<String> {
    std::env::var("CHROMIUM").ok().filter(|path| !path.is_empty())
}

/// Debian keeps it where only root looks.
fn has_nginx() -> bool {
    std::env::var_os("NGINX").is_some() || in_path("nginx").is_some() || Path::new(NGINX).is_file()
}

fn look() -> Found {
    Found {
        node: in_path("node").is_some(),
        npm: in_path("npm").is_some() && in_path("npx").is_some(),
        chromium: chromium().is_some(),
        nginx: has_nginx(),
        php: in_path("php").is_some(),
        fonts: Path::new(FONTS).exists(),
    }
}

/// Debian's packages for what was not found.
fn packages(found: Found) -> Vec<&'static str> {
    let wanted = [
        (found.chromium, "chromium"),
        (found.node, "nodejs"),
        (found.npm, "npm"),
        (found.nginx, "nginx-light"),
        (found.php, "php-cli"),
        (found.fonts, "fonts-noto-core"),
    ];
    wanted.into_iter().filter(|(there, _)| !there).map(|(_, package)| package).collect()
}

fn install(lacking: &[&str]) -> Outcome {
    apt(&["update"])?;
    apt(&[&["install", "-y", "--no-install-recommends"], lacking].concat())
}

fn apt(args: &[&str]) -> Outcome {
    announce("tools", &format!("apt-get {}", args.join(" ")));
    let status = Command::new("apt-get")
        .args(args)
        .env("DEBIAN_FRONTEND", "noninteractive")
        .status()
        .map_err(|error| format!("step `tools` failed: apt-get does not start ({error})"))?;
    let sentence = || format!("step `tools` failed: `apt-get {}` ended with {status}", args.join(" "));
    status.success().then_some(()).ok_or_else(sentence)
}

/// What to ask people for, as a command they can paste.
fn request(needed: &[&str], lacking: &[&str], has_apt: bool) -> String {
    let command = format!(
        "sudo apt-get update && sudo apt-get install -y --no-install-recommends {}",
        lacking.join(" ")
    );
    let missing = needed.join(", ");
    if has_apt {
        format!("the browser tests need {missing}. Run:\n  {command}\n(CHROMIUM may name another browser.)")
    } else {
        format!(
            "the browser tests need {missing}. Install them with your system's packages; on Debian:\n  \
             {command}\n(CHROMIUM may name another browser.)"
        )
    }
}

fn check_node_version() -> Outcome {
    let said = answer("node", "--version").unwrap_or_default();
    match major(&said) {
        Some(version) if version >= NODE_MAJOR_MIN => Ok(()),
        _ => Err(format!(
            "the browser tests need Node {NODE_MAJOR_MIN} or newer; `node --version` says {said:?}"
        )),
    }
}

fn major(version: &str) -> Option<u32> {
    version.trim().strip_prefix('v')?.split('.').next()?.parse().ok()
}

pub(crate) fn is_root() -> bool {
    answer("id", "-u").is_some_and(|id| id.trim() == "0")
}

fn answer(program: &str, arg: &str) -> Option<String> {
    let output = Command::new(program).arg(arg).stderr(Stdio::null()).output().ok()?;
    Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

pub(crate) fn in_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: Found = Found { node: true, npm: true, chromium: true, nginx: true, php: true, fonts: true };

    #[test]
    fn nothing_is_installed_when_all_is_there() {
        assert!(packages(ALL).is_empty());
    }

    #[test]
    fn only_what_is_missing_is_installed() {
        assert_eq!(packages(Found { npm: false, chromium: false, ..ALL }), ["chromium", "npm"]);
        let lacking = packages(Found { node: false, nginx: false, php: false, fonts: false, ..ALL });
        assert_eq!(lacking, ["nodejs", "nginx-light", "php-cli", "fonts-noto-core"]);
    }

    #[test]
    fn php_lacks_what_it_does_not_name() {
        let modules = "[PHP Modules]\nCore\ncurl\nlibxml\nxml\n";
        let lacking = php_packages(modules, |name| name == "phpunit");
        assert_eq!(lacking, ["php-mbstring", "php-sqlite3", "php-codesniffer"]);
        assert_eq!(php_packages("", |_| true).first(), Some(&"php-cli"));
    }

    #[test]
    fn the_request_is_a_command_to_paste() {
        let words = request(&["npm"], &["npm", "fonts-noto-core"], true);
        assert!(words.contains(
            "sudo apt-get update && sudo apt-get install -y --no-install-recommends npm fonts-noto-core\n"
        ));
        assert!(request(&["npm"], &["npm"], false).contains("your system's packages"));
    }

    #[test]
    fn the_version_of_node_is_understood() {
        assert_eq!(major("v18.20.4"), Some(18));
        assert_eq!(major("nonsense"), None);
    }
}
