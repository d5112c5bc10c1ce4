use tokio::io::duplex;

use super::*;

fn bank() -> Bank {
    let mut bank = Bank::default();
    let unit = bank.unit(1);
    unit.coils
        .extend((0..16).map(|address| (address, address % 3 == 0)));
    unit.discrete.insert(4, true);
    unit.holding.extend([(0, 0x1234), (1, 0x5678)]);
    unit.input.insert(9, 7);
    bank
}

#[test]
fn every_table_is_read() {
    let mut bank = bank();
    assert_eq!(
        bank.answer(1, &[1, 0, 0, 0, 10]),
        Some(vec![1, 2, 0b0100_1001, 0b10])
    );
    assert_eq!(bank.answer(1, &[2, 0, 4, 0, 1]), Some(vec![2, 1, 1]));
    assert_eq!(
        bank.answer(1, &[3, 0, 0, 0, 2]),
        Some(vec![3, 4, 0x12, 0x34, 0x56, 0x78])
    );
    assert_eq!(bank.answer(1, &[4, 0, 9, 0, 1]), Some(vec![4, 2, 0, 7]));
}

#[test]
fn writes_are_kept_and_can_be_taken_once() {
    let mut bank = bank();
    assert_eq!(bank.answer(1, &[5, 0, 1, 0xFF, 0]), Some(vec![5, 0, 1, 0xFF, 0]));
    assert_eq!(bank.answer(1, &[6, 0, 0, 0, 9]), Some(vec![6, 0, 0, 0, 9]));
    assert_eq!(
        bank.answer(1, &[15, 0, 2, 0, 2, 1, 0b10]),
        Some(vec![15, 0, 2, 0, 2])
    );
    assert_eq!(
        bank.answer(1, &[16, 0, 0, 0, 2, 4, 0, 1, 0, 2]),
        Some(vec![16, 0, 0, 0, 2])
    );
    let written: Vec<(Table, u16, Vec<u16>)> = bank
        .take_writes()
        .into_iter()
        .map(|write| (write.table, write.address, write.values))
        .collect();
    assert_eq!(
        written,
        [
            (Table::Coil, 1, vec![1]),
            (Table::Holding, 0, vec![9]),
            (Table::Coil, 2, vec![0, 1]),
            (Table::Holding, 0, vec![1, 2]),
        ]
    );
    assert_eq!(bank.take_writes(), []);
    assert_eq!(bank.unit(1).holding, BTreeMap::from([(0, 1), (1, 2)]));
}

#[test]
fn what_is_not_there_is_refused_and_changes_nothing() {
    let mut bank = bank();
    assert_eq!(bank.answer(1, &[3, 0, 1, 0, 2]), Some(vec![0x83, 2]));
    assert_eq!(
        bank.answer(1, &[16, 0, 1, 0, 2, 4, 0, 1, 0, 2]),
        Some(vec![0x90, 2])
    );
    assert_eq!(bank.answer(1, &[3, 0, 0, 0, 126]), Some(vec![0x83, 3]));
    assert_eq!(bank.answer(1, &[5, 0, 0, 0x55, 0]), Some(vec![0x85, 3]));
    assert_eq!(bank.answer(1, &[8, 0, 0, 0xA5, 0x37]), Some(vec![0x88, 1]));
    assert_eq!(bank.answer(2, &[3, 0, 0, 0, 1]), None);
    assert_eq!(bank.take_writes(), []);
}

#[test]
fn a_broadcast_is_carried_out_by_all_and_answered_by_none() {
    let mut bank = bank();
    bank.unit(2).holding.insert(0, 0);
    assert_eq!(bank.answer(0, &[6, 0, 0, 0, 9]), None);
    assert_eq!((bank.unit(1).holding[&0], bank.unit(2).holding[&0]), (9, 9));
}

#[tokio::test]
async fn requests_on_a_line_are_answered_though_noise_is_between_them() {
    let (mut near, far) = duplex(256);
    let shared = Arc::new(Mutex::new(bank()));
    let master = async {
        // Modbus over Serial Line: request and reply with their checksums, noise before each request.
        for _ in 0..3 {
            near.write_all(&[0x00, 0x01, 0x03, 0x01, 0x03, 0x00, 0x00, 0x00, 0x01, 0x84, 0x0A])
                .await
                .unwrap();
            let mut reply = [0; 7];
            near.read_exact(&mut reply).await.unwrap();
            assert_eq!(reply, [0x01, 0x03, 0x02, 0x12, 0x34, 0xB5, 0x33]);
        }
        drop(near);
    };
    let (served, ()) = tokio::join!(serve(far, shared), master);
    assert!(served.is_ok());
}
