//! The LwM2M object model: identifiers, values, definitions and the tree, without I/O.
