import { Ed25519Keypair } from '@mysten/sui/keypairs/ed25519';
import { Secp256k1Keypair } from '@mysten/sui/keypairs/secp256k1';
import { Secp256r1Keypair } from '@mysten/sui/keypairs/secp256r1';
import { Transaction } from '@mysten/sui/transactions';
import { fromBase64 } from '@mysten/sui/utils';
import { describe, expect, it } from 'vitest';
import { LedgerRejection } from '../../../devnet/chain/rejection.ts';
import { SUI, world, type World } from './world.ts';

const ONE_SUI = 1_000_000_000n;
const pay = (amount: number) => (tx: Transaction) => {
  const [coin] = tx.splitCoins(tx.gas, [amount]);
  tx.transferObjects([coin!], '0x9');
};
const rejection = (reason: string) =>
  expect.objectContaining({ name: 'LedgerRejection', reason }) as LedgerRejection;

const reference = async ({ object }: World, id: string) => {
  const { version, digest } = await object(id);
  return { objectId: id, version: version.toString(), digest };
};

describe('signatures', () => {
  it('accepts Ed25519, Secp256k1 and Secp256r1', async () => {
    const { ledger, run } = world();
    for (const keypair of [new Ed25519Keypair(), new Secp256k1Keypair(), new Secp256r1Keypair()]) {
      await ledger.mint(keypair.toSuiAddress(), [{ type: 'sui', amount: ONE_SUI }]);
      expect((await run(keypair, pay(1))).status).toEqual({ success: true });
    }
  });

  it('refuses a signature of another key, a spoiled one, and none', async () => {
    const { account, prepare, send, ledger } = world();
    const alice = await account(ONE_SUI);
    const bytes = await prepare(alice.keypair, pay(1));
    await expect(send(bytes, new Ed25519Keypair())).rejects.toEqual(rejection('SignerSignatureAbsent'));
    const good = fromBase64((await alice.keypair.signTransaction(bytes)).signature);
    const bad = good.map((b, i) => (i === 10 ? b ^ 1 : b));
    await expect(ledger.execute(bytes, [bad])).rejects.toEqual(rejection('InvalidSignature'));
    await expect(ledger.execute(bytes, [])).rejects.toEqual(rejection('SignerSignatureNumberMismatch'));
    expect((await ledger.execute(bytes, [good])).status).toEqual({ success: true });
  });

  it('lets a sponsor pay: both sign, in any order', async () => {
    const { account, prepare, send, ledger } = world();
    const alice = await account(7n);
    const sponsor = await account(ONE_SUI);
    const bytes = await prepare(
      alice.keypair,
      (tx) => tx.transferObjects([alice.coins[0]!], '0x9'),
      sponsor.keypair,
    );
    await expect(send(bytes, alice.keypair)).rejects.toEqual(rejection('SignerSignatureNumberMismatch'));
    const executed = await send(bytes, sponsor.keypair, alice.keypair);
    expect(executed.status).toEqual({ success: true });
    expect(executed.gasObject).toBe(sponsor.coins[0]);
    expect((await ledger.getBalance(alice.address, SUI)).coins).toBe(0n);
  });
});

