//! What the source notes in the audit log, read from the source itself, so that a test knows an act from its first day.

use std::collections::BTreeSet;
use std::path::Path;

/// Every source file of both crates that notes something, without its tests.
pub(super) fn sources() -> Vec<String> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    for room in ["src", "../tributary-engine/src"] {
        read(&here.join(room), &mut found);
    }
    assert!(found.len() > 15, "only {} files note something", found.len());
    found
}

fn read(folder: &Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            read(&path, found);
        } else if path.extension().is_some_and(|kind| kind == "rs")
            && !path.ends_with(file!().rsplit('/').next().unwrap())
        {
            let text = std::fs::read_to_string(path).unwrap();
            let code = text.split("#[cfg(test)]").next().unwrap().to_owned();
            found.extend(Some(code).filter(|code| code.contains("Note::on(")));
        }
    }
}

/// The acts of a file: what each note begins with, or, where that is a variable, every act that the file names.
pub(super) fn acts(source: &str) -> BTreeSet<String> {
    let firsts = source.split("Note::on(").skip(1);
    let literal = |rest: &str| rest.trim_start().strip_prefix('"')?.split('"').next().map(str::to_owned);
    let mut acts = BTreeSet::new();
    for rest in firsts {
        match literal(rest) {
            Some(act) => drop(acts.insert(act)),
            None => acts.extend(quoted(source).filter(|text| is_act(text))),
        }
    }
    acts
}

/// The names of what the notes of a file say: members of `json!`.
pub(super) fn members(source: &str) -> BTreeSet<String> {
    let blocks = source.split("json!({").skip(1).filter_map(|rest| rest.split("})").next());
    let names = blocks.flat_map(|block| block.split("\":").filter_map(|part| part.rsplit('"').next()));
    names
        .filter(|name| !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c == '_'))
        .map(str::to_owned)
        .collect()
}

fn quoted(source: &str) -> impl Iterator<Item = String> {
    source.split('"').skip(1).step_by(2).map(str::to_owned)
}

fn is_act(text: &str) -> bool {
    let word = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    text.split_once('.').is_some_and(|(kind, did)| word(kind) && word(did))
}
