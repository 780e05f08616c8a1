/// Listing a model: what the hub, the model, its meters and the events then say.
#[test_only]
module floe::listing;

use floe::{
    events::{Listed, VersionAdded},
    fixture::{Self as fix, author, hash},
    hub::{Self, AuthorCap, Hub, Model},
    meter::Meter
};
use std::{bcs, type_name};
use sui::{event, sui::SUI, test_scenario as scenario};

#[test]
fun a_new_hub_is_empty() {
    let test = fix::market();
    let hub: Hub = test.take_shared();
    assert!(hub.count() == 0);
    scenario::return_shared(hub);
    test.end();
}

#[test]
fun a_listed_model_says_what_it_was_given() {
    let mut test = fix::market();
    let id = fix::list<SUI>(&mut test, 1_500, 4);
    let model: Model = test.take_shared_by_id(id);
    assert!(model.author() == author());
    assert!(model.payout() == author());
    assert!(model.price() == 1_500);
    assert!(model.coin() == type_name::with_original_ids<SUI>());
    assert!(model.is_active());
    assert!(model.head() == 1);
    assert!(model.name() == b"Cats and dogs".to_string());
    assert!(model.summary() == b"Tells them apart".to_string());
    assert!(model.task() == b"image-classification".to_string());
    assert!(model.runtime() == b"onnx".to_string());
    assert!(model.license() == b"apache-2.0".to_string());
    assert!(model.tags() == fix::texts(vector[b"cats", b"dogs"]));
    assert!(!model.is_sealed());
    assert!(model.bytes() == 1_000_000);
    assert!(model.meters().length() == 4);

    let version = model.version(1);
    assert!(version.manifest() == 7);
    assert!(version.manifest_hash() == hash(1));
    assert!(version.parts() == vector[8, 9]);
    assert!(version.version_bytes() == 1_000_000);
    assert!(version.sealed_key().is_none());
    assert!(version.created_ms() == fix::new_year_ms());

    let cap: AuthorCap = test.take_from_sender();
    assert!(cap.cap_model() == id);
    test.return_to_sender(cap);
    scenario::return_shared(model);
    test.end();
}

#[test]
fun models_are_found_by_index() {
    let mut test = fix::market();
    let first = fix::list<SUI>(&mut test, 1, 1);
    let second = fix::list<SUI>(&mut test, 2, 1);
    let hub: Hub = test.take_shared();
    assert!(hub.count() == 2);
    assert!(hub.model_at(0) == first);
    assert!(hub.model_at(1) == second);
    scenario::return_shared(hub);
    test.end();
}

#[test]
fun a_model_listed_with_a_sealed_version_is_sealed() {
    let mut test = fix::market();
    let mut hub: Hub = test.take_shared();
    let clock = fix::clock_at(fix::new_year_ms(), test.ctx());
    let sealed = hub::new_version(7, hash(1), vector[8], 1, option::some(fix::bytes(3, 100)));
    let cap = hub.list<SUI>(
        sealed,
        b"N".to_string(),
        b"".to_string(),
        b"t".to_string(),
        b"r".to_string(),
        b"".to_string(),
        vector[],
        1_500,
        1,
        &clock,
        test.ctx(),
    );
    clock.destroy_for_testing();
    scenario::return_shared(hub);
    let id = cap.cap_model();
    transfer::public_transfer(cap, author());
    test.next_tx(author());
    let model: Model = test.take_shared_by_id(id);
    assert!(model.is_sealed());
    assert!(model.license().is_empty());
    assert!(model.tags().is_empty());
    scenario::return_shared(model);
    test.end();
}

#[test, expected_failure(abort_code = 1, location = sui::dynamic_field)]
fun there_is_no_model_at_the_count() {
    let test = fix::market();
    let hub: Hub = test.take_shared();
    hub.model_at(0);
    abort
}

#[test]
fun each_meter_knows_its_place_and_starts_at_zero() {
    let mut test = fix::market();
    let id = fix::list<SUI>(&mut test, 1_500, 16);
    let model: Model = test.take_shared_by_id(id);
    let ids = model.meters();
    assert!(ids.length() == 16);
    let mut shard = 0;
    while (shard < 16) {
        let meter: Meter = test.take_shared_by_id(ids[shard]);
        assert!(meter.model() == id);
        assert!(meter.shard() == shard);
        assert!(meter.shards() == 16);
        assert!(meter.calls() == 0);
        assert!(meter.revenue() == 0);
        assert!(meter.self_calls() == 0);
        assert!(meter.self_revenue() == 0);
        assert!(meter.payers() == 0);
        scenario::return_shared(meter);
        shard = shard + 1;
    };
    scenario::return_shared(model);
    test.end();
}

#[test]
fun listing_is_told_with_its_first_version() {
    let mut test = fix::market();
    let mut hub: Hub = test.take_shared();
    let clock = fix::clock_at(fix::new_year_ms(), test.ctx());
    let cap = hub.list<SUI>(
        fix::version(),
        b"N".to_string(),
        b"".to_string(),
        b"t".to_string(),
        b"r".to_string(),
        b"mit".to_string(),
        fix::texts(vector[b"a", b"bc"]),
        1_500,
        1,
        &clock,
        test.ctx(),
    );
    let id = cap.cap_model();
    clock.destroy_for_testing();
    scenario::return_shared(hub);
    transfer::public_transfer(cap, author());
    let listed = event::events_by_type<Listed>();
    let added = event::events_by_type<VersionAdded>();
    assert!(listed.length() == 1);
    assert!(added.length() == 1);

    test.next_tx(author());
    let model: Model = test.take_shared_by_id(id);
    let mut expected = bcs::to_bytes(&id);
    expected.append(bcs::to_bytes(&0u64)); // index
    expected.append(bcs::to_bytes(&author()));
    expected.append(bcs::to_bytes(&author())); // payout
    expected.append(bcs::to_bytes(&1_500u64));
    expected.append(bcs::to_bytes(&type_name::with_original_ids<SUI>()));
    expected.append(bcs::to_bytes(&b"N")); // text is its bytes
    expected.append(bcs::to_bytes(&b"mit"));
    expected.append(bcs::to_bytes(&vector[b"a", b"bc"]));
    expected.append(bcs::to_bytes(&model.meters()));
    expected.append(bcs::to_bytes(&fix::new_year_ms()));
    assert!(bcs::to_bytes(&listed[0]) == expected);

    let mut expected = bcs::to_bytes(&id);
    expected.append(bcs::to_bytes(&1u64)); // version
    expected.append(bcs::to_bytes(&7u256)); // manifest
    expected.append(bcs::to_bytes(&hash(1)));
    expected.append(bcs::to_bytes(&vector[8u256, 9u256]));
    expected.append(bcs::to_bytes(&1_000_000u64));
    expected.append(bcs::to_bytes(&fix::new_year_ms()));
    assert!(bcs::to_bytes(&added[0]) == expected);
    scenario::return_shared(model);
    test.end();
}
