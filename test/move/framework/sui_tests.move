/// Our `sui`, against values worked out by hand.
#[test_only]
module framework::sui_tests;

use std::unit_test::destroy;
use sui::{
    address,
    bag,
    balance,
    bcs,
    coin,
    dynamic_field as df,
    dynamic_object_field as dof,
    hash,
    hex,
    object_table,
    package,
    sui::SUI,
    table,
    test_scenario as scenario,
    vec_map,
    vec_set
};

public struct Gem has key, store { id: UID, carats: u64 }

/// The module's one-time witness.
public struct SUI_TESTS has drop {}

public struct Fake has drop {}

fun gem(carats: u64, ctx: &mut TxContext): Gem {
    Gem { id: object::new(ctx), carats }
}

#[test]
fun balances_add_up() {
    let mut supply = balance::create_supply_for_testing<SUI_TESTS>();
    let mut all = supply.increase_supply(100);
    let part = all.split(30);
    assert!(all.value() == 70 && part.value() == 30);
    assert!(all.join(part) == 100);
    let rest = all.withdraw_all();
    all.destroy_zero();
    assert!(supply.decrease_supply(rest) == 100);
    assert!(supply.supply_value() == 0);
    destroy(supply);
}

#[test, expected_failure(abort_code = 2, location = sui::balance)]
fun no_more_is_split_off_than_there_is() {
    let mut balance = balance::create_for_testing<SUI>(1);
    destroy(balance.split(2));
    destroy(balance);
}

#[test]
fun coins_divide_with_the_odd_units_kept() {
    let mut ctx = tx_context::dummy();
    let mut coin = coin::mint_for_testing<SUI>(11, &mut ctx);
    let parts = coin.divide_into_n(3, &mut ctx);
    assert!(parts.length() == 2 && parts[0].value() == 3 && parts[1].value() == 3);
    assert!(coin.value() == 5);
    destroy(parts);
    let part = coin.split(2, &mut ctx);
    coin.join(part);
    assert!(coin.burn_for_testing() == 5);
}

#[test]
fun a_currency_has_a_treasury_and_a_description() {
    let mut ctx = tx_context::dummy();
    let witness = sui::test_utils::create_one_time_witness<SUI_TESTS>();
    let (mut cap, metadata) = coin::create_currency(
        witness,
        9,
        b"TST",
        b"Test",
        b"For tests",
        option::none(),
        &mut ctx,
    );
    assert!(metadata.get_decimals() == 9);
    assert!(metadata.get_symbol() == b"TST".to_ascii_string());
    assert!(metadata.get_name() == b"Test".to_string());
    let coin = cap.mint(5, &mut ctx);
    assert!(cap.total_supply() == 5);
    assert!(cap.burn(coin) == 5);
    assert!(cap.total_supply() == 0);
    destroy(cap);
    destroy(metadata);
}

#[test, expected_failure(abort_code = 0, location = sui::coin)]
fun a_currency_needs_its_one_time_witness() {
    let mut ctx = tx_context::dummy();
    let (cap, metadata) = coin::create_currency(
        Fake {},
        9,
        b"TST",
        b"Test",
        b"",
        option::none(),
        &mut ctx,
    );
    destroy(cap);
    destroy(metadata);
}

#[test]
fun fields_come_and_go() {
    let mut ctx = tx_context::dummy();
    let mut id = object::new(&mut ctx);
    df::add(&mut id, 1u8, 10u64);
    assert!(df::exists_(&id, 1u8) && !df::exists_(&id, 1u64));
    assert!(df::exists_with_type<u8, u64>(&id, 1) && !df::exists_with_type<u8, bool>(&id, 1));
    *df::borrow_mut(&mut id, 1u8) = 11u64;
    assert!(*df::borrow<u8, u64>(&id, 1) == 11);
    assert!(df::remove_if_exists<u8, u64>(&mut id, 1) == option::some(11));
    assert!(df::remove_if_exists<u8, u64>(&mut id, 1).is_none());
    id.delete();
}

#[test, expected_failure(abort_code = 0, location = sui::dynamic_field)]
fun a_field_is_added_once() {
    let mut ctx = tx_context::dummy();
    let mut id = object::new(&mut ctx);
    df::add(&mut id, 1u8, 10u64);
    df::add(&mut id, 1u8, 10u64);
    abort 9
}

