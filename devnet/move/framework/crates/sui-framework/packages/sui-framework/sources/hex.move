/// Base 16, lower case.
module sui::hex;

const EInvalidHexLength: u64 = 0;
const ENotValidHexCharacter: u64 = 1;

public fun encode(bytes: vector<u8>): vector<u8> {
    let mut text = vector[];
    let mut i = 0;
    while (i < bytes.length()) {
        text.push_back(digit(bytes[i] / 16));
        text.push_back(digit(bytes[i] % 16));
        i = i + 1;
    };
    text
}

public fun decode(hex: vector<u8>): vector<u8> {
    assert!(hex.length() % 2 == 0, EInvalidHexLength);
    let mut bytes = vector[];
    let mut i = 0;
    while (i < hex.length()) {
        bytes.push_back(value(hex[i]) * 16 + value(hex[i + 1]));
        i = i + 2;
    };
    bytes
}

fun digit(nibble: u8): u8 {
    if (nibble < 10) 48 + nibble else 87 + nibble
}

fun value(digit: u8): u8 {
    if (digit >= 48 && digit < 58) digit - 48
    else if (digit >= 65 && digit < 71) digit - 55
    else if (digit >= 97 && digit < 103) digit - 87
    else abort ENotValidHexCharacter
}
