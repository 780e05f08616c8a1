/// What the holder of a cap can do to a model, and what nobody else can.
#[test_only]
module floe::authoring;

use floe::{
    events::{ActiveChanged, HandedOver, PayoutChanged, PriceChanged, TextsChanged},
    fixture::{Self as fix, ann, author, bob, bytes, hash},
    hub::{Self, AuthorCap, Model}
};
use std::bcs;
use sui::{clock::Clock, event, sui::SUI, test_scenario::{Self as scenario, Scenario}};

const PRICE: u64 = 1_500;
/// Seconds after the listing.
const LATER_MS: u64 = 5_000;

/// A market with one model, taken by its author together with its cap.
fun taken(): (Scenario, Model, AuthorCap, Clock) {
    let mut test = fix::market();
    let id = fix::list<SUI>(&mut test, PRICE, 1);
    let model = test.take_shared_by_id(id);
    let cap = test.take_from_sender();
    let clock = fix::clock_at(fix::new_year_ms() + LATER_MS, test.ctx());
    (test, model, cap, clock)
}

fun finish(test: Scenario, model: Model, cap: AuthorCap, clock: Clock) {
    clock.destroy_for_testing();
    test.return_to_sender(cap);
    scenario::return_shared(model);
    test.end();
}

/// The first of two models with the cap of the second.
fun mismatched(): (Scenario, Model, AuthorCap, Clock) {
    let mut test = fix::market();
    let one = fix::list<SUI>(&mut test, PRICE, 1);
    fix::list<SUI>(&mut test, PRICE, 1);
    let model = test.take_shared_by_id(one);
    // The cap made last.
    let cap: AuthorCap = test.take_from_sender();
    assert!(cap.cap_model() != one);
    let clock = fix::clock_at(fix::new_year_ms(), test.ctx());
    (test, model, cap, clock)
}

fun set_texts(
    model: &mut Model,
    cap: &AuthorCap,
    name: vector<u8>,
    summary: vector<u8>,
    task: vector<u8>,
    license: vector<u8>,
    tags: vector<vector<u8>>,
    clock: &Clock,
) {
    model.set_texts(
        cap,
        name.to_string(),
        summary.to_string(),
        task.to_string(),
        license.to_string(),
        fix::texts(tags),
        clock,
    )
}

#[test]
fun a_price_can_be_set() {
    let (test, mut model, cap, clock) = taken();
    model.set_price(&cap, 2_000, &clock);
    assert!(model.price() == 2_000);
    let mut expected = bcs::to_bytes(&object::id(&model));
    expected.append(bcs::to_bytes(&1_500u64));
    expected.append(bcs::to_bytes(&2_000u64));
    expected.append(bcs::to_bytes(&(fix::new_year_ms() + 5_000)));
    assert!(bcs::to_bytes(&event::events_by_type<PriceChanged>()[0]) == expected);
    finish(test, model, cap, clock)
}

#[test]
fun a_model_can_be_switched_off_and_on() {
    let (test, mut model, cap, clock) = taken();
    model.set_active(&cap, false, &clock);
    assert!(!model.is_active());
    model.set_active(&cap, true, &clock);
    assert!(model.is_active());
    let mut expected = bcs::to_bytes(&object::id(&model));
    expected.append(bcs::to_bytes(&false));
    expected.append(bcs::to_bytes(&(fix::new_year_ms() + 5_000)));
    assert!(bcs::to_bytes(&event::events_by_type<ActiveChanged>()[0]) == expected);
    finish(test, model, cap, clock)
}

