// Plain JSON <-> google.protobuf.Value, and milliseconds <-> google.protobuf.Timestamp.
import type { GrpcTypes } from '@mysten/sui/grpc';

type ProtoValue = NonNullable<GrpcTypes.Event['json']>;
type Timestamp = NonNullable<GrpcTypes.ExecutedTransaction['timestamp']>;

export function toProtoValue(json: unknown): ProtoValue {
  if (json === null || json === undefined) return { kind: { oneofKind: 'nullValue', nullValue: 0 } };
  if (typeof json === 'string') return { kind: { oneofKind: 'stringValue', stringValue: json } };
  if (typeof json === 'number') return { kind: { oneofKind: 'numberValue', numberValue: json } };
  if (typeof json === 'boolean') return { kind: { oneofKind: 'boolValue', boolValue: json } };
  if (Array.isArray(json)) {
    return { kind: { oneofKind: 'listValue', listValue: { values: json.map(toProtoValue) } } };
  }
  if (typeof json === 'object') {
    const fields = Object.fromEntries(Object.entries(json).map(([key, value]) => [key, toProtoValue(value)]));
    return { kind: { oneofKind: 'structValue', structValue: { fields } } };
  }
  throw new TypeError(`no protobuf JSON for a ${typeof json}`);
}

export function fromProtoValue({ kind }: ProtoValue): unknown {
  switch (kind.oneofKind) {
    case 'stringValue':
      return kind.stringValue;
    case 'numberValue':
      return kind.numberValue;
    case 'boolValue':
      return kind.boolValue;
    case 'listValue':
      return kind.listValue.values.map(fromProtoValue);
    case 'structValue':
      return Object.fromEntries(
        Object.entries(kind.structValue.fields).map(([k, v]) => [k, fromProtoValue(v)]),
      );
    default:
      return null;
  }
}

export function toTimestamp(ms: bigint): Timestamp {
  return { seconds: ms / 1000n, nanos: Number(ms % 1000n) * 1_000_000 };
}

export function fromTimestamp({ seconds, nanos }: Timestamp): bigint {
  return seconds * 1000n + BigInt(Math.floor(nanos / 1_000_000));
}
