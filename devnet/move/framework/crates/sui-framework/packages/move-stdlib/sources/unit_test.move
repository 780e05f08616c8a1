/// What unit tests need: comparing values and getting rid of them.
#[test_only]
module std::unit_test;

/// Aborts, after printing both, unless they are equal.
public macro fun assert_eq<$T: drop>($left: $T, $right: $T) {
    let left = $left;
    let right = $right;
    if (left != right) {
        std::debug::print(&left);
        std::debug::print(&right);
        assert!(false);
    }
}

/// Destroys any value, abilities or not.
public native fun destroy<T>(value: T);

/// The compiler makes every module compiled for tests mention this, so that it cannot be published.
public fun poison() {
    abort
}
