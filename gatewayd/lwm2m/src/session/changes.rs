//! What changes of the tree mean for a server.

use objects::{Change, ChangeKind, InstanceId, ObjectTree, Path};

use super::Session;
use crate::access::Grants;
use crate::account::{SERVER_OBJECT, ServerId, resource};
use crate::planner::ServerDefaults;

impl Session {
    /// Reads what the server may do; `known` are all servers.
    pub(crate) fn read_grants(&mut self, tree: &ObjectTree, known: &[ServerId]) {
        self.grants = Grants::read(tree, self.account.server, known);
    }

    /// Takes note that a rule of access control is another one: what the server may read now, it is told.
    pub(crate) fn rule_changed(&mut self, rule: InstanceId, tree: &ObjectTree, known: &[ServerId]) {
        for path in self.grants.refresh(tree, rule, (self.account.server, known)) {
            self.observations.reconsider(path);
        }
    }

    /// Takes note of a change; what follows from it is done by the next [`Self::handle_timeout`].
    pub(crate) fn handle_change(&mut self, change: &Change, tree: &ObjectTree) {
        self.observations.handle_change(change);
        match change.path {
            Path::Instance(..) => {
                self.update_owed |= tree.structure_version() != self.told_structure();
                if change.kind == ChangeKind::Removed {
                    self.forget(&change.path);
                }
            }
            Path::Resource(path)
                if path.object == SERVER_OBJECT && path.instance == self.account.instance =>
            {
                self.server_object_changed(path.resource.number(), tree);
            }
            Path::Resource(_) | Path::Object(_) | Path::Root => {}
        }
    }

    fn server_object_changed(&mut self, id: u16, tree: &ObjectTree) {
        match id {
            resource::LIFETIME | resource::BINDING => self.update_owed = true,
            resource::DEFAULT_PMIN | resource::DEFAULT_PMAX | resource::NOTIFICATION_MODE => {
                self.read_defaults(tree);
                let all = self.observations.tokens();
                self.resolve_conditions(&all);
                self.resolve_composites(&Path::Root);
            }
            _ => {}
        }
    }

    pub(super) fn read_defaults(&mut self, tree: &ObjectTree) {
        let seconds = |id| self.account.seconds(tree, id).and_then(|s| u32::try_from(s).ok());
        self.defaults = ServerDefaults {
            pmin: seconds(resource::DEFAULT_PMIN).unwrap_or(0),
            pmax: seconds(resource::DEFAULT_PMAX),
            confirmable: self.account.seconds(tree, resource::NOTIFICATION_MODE) == Some(1),
        };
    }

    /// Forgets the attributes of an instance that is gone, or of what a server has deleted. Those of another
    /// resource stay: it is only hidden while its device does not deliver.
    fn forget(&mut self, path: &Path) {
        self.attributes.forget(path);
        // It may be back before anybody looks, with observations that go on.
        let concerned = self.observations.below(path);
        self.resolve_conditions(&concerned);
        self.observations.composites.outdate(path);
    }

    /// Takes note that a server has deleted something, which is more than that it has no value.
    pub(crate) fn handle_deletion(&mut self, path: &Path) {
        self.observations.deleted(path);
        if let Path::Resource(_) = path {
            self.forget(path);
        }
    }
}
