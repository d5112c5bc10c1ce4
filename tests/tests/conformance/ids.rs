//! Every case of the Enabler Test Specification for LwM2M 1.2 (OMA-ETS-LightweightM2M_INT-V1_2), and what becomes of it.

/// A case.
pub(crate) struct Case {
    /// Its number, or `CONMGMT-` and its number.
    pub(crate) number: &'static str,
    /// What it is about.
    pub(crate) title: &'static str,
    pub(crate) fate: Fate,
}

/// What becomes of a case here.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Fate {
    /// Functions here are named after it.
    Tested,
    /// The specification gives it the result of another case.
    As(&'static str),
    /// It does not apply to this product, because of this.
    NotApplicable(&'static str),
}

use Fate::{As, NotApplicable, Tested};

/// The ids that came with 1.2; the others are from 1.1 or before.
const OF_1_2: [&str; 9] = ["11", "12", "19", "110", "111", "264", "266", "312", "313"];

impl Case {
    /// The id in full, such as `LightweightM2M-1.1-int-101`.
    pub(crate) fn id(&self) -> String {
        if let Some(number) = self.number.strip_prefix("CONMGMT-") {
            return format!("LightweightM2M-CONMGMT-1.1-int-{number}");
        }
        let version = if OF_1_2.contains(&self.number) {
            "1.2"
        } else {
            "1.1"
        };
        format!("LightweightM2M-{version}-int-{}", self.number)
    }

    /// How the functions that test it begin.
    pub(crate) fn prefix(&self) -> String {
        let id = self.id().to_lowercase();
        id.replace(['-', '.'], "_") + "_"
    }
}

const EMPTY: Fate = NotApplicable("the case has no procedure");
const SMARTCARD: Fate = NotApplicable("the product has no smartcard");
const EST: Fate = NotApplicable("the product does not enrol certificates (EST)");
const OSCORE: Fate = NotApplicable("the product does not speak OSCORE");
const MQTT: Fate = NotApplicable("the product does not speak MQTT towards servers");
const TCP: Fate = NotApplicable("the product does not speak TCP towards servers");
const PROFILE: Fate =
    NotApplicable("optional; what the fingerprint in the case is made from is not published");
const CELLULAR: Fate = NotApplicable("the product has no cellular objects (10 to 13)");
const EVENT_LOG: Fate = NotApplicable("the product has no event log (object 20)");

const fn case(number: &'static str, title: &'static str, fate: Fate) -> Case {
    Case { number, title, fate }
}

/// All cases in the order of the specification, by its sections.
#[rustfmt::skip]
pub(crate) const SECTIONS: [(&str, &[Case]); 7] = [
    ("Bootstrap", &[
        case("0", "Client initiated bootstrap", Tested),
        case("1", "Client initiated bootstrap, full (PSK)", Tested),
        case("2", "Client initiated bootstrap, full (certificates)", Tested),
        case("3", "Simple bootstrap from smartcard", SMARTCARD),
        case("4", "Bootstrap Delete", Tested),
        case("5", "Server initiated bootstrap", Tested),
        case("6", "Bootstrap sequence", Tested),
        case("7", "Fallback to bootstrap", Tested),
        case("8", "Bootstrap Read", Tested),
        case("9", "Bootstrap and configuration consistency", Tested),
        case("10", "Client initiated bootstrap, full (EST)", EST),
        case("11", "Bootstrap with OSCORE", OSCORE),
        case("12", "Bootstrap-Pack", Tested),
        case("19", "Bootstrap over MQTT", MQTT),
    ]),
    ("Registration", &[
        case("101", "Initial registration", Tested),
        case("102", "Registration update", Tested),
        case("103", "De-registration", Tested),
        case("104", "Registration update trigger", Tested),
        case("105", "Discarded register update", Tested),
        case("106", "Initial registration over TCP", TCP),
        case("107", "Extending the lifetime of a registration", Tested),
        case("108", "Turn on queue mode", Tested),
        case("109", "Behaviour with queue mode", Tested),
        case("110", "Registration with Profile ID", PROFILE),
        case("111", "Registration with Profile ID and object list", PROFILE),
    ]),
    ("Device management and service enablement", &[
        case("201", "Querying basic information in plain text", Tested),
        case("202", "Querying basic information in opaque", EMPTY),
        case("203", "Querying basic information in TLV", Tested),
        case("204", "Querying basic information in JSON", Tested),
        case("205", "Setting basic information in plain text", Tested),
        case("210", "Setting basic information in opaque", EMPTY),
        case("211", "Querying basic information in CBOR", Tested),
        case("212", "Setting basic information in CBOR", Tested),
        case("215", "Setting basic information in TLV", Tested),
        case("220", "Setting basic information in JSON", Tested),
        case("221", "Attempt to perform operations on Security", Tested),
        case("222", "Read on object", Tested),
        case("223", "Read on object instance", Tested),
        case("224", "Read on resource", Tested),
        case("225", "Read on resource instance", Tested),
        case("226", "Write (partial update) on object instance", Tested),
        case("227", "Write (replace) on resource", Tested),
        case("228", "Write on resource instance", Tested),
        case("229", "Read-Composite", Tested),
        case("230", "Write-Composite", Tested),
        case("231", "Querying basic information in SenML JSON", Tested),
        case("232", "Querying basic information in SenML CBOR", Tested),
        case("233", "Setting basic information in SenML CBOR", Tested),
        case("234", "Setting basic information in SenML JSON", Tested),
        case("235", "Read-Composite on root path", Tested),
        case("236", "Read-Composite, partial presence", Tested),
        case("237", "Read on object without content type", Tested),
        case("241", "Executable resource: rebooting the device", Tested),
        case("256", "Write operation failure", Tested),
        case("257", "Write-Composite on Server and Device", Tested),
        case("260", "Discover", Tested),
        case("261", "Write-Attributes on several levels", Tested),
        case("264", "Discover with depth 1", Tested),
        case("266", "Discover with depth 3", Tested),
        case("270", "Create object instance", As("1630")),
        case("271", "Create multiple resource instances", EMPTY),
        case("280", "Successful Read-Composite", Tested),
        case("281", "Partially successful Read-Composite", Tested),
        case("290", "Delete object instance", As("1635")),
    ]),
    ("Information reporting", &[
        case("301", "Observation and notification of parameter values", Tested),
        case("302", "Cancel observations with Reset", Tested),
        case("303", "Cancel observations with Observe = 1", Tested),
        case("304", "Observe-Composite", Tested),
        case("305", "Cancel Observe-Composite", Tested),
        case("306", "Send", Tested),
        case("307", "Muting Send", Tested),
        case("308", "Observe-Composite and creating an object instance", Tested),
        case("309", "Observe-Composite and deleting an object instance", Tested),
        case("310", "Observe-Composite and changed attributes", Tested),
        case("311", "Send of several values", Tested),
        case("312", "Observe with attributes", Tested),
        case("313", "Observe with attributes that override", Tested),
    ]),
    ("Security", &[
        case("401", "UDP channel security: pre-shared key", Tested),
        case("402", "UDP channel security: certificates", Tested),
        case("403", "UDP channel security: certificate of another server", Tested),
        case("404", "TCP channel security: certificates", TCP),
        case("405", "OSCORE", OSCORE),
        case("406", "TCP channel security: pre-shared key", TCP),
    ]),
    ("Objects of the enabler", &[
        case("551", "Access check", As("215")),
        case("555", "Disable", EMPTY),
        case("556", "Update the registration", As("104")),
        case("560", "Delayed notification", EMPTY),
        case("565", "Create Server", EMPTY),
        case("566", "Delete Server", EMPTY),
        case("651", "Device: setting resources", Tested),
        case("652", "Device: firmware version", Tested),
        case("655", "Device: rebooting", As("241")),
        case("656", "Device: factory reset", EMPTY),
        case("657", "Device: reset error code", EMPTY),
        case("660", "Device: observation", As("301")),
        case("661", "Device: extended observation", EMPTY),
        case("670", "Device: create resource instances", EMPTY),
        case("680", "Device: creating the object", Tested),
        case("685", "Device: deleting the object", Tested),
        case("701", "Connectivity Monitoring: querying", Tested),
        case("705", "Connectivity Monitoring: setting", NotApplicable("the object has no writable resources")),
        case("710", "Connectivity Monitoring: observation", Tested),
        case("711", "Connectivity Monitoring: extended observation", EMPTY),
        case("720", "Connectivity Monitoring: create resource instances", EMPTY),
        case("730", "Connectivity Monitoring: creating the object", EMPTY),
        case("735", "Connectivity Monitoring: deleting the object", EMPTY),
        case("751", "Firmware Update: querying", Tested),
        case("755", "Firmware Update: writing the package", Tested),
        case("756", "Firmware Update: writing the package URI", Tested),
        case("760", "Firmware Update: observing the state", Tested),
        case("770", "Firmware Update: successful update, pushed", Tested),
        case("771", "Firmware Update: successful update, pulled", Tested),
        case("772", "Firmware Update: installing without a package", Tested),
        case("773", "Firmware Update: not enough storage", Tested),
        case("774", "Firmware Update: out of memory", Tested),
        case("775", "Firmware Update: connection lost while fetching", Tested),
        case("776", "Firmware Update: integrity check failure", Tested),
        case("777", "Firmware Update: unsupported package type", Tested),
        case("778", "Firmware Update: invalid URI", Tested),
        case("779", "Firmware Update: failed installation", Tested),
        case("780", "Firmware Update: unsupported protocol", EMPTY),
        case("801", "Location: querying", Tested),
        case("805", "Location: setting", NotApplicable("the object has no writable resources")),
        case("810", "Location: observation", Tested),
        case("811", "Location: extended observation", EMPTY),
        case("820", "Location: create resource instances", EMPTY),
        case("830", "Location: creating the object", EMPTY),
        case("835", "Location: deleting the object", EMPTY),
        case("901", "Connectivity Statistics: querying", Tested),
        case("905", "Connectivity Statistics: setting", Tested),
        case("910", "Connectivity Statistics: observation", Tested),
        case("911", "Connectivity Statistics: extended observation", EMPTY),
        case("920", "Connectivity Statistics: create resource instances", EMPTY),
        case("930", "Connectivity Statistics: creating the object", EMPTY),
        case("935", "Connectivity Statistics: deleting the object", EMPTY),
        case("950", "Registration with two servers", Tested),
        case("951", "Attributes of each server", Tested),
    ]),
    ("Additional objects", &[
        case("1200", "Cellular Connectivity: querying", CELLULAR),
        case("1201", "Cellular Connectivity 1.1: querying", CELLULAR),
        case("1202", "Cellular Connectivity 1.1: setting PSM", CELLULAR),
        case("1203", "Cellular Connectivity 1.1: observing PSM", CELLULAR),
        case("1204", "Cellular Connectivity: observing timers", CELLULAR),
        case("CONMGMT-1250", "APN configuration", CELLULAR),
        case("CONMGMT-1350", "Bearer selection", CELLULAR),
        case("1600", "Portfolio: querying", EMPTY),
        case("1605", "Portfolio: setting", EMPTY),
        case("1610", "Portfolio: observation", EMPTY),
        case("1611", "Portfolio: extended observation", EMPTY),
        case("1620", "Portfolio: create resource instances", EMPTY),
        case("1630", "Portfolio: creating an instance", Tested),
        case("1635", "Portfolio: deleting instances", Tested),
        case("1900", "BinaryAppDataContainer: observation", Tested),
        case("1901", "BinaryAppDataContainer: writing", Tested),
        case("2000", "Event Log: start", EVENT_LOG),
        case("2001", "Event Log: reading", EVENT_LOG),
    ]),
];
