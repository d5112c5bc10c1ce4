//! Which way packets take, and over what kind of bearer, from what the kernel says of it in text.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A way to somewhere.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Route {
    /// The interface it leaves by.
    pub interface: String,
    /// The next hop, if the destination is not a neighbour.
    pub router: Option<IpAddr>,
}

/// The route to `to` in the text of `/proc/net/route`: numbers in hexadecimal, in the byte order of the machine.
#[must_use]
pub fn ipv4_route(table: &str, to: Ipv4Addr) -> Option<Route> {
    let address = |text: &str| u32::from_str_radix(text, 16).ok().map(u32::to_ne_bytes);
    let routes = table.lines().skip(1).filter_map(|line| {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let [interface, destination, gateway, _, _, _, metric, mask, ..] = fields.as_slice() else {
            return None;
        };
        let mask = u32::from_be_bytes(address(mask)?);
        let destination = u32::from_be_bytes(address(destination)?);
        let router = Ipv4Addr::from(address(gateway)?);
        let metric: u32 = metric.parse().ok()?;
        let route = Route {
            interface: (*interface).to_owned(),
            router: (!router.is_unspecified()).then_some(router.into()),
        };
        (u32::from(to) & mask == destination).then_some((mask.count_ones(), metric, route))
    });
    best(routes)
}

/// The route to `to` in the text of `/proc/net/ipv6_route`.
#[must_use]
pub fn ipv6_route(table: &str, to: Ipv6Addr) -> Option<Route> {
    let number = |text: &str| u128::from_str_radix(text, 16).ok();
    let routes = table.lines().filter_map(|line| {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let [destination, length, _, _, gateway, metric, _, _, _, interface] = fields.as_slice() else {
            return None;
        };
        let length = u32::from_str_radix(length, 16).ok().filter(|bits| *bits <= 128)?;
        let mask = u128::MAX.checked_shl(128 - length).unwrap_or(0);
        let metric = u32::from_str_radix(metric, 16).ok()?;
        let router = Ipv6Addr::from(number(gateway)?);
        let route = Route {
            interface: (*interface).to_owned(),
            router: (!router.is_unspecified()).then_some(router.into()),
        };
        (u128::from(to) & mask == number(destination)?).then_some((length, metric, route))
    });
    best(routes)
}

/// The longest prefix wins, then the lowest metric.
fn best(routes: impl Iterator<Item = (u32, u32, Route)>) -> Option<Route> {
    routes
        .min_by_key(|(length, metric, _)| (128 - length.min(&128), *metric))
        .map(|(_, _, route)| route)
}

/// Network Bearer (4/0/0).
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Bearer {
    /// A cellular modem; the kernel does not say of which generation.
    Cellular,
    /// Wireless LAN.
    Wlan,
    /// IEEE 802.15.4.
    Ieee802154,
    /// A cable, or something that looks like one.
    Ethernet,
}

impl Bearer {
    /// Its number in the Connectivity Monitoring object.
    #[must_use]
    pub const fn number(self) -> i64 {
        match self {
            // "LTE-FDD cellular network": what modems without further words are nowadays.
            Self::Cellular => 6,
            Self::Wlan => 21,
            Self::Ieee802154 => 23,
            Self::Ethernet => 41,
        }
    }

    /// What kind of interface it is, from its `uevent` and its `type` in `/sys/class/net/NAME`.
    #[must_use]
    pub fn of(uevent: &str, kind: &str) -> Self {
        /// Values of `linux/if_arp.h`.
        const PPP: &str = "512";
        const RAW_IP: &str = "519";
        const IEEE802154: [&str; 2] = ["804", "805"];
        let device = uevent.lines().find_map(|line| line.strip_prefix("DEVTYPE="));
        match (device, kind.trim()) {
            (Some("wlan"), _) => Self::Wlan,
            (Some("wwan"), _) | (_, PPP | RAW_IP) => Self::Cellular,
            (_, kind) if IEEE802154.contains(&kind) => Self::Ieee802154,
            _ => Self::Ethernet,
        }
    }
}

