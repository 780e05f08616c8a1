/// Sizes of the RS2 encoding: how many bytes a blob occupies over all shards.
module walrus::encoding;

const RS2: u8 = 1;
const DIGEST_BYTES: u64 = 32;
const BLOB_ID_BYTES: u64 = 32;
/// A symbol's length is even and fits a u16.
const MAX_SYMBOL_BYTES: u64 = 65534;
const UNIT_BYTES: u64 = 1024 * 1024;

#[error(code = 0)]
const EInvalidEncodingType: vector<u8> = b"The encoding type is not RS2 (1)";
#[error(code = 1)]
const EBlobTooLarge: vector<u8> = b"A blob of this size cannot be encoded";

/// Bytes of all slivers and of the metadata that every shard keeps.
///
/// #### Aborts
/// - `EInvalidEncodingType`, `EBlobTooLarge`.
public fun encoded_blob_length(size: u64, encoding_type: u8, n_shards: u16): u64 {
    assert!(encoding_type == RS2, EInvalidEncodingType);
    let shards = n_shards as u64;
    let faulty = (shards - 1) / 3;
    let primary = shards - 2 * faulty;
    let secondary = shards - faulty;
    let mut symbol = (if (size == 0) 0 else (size - 1) / (primary * secondary)) + 1;
    if (symbol % 2 == 1) symbol = symbol + 1;
    assert!(symbol <= MAX_SYMBOL_BYTES, EBlobTooLarge);
    let metadata = shards * DIGEST_BYTES * 2 + BLOB_ID_BYTES;
    shards * ((primary + secondary) * symbol + metadata)
}

/// Prices are per MiB of encoded bytes, begun ones counted whole.
public fun storage_units(encoded_size: u64): u64 {
    (encoded_size + UNIT_BYTES - 1) / UNIT_BYTES
}
