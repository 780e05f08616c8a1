/// Names of types as text: `address::module::Name<Arguments>`, the address in 64 hex digits without `0x`.
module std::type_name;

use std::ascii::{Self, String};

const ENonModuleType: u64 = 0;
const COLON: u8 = 58;

public struct TypeName has copy, drop, store { name: String }

/// With the ids of the packages that first introduced each type.
public native fun with_defining_ids<T>(): TypeName;
/// With the original ids of the packages, the same across upgrades.
public native fun with_original_ids<T>(): TypeName;
public native fun defining_id<T>(): address;
public native fun original_id<T>(): address;

public fun get<T>(): TypeName {
    with_defining_ids<T>()
}

public fun get_with_original_ids<T>(): TypeName {
    with_original_ids<T>()
}

/// A type without a module: a number, bool, address or vector.
public fun is_primitive(self: &TypeName): bool {
    let bytes = self.name.as_bytes();
    let n = bytes.length();
    let mut i = 0;
    while (i + 1 < n && bytes[i] != 60) {
        if (bytes[i] == COLON && bytes[i + 1] == COLON) return false;
        i = i + 1;
    };
    true
}

public fun as_string(self: &TypeName): &String {
    &self.name
}

public fun borrow_string(self: &TypeName): &String {
    &self.name
}

public fun into_string(self: TypeName): String {
    self.name
}

public fun address_string(self: &TypeName): String {
    part(self, 0)
}

public fun module_string(self: &TypeName): String {
    part(self, 1)
}

public fun get_address(self: &TypeName): String {
    part(self, 0)
}

public fun get_module(self: &TypeName): String {
    part(self, 1)
}

/// The `n`th part between the first double colons.
fun part(self: &TypeName, n: u64): String {
    assert!(!self.is_primitive(), ENonModuleType);
    let bytes = self.name.as_bytes();
    let mut skipped = 0;
    let mut i = 0;
    let mut out = vector[];
    loop {
        if (bytes[i] == COLON && bytes[i + 1] == COLON) {
            if (skipped == n) return ascii::string(out);
            skipped = skipped + 1;
            i = i + 2;
        } else {
            if (skipped == n) out.push_back(bytes[i]);
            i = i + 1;
        }
    }
}
