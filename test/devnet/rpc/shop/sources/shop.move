/// A package the wire's tests publish: one of each thing a client may ask about.
module shop::shop;

use std::string::String;
use sui::{balance, coin::{Self, Coin}, dynamic_field as df, dynamic_object_field as dof, event};

#[error(code = 7)]
const EWrongPrice: vector<u8> = b"The price is another";
const EPlain: u64 = 42;

public struct SHOP has drop {}

public struct Shop has key {
    id: UID,
    name: String,
    owner: address,
    sold: u64,
    last: Option<u64>,
}

public struct Ticket has key, store { id: UID, number: u64 }

public struct Slot(u8) has copy, drop, store;

public struct Sold<phantom C> has copy, drop { shop: ID, buyer: address, amount: u64 }

public struct Opened has copy, drop { name: String }

fun init(witness: SHOP, ctx: &mut TxContext) {
    let (cap, metadata) = coin::create_currency(
        witness,
        6,
        b"SHP",
        b"Shop coin",
        b"Bought nowhere",
        option::none(),
        ctx,
    );
    transfer::public_freeze_object(metadata);
    transfer::public_transfer(cap, ctx.sender());
}

public fun open(name: String, ctx: &mut TxContext) {
    event::emit(Opened { name });
    transfer::share_object(Shop {
        id: object::new(ctx),
        name,
        owner: ctx.sender(),
        sold: 0,
        last: option::none(),
    });
}

/// Sells for exactly `price`; the money goes to the owner's address balance.
public fun buy<C>(shop: &mut Shop, payment: Coin<C>, price: u64, ctx: &mut TxContext): Ticket {
    assert!(payment.value() == price, EWrongPrice);
    balance::send_funds(payment.into_balance(), shop.owner);
    shop.sold = shop.sold + 1;
    shop.last = option::some(price);
    event::emit(Sold<C> { shop: object::id(shop), buyer: ctx.sender(), amount: price });
    Ticket { id: object::new(ctx), number: shop.sold }
}

public fun note(shop: &mut Shop, slot: u8, text: String) {
    df::add(&mut shop.id, Slot(slot), text);
}

public fun keep(shop: &mut Shop, slot: u8, ticket: Ticket) {
    dof::add(&mut shop.id, Slot(slot), ticket);
}

public fun sold(shop: &Shop): u64 { shop.sold }

public fun fail(code: u64) {
    assert!(code != 1, EPlain);
    let _ = 10 / (code - 2);
}
