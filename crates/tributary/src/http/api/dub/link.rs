//! The link behind a lead, as Dub shows links.

use serde::Serialize;
use tributary_core::{ClickId, TenantId};
use tributary_engine::db::Tx;
use tributary_engine::{Error, Result, click, link};

/// The link that was clicked.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = DubLink)]
pub(super) struct Link {
    /// Its id.
    id: String,
    /// The host it stands on.
    domain: String,
    /// Its slug.
    key: String,
    /// The whole address.
    short_link: String,
    /// Where it leads.
    url: String,
    /// Whose it is.
    #[schema(required)]
    partner_id: Option<String>,
    /// The program it counts in.
    #[schema(required)]
    program_id: Option<String>,
    /// Always null.
    #[schema(required)]
    tenant_id: Option<String>,
    /// Always null.
    #[schema(required)]
    external_id: Option<String>,
}

/// The link of a click; none for a click on a code, or one that is not known here.
pub(super) fn of_click(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    click: Option<&str>,
    base_url: &str,
) -> Result<Option<Link>> {
    let Some(id) = click.and_then(|click| ClickId::parse(click.split('.').next().unwrap_or(click)).ok())
    else {
        return Ok(None);
    };
    let found = click::recorded_or_told(tx, tenant, &id)?;
    let Some(id) = found.and_then(|click| click.link) else { return Ok(None) };
    let link = match link::load(tx, tenant, &id) {
        Err(Error::NotFound(_)) => return Ok(None),
        found => found?,
    };
    let host = base_url.split("://").nth(1).unwrap_or_default().trim_end_matches('/');
    Ok(Some(Link {
        id: link.id.to_string(),
        domain: host.to_owned(),
        short_link: format!("{}/t/{}", base_url.trim_end_matches('/'), link.slug),
        key: link.slug,
        url: link.destination,
        partner_id: Some(link.partner.to_string()),
        program_id: Some(link.program.to_string()),
        tenant_id: None,
        external_id: None,
    }))
}
