//! What a message, a change and an instance cost in the whole client, with few and with many observations.

// The name the crate has elsewhere.
extern crate gatewayd_lwm2m as lwm2m;

use std::time::{Duration, Instant, SystemTime};

use coap::{Code, Message, MessageType, Method, OptionNumber, Params, Token};
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use lwm2m::{Account, Client, ClientConfig, EnablerVersion, LinkState, Output, ServerId};
use objects::{Change, InstanceId, ObjectId, ObjectTree, Registry, ResourceId, ResourcePath, Value};

const EPOCH: SystemTime = SystemTime::UNIX_EPOCH;

fn server() -> ServerId {
    ServerId::try_from(1).expect("a valid number")
}

/// A registered client whose server is played by hand.
struct Bench {
    client: Client,
    tree: ObjectTree,
    now: Instant,
    message_id: u16,
}

/// Whether a second server makes the rules of access control count.
#[derive(Clone, Copy)]
enum Access {
    Open,
    /// Each thermometer and the device object have a rule, and half of the thermometers are closed.
    Ruled,
}

impl Bench {
    /// Devices are thermometers of 5 resources each.
    fn new(devices: u16) -> Self {
        Self::with(devices, Access::Open)
    }

    fn with(devices: u16, access: Access) -> Self {
        #[expect(clippy::disallowed_methods, reason = "a benchmark needs one origin")]
        let now = Instant::now();
        let mut tree = ObjectTree::new(Registry::standard());
        create(&mut tree, 1, 0, &[(1, Value::Integer(86_400)), (7, string("U"))]);
        let texts = [0, 1, 2, 3, 14, 15, 16, 17, 18, 19].map(|id| (id, string("Open Mobile")));
        let numbers = [9, 10, 20, 21].map(|id| (id, Value::Integer(i64::from(id))));
        create(&mut tree, 3, 0, &texts);
        for (id, value) in numbers {
            set(&mut tree, &[3, 0, id], value);
        }
        for array in [6, 7, 8] {
            for element in 0..2 {
                set(&mut tree, &[3, 0, array, element], Value::Integer(3800));
            }
        }
        for device in 0..devices {
            create(&mut tree, 3303, device, &thermometer());
        }
        let config = ClientConfig {
            endpoint_name: "bench".to_owned(),
            version: EnablerVersion::V1_2,
            coap: Params {
                // Room for a list of 200 paths in one datagram.
                max_datagram_size: 4096,
                ..Params::default()
            },
        };
        let mut accounts = vec![Account {
            server: server(),
            instance: InstanceId::new(0),
        }];
        if let Access::Ruled = access {
            rule(&mut tree, devices);
            accounts.push(Account {
                server: ServerId::try_from(2).expect("a valid number"),
                instance: InstanceId::new(1),
            });
        }
        let mut bench = Self {
            client: Client::new(config, &accounts, 1, now),
            tree,
            now,
            message_id: 0,
        };
        bench.client.start(now, &bench.tree);
        bench
            .client
            .handle_link(now, server(), LinkState::Up, &bench.tree);
        bench.serve();
        bench
    }

    /// Answers what the client asks until it rests; how many datagrams it sent.
    fn serve(&mut self) -> usize {
        let mut sent = 0;
        loop {
            match self.client.poll_output() {
                Output::Transmit { datagram, .. } => {
                    sent += 1;
                    self.confirm(&datagram);
                }
                Output::Wait(Some(at)) if at <= self.now => self.client.handle_timeout(self.now, &self.tree),
                Output::Wait(_) => return sent,
                Output::Event(_) | Output::Link(_) => {}
            }
        }
    }

    fn confirm(&mut self, datagram: &[u8]) {
        if datagram[1] >= 32 {
            return;
        }
        let request = Message::parse(datagram, 2048).expect("own messages can be read");
        let block = request.first(OptionNumber::BLOCK1);
        let code = match block {
            // RFC 7959 §2.2: the M bit says that more follow.
            Some([.., last]) if last & 0x08 != 0 => Code::CONTINUE,
            _ if request.values(OptionNumber::URI_PATH).count() == 1 => Code::CREATED,
            _ => Code::CHANGED,
        };
        let mut answer = Message::new(
            MessageType::Acknowledgement,
            code,
            request.message_id(),
            request.token(),
        );
        if code == Code::CREATED {
            for segment in ["rd", "1"] {
                answer.add(OptionNumber::LOCATION_PATH, segment.as_bytes().to_vec());
            }
        }
        if let Some(block) = block {
            answer.add(OptionNumber::BLOCK1, block.to_vec());
        }
        let answer = answer.encode(1152).expect("it is short");
        self.client
            .handle_datagram(self.now, server(), &answer, &self.tree);
    }

