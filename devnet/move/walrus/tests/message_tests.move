#[test_only]
module walrus::message_tests;

use walrus::{fixture, messages};

/// The fixture's message with one byte changed.
fun with(index: u64, byte: u8): vector<u8> {
    let mut message = fixture::message();
    *message.borrow_mut(index) = byte;
    message
}

#[test]
fun a_permanent_confirmation_is_read() {
    let message = messages::parse(&fixture::next_epoch_message());
    assert!(message.epoch() == 2);
    assert!(message.blob_id() == fixture::blob_id());
    assert!(message.deletable_object().is_none());
}

#[test]
fun a_deletable_confirmation_is_read() {
    let message = messages::parse(&fixture::deletable_message());
    let object = @0xdddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd;
    assert!(message.deletable_object().borrow().to_address() == object);
}

#[test, expected_failure(abort_code = messages::EInvalidMessageLength)]
fun a_message_cut_short_is_refused() {
    let mut message = fixture::message();
    message.pop_back();
    messages::parse(&message);
}

#[test, expected_failure(abort_code = messages::EInvalidMessageLength)]
fun a_message_with_a_byte_too_many_is_refused() {
    let mut message = fixture::message();
    message.push_back(0);
    messages::parse(&message);
}

#[test, expected_failure(abort_code = messages::EInvalidMessageLength)]
fun a_deletable_message_without_its_object_is_refused() {
    messages::parse(&with(39, 1));
}

#[test, expected_failure(abort_code = messages::EInvalidMsgType)]
fun another_kind_of_message_is_refused() {
    messages::parse(&with(0, 2));
}

#[test, expected_failure(abort_code = messages::EIncorrectIntentVersion)]
fun another_intent_version_is_refused() {
    messages::parse(&with(1, 1));
}

#[test, expected_failure(abort_code = messages::EIncorrectAppId)]
fun another_application_is_refused() {
    messages::parse(&with(2, 0));
}

#[test, expected_failure(abort_code = messages::EInvalidPersistenceType)]
fun an_unknown_persistence_is_refused() {
    messages::parse(&with(39, 2));
}
