/// Which meter counts whom. Clients compute the same, so the vectors are spelt out.
#[test_only]
module floe::sharding;

use floe::{fixture as fix, meter::{Self, Meter}};
use sui::sui::SUI;

#[test]
fun one_shard_counts_everybody() {
    assert!(meter::shard_of(@0x0, 1) == 0);
    assert!(
        meter::shard_of(@0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff, 1) == 0,
    );
}

#[test]
fun a_power_of_two_takes_the_last_bits() {
    assert!(meter::shard_of(@0xB1, 2) == 1);
    assert!(meter::shard_of(@0xB2, 2) == 0);
    assert!(meter::shard_of(@0xabcdef, 16) == 15);
    // The high bytes do not matter.
    assert!(
        meter::shard_of(@0xff00000000000000000000000000000000000000000000000000000000000004, 8) == 4,
    );
}

#[test]
fun other_numbers_divide_the_whole_address() {
    // 2^256 - 1 is a multiple of 3 and 5; 2^256 = 2^4 = 2 modulo 7.
    let top = @0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff;
    assert!(meter::shard_of(top, 3) == 0);
    assert!(meter::shard_of(top, 5) == 0);
    assert!(meter::shard_of(top, 7) == 1);
    assert!(meter::shard_of(@0x64, 7) == 2); // 100 = 14 * 7 + 2
}

#[test, expected_failure(abort_code = 1, location = sui::dynamic_field)]
fun a_stranger_has_no_statistics() {
    let mut test = fix::market();
    let model = fix::list<SUI>(&mut test, 1, 1);
    let meter: Meter = fix::take_meter(&test, model, 0);
    meter.stat(fix::ann());
    abort
}