    /// A datagram in, a datagram out.
    fn exchange(&mut self, request: &mut [u8]) -> Vec<u8> {
        self.message_id = self.message_id.wrapping_add(1);
        request[2..4].copy_from_slice(&self.message_id.to_be_bytes());
        self.client
            .handle_datagram(self.now, server(), request, &self.tree);
        loop {
            match self.client.poll_output() {
                Output::Transmit { datagram, .. } => {
                    // A host asks until there is nothing more.
                    assert!(matches!(self.client.poll_output(), Output::Wait(_)));
                    return datagram;
                }
                Output::Wait(_) => panic!("no answer"),
                Output::Event(_) | Output::Link(_) => {}
            }
        }
    }

    fn observe(&mut self, number: u64, path: &str, attribute: Option<&str>) {
        let mut message = get(path, Token::from(number.to_be_bytes()));
        message.add_uint(OptionNumber::OBSERVE, 0);
        if let Some(attribute) = attribute {
            message.add(OptionNumber::URI_QUERY, attribute.as_bytes().to_vec());
        }
        let answer = self.exchange(&mut message.encode(1152).expect("it is short"));
        assert_eq!(answer[1], Code::CONTENT.to_byte());
    }

    fn change(&mut self, device: u16, value: f64) {
        if let Some(change) = set(&mut self.tree, &[3303, device, 5700], Value::Float(value)) {
            self.client.handle_change(self.now, &change, &self.tree);
        }
    }
}

/// Gives the first server the right to read the device and every second thermometer.
fn rule(tree: &mut ObjectTree, devices: u16) {
    let thermometers = (0..devices).map(|device| (3303, device, i64::from(device % 2)));
    for (number, (object, instance, rights)) in (0..).zip(thermometers.chain([(3, 0, 1)])) {
        let about = [(0, object), (1, instance), (3, u16::MAX)];
        let about = about.map(|(id, number)| (id, Value::Integer(number.into())));
        create(tree, 2, number, &about);
        set(tree, &[2, number, 2, 1], Value::Integer(rights));
    }
}

fn string(text: &str) -> Value {
    Value::String(text.to_owned())
}

fn thermometer() -> [(u16, Value); 5] {
    [
        (5601, Value::Float(1.0)),
        (5602, Value::Float(40.0)),
        (5700, Value::Float(21.5)),
        (5701, string("Cel")),
        (5750, string("Oven")),
    ]
}

fn set(tree: &mut ObjectTree, segments: &[u16], value: Value) -> Option<Change> {
    let [object, instance, resource, rest @ ..] = segments else {
        panic!("no resource")
    };
    let path = ResourcePath::new(
        ObjectId::new(*object),
        InstanceId::new(*instance),
        ResourceId::new(*resource),
    );
    let path = rest.first().map_or(path, |element| path.with_element(*element));
    tree.set(path, value, EPOCH).expect("it conforms")
}

fn create(tree: &mut ObjectTree, object: u16, instance: u16, values: &[(u16, Value)]) -> Change {
    let change = tree.create_instance(ObjectId::new(object), InstanceId::new(instance), EPOCH);
    for (id, value) in values {
        set(tree, &[object, instance, *id], value.clone());
    }
    change.expect("it is new")
}

fn get(path: &str, token: Token) -> Message {
    let mut message = Message::new(MessageType::Confirmable, Method::Get.code(), 0, token);
    for segment in path.split('/') {
        message.add(OptionNumber::URI_PATH, segment.as_bytes().to_vec());
    }
    message
}

fn read(criterion: &mut Criterion) {
    for observations in [0u16, 10_000] {
        let mut bench = Bench::new(observations);
        for number in 0..observations {
            bench.observe(number.into(), &format!("3303/{number}/5700"), Some("pmax=3600"));
        }
        for (name, path) in [("/3/0/0", "3/0/0"), ("/3/0 with 20 values", "3/0")] {
            let message = get(path, Token::from([7; 8]));
            let mut request = message.encode(1152).expect("it is short");
            let name = format!("read {name} with {observations} observations");
            criterion.bench_function(&name, |bencher| bencher.iter(|| bench.exchange(&mut request)));
        }
    }
}

