/// Arithmetic on `u16`.
#[defines_primitive(u16)]
module std::u16;

use std::string::String;

const EDivisionByZero: u64 = 0;
const MAX: u16 = 0xFFFF;

public fun max(x: u16, y: u16): u16 {
    if (x > y) x else y
}

public fun min(x: u16, y: u16): u16 {
    if (x < y) x else y
}

public fun diff(x: u16, y: u16): u16 {
    if (x > y) x - y else y - x
}

public fun bitwise_not(x: u16): u16 {
    x ^ MAX
}

/// x / y rounded up.
public fun div_ceil(x: u16, y: u16): u16 {
    assert!(y != 0, EDivisionByZero);
    if (x % y == 0) x / y else x / y + 1
}

public fun divide_and_round_up(x: u16, y: u16): u16 {
    div_ceil(x, y)
}

public fun pow(base: u16, exponent: u8): u16 {
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

public fun checked_add(x: u16, y: u16): Option<u16> {
    if (y > MAX - x) option::none() else option::some(x + y)
}

public fun checked_sub(x: u16, y: u16): Option<u16> {
    if (y > x) option::none() else option::some(x - y)
}

public fun checked_mul(x: u16, y: u16): Option<u16> {
    if (x != 0 && y > MAX / x) option::none() else option::some(x * y)
}

public fun checked_div(x: u16, y: u16): Option<u16> {
    if (y == 0) option::none() else option::some(x / y)
}

public fun saturating_add(x: u16, y: u16): u16 {
    if (y > MAX - x) MAX else x + y
}

public fun saturating_sub(x: u16, y: u16): u16 {
    if (y > x) 0 else x - y
}

public fun saturating_mul(x: u16, y: u16): u16 {
    if (x != 0 && y > MAX / x) MAX else x * y
}

public fun try_as_u8(x: u16): Option<u8> {
    if (x > 0xFF) option::none() else option::some(x as u8)
}

/// The whole part of the square root, bit by bit from the top.
public fun sqrt(x: u16): u16 {
    let mut rest = x;
    let mut root = 0;
    let mut bit = 1 << 14;
    while (bit > rest) bit = bit >> 2;
    while (bit != 0) {
        if (rest >= root + bit) {
            rest = rest - (root + bit);
            root = (root >> 1) + bit;
        } else {
            root = root >> 1;
        };
        bit = bit >> 2;
    };
    root
}

/// In decimal digits.
public fun to_string(x: u16): String {
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

public macro fun max_value(): u16 {
    0xFFFF
}
