/// What the VM's tests run: one function for each behaviour, taking and returning plain values where it can.
#[allow(unused_function, unused_field, implicit_const_copy)]
module cases::m;

use std::{bcs, string::String};
use sui::dynamic_field as df;

const NUMBERS: vector<u64> = vector[1, 2, 3];
const NESTED: vector<vector<u8>> = vector[b"ab", b"", b"c"];
const BIG: u256 = 0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff;
const WHO: address = @0xb0b;

const EPlain: u64 = 42;
#[error]
const ENotPaid: vector<u8> = b"The call was not paid";
#[error(code = 7)]
const ETooLate: vector<u8> = b"Too late";
#[error(code = 9)]
const ENumber: u64 = 12345;

// ---- data

public struct Point has copy, drop, store { x: u64, y: u64 }
public struct Line has copy, drop, store { from: Point, to: Point, label: vector<u8> }
public struct Box<T> has copy, drop, store { value: T }
public struct Pair<A, B> has copy, drop, store { first: A, second: B }
public struct Phantom<phantom T> has copy, drop, store { n: u64 }
public struct Empty has copy, drop, store {}
public struct Wide has copy, drop, store {
    a: u8,
    b: u16,
    c: u32,
    d: u64,
    e: u128,
    f: u256,
    g: bool,
    h: address,
}
public struct NoDrop { value: u64 }
public struct Thing has key, store { id: UID, n: u64 }
public struct Sealed has key { id: UID }
public struct Happened has copy, drop { n: u64, who: address }
public struct M has drop {}

public enum Shape has copy, drop, store {
    Nothing,
    Circle { radius: u64 },
    Rect { width: u64, height: u64 },
    Named(vector<u8>, Point),
}
public enum Tree<T> has copy, drop, store {
    Leaf(T),
    Two(T, T),
}

// ---- control flow

public fun sum_to(n: u64): u64 {
    let mut i = 0;
    let mut total = 0;
    while (i < n) { i = i + 1; if (i % 3 == 0) continue; if (i > 1000) break; total = total + i; };
    total
}

public fun fib(n: u64): u64 { if (n < 2) n else fib(n - 1) + fib(n - 2) }

public fun forever(n: u64): u64 { 1 + forever(n + 1) }

public fun deep(n: u64): u64 { if (n == 0) 0 else 1 + deep(n - 1) }

public fun spin() { loop {} }

public fun logic(a: bool, b: bool): vector<bool> { vector[a && b, a || b, !a, a == b, a != b] }

// ---- structs, references, copies

public fun line(): Line {
    Line { from: Point { x: 1, y: 2 }, to: Point { x: 3, y: 4 }, label: b"diagonal" }
}

public fun move_line(dx: u64): Line {
    let mut l = line();
    let copied = l;
    bump(&mut l.from, dx);
    let to = &mut l.to;
    bump(to, dx);
    to.y = 100;
    assert!(copied == line(), 1);
    assert!(&copied != &l, 2);
    l
}

fun bump(p: &mut Point, by: u64) { p.x = p.x + by; *&mut p.y = p.y + by }

public fun swap_points(): Line {
    let mut l = line();
    let from = l.from;
    l.from = l.to;
    l.to = from;
    l.from.x = 77;
    l
}

public fun pick(first: bool): u64 {
    let mut a = 10;
    let mut b = 20;
    let r = if (first) &mut a else &mut b;
    *r = *r + 5;
    a * 100 + b
}

fun larger(a: &mut u64, b: &mut u64): &mut u64 { if (*a > *b) a else b }

public fun through_function(mut a: u64, mut b: u64): vector<u64> {
    *larger(&mut a, &mut b) = 0;
    vector[a, b]
}

public fun add_to(target: &mut u64, by: u64): u64 { *target = *target + by; *target }

public fun point_x(p: &mut Point): &mut u64 { &mut p.x }

public fun swap_boxed<T>(a: Box<T>, b: Box<T>): Pair<T, T> {
    let Box { value: second } = a;
    let Box { value: first } = b;
    Pair { first, second }
}

