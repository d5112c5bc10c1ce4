//! How the service starts, survives its bus, and ends.

use std::sync::Arc;

use gatewayd::args::{Bus, BusOrNone};
use gatewayd::control::{self, ControlError};
use gatewayd::hub::status::Status;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use zbus::fdo::DBusProxy;

use crate::bus::Place;
use crate::fixture::{Fixture, soon, wait_for_name};

/// A service on a bus that may not be there yet.
fn serve(
    bus: BusOrNone,
    shutdown: &CancellationToken,
) -> (watch::Sender<Arc<Status>>, JoinSet<Result<(), ControlError>>) {
    let (requests, _) = mpsc::channel(1);
    let (sender, receiver) = watch::channel(Arc::default());
    let mut tasks = JoinSet::new();
    tasks.spawn(control::serve(bus, requests, receiver, shutdown.clone()));
    (sender, tasks)
}

#[tokio::test]
async fn a_second_gatewayd_on_the_same_bus_is_told_why_it_cannot_be() {
    let fixture = Fixture::start().await;
    let (_status, mut second) = serve(BusOrNone::Bus(fixture.place.bus()), &CancellationToken::new());
    let ended = soon(second.join_next()).await.unwrap().unwrap();
    assert!(matches!(ended, Err(ControlError::NameTaken)), "{ended:?}");
}

#[tokio::test]
async fn what_is_no_address_is_an_error_and_not_tried_again() {
    let bus = BusOrNone::Bus(Bus::Address("carrier-pigeon:colour=grey".into()));
    let (_status, mut tasks) = serve(bus, &CancellationToken::new());
    let ended = soon(tasks.join_next()).await.unwrap().unwrap();
    assert!(matches!(ended, Err(ControlError::Address { .. })), "{ended:?}");
}

#[tokio::test]
async fn a_bus_may_come_late_and_go_and_come_back() {
    let place = Place::new();
    let shutdown = CancellationToken::new();
    let (_status, mut tasks) = serve(BusOrNone::Bus(place.bus()), &shutdown);
    // Lets the first attempt fail.
    tokio::task::yield_now().await;
    for _ in 0..2 {
        let running = place.start();
        wait_for_name(&control::connect(&place.bus()).await.unwrap()).await;
        drop(running);
    }
    shutdown.cancel();
    assert!(soon(tasks.join_next()).await.unwrap().unwrap().is_ok());
}

#[tokio::test]
async fn without_a_bus_the_service_waits_for_the_end() {
    let shutdown = CancellationToken::new();
    let (_status, mut tasks) = serve(BusOrNone::None, &shutdown);
    tokio::task::yield_now().await;
    assert!(tasks.try_join_next().is_none());
    shutdown.cancel();
    assert!(soon(tasks.join_next()).await.unwrap().unwrap().is_ok());
}

#[tokio::test]
async fn at_the_end_the_name_is_given_up_and_the_answers_under_way_are_given() {
    let mut fixture = Fixture::start().await;
    fixture.gate.close();
    let body = ("/3306/0/5850", zbus::Variant::from(true));
    let write = fixture.call("WriteResource", &body);
    let end = async {
        while fixture.script.lock().unwrap().asked.is_empty() {
            tokio::task::yield_now().await;
        }
        fixture.shutdown.cancel();
        tokio::task::yield_now().await;
        fixture.gate.open();
    };
    let (written, ()) = soon(async { tokio::join!(write, end) }).await;
    written.unwrap();
    while let Some(ended) = soon(fixture.tasks.join_next()).await {
        ended.unwrap().unwrap();
    }
    let bus = DBusProxy::new(&fixture.client).await.unwrap();
    let name = control::NAME.try_into().unwrap();
    assert!(!soon(bus.name_has_owner(name)).await.unwrap());
}
