//! Which object instance belongs to which device, for ever.
//!
//! An instance number is given once and kept in the state directory. It is never given to another device
//! while the first may come back, so that what a server has stored under a path stays true.

use std::collections::{BTreeMap, HashMap};

use objects::{InstanceId, ObjectId, ResourceId};
use serde::{Deserialize, Serialize};

use crate::state::{StateDir, StateError};

/// The file in the state directory.
const FILE: &str = "instances.json";

/// Points of one device that share an object fill different resources of one instance; two points for
/// the same resource take two instances.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
pub(super) struct Instances {
    /// Object → instance → who it belongs to.
    objects: BTreeMap<u16, BTreeMap<u16, Slot>>,
    /// Object → owner → its instances; a device finds its own without a search through all.
    #[serde(skip)]
    owned: HashMap<u16, HashMap<String, Vec<u16>>>,
    #[serde(skip)]
    changed: bool,
}

/// One instance that was given away.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
struct Slot {
    /// `<adapter>/<device>`.
    owner: String,
    /// Resource → name of the point that fills it.
    points: BTreeMap<u16, String>,
}

/// An instance number cannot be had.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub(super) enum InstanceError {
    #[error("/{object}/{instance} was given to {owner} and stays reserved for it")]
    Taken {
        object: ObjectId,
        instance: InstanceId,
        owner: String,
    },
    #[error("all instances of object {0} are given away")]
    Exhausted(ObjectId),
}

impl Instances {
    pub(super) fn load(state: &StateDir) -> Result<Self, StateError> {
        Ok(state.read_json::<Self>(FILE)?.unwrap_or_default().indexed())
    }

    /// Fills the index from what was read.
    fn indexed(mut self) -> Self {
        for (object, slots) in &self.objects {
            let owned = self.owned.entry(*object).or_default();
            for (number, slot) in slots {
                owned.entry(slot.owner.clone()).or_default().push(*number);
            }
        }
        self
    }

    /// Writes what was given away since the last time.
    pub(super) fn save(&mut self, state: &StateDir) -> Result<(), StateError> {
        if self.changed {
            state.write_json(FILE, self)?;
            self.changed = false;
        }
        Ok(())
    }

    /// The instance for a point: the one it has always had, or one that is free for it.
    pub(super) fn assign(
        &mut self,
        object: ObjectId,
        resource: ResourceId,
        owner: &str,
        point: &str,
        wanted: Option<InstanceId>,
    ) -> Result<InstanceId, InstanceError> {
        let slots = self.objects.entry(object.number()).or_default();
        let owned = self.owned.entry(object.number()).or_default();
        let resource = resource.number();
        let number = match wanted {
            Some(instance) => {
                let free = slots
                    .get(&instance.number())
                    .is_none_or(|slot| slot.accepts(owner, resource, point));
                if !free {
                    let owner = slots
                        .get(&instance.number())
                        .map(|slot| slot.owner.clone())
                        .unwrap_or_default();
                    return Err(InstanceError::Taken {
                        object,
                        instance,
                        owner,
                    });
                }
                instance.number()
            }
            None => find(
                slots,
                owned.get(owner).map_or(&[], Vec::as_slice),
                resource,
                point,
            ),
        };
        let instance = InstanceId::try_from(number).map_err(|_| InstanceError::Exhausted(object))?;
        let slot = slots.entry(number).or_insert_with(|| {
            owned.entry(owner.to_owned()).or_default().push(number);
            Slot {
                owner: owner.to_owned(),
                points: BTreeMap::new(),
            }
        });
        if slot.points.get(&resource).is_none_or(|name| name != point) {
            slot.points.insert(resource, point.to_owned());
            self.changed = true;
        }
        Ok(instance)
    }

    /// The one instance of an object that has a single one. A device that comes takes it over from one that
    /// has gone: reserved for ever, nobody else could ever fill it.
    pub(super) fn assign_single(
        &mut self,
        object: ObjectId,
        resource: ResourceId,
        owner: &str,
        point: &str,
    ) -> InstanceId {
        const ONLY: InstanceId = InstanceId::new(0);
        let slots = self.objects.entry(object.number()).or_default();
        let same = slots.get(&ONLY.number()).is_some_and(|slot| slot.owner == owner);
        if !same {
            let slot = Slot {
                owner: owner.to_owned(),
                points: BTreeMap::new(),
            };
            *slots = BTreeMap::from([(ONLY.number(), slot)]);
            let owned = HashMap::from([(owner.to_owned(), vec![ONLY.number()])]);
            self.owned.insert(object.number(), owned);
            self.changed = true;
        }
        if let Some(slot) = slots.get_mut(&ONLY.number())
            && slot
                .points
                .get(&resource.number())
                .is_none_or(|name| name != point)
        {
            slot.points.insert(resource.number(), point.to_owned());
            self.changed = true;
        }
        ONLY
    }
}

