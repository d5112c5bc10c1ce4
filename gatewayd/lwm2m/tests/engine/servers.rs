//! Several servers beside each other.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use coap::Params;
use lwm2m::server::{Policy, Reaction, Server, ServerEvent};
use lwm2m::{
    Account, Client, ClientConfig, EnablerVersion, LinkId, LinkRequest, LinkState, Output,
    RegistrationStatus, ServerId,
};
use objects::{InstanceId, ObjectTree, Registry, Value};

use crate::support::{EPOCH, add, path, resource, text, tree};

/// Two servers; what they notice is counted.
struct Pair {
    now: Instant,
    client: Client,
    servers: BTreeMap<ServerId, Server>,
    tree: ObjectTree,
    heard: Vec<(u16, ServerEvent)>,
}

impl Pair {
    fn new(policies: [Policy; 2]) -> Self {
        #[expect(clippy::disallowed_methods, reason = "a test needs one origin")]
        let now = Instant::now();
        let mut tree = tree(3600);
        let second = [
            (0, Value::Integer(102)),
            (1, Value::Integer(600)),
            (6, Value::Boolean(true)),
            (7, text("U")),
        ];
        add(&mut tree, 1, 1, &second);
        let account = |(server, instance)| Account {
            server: ServerId::try_from(server).unwrap(),
            instance: InstanceId::new(instance),
        };
        let accounts = [(101, 0), (102, 1)].map(account);
        let config = ClientConfig {
            endpoint_name: "two".to_owned(),
            version: EnablerVersion::V1_2,
            coap: Params::default(),
        };
        let server = |(account, policy): (&Account, Policy)| {
            let number = u64::from(account.server.number());
            let server = Server::new(Registry::standard(), policy, Params::default(), number, now);
            (account.server, server)
        };
        let servers = accounts.iter().zip(policies).map(server).collect();
        let mut pair = Self {
            now,
            client: Client::new(config, &accounts, 1, now),
            servers,
            tree,
            heard: Vec::new(),
        };
        pair.client.start(now, &pair.tree);
        pair.run();
        pair
    }

    fn run(&mut self) {
        loop {
            for (id, server) in &mut self.servers {
                while let Some(datagram) = server.poll_transmit() {
                    self.client.handle_datagram(self.now, *id, &datagram, &self.tree);
                }
                while let Some(event) = server.poll_event() {
                    self.heard.push((id.number(), event));
                }
            }
            match self.client.poll_output() {
                Output::Transmit { to, datagram } => {
                    let LinkId::Server(to) = to else {
                        panic!("there is no bootstrap server")
                    };
                    let server = self.servers.get_mut(&to).unwrap();
                    server.handle_datagram(self.now, &datagram);
                }
                Output::Link(LinkRequest::Open(server)) => {
                    self.client
                        .handle_link(self.now, server, LinkState::Up, &self.tree);
                }
                Output::Link(LinkRequest::Close(_)) | Output::Event(_) => {}
                Output::Wait(Some(at)) if at <= self.now => self.client.handle_timeout(self.now, &self.tree),
                Output::Wait(_) => {
                    let idle = |server: &mut Server| server.poll_timeout().is_none_or(|at| at > self.now);
                    if self.servers.values_mut().all(idle) {
                        return;
                    }
                }
            }
        }
    }

    fn ask(&mut self, server: u16, ask: impl FnOnce(&mut Server, Instant)) {
        ask(
            self.servers
                .get_mut(&ServerId::try_from(server).unwrap())
                .unwrap(),
            self.now,
        );
        self.run();
    }

    /// Which servers noticed something of this kind, since the last call.
    fn noticed(&mut self, kind: fn(&ServerEvent) -> bool) -> Vec<u16> {
        let heard = std::mem::take(&mut self.heard);
        let of_kind = heard.iter().filter(|(_, event)| kind(event));
        of_kind.map(|(server, _)| *server).collect()
    }
}

fn updated(event: &ServerEvent) -> bool {
    matches!(event, ServerEvent::Updated(_))
}

fn notified(event: &ServerEvent) -> bool {
    matches!(event, ServerEvent::Notification { .. })
}

#[test]
fn each_server_has_its_own_lifetime_and_learns_of_new_instances() {
    let mut pair = Pair::new([Policy::default(), Policy::default()]);
    let lifetimes: Vec<_> = pair
        .servers
        .values()
        .map(|server| server.registration().unwrap().lifetime)
        .collect();
    assert_eq!(lifetimes, [Some(3600), Some(600)]);
    pair.heard.clear();
    let change = pair
        .tree
        .create_instance(objects::ObjectId::new(3303), InstanceId::new(7), EPOCH)
        .unwrap();
    pair.client.handle_change(pair.now, &change, &pair.tree);
    pair.run();
    assert_eq!(pair.noticed(updated), [101, 102]);
    pair.now += Duration::from_secs(507);
    pair.client.handle_timeout(pair.now, &pair.tree);
    pair.run();
    assert_eq!(pair.noticed(updated), [102]);
}

#[test]
fn observations_and_attributes_belong_to_one_server() {
    let mut pair = Pair::new([Policy::default(), Policy::default()]);
    let target = path("/3303/0/5700");
    pair.ask(101, |server, now| {
        server.write_attributes(now, target, &["gt=100"]).unwrap();
    });
    for server in [101, 102] {
        pair.ask(server, |server, now| {
            server.observe(now, target, None, &[]).unwrap();
        });
    }
    let change = pair
        .tree
        .set(resource("/3303/0/5700"), Value::Float(50.0), EPOCH)
        .unwrap();
    pair.client.handle_change(pair.now, &change.unwrap(), &pair.tree);
    pair.run();
    assert_eq!(pair.noticed(notified), [102]);
}

#[test]
fn what_one_server_attaches_no_other_sees() {
    let mut pair = Pair::new([Policy::default(), Policy::default()]);
    let target = path("/3303/0");
    pair.ask(101, |server, now| {
        server.write_attributes(now, target, &["pmin=10"]).unwrap();
    });
    for (server, expected) in [(101, "</3303/0>;pmin=10"), (102, "</3303/0>")] {
        pair.heard.clear();
        pair.ask(server, |server, now| {
            server.discover(now, target, Some(0)).unwrap();
        });
        let heard = format!("{:?}", pair.heard);
        assert!(heard.contains(&format!("Links(\"{expected}\")")), "{heard}");
    }
}

#[test]
fn a_server_that_refuses_does_not_keep_the_other_waiting() {
    let refusing = Policy {
        register: Reaction::Refuse(coap::Code::FORBIDDEN),
        ..Policy::default()
    };
    let pair = Pair::new([refusing, Policy::default()]);
    let states: Vec<_> = pair.client.servers().map(|status| status.registration).collect();
    assert!(matches!(
        states[..],
        [RegistrationStatus::BackingOff(_), RegistrationStatus::Registered]
    ));
}

// OMA LwM2M core 1.2.1, appendix E.2, resource 8: the Update goes to the server of the instance.
#[test]
fn the_trigger_of_an_account_updates_its_own_server() {
    let mut pair = Pair::new([Policy::default(), Policy::default()]);
    pair.ask(101, |server, now| {
        server.execute(now, resource("/1/1/8"), "").unwrap();
    });
    assert_eq!(pair.noticed(updated), [102]);
    pair.ask(101, |server, now| {
        server.execute(now, resource("/1/0/8"), "").unwrap();
    });
    assert_eq!(pair.noticed(updated), [101]);
}
