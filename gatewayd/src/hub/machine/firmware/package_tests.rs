use std::io::Read as _;
use std::os::unix::fs::PermissionsExt as _;

use super::*;
use crate::machine::download::Have;

const URI: &str = "coap://files.example/fw";

fn place(folder: &tempfile::TempDir) -> Package {
    Package::new(&StateDir::open(folder.path()).unwrap(), 10_000)
}

fn progress(boot: &str, synced: u64) -> Progress {
    Progress {
        etag: Some(vec![7]),
        boot: boot.to_owned(),
        synced,
        ..Progress::new(URI)
    }
}

/// How much a download that goes on has.
fn offset(remains: &Remains) -> Option<u64> {
    match remains {
        Remains::Part(package, _) => Some(package.length),
        Remains::Nothing | Remains::Whole(_) => None,
    }
}

#[test]
fn what_was_written_counts_until_the_system_stops_and_then_what_was_synced() {
    assert_eq!(progress("now", 2_048).safe_length(5_000, "now"), 5_000);
    assert_eq!(progress("before", 2_048).safe_length(5_000, "now"), 2_048);
    assert_eq!(progress("before", 2_048).safe_length(1_000, "now"), 1_000);
    // A system that does not say is not trusted.
    assert_eq!(progress("", 0).safe_length(5_000, ""), 0);
}

#[test]
fn a_download_goes_on_at_a_whole_block_of_the_same_address() {
    let folder = tempfile::tempdir().unwrap();
    let place = place(&folder);
    assert!(matches!(place.remains(URI), Remains::Nothing));
    let mut package = place.begin(None, &progress(&boot(), 0)).unwrap();
    package.append(&[1; 2_500]).unwrap();
    assert_eq!(
        package.file.metadata().unwrap().permissions().mode() & 0o777,
        0o600
    );
    drop(package);
    assert!(matches!(
        place.remains("coap://files.example/other"),
        Remains::Nothing
    ));
    let Remains::Part(mut package, progress) = place.remains(URI) else {
        panic!("it is forgotten")
    };
    assert_eq!(
        progress.have(package.length),
        Have {
            offset: 2_048,
            etag: Some(vec![7])
        }
    );
    package.append(&[2; 4]).unwrap();
    let mut bytes = Vec::new();
    File::open(place.path()).unwrap().read_to_end(&mut bytes).unwrap();
    assert_eq!((bytes.len(), &bytes[2_047..]), (2_052, &[1, 2, 2, 2, 2][..]));
    place.discard();
    assert!(matches!(place.remains(URI), Remains::Nothing));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn after_a_power_cut_only_what_is_safe_on_the_disk_counts() {
    let folder = tempfile::tempdir().unwrap();
    let place = place(&folder);
    let mut package = place.begin(None, &progress("before", 0)).unwrap();
    package.append(&[1; 4_096]).unwrap();
    place.note(&progress("before", 1_024)).unwrap();
    let Remains::Part(mut package, _) = place.remains(URI) else {
        panic!("it is forgotten")
    };
    assert_eq!(package.length, 1_024);
    // What comes from now on does count.
    package.append(&[1; 2_048]).unwrap();
    assert_eq!(offset(&place.remains(URI)), Some(3_072));
}

#[test]
fn a_package_that_is_complete_is_not_fetched_again() {
    let folder = tempfile::tempdir().unwrap();
    let place = place(&folder);
    let mut package = place.begin(None, &progress(&boot(), 0)).unwrap();
    package.append(&[1; 2_048]).unwrap();
    let complete = |boot: &str| Progress {
        complete: Some(2_048),
        ..progress(boot, 1_024)
    };
    place.note(&complete(&boot())).unwrap();
    assert!(matches!(place.remains(URI), Remains::Whole(_)));
    // Unless the disk may have missed its end.
    place.note(&complete("before")).unwrap();
    assert_eq!(offset(&place.remains(URI)), Some(1_024));
}

#[test]
fn a_note_that_is_damaged_or_without_its_file_is_no_note() {
    let folder = tempfile::tempdir().unwrap();
    let place = place(&folder);
    place.note(&progress(&boot(), 0)).unwrap();
    assert!(matches!(place.remains(URI), Remains::Nothing));
    fs::write(folder.path().join(PROGRESS_FILE), b"{").unwrap();
    assert!(matches!(place.remains(URI), Remains::Nothing));
}

#[test]
fn a_package_does_not_grow_beyond_its_limit_or_the_disk() {
    let folder = tempfile::tempdir().unwrap();
    let place = place(&folder);
    let mut package = place.create(None).unwrap();
    package.append(&[0; 10_000]).unwrap();
    let refused = package.append(&[0]).unwrap_err();
    assert!(matches!(refused, PackageError::TooLarge { limit: 10_000 }));
    let refused = place.create(Some(u64::MAX)).err().unwrap();
    assert!(matches!(refused, PackageError::NoRoom { .. }), "{refused}");
    assert_eq!(refused.failure(), DownloadFailure::Storage);
    let memory = PackageError::from(io::Error::from(io::ErrorKind::OutOfMemory));
    assert_eq!(memory.failure(), DownloadFailure::Memory);
}
