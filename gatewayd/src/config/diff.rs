//! What a reload has to do: the difference between two configurations, by name.

use std::collections::BTreeMap;

use super::model::Config;

/// What differs between a running configuration and a new one.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Changes {
    /// The adapters by what became of them.
    pub adapters: Names,
    /// The servers by what became of them.
    pub servers: Names,
    /// Whether `[bootstrap]` differs.
    pub bootstrap: bool,
    /// Whether the Device object says something else.
    pub device: bool,
    /// Whether `[gateway]` or what concerns the machine differs, which takes effect only after a restart.
    pub needs_restart: bool,
}

/// The names in a group of tables by what became of them, each in alphabetical order.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Names {
    /// To be started.
    pub added: Vec<String>,
    /// To be stopped and started anew.
    pub changed: Vec<String>,
    /// To be stopped.
    pub removed: Vec<String>,
    /// To be left alone.
    pub unchanged: Vec<String>,
}

impl Changes {
    /// Whether there is nothing to do.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.adapters.is_empty()
            && self.servers.is_empty()
            && !self.bootstrap
            && !self.device
            && !self.needs_restart
    }
}

impl Names {
    /// Whether all of them are unchanged.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty() && self.removed.is_empty()
    }

    fn between<T: PartialEq>(old: &BTreeMap<String, T>, new: &BTreeMap<String, T>) -> Self {
        let mut names = Self::default();
        names
            .removed
            .extend(old.keys().filter(|name| !new.contains_key(*name)).cloned());
        for (name, entry) in new {
            let list = match old.get(name) {
                None => &mut names.added,
                Some(before) if before == entry => &mut names.unchanged,
                Some(_) => &mut names.changed,
            };
            list.push(name.clone());
        }
        names
    }
}

/// What has to be done to get from `old` to `new`.
#[must_use]
pub fn diff(old: &Config, new: &Config) -> Changes {
    Changes {
        adapters: Names::between(&old.adapters, &new.adapters),
        servers: Names::between(&old.servers, &new.servers),
        bootstrap: old.bootstrap != new.bootstrap,
        device: old.device != new.device,
        needs_restart: old.gateway != new.gateway || old.machine != new.machine,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted_by_what_became_of_them() {
        let map = |entries: &[(&str, i32)]| {
            entries
                .iter()
                .map(|(name, entry)| ((*name).to_owned(), *entry))
                .collect()
        };
        let names = Names::between(
            &map(&[("a", 1), ("b", 1), ("c", 1)]),
            &map(&[("b", 1), ("c", 2), ("d", 1)]),
        );
        let expected = Names {
            added: vec!["d".into()],
            changed: vec!["c".into()],
            removed: vec!["a".into()],
            unchanged: vec!["b".into()],
        };
        assert_eq!(names, expected);
        assert!(!names.is_empty());
    }
}
