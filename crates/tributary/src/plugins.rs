//! The plugins for shops, which this server brings along: their files as zips that a shop takes in, and their versions. The same
//! files make the same bytes, whenever and wherever. Start at [`of_platform`].

use bytes::Bytes;
use rust_embed::Embed;
use std::borrow::Cow;
use std::io::{Cursor, Write};
use std::sync::LazyLock;
use tributary_engine::{Error, Result};
use zip::result::ZipResult;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

const WOOCOMMERCE_MAIN: &str = include_str!("../../../connectors/woocommerce/tributary.php");
const ZENCART_MANIFEST: &str =
    include_str!("../../../connectors/zencart/zc_plugins/Tributary/v1.0.0/manifest.php");

#[derive(Embed)]
#[folder = "../../connectors/woocommerce/assets"]
#[prefix = "tributary/assets/"]
struct WooCommerceAssets;

#[derive(Embed)]
#[folder = "../../connectors/woocommerce/includes"]
#[prefix = "tributary/includes/"]
struct WooCommerceIncludes;

#[derive(Embed)]
#[folder = "../../connectors/woocommerce/languages"]
#[prefix = "tributary/languages/"]
struct WooCommerceLanguages;

#[derive(Embed)]
#[folder = "../../connectors/zencart/zc_plugins"]
#[prefix = "zc_plugins/"]
struct ZenCartPlugins;

/// A file: its path in the zip, and what is in it.
type File = (String, Cow<'static, [u8]>);

/// A plugin for a shop.
#[derive(Debug)]
pub struct Plugin {
    /// What the shop runs on, as connections call it.
    pub platform: &'static str,
    /// The zip's name.
    pub file: &'static str,
    version: LazyLock<String>,
    zip: LazyLock<std::result::Result<Zip, String>>,
}

/// A plugin's zip.
#[derive(Debug, Clone)]
pub struct Zip {
    /// The zip.
    pub bytes: Bytes,
    /// Changes with it: a value for `ETag`.
    pub tag: String,
}

static PLUGINS: [Plugin; 2] = [
    Plugin {
        platform: "woocommerce",
        file: "tributary-woocommerce.zip",
        version: LazyLock::new(|| between(WOOCOMMERCE_MAIN, " * Version:", "\n")),
        zip: LazyLock::new(|| packed(woocommerce())),
    },
    Plugin {
        platform: "zencart",
        file: "tributary-zencart.zip",
        version: LazyLock::new(|| between(ZENCART_MANIFEST, "'pluginVersion' => 'v", "'")),
        zip: LazyLock::new(|| packed(zencart())),
    },
];

/// The plugin for a platform, as connections call it.
#[must_use]
pub fn of_platform(platform: &str) -> Option<&'static Plugin> {
    PLUGINS.iter().find(|plugin| plugin.platform == platform)
}

/// The plugin whose zip has this name.
#[must_use]
pub fn of_file(file: &str) -> Option<&'static Plugin> {
    PLUGINS.iter().find(|plugin| plugin.file == file)
}

impl Plugin {
    /// Its own version, such as `1.0.0`.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Whether it is newer than what a shop has; not where the shop does not say that in numbers.
    #[must_use]
    pub fn is_newer_than(&self, version: &str) -> bool {
        let numbers =
            |text: &str| text.split('.').map(|part| part.parse().ok()).collect::<Option<Vec<u32>>>();
        numbers(version).is_some_and(|theirs| numbers(self.version()).is_some_and(|ours| ours > theirs))
    }

    /// Where it can be fetched from this server; the address changes with the version.
    #[must_use]
    pub fn path(&self) -> String {
        format!("/downloads/{}?v={}", self.file, self.version())
    }

    /// The zip, made when it is first asked for.
    ///
    /// # Errors
    /// [`Error::Broken`] if it could not be made.
    pub fn zip(&self) -> Result<Zip> {
        (*self.zip).clone().map_err(Error::Broken)
    }
}

/// WordPress wants one folder with the plugin's name.
fn woocommerce() -> Vec<File> {
    let mut files = embedded::<WooCommerceAssets>();
    files.extend(embedded::<WooCommerceIncludes>());
    files.extend(embedded::<WooCommerceLanguages>());
    files.extend([
        alone("tributary/tributary.php", WOOCOMMERCE_MAIN),
        alone("tributary/uninstall.php", include_str!("../../../connectors/woocommerce/uninstall.php")),
        alone("tributary/readme.txt", include_str!("../../../connectors/woocommerce/readme.txt")),
        alone("tributary/LICENSE", include_str!("../../../connectors/woocommerce/LICENSE")),
    ]);
    files
}

/// Zen Cart wants it below the shop's own folder, so the zip is unpacked there.
fn zencart() -> Vec<File> {
    let mut files = embedded::<ZenCartPlugins>();
    let licence = include_str!("../../../connectors/zencart/LICENSE");
    files.push(alone("zc_plugins/Tributary/v1.0.0/LICENSE", licence));
    files
}

fn embedded<Folder: Embed>() -> Vec<File> {
    let names = Folder::iter().filter(|name| !name.rsplit('/').next().unwrap_or_default().starts_with('.'));
    names.filter_map(|name| Folder::get(&name).map(|file| (name.into_owned(), file.data))).collect()
}

