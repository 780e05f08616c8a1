#[test_only]
module walrus::shared_blob_tests;

use std::unit_test::destroy;
use sui::test_scenario::{Self, Scenario};
use walrus::{
    blob::Blob,
    fixture,
    shared_blob::{Self, SharedBlob},
    system::{Self, System},
    system_state_inner
};

const AUTHOR: address = @0xa;
const STRANGER: address = @0xb;

fun certified(scenario: &mut Scenario, epochs: u32): (System, Blob) {
    let ctx = scenario.ctx();
    let mut state = fixture::state(ctx);
    let mut blob = fixture::blob(&mut state, epochs, false, ctx);
    state.certify_blob(&mut blob, fixture::signature(), fixture::signers(), fixture::message());
    (system::new_for_testing(state, ctx), blob)
}

#[test]
fun a_shared_blob_is_funded_and_extended_by_anybody() {
    let mut scenario = test_scenario::begin(AUTHOR);
    let (mut system, blob) = certified(&mut scenario, 2);
    let blob_id = blob.blob_id();
    shared_blob::new(blob, scenario.ctx());
    scenario.next_tx(STRANGER);
    let mut shared = scenario.take_shared<SharedBlob>();
    assert!(shared.funds() == 0 && shared.blob().end_epoch() == 3);
    shared.fund(fixture::wal(3 * 693_000, scenario.ctx()));
    shared.extend(&mut system, 3, scenario.ctx());
    assert!(shared.funds() == 0);
    assert!(shared.blob().end_epoch() == 6 && shared.blob().blob_id() == blob_id);
    test_scenario::return_shared(shared);
    destroy(system);
    scenario.end();
}

#[test]
fun what_an_extension_does_not_cost_stays_in_the_funds() {
    let mut scenario = test_scenario::begin(AUTHOR);
    let (mut system, blob) = certified(&mut scenario, 1);
    let funds = fixture::wal(693_005, scenario.ctx());
    shared_blob::new_funded(blob, funds, scenario.ctx());
    scenario.next_tx(STRANGER);
    let mut shared = scenario.take_shared<SharedBlob>();
    assert!(shared.funds() == 693_005);
    shared.extend(&mut system, 1, scenario.ctx());
    assert!(shared.funds() == 5);
    test_scenario::return_shared(shared);
    destroy(system);
    scenario.end();
}

#[test, expected_failure(abort_code = system_state_inner::EInsufficientPayment)]
fun funds_that_do_not_cover_the_extension_buy_nothing() {
    let mut scenario = test_scenario::begin(AUTHOR);
    let (mut system, blob) = certified(&mut scenario, 1);
    let funds = fixture::wal(2 * 693_000 - 1, scenario.ctx());
    shared_blob::new_funded(blob, funds, scenario.ctx());
    scenario.next_tx(STRANGER);
    let mut shared = scenario.take_shared<SharedBlob>();
    shared.extend(&mut system, 2, scenario.ctx());
    abort 99
}

#[test, expected_failure(abort_code = system_state_inner::EInvalidEpochsAhead)]
fun a_shared_blob_is_not_kept_past_53_epochs() {
    let mut scenario = test_scenario::begin(AUTHOR);
    let (mut system, blob) = certified(&mut scenario, 2);
    let funds = fixture::wal(52 * 693_000, scenario.ctx());
    shared_blob::new_funded(blob, funds, scenario.ctx());
    scenario.next_tx(STRANGER);
    let mut shared = scenario.take_shared<SharedBlob>();
    shared.extend(&mut system, 52, scenario.ctx());
    abort 99
}

#[test, expected_failure(abort_code = walrus::blob::EResourceBounds)]
fun an_expired_blob_cannot_be_extended() {
    let mut scenario = test_scenario::begin(AUTHOR);
    let ctx = scenario.ctx();
    let mut state = fixture::state(ctx);
    let mut blob = fixture::blob(&mut state, 1, false, ctx);
    state.certify_blob(&mut blob, fixture::signature(), fixture::signers(), fixture::message());
    destroy(state.advance_epoch());
    let mut system = system::new_for_testing(state, ctx);
    shared_blob::new_funded(blob, fixture::wal(693_000, ctx), ctx);
    scenario.next_tx(STRANGER);
    let mut shared = scenario.take_shared<SharedBlob>();
    shared.extend(&mut system, 1, scenario.ctx());
    abort 99
}