public fun generic_pair<A: copy + drop, B: copy + drop>(a: A, b: B): Pair<Box<A>, Box<B>> {
    let box = Box { value: a };
    let again = box;
    let mut pair = Pair { first: box, second: Box { value: b } };
    pair.first = again;
    pair
}

public fun wide(): Wide {
    Wide {
        a: 255,
        b: 65535,
        c: 4294967295,
        d: 18446744073709551615,
        e: 1u128 << 127,
        f: BIG,
        g: true,
        h: WHO,
    }
}

public fun empty(): Empty { Empty {} }

public fun no_drop(): u64 { let NoDrop { value } = NoDrop { value: 5 }; value }

// ---- vectors

public fun vectors(): vector<vector<u64>> {
    let mut v = NUMBERS;
    v.push_back(4);
    let copied = v;
    v.swap(0, 3);
    *&mut v[1] = 20;
    let last = v.pop_back();
    let mut out = vector[v, copied, vector[last, v.length()], vector[]];
    out[3].push_back(9);
    out
}

public fun unpack_vector(): u64 { vector::empty<u64>().destroy_empty(); let v = vector[7u64]; v[0] }

public fun constants_are_fresh(): vector<vector<u8>> {
    let mut a = NESTED;
    a[0].push_back(120);
    assert!(NESTED != a, 1);
    NESTED
}

public fun at(v: vector<u64>, i: u64): u64 { v[i] }

public fun pop(mut v: vector<u64>): u64 { v.pop_back() }

public fun swap_at(mut v: vector<u64>, i: u64, j: u64): vector<u64> { v.swap(i, j); v }

public fun destroy(v: vector<u64>) { v.destroy_empty() }

public fun vector_of_structs(): vector<Line> {
    let mut v = vector[line(), line()];
    let r = &mut v[1].to;
    r.x = 1000;
    bump(&mut v[0].from, 1);
    v.swap(0, 1);
    v
}

public fun reverse(mut v: vector<u8>): vector<u8> {
    let n = v.length();
    let mut i = 0;
    while (i < n / 2) { v.swap(i, n - 1 - i); i = i + 1 };
    v
}

public fun fill(n: u64): vector<u8> {
    let mut v = vector[];
    let mut i = 0;
    while (i < n) { v.push_back(((i * 7) % 256) as u8); i = i + 1 };
    v
}

public fun equal_bytes(a: vector<u8>, b: vector<u8>): bool { a == b }

// ---- enums

public fun shapes(): vector<Shape> {
    vector[
        Shape::Nothing,
        Shape::Circle { radius: 5 },
        Shape::Rect { width: 2, height: 3 },
        Shape::Named(b"n", Point { x: 1, y: 1 }),
    ]
}

public fun area(s: &Shape): u64 {
    match (s) {
        Shape::Nothing => 0,
        Shape::Circle { radius } => *radius * *radius * 3,
        Shape::Rect { width, height } => *width * *height,
        Shape::Named(_, p) => p.x + p.y,
    }
}

public fun areas(): vector<u64> {
    let s = shapes();
    vector[area(&s[0]), area(&s[1]), area(&s[2]), area(&s[3])]
}

public fun grown(): vector<Shape> {
    let mut all = shapes();
    let mut i = 0;
    while (i < all.length()) { enlarge(&mut all[i]); i = i + 1 };
    all
}

fun enlarge(s: &mut Shape) {
    match (s) {
        Shape::Circle { radius } => *radius = *radius + 1,
        Shape::Rect { width, height: _ } => *width = 10,
        Shape::Named(n, p) => { n.push_back(33); p.x = 9 },
        Shape::Nothing => *s = Shape::Circle { radius: 1 },
    }
}

public fun tree_sum(t: Tree<u64>): u64 {
    match (t) {
        Tree::Leaf(a) => a,
        Tree::Two(a, b) => a + b,
    }
}

public fun trees(): vector<Tree<u64>> { vector[Tree::Leaf(4), Tree::Two(5, 6)] }

public fun tree_sums(): vector<u64> { vector[tree_sum(Tree::Leaf(4)), tree_sum(Tree::Two(5, 6))] }

// ---- aborts

public fun plain_abort() { abort EPlain }

