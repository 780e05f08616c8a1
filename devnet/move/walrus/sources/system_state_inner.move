/// The system's state and rules: prices, capacity, who vouches for blobs.
module walrus::system_state_inner;

use sui::{balance::Balance, coin::Coin};
use walrus::{
    blob::{Self, Blob},
    bls_aggregate::BlsCommittee,
    encoding,
    event_blob::{Self, EventBlobCertificationState},
    events,
    extended_field::{Self, ExtendedField},
    messages,
    storage_accounting::{Self, FutureAccountingRingBuffer},
    storage_resource::{Self, Storage},
    wal::WAL
};

#[error(code = 0)]
const EStorageExceeded: vector<u8> = b"The network has not that much space left";
#[error(code = 1)]
const EInvalidEpochsAhead: vector<u8> =
    b"Space is sold for at least one and at most 53 epochs ahead";
#[error(code = 2)]
const EInvalidCertificateEpoch: vector<u8> = b"The certificate is not of the current epoch";
#[error(code = 3)]
const EInsufficientPayment: vector<u8> = b"The payment does not cover the price";

public struct SystemStateInnerV1 has store {
    committee: BlsCommittee,
    /// Encoded bytes.
    total_capacity_size: u64,
    /// Encoded bytes reserved in the current epoch.
    used_capacity_size: u64,
    /// FROST per MiB and epoch.
    storage_price_per_unit_size: u64,
    /// FROST per MiB, once.
    write_price_per_unit_size: u64,
    future_accounting: FutureAccountingRingBuffer,
    event_blob_certification_state: EventBlobCertificationState,
    deny_list_sizes: ExtendedField<u64>,
}

public(package) fun new(
    committee: BlsCommittee,
    total_capacity_size: u64,
    storage_price_per_unit_size: u64,
    write_price_per_unit_size: u64,
    max_epochs_ahead: u32,
    ctx: &mut TxContext,
): SystemStateInnerV1 {
    let future_accounting = storage_accounting::new(committee.epoch(), max_epochs_ahead);
    SystemStateInnerV1 {
        committee,
        total_capacity_size,
        used_capacity_size: 0,
        storage_price_per_unit_size,
        write_price_per_unit_size,
        future_accounting,
        event_blob_certification_state: event_blob::empty(),
        deny_list_sizes: extended_field::new(ctx),
    }
}

public(package) fun epoch(self: &SystemStateInnerV1): u32 { self.committee.epoch() }

/// #### Aborts
/// - `EInvalidEpochsAhead`, `EInsufficientPayment`, `EStorageExceeded`.
public(package) fun reserve_space(
    self: &mut SystemStateInnerV1,
    storage_amount: u64,
    epochs_ahead: u32,
    payment: &mut Coin<WAL>,
    ctx: &mut TxContext,
): Storage {
    self.buy_epochs(storage_amount, 0, epochs_ahead, payment);
    self.used_capacity_size = self.used_capacity_size + storage_amount;
    let epoch = self.epoch();
    storage_resource::create(epoch, epoch + epochs_ahead, storage_amount, ctx)
}

/// #### Aborts
/// - `EInsufficientPayment`; in `blob` for what does not fit together.
public(package) fun register_blob(
    self: &mut SystemStateInnerV1,
    storage: Storage,
    blob_id: u256,
    root_hash: u256,
    size: u64,
    encoding_type: u8,
    deletable: bool,
    write_payment: &mut Coin<WAL>,
    ctx: &mut TxContext,
): Blob {
    let n_shards = self.committee.n_shards();
    let epoch = self.epoch();
    let blob = blob::new(
        storage,
        blob_id,
        root_hash,
        size,
        encoding_type,
        deletable,
        epoch,
        n_shards,
        ctx,
    );
    let price =
        encoding::storage_units(blob.encoded_size(n_shards)) * self.write_price_per_unit_size;
    self.future_accounting.lookup_mut(0).add_reward(take(write_payment, price));
    blob
}

/// #### Aborts
/// - `EInvalidCertificateEpoch`; in `bls_aggregate`, `messages` and `blob` for a certificate that is not this blob's.
public(package) fun certify_blob(
    self: &SystemStateInnerV1,
    blob: &mut Blob,
    signature: vector<u8>,
    signers_bitmap: vector<u8>,
    message: vector<u8>,
) {
    self.committee.verify_quorum(&signature, &signers_bitmap, &message);
    let confirmation = messages::parse(&message);
    assert!(confirmation.epoch() == self.epoch(), EInvalidCertificateEpoch);
    blob.certify(self.epoch(), &confirmation);
}

/// #### Aborts
/// - `EInvalidEpochsAhead`, `EInsufficientPayment`, `EStorageExceeded`; in `blob` for one not certified or expired.
public(package) fun extend_blob(
    self: &mut SystemStateInnerV1,
    blob: &mut Blob,
    extended_epochs: u32,
    payment: &mut Coin<WAL>,
) {
    let epoch = self.epoch();
    blob.assert_certified_and_alive(epoch);
    self.buy_epochs(blob.storage().size(), blob.end_epoch() - epoch, extended_epochs, payment);
    blob.extend(epoch, extended_epochs);
}

/// Moves to the next epoch and returns what the closed one earned.
public(package) fun advance_epoch(self: &mut SystemStateInnerV1): Balance<WAL> {
    let (rewards, used) = self.future_accounting.advance();
    self.used_capacity_size = used;
    self.committee.advance_epoch();
    events::emit_epoch_change_start(self.epoch());
    rewards
}

/// Pays for and reserves `storage_amount` in `epochs` epochs, the first of them `first` ahead of the current one.
fun buy_epochs(
    self: &mut SystemStateInnerV1,
    storage_amount: u64,
    first: u32,
    epochs: u32,
    payment: &mut Coin<WAL>,
) {
    let max = self.future_accounting.length();
    assert!(epochs > 0 && epochs <= max && first + epochs <= max, EInvalidEpochsAhead);
    let price = encoding::storage_units(storage_amount) * self.storage_price_per_unit_size;
    let mut offset = first;
    while (offset < first + epochs) {
        let accounting = self.future_accounting.lookup_mut(offset);
        accounting.add_reward(take(payment, price));
        assert!(accounting.reserve(storage_amount) <= self.total_capacity_size, EStorageExceeded);
        offset = offset + 1;
    };
}

fun take(payment: &mut Coin<WAL>, amount: u64): Balance<WAL> {
    assert!(payment.value() >= amount, EInsufficientPayment);
    payment.balance_mut().split(amount)
}
