/// A value that may be absent: a vector of at most one element.
module std::option;

const EIsSome: u64 = 0x40000;
const EIsNone: u64 = 0x40001;

public struct Option<T> has copy, drop, store { vec: vector<T> }

public fun none<T>(): Option<T> {
    Option { vec: vector[] }
}

public fun some<T>(value: T): Option<T> {
    Option { vec: vector[value] }
}

public fun is_none<T>(o: &Option<T>): bool {
    o.vec.is_empty()
}

public fun is_some<T>(o: &Option<T>): bool {
    !o.vec.is_empty()
}

public fun contains<T>(o: &Option<T>, value: &T): bool {
    o.vec.contains(value)
}

public fun borrow<T>(o: &Option<T>): &T {
    assert!(o.is_some(), EIsNone);
    &o.vec[0]
}

public fun borrow_mut<T>(o: &mut Option<T>): &mut T {
    assert!(o.is_some(), EIsNone);
    &mut o.vec[0]
}

public fun borrow_with_default<T>(o: &Option<T>, default: &T): &T {
    if (o.is_some()) &o.vec[0] else default
}

public fun get_with_default<T: copy + drop>(o: &Option<T>, default: T): T {
    if (o.is_some()) o.vec[0] else default
}

public fun fill<T>(o: &mut Option<T>, value: T) {
    assert!(o.is_none(), EIsSome);
    o.vec.push_back(value)
}

public fun extract<T>(o: &mut Option<T>): T {
    assert!(o.is_some(), EIsNone);
    o.vec.pop_back()
}

public fun swap<T>(o: &mut Option<T>, value: T): T {
    let old = o.extract();
    o.vec.push_back(value);
    old
}

public fun swap_or_fill<T>(o: &mut Option<T>, value: T): Option<T> {
    let old = if (o.is_some()) some(o.vec.pop_back()) else none();
    o.vec.push_back(value);
    old
}

public fun destroy_with_default<T: drop>(o: Option<T>, default: T): T {
    let Option { mut vec } = o;
    if (vec.is_empty()) default else vec.pop_back()
}

public fun destroy_some<T>(o: Option<T>): T {
    assert!(o.is_some(), EIsNone);
    let Option { mut vec } = o;
    let value = vec.pop_back();
    vec.destroy_empty();
    value
}

public fun destroy_none<T>(o: Option<T>) {
    assert!(o.is_none(), EIsSome);
    let Option { vec } = o;
    vec.destroy_empty()
}

public fun to_vec<T>(o: Option<T>): vector<T> {
    let Option { vec } = o;
    vec
}
