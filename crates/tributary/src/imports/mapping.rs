//! Which column holds which field, as people say it: by the column's name.

use tributary_engine::import::{self, Plan};

/// Puts a column in the place of a field in every table that has both, or takes the field's away; says whether any had them.
pub fn put(plan: &mut Plan, field: &str, column: Option<&str>) -> bool {
    let mut found = false;
    for part in &mut plan.parts {
        if !import::fields(part.kind).iter().any(|known| known.name == field) {
            continue;
        }
        let Some(column) = column else {
            part.mapping.remove(field);
            found = true;
            continue;
        };
        if let Some(at) = part.columns.iter().position(|name| import::fold(name) == import::fold(column)) {
            part.mapping.retain(|_, taken| *taken != at);
            part.mapping.insert(field.to_owned(), at);
            found = true;
        }
    }
    found
}
