//! A gateway that is killed while it is bootstrapped has the accounts of before or those of after, and never some of
//! each. `kill -9` stands for a loss of power, but for what the disk has not written yet.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::process::ExitStatusExt as _;

use coap::Code;
use gatewayd_tests::folder_watch::{FileEvent, FolderWatch};

use super::{FILE, Far, Stage};
use crate::support::SOON;

/// Sent to a process that writes beyond its limit (signal(7)).
const SIGXFSZ: i32 = 25;

/// When the gateway is killed: after the step of this name.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Step {
    /// The gateway has asked, and has no answer yet.
    Asked,
    /// The bootstrap server has promised to begin.
    Welcomed,
    SecurityDeleted,
    ServerDeleted,
    SecurityWritten,
    ServerWritten,
    /// The Finish is on its way.
    FinishSent,
    /// This has happened to the file of the accounts or to its successor.
    File(FileEvent, &'static str),
    /// The gateway has said that it took the accounts.
    FinishAnswered,
}

/// The steps that cannot have stored anything.
const BEFORE_FINISH: [Step; 6] = [
    Step::Asked,
    Step::Welcomed,
    Step::SecurityDeleted,
    Step::ServerDeleted,
    Step::SecurityWritten,
    Step::ServerWritten,
];

/// What the writing of the file consists of, seen from outside.
const WHILE_STORING: [Step; 6] = [
    Step::FinishSent,
    Step::File(FileEvent::Created, "accounts.json.new"),
    Step::File(FileEvent::Written, "accounts.json.new"),
    Step::File(FileEvent::Renamed, FILE),
    Step::File(FileEvent::Closed, FILE),
    Step::FinishAnswered,
];

/// How often each step of storing is tried: the moment of death is never quite the same.
const ROUNDS: usize = 4;

impl Stage {
    /// Bootstraps the gateway for the new server, up to a step, and kills it there.
    fn kill_after(&mut self, asked: &coap::IncomingRequest, step: Step) {
        self.work_up_to(asked, step);
        self.daemon.kill();
    }

    fn work_up_to(&mut self, asked: &coap::IncomingRequest, step: Step) {
        let account = self.new.account.clone();
        let bootstrap = &mut self.bootstrap;
        let ask = |at: Step, operation: &mut dyn FnMut() -> Code, code: Code| {
            if at <= step {
                assert_eq!(operation(), code, "{at:?}");
            }
        };
        if step > Step::Asked {
            bootstrap.welcome(asked);
        }
        ask(
            Step::SecurityDeleted,
            &mut || bootstrap.delete("/0"),
            Code::DELETED,
        );
        ask(Step::ServerDeleted, &mut || bootstrap.delete("/1"), Code::DELETED);
        ask(
            Step::SecurityWritten,
            &mut || bootstrap.write_security(&account),
            Code::CHANGED,
        );
        ask(
            Step::ServerWritten,
            &mut || bootstrap.write_server(&account),
            Code::CHANGED,
        );
        match step {
            Step::FinishSent => {
                bootstrap.begin_finish();
            }
            Step::File(event, name) => {
                let watch = FolderWatch::new(&self.daemon.state());
                bootstrap.begin_finish();
                watch.wait(name, event);
            }
            Step::FinishAnswered => assert_eq!(bootstrap.finish(), Code::CHANGED),
            Step::Asked
            | Step::Welcomed
            | Step::SecurityDeleted
            | Step::ServerDeleted
            | Step::SecurityWritten
            | Step::ServerWritten => {}
        }
    }

    /// Has the old server send the gateway to the bootstrap server once more.
    fn trigger(&mut self) -> coap::IncomingRequest {
        let answer = self.old.server.execute("/1/0/9");
        assert_eq!(answer.code, Code::CHANGED);
        self.bootstrap.wait_asked()
    }

    /// Starts the gateway again as it was before the bootstrap for the new server.
    fn rewind(&mut self, before: &[u8]) -> coap::IncomingRequest {
        self.daemon.kill();
        self.put_back(Some(before));
        let moment = self.old.server.moment();
        self.daemon.start_again();
        self.old.wait_registered(moment);
        self.trigger()
    }

    /// A gateway that had nothing and was killed has the accounts of the new server or still nothing. It starts over.
    fn has_everything_or_nothing(&mut self, step: Step) -> coap::IncomingRequest {
        if self.file().is_some() {
            self.start_and_register(|stage| &stage.new);
            self.daemon.kill();
        } else {
            assert!(
                step < Step::File(FileEvent::Renamed, FILE),
                "killed after {step:?}"
            );
        }
        // An unfinished file, too, would keep the next one from being created.
        self.put_back(None);
        self.daemon.start_again();
        self.bootstrap.wait_asked()
    }

