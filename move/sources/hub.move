/// The public index of models and everything their authors control. No admin, no fee, no pause switch: the hub
/// object is touched only when a model is listed, never by a call.
module floe::hub;

use floe::{events, meter};
use std::{string::String, type_name::{Self, TypeName}};
use sui::{clock::Clock, dynamic_field as df, table::{Self, Table}};

#[error(code = 1)]
const EForeignCap: vector<u8> = b"This cap controls another model";
#[error(code = 2)]
const EInactive: vector<u8> = b"The author has switched this model off";
#[error(code = 3)]
const EWrongCoin: vector<u8> = b"This model is priced in another coin";
#[error(code = 4)]
const EUnknownVersion: vector<u8> = b"This model has no such version";
#[error(code = 5)]
const ETextLength: vector<u8> = b"A text is empty or longer than its limit";
#[error(code = 6)]
const EHashLength: vector<u8> = b"A manifest hash is 32 bytes";
#[error(code = 7)]
const ENoParts: vector<u8> = b"A version has between 1 and 64 parts";
#[error(code = 8)]
const ESealedKeyLength: vector<u8> = b"A sealed data key is at most 2048 bytes";
#[error(code = 9)]
const ETags: vector<u8> = b"A model has at most 8 different tags of 1 to 32 bytes";

const HASH_LENGTH: u64 = 32;
const MAX_PARTS: u64 = 64;
const MAX_NAME: u64 = 80;
const MAX_SUMMARY: u64 = 280;
/// Of a task, a runtime and a licence.
const MAX_TERM: u64 = 48;
const MAX_TAGS: u64 = 8;
const MAX_TAG: u64 = 32;
const MAX_SEALED_KEY: u64 = 2048;

/// Index of all listings, `0 .. count`, so that a client can enumerate them through object reads alone.
public struct Hub has key {
    id: UID,
    count: u64,
    models: Table<u64, ID>,
}

/// A listing. Shared, and passed by `&` in calls, so that callers never queue on it.
public struct Model has key {
    id: UID,
    index: u64,
    /// Who holds, or was last handed, the cap through this module.
    author: address,
    /// Where the price of a call goes.
    payout: address,
    /// Base units of `coin` per call; 0 is free.
    price: u64,
    coin: TypeName,
    active: bool,
    /// Number of the newest version, from 1.
    head: u64,
    name: String,
    summary: String,
    /// Pipeline name as the field uses it, e.g. `image-classification`.
    task: String,
    /// `onnx`, `tfjs`, ...
    runtime: String,
    /// SPDX identifier or a short name, as the author claims it; may be empty.
    license: String,
    /// Short words to be found by, none twice.
    tags: vector<String>,
    /// The head version's weights are encrypted.
    sealed: bool,
    /// Bytes of the head version's pack.
    bytes: u64,
    meters: vector<ID>,
    listed_ms: u64,
}

/// Controls one model. Whoever holds it sets where the income goes.
public struct AuthorCap has key, store {
    id: UID,
    model: ID,
}

public struct VersionKey(u64) has copy, drop, store;

/// What a call ran. Immutable once added; a dynamic field of its model under `VersionKey`.
public struct Version has store {
    /// Walrus blob ID of the manifest, and SHA-256 of its bytes.
    manifest: u256,
    manifest_hash: vector<u8>,
    /// Walrus blob IDs of the pack's parts, in order.
    parts: vector<u256>,
    /// Bytes of all parts.
    bytes: u64,
    /// Seal-encrypted data key; none for open weights.
    sealed_key: Option<vector<u8>>,
    created_ms: u64,
}

fun init(ctx: &mut TxContext) {
    transfer::share_object(Hub { id: object::new(ctx), count: 0, models: table::new(ctx) });
}

/// Describes a version. It becomes real through `list` or `add_version`, which stamp the time.
///
/// #### Aborts
/// `EHashLength`, `ENoParts`, `ESealedKeyLength`.
public fun new_version(
    manifest: u256,
    manifest_hash: vector<u8>,
    parts: vector<u256>,
    bytes: u64,
    sealed_key: Option<vector<u8>>,
): Version {
    assert!(manifest_hash.length() == HASH_LENGTH, EHashLength);
    assert!(!parts.is_empty() && parts.length() <= MAX_PARTS, ENoParts);
    if (sealed_key.is_some()) {
        assert!(sealed_key.borrow().length() <= MAX_SEALED_KEY, ESealedKeyLength);
    };
    Version {
        manifest,
        manifest_hash,
        parts,
        bytes,
        sealed_key,
        created_ms: 0,
    }
}

