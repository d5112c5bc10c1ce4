//! The command line for the daemon.

fn main() -> gatewayd::exit::Exit {
    gatewayd::ctl::main()
}
