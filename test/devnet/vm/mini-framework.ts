// The least of `std` and `sui` that the VM's own tests need: declarations of natives, so that these tests do not
// depend on the project's framework. Both our VM and the builder's real one run on it.
export const STD: Record<string, string> = {
  'Move.toml':
    '[package]\nname = "MoveStdlib"\npublished-at = "0x1"\nedition = "2024"\n[addresses]\nstd = "0x1"\n',
  'sources/std.move': `
module std::bcs { public native fun to_bytes<T>(value: &T): vector<u8>; }
module std::hash {
  public native fun sha2_256(data: vector<u8>): vector<u8>;
  public native fun sha3_256(data: vector<u8>): vector<u8>;
}
#[defines_primitive(vector)]
module std::vector {
  #[bytecode_instruction] public native fun empty<T>(): vector<T>;
  #[bytecode_instruction] public native fun length<T>(v: &vector<T>): u64;
  #[bytecode_instruction, syntax(index)] public native fun borrow<T>(v: &vector<T>, i: u64): &T;
  #[bytecode_instruction] public native fun push_back<T>(v: &mut vector<T>, e: T);
  #[bytecode_instruction, syntax(index)] public native fun borrow_mut<T>(v: &mut vector<T>, i: u64): &mut T;
  #[bytecode_instruction] public native fun pop_back<T>(v: &mut vector<T>): T;
  #[bytecode_instruction] public native fun destroy_empty<T>(v: vector<T>);
  #[bytecode_instruction] public native fun swap<T>(v: &mut vector<T>, i: u64, j: u64);
}
module std::option {
  public struct Option<T> has copy, drop, store { vec: vector<T> }
  public fun none<T>(): Option<T> { Option { vec: vector[] } }
  public fun some<T>(value: T): Option<T> { Option { vec: vector[value] } }
}
module std::ascii { public struct String has copy, drop, store { bytes: vector<u8> } }
module std::string {
  public struct String has copy, drop, store { bytes: vector<u8> }
  public fun check(bytes: vector<u8>): bool { internal_check_utf8(&bytes) }
  public fun utf8(bytes: vector<u8>): String { assert!(internal_check_utf8(&bytes), 1); String { bytes } }
  public fun boundary(bytes: vector<u8>, i: u64): bool { internal_is_char_boundary(&bytes, i) }
  public fun sub(bytes: vector<u8>, i: u64, j: u64): vector<u8> { internal_sub_string(&bytes, i, j) }
  public fun find(bytes: vector<u8>, part: vector<u8>): u64 { internal_index_of(&bytes, &part) }
  native fun internal_check_utf8(v: &vector<u8>): bool;
  native fun internal_is_char_boundary(v: &vector<u8>, i: u64): bool;
  native fun internal_sub_string(v: &vector<u8>, i: u64, j: u64): vector<u8>;
  native fun internal_index_of(v: &vector<u8>, r: &vector<u8>): u64;
}
module std::type_name {
  public struct TypeName has copy, drop, store { name: std::ascii::String }
  public native fun with_defining_ids<T>(): TypeName;
  public native fun with_original_ids<T>(): TypeName;
  public native fun defining_id<T>(): address;
}
module std::unit_test {
  public native fun destroy<T>(value: T);
  #[test_only] public native fun poison();
}
`,
};