/// Lists a model with its first version, priced in `C`, paid out to the sender. Shares the `Model` and its meters;
/// the caller decides where the cap goes.
///
/// #### Aborts
/// `ETextLength`, `ETags`; `meter::EShards`.
public fun list<C>(
    hub: &mut Hub,
    version: Version,
    name: String,
    summary: String,
    task: String,
    runtime: String,
    license: String,
    tags: vector<String>,
    price: u64,
    shards: u64,
    clock: &Clock,
    ctx: &mut TxContext,
): AuthorCap {
    assert_text(&name, 1, MAX_NAME);
    assert_text(&summary, 0, MAX_SUMMARY);
    assert_text(&task, 1, MAX_TERM);
    assert_text(&runtime, 1, MAX_TERM);
    assert_text(&license, 0, MAX_TERM);
    assert_tags(&tags);

    let uid = object::new(ctx);
    let id = uid.to_inner();
    let now = clock.timestamp_ms();
    let author = ctx.sender();
    let mut model = Model {
        id: uid,
        index: hub.count,
        author,
        payout: author,
        price,
        coin: type_name::with_original_ids<C>(),
        active: true,
        head: 0,
        name,
        summary,
        task,
        runtime,
        license,
        tags,
        sealed: false,
        bytes: 0,
        meters: meter::share_all(id, shards, ctx),
        listed_ms: now,
    };
    hub.models.add(hub.count, id);
    hub.count = hub.count + 1;
    events::emit_listed(
        id,
        model.index,
        author,
        author,
        price,
        model.coin,
        model.name,
        model.license,
        model.tags,
        model.meters,
        now,
    );
    model.push_version(version, clock);
    transfer::share_object(model);
    AuthorCap { id: object::new(ctx), model: id }
}

/// #### Aborts
/// `EForeignCap`.
public fun add_version(model: &mut Model, cap: &AuthorCap, version: Version, clock: &Clock) {
    model.assert_cap(cap);
    model.push_version(version, clock)
}

/// Sets the price in base units per call; 0 makes the model free.
///
/// #### Aborts
/// `EForeignCap`.
public fun set_price(model: &mut Model, cap: &AuthorCap, price: u64, clock: &Clock) {
    model.assert_cap(cap);
    events::emit_price_changed(object::id(model), model.price, price, clock.timestamp_ms());
    model.price = price
}

/// An inactive model refuses calls and stays listed.
///
/// #### Aborts
/// `EForeignCap`.
public fun set_active(model: &mut Model, cap: &AuthorCap, active: bool, clock: &Clock) {
    model.assert_cap(cap);
    events::emit_active_changed(object::id(model), active, clock.timestamp_ms());
    model.active = active
}

/// #### Aborts
/// `EForeignCap`.
public fun set_payout(model: &mut Model, cap: &AuthorCap, payout: address, clock: &Clock) {
    model.assert_cap(cap);
    events::emit_payout_changed(object::id(model), model.payout, payout, clock.timestamp_ms());
    model.payout = payout
}

/// #### Aborts
/// `EForeignCap`, `ETextLength`, `ETags`.
public fun set_texts(
    model: &mut Model,
    cap: &AuthorCap,
    name: String,
    summary: String,
    task: String,
    license: String,
    tags: vector<String>,
    clock: &Clock,
) {
    model.assert_cap(cap);
    assert_text(&name, 1, MAX_NAME);
    assert_text(&summary, 0, MAX_SUMMARY);
    assert_text(&task, 1, MAX_TERM);
    assert_text(&license, 0, MAX_TERM);
    assert_tags(&tags);
    events::emit_texts_changed(
        object::id(model),
        name,
        summary,
        task,
        license,
        tags,
        clock.timestamp_ms(),
    );
    model.name = name;
    model.summary = summary;
    model.task = task;
    model.license = license;
    model.tags = tags
}

