/// Without ESigVerification: the unit-test VM takes every BLS signature for valid, so that one is met on the devnet.
#[test_only]
module walrus::certify_tests;

use std::unit_test::destroy;
use walrus::{
    blob::{Self, Blob},
    bls_aggregate,
    fixture,
    system_state_inner::{Self, SystemStateInnerV1}
};

fun certify(state: &SystemStateInnerV1, blob: &mut Blob) {
    state.certify_blob(blob, fixture::signature(), fixture::signers(), fixture::message());
}

#[test]
fun the_committee_certifies_a_blob() {
    let ctx = &mut tx_context::dummy();
    let mut state = fixture::state(ctx);
    let mut blob = fixture::blob(&mut state, 1, false, ctx);
    certify(&state, &mut blob);
    assert!(blob.certified_epoch() == option::some(1));
    destroy(blob);
    destroy(state);
}

#[test]
fun a_blob_registered_earlier_is_certified_in_the_current_epoch() {
    let ctx = &mut tx_context::dummy();
    let mut state = fixture::state(ctx);
    let mut blob = fixture::blob(&mut state, 2, false, ctx);
    destroy(state.advance_epoch());
    state.certify_blob(
        &mut blob,
        fixture::next_epoch_signature(),
        fixture::signers(),
        fixture::next_epoch_message(),
    );
    assert!(blob.certified_epoch() == option::some(2));
    destroy(blob);
    destroy(state);
}

#[test, expected_failure(abort_code = blob::EAlreadyCertified)]
fun a_second_certification_is_refused() {
    let ctx = &mut tx_context::dummy();
    let mut state = fixture::state(ctx);
    let mut blob = fixture::blob(&mut state, 1, false, ctx);
    certify(&state, &mut blob);
    certify(&state, &mut blob);
    abort 99
}

#[test, expected_failure(abort_code = bls_aggregate::ENotEnoughStake)]
fun no_signers_are_refused() {
    let ctx = &mut tx_context::dummy();
    let mut state = fixture::state(ctx);
    let mut blob = fixture::blob(&mut state, 1, false, ctx);
    state.certify_blob(&mut blob, fixture::signature(), x"00", fixture::message());
    abort 99
}

#[test, expected_failure(abort_code = bls_aggregate::EInvalidBitmap)]
fun signers_outside_the_committee_are_refused() {
    let ctx = &mut tx_context::dummy();
    let mut state = fixture::state(ctx);
    let mut blob = fixture::blob(&mut state, 1, false, ctx);
    state.certify_blob(&mut blob, fixture::signature(), x"03", fixture::message());
    abort 99
}

#[test, expected_failure(abort_code = system_state_inner::EInvalidCertificateEpoch)]
fun a_certificate_of_another_epoch_is_refused() {
    let ctx = &mut tx_context::dummy();
    let mut state = fixture::state(ctx);
    let mut blob = fixture::blob(&mut state, 2, false, ctx);
    destroy(state.advance_epoch());
    certify(&state, &mut blob);
    abort 99
}

#[test, expected_failure(abort_code = blob::EInvalidBlobId)]
fun a_certificate_of_another_blob_is_refused() {
    let ctx = &mut tx_context::dummy();
    let mut state = fixture::state(ctx);
    let mut payment = fixture::wal(10_000_000, ctx);
    let storage = state.reserve_space(66_034_000, 1, &mut payment, ctx);
    let id = blob::derive_blob_id(8, 1, 5);
    let mut other = state.register_blob(storage, id, 8, 5, 1, false, &mut payment, ctx);
    certify(&state, &mut other);
    abort 99
}

#[test, expected_failure(abort_code = blob::EInvalidBlobPersistenceType)]
fun a_permanent_certificate_does_not_fit_a_deletable_blob() {
    let ctx = &mut tx_context::dummy();
    let mut state = fixture::state(ctx);
    let mut blob = fixture::blob(&mut state, 1, true, ctx);
    certify(&state, &mut blob);
    abort 99
}

#[test, expected_failure(abort_code = blob::EInvalidBlobPersistenceType)]
fun a_deletable_certificate_does_not_fit_a_permanent_blob() {
    let ctx = &mut tx_context::dummy();
    let mut state = fixture::state(ctx);
    let mut blob = fixture::blob(&mut state, 1, false, ctx);
    let signature = fixture::deletable_signature();
    state.certify_blob(&mut blob, signature, fixture::signers(), fixture::deletable_message());
    abort 99
}

#[test, expected_failure(abort_code = blob::EInvalidBlobObject)]
fun a_certificate_of_another_deletable_object_is_refused() {
    let ctx = &mut tx_context::dummy();
    let mut state = fixture::state(ctx);
    let mut blob = fixture::blob(&mut state, 1, true, ctx);
    let signature = fixture::deletable_signature();
    state.certify_blob(&mut blob, signature, fixture::signers(), fixture::deletable_message());
    abort 99
}

#[test, expected_failure(abort_code = blob::EResourceBounds)]
fun a_blob_past_its_end_is_not_certified() {
    let ctx = &mut tx_context::dummy();
    let mut state = fixture::state(ctx);
    let mut blob = fixture::blob(&mut state, 1, false, ctx);
    destroy(state.advance_epoch());
    state.certify_blob(
        &mut blob,
        fixture::next_epoch_signature(),
        fixture::signers(),
        fixture::next_epoch_message(),
    );
    abort 99
}

#[test, expected_failure(abort_code = bls_aggregate::EInvalidKeyLength)]
fun a_key_of_another_length_is_refused() {
    bls_aggregate::new_single(1, 1000, object::id_from_address(@0xbeef), x"00", x"00");
}
