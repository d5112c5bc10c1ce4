//! Observations with the conditions that a server can attach to them.

use std::time::Duration;

use gatewayd_tests::lwm2m_server::{Format, Notification, Observation, Options};
use gatewayd_tests::needs;

use super::{Boiler, ENDPOINT, MANY_VALUES};
use crate::support::SOON;

const PATH: &str = "/3308/0/5900";

/// A boiler whose target of 20 degrees is observed under some attributes.
fn observed(attributes: &[&str]) -> anyhow::Result<(Boiler, Observation)> {
    let boiler = Boiler::start();
    if !attributes.is_empty() {
        let attached = boiler.server.write_attributes(ENDPOINT, PATH, attributes)?;
        assert_eq!(attached.code, 204, "{attached:?}");
    }
    let observation = boiler.server.observe(ENDPOINT, PATH, Format::SenmlCbor)?;
    assert_eq!(*observation.first.value(), 20.0);
    Ok((boiler, observation))
}

/// Sets the values one after the other, each after the one before has reached the device.
fn set_all(boiler: &Boiler, values: &[f64]) -> anyhow::Result<()> {
    values.iter().try_for_each(|value| boiler.set(PATH, *value))
}

/// The values that are notified up to and including the last one.
fn notified_until(observation: &Observation, last: f64) -> Vec<f64> {
    let number = |notification: &Notification| notification.value().as_float();
    let all = observation.notifications_until(SOON, |one| number(one) == Some(last));
    all.iter().filter_map(number).collect()
}

#[test]
fn every_change_is_notified_in_order() -> anyhow::Result<()> {
    needs!(Aiocoap);
    let (boiler, observation) = observed(&[])?;
    set_all(&boiler, &[21.0, 22.0, 21.0, 23.0])?;
    let all = observation.notifications_until(SOON, |one| *one.value() == 23.0);
    let values: Vec<_> = all.iter().filter_map(|one| one.value().as_float()).collect();
    assert_eq!(values, [21.0, 22.0, 21.0, 23.0]);
    assert!(all.is_sorted_by_key(|one| one.sequence));
    Ok(())
}

#[test]
fn within_pmin_only_the_newest_value_is_notified() -> anyhow::Result<()> {
    needs!(Aiocoap);
    let (boiler, observation) = observed(&["pmin=4"])?;
    set_all(&boiler, &[21.0, 22.0, 23.0])?;
    let first = observation.next_notification(SOON);
    assert_eq!(*first.value(), 23.0, "21 and 22 came and went within the period");
    set_all(&boiler, &[24.0])?;
    let second = observation.next_notification(SOON);
    assert_eq!(*second.value(), 24.0);
    assert!(
        second.at - first.at > Duration::from_millis(3_900),
        "{:?}",
        second.at - first.at
    );
    Ok(())
}

#[test]
fn after_pmax_a_value_is_notified_although_it_is_the_same() -> anyhow::Result<()> {
    needs!(Aiocoap);
    let (_boiler, observation) = observed(&["pmin=1", "pmax=2"])?;
    let [first, second] = [(); 2].map(|()| observation.next_notification(SOON));
    assert_eq!(
        [first.value(), second.value()].map(|value| value.as_float()),
        [Some(20.0); 2]
    );
    let period = second.at - first.at;
    assert!(
        period > Duration::from_millis(1_900) && period < Duration::from_millis(2_900),
        "{period:?}"
    );
    Ok(())
}

#[test]
fn with_gt_and_lt_a_value_is_notified_when_it_crosses_them_either_way() -> anyhow::Result<()> {
    needs!(Aiocoap);
    let (boiler, observation) = observed(&["gt=25", "lt=15"])?;
    set_all(&boiler, &[24.0, 30.0, 31.0, 24.0, 10.0, 9.0, 20.0, 21.0, 26.0])?;
    assert_eq!(notified_until(&observation, 26.0), [30.0, 24.0, 10.0, 20.0, 26.0]);
    Ok(())
}

