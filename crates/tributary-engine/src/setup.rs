//! The first start: everything a fresh data directory needs, made in one transaction. And further brands on the same server.

use crate::access::{self, NewKey, NewUser, Role};
use crate::audit::Actor;
use crate::chance;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::program::{self, NewProgram};
use crate::seal::Sealer;
use crate::store::{self, NewStore};
use tributary_core::{ProgramId, StoreId, TenantId, Timestamp, UserId};

const BRAND_CHARS_MAX: usize = 100;

/// What an installation is made from. The store's URL and time zone were checked by the edge.
#[derive(Debug, Clone)]
pub struct NewInstallation {
    /// Where the owner signs in.
    pub admin_email: String,
    /// The owner's hashed password, from [`access::hash_password`].
    pub password_hash: String,
    /// The shop.
    pub store: NewStore,
    /// The preset of the program that judges the shop's orders.
    pub preset: String,
    /// The secrets that the shop's webhooks may be signed with; one is made when there is none.
    pub webhook_secrets: Vec<String>,
}

/// What was made.
#[derive(Debug, Clone)]
pub struct Installed {
    /// Whose server it is now.
    pub tenant: TenantId,
    /// The owner.
    pub user: UserId,
    /// The shop.
    pub store: StoreId,
    /// The program.
    pub program: ProgramId,
    /// A key that may do everything; its secret is never shown again.
    pub api_key: NewKey,
    /// The webhook secret, when none was given.
    pub webhook_secret_generated: Option<String>,
}

/// Makes a tenant with its owner, store, webhook secret, program and API key, and closes the setup.
///
/// # Errors
/// [`Error::Conflict`] when there is an owner already, [`Error::Invalid`] names the field.
pub fn install(tx: &mut Tx<'_>, sealer: &Sealer, new: &NewInstallation, now: Timestamp) -> Result<Installed> {
    if access::user_count(tx)? > 0 {
        return Err(Error::Conflict("this server already has an owner: sign in instead".to_owned()));
    }
    let tenant = access::create_tenant(tx, new.store.name.trim(), now)?;
    let owner = NewUser {
        email: new.admin_email.clone(),
        name: String::new(),
        role: Role::Owner,
        password_hash: new.password_hash.clone(),
    };
    let setup = Actor::system(&tenant, "setup");
    let user = access::create_user(tx, &setup, &owner, now)?;
    let shop = (&new.store, new.preset.as_str());
    let (store, program) = open_shop(tx, (&tenant, new.admin_email.trim()), shop, now)?;
    let webhook_secret_generated = keep_secrets(tx, sealer, (&tenant, &store), &new.webhook_secrets, now)?;
    let api_key = access::create_key(tx, &setup, "Setup", &["all".to_owned()], now)?;
    access::close_setup(tx)?;
    Ok(Installed { tenant, user, store, program, api_key, webhook_secret_generated })
}

/// What a further brand is made from. The store's URL and time zone were checked by the edge.
#[derive(Debug, Clone)]
pub struct NewBrand {
    /// What people call it.
    pub name: String,
    /// Its owner, who is invited.
    pub owner_email: String,
    /// Its first shop.
    pub store: NewStore,
    /// The preset of the program that judges the shop's orders.
    pub preset: String,
}

/// A brand that was made.
#[derive(Debug, Clone)]
pub struct AddedBrand {
    /// Whose data it is.
    pub tenant: TenantId,
    /// Its first shop.
    pub store: StoreId,
    /// The program.
    pub program: ProgramId,
    /// What goes into the owner's link; never shown again.
    pub invitation: String,
}

