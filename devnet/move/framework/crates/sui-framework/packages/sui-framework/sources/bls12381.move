/// BLS signatures on curve BLS12-381.
module sui::bls12381;

/// Signature in G2 (96 bytes), public key in G1 (48 bytes).
public native fun bls12381_min_pk_verify(
    signature: &vector<u8>,
    public_key: &vector<u8>,
    msg: &vector<u8>,
): bool;
/// Signature in G1 (48 bytes), public key in G2 (96 bytes).
public native fun bls12381_min_sig_verify(
    signature: &vector<u8>,
    public_key: &vector<u8>,
    msg: &vector<u8>,
): bool;
