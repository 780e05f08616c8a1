/// Facts of the running transaction. The struct's fields are placeholders: the natives know.
module sui::tx_context;

public struct TxContext has drop {
    sender: address,
    tx_hash: vector<u8>,
    epoch: u64,
    epoch_timestamp_ms: u64,
    ids_created: u64,
}

public fun sender(_self: &TxContext): address {
    native_sender()
}

/// 32 bytes.
public fun digest(self: &TxContext): &vector<u8> {
    &self.tx_hash
}

public fun epoch(_self: &TxContext): u64 {
    native_epoch()
}

/// When the epoch began.
public fun epoch_timestamp_ms(_self: &TxContext): u64 {
    native_epoch_timestamp_ms()
}

public fun sponsor(_self: &TxContext): Option<address> {
    let mut sponsor = native_sponsor();
    if (sponsor.is_empty()) option::none() else option::some(sponsor.pop_back())
}

public fun fresh_object_address(_ctx: &mut TxContext): address {
    fresh_id()
}

public fun reference_gas_price(_self: &TxContext): u64 {
    native_rgp()
}

public fun gas_price(_self: &TxContext): u64 {
    native_gas_price()
}

native fun fresh_id(): address;
native fun native_sender(): address;
native fun native_epoch(): u64;
native fun native_epoch_timestamp_ms(): u64;
/// At most one address.
native fun native_sponsor(): vector<address>;
native fun native_rgp(): u64;
native fun native_gas_price(): u64;

#[test_only]
public fun new(
    sender: address,
    tx_hash: vector<u8>,
    epoch: u64,
    epoch_timestamp_ms: u64,
    ids_created: u64,
): TxContext {
    assert!(tx_hash.length() == 32);
    replace(sender, tx_hash, epoch, epoch_timestamp_ms, ids_created, 0, 0, 0, vector[]);
    TxContext { sender, tx_hash, epoch, epoch_timestamp_ms, ids_created }
}

/// A hash nobody would meet by chance: the number in its first 8 bytes, little end first.
#[test_only]
public fun new_from_hint(
    sender: address,
    hint: u64,
    epoch: u64,
    epoch_timestamp_ms: u64,
    ids_created: u64,
): TxContext {
    let mut tx_hash = std::bcs::to_bytes(&hint);
    while (tx_hash.length() < 32) tx_hash.push_back(0);
    new(sender, tx_hash, epoch, epoch_timestamp_ms, ids_created)
}

#[test_only]
public fun dummy(): TxContext {
    new_from_hint(@0x0, 1, 0, 0, 0)
}

#[test_only]
public fun last_created_object_id(_self: &TxContext): address {
    last_created_id()
}

#[test_only]
public fun ids_created(_self: &TxContext): u64 {
    native_ids_created()
}

#[test_only]
public(package) fun tx_hash(self: &TxContext): vector<u8> {
    self.tx_hash
}

#[test_only]
native fun native_ids_created(): u64;
#[test_only]
native fun last_created_id(): address;
#[test_only]
native fun replace(
    sender: address,
    tx_hash: vector<u8>,
    epoch: u64,
    epoch_timestamp_ms: u64,
    ids_created: u64,
    reference_gas_price: u64,
    gas_price: u64,
    gas_budget: u64,
    sponsor: vector<address>,
);
