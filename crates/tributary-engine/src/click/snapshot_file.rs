//! Links and codes on this node's own disk, as they last were: what a node that starts while the database is away answers
//! clicks from.

use super::snapshot::{Members, Route, Snapshot, Target};
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use tributary_core::{CodeId, LinkId, PartnerId, ProgramId, TenantId};

/// The file in the data directory.
const FILE: &str = "links.json";

#[derive(Serialize, Deserialize)]
struct Kept {
    routes: Vec<KeptRoute>,
    links: Vec<(String, KeptTarget)>,
    codes: Vec<(String, KeptTarget)>,
    #[serde(default)]
    members: Members,
}

#[derive(Serialize, Deserialize)]
struct KeptRoute {
    tenant: TenantId,
    program: ProgramId,
    shop: String,
    allowed_hosts: Vec<String>,
    window_days: u32,
    #[serde(default)]
    redirect_page: Option<String>,
    /// A file from before there was a choice says nothing, and then a no is heard.
    #[serde(default = "yes")]
    asks_consent: bool,
    #[serde(default)]
    refers: bool,
}

const fn yes() -> bool {
    true
}

#[derive(Serialize, Deserialize)]
struct KeptTarget {
    program: ProgramId,
    partner: PartnerId,
    paused: bool,
    #[serde(default)]
    ended: bool,
    link: Option<LinkId>,
    code: Option<CodeId>,
    value: String,
    destination: Option<String>,
}

impl Snapshot {
    /// Writes it into a data directory, whole or not at all.
    ///
    /// # Errors
    /// When the disk says no.
    pub fn save(&self, data: &Path) -> Result<()> {
        let trouble = |error| Error::Io("cannot keep the links on disk".to_owned(), error);
        let text = serde_json::to_vec(&self.kept()).map_err(|error| Error::Broken(error.to_string()))?;
        let (path, fresh) = (data.join(FILE), data.join("links.json.new"));
        let written = File::create(&fresh).and_then(|mut file| {
            file.write_all(&text)?;
            file.sync_all()
        });
        written.and_then(|()| std::fs::rename(&fresh, &path)).map_err(trouble)
    }

    /// Reads what [`Self::save`] wrote; nothing when there is nothing.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn saved(data: &Path) -> Result<Option<Self>> {
        let text = match std::fs::read(data.join(FILE)) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(Error::Io("cannot read the links on disk".to_owned(), error)),
        };
        let kept: Kept =
            serde_json::from_slice(&text).map_err(|error| Error::Broken(format!("{FILE}: {error}")))?;
        Ok(Some(Self::of(kept)))
    }

    fn kept(&self) -> Kept {
        let targets = |targets: &mut dyn Iterator<Item = (&String, &Target)>| {
            targets.map(|(key, target)| (key.clone(), KeptTarget::from(target))).collect()
        };
        Kept {
            routes: self.routes().iter().map(|route| KeptRoute::from(&**route)).collect(),
            links: targets(&mut self.links()),
            codes: targets(&mut self.codes()),
            members: self.members().clone(),
        }
    }

    fn of(kept: Kept) -> Self {
        let routes: Vec<Arc<Route>> = kept.routes.into_iter().map(|route| Arc::new(route.into())).collect();
        let known = |targets: Vec<(String, KeptTarget)>| {
            let with_route = |(key, target): (String, KeptTarget)| {
                let route = routes.iter().find(|route| route.program == target.program)?;
                Some((key, target.on(Arc::clone(route))))
            };
            targets.into_iter().filter_map(with_route).collect()
        };
        let (links, codes) = (known(kept.links), known(kept.codes));
        Self::of_parts(links, codes, routes, kept.members)
    }
}

