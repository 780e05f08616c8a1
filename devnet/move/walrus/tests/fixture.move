/// A small network's state and one blob, with certificates signed off chain by the development key (32 times 0x07).
/// The blob: root hash 7, 5 bytes; encoded 66,034,000 bytes, 63 MiB begun.
#[test_only]
module walrus::fixture;

use sui::coin::{Self, Coin};
use walrus::{
    blob::{Self, Blob},
    bls_aggregate,
    system_state_inner::{Self, SystemStateInnerV1},
    wal::WAL
};

const PUBLIC_KEY: vector<u8> =
    x"a4cafe0e4602bb74340d45b931591034894f6be4aae24c4e80931d622636bb4da64804903072c655995b423113f41705";
const PUBLIC_KEY_UNCOMPRESSED: vector<u8> =
    x"04cafe0e4602bb74340d45b931591034894f6be4aae24c4e80931d622636bb4da64804903072c655995b423113f4170510fc122fcd26b0553cec777cd7e355bf8e4f0c82fa65de862013fb2ab895d668ae02956c677ada7481a9f22a99858d19";

/// Capacity for two such blobs.
const CAPACITY: u64 = 132_068_000;

public fun state(ctx: &mut TxContext): SystemStateInnerV1 {
    let node_id = object::id_from_address(@0xbeef);
    let committee = bls_aggregate::new_single(
        1,
        1000,
        node_id,
        PUBLIC_KEY,
        PUBLIC_KEY_UNCOMPRESSED,
    );
    system_state_inner::new(committee, CAPACITY, 11_000, 20_000, 53, ctx)
}

public fun wal(amount: u64, ctx: &mut TxContext): Coin<WAL> {
    coin::mint_for_testing(amount, ctx)
}

public fun encoded_size(): u64 { 66_034_000 }

/// 63 MiB x 11,000.
public fun storage_price(): u64 { 693_000 }

/// 63 MiB x 20,000.
public fun write_price(): u64 { 1_260_000 }

public fun blob_id(): u256 { blob::derive_blob_id(7, 1, 5) }

/// The blob registered for `epochs` epochs.
public fun blob(
    state: &mut SystemStateInnerV1,
    epochs: u32,
    deletable: bool,
    ctx: &mut TxContext,
): Blob {
    let mut payment = wal(storage_price() * (epochs as u64) + write_price(), ctx);
    let storage = state.reserve_space(encoded_size(), epochs, &mut payment, ctx);
    let blob = state.register_blob(storage, blob_id(), 7, 5, 1, deletable, &mut payment, ctx);
    payment.destroy_zero();
    blob
}

/// Everybody in the committee of one.
public fun signers(): vector<u8> { x"01" }

/// The permanent blob, epoch 1.
public fun message(): vector<u8> {
    x"0100030100000001333370333c6b78d309e2e42e97788fbaaf6be07ada686b8969a87d04619b7600"
}

public fun signature(): vector<u8> {
    x"a78baa328501aac8e94f8de6aa29b913ee310a3dad0d9dd98de2685ae9f446bfaa975e9ba56b936503c2294d179ecbcb0e0b9067618502626b92873e4da5f12104edfa339f34b2c60a5c044353baab811d5755388e8b4913c28e73470c155acc"
}

/// The permanent blob, epoch 2.
public fun next_epoch_message(): vector<u8> {
    x"0100030200000001333370333c6b78d309e2e42e97788fbaaf6be07ada686b8969a87d04619b7600"
}

public fun next_epoch_signature(): vector<u8> {
    x"a32a842354d1feeb72b45704b35b72732ce93caedf8cdcc9c3d9181aefec71edc5d47b619a1843e084efd093a6a2762d02893ebb35c938b99176b6cbcfdac3387874b6efa63ecc706d6a0d6d2d1c48f0f8fdb8861b1f7562e831bc97a6fe219f"
}

/// The blob as deletable, object 0xdd..dd, epoch 1.
public fun deletable_message(): vector<u8> {
    x"0100030100000001333370333c6b78d309e2e42e97788fbaaf6be07ada686b8969a87d04619b7601dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd"
}

public fun deletable_signature(): vector<u8> {
    x"ab407fad8ef34c11b816c716050c3c7b6eb28e11bfb49f4020bef0a5323084f86b7ec8f4d07b6214e82558343bd27c4c038aa60ebba1978604c483fc6a868883be3c317a24c187e0b407512aeda25a6b5f83c58c20089faae44e6e5c284fbc33"
}
