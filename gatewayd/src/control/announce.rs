//! Objects that follow the published status, and the signals that say so.

use std::collections::{BTreeMap, HashMap};

use zbus::fdo::Properties;
use zbus::object_server::{Interface, SignalEmitter};
use zbus::{ObjectServer, OwnedVariant, Variant};

/// An object on the bus that shows a part of the status.
pub(super) trait Object: Interface + Sized {
    /// What it shows.
    type Info: Clone + PartialEq + Send + Sync;

    /// Properties that are not announced when they change, because they always do.
    const SILENT: &'static [&'static str] = &[];

    /// Lets it show something else.
    ///
    /// This does not take it exclusively: a method of the object may be waiting for a device.
    fn replace(&self, info: Self::Info);
}

/// Lets the object at `path` show `info`, and announces which properties that has changed.
pub(super) async fn announce<O: Object>(
    server: &ObjectServer,
    path: &str,
    info: O::Info,
) -> zbus::Result<()> {
    let interface = server.interface::<_, O>(path).await?;
    let emitter = interface.signal_emitter();
    let (before, after) = {
        let object = interface.get().await;
        let before = properties::<O>(&object, server, emitter).await?;
        object.replace(info);
        (before, properties::<O>(&object, server, emitter).await?)
    };
    let changed: HashMap<&str, Variant<'_>> = after
        .iter()
        .filter(|(name, value)| before.get(*name) != Some(value))
        .map(|(name, value)| Ok((name.as_str(), Variant::try_from(value)?)))
        .collect::<zbus::Result<_>>()?;
    let gone: Vec<&str> = before
        .keys()
        .filter(|name| !after.contains_key(*name))
        .map(String::as_str)
        .collect();
    if changed.is_empty() && gone.is_empty() {
        return Ok(());
    }
    Properties::properties_changed(emitter, O::name(), changed, gone.into()).await
}

async fn properties<O: Object>(
    object: &O,
    server: &ObjectServer,
    emitter: &SignalEmitter<'_>,
) -> zbus::Result<HashMap<String, OwnedVariant>> {
    let mut all = object
        .get_all(server, emitter.connection(), None, emitter)
        .await?;
    all.retain(|name, _| !O::SILENT.contains(&name.as_str()));
    Ok(all)
}

/// All objects of one kind.
pub(super) struct Collection<O: Object> {
    known: BTreeMap<String, O::Info>,
}

impl<O: Object> Collection<O> {
    pub(super) const fn new() -> Self {
        Self {
            known: BTreeMap::new(),
        }
    }

    /// Makes the objects on the bus those that are `wanted`, by their paths; `build` makes a new one.
    pub(super) async fn update(
        &mut self,
        server: &ObjectServer,
        wanted: BTreeMap<String, O::Info>,
        build: impl Fn(O::Info) -> O,
    ) -> zbus::Result<()> {
        let gone: Vec<String> = self
            .known
            .keys()
            .filter(|path| !wanted.contains_key(*path))
            .cloned()
            .collect();
        for path in gone {
            self.known.remove(&path);
            server.remove::<O, _>(path.as_str()).await?;
        }
        for (path, info) in wanted {
            match self.known.insert(path.clone(), info.clone()) {
                None => drop(server.at(path.as_str(), build(info)).await?),
                Some(before) if before == info => {}
                Some(_) => announce::<O>(server, &path, info).await?,
            }
        }
        Ok(())
    }
}