impl From<&Route> for KeptRoute {
    fn from(route: &Route) -> Self {
        Self {
            tenant: route.tenant.clone(),
            program: route.program.clone(),
            shop: route.shop.clone(),
            allowed_hosts: route.allowed_hosts.clone(),
            window_days: route.window_days,
            redirect_page: route.redirect_page.clone(),
            asks_consent: route.asks_consent,
            refers: route.refers,
        }
    }
}

impl From<KeptRoute> for Route {
    fn from(kept: KeptRoute) -> Self {
        Self {
            tenant: kept.tenant,
            program: kept.program,
            shop: kept.shop,
            allowed_hosts: kept.allowed_hosts,
            window_days: kept.window_days,
            redirect_page: kept.redirect_page,
            asks_consent: kept.asks_consent,
            refers: kept.refers,
        }
    }
}

impl From<&Target> for KeptTarget {
    fn from(target: &Target) -> Self {
        Self {
            program: target.route.program.clone(),
            partner: target.partner.clone(),
            paused: target.paused,
            ended: target.ended,
            link: target.link.clone(),
            code: target.code.clone(),
            value: target.value.clone(),
            destination: target.destination.clone(),
        }
    }
}

impl KeptTarget {
    fn on(self, route: Arc<Route>) -> Target {
        Target {
            route,
            partner: self.partner,
            paused: self.paused,
            ended: self.ended,
            link: self.link,
            code: self.code,
            value: self.value,
            destination: self.destination,
            ready: Arc::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tributary_core::PublisherId;

    #[test]
    fn what_was_saved_is_what_is_read() {
        let route = Arc::new(Route {
            tenant: TenantId::from_bits(1),
            program: ProgramId::from_bits(2),
            shop: "https://shop.example".to_owned(),
            allowed_hosts: vec!["other.example".to_owned()],
            window_days: 7,
            redirect_page: Some("https://shop.example/retrack?a=b".to_owned()),
            asks_consent: false,
            refers: true,
        });
        let link = Target {
            route: Arc::clone(&route),
            partner: PartnerId::from_bits(3),
            paused: true,
            ended: true,
            link: Some(LinkId::from_bits(4)),
            code: None,
            value: "Sara".to_owned(),
            destination: Some("https://shop.example/sale".to_owned()),
            ready: Arc::default(),
        };
        let code = Target { link: None, code: Some(CodeId::from_bits(5)), ..link.clone() };
        let before = Snapshot::of_parts(
            [("sara".to_owned(), link.clone()), (link.link.as_ref().unwrap().to_string(), link)]
                .into_iter()
                .collect(),
            [("sara10".to_owned(), code)].into_iter().collect(),
            vec![route],
            [(PublisherId::from_bits(6), vec![(ProgramId::from_bits(2), LinkId::from_bits(4))])]
                .into_iter()
                .collect(),
        );
        let folder = tempfile::tempdir().unwrap();
        assert!(Snapshot::saved(folder.path()).unwrap().is_none());
        before.save(folder.path()).unwrap();
        let after = Snapshot::saved(folder.path()).unwrap().unwrap();
        assert_eq!(after.link("SARA"), before.link("sara"));
        assert_eq!(after.code("sara10"), before.code("sara10"));
        assert_eq!(after.fallback(), before.fallback());
        let member = after.member(&PublisherId::from_bits(6), &ProgramId::from_bits(2));
        assert!(member.is_some() && member == before.link("sara"));
        let old = r#"{"routes":[{"tenant":"ten_00000000000000000000000001","program":"prg_00000000000000000000000002",
            "shop":"https://shop.example","allowed_hosts":[],"window_days":7}],"links":[],"codes":[]}"#;
        std::fs::write(folder.path().join(FILE), old).unwrap();
        let old = Snapshot::saved(folder.path()).unwrap().unwrap();
        assert!(old.fallback().is_some_and(|route| route.asks_consent && route.redirect_page.is_none()));
        std::fs::write(folder.path().join(FILE), "{").unwrap();
        assert!(Snapshot::saved(folder.path()).is_err());
    }
}
