/// A place for a value kept beside a struct; the development network leaves every one of them empty.
module walrus::extended_field;

public struct ExtendedField<phantom T: store> has key, store {
    id: UID,
}

public(package) fun new<T: store>(ctx: &mut TxContext): ExtendedField<T> {
    ExtendedField { id: object::new(ctx) }
}
