/// Reading BCS: values are peeled off one after another.
module sui::bcs;

use std::bcs;
use sui::address;

const EOutOfRange: u64 = 0;
const ENotBool: u64 = 1;
const ELenOutOfRange: u64 = 2;

/// The bytes still to read, last first, so that peeling is popping.
public struct BCS has copy, drop, store { bytes: vector<u8> }

public fun to_bytes<T>(value: &T): vector<u8> {
    bcs::to_bytes(value)
}

public fun new(mut bytes: vector<u8>): BCS {
    bytes.reverse();
    BCS { bytes }
}

public fun into_remainder_bytes(bcs: BCS): vector<u8> {
    let BCS { mut bytes } = bcs;
    bytes.reverse();
    bytes
}

public fun peel_address(bcs: &mut BCS): address {
    assert!(bcs.bytes.length() >= 32, EOutOfRange);
    let mut bytes = vector[];
    while (bytes.length() < 32) bytes.push_back(bcs.bytes.pop_back());
    address::from_bytes(bytes)
}

public fun peel_bool(bcs: &mut BCS): bool {
    let byte = bcs.peel_u8();
    assert!(byte < 2, ENotBool);
    byte == 1
}

public fun peel_u8(bcs: &mut BCS): u8 {
    peel_number(bcs, 1) as u8
}

public fun peel_u16(bcs: &mut BCS): u16 {
    peel_number(bcs, 2) as u16
}

public fun peel_u32(bcs: &mut BCS): u32 {
    peel_number(bcs, 4) as u32
}

public fun peel_u64(bcs: &mut BCS): u64 {
    peel_number(bcs, 8) as u64
}

public fun peel_u128(bcs: &mut BCS): u128 {
    peel_number(bcs, 16) as u128
}

public fun peel_u256(bcs: &mut BCS): u256 {
    peel_number(bcs, 32)
}

/// A length in ULEB128, at most four bytes.
public fun peel_vec_length(bcs: &mut BCS): u64 {
    let mut total = 0;
    let mut shift = 0;
    loop {
        assert!(shift <= 21, ELenOutOfRange);
        let byte = bcs.peel_u8() as u64;
        total = total | ((byte & 0x7f) << shift);
        if (byte < 0x80) return total;
        shift = shift + 7;
    }
}

public fun peel_enum_tag(bcs: &mut BCS): u32 {
    bcs.peel_vec_length() as u32
}

public fun peel_vec_address(bcs: &mut BCS): vector<address> {
    let n = bcs.peel_vec_length();
    let mut v = vector[];
    while (v.length() < n) v.push_back(bcs.peel_address());
    v
}

public fun peel_vec_u8(bcs: &mut BCS): vector<u8> {
    let n = bcs.peel_vec_length();
    let mut v = vector[];
    while (v.length() < n) v.push_back(bcs.peel_u8());
    v
}

public fun peel_vec_vec_u8(bcs: &mut BCS): vector<vector<u8>> {
    let n = bcs.peel_vec_length();
    let mut v = vector[];
    while (v.length() < n) v.push_back(bcs.peel_vec_u8());
    v
}

public fun peel_vec_u16(bcs: &mut BCS): vector<u16> {
    let n = bcs.peel_vec_length();
    let mut v = vector[];
    while (v.length() < n) v.push_back(bcs.peel_u16());
    v
}

public fun peel_vec_u32(bcs: &mut BCS): vector<u32> {
    let n = bcs.peel_vec_length();
    let mut v = vector[];
    while (v.length() < n) v.push_back(bcs.peel_u32());
    v
}

public fun peel_vec_u64(bcs: &mut BCS): vector<u64> {
    let n = bcs.peel_vec_length();
    let mut v = vector[];
    while (v.length() < n) v.push_back(bcs.peel_u64());
    v
}

public fun peel_option_address(bcs: &mut BCS): Option<address> {
    if (bcs.peel_bool()) option::some(bcs.peel_address()) else option::none()
}

public fun peel_option_u64(bcs: &mut BCS): Option<u64> {
    if (bcs.peel_bool()) option::some(bcs.peel_u64()) else option::none()
}

/// `width` bytes, little end first.
fun peel_number(bcs: &mut BCS, width: u64): u256 {
    assert!(bcs.bytes.length() >= width, EOutOfRange);
    let mut number: u256 = 0;
    let mut i = 0;
    while (i < width) {
        number = number | ((bcs.bytes.pop_back() as u256) << ((8 * i) as u8));
        i = i + 1;
    };
    number
}
