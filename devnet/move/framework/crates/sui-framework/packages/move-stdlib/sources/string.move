/// UTF-8 text.
module std::string;

use std::ascii;

const EInvalidUtf8: u64 = 1;
const EInvalidIndex: u64 = 2;

public struct String has copy, drop, store { bytes: vector<u8> }

public fun utf8(bytes: vector<u8>): String {
    assert!(internal_check_utf8(&bytes), EInvalidUtf8);
    String { bytes }
}

public fun try_utf8(bytes: vector<u8>): Option<String> {
    if (internal_check_utf8(&bytes)) option::some(String { bytes }) else option::none()
}

public fun from_ascii(s: ascii::String): String {
    String { bytes: s.into_bytes() }
}

public fun to_ascii(s: String): ascii::String {
    let String { bytes } = s;
    ascii::string(bytes)
}

public fun as_bytes(s: &String): &vector<u8> {
    &s.bytes
}

public fun into_bytes(s: String): vector<u8> {
    let String { bytes } = s;
    bytes
}

public fun is_empty(s: &String): bool {
    s.bytes.is_empty()
}

/// In bytes, not in characters.
public fun length(s: &String): u64 {
    s.bytes.length()
}

public fun append(s: &mut String, other: String) {
    s.bytes.append(other.into_bytes())
}

public fun append_utf8(s: &mut String, bytes: vector<u8>) {
    s.append(utf8(bytes))
}

/// Byte index `at` must be on a character boundary.
public fun insert(s: &mut String, at: u64, other: String) {
    let mut whole = s.substring(0, at);
    whole.append(other);
    whole.append(s.substring(at, s.length()));
    *s = whole;
}

/// Bytes `[from, to)`; both must be on character boundaries.
public fun substring(s: &String, from: u64, to: u64): String {
    let ok =
        from <= to && to <= s.length()
        && internal_is_char_boundary(&s.bytes, from)
        && internal_is_char_boundary(&s.bytes, to);
    assert!(ok, EInvalidIndex);
    String { bytes: internal_sub_string(&s.bytes, from, to) }
}

/// Byte index of the first match, or the length if there is none.
public fun index_of(s: &String, other: &String): u64 {
    internal_index_of(&s.bytes, &other.bytes)
}

native fun internal_check_utf8(bytes: &vector<u8>): bool;
native fun internal_is_char_boundary(bytes: &vector<u8>, i: u64): bool;
native fun internal_sub_string(bytes: &vector<u8>, i: u64, j: u64): vector<u8>;
native fun internal_index_of(bytes: &vector<u8>, other: &vector<u8>): u64;
