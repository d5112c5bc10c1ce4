//! Content formats against published examples, against rules and against random values.

#[cfg(test)]
mod create;
#[cfg(test)]
mod link;
#[cfg(test)]
mod lwm2m_cbor;
#[cfg(test)]
mod oma_json;
#[cfg(test)]
mod paths;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod senml_cbor;
#[cfg(test)]
mod senml_json;
#[cfg(test)]
mod single;
#[cfg(test)]
mod support;
#[cfg(test)]
mod tlv;