public fun not_paid(paid: bool) { assert!(paid, ENotPaid) }

public fun too_late() { abort ETooLate }

public fun number_error() { abort ENumber }

public fun bare_assert(ok: bool) { assert!(ok) }

// ---- std

public fun option_bytes(): vector<u8> {
    bcs::to_bytes(&vector[std::option::some(5u64), std::option::none()])
}

public fun some(n: u64): std::option::Option<u64> { std::option::some(n) }

public fun none(): std::option::Option<u64> { std::option::none() }

public fun text(bytes: vector<u8>): String { std::string::utf8(bytes) }

public fun bytes_of<T>(value: T): vector<u8> {
    let bytes = bcs::to_bytes(&value);
    std::unit_test::destroy(value);
    bytes
}

public fun everything(): vector<vector<u8>> {
    vector[
        bcs::to_bytes(&wide()),
        bcs::to_bytes(&shapes()),
        bcs::to_bytes(&trees()),
        bcs::to_bytes(&generic_pair(true, vector[WHO])),
        bcs::to_bytes(&NESTED),
        bcs::to_bytes(&Phantom<M> { n: 3 }),
        bcs::to_bytes(&empty()),
        bcs::to_bytes(&fill(300)),
        option_bytes(),
    ]
}

public fun hashes(data: vector<u8>): vector<vector<u8>> {
    vector[
        std::hash::sha2_256(data),
        std::hash::sha3_256(data),
        sui::hash::blake2b256(&data),
        sui::hash::keccak256(&data),
        sui::hmac::hmac_sha3_256(&b"key", &data),
    ]
}

public fun type_names(): vector<std::type_name::TypeName> {
    vector[
        std::type_name::with_original_ids<u8>(),
        std::type_name::with_original_ids<vector<address>>(),
        std::type_name::with_defining_ids<Line>(),
        std::type_name::with_defining_ids<Pair<Box<u64>, vector<std::option::Option<Shape>>>>(),
        std::type_name::with_defining_ids<Phantom<sui::balance::Balance<M>>>(),
    ]
}

public fun name_of<T>(): std::type_name::TypeName { std::type_name::with_defining_ids<T>() }

public fun nested_name<T>(): std::type_name::TypeName { name_of<Pair<vector<T>, Box<T>>>() }

public fun defining_id<T>(): address { std::type_name::defining_id<T>() }

public fun utf8_checks(): vector<bool> {
    vector[
        std::string::check(b"plain"),
        std::string::check(x"c3a9e282acf09f9a80"),
        std::string::check(x"c328"),
        std::string::check(x"eda080"),
        std::string::check(x"f4908080"),
        std::string::check(x"efbbbf41"),
        std::string::boundary(x"c3a941", 1),
        std::string::boundary(x"c3a941", 2),
        std::string::boundary(x"c3a941", 3),
        std::string::boundary(x"c3a941", 4),
    ]
}

public fun substrings(): vector<vector<u8>> {
    vector[
        std::string::sub(b"hello", 1, 3),
        std::string::sub(b"hello", 0, 5),
        std::string::sub(b"hello", 2, 2),
    ]
}

public fun finds(): vector<u64> {
    vector[
        std::string::find(b"hello", b"l"),
        std::string::find(b"hello", b"lo"),
        std::string::find(b"hello", b"x"),
        std::string::find(b"hello", b""),
        std::string::find(b"", b"a"),
    ]
}

public fun address_numbers(): vector<u256> {
    vector[sui::address::to_u256(WHO), sui::address::to_u256(@0x0)]
}

public fun addresses(): vector<address> {
    vector[
        sui::address::from_u256(BIG),
        sui::address::from_u256(0xb0b),
        sui::address::from_bytes(bcs::to_bytes(&WHO)),
    ]
}

public fun short_address(): address { sui::address::from_bytes(b"short") }

// ---- objects

public fun new_thing(n: u64, ctx: &mut TxContext): Thing { Thing { id: sui::object::new(ctx), n } }

public fun send_thing(n: u64, to: address, ctx: &mut TxContext) {
    sui::transfer::transfer(new_thing(n, ctx), to)
}