#[test, expected_failure(abort_code = 1, location = sui::dynamic_field)]
fun a_field_that_is_not_there_is_not_borrowed() {
    let mut ctx = tx_context::dummy();
    let id = object::new(&mut ctx);
    df::borrow<u8, u64>(&id, 1);
    abort 9
}

#[test]
fun object_fields_keep_their_objects_ids() {
    let mut ctx = tx_context::dummy();
    let mut id = object::new(&mut ctx);
    let ruby = gem(3, &mut ctx);
    let ruby_id = object::id(&ruby);
    dof::add(&mut id, b"ruby", ruby);
    assert!(dof::exists_(&id, b"ruby") && !dof::exists_(&id, b"opal"));
    assert!(dof::exists_with_type<vector<u8>, Gem>(&id, b"ruby"));
    assert!(dof::id(&id, b"ruby") == option::some(ruby_id));
    assert!(dof::id(&id, b"opal").is_none());
    dof::borrow_mut<vector<u8>, Gem>(&mut id, b"ruby").carats = 4;
    assert!(dof::borrow<vector<u8>, Gem>(&id, b"ruby").carats == 4);
    let ruby: Gem = dof::remove(&mut id, b"ruby");
    assert!(object::id(&ruby) == ruby_id && !dof::exists_(&id, b"ruby"));
    destroy(ruby);
    id.delete();
}

#[test]
fun collections_count_what_they_hold() {
    let mut ctx = tx_context::dummy();
    let mut numbers = table::new<u8, u64>(&mut ctx);
    numbers.add(1, 10);
    numbers.add(2, 20);
    assert!(numbers.length() == 2 && numbers.contains(2) && !numbers.contains(3));
    *&mut numbers[1] = 11;
    assert!(numbers[1] == 11 && numbers.remove(1) == 11 && numbers.remove(2) == 20);
    numbers.destroy_empty();

    let mut mixed = bag::new(&mut ctx);
    mixed.add(1u8, true);
    mixed.add(b"k", 5u64);
    assert!(mixed.length() == 2 && mixed.contains_with_type<u8, bool>(1));
    assert!(mixed.remove<u8, bool>(1) && mixed.remove<vector<u8>, u64>(b"k") == 5);
    mixed.destroy_empty();

    let mut gems = object_table::new<u8, Gem>(&mut ctx);
    gems.add(1, gem(2, &mut ctx));
    assert!(gems.contains(1) && gems.value_id(1).is_some() && gems[1].carats == 2);
    destroy(gems.remove(1));
    gems.destroy_empty();
}

#[test, expected_failure(abort_code = 0, location = sui::table)]
fun a_table_with_entries_is_not_destroyed_as_empty() {
    let mut ctx = tx_context::dummy();
    let mut numbers = table::new<u8, u64>(&mut ctx);
    numbers.add(1, 10);
    numbers.destroy_empty();
}

#[test]
fun small_maps_and_sets_keep_their_order() {
    let mut map = vec_map::from_keys_values(vector[b"a", b"b", b"c"], vector[1u8, 2, 3]);
    assert!(map.keys() == vector[b"a", b"b", b"c"] && map.length() == 3);
    assert!(map.get_idx(&b"b") == 1 && map[&b"c"] == 3);
    *map.get_mut(&b"a") = 9;
    let (key, value) = map.remove(&b"b");
    assert!(key == b"b" && value == 2);
    assert!(map.try_get(&b"b").is_none() && map.try_get(&b"a") == option::some(9));
    let (keys, values) = map.into_keys_values();
    assert!(keys == vector[b"a", b"c"] && values == vector[9, 3]);

    let mut set = vec_set::from_keys(vector[3u8, 1, 2]);
    set.remove(&1);
    assert!(set.contains(&3) && !set.contains(&1) && set.into_keys() == vector[3, 2]);
}

#[test, expected_failure(abort_code = 0, location = sui::vec_map)]
fun a_key_is_inserted_once() {
    let mut map = vec_map::empty();
    map.insert(1u8, 1u8);
    map.insert(1u8, 2u8);
}

