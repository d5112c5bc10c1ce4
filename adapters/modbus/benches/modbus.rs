//! The cost of planning a large device and of reading a full reply.

use criterion::{Criterion, criterion_group, criterion_main};
use gatewayd_adapter_modbus::RtuConfig;
use gatewayd_adapter_modbus::bench::{DecodeBench, PlanBench};

fn planning(criterion: &mut Criterion) {
    let bench = PlanBench::new(1_000);
    criterion.bench_function("plan_1000_points", |bencher| bencher.iter(|| bench.run()));
}

fn decoding(criterion: &mut Criterion) {
    let mut text = String::from("port = \"x\"\n[device.d]\nunit = 1\n");
    for address in 0..125 {
        text += &format!("[device.d.point.p{address:03}]\nscale = 0.1\n");
        text += &format!("register = {{ table = \"holding\", address = {address}, type = \"s16\" }}\n");
    }
    let config: RtuConfig = toml::from_str(&text).expect("a valid table");
    let bench = DecodeBench::new(config).expect("points to read");
    criterion.bench_function("decode_125_registers", |bencher| bencher.iter(|| bench.run()));
}

criterion_group!(benches, planning, decoding);
criterion_main!(benches);