/// One value, an object of many instances, and one change, with and without rules of access control.
fn access(criterion: &mut Criterion) {
    for (access, name) in [
        (Access::Open, "without rules"),
        (Access::Ruled, "with 1001 rules"),
    ] {
        let mut bench = Bench::with(1000, access);
        for path in ["3/0/0", "3303/1/5700", "3303"] {
            let message = get(path, Token::from([7; 8]));
            let mut request = message.encode(1152).expect("it is short");
            let name = format!("read /{path} {name}");
            criterion.bench_function(&name, |bencher| {
                bencher.iter(|| {
                    let answer = bench.exchange(&mut request);
                    assert_eq!(answer[1], Code::CONTENT.to_byte());
                });
            });
        }
        for number in (1..1000u16).step_by(2) {
            bench.observe(number.into(), &format!("3303/{number}/5700"), None);
        }
        let mut value = 0.0;
        criterion.bench_function(&format!("1000 points change, 500 observed, {name}"), |bencher| {
            bencher.iter(|| {
                value += 1.0;
                for device in 0..1000 {
                    bench.change(device, value);
                }
                assert_eq!(bench.serve(), 500);
            });
        });
    }
}

/// 200 paths named one by one in a body of one block, the answer in several.
fn read_composite(criterion: &mut Criterion) {
    let mut bench = Bench::new(200);
    let mut message = Message::new(
        MessageType::Confirmable,
        Method::Fetch.code(),
        0,
        Token::from([7; 8]),
    );
    message.add_uint(OptionNumber::CONTENT_FORMAT, 112);
    // RFC 8428 §6: a map from name (0) to text, and one from base name (-2) before it.
    let mut body = b"\x98\xc8\xa2\x21\x66/3303/\x00\x660/5700".to_vec();
    for device in 1..200u16 {
        let name = format!("{device}/5700");
        body.extend_from_slice(&[0xa1, 0x00, 0x60 + u8::try_from(name.len()).expect("it is short")]);
        body.extend_from_slice(name.as_bytes());
    }
    message.set_payload(body);
    let mut request = message.encode(4096).expect("it fits");
    criterion.bench_function("read-composite of 200 paths", |bencher| {
        bencher.iter(|| {
            let answer = bench.exchange(&mut request);
            assert_eq!(answer[1], Code::CONTENT.to_byte());
        });
    });
}

fn change(criterion: &mut Criterion) {
    let mut bench = Bench::new(1000);
    for number in 0..100u16 {
        bench.observe(number.into(), &format!("3303/{number}/5700"), None);
    }
    let mut value = 0.0;
    criterion.bench_function("1000 points change, 100 of them observed", |bencher| {
        bencher.iter(|| {
            value += 1.0;
            for device in 0..1000 {
                bench.change(device, value);
            }
            assert_eq!(bench.serve(), 100);
        });
    });
}

fn each_observation(criterion: &mut Criterion) {
    let mut bench = Bench::new(1000);
    for number in 0..1000u16 {
        bench.observe(number.into(), &format!("3303/{number}/5700"), Some("gt=0"));
    }
    let mut value = 1.0;
    criterion.bench_function("1000 observations with one change each", |bencher| {
        bencher.iter(|| {
            value = -value;
            for device in 0..1000 {
                bench.change(device, value);
            }
            assert!(bench.serve() >= 1000, "each crosses its limit");
        });
    });
}

/// From the start to the last block of the list that the server has acknowledged.
fn registration(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("slow");
    group.sample_size(20);
    group.bench_function("register with 1000 instances, the tree included", |bencher| {
        bencher.iter_with_large_drop(|| Bench::new(1000));
    });
    group.finish();
}

fn instances(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("slow");
    group.sample_size(10);
    group.bench_function("create 10000 instances and announce them", |bencher| {
        bencher.iter_batched(
            || Bench::new(0),
            |mut bench| {
                for device in 0..10_000 {
                    let change = create(&mut bench.tree, 3303, device, &thermometer());
                    bench.client.handle_change(bench.now, &change, &bench.tree);
                }
                assert!(bench.serve() > 100, "the list goes up in blocks");
            },
            BatchSize::PerIteration,
        );
    });
    group.finish();
}

fn periods(criterion: &mut Criterion) {
    let mut bench = Bench::new(5000);
    for number in 0..5000u16 {
        bench.observe(number.into(), &format!("3303/{number}/5700"), Some("pmax=1"));
    }
    let mut group = criterion.benchmark_group("slow");
    group.sample_size(20);
    group.bench_function("5000 notifications by pmax", |bencher| {
        bencher.iter(|| {
            bench.now += Duration::from_secs(1);
            bench.client.handle_timeout(bench.now, &bench.tree);
            assert!(bench.serve() >= 5000);
        });
    });
    group.finish();
}

criterion_group!(
    benches,
    read,
    access,
    read_composite,
    change,
    each_observation,
    registration,
    instances,
    periods
);
criterion_main!(benches);
