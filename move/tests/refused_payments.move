/// Payments that are refused, one reason each.
#[test_only]
module floe::refused_payments;

use floe::{fixture::{Self as fix, ann, bob, hash}, hub::Model, meter::Meter, payment};
use sui::{coin, sui::SUI, test_scenario as scenario};

const PRICE: u64 = 1_500;

/// Pays for one model with whatever is given, as Ann, on a market with one model of `shards` meters.
fun pay_as<C>(
    payer: address,
    shards: u64,
    shard: u64,
    amount: u64,
    version: u64,
    commitments: vector<vector<u8>>,
) {
    let mut test = fix::market();
    let model = fix::list<SUI>(&mut test, PRICE, shards);
    fix::pay<C>(&mut test, payer, model, shard, amount, version, commitments, fix::new_year_ms());
    abort
}

fun pay_one<C>(amount: u64, version: u64, commitment: vector<u8>) {
    pay_as<C>(ann(), 1, 0, amount, version, vector[commitment])
}

#[test, expected_failure(abort_code = floe::payment::EWrongAmount)]
fun one_unit_too_little() {
    pay_one<SUI>(PRICE - 1, 1, hash(1))
}

#[test, expected_failure(abort_code = floe::payment::EWrongAmount)]
fun one_unit_too_much() {
    pay_one<SUI>(PRICE + 1, 1, hash(1))
}

#[test, expected_failure(abort_code = floe::payment::EWrongAmount)]
fun the_price_of_one_call_for_a_batch_of_two() {
    pay_as<SUI>(ann(), 1, 0, PRICE, 1, vector[hash(1), hash(2)])
}

#[test, expected_failure(abort_code = floe::payment::EWrongAmount)]
fun nothing_for_a_priced_model() {
    pay_one<SUI>(0, 1, hash(1))
}

#[test, expected_failure(abort_code = floe::payment::EWrongAmount)]
fun something_for_a_free_model() {
    let mut test = fix::market();
    let model = fix::list<SUI>(&mut test, 0, 1);
    fix::call(&mut test, ann(), model, 0, 1, 1, fix::new_year_ms());
    abort
}

/// price * calls would be 2^64: a product taken in 64 bits would stop with an arithmetic error instead.
#[test, expected_failure(abort_code = floe::payment::EWrongAmount)]
fun a_product_beyond_64_bits() {
    let mut test = fix::market();
    let model = fix::list<SUI>(&mut test, 1 << 63, 1);
    let commitments = vector[hash(1), hash(2)];
    fix::pay<SUI>(&mut test, ann(), model, 0, 0, 1, commitments, fix::new_year_ms());
    abort
}

#[test, expected_failure(abort_code = floe::payment::EWrongAmount)]
fun the_old_price_after_it_changed() {
    let mut test = fix::market();
    let id = fix::list<SUI>(&mut test, PRICE, 1);
    fix::set_terms(&mut test, id, PRICE + 1, true);
    fix::call(&mut test, ann(), id, 0, PRICE, 1, fix::new_year_ms());
    abort
}

#[test, expected_failure(abort_code = floe::payment::ENoCommitment)]
fun no_commitments() {
    pay_as<SUI>(ann(), 1, 0, 0, 1, vector[])
}

#[test, expected_failure(abort_code = floe::payment::ECommitmentLength)]
fun a_commitment_of_31_bytes() {
    pay_one<SUI>(PRICE, 1, fix::bytes(1, 31))
}

#[test, expected_failure(abort_code = floe::payment::ECommitmentLength)]
fun a_commitment_of_33_bytes() {
    pay_one<SUI>(PRICE, 1, fix::bytes(1, 33))
}

#[test, expected_failure(abort_code = floe::payment::ECommitmentLength)]
fun a_short_commitment_at_the_end_of_a_batch() {
    pay_as<SUI>(ann(), 1, 0, 2 * PRICE, 1, vector[hash(1), vector[]])
}

#[test, expected_failure(abort_code = floe::hub::EInactive)]
fun a_model_switched_off() {
    let mut test = fix::market();
    let id = fix::list<SUI>(&mut test, PRICE, 1);
    fix::set_terms(&mut test, id, PRICE, false);
    fix::call(&mut test, ann(), id, 0, PRICE, 1, fix::new_year_ms());
    abort
}

#[test, expected_failure(abort_code = floe::hub::EWrongCoin)]
fun the_wrong_coin() {
    pay_one<fix::OTHER>(PRICE, 1, hash(1))
}

#[test, expected_failure(abort_code = floe::hub::EUnknownVersion)]
fun version_0() {
    pay_one<SUI>(PRICE, 0, hash(1))
}

#[test, expected_failure(abort_code = floe::hub::EUnknownVersion)]
fun a_version_after_the_head() {
    pay_one<SUI>(PRICE, 2, hash(1))
}

#[test, expected_failure(abort_code = floe::meter::EWrongShard)]
fun an_odd_payer_on_the_even_meter() {
    pay_as<SUI>(ann(), 2, 0, PRICE, 1, vector[hash(1)])
}

#[test, expected_failure(abort_code = floe::meter::EWrongShard)]
fun an_even_payer_on_the_odd_meter() {
    pay_as<SUI>(bob(), 2, 1, PRICE, 1, vector[hash(1)])
}

#[test, expected_failure(abort_code = floe::meter::EForeignMeter)]
fun another_models_meter() {
    let mut test = fix::market();
    let one = fix::list<SUI>(&mut test, PRICE, 1);
    let two = fix::list<SUI>(&mut test, PRICE, 1);
    let meter: Meter = fix::take_meter(&test, two, 0);
    let meter_id = object::id(&meter);
    scenario::return_shared(meter);

    test.next_tx(ann());
    let model: Model = test.take_shared_by_id(one);
    let mut meter: Meter = test.take_shared_by_id(meter_id);
    let coin = coin::mint_for_testing<SUI>(PRICE, test.ctx());
    let clock = fix::clock_at(fix::new_year_ms(), test.ctx());
    payment::pay(&model, &mut meter, coin, 1, vector[hash(1)], &clock, test.ctx());
    abort
}
