#[test_only]
module walrus::register_tests;

use std::unit_test::destroy;
use walrus::{blob, encoding, fixture, system_state_inner};

#[test]
fun sizes_are_those_of_the_encoding() {
    assert!(encoding::encoded_blob_length(5, 1, 1000) == 66_034_000);
    assert!(encoding::encoded_blob_length(0, 1, 1000) == 66_034_000);
    assert!(encoding::encoded_blob_length(445_556, 1, 1000) == 66_034_000);
    assert!(encoding::encoded_blob_length(445_557, 1, 1000) == 68_036_000);
    assert!(encoding::storage_units(66_034_000) == 63);
    assert!(encoding::storage_units(1_048_576) == 1);
}

#[test]
fun blob_id_is_derived_from_root_size_and_encoding() {
    let expected = 53647447018334825993496001628054216174289444954620057001552665242224903271169;
    assert!(blob::derive_blob_id(7, 1, 5) == expected);
}

#[test]
fun charges_exactly_the_price_and_returns_the_rest() {
    let ctx = &mut tx_context::dummy();
    let mut state = fixture::state(ctx);
    let mut payment = fixture::wal(2_079_000 + 1_260_000 + 1, ctx);
    let storage = state.reserve_space(66_034_000, 3, &mut payment, ctx);
    assert!(payment.value() == 1_260_001);
    assert!(storage.start_epoch() == 1 && storage.end_epoch() == 4);
    let blob = state.register_blob(
        storage,
        fixture::blob_id(),
        7,
        5,
        1,
        false,
        &mut payment,
        ctx,
    );
    assert!(payment.value() == 1);
    assert!(blob.registered_epoch() == 1 && blob.end_epoch() == 4 && !blob.is_deletable());
    assert!(blob.certified_epoch().is_none());
    destroy(blob);
    destroy(payment);
    destroy(state);
}

#[test]
fun earnings_of_an_epoch_are_paid_out_when_it_ends() {
    let ctx = &mut tx_context::dummy();
    let mut state = fixture::state(ctx);
    let blob = fixture::blob(&mut state, 2, false, ctx);
    let first = state.advance_epoch();
    let second = state.advance_epoch();
    let third = state.advance_epoch();
    assert!(first.value() == 693_000 + 1_260_000);
    assert!(second.value() == 693_000);
    assert!(third.value() == 0);
    assert!(state.epoch() == 4);
    destroy(first);
    destroy(second);
    destroy(third);
    destroy(blob);
    destroy(state);
}

#[test]
fun space_is_free_again_once_its_epochs_are_over() {
    let ctx = &mut tx_context::dummy();
    let mut state = fixture::state(ctx);
    let first = fixture::blob(&mut state, 1, false, ctx);
    let second = fixture::blob(&mut state, 1, false, ctx);
    destroy(state.advance_epoch());
    let third = fixture::blob(&mut state, 53, false, ctx);
    assert!(third.end_epoch() == 55);
    destroy(first);
    destroy(second);
    destroy(third);
    destroy(state);
}

#[test, expected_failure(abort_code = system_state_inner::EInsufficientPayment)]
fun one_frost_short_is_refused() {
    let ctx = &mut tx_context::dummy();
    let mut state = fixture::state(ctx);
    let mut payment = fixture::wal(2_079_000 - 1, ctx);
    let _storage = state.reserve_space(66_034_000, 3, &mut payment, ctx);
    abort 99
}

#[test, expected_failure(abort_code = system_state_inner::EInvalidEpochsAhead)]
fun no_epochs_are_refused() {
    let ctx = &mut tx_context::dummy();
    let mut state = fixture::state(ctx);
    let mut payment = fixture::wal(0, ctx);
    let _storage = state.reserve_space(1, 0, &mut payment, ctx);
    abort 99
}

#[test, expected_failure(abort_code = system_state_inner::EInvalidEpochsAhead)]
fun more_than_53_epochs_are_refused() {
    let ctx = &mut tx_context::dummy();
    let mut state = fixture::state(ctx);
    let mut payment = fixture::wal(1_000_000, ctx);
    let _storage = state.reserve_space(1, 54, &mut payment, ctx);
    abort 99
}

#[test, expected_failure(abort_code = system_state_inner::EStorageExceeded)]
fun more_than_the_capacity_is_refused() {
    let ctx = &mut tx_context::dummy();
    let mut state = fixture::state(ctx);
    let mut payment = fixture::wal(1_000_000_000, ctx);
    let _storage = state.reserve_space(132_068_001, 1, &mut payment, ctx);
    abort 99
}

#[test, expected_failure(abort_code = blob::EInvalidBlobId)]
fun blob_id_of_another_root_is_refused() {
    let ctx = &mut tx_context::dummy();
    let mut state = fixture::state(ctx);
    let mut payment = fixture::wal(10_000_000, ctx);
    let storage = state.reserve_space(66_034_000, 1, &mut payment, ctx);
    let id = fixture::blob_id();
    let _blob = state.register_blob(storage, id, 8, 5, 1, false, &mut payment, ctx);
    abort 99
}

#[test, expected_failure(abort_code = blob::EResourceSize)]
fun storage_too_small_for_the_encoded_blob_is_refused() {
    let ctx = &mut tx_context::dummy();
    let mut state = fixture::state(ctx);
    let mut payment = fixture::wal(10_000_000, ctx);
    let storage = state.reserve_space(66_033_999, 1, &mut payment, ctx);
    let id = fixture::blob_id();
    let _blob = state.register_blob(storage, id, 7, 5, 1, false, &mut payment, ctx);
    abort 99
}

#[test, expected_failure(abort_code = blob::EResourceBounds)]
fun storage_that_has_ended_is_refused() {
    let ctx = &mut tx_context::dummy();
    let mut state = fixture::state(ctx);
    let mut payment = fixture::wal(10_000_000, ctx);
    let storage = state.reserve_space(66_034_000, 1, &mut payment, ctx);
    destroy(state.advance_epoch());
    let id = fixture::blob_id();
    let _blob = state.register_blob(storage, id, 7, 5, 1, false, &mut payment, ctx);
    abort 99
}

#[test, expected_failure(abort_code = encoding::EInvalidEncodingType)]
fun another_encoding_is_refused() {
    encoding::encoded_blob_length(5, 0, 1000);
}

#[test]
fun the_largest_blob_can_be_encoded() {
    assert!(encoding::encoded_blob_length(14_599_533_452, 1, 1000) == 65_663_566_000);
}

#[test, expected_failure(abort_code = encoding::EBlobTooLarge)]
fun a_blob_larger_than_the_largest_is_refused() {
    encoding::encoded_blob_length(14_599_533_453, 1, 1000);
}