    /// Starts the gateway after it was killed, and waits until it registers where its accounts say.
    fn start_and_register(&mut self, where_to: fn(&Self) -> &Far) {
        let moment = where_to(self).server.moment();
        self.daemon.start_again();
        where_to(self).wait_registered(moment);
    }
}

/// The accounts after a complete bootstrap for the new server.
fn complete(stage: &mut Stage) -> BTreeMap<String, String> {
    let asked = stage.trigger();
    stage.kill_after(&asked, Step::FinishAnswered);
    stage.accounts().expect("the accounts were stored")
}

#[test]
fn killed_before_the_finish_the_gateway_has_its_old_accounts() {
    let mut stage = Stage::with_the_old_server("kill-early");
    let before = stage.file().expect("the accounts were stored");
    for step in BEFORE_FINISH {
        let asked = stage.rewind(&before);
        stage.kill_after(&asked, step);
        assert_eq!(stage.file().as_deref(), Some(&*before), "killed after {step:?}");
        stage.start_and_register(|stage| &stage.old);
    }
}

#[test]
fn killed_while_it_stores_the_gateway_has_its_old_accounts_or_the_new_ones() {
    let mut stage = Stage::with_the_old_server("kill-late");
    let before = stage.file().expect("the accounts were stored");
    let (old, new) = (stage.accounts(), Some(complete(&mut stage)));
    assert_ne!(old, new);
    for step in [WHILE_STORING; ROUNDS].concat() {
        let asked = stage.rewind(&before);
        stage.kill_after(&asked, step);
        let found = stage.accounts();
        let renamed = step >= Step::File(FileEvent::Renamed, FILE);
        assert!(
            found == new || (found == old && !renamed),
            "killed after {step:?}: {found:#?}"
        );
        if found == new {
            stage.start_and_register(|stage| &stage.new);
        } else {
            stage.start_and_register(|stage| &stage.old);
        }
    }
}

#[test]
fn killed_while_it_takes_a_pack_the_gateway_has_all_of_it_or_asks_again() {
    let (mut stage, mut asked) = Stage::asking_for_a_pack("kill-pack");
    for step in WHILE_STORING {
        assert_eq!(asked.path.segments().collect::<Vec<_>>(), ["bspack"]);
        let watch = FolderWatch::new(&stage.daemon.state());
        let moment = stage.new.server.moment();
        stage.bootstrap.send_pack(&asked, &stage.new.account);
        match step {
            Step::File(event, name) => watch.wait(name, event),
            // Nothing but a registration tells that a pack was taken.
            Step::FinishAnswered => stage.new.wait_registered(moment),
            Step::Asked
            | Step::Welcomed
            | Step::SecurityDeleted
            | Step::ServerDeleted
            | Step::SecurityWritten
            | Step::ServerWritten
            | Step::FinishSent => {}
        }
        stage.daemon.kill();
        asked = stage.has_everything_or_nothing(step);
    }
}

#[test]
fn killed_in_the_middle_of_the_new_file_the_gateway_has_its_old_accounts() {
    let mut stage = Stage::silent_with_the_old_server("kill-middle");
    let before = stage.file().expect("the accounts were stored");
    complete(&mut stage);
    let length = stage.file().expect("the accounts were stored").len();
    let unfinished = stage.daemon.state().join("accounts.json.new");
    for written in [0, 1, length / 2, length - 1] {
        let asked = stage.rewind(&before);
        stage.work_up_to(&asked, Step::ServerWritten);
        stage.daemon.limit_file_size(written as u64);
        stage.bootstrap.begin_finish();
        let status = stage.daemon.wait_for_end(SOON);
        assert_eq!(status.signal(), Some(SIGXFSZ), "{status}");
        let torn = fs::metadata(&unfinished).map(|file| file.len());
        assert_eq!(torn.ok(), Some(written as u64));
        assert_eq!(stage.file().as_deref(), Some(&*before));
        stage.start_and_register(|stage| &stage.old);
    }
}

#[test]
fn killed_during_its_first_bootstrap_the_gateway_asks_again() {
    let (mut stage, mut asked) = Stage::from_the_factory("kill-first");
    for step in BEFORE_FINISH {
        stage.kill_after(&asked, step);
        assert_eq!(stage.file(), None, "killed after {step:?}");
        stage.daemon.start_again();
        asked = stage.bootstrap.wait_asked();
    }
    for step in WHILE_STORING {
        stage.kill_after(&asked, step);
        if stage.file().is_some() {
            stage.start_and_register(|stage| &stage.new);
            stage.daemon.kill();
            stage.put_back(None);
        } else {
            assert!(
                step < Step::File(FileEvent::Renamed, FILE),
                "killed after {step:?}"
            );
        }
        stage.daemon.start_again();
        asked = stage.bootstrap.wait_asked();
    }
}