describe('inputs', () => {
  it('refuses an object of another owner', async () => {
    const { account, prepare } = world();
    const alice = await account(ONE_SUI);
    const bob = await account(5n);
    const bytes = prepare(alice.keypair, (tx) => tx.transferObjects([bob.coins[0]!], alice.address));
    await expect(bytes).rejects.toEqual(rejection('IncorrectUserSignature'));
  });

  it('refuses a version that has passed, in the words of a validator', async () => {
    const { account, prepare, send } = world();
    const alice = await account(ONE_SUI);
    const [first, second] = [await prepare(alice.keypair, pay(1)), await prepare(alice.keypair, pay(2))];
    await send(first!, alice.keypair);
    await expect(send(second!, alice.keypair)).rejects.toThrow(
      /^Object ID 0x[0-9a-f]{64} Version 0x\d+ Digest \w+ is not available for consumption, current version: 0x\d+$/,
    );
  });

  it('refuses an unknown object, a version yet to come, and a wrong digest', async () => {
    const w = world();
    const alice = await w.account(ONE_SUI, 5n);
    const known = await reference(w, alice.coins[1]!);
    const attempt = (ref: typeof known) =>
      w.prepare(alice.keypair, (tx) => tx.transferObjects([tx.objectRef(ref)], '0x9'));
    await expect(attempt({ ...known, objectId: '0x123' })).rejects.toEqual(rejection('ObjectNotFound'));
    await expect(attempt({ ...known, version: '900' })).rejects.toEqual(rejection('ObjectNotFound'));
    const digest = (await w.object(alice.coins[0]!)).digest;
    await expect(attempt({ ...known, digest })).rejects.toEqual(rejection('InvalidObjectDigest'));
  });

  it('refuses one object as two inputs, or as input and gas', async () => {
    const w = world();
    const alice = await w.account(ONE_SUI, 5n);
    const coin = await reference(w, alice.coins[0]!);
    const tx = new Transaction();
    tx.setSender(alice.address);
    tx.setGasPayment([coin]);
    tx.setGasBudget(5_000_000);
    tx.setGasPrice(1000);
    tx.transferObjects([tx.objectRef(coin)], '0x9');
    await expect(w.send(await tx.build(), alice.keypair)).rejects.toEqual(
      rejection('MutableObjectUsedMoreThanOnce'),
    );
  });

  it('refuses a package that does not exist', async () => {
    const { account, prepare } = world();
    const alice = await account(ONE_SUI);
    const bytes = prepare(alice.keypair, (tx) => tx.moveCall({ target: '0x1234::a::b' }));
    await expect(bytes).rejects.toBeInstanceOf(LedgerRejection);
  });
});

describe('gas', () => {
  const cases: [string, (tx: Transaction) => void, string][] = [
    ['a price under the reference', (tx) => tx.setGasPrice(999), 'GasPriceUnderRGP'],
    ['a budget under a thousand units', (tx) => tx.setGasBudget(999_999), 'GasBudgetTooLow'],
    ['a budget above 50 SUI', (tx) => tx.setGasBudget(50_000_000_001), 'GasBudgetTooHigh'],
    ['a payment below the budget', (tx) => tx.setGasBudget(2_000_000_000), 'GasBalanceTooLow'],
  ];
  it.each(cases)('refuses %s', async (_name, change, reason) => {
    const w = world();
    const alice = await w.account(ONE_SUI);
    const tx = new Transaction();
    tx.setSender(alice.address);
    tx.setGasPayment([await reference(w, alice.coins[0]!)]);
    tx.setGasPrice(1000);
    tx.setGasBudget(5_000_000);
    pay(1)(tx);
    change(tx);
    await expect(w.send(await tx.build(), alice.keypair)).rejects.toEqual(rejection(reason));
  });

  it('refuses to choose gas for an empty account', async () => {
    const { prepare } = world();
    await expect(prepare(new Ed25519Keypair(), pay(1))).rejects.toEqual(rejection('InsufficientGas'));
  });
});

describe('time', () => {
  it('refuses a transaction whose epoch has passed, or that is for another chain', async () => {
    const { account, prepare, send, ledger } = world();
    const alice = await account(ONE_SUI);
    const bytes = await prepare(alice.keypair, (tx) => {
      tx.setExpiration({ Epoch: Number(ledger.epoch) });
      pay(1)(tx);
    });
    ledger.advanceEpoch();
    await expect(send(bytes, alice.keypair)).rejects.toEqual(rejection('TransactionExpired'));
    const foreign = prepare(alice.keypair, (tx) => {
      const { epoch } = ledger;
      const during = {
        minEpoch: `${epoch}`,
        maxEpoch: `${epoch}`,
        minTimestamp: null,
        maxTimestamp: null,
        nonce: 1,
      };
      tx.setExpiration({ ValidDuring: { ...during, chain: '1'.repeat(32) } });
      pay(1)(tx);
    });
    await expect(foreign).rejects.toEqual(rejection('InvalidChainId'));
  });
});

describe('bytes', () => {
  it('refuses what is no transaction, and a transaction with something behind it', async () => {
    const { account, prepare, ledger } = world();
    await expect(ledger.execute(new Uint8Array([9, 9, 9]), [])).rejects.toEqual(rejection('InvalidBcs'));
    const alice = await account(ONE_SUI);
    const bytes = await prepare(alice.keypair, pay(1));
    await expect(ledger.execute(Uint8Array.from([...bytes, 0]), [])).rejects.toEqual(rejection('InvalidBcs'));
  });
});
