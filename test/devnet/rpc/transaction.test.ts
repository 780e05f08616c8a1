import { Transaction } from '@mysten/sui/transactions';
import { toBase58 } from '@mysten/sui/utils';
import { GrpcTypes as G } from '@mysten/sui/grpc';
import { describe, expect, it } from 'vitest';
import { toProtoValue } from '../../../devnet/rpc/json.ts';
import { parseMask } from '../../../devnet/rpc/mask.ts';
import { readTransaction } from '../../../devnet/rpc/transaction-in.ts';
import { writeTransaction } from '../../../devnet/rpc/transaction-out.ts';

const id = (n: number) => `0x${n.toString(16).padStart(64, '0')}`;
const digest = toBase58(new Uint8Array(32).fill(7));
const everything = parseMask({ paths: ['*'] }, '');

/** Every kind of input, argument and command. */
async function buildSample(): Promise<Uint8Array> {
  const tx = new Transaction();
  tx.setSender(id(0xa));
  tx.setGasBudget(5_000_000);
  tx.setGasPrice(1000);
  tx.setGasPayment([{ objectId: id(1), version: 3, digest }]);
  tx.setExpiration({
    ValidDuring: {
      minEpoch: '1',
      maxEpoch: '2',
      minTimestamp: null,
      maxTimestamp: '1234',
      chain: digest,
      nonce: 9,
    },
  });
  const owned = tx.objectRef({ objectId: id(2), version: 4, digest });
  const shared = tx.sharedObjectRef({ objectId: id(3), initialSharedVersion: 5, mutable: true });
  const received = tx.receivingRef({ objectId: id(4), version: 6, digest });
  const [one, two] = tx.splitCoins(tx.gas, [1n, 2n]);
  tx.mergeCoins(one!, [two!]);
  const funds = tx.withdrawal({ amount: 77n });
  const result = tx.moveCall({
    target: `${id(9)}::a::b`,
    typeArguments: ['0x2::sui::SUI', 'vector<u8>'],
    arguments: [owned, shared, received, funds, tx.pure.string('x')],
  });
  tx.transferObjects([one!, result], id(0xb));
  tx.makeMoveVec({ type: 'u64', elements: [tx.pure.u64(8)] });
  const cap = tx.publish({ modules: [[1, 2, 3]], dependencies: [id(1), id(2)] });
  tx.upgrade({ modules: [[4]], dependencies: [id(1)], package: id(5), ticket: cap });
  return tx.build();
}

describe("the wire's transaction", () => {
  it('says the same as the bytes, over the protobuf encoding and back', async () => {
    const bytes = await buildSample();
    const { bcs: _, ...message } = writeTransaction({ bytes, digest, sender: id(0xa) }, everything);
    const received = G.Transaction.fromBinary(G.Transaction.toBinary(message));
    const rebuilt = Transaction.from(JSON.stringify(readTransaction(received)));
    expect(await rebuilt.build()).toEqual(bytes);
  });

  it('is read from its bytes when a client sends them', async () => {
    const bytes = await buildSample();
    expect(readTransaction({ bcs: { value: bytes } })).toEqual(Transaction.from(bytes).getData());
    expect(() => readTransaction({ bcs: { value: bytes.slice(1) } })).toThrow(
      expect.objectContaining({ code: 3 }),
    );
  });

  it('leaves open what a client left open', () => {
    const literal = toProtoValue([1, 'two', { three: true }]);
    const read = readTransaction({
      sender: '0xa',
      gasPayment: { objects: [], price: 7n },
      kind: {
        data: {
          oneofKind: 'programmableTransaction',
          programmableTransaction: {
            inputs: [{ objectId: '0x5' }, { objectId: '0x6', mutable: true }, { literal }],
            commands: [],
          },
        },
      },
    });
    expect(read.gasData).toMatchObject({ price: '7', budget: null, payment: null });
    expect(read.inputs[2]).toMatchObject({ UnresolvedPure: { value: [1, 'two', { three: true }] } });
    expect(read.inputs.slice(0, 2).map((input) => input.UnresolvedObject)).toMatchObject([
      { objectId: id(5) },
      { objectId: id(6), mutable: true },
    ]);
  });

  it('shows only the fields asked for', async () => {
    const bytes = await buildSample();
    const mask = parseMask({ paths: ['digest', 'sender'] }, '');
    expect(writeTransaction({ bytes, digest, sender: id(0xa) }, mask)).toEqual({ digest, sender: id(0xa) });
  });
});