fn alone(path: &str, text: &'static str) -> File {
    (path.to_owned(), Cow::Borrowed(text.as_bytes()))
}

fn packed(files: Vec<File>) -> std::result::Result<Zip, String> {
    let bytes = zipped(files).map_err(|error| format!("a plugin could not be packed: {error}"))?;
    let tag = format!("\"{}\"", &blake3::hash(&bytes).to_hex()[..32]);
    Ok(Zip { bytes: bytes.into(), tag })
}

/// In order of their paths, each of one moment long ago: nothing of the machine is in it.
fn zipped(mut files: Vec<File>) -> ZipResult<Vec<u8>> {
    files.sort_unstable();
    let how = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, content) in files {
        zip.start_file(path, how)?;
        zip.write_all(&content)?;
    }
    Ok(zip.finish()?.into_inner())
}

/// What a text says between two others; nothing where it does not.
fn between(text: &str, before: &str, after: &str) -> String {
    let rest = text.split_once(before).map_or("", |(_, rest)| rest);
    rest.split_once(after).map_or("", |(found, _)| found).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;
    use std::fs;
    use std::io::Read;
    use std::path::{Path, PathBuf};
    use zip::ZipArchive;

    /// What stays out of a zip: what is for those who work on the plugin.
    const LEFT_OUT: [&str; 3] = ["tests", "tools", "phpcs.xml"];

    fn unpacked(plugin: &Plugin) -> BTreeMap<String, Vec<u8>> {
        let mut zip = ZipArchive::new(Cursor::new(plugin.zip().unwrap().bytes)).unwrap();
        let names: Vec<String> = zip.file_names().map(|name| name.unwrap().into_owned()).collect();
        let content = |name: String| {
            let mut bytes = Vec::new();
            zip.by_name(&name).unwrap().read_to_end(&mut bytes).unwrap();
            (name, bytes)
        };
        names.into_iter().map(content).collect()
    }

    fn on_disk(folder: &Path, under: &str) -> BTreeMap<String, Vec<u8>> {
        let mut found = BTreeMap::new();
        for entry in fs::read_dir(folder).unwrap() {
            let path: PathBuf = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap();
            if LEFT_OUT.contains(&name) {
                continue;
            }
            let inside = format!("{under}{name}");
            if path.is_dir() {
                found.extend(on_disk(&path, &format!("{inside}/")));
            } else {
                found.insert(inside, fs::read(&path).unwrap());
            }
        }
        found
    }

    fn connector(name: &str) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../connectors").join(name)
    }

    #[test]
    fn the_zip_for_wordpress_is_the_plugins_folder_without_tests_and_tools() {
        let zip = unpacked(of_platform("woocommerce").unwrap());
        let disk = on_disk(&connector("woocommerce"), "tributary/");
        assert_eq!(zip.keys().collect::<Vec<_>>(), disk.keys().collect::<Vec<_>>());
        assert_eq!(zip, disk);
        assert!(zip.contains_key("tributary/tributary.php") && zip.contains_key("tributary/LICENSE"));
    }

    #[test]
    fn the_zip_for_zen_cart_unpacks_into_the_shop_with_its_licence() {
        let mut zip = unpacked(of_platform("zencart").unwrap());
        let licence = zip.remove("zc_plugins/Tributary/v1.0.0/LICENSE").unwrap();
        assert_eq!(licence, fs::read(connector("zencart").join("LICENSE")).unwrap());
        assert_eq!(zip, on_disk(&connector("zencart").join("zc_plugins"), "zc_plugins/"));
    }

    #[test]
    fn the_same_files_make_the_same_bytes_in_whichever_order() {
        let mut turned = woocommerce();
        turned.reverse();
        let plugin = of_file("tributary-woocommerce.zip").unwrap();
        assert_eq!(plugin.zip().unwrap().bytes, zipped(turned).unwrap());
        let mut changed = woocommerce();
        changed[0].1 = Cow::Borrowed(b"changed");
        assert_ne!(packed(changed).unwrap().tag, plugin.zip().unwrap().tag);
    }

    #[test]
    fn an_older_plugin_is_told_from_an_equal_a_newer_and_a_strange_one() {
        let plugin = Plugin {
            platform: "",
            file: "",
            version: LazyLock::new(|| "1.10.0".to_owned()),
            zip: LazyLock::new(|| packed(Vec::new())),
        };
        let newer = |theirs| plugin.is_newer_than(theirs);
        assert!(newer("1.9.9") && newer("0.1") && newer("1.10"));
        assert!(!newer("1.10.0") && !newer("1.10.1") && !newer("2.0.0") && !newer("") && !newer("dev"));
    }

    #[test]
    fn versions_are_those_that_the_plugins_say_themselves() {
        for platform in ["woocommerce", "zencart"] {
            let version = of_platform(platform).unwrap().version();
            let numbers: Vec<_> = version.split('.').map(str::parse::<u32>).collect();
            assert!(numbers.len() == 3 && numbers.iter().all(|number| number.is_ok()), "{version}");
        }
        let said = format!("const VERSION = '{}';", of_platform("woocommerce").unwrap().version());
        assert!(WOOCOMMERCE_MAIN.contains(&said), "the header and {said}");
    }
}
