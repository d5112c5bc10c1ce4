//! Facts about registered objects.

use crate::ObjectDef;

pub(crate) static OBJECTS: &[ObjectDef] = &[];