impl Slot {
    /// Whether a point may fill a resource of this instance.
    fn accepts(&self, owner: &str, resource: u16, point: &str) -> bool {
        self.owner == owner && self.points.get(&resource).is_none_or(|name| name == point)
    }

    fn holds(&self, resource: u16, point: &str) -> bool {
        self.points.get(&resource).is_some_and(|name| name == point)
    }
}

/// The point's old place, else a place beside other points of its device, else the lowest free number.
fn find(slots: &BTreeMap<u16, Slot>, owned: &[u16], resource: u16, point: &str) -> u16 {
    let own = || {
        owned
            .iter()
            .filter_map(|number| Some((*number, slots.get(number)?)))
    };
    let held = own().find(|(_, slot)| slot.holds(resource, point));
    let beside = || own().find(|(_, slot)| !slot.points.contains_key(&resource));
    held.or_else(beside)
        .map_or_else(|| lowest_free(slots), |(number, _)| number)
}

/// The lowest number that was not given away; 65535, which is no instance, when all were.
fn lowest_free(slots: &BTreeMap<u16, Slot>) -> u16 {
    let count = u16::try_from(slots.len()).unwrap_or(u16::MAX);
    // Without gaps, which is usual, the count is the next number.
    match slots.last_key_value() {
        Some((last, _)) if *last >= count => (0..u16::MAX)
            .find(|number| !slots.contains_key(number))
            .unwrap_or(u16::MAX),
        Some(_) | None => count,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEMPERATURE: ObjectId = ObjectId::new(3303);
    const VALUE: ResourceId = ResourceId::new(5700);
    const UNITS: ResourceId = ResourceId::new(5701);

    fn assign(instances: &mut Instances, resource: ResourceId, owner: &str, point: &str) -> u16 {
        instances
            .assign(TEMPERATURE, resource, owner, point, None)
            .unwrap()
            .number()
    }

    #[test]
    fn a_device_that_comes_back_finds_its_instance() {
        let mut instances = Instances::default();
        assert_eq!(assign(&mut instances, VALUE, "a/one", "t"), 0);
        assert_eq!(assign(&mut instances, VALUE, "a/two", "t"), 1);
        let stored = serde_json::to_string(&instances).unwrap();
        let mut again = serde_json::from_str::<Instances>(&stored).unwrap().indexed();
        // Another order, and one more device before them.
        assert_eq!(assign(&mut again, VALUE, "a/new", "t"), 2);
        assert_eq!(assign(&mut again, VALUE, "a/two", "t"), 1);
        assert_eq!(assign(&mut again, VALUE, "a/one", "t"), 0);
    }

    #[test]
    fn points_of_a_device_share_an_instance_unless_they_fill_the_same_resource() {
        let mut instances = Instances::default();
        assert_eq!(assign(&mut instances, VALUE, "a/one", "inside"), 0);
        assert_eq!(assign(&mut instances, UNITS, "a/one", "unit"), 0);
        assert_eq!(assign(&mut instances, VALUE, "a/one", "outside"), 1);
        assert_eq!(assign(&mut instances, VALUE, "a/one", "inside"), 0);
    }

    #[test]
    fn the_instance_of_a_single_object_goes_to_the_device_that_comes() {
        let mut instances = Instances::default();
        let location = ObjectId::new(6);
        let latitude = ResourceId::new(0);
        for owner in ["a/old", "a/new"] {
            assert_eq!(
                instances.assign_single(location, latitude, owner, "lat").number(),
                0
            );
            assert_eq!(instances.objects[&6][&0].owner, owner);
        }
    }

    #[test]
    fn a_number_that_was_given_away_is_not_given_again() {
        let mut instances = Instances::default();
        assign(&mut instances, VALUE, "a/one", "t");
        let wanted = Some(InstanceId::new(0));
        assert_eq!(
            instances.assign(TEMPERATURE, VALUE, "a/two", "t", wanted),
            Err(InstanceError::Taken {
                object: TEMPERATURE,
                instance: InstanceId::new(0),
                owner: "a/one".into()
            })
        );
        assert_eq!(
            instances.assign(TEMPERATURE, VALUE, "a/one", "t", wanted),
            Ok(InstanceId::new(0))
        );
    }
}
