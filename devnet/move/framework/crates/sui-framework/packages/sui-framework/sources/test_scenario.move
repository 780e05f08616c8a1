/// Many transactions in one unit test: each sees the objects the earlier ones left behind.
#[test_only]
module sui::test_scenario;

use sui::{transfer::{Self, Receiving}, vec_map::VecMap};

const ECantReturnObject: u64 = 2;
const EEmptyInventory: u64 = 3;

public struct Scenario { txn_number: u64, ctx: TxContext }

/// What a transaction did. The native fills the fields in this order.
public struct TransactionEffects has drop {
    created: vector<ID>,
    written: vector<ID>,
    deleted: vector<ID>,
    transferred_to_account: VecMap<ID, address>,
    transferred_to_object: VecMap<ID, ID>,
    shared: vector<ID>,
    frozen: vector<ID>,
    num_user_events: u64,
}

public fun begin(sender: address): Scenario {
    Scenario { txn_number: 0, ctx: tx_context::new_from_hint(sender, 0, 0, 0, 0) }
}

/// Commits the transaction so far and starts one of `sender`'s.
public fun next_tx(scenario: &mut Scenario, sender: address): TransactionEffects {
    advance(scenario, sender, 0, 0)
}

public fun next_epoch(scenario: &mut Scenario, sender: address): TransactionEffects {
    advance(scenario, sender, 1, 0)
}

public fun later_epoch(
    scenario: &mut Scenario,
    delta_ms: u64,
    sender: address,
): TransactionEffects {
    advance(scenario, sender, 1, delta_ms)
}

public fun end(scenario: Scenario): TransactionEffects {
    let Scenario { txn_number: _, ctx: _ } = scenario;
    end_transaction()
}

public fun ctx(scenario: &mut Scenario): &mut TxContext {
    &mut scenario.ctx
}

public fun sender(scenario: &Scenario): address {
    scenario.ctx.sender()
}

public fun new_object(scenario: &mut Scenario): UID {
    object::new(&mut scenario.ctx)
}

public fun created(effects: &TransactionEffects): vector<ID> {
    effects.created
}

public fun written(effects: &TransactionEffects): vector<ID> {
    effects.written
}

public fun deleted(effects: &TransactionEffects): vector<ID> {
    effects.deleted
}

public fun transferred_to_account(effects: &TransactionEffects): VecMap<ID, address> {
    effects.transferred_to_account
}

public fun transferred_to_object(effects: &TransactionEffects): VecMap<ID, ID> {
    effects.transferred_to_object
}

public fun shared(effects: &TransactionEffects): vector<ID> {
    effects.shared
}

public fun frozen(effects: &TransactionEffects): vector<ID> {
    effects.frozen
}

public fun num_user_events(effects: &TransactionEffects): u64 {
    effects.num_user_events
}

public fun take_from_address<T: key>(scenario: &Scenario, account: address): T {
    let id = most_recent_id_for_address<T>(account);
    assert!(id.is_some(), EEmptyInventory);
    scenario.take_from_address_by_id(account, id.destroy_some())
}

public fun take_from_sender<T: key>(scenario: &Scenario): T {
    scenario.take_from_address(scenario.sender())
}

public fun take_from_sender_by_id<T: key>(scenario: &Scenario, id: ID): T {
    scenario.take_from_address_by_id(scenario.sender(), id)
}

public fun return_to_address<T: key>(account: address, t: T) {
    assert!(was_taken_from_address(account, object::id(&t)), ECantReturnObject);
    transfer::transfer_impl(t, account)
}

public fun return_to_sender<T: key>(scenario: &Scenario, t: T) {
    return_to_address(scenario.sender(), t)
}

public fun has_most_recent_for_address<T: key>(account: address): bool {
    most_recent_id_for_address<T>(account).is_some()
}

public fun has_most_recent_for_sender<T: key>(scenario: &Scenario): bool {
    has_most_recent_for_address<T>(scenario.sender())
}

public fun ids_for_sender<T: key>(scenario: &Scenario): vector<ID> {
    ids_for_address<T>(scenario.sender())
}

public fun take_shared<T: key>(scenario: &Scenario): T {
    let id = most_recent_id_shared<T>();
    assert!(id.is_some(), EEmptyInventory);
    scenario.take_shared_by_id(id.destroy_some())
}

public fun return_shared<T: key>(t: T) {
    assert!(was_taken_shared(object::id(&t)), ECantReturnObject);
    transfer::share_object_impl(t)
}

public fun has_most_recent_shared<T: key>(): bool {
    most_recent_id_shared<T>().is_some()
}

public fun take_immutable<T: key>(scenario: &Scenario): T {
    let id = most_recent_immutable_id<T>();
    assert!(id.is_some(), EEmptyInventory);
    scenario.take_immutable_by_id(id.destroy_some())
}

public fun return_immutable<T: key>(t: T) {
    assert!(was_taken_immutable(object::id(&t)), ECantReturnObject);
    transfer::freeze_object_impl(t)
}

public fun most_recent_receiving_ticket<T: key>(owner: &ID): Receiving<T> {
    let id = most_recent_id_for_address<T>(owner.to_address());
    assert!(id.is_some(), EEmptyInventory);
    receiving_ticket_by_id(id.destroy_some())
}

public fun receiving_ticket_by_id<T: key>(id: ID): Receiving<T> {
    transfer::make_receiver(id, allocate_receiving_ticket_for_object<T>(id))
}

fun advance(
    scenario: &mut Scenario,
    sender: address,
    epochs: u64,
    delta_ms: u64,
): TransactionEffects {
    scenario.txn_number = scenario.txn_number + 1;
    let epoch = scenario.ctx.epoch() + epochs;
    let time = scenario.ctx.epoch_timestamp_ms() + delta_ms;
    let effects = end_transaction();
    scenario.ctx = tx_context::new_from_hint(sender, scenario.txn_number, epoch, time, 0);
    effects
}

public native fun take_from_address_by_id<T: key>(scenario: &Scenario, account: address, id: ID): T;
public native fun take_shared_by_id<T: key>(scenario: &Scenario, id: ID): T;
public native fun take_immutable_by_id<T: key>(scenario: &Scenario, id: ID): T;

native fun end_transaction(): TransactionEffects;
native fun ids_for_address<T: key>(account: address): vector<ID>;
native fun most_recent_id_for_address<T: key>(account: address): Option<ID>;
native fun was_taken_from_address(account: address, id: ID): bool;
native fun most_recent_immutable_id<T: key>(): Option<ID>;
native fun was_taken_immutable(id: ID): bool;
native fun most_recent_id_shared<T: key>(): Option<ID>;
native fun was_taken_shared(id: ID): bool;
native fun allocate_receiving_ticket_for_object<T: key>(id: ID): u64;
