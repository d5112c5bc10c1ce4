use super::*;

const URI: &str = "coap://files.example/image";

fn at(phase: Phase, automatic: bool) -> Firmware {
    Firmware {
        phase,
        // A result that no step may keep by accident.
        result: UpdateResult::OutOfMemory,
        automatic,
        severity: 1,
    }
}

fn pull() -> Source {
    Source::Pull(URI.into())
}

fn inputs() -> Vec<Input> {
    let mut inputs = vec![
        Input::Cancel,
        Input::Completed,
        Input::Deferred,
        Input::Installed,
        Input::PushBegins,
        Input::PushRestarts,
        Input::Reset,
        Input::Started,
        Input::Update,
        Input::Uri(URI.into()),
    ];
    inputs.extend(
        [
            DownloadFailure::Storage,
            DownloadFailure::Memory,
            DownloadFailure::Connection,
            DownloadFailure::Integrity,
            DownloadFailure::PackageType,
            DownloadFailure::Uri,
            DownloadFailure::Protocol,
        ]
        .map(Input::Failed),
    );
    inputs.extend(
        [
            InstallFailure::Integrity,
            InstallFailure::Package,
            InstallFailure::Transient,
        ]
        .map(Input::InstallFailed),
    );
    inputs
}

/// One allowed step: state, input, next state, result, effect.
type Row = (Phase, Input, Phase, i64, Effect);

/// OMA LwM2M core 1.2.1, appendix E.6: everything that is allowed, without automatic installation.
fn table() -> Vec<Row> {
    use Effect::{Confirm, Discard, Fetch, Install, Nothing, Prepare};
    use Phase::{Downloaded, Downloading, Idle, Updating};
    let mut rows: Vec<Row> = vec![
        (
            Idle,
            Input::PushBegins,
            Downloading { source: Source::Push },
            0,
            Prepare,
        ),
        (
            Idle,
            Input::Uri(URI.into()),
            Downloading { source: pull() },
            0,
            Fetch(URI.into()),
        ),
        (Idle, Input::Reset, Idle, 0, Discard),
        (Idle, Input::Started, Idle, 3, Discard),
        (
            Downloading { source: Source::Push },
            Input::Started,
            Idle,
            4,
            Discard,
        ),
        (
            Downloading { source: Source::Push },
            Input::PushRestarts,
            Downloading { source: Source::Push },
            0,
            Prepare,
        ),
        (
            Downloading { source: pull() },
            Input::Started,
            Downloading { source: pull() },
            0,
            Fetch(URI.into()),
        ),
    ];
    for source in [Source::Push, pull()] {
        let downloading = Downloading {
            source: source.clone(),
        };
        let downloaded = Downloaded {
            source: source.clone(),
        };
        let updating = Updating { source };
        let failures = [
            (DownloadFailure::Storage, 2),
            (DownloadFailure::Memory, 3),
            (DownloadFailure::Connection, 4),
            (DownloadFailure::Integrity, 5),
            (DownloadFailure::PackageType, 6),
            (DownloadFailure::Uri, 7),
            (DownloadFailure::Protocol, 9),
        ];
        for (failure, result) in failures {
            rows.push((downloading.clone(), Input::Failed(failure), Idle, result, Discard));
            rows.push((downloaded.clone(), Input::Failed(failure), Idle, result, Discard));
        }
        rows.extend([
            (
                downloading.clone(),
                Input::Completed,
                downloaded.clone(),
                0,
                Nothing,
            ),
            (downloading.clone(), Input::Reset, Idle, 0, Discard),
            (downloading, Input::Cancel, Idle, 10, Discard),
            (downloaded.clone(), Input::Update, updating.clone(), 0, Install),
            (
                downloaded.clone(),
                Input::Deferred,
                downloaded.clone(),
                11,
                Nothing,
            ),
            (downloaded.clone(), Input::Reset, Idle, 0, Discard),
            (downloaded.clone(), Input::Cancel, Idle, 10, Discard),
            (downloaded.clone(), Input::Started, downloaded.clone(), 3, Nothing),
            (updating.clone(), Input::Installed, Idle, 1, Discard),
            (
                updating.clone(),
                Input::InstallFailed(InstallFailure::Integrity),
                Idle,
                5,
                Discard,
            ),
            (
                updating.clone(),
                Input::InstallFailed(InstallFailure::Package),
                Idle,
                8,
                Discard,
            ),
            (
                updating.clone(),
                Input::InstallFailed(InstallFailure::Transient),
                downloaded.clone(),
                8,
                Nothing,
            ),
            (updating.clone(), Input::Deferred, downloaded, 11, Nothing),
            (updating.clone(), Input::Started, updating, 0, Confirm),
        ]);
    }
    rows
}

fn phases() -> Vec<Phase> {
    let mut phases = vec![Phase::Idle];
    for source in [Source::Push, pull()] {
        phases.push(Phase::Downloading {
            source: source.clone(),
        });
        phases.push(Phase::Downloaded {
            source: source.clone(),
        });
        phases.push(Phase::Updating { source });
    }
    phases
}

/// Every state with every input: what the table has leads where it says, the rest is refused.
#[test]
fn every_input_in_every_state_does_what_the_table_says_or_changes_nothing() {
    let table = table();
    let mut allowed = 0;
    for phase in phases() {
        for input in inputs() {
            let mut firmware = at(phase.clone(), false);
            let before = firmware.clone();
            let row = table.iter().find(|row| (&row.0, &row.1) == (&phase, &input));
            let step = firmware.step(input.clone());
            if let Some((_, _, next, result, effect)) = row {
                allowed += 1;
                let after = (&firmware.phase, firmware.result().number());
                assert_eq!(after, (next, *result), "{phase:?} {input:?}");
                assert_eq!(step.as_ref(), Ok(effect), "{phase:?} {input:?}");
            } else {
                assert_eq!(step, Err(NotInThisState), "{phase:?} {input:?}");
                assert_eq!(firmware, before, "{phase:?} {input:?}");
            }
        }
    }
    assert_eq!(allowed, table.len(), "every row was used");
}

#[test]
fn an_automatic_upgrade_is_installed_as_soon_as_it_is_complete() {
    let mut firmware = at(Phase::Downloading { source: Source::Push }, true);
    assert_eq!(firmware.step(Input::Completed), Ok(Effect::Install));
    assert_eq!((firmware.state(), firmware.result().number()), (3, 0));
}

#[test]
fn every_state_reads_back_as_it_was_written() {
    for phase in phases() {
        let firmware = at(phase, true);
        let text = serde_json::to_string(&firmware).unwrap();
        assert_eq!(
            serde_json::from_str::<Firmware>(&text).unwrap(),
            firmware,
            "{text}"
        );
    }
}

#[test]
fn the_address_is_shown_while_a_package_is_pulled_and_gone_afterwards() {
    let mut firmware = Firmware::new();
    firmware.step(Input::Uri(URI.into())).unwrap();
    assert_eq!(firmware.uri(), URI);
    firmware.step(Input::Reset).unwrap();
    assert_eq!(firmware.uri(), "");
}
