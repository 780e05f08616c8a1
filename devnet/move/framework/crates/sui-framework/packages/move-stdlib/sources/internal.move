/// Proof that a call comes from the module that defines a type: the verifier lets only that module make a `Permit`.
module std::internal;

public struct Permit<phantom T>() has drop;

public fun permit<T>(): Permit<T> {
    Permit()
}
