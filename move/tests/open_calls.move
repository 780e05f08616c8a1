/// Calls that are paid before they run, and what becomes of them: bound once, given up, or left as they are.
#[test_only]
module floe::open_calls;

use floe::{
    events::{Called, CallOpened, OutputBound},
    fixture::{Self as fix, ann, author, bob, hash},
    hub::Model,
    meter::Meter,
    open_call::{Self, OpenCall}
};
use std::bcs;
use sui::{coin, event, sui::SUI, test_scenario::{Self as scenario, Scenario}};

const PRICE: u64 = 1_500;

/// Pays first as `payer`, for version 1, in a transaction that is left open.
fun pay_first(
    test: &mut Scenario,
    payer: address,
    model: ID,
    amount: u64,
    commitment: vector<u8>,
    at_ms: u64,
) {
    test.next_tx(payer);
    let model: Model = test.take_shared_by_id(model);
    let mut meter: Meter = test.take_shared_by_id(model.meters()[0]);
    let coin = coin::mint_for_testing<SUI>(amount, test.ctx());
    let clock = fix::clock_at(at_ms, test.ctx());
    open_call::pay_first(&model, &mut meter, coin, 1, commitment, &clock, test.ctx());
    clock.destroy_for_testing();
    scenario::return_shared(meter);
    scenario::return_shared(model);
}

/// Binds the only open call of the sender, in the transaction at hand.
fun bind(test: &mut Scenario, commitment: vector<u8>, at_ms: u64) {
    let call = test.take_from_sender<OpenCall>();
    let clock = fix::clock_at(at_ms, test.ctx());
    call.bind_output(commitment, &clock);
    clock.destroy_for_testing();
}

/// The layout that receipts are verified against.
fun assert_bound(
    model: ID,
    payer: address,
    paid: vector<u8>,
    commitment: vector<u8>,
    sequence: u64,
    at_ms: u64,
) {
    let mut expected = bcs::to_bytes(&model);
    expected.append(bcs::to_bytes(&1u64));
    expected.append(bcs::to_bytes(&payer));
    // The payer signed.
    expected.append(bcs::to_bytes(&payer));
    expected.append(bcs::to_bytes(&paid));
    expected.append(bcs::to_bytes(&commitment));
    expected.append(bcs::to_bytes(&0u64));
    expected.append(bcs::to_bytes(&sequence));
    expected.append(bcs::to_bytes(&at_ms));
    let events = event::events_by_type<OutputBound>();
    assert!(events.length() == 1);
    assert!(bcs::to_bytes(&events[0]) == expected);
}

#[test]
fun paying_first_is_one_call_like_any_other_and_leaves_it_open() {
    let mut test = fix::market();
    let model = fix::list<SUI>(&mut test, PRICE, 1);
    let now = fix::new_year_ms();

    pay_first(&mut test, ann(), model, PRICE, hash(5), now);

    assert!(event::events_by_type<Called>().length() == 1);
    fix::assert_called(0, model, 1, ann(), author(), PRICE, hash(5), 0, 1, false, now);
    let opened = event::events_by_type<CallOpened>();
    assert!(opened.length() == 1);
    let effects = test.next_tx(ann());
    assert!(effects.num_user_events() == 2);
    // The open call is the only object handed over: the price went to the address balance.
    assert!(effects.transferred_to_account().size() == 1);

    let call = test.take_from_sender<OpenCall>();
    let mut expected = bcs::to_bytes(&model);
    expected.append(bcs::to_bytes(&0u64));
    expected.append(bcs::to_bytes(&1u64));
    expected.append(bcs::to_bytes(&object::id(&call)));
    assert!(bcs::to_bytes(&opened[0]) == expected);
    assert!(call.model() == model);
    assert!(call.version() == 1);
    assert!(call.payer() == ann());
    assert!(call.spender() == ann());
    assert!(call.commitment() == hash(5));
    assert!(call.shard() == 0);
    assert!(call.sequence() == 1);
    test.return_to_sender(call);

    let meter = fix::take_meter(&test, model, 0);
    assert!(meter.calls() == 1);
    assert!(meter.revenue() == 1_500);
    assert!(meter.payers() == 1);
    scenario::return_shared(meter);
    test.end();
}

#[test]
fun an_output_is_bound_to_its_call_and_counted_no_second_time() {
    let mut test = fix::market();
    let model = fix::list<SUI>(&mut test, PRICE, 1);
    let now = fix::new_year_ms();
    fix::call(&mut test, bob(), model, 0, PRICE, 1, now);
    pay_first(&mut test, ann(), model, PRICE, hash(5), now);

    test.next_tx(ann());
    bind(&mut test, hash(6), now + 9_000);

    assert_bound(model, ann(), hash(5), hash(6), 2, now + 9_000);
    let effects = test.next_tx(ann());
    assert!(effects.deleted().length() == 1);
    assert!(effects.num_user_events() == 1);
    assert!(!test.has_most_recent_for_sender<OpenCall>());
    let meter = fix::take_meter(&test, model, 0);
    assert!(meter.calls() == 2);
    assert!(meter.revenue() == 3_000);
    scenario::return_shared(meter);
    test.end();
}

