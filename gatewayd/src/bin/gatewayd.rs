//! The daemon.

fn main() -> gatewayd::exit::Exit {
    gatewayd::daemon::main()
}