/// The signal of an interface in dBm, from the text of `/proc/net/wireless`.
#[must_use]
pub fn signal(table: &str, interface: &str) -> Option<i64> {
    wireless(table, interface, 3)
}

/// The quality of the link of an interface as its driver counts it, from the text of `/proc/net/wireless`.
#[must_use]
pub fn link_quality(table: &str, interface: &str) -> Option<i64> {
    wireless(table, interface, 2)
}

/// A column of the line of an interface.
fn wireless(table: &str, interface: &str, column: usize) -> Option<i64> {
    let line = table
        .lines()
        .find(|line| line.trim_start().starts_with(&format!("{interface}:")))?;
    let number = line.split_whitespace().nth(column)?;
    number.trim_end_matches('.').parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As `/proc/net/route` of a machine with a cable and a wireless LAN on a little-endian processor.
    const IPV4: &str = "\
Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
wlan0\t00000000\t0102A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0
eth0\t00000000\t0100000A\t0003\t0\t0\t100\t00000000\t0\t0\t0
eth0\t0000000A\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0
";

    /// As `/proc/net/ipv6_route`.
    const IPV6: &str = "\
20010db8000000000000000000000000 40 00000000000000000000000000000000 00 00000000000000000000000000000000 00000100 00000001 00000000 00000001     eth0
00000000000000000000000000000000 00 00000000000000000000000000000000 00 fe800000000000000000000000000001 00000400 00000001 00000000 00000003     eth0
00000000000000000000000000000001 80 00000000000000000000000000000000 00 00000000000000000000000000000000 00000000 00000002 00000000 80200001       lo
";

    #[cfg(target_endian = "little")]
    #[test]
    fn a_neighbour_needs_no_router_and_the_lowest_metric_leads_to_everybody_else() {
        let near = ipv4_route(IPV4, Ipv4Addr::new(10, 0, 0, 7)).unwrap();
        assert_eq!((near.interface.as_str(), near.router), ("eth0", None));
        let far = ipv4_route(IPV4, Ipv4Addr::new(192, 0, 2, 1)).unwrap();
        assert_eq!(far.interface, "eth0");
        assert_eq!(far.router, Some(Ipv4Addr::new(10, 0, 0, 1).into()));
        assert_eq!(ipv4_route("damaged\nx", Ipv4Addr::LOCALHOST), None);
    }

    #[test]
    fn ipv6_routes_are_found_by_their_prefix() {
        let near = ipv6_route(IPV6, "2001:db8::7".parse().unwrap()).unwrap();
        assert_eq!((near.interface.as_str(), near.router), ("eth0", None));
        let far = ipv6_route(IPV6, "2001:db9::1".parse().unwrap()).unwrap();
        assert_eq!(far.router, Some("fe80::1".parse().unwrap()));
        assert_eq!(ipv6_route(IPV6, Ipv6Addr::LOCALHOST).unwrap().interface, "lo");
    }

    #[test]
    fn an_interface_says_what_bearer_it_is() {
        assert_eq!(Bearer::of("INTERFACE=eth0\nIFINDEX=2\n", "1\n"), Bearer::Ethernet);
        assert_eq!(Bearer::of("DEVTYPE=wlan\nINTERFACE=wlan0\n", "1\n"), Bearer::Wlan);
        assert_eq!(Bearer::of("DEVTYPE=wwan\n", "1\n"), Bearer::Cellular);
        assert_eq!(Bearer::of("", "512\n"), Bearer::Cellular);
        assert_eq!(Bearer::of("", "804\n"), Bearer::Ieee802154);
    }

    #[test]
    fn the_signal_is_that_of_the_interface() {
        let table = "Inter-| sta-|   Quality\n face | tus | link level noise\n \
                     wlan0: 0000   54.  -56.  -256        0\n";
        assert_eq!(signal(table, "wlan0"), Some(-56));
        assert_eq!(link_quality(table, "wlan0"), Some(54));
        assert_eq!(
            (signal(table, "wlan1"), link_quality(table, "wlan1")),
            (None, None)
        );
    }
}
