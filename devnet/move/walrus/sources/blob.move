/// A blob on chain: what was registered, the space it occupies, and since when the network vouches for it.
module walrus::blob;

use std::{bcs, string::String};
use sui::{dynamic_field, hash};
use walrus::{
    encoding,
    events,
    messages::{Self, CertifiedBlobMessage},
    metadata::{Self, Metadata},
    storage_resource::Storage
};

const METADATA_KEY: vector<u8> = b"metadata";

#[error(code = 0)]
const ENotCertified: vector<u8> = b"The blob is not certified";
#[error(code = 1)]
const EBlobNotDeletable: vector<u8> = b"The blob is permanent";
#[error(code = 2)]
const EResourceBounds: vector<u8> = b"The storage is not reserved for the current epoch";
#[error(code = 3)]
const EResourceSize: vector<u8> = b"The storage is smaller than the encoded blob";
#[error(code = 4)]
const EAlreadyCertified: vector<u8> = b"The blob is already certified";
#[error(code = 5)]
const EInvalidBlobId: vector<u8> = b"The blob ID does not belong to this blob";
#[error(code = 6)]
const EDuplicateMetadata: vector<u8> = b"The blob already has metadata";
#[error(code = 7)]
const EMissingMetadata: vector<u8> = b"The blob has no metadata";
#[error(code = 8)]
const EInvalidBlobPersistenceType: vector<u8> = b"The certificate is for another persistence type";
#[error(code = 9)]
const EInvalidBlobObject: vector<u8> = b"The certificate is for another blob object";

public struct Blob has key, store {
    id: UID,
    registered_epoch: u32,
    blob_id: u256,
    /// Unencoded bytes.
    size: u64,
    encoding_type: u8,
    certified_epoch: Option<u32>,
    storage: Storage,
    deletable: bool,
}

/// What a blob ID is the hash of.
public struct BlobIdDerivation has drop {
    encoding_type: u8,
    size: u64,
    root_hash: u256,
}

public fun object_id(self: &Blob): ID { object::id(self) }

public fun registered_epoch(self: &Blob): u32 { self.registered_epoch }

public fun blob_id(self: &Blob): u256 { self.blob_id }

public fun size(self: &Blob): u64 { self.size }

public fun encoding_type(self: &Blob): u8 { self.encoding_type }

public fun certified_epoch(self: &Blob): &Option<u32> { &self.certified_epoch }

public fun storage(self: &Blob): &Storage { &self.storage }

public fun end_epoch(self: &Blob): u32 { self.storage.end_epoch() }

public fun is_deletable(self: &Blob): bool { self.deletable }

public fun encoded_size(self: &Blob, n_shards: u16): u64 {
    encoding::encoded_blob_length(self.size, self.encoding_type, n_shards)
}

public fun derive_blob_id(root_hash: u256, encoding_type: u8, size: u64): u256 {
    let preimage = bcs::to_bytes(&BlobIdDerivation { encoding_type, size, root_hash });
    messages::little_endian(&hash::blake2b256(&preimage), 0, 32)
}

// === Attributes ===

/// #### Aborts
/// - `EDuplicateMetadata`.
public fun add_metadata(self: &mut Blob, metadata: Metadata) {
    assert!(!self.has_metadata(), EDuplicateMetadata);
    dynamic_field::add(&mut self.id, METADATA_KEY, metadata);
}

/// Creates the metadata if the blob has none yet.
public fun insert_or_update_metadata_pair(self: &mut Blob, key: String, value: String) {
    if (!self.has_metadata()) self.add_metadata(metadata::new());
    self.metadata_mut().insert_or_update(key, value);
}

/// #### Aborts
/// - `EMissingMetadata`; when `key` is not present (in `vec_map`).
public fun remove_metadata_pair(self: &mut Blob, key: &String): (String, String) {
    self.metadata_mut().remove(key)
}

/// #### Aborts
/// - `EMissingMetadata`.
public fun take_metadata(self: &mut Blob): Metadata {
    assert!(self.has_metadata(), EMissingMetadata);
    dynamic_field::remove(&mut self.id, METADATA_KEY)
}