export const SUI: Record<string, string> = {
  'Move.toml':
    '[package]\nname = "Sui"\npublished-at = "0x2"\nedition = "2024"\n[dependencies]\nMoveStdlib = { local = "../move-stdlib" }\n[addresses]\nsui = "0x2"\n',
  'sources/sui.move': `
module sui::tx_context {
  public struct TxContext has drop {
    sender: address, tx_hash: vector<u8>, epoch: u64, epoch_timestamp_ms: u64, ids_created: u64,
  }
  #[test_only]
  public fun dummy(): TxContext {
    TxContext { sender: @0xa, tx_hash: vector[], epoch: 7, epoch_timestamp_ms: 0, ids_created: 0 }
  }
  public fun sender(_: &TxContext): address { native_sender() }
  public fun epoch(_: &TxContext): u64 { native_epoch() }
  public fun sponsor(_: &TxContext): vector<address> { native_sponsor() }
  public fun gas_price(_: &TxContext): u64 { native_gas_price() }
  public fun fresh(_: &mut TxContext): address { fresh_id() }
  public fun derived(hash: vector<u8>, n: u64): address { derive_id(hash, n) }
  native fun native_sender(): address;
  native fun native_epoch(): u64;
  native fun native_sponsor(): vector<address>;
  native fun native_gas_price(): u64;
  native fun fresh_id(): address;
  native fun derive_id(tx_hash: vector<u8>, ids_created: u64): address;
}
module sui::object {
  public struct ID has copy, drop, store { bytes: address }
  public struct UID has store { id: ID }
  public fun new(ctx: &mut sui::tx_context::TxContext): UID { UID { id: ID { bytes: ctx.fresh() } } }
  public fun delete(id: UID) { let UID { id: ID { bytes } } = id; delete_impl(bytes) }
  public fun address_of(uid: &UID): address { uid.id.bytes }
  public(package) fun new_uid_from_hash(bytes: address): UID { record_new_uid(bytes); UID { id: ID { bytes } } }
  public fun uid_of<T: key>(object: &T): address { borrow_uid(object).id.bytes }
  native fun borrow_uid<T: key>(obj: &T): &UID;
  native fun delete_impl(id: address);
  native fun record_new_uid(id: address);
}
module sui::transfer {
  public fun transfer<T: key>(obj: T, to: address) { transfer_impl(obj, to) }
  public fun share_object<T: key>(obj: T) { share_object_impl(obj) }
  public fun freeze_object<T: key>(obj: T) { freeze_object_impl(obj) }
  public(package) native fun transfer_impl<T: key>(obj: T, recipient: address);
  public(package) native fun share_object_impl<T: key>(obj: T);
  public(package) native fun freeze_object_impl<T: key>(obj: T);
}
module sui::dynamic_field {
  use sui::object::{Self, UID};
  const EFieldAlreadyExists: u64 = 0;
  public struct Field<Name: copy + drop + store, Value: store> has key { id: UID, name: Name, value: Value }
  public fun add<N: copy + drop + store, V: store>(object: &mut UID, name: N, value: V) {
    let at = object.address_of();
    let hash = hash_type_and_key(at, name);
    assert!(!has_child_object(at, hash), EFieldAlreadyExists);
    add_child_object(at, Field { id: object::new_uid_from_hash(hash), name, value })
  }
  public fun borrow<N: copy + drop + store, V: store>(object: &UID, name: N): &V {
    let hash = hash_type_and_key(object.address_of(), name);
    &borrow_child_object<Field<N, V>>(object, hash).value
  }
  public fun borrow_mut<N: copy + drop + store, V: store>(object: &mut UID, name: N): &mut V {
    let hash = hash_type_and_key(object.address_of(), name);
    &mut borrow_child_object_mut<Field<N, V>>(object, hash).value
  }
  public fun remove<N: copy + drop + store, V: store>(object: &mut UID, name: N): V {
    let at = object.address_of();
    let hash = hash_type_and_key(at, name);
    let Field { id, name: _, value } = remove_child_object<Field<N, V>>(at, hash);
    id.delete();
    value
  }
  public fun exists_<N: copy + drop + store>(object: &UID, name: N): bool {
    let at = object.address_of();
    has_child_object(at, hash_type_and_key(at, name))
  }
  public fun exists_with_type<N: copy + drop + store, V: store>(object: &UID, name: N): bool {
    let at = object.address_of();
    has_child_object_with_ty<Field<N, V>>(at, hash_type_and_key(at, name))
  }
  public fun field_id<N: copy + drop + store>(at: address, name: N): address { hash_type_and_key(at, name) }
  native fun hash_type_and_key<K: copy + drop + store>(parent: address, k: K): address;
  native fun add_child_object<Child: key>(parent: address, child: Child);
  native fun borrow_child_object<Child: key>(object: &UID, id: address): &Child;
  native fun borrow_child_object_mut<Child: key>(object: &mut UID, id: address): &mut Child;
  native fun remove_child_object<Child: key>(parent: address, id: address): Child;
  native fun has_child_object(parent: address, id: address): bool;
  native fun has_child_object_with_ty<Child: key>(parent: address, id: address): bool;
}
module sui::event { public native fun emit<T: copy + drop>(event: T); }
module sui::types { public native fun is_one_time_witness<T: drop>(_: &T): bool; }
module sui::hash {
  public native fun blake2b256(data: &vector<u8>): vector<u8>;
  public native fun keccak256(data: &vector<u8>): vector<u8>;
}
module sui::hmac { public native fun hmac_sha3_256(key: &vector<u8>, msg: &vector<u8>): vector<u8>; }
module sui::address {
  public native fun to_u256(a: address): u256;
  public native fun from_u256(n: u256): address;
  public native fun from_bytes(bytes: vector<u8>): address;
}
module sui::bls12381 {
  public native fun bls12381_min_sig_verify(sig: &vector<u8>, pk: &vector<u8>, msg: &vector<u8>): bool;
  public native fun bls12381_min_pk_verify(sig: &vector<u8>, pk: &vector<u8>, msg: &vector<u8>): bool;
}
module sui::ed25519 {
  public native fun ed25519_verify(sig: &vector<u8>, pk: &vector<u8>, msg: &vector<u8>): bool;
}
module sui::balance {
  public struct Balance<phantom T> has store { value: u64 }
  public fun of<T>(value: u64): Balance<T> { Balance { value } }
  public fun value<T>(b: Balance<T>): u64 { let Balance { value } = b; value }
}
module sui::funds_accumulator {
  public fun send<T: store>(value: T, to: address) { add_to_accumulator_address(@0xacc, to, value) }
  public fun take<T: store>(owner: address, value: u256): T { withdraw_from_accumulator_address(@0xacc, owner, value) }
  native fun add_to_accumulator_address<T: store>(accumulator: address, recipient: address, value: T);
  native fun withdraw_from_accumulator_address<T: store>(accumulator: address, owner: address, value: u256): T;
}
`,
};