/// Gives the model away: the cap and the payout go to `to`. (The cap has `store`, so it can also be moved by other
/// means; then the new holder sets author and payout by handing it over to themselves.)
///
/// #### Aborts
/// `EForeignCap`.
#[allow(lint(custom_state_change))]
public fun hand_over(model: &mut Model, cap: AuthorCap, to: address, clock: &Clock) {
    model.assert_cap(&cap);
    events::emit_handed_over(object::id(model), model.author, to, clock.timestamp_ms());
    model.author = to;
    model.payout = to;
    transfer::transfer(cap, to)
}

/// #### Aborts
/// `EInactive`, `EWrongCoin`, `EUnknownVersion`.
public(package) fun assert_callable<C>(model: &Model, version: u64) {
    assert!(model.active, EInactive);
    assert!(model.coin == type_name::with_original_ids<C>(), EWrongCoin);
    assert!(version > 0 && version <= model.head, EUnknownVersion);
}

fun assert_cap(model: &Model, cap: &AuthorCap) {
    assert!(cap.model == object::id(model), EForeignCap)
}

fun assert_text(text: &String, min: u64, max: u64) {
    assert!(text.length() >= min && text.length() <= max, ETextLength)
}

/// A tag given twice would weigh twice in a search.
fun assert_tags(tags: &vector<String>) {
    let count = tags.length();
    assert!(count <= MAX_TAGS, ETags);
    let mut i = 0;
    while (i < count) {
        let tag = &tags[i];
        assert!(!tag.is_empty() && tag.length() <= MAX_TAG, ETags);
        let mut j = 0;
        while (j < i) {
            assert!(&tags[j] != tag, ETags);
            j = j + 1;
        };
        i = i + 1;
    }
}

fun push_version(model: &mut Model, mut version: Version, clock: &Clock) {
    version.created_ms = clock.timestamp_ms();
    model.head = model.head + 1;
    model.bytes = version.bytes;
    model.sealed = version.sealed_key.is_some();
    events::emit_version_added(
        object::id(model),
        model.head,
        version.manifest,
        version.manifest_hash,
        version.parts,
        version.bytes,
        version.created_ms,
    );
    df::add(&mut model.id, VersionKey(model.head), version)
}

public fun count(hub: &Hub): u64 { hub.count }

/// #### Aborts
/// In `sui::dynamic_field` unless `index < count`.
public fun model_at(hub: &Hub, index: u64): ID { *hub.models.borrow(index) }

public fun cap_model(cap: &AuthorCap): ID { cap.model }

public fun author(model: &Model): address { model.author }

public fun payout(model: &Model): address { model.payout }

public fun price(model: &Model): u64 { model.price }

public fun coin(model: &Model): TypeName { model.coin }

public fun is_active(model: &Model): bool { model.active }

public fun head(model: &Model): u64 { model.head }

public fun name(model: &Model): String { model.name }

public fun summary(model: &Model): String { model.summary }

public fun task(model: &Model): String { model.task }

public fun runtime(model: &Model): String { model.runtime }

public fun license(model: &Model): String { model.license }

public fun tags(model: &Model): vector<String> { model.tags }

/// True if the head version has a sealed data key.
public fun is_sealed(model: &Model): bool { model.sealed }

public fun bytes(model: &Model): u64 { model.bytes }

public fun meters(model: &Model): vector<ID> { model.meters }

/// #### Aborts
/// `EUnknownVersion`.
public fun version(model: &Model, number: u64): &Version {
    assert!(number > 0 && number <= model.head, EUnknownVersion);
    df::borrow(&model.id, VersionKey(number))
}

public fun manifest(version: &Version): u256 { version.manifest }

public fun manifest_hash(version: &Version): vector<u8> { version.manifest_hash }

public fun parts(version: &Version): vector<u256> { version.parts }

public fun version_bytes(version: &Version): u64 { version.bytes }

public fun sealed_key(version: &Version): Option<vector<u8>> { version.sealed_key }

public fun created_ms(version: &Version): u64 { version.created_ms }

#[test_only]
public fun init_for_testing(ctx: &mut TxContext) { init(ctx) }
