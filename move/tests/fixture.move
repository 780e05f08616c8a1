/// A small market for the tests: one hub, models listed at will, calls paid with coins out of thin air.
#[test_only]
module floe::fixture;

use floe::{events::Called, hub::{Self, AuthorCap, Hub, Model, Version}, meter::Meter, payment};
use std::{bcs, string::String, type_name};
use sui::{clock::{Self, Clock}, coin, event, sui::SUI, test_scenario::{Self as scenario, Scenario}};

/// 2026-01-01T00:00:00Z: a whole number of days since 1970.
const NEW_YEAR_MS: u64 = 20_454 * 86_400_000;

/// A coin that is not SUI.
public struct OTHER has drop {}

public fun author(): address { @0xA0 }

/// Odd: the second of two shards.
public fun ann(): address { @0xB1 }

/// Even: the first of two shards.
public fun bob(): address { @0xB2 }

public fun new_year_ms(): u64 { NEW_YEAR_MS }

public fun clock_at(ms: u64, ctx: &mut TxContext): Clock {
    let mut clock = clock::create_for_testing(ctx);
    clock.set_for_testing(ms);
    clock
}

/// 32 bytes, all `byte`.
public fun hash(byte: u8): vector<u8> {
    bytes(byte, 32)
}

public fun bytes(byte: u8, length: u64): vector<u8> {
    let mut all = vector[];
    while (all.length() < length) all.push_back(byte);
    all
}

public fun version(): Version {
    hub::new_version(7, hash(1), vector[8, 9], 1_000_000, option::none())
}

/// Texts out of their bytes.
public fun texts(all: vector<vector<u8>>): vector<String> {
    let mut texts = vector[];
    let mut i = 0;
    while (i < all.length()) {
        texts.push_back(all[i].to_string());
        i = i + 1;
    };
    texts
}

/// The author's first transaction after the hub was made.
public fun market(): Scenario {
    let mut test = scenario::begin(author());
    hub::init_for_testing(test.ctx());
    test.next_tx(author());
    test
}

/// Lists a model priced in `C`; the sender keeps the cap. Gives the model's ID in a new transaction of the sender's.
public fun list<C>(test: &mut Scenario, price: u64, shards: u64): ID {
    let sender = test.sender();
    let mut hub: Hub = test.take_shared();
    let clock = clock_at(NEW_YEAR_MS, test.ctx());
    let cap = hub.list<C>(
        version(),
        b"Cats and dogs".to_string(),
        b"Tells them apart".to_string(),
        b"image-classification".to_string(),
        b"onnx".to_string(),
        b"apache-2.0".to_string(),
        texts(vector[b"cats", b"dogs"]),
        price,
        shards,
        &clock,
        test.ctx(),
    );
    let model = cap.cap_model();
    transfer::public_transfer(cap, sender);
    clock.destroy_for_testing();
    scenario::return_shared(hub);
    test.next_tx(sender);
    model
}

/// One payment as `payer`, in a transaction that is left open, so that its events can be read.
public fun pay<C>(
    test: &mut Scenario,
    payer: address,
    model: ID,
    shard: u64,
    amount: u64,
    version: u64,
    commitments: vector<vector<u8>>,
    at_ms: u64,
) {
    test.next_tx(payer);
    let model: Model = test.take_shared_by_id(model);
    let mut meter: Meter = test.take_shared_by_id(model.meters()[shard]);
    let coin = coin::mint_for_testing<C>(amount, test.ctx());
    let clock = clock_at(at_ms, test.ctx());
    payment::pay(&model, &mut meter, coin, version, commitments, &clock, test.ctx());
    clock.destroy_for_testing();
    scenario::return_shared(meter);
    scenario::return_shared(model);
}

/// One call of version 1, paid in SUI, with commitment `hash(byte)`.
public fun call(
    test: &mut Scenario,
    payer: address,
    model: ID,
    shard: u64,
    price: u64,
    byte: u8,
    at_ms: u64,
) {
    pay<SUI>(test, payer, model, shard, price, 1, vector[hash(byte)], at_ms)
}

/// The author sets the model's price and switch.
public fun set_terms(test: &mut Scenario, model: ID, price: u64, active: bool) {
    test.next_tx(author());
    let mut model: Model = test.take_shared_by_id(model);
    let cap: AuthorCap = test.take_from_sender();
    let clock = clock_at(NEW_YEAR_MS, test.ctx());
    model.set_price(&cap, price, &clock);
    model.set_active(&cap, active, &clock);
    clock.destroy_for_testing();
    test.return_to_sender(cap);
    scenario::return_shared(model);
}

/// Takes one of `model`'s meters; give it back with `scenario::return_shared`.
public fun take_meter(test: &Scenario, model: ID, shard: u64): Meter {
    let model: Model = test.take_shared_by_id(model);
    let meter = test.take_shared_by_id(model.meters()[shard]);
    scenario::return_shared(model);
    meter
}

/// Events' fields are private, their BCS is public: this is the layout that receipts are verified against.
public fun assert_called(
    index: u64,
    model: ID,
    version: u64,
    payer: address,
    payout: address,
    price: u64,
    commitment: vector<u8>,
    shard: u64,
    sequence: u64,
    is_self: bool,
    at_ms: u64,
) {
    let mut expected = bcs::to_bytes(&model);
    expected.append(bcs::to_bytes(&version));
    expected.append(bcs::to_bytes(&payer));
    // A direct payment is spent by the payer.
    expected.append(bcs::to_bytes(&payer));
    expected.append(bcs::to_bytes(&payout));
    expected.append(bcs::to_bytes(&price));
    expected.append(bcs::to_bytes(&type_name::with_original_ids<SUI>()));
    expected.append(bcs::to_bytes(&commitment));
    expected.append(bcs::to_bytes(&shard));
    expected.append(bcs::to_bytes(&sequence));
    expected.append(bcs::to_bytes(&is_self));
    expected.append(bcs::to_bytes(&at_ms));
    let events = event::events_by_type<Called>();
    assert!(bcs::to_bytes(&events[index]) == expected);
}