#[test]
fn with_st_a_value_is_notified_when_it_is_that_far_from_the_last_one() -> anyhow::Result<()> {
    needs!(Aiocoap);
    let (boiler, observation) = observed(&["st=5"])?;
    set_all(&boiler, &[24.0, 25.0, 21.0, 20.0, 15.0])?;
    assert_eq!(notified_until(&observation, 15.0), [25.0, 20.0, 15.0]);
    Ok(())
}

#[test]
fn attributes_that_are_removed_hold_no_more() -> anyhow::Result<()> {
    needs!(Aiocoap);
    let (boiler, observation) = observed(&["st=5"])?;
    set_all(&boiler, &[21.0])?;
    assert_eq!(boiler.server.write_attributes(ENDPOINT, PATH, &["st"])?.code, 204);
    set_all(&boiler, &[22.0])?;
    // What the step held back is told as soon as it is gone.
    assert_eq!(notified_until(&observation, 22.0), [21.0, 22.0]);
    Ok(())
}

#[test]
fn attributes_that_contradict_each_other_are_refused() -> anyhow::Result<()> {
    needs!(Aiocoap);
    let boiler = Boiler::start();
    let code = |attributes: &[&str]| -> anyhow::Result<u16> {
        Ok(boiler.server.write_attributes(ENDPOINT, PATH, attributes)?.code)
    };
    // OMA LwM2M core 1.2.1, section 7.3.2.
    assert_eq!(code(&["lt=30", "gt=20"])?, 400, "lt is below gt");
    assert_eq!(code(&["pmin=ten"])?, 400);
    assert_eq!(code(&["colour=red"])?, 400);
    Ok(())
}

#[test]
fn an_instance_is_notified_in_the_format_of_its_first_answer() -> anyhow::Result<()> {
    needs!(Aiocoap);
    let boiler = Boiler::start();
    for (degrees, format) in [40.0, 41.0, 42.0].into_iter().zip(MANY_VALUES) {
        let observation = boiler.server.observe(ENDPOINT, "/3308/0", format)?;
        set_all(&boiler, &[degrees])?;
        let all = observation.notifications_until(SOON, |one| *one.answer.value_of(PATH) == degrees);
        assert!(
            all.iter().all(|one| one.answer.format == Some(format.number())),
            "{all:?}"
        );
        boiler.server.cancel(&observation)?;
    }
    Ok(())
}

#[test]
fn two_observers_of_one_value_are_both_notified() -> anyhow::Result<()> {
    needs!(Aiocoap);
    let (boiler, first) = observed(&[])?;
    let second = boiler.server.observe(ENDPOINT, PATH, Format::Text)?;
    set_all(&boiler, &[33.0])?;
    assert_eq!(notified_until(&first, 33.0), [33.0]);
    assert_eq!(notified_until(&second, 33.0), [33.0]);
    Ok(())
}

#[test]
fn a_cancelled_observation_is_not_notified() -> anyhow::Result<()> {
    needs!(Aiocoap);
    let (boiler, first) = observed(&[])?;
    let second = boiler.server.observe(ENDPOINT, PATH, Format::Text)?;
    let last = boiler.server.cancel(&first)?;
    assert_eq!((last.code, last.value().as_float()), (205, Some(20.0)));
    let mark = boiler.server.log().mark();
    set_all(&boiler, &[21.0])?;
    assert_eq!(notified_until(&second, 21.0), [21.0]);
    // A notification of the first would have come before, and been answered so.
    let strange = boiler
        .server
        .log()
        .find_after(mark, "could not be matched to any request");
    assert_eq!(strange, None);
    Ok(())
}

#[test]
fn a_value_in_blocks_is_observed_like_any_other() -> anyhow::Result<()> {
    needs!(Aiocoap);
    let boiler = Boiler::start_with(Options::default().block_size(16));
    let observation = boiler.server.observe(ENDPOINT, "/3308/0", Format::SenmlJson)?;
    assert!(observation.first.payload.len() > 2 * 16);
    set_all(&boiler, &[21.0])?;
    observation.notifications_until(SOON, |one| *one.answer.value_of(PATH) == 21.0);
    Ok(())
}
