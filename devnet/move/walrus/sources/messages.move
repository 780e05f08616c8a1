/// The message a storage node signs once it holds a blob, read field by field from its BCS bytes:
/// intent (type, version, application), epoch, blob ID, persistence (permanent, or deletable with the object's ID).
module walrus::messages;

const BLOB_CERT_MSG_TYPE: u8 = 1;
const INTENT_VERSION: u8 = 0;
const WALRUS_APP_ID: u8 = 3;
const PERMANENT: u8 = 0;
const DELETABLE: u8 = 1;

const EPOCH_OFFSET: u64 = 3;
const BLOB_ID_OFFSET: u64 = 7;
const PERSISTENCE_OFFSET: u64 = 39;
const PERMANENT_LENGTH: u64 = 40;
const DELETABLE_LENGTH: u64 = 72;

#[error(code = 0)]
const EInvalidMessageLength: vector<u8> = b"The message is not as long as a storage confirmation";
#[error(code = 1)]
const EInvalidMsgType: vector<u8> = b"The message does not certify a blob";
#[error(code = 2)]
const EIncorrectIntentVersion: vector<u8> = b"The message's intent version is not 0";
#[error(code = 3)]
const EIncorrectAppId: vector<u8> = b"The message was not signed for Walrus";
#[error(code = 4)]
const EInvalidPersistenceType: vector<u8> = b"The message's persistence type is unknown";

public struct CertifiedBlobMessage has copy, drop {
    epoch: u32,
    blob_id: u256,
    /// The object confirmed, for a deletable blob; nothing for a permanent one.
    deletable_object: Option<ID>,
}

public fun epoch(self: &CertifiedBlobMessage): u32 { self.epoch }

public fun blob_id(self: &CertifiedBlobMessage): u256 { self.blob_id }

public fun deletable_object(self: &CertifiedBlobMessage): &Option<ID> { &self.deletable_object }

/// Reads a message whose signature was checked.
///
/// #### Aborts
/// - `EInvalidMessageLength`, `EInvalidMsgType`, `EIncorrectIntentVersion`, `EIncorrectAppId`,
///   `EInvalidPersistenceType`.
public(package) fun parse(message: &vector<u8>): CertifiedBlobMessage {
    let length = message.length();
    assert!(length >= PERMANENT_LENGTH, EInvalidMessageLength);
    assert!(*message.borrow(0) == BLOB_CERT_MSG_TYPE, EInvalidMsgType);
    assert!(*message.borrow(1) == INTENT_VERSION, EIncorrectIntentVersion);
    assert!(*message.borrow(2) == WALRUS_APP_ID, EIncorrectAppId);
    let persistence = *message.borrow(PERSISTENCE_OFFSET);
    assert!(persistence == PERMANENT || persistence == DELETABLE, EInvalidPersistenceType);
    let expected = if (persistence == PERMANENT) PERMANENT_LENGTH else DELETABLE_LENGTH;
    assert!(length == expected, EInvalidMessageLength);
    CertifiedBlobMessage {
        epoch: little_endian(message, EPOCH_OFFSET, 4) as u32,
        blob_id: little_endian(message, BLOB_ID_OFFSET, 32),
        deletable_object: if (persistence == PERMANENT) option::none()
        else option::some(read_id(message)),
    }
}

/// The unsigned integer in `length` bytes from `start`.
public(package) fun little_endian(bytes: &vector<u8>, start: u64, length: u64): u256 {
    let mut value = 0u256;
    let mut i = length;
    while (i > 0) {
        i = i - 1;
        value = (value << 8) | (*bytes.borrow(start + i) as u256);
    };
    value
}

fun read_id(message: &vector<u8>): ID {
    let mut bytes = vector[];
    let mut i = PERMANENT_LENGTH;
    while (i < DELETABLE_LENGTH) {
        bytes.push_back(*message.borrow(i));
        i = i + 1;
    };
    object::id_from_bytes(bytes)
}
