#[test_only]
module walrus::blob_tests;

use std::unit_test::destroy;
use walrus::{blob, fixture, metadata, system_state_inner};

#[test]
fun attributes_are_added_updated_and_removed() {
    let ctx = &mut tx_context::dummy();
    let mut state = fixture::state(ctx);
    let mut blob = fixture::blob(&mut state, 1, false, ctx);
    blob.add_metadata(metadata::new());
    blob.insert_or_update_metadata_pair(b"a".to_string(), b"1".to_string());
    blob.insert_or_update_metadata_pair(b"a".to_string(), b"2".to_string());
    let (key, value) = blob.remove_metadata_pair(&b"a".to_string());
    assert!(key == b"a".to_string() && value == b"2".to_string());
    assert!(blob.take_metadata() == metadata::new());
    destroy(blob);
    destroy(state);
}

#[test]
fun the_first_attribute_creates_the_metadata() {
    let ctx = &mut tx_context::dummy();
    let mut state = fixture::state(ctx);
    let mut blob = fixture::blob(&mut state, 1, false, ctx);
    blob.insert_or_update_metadata_pair(b"a".to_string(), b"1".to_string());
    let mut expected = metadata::new();
    expected.insert_or_update(b"a".to_string(), b"1".to_string());
    assert!(blob.take_metadata() == expected);
    destroy(blob);
    destroy(state);
}

#[test, expected_failure(abort_code = blob::EDuplicateMetadata)]
fun metadata_cannot_be_added_twice() {
    let ctx = &mut tx_context::dummy();
    let mut state = fixture::state(ctx);
    let mut blob = fixture::blob(&mut state, 1, false, ctx);
    blob.add_metadata(metadata::new());
    blob.add_metadata(metadata::new());
    abort 99
}

#[test, expected_failure(abort_code = blob::EMissingMetadata)]
fun an_attribute_of_a_blob_without_metadata_cannot_be_removed() {
    let ctx = &mut tx_context::dummy();
    let mut state = fixture::state(ctx);
    let mut blob = fixture::blob(&mut state, 1, false, ctx);
    let (_, _) = blob.remove_metadata_pair(&b"a".to_string());
    abort 99
}

#[test]
fun an_extension_costs_the_space_for_the_added_epochs() {
    let ctx = &mut tx_context::dummy();
    let mut state = fixture::state(ctx);
    let mut blob = fixture::blob(&mut state, 2, false, ctx);
    let (signature, message) = (fixture::signature(), fixture::message());
    state.certify_blob(&mut blob, signature, fixture::signers(), message);
    let mut payment = fixture::wal(51 * 693_000, ctx);
    state.extend_blob(&mut blob, 51, &mut payment);
    payment.destroy_zero();
    assert!(blob.end_epoch() == 54);
    destroy(blob);
    destroy(state);
}

#[test, expected_failure(abort_code = system_state_inner::EInvalidEpochsAhead)]
fun an_extension_past_53_epochs_is_refused() {
    let ctx = &mut tx_context::dummy();
    let mut state = fixture::state(ctx);
    let mut blob = fixture::blob(&mut state, 2, false, ctx);
    let (signature, message) = (fixture::signature(), fixture::message());
    state.certify_blob(&mut blob, signature, fixture::signers(), message);
    let mut payment = fixture::wal(52 * 693_000, ctx);
    state.extend_blob(&mut blob, 52, &mut payment);
    abort 99
}

#[test, expected_failure(abort_code = blob::ENotCertified)]
fun a_blob_that_is_not_certified_cannot_be_extended() {
    let ctx = &mut tx_context::dummy();
    let mut state = fixture::state(ctx);
    let mut blob = fixture::blob(&mut state, 2, false, ctx);
    let mut payment = fixture::wal(693_000, ctx);
    state.extend_blob(&mut blob, 1, &mut payment);
    abort 99
}

#[test]
fun a_deletable_blob_gives_its_space_back() {
    let ctx = &mut tx_context::dummy();
    let mut state = fixture::state(ctx);
    let mut blob = fixture::blob(&mut state, 2, true, ctx);
    blob.add_metadata(metadata::new());
    let storage = blob.delete(1);
    assert!(storage.size() == 66_034_000 && storage.end_epoch() == 3);
    storage.destroy();
    destroy(state);
}

#[test, expected_failure(abort_code = blob::EBlobNotDeletable)]
fun a_permanent_blob_cannot_be_deleted() {
    let ctx = &mut tx_context::dummy();
    let mut state = fixture::state(ctx);
    let blob = fixture::blob(&mut state, 2, false, ctx);
    let _storage = blob.delete(1);
    abort 99
}
