/// What unit tests need of the VM.
#[test_only]
module sui::test_utils;

/// A one-time witness, as the publishing of its module would make it.
public native fun create_one_time_witness<T: drop>(): T;

/// Destroys any value, abilities or not.
public fun destroy<T>(value: T) {
    std::unit_test::destroy(value)
}