#[test]
fun bytes_are_peeled_off() {
    let mut reader = bcs::new(x"01ff0201785634120361626300aa");
    assert!(reader.peel_bool());
    assert!(reader.peel_u8() == 255);
    assert!(reader.peel_u16() == 0x0102);
    assert!(reader.peel_u32() == 0x12345678);
    assert!(reader.peel_vec_u8() == b"abc");
    assert!(reader.peel_option_u64().is_none());
    assert!(reader.into_remainder_bytes() == x"aa");
    assert!(bcs::new(x"8002").peel_vec_length() == 256);
    let max = 0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffu256;
    assert!(bcs::new(bcs::to_bytes(&max)).peel_u256() == max);
    assert!(bcs::new(bcs::to_bytes(&@0xcafe)).peel_address() == @0xcafe);
}

#[test]
fun addresses_are_numbers_and_text() {
    let cafe = b"000000000000000000000000000000000000000000000000000000000000cafe";
    assert!(@0xcafe.to_u256() == 51966);
    assert!(address::from_u256(51966) == @0xcafe);
    assert!(@0xcafe.to_string() == cafe.to_string());
    assert!(address::from_ascii_bytes(&cafe) == @0xcafe);
    assert!(hex::decode(b"00fFA9") == x"00ffa9" && hex::encode(x"00ffa9") == b"00ffa9");
}

#[test]
fun blake2b_is_blake2b() {
    // BLAKE2b-256 of nothing.
    let empty = x"0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8";
    assert!(hash::blake2b256(&vector[]) == empty);
}

#[test]
fun an_upgrade_is_authorized_once_and_committed() {
    let mut ctx = tx_context::dummy();
    let mut cap = package::test_publish(object::id_from_address(@0xa), &mut ctx);
    assert!(cap.version() == 1 && cap.upgrade_policy() == 0);
    let ticket = cap.authorize_upgrade(package::additive_policy(), x"d1");
    assert!(ticket.ticket_package().to_address() == @0xa && ticket.ticket_digest() == &x"d1");
    assert!(cap.upgrade_package().to_address() == @0x0);
    let receipt = ticket.test_upgrade_to(object::id_from_address(@0xb));
    assert!(receipt.receipt_cap() == object::id(&cap));
    cap.commit_upgrade(receipt);
    assert!(cap.version() == 2 && cap.upgrade_package().to_address() == @0xb);
    cap.only_dep_upgrades();
    assert!(cap.upgrade_policy() == 192);
    cap.make_immutable();
}

#[test, expected_failure(abort_code = 2, location = sui::package)]
fun no_second_upgrade_is_authorized_before_the_first_is_committed() {
    let mut ctx = tx_context::dummy();
    let mut cap = package::test_publish(object::id_from_address(@0xa), &mut ctx);
    destroy(cap.authorize_upgrade(0, x"d1"));
    destroy(cap.authorize_upgrade(0, x"d1"));
    destroy(cap);
}

#[test, expected_failure(abort_code = 1, location = sui::package)]
fun a_restricted_cap_authorizes_nothing_wider() {
    let mut ctx = tx_context::dummy();
    let mut cap = package::test_publish(object::id_from_address(@0xa), &mut ctx);
    cap.only_additive_upgrades();
    destroy(cap.authorize_upgrade(package::compatible_policy(), x"d1"));
    destroy(cap);
}

#[test]
fun objects_can_be_sent_to_objects_and_received() {
    let mut test = scenario::begin(@0xa);
    let mut parent = gem(1, test.ctx());
    let parent_id = object::id(&parent);
    let child = gem(2, test.ctx());
    let child_id = object::id(&child);
    transfer::public_transfer(child, parent_id.to_address());
    test.next_tx(@0xa);
    let ticket = scenario::most_recent_receiving_ticket<Gem>(&parent_id);
    let child = transfer::public_receive(&mut parent.id, ticket);
    assert!(object::id(&child) == child_id && child.carats == 2);
    destroy(child);
    destroy(parent);
    test.end();
}

#[test]
fun a_transaction_knows_its_epoch_and_time() {
    let mut test = scenario::begin(@0xa);
    assert!(test.ctx().epoch() == 0);
    test.later_epoch(5_000, @0xb);
    assert!(test.ctx().epoch() == 1);
    assert!(test.ctx().epoch_timestamp_ms() == 5_000);
    assert!(test.sender() == @0xb);
    assert!(test.ctx().sponsor().is_none());
    test.end();
}