public fun share_thing(n: u64, ctx: &mut TxContext) {
    sui::transfer::share_object(new_thing(n, ctx))
}

public fun share(thing: Thing) { sui::transfer::share_object(thing) }

public fun freeze_thing(n: u64, ctx: &mut TxContext) {
    sui::transfer::freeze_object(new_thing(n, ctx))
}

public fun delete_thing(thing: Thing) { let Thing { id, n: _ } = thing; id.delete() }

public fun make_and_delete(ctx: &mut TxContext) { delete_thing(new_thing(1, ctx)) }

public fun thing_id(thing: &Thing): address { sui::object::uid_of(thing) }

public fun sender(ctx: &TxContext): address { ctx.sender() }

public fun context(ctx: &TxContext): vector<u64> {
    vector[ctx.epoch(), ctx.gas_price(), ctx.sponsor().length()]
}

public fun fresh_ids(ctx: &mut TxContext): vector<address> {
    vector[ctx.fresh(), ctx.fresh(), ctx.fresh()]
}

public fun derived_ids(): vector<address> {
    let hash = x"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    vector[
        sui::tx_context::derived(hash, 0),
        sui::tx_context::derived(hash, 1),
        sui::tx_context::derived(hash, 18446744073709551615),
    ]
}

public fun field_ids(): vector<address> {
    vector[
        df::field_id(@0xacc, 5u64),
        df::field_id(@0xacc, 5u8),
        df::field_id(@0x1, b"name"),
        df::field_id(@0x1, Pair { first: true, second: Box { value: WHO } }),
        df::field_id(WHO, std::option::some(Shape::Circle { radius: 1 })),
    ]
}

public fun emit(n: u64, ctx: &TxContext) { sui::event::emit(Happened { n, who: ctx.sender() }) }

public fun is_witness<T: drop>(value: T): bool { sui::types::is_one_time_witness(&value) }

// ---- dynamic fields

public fun df_add(thing: &mut Thing, key: u64, value: u64) { df::add(&mut thing.id, key, value) }

public fun df_bump(thing: &mut Thing, key: u64): u64 {
    let v = df::borrow_mut<u64, u64>(&mut thing.id, key);
    *v = *v + 1;
    *v
}

public fun df_get(thing: &Thing, key: u64): u64 { *df::borrow(&thing.id, key) }

public fun df_get_bool(thing: &Thing, key: u64): bool { *df::borrow(&thing.id, key) }

public fun df_remove(thing: &mut Thing, key: u64): u64 { df::remove(&mut thing.id, key) }

public fun df_has(thing: &Thing, key: u64): bool { df::exists_(&thing.id, key) }

public fun df_has_bool(thing: &Thing, key: u64): bool {
    df::exists_with_type<u64, bool>(&thing.id, key)
}

public fun df_scenario(ctx: &mut TxContext): vector<u64> {
    let mut t = new_thing(0, ctx);
    df_add(&mut t, 1, 10);
    df_add(&mut t, 2, 20);
    let a = df_bump(&mut t, 1);
    let b = df_remove(&mut t, 2);
    df_add(&mut t, 2, 30);
    let c = df_get(&t, 2);
    let out = vector[a, b, c, df_remove(&mut t, 1), df_remove(&mut t, 2)];
    delete_thing(t);
    out
}

// ---- signatures, funds

public fun min_pk(sig: vector<u8>, pk: vector<u8>, msg: vector<u8>): bool {
    sui::bls12381::bls12381_min_pk_verify(&sig, &pk, &msg)
}

public fun min_sig(sig: vector<u8>, pk: vector<u8>, msg: vector<u8>): bool {
    sui::bls12381::bls12381_min_sig_verify(&sig, &pk, &msg)
}

public fun ed25519(sig: vector<u8>, pk: vector<u8>, msg: vector<u8>): bool {
    sui::ed25519::ed25519_verify(&sig, &pk, &msg)
}

public fun send_funds(amount: u64, to: address) {
    sui::funds_accumulator::send(sui::balance::of<M>(amount), to)
}

public fun take_funds(owner: address, amount: u256): u64 {
    sui::balance::value(sui::funds_accumulator::take<sui::balance::Balance<M>>(owner, amount))
}
