//! The commands of `gatewayctl`.

mod bootstrap;
pub mod check;
mod daemon;
mod error;
mod execute;
mod item;
mod read;
mod reload;
mod render;
mod send;
mod status;
mod tree;
mod version;
mod write;

use std::io::{self, ErrorKind, Write};
use std::time::SystemTime;

use crate::args::{self, Ctl, CtlCommand};
use crate::exit::Exit;
use daemon::Daemon;
use error::CtlError;

/// The whole program: from the command line to the exit code.
#[must_use]
pub fn main() -> Exit {
    let args: Ctl = match args::parse() {
        Ok(args) => args,
        Err(exit) => return exit,
    };
    match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime.block_on(run(&args, &mut io::stdout().lock(), &mut io::stderr().lock())),
        Err(error) => {
            eprintln!("gatewayctl: the runtime cannot be started: {error}");
            Exit::Internal
        }
    }
}

/// Carries a command out: results go to `out`, and why there are none goes to `errors`.
pub async fn run(args: &Ctl, out: &mut impl Write, errors: &mut impl Write) -> Exit {
    let result = match carry_out(args, out).await {
        Ok(exit) => out.flush().map(|()| exit).map_err(CtlError::Output),
        Err(error) => Err(error),
    };
    match result {
        Ok(exit) => exit,
        // Whoever reads has seen enough, as `head` does.
        Err(CtlError::Output(error)) if error.kind() == ErrorKind::BrokenPipe => Exit::Done,
        Err(error) => {
            // When even that cannot be printed there is nobody left to tell.
            writeln!(errors, "gatewayctl: {}", render::plain(&error.to_string())).ok();
            error.exit()
        }
    }
}

async fn carry_out(args: &Ctl, out: &mut impl Write) -> Result<Exit, CtlError> {
    if let CtlCommand::Check { config } = &args.command {
        return Ok(check::check(config, args.json, out)?);
    }
    let daemon = Daemon::connect(&args.bus);
    match &args.command {
        CtlCommand::Bootstrap => bootstrap::bootstrap(&daemon.await?, args.json, out).await?,
        CtlCommand::Check { .. } => {}
        CtlCommand::Execute { path, arguments } => {
            execute::execute(&daemon.await?, *path, arguments, args.json, out).await?;
        }
        CtlCommand::Read { path } => read::read(&daemon.await?, *path, args.json, out).await?,
        CtlCommand::Reload => reload::reload(&daemon.await?, args.json, out).await?,
        CtlCommand::Send { paths, server, later } => {
            let wish = (paths.as_slice(), server.as_deref(), *later);
            return send::send(&daemon.await?, wish, args.json, out).await;
        }
        CtlCommand::Status => status::status(&daemon.await?, args.json, out).await?,
        CtlCommand::Tree { path } => tree::tree(&daemon.await?, *path, args.json, out).await?,
        CtlCommand::Version => version::version(daemon, args.json, out).await?,
        CtlCommand::Write { path, value } => {
            write::write(&daemon.await?, *path, value, args.json, out).await?;
        }
    }
    Ok(Exit::Done)
}

/// Now, in Unix seconds.
fn now() -> i64 {
    let since = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}
