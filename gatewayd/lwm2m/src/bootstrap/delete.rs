//! Bootstrap-Delete, and what it leaves alone (core §6.1.7.6).

use objects::{InstanceId, ObjectId, ObjectTree, Path};

use crate::accounts::{ACCOUNT_OBJECTS, Accounts, OSCORE_OBJECT, SECURITY_OBJECT};
use crate::outcome::Outcome;

/// Deletes what there is at `target`; that nothing is there is no mistake.
///
/// The bootstrap account of `before` and the objects of the gateway and its devices stay: a delete of all is
/// silent about them, one that names them is refused.
pub(super) fn delete(
    accounts: &mut Accounts,
    before: &Accounts,
    target: Path,
    tree: &ObjectTree,
) -> Result<(), Outcome> {
    match target {
        Path::Root => ACCOUNT_OBJECTS
            .iter()
            .for_each(|object| all_of(accounts, before, *object)),
        Path::Object(object) if ACCOUNT_OBJECTS.contains(&object) => all_of(accounts, before, object),
        Path::Instance(object, instance) if ACCOUNT_OBJECTS.contains(&object) => {
            if protected(accounts, before, object, instance) {
                return Err(Outcome::BadRequest);
            }
            accounts.remove(object, instance);
        }
        Path::Object(object) | Path::Instance(object, _) if tree.object(object).is_some() => {
            return Err(Outcome::BadRequest);
        }
        Path::Object(_) | Path::Instance(..) => {}
        Path::Resource(_) => return Err(Outcome::BadRequest),
    }
    Ok(())
}

/// Deletes all instances of an object but those of the bootstrap account.
pub(super) fn all_of(accounts: &mut Accounts, before: &Accounts, object: ObjectId) {
    let gone: Vec<InstanceId> = accounts
        .instances(object)
        .filter(|id| !protected(accounts, before, object, *id))
        .collect();
    for instance in gone {
        accounts.remove(object, instance);
    }
}

/// Whether an instance belongs to the bootstrap account. One that was made the account of a server is no longer
/// protected: what it was before comes back with the Finish.
fn protected(accounts: &Accounts, before: &Accounts, object: ObjectId, instance: InstanceId) -> bool {
    let Some(account) = before.bootstrap() else {
        return false;
    };
    match object {
        SECURITY_OBJECT => instance == account && accounts.is_bootstrap(instance),
        OSCORE_OBJECT => before.oscore_of(account) == Some(instance),
        _ => false,
    }
}