fun has_metadata(self: &Blob): bool {
    dynamic_field::exists_(&self.id, METADATA_KEY)
}

fun metadata_mut(self: &mut Blob): &mut Metadata {
    assert!(self.has_metadata(), EMissingMetadata);
    dynamic_field::borrow_mut(&mut self.id, METADATA_KEY)
}

// === Life of a blob, driven by the system ===

/// #### Aborts
/// - `EResourceBounds`, `EResourceSize`, `EInvalidBlobId`; in `encoding` for what cannot be encoded.
public(package) fun new(
    storage: Storage,
    blob_id: u256,
    root_hash: u256,
    size: u64,
    encoding_type: u8,
    deletable: bool,
    epoch: u32,
    n_shards: u16,
    ctx: &mut TxContext,
): Blob {
    assert!(storage.start_epoch() <= epoch && epoch < storage.end_epoch(), EResourceBounds);
    let encoded_size = encoding::encoded_blob_length(size, encoding_type, n_shards);
    assert!(encoded_size <= storage.size(), EResourceSize);
    assert!(derive_blob_id(root_hash, encoding_type, size) == blob_id, EInvalidBlobId);
    let id = object::new(ctx);
    events::emit_blob_registered(
        epoch,
        blob_id,
        size,
        encoding_type,
        storage.end_epoch(),
        deletable,
        id.to_inner(),
    );
    let certified_epoch = option::none();
    Blob {
        id,
        registered_epoch: epoch,
        blob_id,
        size,
        encoding_type,
        certified_epoch,
        storage,
        deletable,
    }
}

/// #### Aborts
/// - `EInvalidBlobId`, `EAlreadyCertified`, `EResourceBounds`, `EInvalidBlobPersistenceType`, `EInvalidBlobObject`.
public(package) fun certify(self: &mut Blob, epoch: u32, message: &CertifiedBlobMessage) {
    assert!(self.blob_id == message.blob_id(), EInvalidBlobId);
    assert!(self.certified_epoch.is_none(), EAlreadyCertified);
    assert!(epoch < self.storage.end_epoch(), EResourceBounds);
    assert!(self.deletable == message.deletable_object().is_some(), EInvalidBlobPersistenceType);
    if (self.deletable) {
        assert!(*message.deletable_object().borrow() == self.object_id(), EInvalidBlobObject);
    };
    self.certified_epoch = option::some(epoch);
    self.emit_certified(epoch, false);
}

/// #### Aborts
/// - `ENotCertified`, `EResourceBounds`.
public(package) fun assert_certified_and_alive(self: &Blob, epoch: u32) {
    assert!(self.certified_epoch.is_some(), ENotCertified);
    assert!(epoch < self.storage.end_epoch(), EResourceBounds);
}

public(package) fun extend(self: &mut Blob, epoch: u32, epochs: u32) {
    self.storage.extend_end_epoch(epochs);
    self.emit_certified(epoch, true);
}

/// Ends the blob and gives back its space.
///
/// #### Aborts
/// - `EBlobNotDeletable`, `EResourceBounds`.
public(package) fun delete(mut self: Blob, epoch: u32): Storage {
    assert!(self.deletable, EBlobNotDeletable);
    assert!(epoch < self.storage.end_epoch(), EResourceBounds);
    if (self.has_metadata()) {
        self.take_metadata();
    };
    let object_id = self.object_id();
    let Blob { id, blob_id, certified_epoch, storage, .. } = self;
    id.delete();
    events::emit_blob_deleted(
        epoch,
        blob_id,
        storage.end_epoch(),
        object_id,
        certified_epoch.is_some(),
    );
    storage
}

fun emit_certified(self: &Blob, epoch: u32, is_extension: bool) {
    events::emit_blob_certified(
        epoch,
        self.blob_id,
        self.storage.end_epoch(),
        self.deletable,
        self.object_id(),
        is_extension,
    );
}