#[test]
fun the_payout_can_be_moved_and_later_calls_pay_there() {
    let (mut test, mut model, cap, clock) = taken();
    let id = object::id(&model);
    model.set_payout(&cap, bob(), &clock);
    assert!(model.payout() == bob());
    assert!(model.author() == author());
    let mut expected = bcs::to_bytes(&id);
    expected.append(bcs::to_bytes(&author()));
    expected.append(bcs::to_bytes(&bob()));
    expected.append(bcs::to_bytes(&(fix::new_year_ms() + 5_000)));
    assert!(bcs::to_bytes(&event::events_by_type<PayoutChanged>()[0]) == expected);
    clock.destroy_for_testing();
    test.return_to_sender(cap);
    scenario::return_shared(model);

    let now = fix::new_year_ms();
    fix::call(&mut test, ann(), id, 0, PRICE, 1, now);
    fix::assert_called(0, id, 1, ann(), bob(), PRICE, hash(1), 0, 1, false, now);
    // The new payee's own calls are self-payments; the author's no longer are.
    fix::call(&mut test, bob(), id, 0, PRICE, 2, now);
    fix::assert_called(0, id, 1, bob(), bob(), PRICE, hash(2), 0, 2, true, now);
    fix::call(&mut test, author(), id, 0, PRICE, 3, now);
    fix::assert_called(0, id, 1, author(), bob(), PRICE, hash(3), 0, 3, false, now);
    test.end();
}

#[test]
fun texts_can_be_set() {
    let (test, mut model, cap, clock) = taken();
    set_texts(&mut model, &cap, b"A", b"B", b"C", b"D", vector[b"E", b"FG"], &clock);
    assert!(model.name() == b"A".to_string());
    assert!(model.summary() == b"B".to_string());
    assert!(model.task() == b"C".to_string());
    assert!(model.runtime() == b"onnx".to_string());
    assert!(model.license() == b"D".to_string());
    assert!(model.tags() == fix::texts(vector[b"E", b"FG"]));
    let mut expected = bcs::to_bytes(&object::id(&model));
    expected.append(x"0141014201430144"); // four texts of one byte
    expected.append(x"020145024647"); // two tags
    expected.append(bcs::to_bytes(&(fix::new_year_ms() + 5_000)));
    assert!(bcs::to_bytes(&event::events_by_type<TextsChanged>()[0]) == expected);
    finish(test, model, cap, clock)
}

#[test]
fun versions_are_numbered_from_one_and_stay() {
    let (test, mut model, cap, clock) = taken();
    let sealed = option::some(bytes(3, 100));
    let second = hub::new_version(77, hash(2), vector[88], 2_000_000, sealed);
    model.add_version(&cap, second, &clock);
    assert!(model.head() == 2);
    assert!(model.bytes() == 2_000_000);
    assert!(model.version(1).manifest() == 7);
    assert!(model.version(1).version_bytes() == 1_000_000);
    assert!(model.version(2).manifest() == 77);
    assert!(model.version(2).manifest_hash() == hash(2));
    assert!(model.version(2).parts() == vector[88]);
    assert!(model.version(2).sealed_key() == option::some(bytes(3, 100)));
    assert!(model.version(2).created_ms() == fix::new_year_ms() + 5_000);
    finish(test, model, cap, clock)
}

#[test]
fun an_old_version_can_still_be_called() {
    let (mut test, mut model, cap, clock) = taken();
    let id = object::id(&model);
    model.add_version(&cap, fix::version(), &clock);
    clock.destroy_for_testing();
    test.return_to_sender(cap);
    scenario::return_shared(model);

    let now = fix::new_year_ms();
    fix::pay<SUI>(&mut test, ann(), id, 0, PRICE, 1, vector[hash(1)], now);
    fix::assert_called(0, id, 1, ann(), author(), PRICE, hash(1), 0, 1, false, now);
    fix::pay<SUI>(&mut test, ann(), id, 0, PRICE, 2, vector[hash(2)], now);
    fix::assert_called(0, id, 2, ann(), author(), PRICE, hash(2), 0, 2, false, now);
    test.end();
}

#[test]
fun a_model_can_be_handed_over_with_its_income() {
    let (mut test, mut model, cap, clock) = taken();
    let id = object::id(&model);
    model.hand_over(cap, bob(), &clock);
    assert!(model.author() == bob());
    assert!(model.payout() == bob());
    let mut expected = bcs::to_bytes(&id);
    expected.append(bcs::to_bytes(&author()));
    expected.append(bcs::to_bytes(&bob()));
    expected.append(bcs::to_bytes(&(fix::new_year_ms() + 5_000)));
    assert!(bcs::to_bytes(&event::events_by_type<HandedOver>()[0]) == expected);
    scenario::return_shared(model);

    test.next_tx(bob());
    let mut model: Model = test.take_shared_by_id(id);
    let cap: AuthorCap = test.take_from_sender();
    model.set_price(&cap, 1, &clock);
    assert!(model.price() == 1);
    finish(test, model, cap, clock)
}

