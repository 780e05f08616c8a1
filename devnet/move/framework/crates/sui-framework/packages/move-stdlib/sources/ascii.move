/// Text of 7-bit characters.
module std::ascii;

const EInvalidCharacter: u64 = 0x10000;
const EInvalidIndex: u64 = 0x10001;

public struct String has copy, drop, store { bytes: vector<u8> }

public struct Char has copy, drop, store { byte: u8 }

public use fun std::string::from_ascii as String.to_string;

public fun char(byte: u8): Char {
    assert!(is_valid_char(byte), EInvalidCharacter);
    Char { byte }
}

public fun byte(c: Char): u8 {
    let Char { byte } = c;
    byte
}

public fun string(bytes: vector<u8>): String {
    assert!(all_valid(&bytes), EInvalidCharacter);
    String { bytes }
}

public fun try_string(bytes: vector<u8>): Option<String> {
    if (all_valid(&bytes)) option::some(String { bytes }) else option::none()
}

public fun is_valid_char(b: u8): bool {
    b < 0x80
}

public fun is_printable_char(b: u8): bool {
    b >= 0x20 && b < 0x7f
}

public fun all_characters_printable(s: &String): bool {
    let n = s.length();
    let mut i = 0;
    while (i < n) {
        if (!is_printable_char(s.bytes[i])) return false;
        i = i + 1;
    };
    true
}

public fun as_bytes(s: &String): &vector<u8> {
    &s.bytes
}

public fun into_bytes(s: String): vector<u8> {
    let String { bytes } = s;
    bytes
}

public fun length(s: &String): u64 {
    s.bytes.length()
}

public fun is_empty(s: &String): bool {
    s.bytes.is_empty()
}

public fun push_char(s: &mut String, c: Char) {
    s.bytes.push_back(c.byte)
}

public fun pop_char(s: &mut String): Char {
    Char { byte: s.bytes.pop_back() }
}

public fun append(s: &mut String, other: String) {
    s.bytes.append(other.into_bytes())
}

public fun insert(s: &mut String, at: u64, other: String) {
    let mut whole = s.substring(0, at);
    whole.append(other);
    whole.append(s.substring(at, s.length()));
    *s = whole;
}

public fun substring(s: &String, from: u64, to: u64): String {
    assert!(from <= to && to <= s.length(), EInvalidIndex);
    let mut bytes = vector[];
    let mut i = from;
    while (i < to) {
        bytes.push_back(s.bytes[i]);
        i = i + 1;
    };
    String { bytes }
}

/// Index of the first match, or the length if there is none.
public fun index_of(s: &String, other: &String): u64 {
    let (n, m) = (s.length(), other.length());
    let mut i = 0;
    while (i + m <= n) {
        let mut j = 0;
        while (j < m && s.bytes[i + j] == other.bytes[j]) j = j + 1;
        if (j == m) return i;
        i = i + 1;
    };
    n
}

public fun to_uppercase(s: &String): String {
    shift_case(s, 0x61, false)
}

public fun to_lowercase(s: &String): String {
    shift_case(s, 0x41, true)
}

/// Letters from `first` on, one alphabet long, change to the other case, 0x20 up or down.
fun shift_case(s: &String, first: u8, up: bool): String {
    let n = s.length();
    let mut bytes = vector[];
    let mut i = 0;
    while (i < n) {
        let b = s.bytes[i];
        let letter = b >= first && b < first + 26;
        bytes.push_back(if (!letter) b
        else if (up) b + 0x20
        else b - 0x20);
        i = i + 1;
    };
    String { bytes }
}

fun all_valid(bytes: &vector<u8>): bool {
    let n = bytes.length();
    let mut i = 0;
    while (i < n) {
        if (!is_valid_char(bytes[i])) return false;
        i = i + 1;
    };
    true
}
