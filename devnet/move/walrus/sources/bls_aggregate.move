/// The committee that vouches for stored blobs, and the check of its BLS12-381 (min-pk) certificates.
/// This network's committee has one member; the bitmap and weights are checked as for many.
module walrus::bls_aggregate;

use sui::bls12381;

const COMPRESSED_BYTES: u64 = 48;
const UNCOMPRESSED_BYTES: u64 = 96;
const SIGNED_BY_THE_MEMBER: u8 = 1;

#[error(code = 0)]
const EInvalidKeyLength: vector<u8> = b"A public key is 48 bytes compressed and 96 uncompressed";
#[error(code = 1)]
const ESigVerification: vector<u8> = b"The committee did not sign this message";
#[error(code = 2)]
const ENotEnoughStake: vector<u8> = b"The signers do not hold a quorum of the shards";
#[error(code = 3)]
const EInvalidBitmap: vector<u8> = b"The bitmap names signers that are not in the committee";

/// A point of G1 in its byte form; laid out as the framework's group element.
public struct KeyBytes has copy, drop, store {
    bytes: vector<u8>,
}

public struct BlsCommitteeMember has copy, drop, store {
    /// Uncompressed.
    public_key: KeyBytes,
    /// Shards this member keeps.
    weight: u16,
    node_id: ID,
}

public struct BlsCommittee has copy, drop, store {
    members: vector<BlsCommitteeMember>,
    n_shards: u16,
    epoch: u32,
    /// Compressed.
    total_aggregated_key: KeyBytes,
}

public fun epoch(self: &BlsCommittee): u32 { self.epoch }

public fun n_shards(self: &BlsCommittee): u16 { self.n_shards }

/// A committee of one member who keeps every shard.
///
/// #### Aborts
/// - `EInvalidKeyLength`.
public(package) fun new_single(
    epoch: u32,
    n_shards: u16,
    node_id: ID,
    public_key: vector<u8>,
    public_key_uncompressed: vector<u8>,
): BlsCommittee {
    assert!(public_key.length() == COMPRESSED_BYTES, EInvalidKeyLength);
    assert!(public_key_uncompressed.length() == UNCOMPRESSED_BYTES, EInvalidKeyLength);
    let member = BlsCommitteeMember {
        public_key: KeyBytes { bytes: public_key_uncompressed },
        weight: n_shards,
        node_id,
    };
    BlsCommittee {
        members: vector[member],
        n_shards,
        epoch,
        total_aggregated_key: KeyBytes { bytes: public_key },
    }
}

public(package) fun advance_epoch(self: &mut BlsCommittee) {
    self.epoch = self.epoch + 1;
}

/// Checks that a quorum of the committee signed `message`.
///
/// #### Aborts
/// - `EInvalidBitmap`, `ENotEnoughStake`, `ESigVerification`.
public(package) fun verify_quorum(
    self: &BlsCommittee,
    signature: &vector<u8>,
    signers_bitmap: &vector<u8>,
    message: &vector<u8>,
) {
    assert!(signers_bitmap.length() == 1, EInvalidBitmap);
    let signers = *signers_bitmap.borrow(0);
    assert!(signers <= SIGNED_BY_THE_MEMBER, EInvalidBitmap);
    let weight = if (signers == SIGNED_BY_THE_MEMBER) self.members.borrow(0).weight else 0;
    assert!(3 * (weight as u64) > 2 * (self.n_shards as u64), ENotEnoughStake);
    let key = &self.total_aggregated_key.bytes;
    assert!(bls12381::bls12381_min_pk_verify(signature, key, message), ESigVerification);
}