/// Makes a further tenant with its store and program, and invites its owner.
///
/// # Errors
/// [`Error::Conflict`] before the first start, [`Error::Invalid`] names the field.
pub fn add_brand(tx: &mut Tx<'_>, sealer: &Sealer, new: &NewBrand, now: Timestamp) -> Result<AddedBrand> {
    if access::user_count(tx)? == 0 {
        return Err(Error::Conflict("this server has no owner yet: run tributary setup first".to_owned()));
    }
    let name = new.name.trim();
    if name.is_empty() || name.chars().count() > BRAND_CHARS_MAX {
        return Err(Error::field("/brand", "length", "Give the brand a name of 1 to 100 characters."));
    }
    let tenant = access::create_tenant(tx, name, now)?;
    let by = Actor::system(&tenant, "command line");
    let (_, invitation) = access::invite(tx, &by, (&new.owner_email, Role::Owner), now)?;
    let shop = (&new.store, new.preset.as_str());
    let (store, program) = open_shop(tx, (&tenant, new.owner_email.trim()), shop, now)?;
    keep_secrets(tx, sealer, (&tenant, &store), &[], now)?;
    Ok(AddedBrand { tenant, store, program, invitation })
}

/// A shop with the program that judges its orders.
fn open_shop(
    tx: &mut Tx<'_>,
    (tenant, by): (&TenantId, &str),
    (shop, preset): (&NewStore, &str),
    now: Timestamp,
) -> Result<(StoreId, ProgramId)> {
    let store = store::create(tx, tenant, shop, now)?;
    let of_program =
        NewProgram { name: shop.name.trim().to_owned(), preset: preset.to_owned(), by: by.to_owned() };
    let program = program::create(tx, tenant, &store, &of_program, now)?;
    Ok((store, program))
}

fn keep_secrets(
    tx: &mut Tx<'_>,
    sealer: &Sealer,
    (tenant, id): (&TenantId, &StoreId),
    given: &[String],
    now: Timestamp,
) -> Result<Option<String>> {
    let store = store::load(tx, tenant, id)?;
    for secret in given {
        store::add_secret(tx, &store, sealer, secret, now)?;
    }
    if !given.is_empty() {
        return Ok(None);
    }
    let generated = chance::secret()?;
    store::add_secret(tx, &store, sealer, &generated, now)?;
    Ok(Some(generated))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Engine;
    use crate::own::Own;
    use tributary_core::Currency;

    fn new(preset: &str, secrets: &[&str]) -> NewInstallation {
        NewInstallation {
            admin_email: "ada@example.com".to_owned(),
            password_hash: "$argon2id$".to_owned(),
            store: NewStore {
                name: "Shop".to_owned(),
                url: "https://shop.example".to_owned(),
                currency: Currency::try_from("SEK".to_owned()).unwrap(),
                timezone: "Europe/Stockholm".to_owned(),
            },
            preset: preset.to_owned(),
            webhook_secrets: secrets.iter().map(|&secret| secret.to_owned()).collect(),
        }
    }

    fn with_engine(check: impl FnOnce(&Engine)) {
        check(&Own::new().engine());
    }

    fn install_on(engine: &Engine, new: NewInstallation) -> Result<Installed> {
        let (sealer, now) = (engine.sealer.clone(), engine.now());
        engine.db.write_wait(move |tx| install(tx, &sealer, &new, now))
    }

    #[test]
    fn a_server_is_installed_once() {
        with_engine(|engine| {
            let first = install_on(engine, new("reftrackr", &[])).unwrap();
            assert!(first.webhook_secret_generated.is_some_and(|secret| secret.len() > 30));
            let second = install_on(engine, new("reftrackr", &[]));
            assert!(matches!(second, Err(Error::Conflict(_))), "{second:?}");
        });
    }

    #[test]
    fn given_secrets_are_kept_and_none_is_made() {
        with_engine(|engine| {
            let made = install_on(engine, new("infumar", &["one", "two"])).unwrap();
            assert_eq!(made.webhook_secret_generated, None);
            let sealer = engine.sealer.clone();
            let secrets = engine.db.read_wait(move |tx| {
                let store = store::by_id(tx, &made.store)?;
                store::secrets(tx, &store, &sealer)
            });
            let mut secrets = secrets.unwrap();
            secrets.sort(); // both were made in one millisecond
            assert_eq!(secrets, ["one", "two"]);
        });
    }

    #[test]
    fn a_wrong_preset_leaves_nothing_behind() {
        with_engine(|engine| {
            assert!(matches!(install_on(engine, new("nonesuch", &[])), Err(Error::Invalid(_))));
            assert_eq!(engine.db.read_wait(access::user_count).unwrap(), 0);
        });
    }
}
