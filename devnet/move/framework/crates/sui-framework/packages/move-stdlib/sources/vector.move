/// Growable sequences. The eight basic operations are bytecode instructions; the rest is built from them.
#[defines_primitive(vector)]
module std::vector;

const EIndexOutOfBounds: u64 = 0x20000;

public use fun std::string::utf8 as vector.to_string;
public use fun std::string::try_utf8 as vector.try_to_string;
public use fun std::ascii::string as vector.to_ascii_string;
public use fun std::ascii::try_string as vector.try_to_ascii_string;

#[bytecode_instruction]
public native fun empty<T>(): vector<T>;

#[bytecode_instruction]
public native fun length<T>(v: &vector<T>): u64;

#[syntax(index), bytecode_instruction]
public native fun borrow<T>(v: &vector<T>, i: u64): &T;

#[bytecode_instruction]
public native fun push_back<T>(v: &mut vector<T>, e: T);

#[syntax(index), bytecode_instruction]
public native fun borrow_mut<T>(v: &mut vector<T>, i: u64): &mut T;

#[bytecode_instruction]
public native fun pop_back<T>(v: &mut vector<T>): T;

#[bytecode_instruction]
public native fun destroy_empty<T>(v: vector<T>);

#[bytecode_instruction]
public native fun swap<T>(v: &mut vector<T>, i: u64, j: u64);

public fun singleton<T>(e: T): vector<T> {
    let mut v = empty();
    v.push_back(e);
    v
}

public fun is_empty<T>(v: &vector<T>): bool {
    v.length() == 0
}

public fun reverse<T>(v: &mut vector<T>) {
    let n = v.length();
    let mut i = 0;
    while (i < n / 2) {
        v.swap(i, n - 1 - i);
        i = i + 1;
    }
}

public fun append<T>(v: &mut vector<T>, mut other: vector<T>) {
    other.reverse();
    while (!other.is_empty()) v.push_back(other.pop_back());
    other.destroy_empty();
}

public fun index_of<T>(v: &vector<T>, e: &T): (bool, u64) {
    let n = v.length();
    let mut i = 0;
    while (i < n) {
        if (v.borrow(i) == e) return (true, i);
        i = i + 1;
    };
    (false, 0)
}

public fun contains<T>(v: &vector<T>, e: &T): bool {
    let (found, _) = v.index_of(e);
    found
}

/// Takes the element at `i` out and closes the gap, keeping the order.
public fun remove<T>(v: &mut vector<T>, i: u64): T {
    let n = v.length();
    assert!(i < n, EIndexOutOfBounds);
    let mut at = i;
    while (at + 1 < n) {
        v.swap(at, at + 1);
        at = at + 1;
    };
    v.pop_back()
}

/// Puts `e` at `i`, moving what was there and after one place on.
public fun insert<T>(v: &mut vector<T>, e: T, i: u64) {
    let n = v.length();
    assert!(i <= n, EIndexOutOfBounds);
    v.push_back(e);
    let mut at = n;
    while (at > i) {
        v.swap(at - 1, at);
        at = at - 1;
    }
}

/// Takes the element at `i` out and puts the last one in its place.
public fun swap_remove<T>(v: &mut vector<T>, i: u64): T {
    let n = v.length();
    assert!(n != 0, EIndexOutOfBounds);
    v.swap(i, n - 1);
    v.pop_back()
}

public fun flatten<T>(v: vector<vector<T>>): vector<T> {
    let mut rest = v;
    rest.reverse();
    let mut flat = empty();
    while (!rest.is_empty()) flat.append(rest.pop_back());
    rest.destroy_empty();
    flat
}

/// The first `n` elements; all must be there.
public fun take<T: drop>(mut v: vector<T>, n: u64): vector<T> {
    assert!(n <= v.length(), EIndexOutOfBounds);
    while (v.length() > n) { v.pop_back(); };
    v
}

/// All but the first `n` elements.
public fun skip<T: drop>(mut v: vector<T>, n: u64): vector<T> {
    let mut kept = empty();
    while (v.length() > n) kept.push_back(v.pop_back());
    kept.reverse();
    kept
}