#[test]
fun several_calls_are_open_side_by_side_and_bound_in_any_order() {
    let mut test = fix::market();
    let model = fix::list<SUI>(&mut test, PRICE, 1);
    let now = fix::new_year_ms();
    pay_first(&mut test, ann(), model, PRICE, hash(5), now);
    test.next_tx(ann());
    let first = test.ids_for_sender<OpenCall>()[0];
    pay_first(&mut test, ann(), model, PRICE, hash(6), now);

    test.next_tx(ann());
    bind(&mut test, hash(8), now); // the newer one
    assert_bound(model, ann(), hash(6), hash(8), 2, now);
    test.next_tx(ann());
    assert!(test.ids_for_sender<OpenCall>() == vector[first]);
    bind(&mut test, hash(7), now);
    assert_bound(model, ann(), hash(5), hash(7), 1, now);
    test.end();
}

#[test]
fun a_call_that_is_given_up_stays_paid() {
    let mut test = fix::market();
    let model = fix::list<SUI>(&mut test, PRICE, 1);
    pay_first(&mut test, ann(), model, PRICE, hash(5), fix::new_year_ms());

    test.next_tx(ann());
    test.take_from_sender<OpenCall>().give_up();

    assert!(event::events_by_type<OutputBound>().is_empty());
    let effects = test.next_tx(ann());
    assert!(effects.deleted().length() == 1);
    let meter = fix::take_meter(&test, model, 0);
    assert!(meter.calls() == 1);
    assert!(meter.revenue() == 1_500);
    scenario::return_shared(meter);
    test.end();
}

#[test]
fun an_open_call_outlives_a_new_price_and_a_switch() {
    let mut test = fix::market();
    let model = fix::list<SUI>(&mut test, PRICE, 1);
    let now = fix::new_year_ms();
    pay_first(&mut test, ann(), model, PRICE, hash(5), now);
    fix::set_terms(&mut test, model, PRICE + 1, false);

    test.next_tx(ann());
    bind(&mut test, hash(6), now);

    assert_bound(model, ann(), hash(5), hash(6), 1, now);
    test.end();
}

#[test]
fun the_author_calling_himself_is_counted_apart() {
    let mut test = fix::market();
    let model = fix::list<SUI>(&mut test, PRICE, 1);
    let now = fix::new_year_ms();

    pay_first(&mut test, author(), model, PRICE, hash(5), now);

    fix::assert_called(0, model, 1, author(), author(), PRICE, hash(5), 0, 1, true, now);
    test.next_tx(author());
    let meter = fix::take_meter(&test, model, 0);
    assert!(meter.calls() == 0);
    assert!(meter.self_calls() == 1);
    scenario::return_shared(meter);
    test.end();
}

#[test]
fun a_free_model_is_called_first_too() {
    let mut test = fix::market();
    let model = fix::list<SUI>(&mut test, 0, 1);
    let now = fix::new_year_ms();

    pay_first(&mut test, ann(), model, 0, hash(5), now);

    fix::assert_called(0, model, 1, ann(), author(), 0, hash(5), 0, 1, false, now);
    test.next_tx(ann());
    bind(&mut test, hash(6), now);
    assert_bound(model, ann(), hash(5), hash(6), 1, now);
    test.end();
}

#[test, expected_failure(abort_code = scenario::EEmptyInventory)]
fun nothing_is_left_to_bind_a_second_time() {
    let mut test = fix::market();
    let model = fix::list<SUI>(&mut test, PRICE, 1);
    pay_first(&mut test, ann(), model, PRICE, hash(5), fix::new_year_ms());
    test.next_tx(ann());
    bind(&mut test, hash(6), fix::new_year_ms());
    test.next_tx(ann());
    bind(&mut test, hash(6), fix::new_year_ms());
    abort
}

#[test, expected_failure(abort_code = scenario::EEmptyInventory)]
fun the_call_of_another_is_not_there_to_bind() {
    let mut test = fix::market();
    let model = fix::list<SUI>(&mut test, PRICE, 1);
    pay_first(&mut test, ann(), model, PRICE, hash(5), fix::new_year_ms());
    test.next_tx(bob());
    bind(&mut test, hash(6), fix::new_year_ms());
    abort
}

#[test, expected_failure(abort_code = floe::payment::ECommitmentLength)]
fun a_binding_of_31_bytes() {
    let mut test = fix::market();
    let model = fix::list<SUI>(&mut test, PRICE, 1);
    pay_first(&mut test, ann(), model, PRICE, hash(5), fix::new_year_ms());
    test.next_tx(ann());
    bind(&mut test, fix::bytes(6, 31), fix::new_year_ms());
    abort
}

#[test, expected_failure(abort_code = floe::payment::ECommitmentLength)]
fun paying_first_with_33_bytes() {
    let mut test = fix::market();
    let model = fix::list<SUI>(&mut test, PRICE, 1);
    pay_first(&mut test, ann(), model, PRICE, fix::bytes(5, 33), fix::new_year_ms());
    abort
}

#[test, expected_failure(abort_code = floe::payment::EWrongAmount)]
fun paying_first_one_unit_too_little() {
    let mut test = fix::market();
    let model = fix::list<SUI>(&mut test, PRICE, 1);
    pay_first(&mut test, ann(), model, PRICE - 1, hash(5), fix::new_year_ms());
    abort
}

#[test, expected_failure(abort_code = floe::hub::EInactive)]
fun paying_first_a_model_that_is_switched_off() {
    let mut test = fix::market();
    let model = fix::list<SUI>(&mut test, PRICE, 1);
    fix::set_terms(&mut test, model, PRICE, false);
    pay_first(&mut test, ann(), model, PRICE, hash(5), fix::new_year_ms());
    abort
}
