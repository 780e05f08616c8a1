/// Arithmetic on `u256`.
#[defines_primitive(u256)]
module std::u256;

use std::string::String;

const EDivisionByZero: u64 = 0;
const MAX: u256 = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF;

public fun max(x: u256, y: u256): u256 {
    if (x > y) x else y
}

public fun min(x: u256, y: u256): u256 {
    if (x < y) x else y
}

public fun diff(x: u256, y: u256): u256 {
    if (x > y) x - y else y - x
}

public fun bitwise_not(x: u256): u256 {
    x ^ MAX
}

/// x / y rounded up.
public fun div_ceil(x: u256, y: u256): u256 {
    assert!(y != 0, EDivisionByZero);
    if (x % y == 0) x / y else x / y + 1
}

public fun divide_and_round_up(x: u256, y: u256): u256 {
    div_ceil(x, y)
}

public fun pow(base: u256, exponent: u8): u256 {
    let mut left = exponent;
    let mut square = base;
    let mut product = 1;
    while (left > 0) {
        if (left % 2 == 1) product = product * square;
        left = left / 2;
        if (left > 0) square = square * square;
    };
    product
}

public fun checked_add(x: u256, y: u256): Option<u256> {
    if (y > MAX - x) option::none() else option::some(x + y)
}

public fun checked_sub(x: u256, y: u256): Option<u256> {
    if (y > x) option::none() else option::some(x - y)
}

public fun checked_mul(x: u256, y: u256): Option<u256> {
    if (x != 0 && y > MAX / x) option::none() else option::some(x * y)
}

public fun checked_div(x: u256, y: u256): Option<u256> {
    if (y == 0) option::none() else option::some(x / y)
}

public fun saturating_add(x: u256, y: u256): u256 {
    if (y > MAX - x) MAX else x + y
}

public fun saturating_sub(x: u256, y: u256): u256 {
    if (y > x) 0 else x - y
}

public fun saturating_mul(x: u256, y: u256): u256 {
    if (x != 0 && y > MAX / x) MAX else x * y
}

public fun try_as_u8(x: u256): Option<u8> {
    if (x > 0xFF) option::none() else option::some(x as u8)
}

public fun try_as_u16(x: u256): Option<u16> {
    if (x > 0xFFFF) option::none() else option::some(x as u16)
}

public fun try_as_u32(x: u256): Option<u32> {
    if (x > 0xFFFFFFFF) option::none() else option::some(x as u32)
}

public fun try_as_u64(x: u256): Option<u64> {
    if (x > 0xFFFFFFFFFFFFFFFF) option::none() else option::some(x as u64)
}

public fun try_as_u128(x: u256): Option<u128> {
    if (x > 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF) option::none() else option::some(x as u128)
}

/// In decimal digits.
public fun to_string(x: u256): String {
    let mut rest = x;
    let mut digits = vector[];
    loop {
        digits.push_back(48 + ((rest % 10) as u8));
        rest = rest / 10;
        if (rest == 0) break;
    };
    digits.reverse();
    digits.to_string()
}

public macro fun max_value(): u256 {
    0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF
}
