/// Addresses as numbers, bytes and text.
#[defines_primitive(address)]
module sui::address;

use std::{ascii, bcs, string::{Self, String}};
use sui::hex;

const EAddressParseError: u64 = 0;

const LENGTH: u64 = 32;
const MAX: u256 = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF;

public native fun to_u256(a: address): u256;
public native fun from_u256(n: u256): address;
public native fun from_bytes(bytes: vector<u8>): address;

public fun to_bytes(a: address): vector<u8> {
    bcs::to_bytes(&a)
}

/// 64 hex digits, no prefix.
public fun to_ascii_string(a: address): ascii::String {
    ascii::string(hex::encode(to_bytes(a)))
}

public fun to_string(a: address): String {
    string::from_ascii(to_ascii_string(a))
}

/// From exactly 64 hex digits.
public fun from_ascii_bytes(bytes: &vector<u8>): address {
    assert!(bytes.length() == 2 * LENGTH, EAddressParseError);
    from_bytes(hex::decode(*bytes))
}

public fun length(): u64 {
    LENGTH
}

public fun max(): u256 {
    MAX
}