#[test, expected_failure(abort_code = floe::hub::ETextLength)]
fun a_model_cannot_lose_its_name() {
    let (_test, mut model, cap, clock) = taken();
    set_texts(&mut model, &cap, b"", b"B", b"C", b"", vector[], &clock);
    abort
}

#[test, expected_failure(abort_code = floe::hub::ETextLength)]
fun a_summary_cannot_grow_beyond_its_limit() {
    let (_test, mut model, cap, clock) = taken();
    set_texts(&mut model, &cap, b"A", bytes(97, 281), b"C", b"", vector[], &clock);
    abort
}

#[test, expected_failure(abort_code = floe::hub::ETextLength)]
fun a_model_cannot_lose_its_task() {
    let (_test, mut model, cap, clock) = taken();
    set_texts(&mut model, &cap, b"A", b"B", b"", b"", vector[], &clock);
    abort
}

#[test, expected_failure(abort_code = floe::hub::ETextLength)]
fun a_licence_cannot_grow_beyond_its_limit() {
    let (_test, mut model, cap, clock) = taken();
    set_texts(&mut model, &cap, b"A", b"B", b"C", bytes(97, 49), vector[], &clock);
    abort
}

#[test, expected_failure(abort_code = floe::hub::ETags)]
fun a_model_cannot_be_given_a_tag_twice() {
    let (_test, mut model, cap, clock) = taken();
    set_texts(&mut model, &cap, b"A", b"B", b"C", b"", vector[b"E", b"E"], &clock);
    abort
}

#[test]
fun a_model_is_sealed_as_its_head_is() {
    let (test, mut model, cap, clock) = taken();
    assert!(!model.is_sealed());
    let sealed = option::some(bytes(3, 100));
    model.add_version(&cap, hub::new_version(7, hash(2), vector[8], 5, sealed), &clock);
    assert!(model.is_sealed());
    assert!(model.bytes() == 5);
    model.add_version(&cap, fix::version(), &clock);
    assert!(!model.is_sealed());
    assert!(model.bytes() == 1_000_000);
    finish(test, model, cap, clock)
}

#[test, expected_failure(abort_code = floe::hub::EUnknownVersion)]
fun there_is_no_version_0() {
    let (_test, model, _cap, _clock) = taken();
    model.version(0);
    abort
}

#[test, expected_failure(abort_code = floe::hub::EUnknownVersion)]
fun there_is_no_version_after_the_head() {
    let (_test, model, _cap, _clock) = taken();
    model.version(2);
    abort
}

#[test, expected_failure(abort_code = floe::hub::EForeignCap)]
fun a_foreign_cap_adds_no_version() {
    let (_test, mut model, cap, clock) = mismatched();
    model.add_version(&cap, fix::version(), &clock);
    abort
}

#[test, expected_failure(abort_code = floe::hub::EForeignCap)]
fun a_foreign_cap_sets_no_price() {
    let (_test, mut model, cap, clock) = mismatched();
    model.set_price(&cap, 1, &clock);
    abort
}

#[test, expected_failure(abort_code = floe::hub::EForeignCap)]
fun a_foreign_cap_switches_nothing_off() {
    let (_test, mut model, cap, clock) = mismatched();
    model.set_active(&cap, false, &clock);
    abort
}

#[test, expected_failure(abort_code = floe::hub::EForeignCap)]
fun a_foreign_cap_moves_no_payout() {
    let (_test, mut model, cap, clock) = mismatched();
    model.set_payout(&cap, ann(), &clock);
    abort
}

#[test, expected_failure(abort_code = floe::hub::EForeignCap)]
fun a_foreign_cap_sets_no_texts() {
    let (_test, mut model, cap, clock) = mismatched();
    set_texts(&mut model, &cap, b"A", b"B", b"C", b"", vector[], &clock);
    abort
}

#[test, expected_failure(abort_code = floe::hub::EForeignCap)]
fun a_foreign_cap_hands_nothing_over() {
    let (_test, mut model, cap, clock) = mismatched();
    model.hand_over(cap, ann(), &clock);
    abort
}
