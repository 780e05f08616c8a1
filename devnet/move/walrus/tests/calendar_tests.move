#[test_only]
module walrus::calendar_tests;

use std::unit_test::destroy;
use sui::clock;
use walrus::staking_inner;

const NODE: address = @0xbeef;

#[test]
fun epochs_follow_each_other_by_the_calendar_however_late_the_change() {
    let ctx = &mut tx_context::dummy();
    let mut clock = clock::create_for_testing(ctx);
    clock.set_for_testing(1_000);
    let node_id = object::id_from_address(NODE);
    let mut calendar = staking_inner::new(1, 100, 1000, node_id, &clock, ctx);
    assert!(calendar.epoch() == 1 && calendar.epoch_end() == 1_100);
    clock.set_for_testing(1_250);
    calendar.advance_epoch(&clock);
    assert!(calendar.epoch() == 2 && calendar.epoch_end() == 1_200);
    calendar.advance_epoch(&clock);
    assert!(calendar.epoch() == 3 && calendar.epoch_end() == 1_300);
    destroy(calendar);
    destroy(clock);
}

#[test, expected_failure(abort_code = staking_inner::EWrongEpochState)]
fun an_epoch_does_not_end_early() {
    let ctx = &mut tx_context::dummy();
    let mut clock = clock::create_for_testing(ctx);
    let node_id = object::id_from_address(NODE);
    let mut calendar = staking_inner::new(1, 100, 1000, node_id, &clock, ctx);
    clock.set_for_testing(99);
    calendar.advance_epoch(&clock);
    abort 99
}
