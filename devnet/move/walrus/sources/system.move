/// The shared object through which space is bought and blobs are registered, certified, extended and deleted.
/// Same names, arguments and layouts as Walrus, so its SDK works here unmodified.
module walrus::system;

use sui::{coin::{Self, Coin}, dynamic_field};
use walrus::{
    blob::Blob,
    events,
    storage_resource::Storage,
    system_state_inner::SystemStateInnerV1,
    wal::WAL
};

const VERSION: u64 = 1;

/// The state is a dynamic field under `version`.
public struct System has key {
    id: UID,
    version: u64,
    package_id: ID,
    new_package_id: Option<ID>,
}

/// Whoever holds it runs the network's clock and is paid for storage.
public struct OperatorCap has key, store {
    id: UID,
}

public fun epoch(self: &System): u32 { self.inner().epoch() }

/// Buys space from the current epoch on. What remains of `payment` is the caller's.
public fun reserve_space(
    self: &mut System,
    storage_amount: u64,
    epochs_ahead: u32,
    payment: &mut Coin<WAL>,
    ctx: &mut TxContext,
): Storage {
    self.inner_mut().reserve_space(storage_amount, epochs_ahead, payment, ctx)
}

public fun register_blob(
    self: &mut System,
    storage: Storage,
    blob_id: u256,
    root_hash: u256,
    size: u64,
    encoding_type: u8,
    deletable: bool,
    write_payment: &mut Coin<WAL>,
    ctx: &mut TxContext,
): Blob {
    let inner = self.inner_mut();
    inner.register_blob(
        storage,
        blob_id,
        root_hash,
        size,
        encoding_type,
        deletable,
        write_payment,
        ctx,
    )
}

public fun certify_blob(
    self: &System,
    blob: &mut Blob,
    signature: vector<u8>,
    signers_bitmap: vector<u8>,
    message: vector<u8>,
) {
    self.inner().certify_blob(blob, signature, signers_bitmap, message);
}

public fun extend_blob(
    self: &mut System,
    blob: &mut Blob,
    extended_epochs: u32,
    payment: &mut Coin<WAL>,
) {
    self.inner_mut().extend_blob(blob, extended_epochs, payment);
}

public fun delete_blob(self: &System, blob: Blob): Storage {
    blob.delete(self.epoch())
}

/// Closes the epoch and returns what it earned. When that may be, `staking` knows.
public fun advance_epoch(self: &mut System, _: &OperatorCap, ctx: &mut TxContext): Coin<WAL> {
    coin::from_balance(self.inner_mut().advance_epoch(), ctx)
}

public(package) fun create(
    package_id: ID,
    inner: SystemStateInnerV1,
    ctx: &mut TxContext,
): OperatorCap {
    let mut id = object::new(ctx);
    events::emit_epoch_change_start(inner.epoch());
    dynamic_field::add(&mut id, VERSION, inner);
    transfer::share_object(System {
        id,
        version: VERSION,
        package_id,
        new_package_id: option::none(),
    });
    OperatorCap { id: object::new(ctx) }
}

#[test_only]
public fun new_for_testing(inner: SystemStateInnerV1, ctx: &mut TxContext): System {
    let mut id = object::new(ctx);
    dynamic_field::add(&mut id, VERSION, inner);
    let package_id = object::id_from_address(@walrus);
    System { id, version: VERSION, package_id, new_package_id: option::none() }
}

fun inner(self: &System): &SystemStateInnerV1 {
    dynamic_field::borrow(&self.id, self.version)
}

fun inner_mut(self: &mut System): &mut SystemStateInnerV1 {
    dynamic_field::borrow_mut(&mut self.id, self.version)
}
