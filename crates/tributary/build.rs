//! Has the plugins for shops embedded anew when a file comes to them or goes: of those that were there the compiler knows itself.

/// Whose files `src/plugins.rs` embeds.
const FOLDERS: [&str; 4] =
    ["woocommerce/assets", "woocommerce/includes", "woocommerce/languages", "zencart/zc_plugins"];

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    for folder in FOLDERS {
        println!("cargo::rerun-if-changed=../../connectors/{folder}");
    }
}
