/// What the market says out loud: the typed public record that clients, indexers and receipts read.
/// Only sibling modules can emit.
module floe::events;

use std::{string::String, type_name::TypeName};
use sui::event;

/// A model was listed, with its first version.
public struct Listed has copy, drop {
    model: ID,
    index: u64,
    author: address,
    payout: address,
    price: u64,
    coin: TypeName,
    name: String,
    license: String,
    tags: vector<String>,
    meters: vector<ID>,
    at_ms: u64,
}

/// A version was added; version 1 comes with `Listed`.
public struct VersionAdded has copy, drop {
    model: ID,
    version: u64,
    manifest: u256,
    manifest_hash: vector<u8>,
    parts: vector<u256>,
    bytes: u64,
    at_ms: u64,
}

public struct PriceChanged has copy, drop { model: ID, from: u64, to: u64, at_ms: u64 }

public struct ActiveChanged has copy, drop { model: ID, active: bool, at_ms: u64 }

public struct PayoutChanged has copy, drop { model: ID, from: address, to: address, at_ms: u64 }

public struct TextsChanged has copy, drop {
    model: ID,
    name: String,
    summary: String,
    task: String,
    license: String,
    tags: vector<String>,
    at_ms: u64,
}

/// The cap, and with it the income, went to another address.
public struct HandedOver has copy, drop { model: ID, from: address, to: address, at_ms: u64 }

/// One call was paid for: the receipt's anchor. One event per commitment.
public struct Called has copy, drop {
    model: ID,
    version: u64,
    /// Whose money: the owner of the purse.
    payer: address,
    /// Who signed: the payer, or a key the payer let spend.
    spender: address,
    payout: address,
    /// Base units of `coin` for this one call.
    price: u64,
    coin: TypeName,
    /// SHA-256 commitment to model, input and output; opened off chain by the receipt.
    commitment: vector<u8>,
    /// Which meter counted it, and its place there, from 1: (model, shard, sequence) is unique.
    shard: u64,
    sequence: u64,
    /// Payer or spender is the payout address.
    is_self: bool,
    at_ms: u64,
}

/// Beside `Called`, in the same transaction: this call was paid before it was run. (model, shard, sequence) say which.
public struct CallOpened has copy, drop {
    model: ID,
    shard: u64,
    sequence: u64,
    /// The `OpenCall` that its output can be bound with.
    call: ID,
}

/// What a call that was paid first answered; at most once for each. (model, shard, sequence) lead to its `Called`.
public struct OutputBound has copy, drop {
    model: ID,
    version: u64,
    payer: address,
    spender: address,
    /// What was paid for: the commitment in `Called`.
    paid: vector<u8>,
    /// SHA-256 commitment to that one and to the output; opened off chain by the receipt.
    commitment: vector<u8>,
    shard: u64,
    sequence: u64,
    at_ms: u64,
}

public(package) fun emit_listed(
    model: ID,
    index: u64,
    author: address,
    payout: address,
    price: u64,
    coin: TypeName,
    name: String,
    license: String,
    tags: vector<String>,
    meters: vector<ID>,
    at_ms: u64,
) {
    event::emit(Listed {
        model,
        index,
        author,
        payout,
        price,
        coin,
        name,
        license,
        tags,
        meters,
        at_ms,
    })
}

public(package) fun emit_version_added(
    model: ID,
    version: u64,
    manifest: u256,
    manifest_hash: vector<u8>,
    parts: vector<u256>,
    bytes: u64,
    at_ms: u64,
) {
    event::emit(VersionAdded { model, version, manifest, manifest_hash, parts, bytes, at_ms })
}

public(package) fun emit_price_changed(model: ID, from: u64, to: u64, at_ms: u64) {
    event::emit(PriceChanged { model, from, to, at_ms })
}

public(package) fun emit_active_changed(model: ID, active: bool, at_ms: u64) {
    event::emit(ActiveChanged { model, active, at_ms })
}

public(package) fun emit_payout_changed(model: ID, from: address, to: address, at_ms: u64) {
    event::emit(PayoutChanged { model, from, to, at_ms })
}

public(package) fun emit_texts_changed(
    model: ID,
    name: String,
    summary: String,
    task: String,
    license: String,
    tags: vector<String>,
    at_ms: u64,
) {
    event::emit(TextsChanged { model, name, summary, task, license, tags, at_ms })
}

public(package) fun emit_handed_over(model: ID, from: address, to: address, at_ms: u64) {
    event::emit(HandedOver { model, from, to, at_ms })
}

public(package) fun emit_called(
    model: ID,
    version: u64,
    payer: address,
    spender: address,
    payout: address,
    price: u64,
    coin: TypeName,
    commitment: vector<u8>,
    shard: u64,
    sequence: u64,
    is_self: bool,
    at_ms: u64,
) {
    event::emit(Called {
        model,
        version,
        payer,
        spender,
        payout,
        price,
        coin,
        commitment,
        shard,
        sequence,
        is_self,
        at_ms,
    })
}

public(package) fun emit_call_opened(model: ID, shard: u64, sequence: u64, call: ID) {
    event::emit(CallOpened { model, shard, sequence, call })
}

public(package) fun emit_output_bound(
    model: ID,
    version: u64,
    payer: address,
    spender: address,
    paid: vector<u8>,
    commitment: vector<u8>,
    shard: u64,
    sequence: u64,
    at_ms: u64,
) {
    event::emit(OutputBound {
        model,
        version,
        payer,
        spender,
        paid,
        commitment,
        shard,
        sequence,
        at_ms,
    })
}
